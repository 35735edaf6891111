// Money: baht with satang, other currencies, prices with .- and currency signs.
import { baht, decimal } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { AMOUNT, PER, perChain } from './measures.ts';
import { before, DASH, NUMBER, RIGHT } from './pieces.ts';

function money(m: RegExpExecArray): Said {
  const { sign = '', a = '', b, unit = 'บาท', per = '' } = m.groups ?? {};
  const minus = sign === '-' ? 'ลบ' : sign === '+' ? 'บวก' : '';
  const last = baht(
    (b ?? a).replace(/,/g, ''),
    unit === 'USD' ? 'ดอลลาร์สหรัฐ' : unit,
    unit === 'บาท' ? 'สตางค์' : 'เซ็นต์',
  );
  return { kind: 'money', spoken: minus + (b === undefined ? '' : `${decimal(a)}ถึง`) + last + perChain(per) };
}

const CURRENCIES: Readonly<Record<string, string>> = { '฿': 'บาท', $: 'ดอลลาร์', '€': 'ยูโร' };

export const moneys: readonly Rule[] = [
  {
    name: 'baht',
    pattern: new RegExp(`${AMOUNT} {0,3}(?<unit>บาท|ดอลลาร์สหรัฐ|ดอลลาร์|ยูโร|USD(?![A-Za-z]))${PER}`, 'g'),
    read: money,
  },
  {
    name: 'baht, short',
    pattern: new RegExp(
      `${AMOUNT} {0,2}(?:บ\\.(?!(?! ?(?:ต่อ|ละ|ขึ้นไป|ถ้วน|ค่า))[\\u0e01-\\u0e4e])|THB(?![A-Za-z]))${PER}`,
      'g',
    ),
    read: money,
  },
  {
    name: 'baht with .-',
    pattern: new RegExp(
      `(?<!\\d)(?<!\\d[.,:/])(?<a>${NUMBER})\\.?(?:-(?![\\d\\u0e01-\\u0e4e])|\\.-|/-|,-)(?: ?บาท)?${PER}`,
      'g',
    ),
    read: (m, text) =>
      /[.,/]-/.test(m[0]) || /(?:ราคา|ละ|เงิน|ค่า)[^\d\n]{0,12}$/.test(before(text, m.index, 20))
        ? { ...money(m) }
        : undefined,
  },
  {
    name: 'currency sign',
    pattern: new RegExp(
      `(?:US(?=\\$))?(?<cur>[฿$€])\\s{0,2}(?<a>${NUMBER})(?:${DASH}(?<b>${NUMBER}))?(?<many> ?(?:ล้าน|แสน|หมื่น|พัน))?${RIGHT}`,
      'g',
    ),
    read: (m) => {
      const { cur = '', a = '', b, many = '' } = m.groups ?? {};
      const unit = m[0].startsWith('US') ? 'ดอลลาร์สหรัฐ' : (CURRENCIES[cur] ?? '');
      const lead = b === undefined ? '' : `${decimal(a)}ถึง`;
      const last = (b ?? a).replace(/,/g, '');
      return {
        kind: 'money',
        spoken:
          lead +
          (many === ''
            ? baht(last, unit, unit === 'บาท' ? 'สตางค์' : 'เซ็นต์')
            : decimal(last) + many.trim() + unit),
      };
    },
  },
];
