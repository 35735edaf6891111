// What is drawn rather than written: emoji, flags, keycaps, stickers, rules of equal signs. All of it is silent.
import type { Rule, Said } from '../page.ts';
import { COUNTED } from './counted.ts';
import { after, before } from './pieces.ts';

const silent = (): Said => ({ kind: 'silent', spoken: '' });

/** What a laugh follows at the end of a line: ค่ะ 555, ฮาๆ 5555. */
const LAUGHED = /(?:ค่ะ|คะ|ครับ|คับ|จ้า|จ้ะ|จ๊ะ|เลย|เนอะ|นะ|ฮา|ฮ่า|อิ|ๆ) ?$/;

export const pictures: readonly Rule[] = [
  { name: 'keycap', pattern: /[0-9#*]\u20e3/g, read: silent },
  {
    name: 'emoji',
    pattern:
      /(?:(?![0-9#*©®™])\p{Emoji}|[\u{1F1E6}-\u{1F1FF}\u{1F3FB}-\u{1F3FF}\u{E0020}-\u{E007F}]|\p{Extended_Pictographic}(?<![©®™])){1,40}/gu,
    read: silent,
  },
  {
    name: 'sticker',
    pattern:
      /\[(?:สติกเกอร์|สติ๊กเกอร์|รูปภาพ|ภาพ|รูป|วิดีโอ|คลิปเสียง|ไฟล์|sticker|photo|image|video|emoji)\]|\((?:emoji|moon [a-z]{1,12}|brown|cony|sally)\)/gi,
    read: silent,
  },
  {
    name: 'face of letters',
    pattern: /(?<![A-Za-z0-9])(?:T[_.]?T|[oO]_[oO]|\^_{0,3}\^|[:;]-?[)(DPp])(?![A-Za-z0-9])/g,
    read: silent,
  },
  {
    name: 'catchword of the next page',
    pattern: /(?<=^|\n)[ ]{0,8}\/[^\n]{1,60}?(?:\.{2,10}|…)[ ]{0,4}(?=\n|$)/g,
    read: silent,
  },
  {
    name: 'rule',
    pattern: /([=*_\-~.+#^|<>])\1{2,200}/g,
    read: (m) =>
      m[1] === '-' || m[1] === '.' || m[1] === '~' || m[1] === '_'
        ? { kind: 'pause', spoken: ' ' }
        : silent(),
  },
  {
    name: 'page number',
    pattern: /(?<=^|\n)[ ]{0,40}-[ ]{0,2}\d{1,3}[ ]{0,2}-[ ]{0,4}(?=\n|$)/g,
    read: (m, text) =>
      before(text, m.index, 2) === '' && after(text, m.index + m[0].length, 2) === '' ? silent() : undefined,
  },
  {
    name: 'laughing',
    pattern: /(?<![\d.,:/-])5{3,12}(?:\+{1,5}|(?![\d.,:/-]))/g,
    read: (m, text) => {
      const opens = before(text, m.index, 12).trim() === '';
      const counts = COUNTED.test(after(text, m.index + m[0].length, 16));
      const closes =
        LAUGHED.test(before(text, m.index, 12)) && /^\s*$/.test(after(text, m.index + m[0].length, 3));
      const laughs = closes || m[0].includes('+') || m[0].length > 4 || (m[0].length > 3 && opens);
      return laughs && !counts ? { kind: 'silent', spoken: '', confidence: 'likely' } : undefined;
    },
  },
];
