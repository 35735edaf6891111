// Short forms written without their dots (สทบ, กนช): a run of consonants by itself that no word breaker knows as a word.
// One that the table has with its dot is said in full; any other is left to a person, its letters proposed.
import { thaiLetters } from '../letters.ts';
import { isListed } from '../lexicon.ts';
import type { Token } from '../page.ts';
import { table } from './abbreviations.ts';
import { afterHead } from './heads.ts';
import { before } from './pieces.ts';

const RUN = /^[ก-ฮ]{2,6}$/;
/** Spelt with รร, or with ว and อ as the vowel before a final: กรรม, หมวย, นอก. */
const RHYMES = /[ก-ฮ]รร|^(?:[ก-ฮ]อ)+$|^[ก-ฮ]{1,2}[วอ][กงดตนบมยลร]$/;
/** Short forms that the breaker takes for words. */
const NO_WORDS = new Set('รพ รร ผอ ดร พนง ผกก ทนพ นวก มรว สนจ หสน พรป'.split(' '));
const PERSON =
  /(?:นาย|นาง|นางสาว|คุณ|เด็กชาย|เด็กหญิง|น\.ส\.|นส\.|ด\.[ชญ]\.|ดร\.|พระ|แม่|พ่อ|พี่|น้อง|ป้า|ลุง)[^\n]{0,24}$/;
const PLACE = /(?:บ้าน|วัด|ตำบล|อำเภอ|จังหวัด|ถนน|ซอย|ห้วย|หนอง|ชุมชน|[ตอจถซบ]\.|ร้าน|บริษัท|โรงเรียน) ?$/;
const LETTER = /[\u0e01-\u0e4e.-]/;
const MOST = 4096;

let breaker: Intl.Segmenter | undefined;
const asked = new Map<string, boolean>();

/** The breaker parts a word it knows from itself written twice; letters it does not know run together. */
function brokenAsWords(run: string): boolean {
  breaker ??= new Intl.Segmenter('th', { granularity: 'word' });
  const ends = new Set<number>();
  let shortest = run.length;
  for (const { index, segment } of breaker.segment(`ให้${run}${run}ให้`)) {
    ends.add(index);
    shortest = Math.min(shortest, segment.length);
  }
  const first = 'ให้'.length;
  return shortest > 1 && [0, 1, 2].every((n) => ends.has(first + n * run.length));
}

function isWord(run: string): boolean {
  const known = asked.get(run);
  if (known !== undefined) return known;
  const word = RHYMES.test(run) || isListed(run) || brokenAsWords(run);
  if (asked.size >= MOST) asked.clear();
  asked.set(run, word);
  return word;
}

/** The full form of a short form that the table has with its dot. */
function fullForm(run: string): string | undefined {
  if (run === 'รร') return 'โรงเรียน';
  const found = table.longest(`${run}.`, 0);
  return found?.length === run.length + 1 ? found.value : undefined;
}

/** The token for [start, end), when that is a short form by itself; undefined for anything that may be a word. */
export function bareLetters(text: string, start: number, end: number): Token | undefined {
  if (end - start > 6 || LETTER.test(text.charAt(start - 1)) || LETTER.test(text.charAt(end)))
    return undefined;
  const run = text.slice(start, end);
  if (!RUN.test(run)) return undefined;
  const full = fullForm(run);
  if (!NO_WORDS.has(run)) {
    const lead = before(text, start, 40);
    if (isWord(run) || PERSON.test(lead) || PLACE.test(lead) || /^ ?ๆ/.test(text.slice(end, end + 2)))
      return undefined;
  }
  if (full !== undefined) {
    const spoken = afterHead(text, start, full);
    return { start, end, kind: 'abbreviation', spoken, confidence: 'likely', why: '' };
  }
  const why = 'อักษรย่อไม่มีจุด อ่านเป็นคำไม่ได้ ควรเขียนคำเต็ม';
  return { start, end, kind: 'unread', spoken: thaiLetters(run), confidence: 'unread', why };
}
