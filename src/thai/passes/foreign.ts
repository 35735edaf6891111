// Latin letters: known words by table, capitals letter by letter, names with figures (PM2.5, A4). Anything else is
// left for the officer with a proposal.
import { latinLetters } from '../letters.ts';
import { cardinal, decimal, oneByOne } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { ENGLISH } from '../tables/english.ts';
import { LATIN_UNITS } from '../tables/units.ts';
import { oneOf } from './pieces.ts';

const phrases = oneOf(Object.keys(ENGLISH).filter((word) => /[ -]/.test(word)));

function figures(written: string): string {
  if (written.includes('.')) return decimal(written);
  return written.length <= 2 && !written.startsWith('0') ? cardinal(written) : oneByOne(written);
}

const WHY = 'คำภาษาอังกฤษที่ยังไม่มีคำอ่านในตาราง';

function word(written: string): Said {
  const small = written.toLowerCase();
  const known = ENGLISH[small] ?? (small.length > 1 ? LATIN_UNITS[small] : undefined);
  if (known !== undefined) return { kind: 'foreign', spoken: known };
  const plural = /s$/.test(written) ? ENGLISH[written.slice(0, -1).toLowerCase()] : undefined;
  if (plural !== undefined) return { kind: 'foreign', spoken: plural };
  if (/^[A-Z]{1,6}s?$/.test(written))
    return { kind: 'foreign', spoken: latinLetters(written.replace(/s$/, '')) };
  if (written.length === 1) return { kind: 'foreign', spoken: latinLetters(written), confidence: 'likely' };
  const spoken = written.length <= 5 ? latinLetters(written) : '';
  return { kind: 'unread', spoken, confidence: 'unread', why: WHY };
}

export const namesWithFigures: readonly Rule[] = [
  {
    name: 'phrase of English words',
    pattern: new RegExp(`(?<![A-Za-z])${phrases}(?![A-Za-z])`, 'gi'),
    read: (m) => ({ kind: 'foreign', spoken: ENGLISH[m[0].toLowerCase()] ?? '' }),
  },
  {
    name: 'letters with figures',
    pattern: /(?<![A-Za-z0-9])([A-Z]{1,5})[ -]?(\d{1,4}(?:\.\d{1,3})?)([A-Z]?)(?![A-Za-z0-9%]|[.,:/]\d|-\d)/g,
    read: (m) => {
      const [, name = '', number = '', tail = ''] = m;
      const spaced = /[ -]/.test(m[0]);
      if (spaced && tail !== '') return undefined;
      if (spaced && name !== 'PM' && !(name.length <= 3 && number.length <= 3) && name !== 'COVID')
        return undefined;
      if (/^(?:FM|AM|OTP|PIN|ID|TEL|FAX)$/.test(name)) return undefined;
      return {
        kind: 'foreign',
        spoken: (ENGLISH[name.toLowerCase()] ?? latinLetters(name)) + figures(number) + latinLetters(tail),
      };
    },
  },
  {
    name: 'figures with letters',
    pattern: /(?<![A-Za-z0-9.,:/-])(\d{1,2})([GDKXP])(?![A-Za-z0-9])/g,
    read: (m) => ({ kind: 'foreign', spoken: cardinal(m[1] ?? '') + latinLetters(m[2] ?? '') }),
  },
  {
    name: 'mixed letters and figures',
    pattern: /(?<![A-Za-z0-9])(?:[A-Z]\d){1,3}[A-Z]?(?![A-Za-z0-9])/g,
    read: (m) => ({ kind: 'foreign', spoken: [...m[0]].map((c) => latinLetters(c) + oneByOne(c)).join('') }),
  },
];

export const foreignWords: readonly Rule[] = [
  {
    name: 'initials with dots',
    pattern: /(?<![A-Za-z.])(?:[A-Z]\.){2,6}/g,
    read: (m) => ({ kind: 'foreign', spoken: latinLetters(m[0]) }),
  },
  {
    name: 'No.',
    pattern: /(?<![A-Za-z])No\. ?(?=\d)/gi,
    read: () => ({ kind: 'foreign', spoken: 'หมายเลข' }),
  },
  {
    name: 'Tel.',
    pattern: /(?<![A-Za-z])(?:Tel|Call) ?[.:]? ?(?=[\d+(])/gi,
    read: () => ({ kind: 'foreign', spoken: 'โทรศัพท์' }),
  },
  {
    name: 'hyphened word',
    pattern: /(?<![A-Za-z])[A-Za-z]{1,12}-[A-Za-z]{1,12}(?![A-Za-z])/g,
    read: (m) => {
      const small = m[0].toLowerCase();
      const rest = small.startsWith('e-') ? ENGLISH[small.slice(2)] : undefined;
      const known = ENGLISH[small] ?? (rest === undefined ? undefined : `อี${rest}`);
      return known === undefined ? undefined : { kind: 'foreign', spoken: known };
    },
  },
  { name: 'Latin word', pattern: /[A-Za-z]{1,60}(?:['’][a-z]{1,2})?/g, read: (m) => word(m[0]) },
];
