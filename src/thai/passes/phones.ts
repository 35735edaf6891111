// Telephones, extensions and hotlines: a figure said wrong here is worse than silence, so they are read one by one.
import { oneByOne } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { COUNTED } from './counted.ts';
import { after, before } from './pieces.ts';

/** Hotlines of the country: said digit by digit wherever they stand alone. */
const HOTLINES =
  '19[19]|11(?:11|2[29]|3[0-8]|46|49|5[05]|62|6[569]|78|82|86|9[0-9])|12(?:0[0-6]|1[2-5])|13(?:0[0-9]|23|30|47|48|5[0-9]|6[0-9]|7[0-9]|8[0-9]|90)|14(?:1[1-5]|22|26|41|44|60|86|90)|15(?:0[0-9]|3[0-9]|4[0-9]|5[5-9]|6[2-9]|7[0-9]|8[4-6]|99)|16(?:0[0-9]|4[0-9]|6[0-9]|7[2-9]|8[0-9]|9[0-4])|17(?:4[0-9]|6[0-9]|84)|1850';
const CALL =
  'โทร|สายด่วน|แจ้ง|ฮอตไลน์|hotline|call ?center|คอลเซ็นเตอร์|เบอร์|☎|📞|☏|📱|แฟกซ์|tel|fax|สายตรง|หมายเลขโทรศัพท์';
const CALLED = new RegExp(`(?:${CALL})[^\\d\\n]{0,40}$`, 'i');

/** Digits with their gaps dropped; a one- or two-digit tail after a whole number is the end of a range of lines. */
function dial(written: string): string {
  const tail = /^(.*\d{3,4})[ ]?-[ ]?(\d{1,2})$/.exec(written);
  const head = (tail?.[1] ?? '').replace(/\D/g, '');
  if (tail !== null && head.length >= 9) return `${oneByOne(head)}ถึง${oneByOne(tail[2] ?? '')}`;
  return (written.startsWith('+') ? 'บวก' : '') + oneByOne(written);
}

const TEL = '\\+?\\(?\\d{1,4}\\)?(?:[ -]{1,2}\\d{1,7}){0,5}';

export const phones: readonly Rule[] = [
  {
    name: 'telephone by its shape',
    pattern:
      /(?<!\d)(?<!\d[.,/:-])(?:\+?66-\d{1,2}-\d{3,4}-\d{4}|\+66[ -]?(?:\(0\))?\d{1,2}(?:[ -]?\d{3,4}){2}|0[ -]?\d{1,2}[ -]{1,2}\d{3,4}[ -]{1,2}\d{3,4}|0-\d{3,5}-\d{3,4}|\(0\d{1,2}\) ?\d{3}[ -]?\d{3,4}|0\d{1,2}\.\d{3,4}\.\d{3,4}|0\d-\d{7}|0\d{2}-\d{6,7}|0\d{1,2} ?-? ?\d{3} ?-? ?\d{3,4}|0[ -]\d{4}[ -]\d{4}|0\d{8,9})(?: ?- ?\d{1,2}(?![\d/]))?(?!\d)/g,
    read: (m) => ({ kind: 'phone', spoken: dial(m[0]) }),
  },
  {
    name: 'telephone after the call',
    pattern: new RegExp(`(?<!\\d)(?<!\\d[.,:/-])${TEL}(?![\\d])`, 'g'),
    read: (m, text) => {
      if (!CALLED.test(before(text, m.index, 60))) return undefined;
      return dialled(m[0], before(text, m.index, 40), after(text, m.index + m[0].length, 12));
    },
  },
  {
    name: 'extension',
    pattern: /(?=\d)(?<=\d ?\(?(?:ต่อ|ภายใน|กด) ?)\d{1,5}(?:-\d{1,5})?(?!\d)/g,
    read: (m, text) => {
      const lead = before(text, m.index, 60);
      return CALLED.test(lead.replace(/\d/g, '')) || /\d{4} ?\(?(?:ต่อ|ภายใน|กด) ?$/.test(lead)
        ? { kind: 'phone', spoken: m[0].split('-').map(oneByOne).join('ถึง') }
        : undefined;
    },
  },
  {
    name: 'another extension',
    pattern: /(?=\d)(?<=ต่อ ?\d{1,5}(?: ?, ?| หรือ ?| และ ?))\d{2,5}(?!\d)/g,
    read: (m) => ({ kind: 'phone', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'hotline',
    pattern: new RegExp(`(?<!\\d)(?<!\\d[.,:/-])(?:${HOTLINES})(?![\\d:/-]|[.,]\\d)`, 'g'),
    read: (m, text) => {
      if (COUNTED.test(after(text, m.index + m[0].length, 12))) return undefined;
      const lead = before(text, m.index, 24);
      if (
        !/(?:ศูนย์|กู้ชีพ|กู้ภัย|ตำรวจ|ฉุกเฉิน|ติดต่อ|หมายเลข|กด|หรือ|และ|,|สอบถาม|[☎📞])[^\d\n]{0,12}$/u.test(lead) &&
        m[0].length < 4
      )
        return undefined;
      return /(?:จำนวน|ปี|[พครจฮม]\.?ศ\.|ศักราช|ที่|ราคา|(?<!แ)ละ|ประมาณ|กว่า|เกิน|ถึง|ราว|เกือบ)\s?$/.test(lead)
        ? undefined
        : { kind: 'phone', spoken: oneByOne(m[0]), confidence: 'likely' };
    },
  },
];

/** What stands after a call word may still be an amount (แจ้งเหตุ 24 ชั่วโมง): only digits in the shape of a line are dialled. */
function dialled(written: string, lead: string, next: string): Said | undefined {
  const count = written.replace(/\D/g, '').length;
  const beside = /(?:โทร\.?|โทรศัพท์|สายด่วน|เบอร์|tel\.?|[☎📞📱])[ :.]{0,3}$/iu.test(lead);
  if ((COUNTED.test(next) && !(beside && count >= 3)) || /^[.:/]\d/.test(next) || /^,\d{3}/.test(next))
    return undefined;
  if (/วันที่ ?$|ข้อ ?$|หมู่(?:ที่)? ?$|เวลา ?$|จำนวน ?$|ครั้งที่ ?$|ภายใน ?$/.test(lead)) return undefined;
  const close = /(?:โทร|เบอร์|สายด่วน|tel|☎|📞|โทรสาร|โทรศัพท์|fax)[^\d\n]{0,24}$/i.test(lead);
  const near = /(?:แจ้ง|hotline|call ?center)[^\d\n]{0,20}$/i.test(lead);
  if (count < 3 || (!close && !(near && count <= 4 && !/ม\.|ตร/.test(next)))) return undefined;
  return { kind: 'phone', spoken: dial(written) };
}
