// Latin letters: known words by table, capitals letter by letter, names with figures (PM2.5, A4). Anything else is
// left for the officer with a proposal.
import { latinLetters } from '../letters.ts';
import { cardinal, decimal, oneByOne } from '../numbers.ts';
import type { Rule, Said } from '../page.ts';
import { ENGLISH } from '../tables/english.ts';
import { LATIN_UNITS } from '../tables/units.ts';
import { oneOf } from './pieces.ts';

const phrases = oneOf([...ENGLISH.keys()].filter((word) => /[ -]/.test(word)));

function figures(written: string): string {
  if (written.includes('.')) return decimal(written);
  return written.length <= 2 && !written.startsWith('0') ? cardinal(written) : oneByOne(written);
}

const WHY = 'คำภาษาอังกฤษที่ยังไม่มีคำอ่านในตาราง โปรดตรวจคำอ่านที่เสนอ';
/** Letters that a listener can still follow one by one. */
const LONGEST_SPELLED = 12;

function known(written: string): string | undefined {
  const small = written.toLowerCase();
  const whole = ENGLISH.get(small) ?? (small.length > 1 ? LATIN_UNITS[small] : undefined);
  return whole ?? (small.endsWith('s') ? ENGLISH.get(small.slice(0, -1)) : undefined);
}

function word(written: string): Said {
  const said = known(written);
  if (said !== undefined) return { kind: 'foreign', spoken: said };
  if (/^[A-Z]{1,6}s?$/.test(written))
    return { kind: 'foreign', spoken: latinLetters(written.replace(/s$/, '')) };
  if (written.length === 1) return { kind: 'foreign', spoken: latinLetters(written), confidence: 'likely' };
  const spoken = written.length <= LONGEST_SPELLED ? latinLetters(written) : '';
  return { kind: 'unread', spoken, confidence: 'unread', why: WHY };
}

export const namesWithFigures: readonly Rule[] = [
  {
    name: 'phrase of English words',
    pattern: new RegExp(`(?<![A-Za-z])${phrases}(?![A-Za-z])`, 'gi'),
    read: (m) => ({ kind: 'foreign', spoken: ENGLISH.get(m[0].toLowerCase()) ?? '' }),
  },
  {
    name: 'one to another',
    pattern: /(?<![A-Za-z0-9])([A-Z])2([A-Z])(?![A-Za-z0-9])/g,
    read: (m) => ({ kind: 'foreign', spoken: `${latinLetters(m[1] ?? '')}ทู${latinLetters(m[2] ?? '')}` }),
  },
  {
    name: 'English ordinal',
    pattern: /(?<![A-Za-z0-9.,:/-])(\d{1,3})(?:st|nd|rd|th)(?![A-Za-z0-9])/gi,
    read: (m) => ({ kind: 'number', spoken: `ที่${cardinal(m[1] ?? '')}`, confidence: 'likely' }),
  },
  {
    name: 'letters with figures',
    pattern: /(?<![A-Za-z0-9])([A-Z]{1,5})[ -]?(\d{1,4}(?:\.\d{1,3})?)([A-Z]?)(?![A-Za-z0-9%]|[.,:/]\d|-\d)/g,
    read: (m) => {
      const [, name = '', number = '', tail = ''] = m;
      const spaced = /[ -]/.test(m[0]);
      if (spaced && tail !== '') return undefined;
      if (spaced && !/^(?:PM|COVID)$/.test(name) && (name.length > 3 || number.length > 2)) return undefined;
      if (/^(?:FM|AM|OTP|PIN|ID|TEL|FAX)$/.test(name)) return undefined;
      return {
        kind: 'foreign',
        spoken:
          (ENGLISH.get(name.toLowerCase()) ?? latinLetters(name)) + figures(number) + latinLetters(tail),
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

const TITLES: Readonly<Record<string, string>> = {
  Mr: 'มิสเตอร์',
  Mrs: 'มิสซิส',
  Ms: 'มิส',
  Miss: 'มิส',
  Dr: 'ด็อกเตอร์',
  Prof: 'ศาสตราจารย์',
};

export const foreignWords: readonly Rule[] = [
  {
    name: 'initials with dots',
    pattern: /(?<![A-Za-z.])(?:[A-Z]\.){2,6}/g,
    read: (m) => ({ kind: 'foreign', spoken: latinLetters(m[0]) }),
  },
  {
    name: 'title before a name',
    pattern: /(?<![A-Za-z])(Mrs|Mr|Ms|Miss|Dr|Prof)\.? {0,2}(?=[A-Z])/g,
    read: (m) => ({ kind: 'foreign', spoken: TITLES[m[1] ?? ''] ?? '' }),
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
      const whole = ENGLISH.get(m[0].toLowerCase());
      if (whole !== undefined) return { kind: 'foreign', spoken: whole };
      const parts = m[0].split('-').map(known);
      if (parts.includes(undefined) && !/^[eE]-/.test(m[0])) return undefined;
      if (/^[eE]-/.test(m[0])) parts[0] = 'อี';
      return parts.includes(undefined) ? undefined : { kind: 'foreign', spoken: parts.join('') };
    },
  },
  { name: 'Latin word', pattern: /[A-Za-z]{1,60}(?:['’][a-z]{1,2})?/g, read: (m) => word(m[0]) },
];
