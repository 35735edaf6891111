// Text of any kind for the properties: pieces of official writing, broken Thai, hostile characters, anything at all.
import fc from 'fast-check';

const PIECES = [
  ...[
    'ประกาศ',
    'อบต.',
    'ม.',
    'ก.พ.',
    '12',
    '๑๒',
    '.',
    '-',
    '/',
    ':',
    ',',
    ' ',
    '\n',
    'ๆ',
    'ฯ',
    'ฯลฯ',
    '(',
    ')',
    '%',
    'บาท',
    'น.',
    'โทร',
    '08',
    'PM',
    'km',
    '@',
    '#',
    'www.',
    'ที่',
    'ว',
    'ธ.ค.',
    '2568',
  ],
  ...[
    '\u0e4d',
    'า',
    '\u0e49',
    'ำ',
    'เ',
    'เ',
    '\u200b',
    '\uf70a',
    '😀',
    '①',
    '½',
    '中',
    '\ud800',
    'é',
    '=',
    '"',
    '“',
    '๚',
    '฿',
    '\u0301',
    '℃',
    '\t',
    '\r',
    '×',
  ],
];

/** Of all of Unicode but the halves of pairs; fast-check's own unit first writes a table of them all, for a second. */
const HALVES = { from: 0xd800, count: 0x800 };
const anyCharacter = fc.integer({ min: 0, max: 0x10ffff - HALVES.count }).map(
  (n) => String.fromCodePoint(n < HALVES.from ? n : n + HALVES.count),
  (made) => {
    const [character, ...more] = typeof made === 'string' ? made : '';
    const n = character?.codePointAt(0);
    if (n === undefined || more.length > 0) throw new Error('not one character');
    if (n < HALVES.from) return n;
    if (n < HALVES.from + HALVES.count) throw new Error('half of a pair');
    return n - HALVES.count;
  },
);
export const anyCharacters = (maxLength = 10) => fc.string({ unit: anyCharacter, maxLength });

export const anyText = fc.oneof(
  anyCharacters(40),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join('')),
  fc.string({
    unit: fc.constantFrom(...Array.from({ length: 91 }, (_, i) => String.fromCharCode(0xe01 + i))),
    maxLength: 40,
  }),
);
