// Short forms bound to the number after them: grades, papers of land, reigns, sections of a law, villages.
import { thaiLetters } from '../letters.ts';
import { cardinal, oneByOne, shortOrDigits } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { provinceCodes } from '../tables/places.ts';
import { COUNTED } from './counted.ts';
import { after, before, DASH } from './pieces.ts';

const SCHOOL = /(?:นักเรียน|ชั้น|จบ|ระดับ|เรียน|มัธยม|วุฒิ|การศึกษา|รับสมัคร|เด็ก|สอบเข้า|ป\. ?\d|ปวช\.)[^\n]{0,24}$/;
const LAW = /(?:พ\.ร\.บ\.|พ\.ร\.ก\.|พรบ|ตาม|รัฐธรรมนูญ|กฎหมาย|ประมวล|ป\.อ\.|อาญา|ฝ่าฝืน|ผิด|แห่ง)[^\n]{0,40}$/;
const HOUSE = /(?:เลขที่|บ้าน) ?[\d/]{1,10} ?$/;
const PLACE = /^[^\n]{0,30}?(?:ต\.|อ\.|จ\.|ตำบล|อำเภอ|หมู่บ้าน)/;

function graded(m: RegExpExecArray, name: string): string {
  const first = `${name}${cardinal(m[1] ?? '')}`;
  if (m[2] === undefined) return first;
  return `${first}ถึง${/[ก-ฮ]\./.test(m[0].slice(2)) ? name : ''}${cardinal(m[2])}`;
}

