// What stands in brackets and only repeats what was just said: the short form after the full one, the full form after the
// short one, an amount of money in words, the foreign spelling. An announcer leaves it out.
import type { Rule, Said } from '../page.ts';
import { ENGLISH } from '../tables/english.ts';
import { table } from './abbreviations.ts';
import { before } from './pieces.ts';

const REACH = 120;
const silent: Said = { kind: 'silent', spoken: '' };
const IN_WORDS =
  /^(?:ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|เอ็ด|ยี่|สิบ|ร้อย|พัน|หมื่น|แสน|ล้าน|บาท|สตางค์|ถ้วน| ){2,40}$/;

/** The full form of a short one that opens or closes a text, with what follows it there. */
function inFull(short: string): string | undefined {
  const found = table.longest(short, 0) ?? table.longest(`${short}.`, 0);
  return found === undefined ? undefined : found.value + short.slice(found.length);
}

function repeatsShortForm(inner: string, lead: string): boolean {
  const short = /[ก-ฮ.]{2,12}$/.exec(lead.trimEnd())?.[0];
  return short !== undefined && inFull(short) === inner;
}

function thaiGloss(inner: string, lead: string): Said | undefined {
  if (IN_WORDS.test(inner) && /(?:\d|บาท|สตางค์) ?$/.test(lead)) return silent;
  if (repeatsShortForm(inner, lead)) return silent;
  const whole = inFull(inner);
  if (whole !== undefined) return lead.includes(whole) ? silent : undefined;
  const unknown = /^[ก-ฮ][ก-ฮ.เโแ]{2,12}$/.test(inner) && /[\u0e01-\u0e4e] ?$/.test(lead);
  return unknown ? { ...silent, confidence: 'likely' } : undefined;
}

/** Consonants alone, those that sound alike made one: เฟสบุ๊ค and เฟซบุ๊ก are the same. */
function skeleton(thai: string): string {
  return thai
    .replace(/[ก-ฮ]์/g, '')
    .replace(/[^ก-ฮ]/g, '')
    .replace(/[คข]/g, 'ก')
    .replace(/[ศษส]/g, 'ซ')
    .replace(/[ทธตฏฐ]/g, 'ด')
    .replace(/[พภป]/g, 'บ');
}

function latinGloss(inner: string, lead: string): Said | undefined {
  const said = ENGLISH.get(inner.toLowerCase());
  if (said !== undefined) {
    const bones = skeleton(said);
    return bones.length > 1 && skeleton(lead.slice(-24)).endsWith(bones) ? silent : undefined;
  }
  const words = inner.split(/[ :-]+/);
  const foreign = words.some((one) => !ENGLISH.has(one.toLowerCase()) && !/^[A-Z]{1,6}s?$/.test(one));
  if (!foreign || words.length < 2) return undefined;
  return {
    kind: 'unread',
    spoken: '',
    confidence: 'unread',
    why: 'คำภาษาอังกฤษในวงเล็บ เสนอให้เว้นไว้เพราะภาษาไทยข้างหน้าบอกความแล้ว',
  };
}

export const glosses: readonly Rule[] = [
  {
    name: 'gloss in brackets',
    pattern: / ?\(([ก-ฮ\u0e40-\u0e44][\u0e01-\u0e4e. ]{0,60})\)/g,
    read: (m, text) => thaiGloss(m[1] ?? '', before(text, m.index, REACH)),
  },
  {
    name: 'foreign spelling in brackets',
    pattern: / ?\(([A-Za-z][A-Za-z :-]{1,60})\)/g,
    read: (m, text) =>
      /[\u0e01-\u0e4e] ?$/.test(before(text, m.index, REACH))
        ? latinGloss(m[1] ?? '', before(text, m.index, REACH))
        : undefined,
  },
];
