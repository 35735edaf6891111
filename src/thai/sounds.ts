// The sounds of Thai letters and the table of tones. Letters in, pieces of the IPA notation out.

export type Tone = 'mid' | 'low' | 'falling' | 'high' | 'rising';
export type Class = 'high' | 'mid' | 'low';

/** Pieces of the notation onset + vowel + coda + tone, e.g. kʰ, aː, w, rising. */
export interface Syllable {
  readonly onset: string;
  readonly vowel: string;
  readonly coda: string;
  readonly tone: Tone;
}

const ONSETS: Readonly<Record<string, string>> = {
  ก: 'k',
  ข: 'kʰ',
  ฃ: 'kʰ',
  ค: 'kʰ',
  ฅ: 'kʰ',
  ฆ: 'kʰ',
  ง: 'ŋ',
  จ: 'tɕ',
  ฉ: 'tɕʰ',
  ช: 'tɕʰ',
  ซ: 's',
  ฌ: 'tɕʰ',
  ญ: 'j',
  ฎ: 'd',
  ฏ: 't',
  ฐ: 'tʰ',
  ฑ: 'tʰ',
  ฒ: 'tʰ',
  ณ: 'n',
  ด: 'd',
  ต: 't',
  ถ: 'tʰ',
  ท: 'tʰ',
  ธ: 'tʰ',
  น: 'n',
  บ: 'b',
  ป: 'p',
  ผ: 'pʰ',
  ฝ: 'f',
  พ: 'pʰ',
  ฟ: 'f',
  ภ: 'pʰ',
  ม: 'm',
  ย: 'j',
  ร: 'r',
  ล: 'l',
  ว: 'w',
  ศ: 's',
  ษ: 's',
  ส: 's',
  ห: 'h',
  ฬ: 'l',
  อ: 'ʔ',
  ฮ: 'h',
  ฤ: 'r',
  ฦ: 'l',
};
const CODAS: Readonly<Record<string, string>> = {
  ก: 'k',
  ข: 'k',
  ฃ: 'k',
  ค: 'k',
  ฅ: 'k',
  ฆ: 'k',
  ง: 'ŋ',
  จ: 't',
  ช: 't',
  ซ: 't',
  ฌ: 't',
  ญ: 'n',
  ฎ: 't',
  ฏ: 't',
  ฐ: 't',
  ฑ: 't',
  ฒ: 't',
  ณ: 'n',
  ด: 't',
  ต: 't',
  ถ: 't',
  ท: 't',
  ธ: 't',
  น: 'n',
  บ: 'p',
  ป: 'p',
  พ: 'p',
  ฟ: 'p',
  ภ: 'p',
  ม: 'm',
  ย: 'j',
  ร: 'n',
  ล: 'n',
  ว: 'w',
  ศ: 't',
  ษ: 't',
  ส: 't',
  ฬ: 'n',
};
const HIGH = 'ขฃฉฐถผฝศษสห';
const MID = 'กจฎฏดตบปอ';

export function onsetOf(letter: string): string {
  return ONSETS[letter] ?? '';
}

export function codaOf(letter: string): string {
  return CODAS[letter] ?? '';
}

export function classOf(letter: string): Class {
  return HIGH.includes(letter) ? 'high' : MID.includes(letter) ? 'mid' : 'low';
}

export function isConsonant(letter: string): boolean {
  return letter !== '' && letter >= 'ก' && letter <= 'ฮ';
}

export function isLong(vowel: string): boolean {
  return vowel.endsWith('ː') || vowel === 'ia' || vowel === 'ɯa' || vowel === 'ua';
}

const MARKED: Readonly<Record<Class, Readonly<Record<string, Tone>>>> = {
  mid: { '\u0e48': 'low', '\u0e49': 'falling', '\u0e4a': 'high', '\u0e4b': 'rising' },
  high: { '\u0e48': 'low', '\u0e49': 'falling', '\u0e4a': 'high', '\u0e4b': 'rising' },
  low: { '\u0e48': 'falling', '\u0e49': 'high', '\u0e4a': 'high', '\u0e4b': 'rising' },
};

/** The tone of a syllable: class of the first letter × mark × live or dead × length of the vowel. */
export function toneOf(cls: Class, mark: string, vowel: string, coda: string): Tone {
  const marked = MARKED[cls][mark];
  if (marked !== undefined) return marked;
  const dead = coda === '' ? !isLong(vowel) : 'ptk'.includes(coda);
  if (!dead) return cls === 'high' ? 'rising' : 'mid';
  if (cls !== 'low') return 'low';
  return isLong(vowel) ? 'falling' : 'high';
}

const LETTERS: Readonly<Record<Tone, string>> = {
  mid: '˧',
  low: '˨˩',
  falling: '˥˩',
  high: '˦˥',
  rising: '˩˩˦',
};

/** Syllables joined by a point, e.g. sa˨˩.wat˨˩.diː˧. */
export function toIpa(syllables: readonly Syllable[]): string {
  return syllables.map((s) => s.onset + s.vowel + s.coda + LETTERS[s.tone]).join('.');
}