function grade(letter: string, name: string): Rule {
  return {
    name,
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])(?<!\\d ?)${letter}\\. ?(\\d{1,2})(?:${DASH}(?:${letter}\\. ?)?(\\d{1,2}))?(?:\\/(\\d{1,2}))?(?!\\d)`,
      'g',
    ),
    read: (m, text) => {
      const lead = before(text, m.index, 40);
      const small = Number(m[1]) <= 6 && Number(m[2] ?? 1) <= 6;
      const kindergarten = letter === 'อ' && Number(m[1]) <= 3 && Number(m[2] ?? 1) <= 3;
      const classroom =
        letter === 'ม' &&
        m[3] !== undefined &&
        !LAW.test(lead) &&
        !PLACE.test(after(text, m.index + m[0].length, 40));
      if (!small || (letter !== 'ป' && !kindergarten && !classroom && !SCHOOL.test(lead))) return undefined;
      const room = m[3] === undefined ? '' : `ทับ${cardinal(m[3])}`;
      return { kind: 'abbreviation', spoken: graded(m, name) + room };
    },
  };
}

/** Forces that are known by a number: what is said before it. */
const UNITS_OF_FORCE: Readonly<Record<string, string>> = {
  มทบ: 'มณฑลทหารบกที่',
  จทบ: 'จังหวัดทหารบกที่',
  ทภ: 'กองทัพภาคที่',
  ตชด: 'ตำรวจตระเวนชายแดนที่',
  'กก.ตชด': 'กองกำกับการตำรวจตระเวนชายแดนที่',
  'ร้อย ตชด': 'กองร้อยตำรวจตระเวนชายแดนที่',
  ภ: 'ตำรวจภูธรภาค',
};

/** Before the letters of items: the ก of น.ส.3 ก. belongs to the paper. */
export const landPapers: readonly Rule[] = [
  {
    name: 'papers of land',
    pattern:
      /(?<![\u0e01-\u0e4e.])(น\.ส\.|นส\.|ส\.ป\.ก\.|สปก\.|ภ\.บ\.ท\.|ภบท\.|(?<!\d ?)ส\.ค\.(?= ?\d(?!\d))|ก\.ส\.น\.|ท\.ค\.|ท\.ด\.|สธ\.|ทร\.|ท\.ร\.) ?(\d{1,3}(?:-\d{1,3})?)(?:\/\d{1,2})?( ?[กขจ]\.?(?![\u0e01-\u0e4e]))?(?!\d)/g,
    read: (found) => {
      const spoken = (found[2] ?? '')
        .split('-')
        .map((part) => (part.startsWith('0') ? oneByOne(part) : cardinal(part)))
        .join('');
      return {
        kind: 'abbreviation',
        spoken: thaiLetters(found[1] ?? '') + spoken + thaiLetters(found[3] ?? ''),
      };
    },
  },
];

/** What follows the + of a kilometre post. */
function beyond(metres: string): string {
  return metres.startsWith('0') ? oneByOne(metres) : cardinal(metres);
}

export const numbered: readonly Rule[] = [
  grade('ป', 'ประถมศึกษาปีที่'),
  grade('ม', 'มัธยมศึกษาปีที่'),
  grade('อ', 'อนุบาล'),
  {
    name: 'reign',
    pattern: /(?<![\u0e01-\u0e4e.])ร\. ?(\d{1,2})(?!\d)/g,
    read: (found) => ({ kind: 'abbreviation', spoken: `รัชกาลที่${cardinal(found[1] ?? '')}` }),
  },
  {
    name: 'กม. before its number',
    pattern:
      /(?<![\u0e01-\u0e4e.])กม\. ?(?:(?:ที่ ?)(\d{1,4})|(?<!\d ?กม\. ?)(\d{1,4}))(?:\+(\d{1,4}))?(?![\d.,/-])/g,
    read: (found, text) =>
      COUNTED.test(after(text, found.index + found[0].length, 16))
        ? undefined
        : {
            kind: 'unit',
            spoken: `กิโลเมตรที่${cardinal(found[1] ?? found[2] ?? '')}${found[3] === undefined ? '' : `บวก${beyond(found[3])}`}`,
          },
  },
  {
    name: 'vocational year',
    pattern: /(?<![\u0e01-\u0e4e.])(ปวช\.|ปวส\.) ?([1-3])(?!\d)/g,
    read: (found) => {
      const name = found[1] === 'ปวช.' ? 'ประกาศนียบัตรวิชาชีพปีที่' : 'ประกาศนียบัตรวิชาชีพชั้นสูงปีที่';
      return { kind: 'abbreviation', spoken: name + cardinal(found[2] ?? '') };
    },
  },
  {
    name: 'road by its number',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e])(?:(ทล|ทช)\\. ?)?(?:(${provinceCodes})\\. ?(\\d{4})|(?<=(?:ทล|ทช)\\. ?)(\\d{1,4}))(?!\\d)`,
      'g',
    ),
    read: (m) => {
      const road = m[1] === undefined ? '' : m[1] === 'ทล' ? 'ทางหลวง' : 'ทางหลวงชนบท';
      const number =
        m[4] === undefined ? thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? '') : `หมายเลข${shortOrDigits(m[4])}`;
      return { kind: 'code', spoken: road + number };
    },
  },
  {
    name: 'station along a road',
    pattern: /(?<![\d.,+])(\d{1,3})\+(\d{3})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: `${cardinal(m[1] ?? '')}บวก${beyond(m[2] ?? '')}` }),
  },
  {
    name: 'military circle and border police by their number',
    pattern: /(?<![\u0e01-\u0e4e.])(มทบ|กก\.ตชด|ตชด|ร้อย ตชด|ทภ|จทบ|ภ)\. ?(\d{1,4})(?!\d|[/.]\d)/g,
    read: (m) => {
      const name = UNITS_OF_FORCE[m[1] ?? ''];
      return name === undefined ? undefined : { kind: 'abbreviation', spoken: name + cardinal(m[2] ?? '') };
    },
  },
  {
    name: 'ม. section of a law or village',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])ม\\. ?(\\d{1,4})(?:${DASH}(ม\\. ?)?(\\d{1,4})|\\/(\\d{1,3}))?(?!\\d|\\.\\d)`,
      'g',
    ),
    read: (found, text) => {
      const [, first = '', again, second = '', stroke] = found;
      const lead = before(text, found.index, 60);
      const place = PLACE.test(after(text, found.index + found[0].length, 40));
      const law = !place && (Number(first) > 30 || LAW.test(lead));
      const metre = /^ม\. /.test(found[0]) && /\d ?$/.test(lead) && !HOUSE.test(lead);
      if (metre && !law && !place) return undefined;
      const name = law ? 'มาตรา' : 'หมู่';
      const end = second === '' ? '' : `ถึง${again === undefined ? '' : name}${cardinal(second)}`;
      const tail = stroke === undefined ? end : `ทับ${cardinal(stroke)}`;
      return {
        kind: 'abbreviation',
        spoken: name + cardinal(first) + tail,
        confidence: law || place ? 'sure' : 'likely',
      };
    },
  },
];
