// Short forms whose meaning hangs on what stands beside them: ม. is metre, village, grade, section or university.
// Tried before the table of abbreviations, after dates, times and measures have taken theirs.
import { thaiLetters } from '../letters.ts';
import { cardinal, oneByOne } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { after, before, DASH } from './pieces.ts';

const SCHOOL = /(?:นักเรียน|ชั้น|จบ|ระดับ|เรียน|มัธยม|วุฒิ|การศึกษา|รับสมัคร|เด็ก|สอบเข้า)[^\n]{0,24}$/;
const LAW =
  /(?:พ\.ร\.บ\.|พ\.ร\.ก\.|พรบ|ตาม|รัฐธรรมนูญ|กฎหมาย|ประมวล|ป\.อ\.|อาญา|ฝ่าฝืน|ผิด|แห่ง|ม\. ?\d{1,3} (?:และ|หรือ))[^\n]{0,40}$/;
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
      if (!small || (letter !== 'ป' && !SCHOOL.test(lead))) return undefined;
      const room = m[3] === undefined ? '' : `ทับ${cardinal(m[3])}`;
      return { kind: 'abbreviation', spoken: graded(m, name) + room };
    },
  };
}

const numbered: readonly Rule[] = [
  grade('ป', 'ประถมศึกษาปีที่'),
  grade('ม', 'มัธยมศึกษาปีที่'),
  grade('อ', 'อนุบาล'),
  {
    name: 'papers of land',
    pattern:
      /(?<![\u0e01-\u0e4e.])(น\.ส\.|นส\.|ส\.ป\.ก\.|สปก\.|ภ\.บ\.ท\.|ภบท\.|ส\.ค\.|ก\.ส\.น\.|ท\.ค\.|ท\.ด\.|สธ\.|ทร\.|ท\.ร\.) ?(\d{1,3}(?:-\d{1,3})?)(?:\/\d{1,2})?( ?[กข]\.?(?![\u0e01-\u0e4e]))?(?!\d)/g,
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
  {
    name: 'reign',
    pattern: /(?<![\u0e01-\u0e4e.])ร\. ?(\d{1,2})(?!\d)/g,
    read: (found) => ({ kind: 'abbreviation', spoken: `รัชกาลที่${cardinal(found[1] ?? '')}` }),
  },
  {
    name: 'กม. before its number',
    pattern: /(?<![\u0e01-\u0e4e.]|\d ?)กม\. ?(?:(?:ที่ ?)(\d{1,4})|(\d{1,4})(?=\+))(?:\+(\d{1,4}))?(?!\d)/g,
    read: (found) => ({
      kind: 'unit',
      spoken: `กิโลเมตรที่${cardinal(found[1] ?? found[2] ?? '')}${found[3] === undefined ? '' : `บวก${oneByOne(found[3])}`}`,
    }),
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
    name: 'ม. section of a law or village',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e.])ม\\. ?(\\d{1,4})(?:(${DASH}|, ?)(?:ม\\. ?)?(\\d{1,4}))?(?!\\d)`,
      'g',
    ),
    read: (found, text) => {
      const [, first = '', joint = '', second = ''] = found;
      const place = PLACE.test(after(text, found.index + found[0].length, 40));
      const high = Number(first) > 30;
      const law = !place && (high || LAW.test(before(text, found.index, 60)));
      const metre = /^ม\. /.test(found[0]) && /\d ?$/.test(before(text, found.index, 3));
      if (metre && !law && !place) return undefined;
      const tail = second === '' ? '' : (joint.includes(',') ? ' ' : 'ถึง') + cardinal(second);
      return {
        kind: 'abbreviation',
        spoken: (law ? 'มาตรา' : 'หมู่') + cardinal(first) + tail,
        confidence: law || place ? 'sure' : 'likely',
      };
    },
  },
];

const people: readonly Rule[] = [
  {
    name: 'มาตรา standing alone',
    pattern: /(?<![\u0e01-\u0e4e.])(?<!\d ?)ม\.(?=\s|$)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'หมู่', confidence: 'likely' }),
  },
  {
    name: 'ม.ล.',
    pattern: /(?<![\u0e01-\u0e4e.\d])ม\.ล\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'หม่อมหลวง' }),
  },
  {
    name: 'ม. university',
    pattern:
      /(?<![\u0e01-\u0e4e.])ม\. ?(?!ต้น|ปลาย)(?=[\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e])(?!\.|[ก-ฮ]\.)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'มหาวิทยาลัย', confidence: 'likely' }),
  },
  {
    name: 'นพ. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])นพ\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'นายแพทย์' }),
  },
  {
    name: 'น.ส. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])(?:น\.ส\.|นส\.) ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'นางสาว' }),
  },
  {
    name: 'น.ส.',
    pattern: /(?<![\u0e01-\u0e4e.])น\.ส\./g,
    read: () => ({ kind: 'abbreviation', spoken: 'นางสาว', confidence: 'likely' }),
  },
  {
    name: 'teacher or district',
    pattern: /(?=อ\.)(?<=(?:อาจารย์|วิทยากร|โดย|ครู|คุณครู|พบกับ) ?)อ\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: () => ({ kind: 'abbreviation', spoken: 'อาจารย์', confidence: 'likely' }),
  },
  {
    name: 'ศ. before a name',
    pattern: /(?<![\u0e01-\u0e4e.])ศ\. ?(?=\(|[\u0e01-\u0e2e\u0e40-\u0e44])(?!ดร\.|นพ\.)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'ศาสตราจารย์', confidence: 'likely' }),
  },
  {
    name: 'infantry',
    pattern: /(?<![\u0e01-\u0e4e.])ร\.(?= ?พัน)/g,
    read: () => ({ kind: 'abbreviation', spoken: 'กรมทหารราบที่' }),
  },
];

const offices: readonly Rule[] = [
  {
    name: 'ก.พ. the office',
    pattern: /(?<![\u0e01-\u0e4e.])ก\.พ\.(ร\.)?/g,
    read: (found) => ({
      kind: 'abbreviation',
      spoken: found[1] === undefined ? 'สำนักงานคณะกรรมการข้าราชการพลเรือน' : 'คณะกรรมการพัฒนาระบบราชการ',
    }),
  },
  {
    name: 'กม. village committee',
    pattern: /(?<![\u0e01-\u0e4e.])(?<!\d ?)(?:กม\.|ก\.ม\.)/g,
    read: (found, text) => {
      const lead = before(text, found.index, 30);
      const law =
        /(?:ตาม|ผิด|แก้|ร่าง|บังคับใช้|ฝ่าฝืน|ละเมิด|ข้อ|ออก|ประมวล|รัฐ) ?$/.test(lead) ||
        /^ ?(?:อาญา|แพ่ง|เลือกตั้ง|แรงงาน|ที่ดิน|ใหม่|จราจร|ปกครอง|ท้องถิ่น)/.test(
          after(text, found.index + found[0].length, 12),
        );
      const kilometre = /(?:ระยะทาง|หลัก|ทาง|กว่า|หลาย) ?$/.test(lead);
      return {
        kind: 'abbreviation',
        spoken: kilometre ? 'กิโลเมตร' : law ? 'กฎหมาย' : 'คณะกรรมการหมู่บ้าน',
        confidence: 'likely',
      };
    },
  },
  {
    name: 'กก. committee member',
    pattern: /(?<!\d ?)(?<![\u0e01-\u0e4e.])(?:กก\.|ก\.ก\.)/g,
    read: (found, text) => {
      const weight =
        /(?:ละ|ต่อ|น้ำหนัก|หนัก|กี่|\/) ?$/.test(before(text, found.index, 12)) ||
        /^ ?ละ/.test(after(text, found.index + found[0].length, 3));
      return { kind: 'abbreviation', spoken: weight ? 'กิโลกรัม' : 'กรรมการ', confidence: 'likely' };
    },
  },
  {
    name: 'รร. school or hotel',
    pattern: /(?<![\u0e01-\u0e4e.])(?:รร\.|ร\.ร\.)(?!ตชด)/g,
    read: (found, text) => {
      const hotel =
        /(?:พัก|ห้องพัก|เข้าพัก|สัมมนา|จัดเลี้ยง|ณ ห้อง)[^\n]{0,16}$/.test(before(text, found.index, 26)) ||
        /^ ?(?:แกรนด์|รอยัล|เดอะ|ริเวอร์|พาเลซ|โนโว|เซ็นทารา|ฟอร์จูน|ดุสิต|อิมพีเรียล|[A-Z])/.test(
          after(text, found.index + found[0].length, 14),
        );
      return {
        kind: 'abbreviation',
        spoken: hotel ? 'โรงแรม' : 'โรงเรียน',
        confidence: hotel ? 'likely' : 'sure',
      };
    },
  },
  {
    name: 'บ. village or company',
    pattern: /(?<![\u0e01-\u0e4e.\d])(?<!\d )บ\. ?(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (found, text) => {
      const company = /^[^\n]{0,40}?(?:จำกัด|จก\.|มหาชน)/.test(after(text, found.index + found[0].length, 48));
      return { kind: 'abbreviation', spoken: company ? 'บริษัท' : 'บ้าน', confidence: 'likely' };
    },
  },
  {
    name: 'company of limited liability',
    pattern:
      /(?<![\u0e01-\u0e4e.])(บจก\.|บจ\.|บมจ\.|หจก\.) ?([\u0e01-\u0e2e\u0e40-\u0e44][\u0e01-\u0e4e]{1,40})(?![\u0e01-\u0e4e.])/g,
    read: (found) => {
      const [, kind = '', name = ''] = found;
      if (kind === 'หจก.')
        return { kind: 'abbreviation', spoken: 'ห้างหุ้นส่วนจำกัด', length: found[0].length - name.length };
      return { kind: 'abbreviation', spoken: `บริษัท${name} จำกัด${kind === 'บมจ.' ? 'มหาชน' : ''}` };
    },
  },
  {
    name: 'ต. tonne',
    pattern: /(?=ต\.)(?<=\d ?)ต\.(?![\u0e01-\u0e4e])/g,
    read: () => ({ kind: 'unit', spoken: 'ตัน' }),
  },
  {
    name: 'อ. or จ. short weekday in brackets',
    pattern: /(?<=\()(จ\.|อ\.|พ\.|พฤ\.|ศ\.|ส\.|อา\.)(?=\))/g,
    read: (found) => ({
      kind: 'abbreviation',
      spoken:
        { 'จ.': 'วันจันทร์', 'อ.': 'วันอังคาร', 'พ.': 'วันพุธ', 'พฤ.': 'วันพฤหัสบดี', 'ศ.': 'วันศุกร์', 'ส.': 'วันเสาร์' }[
          found[1] ?? ''
        ] ?? 'วันอาทิตย์',
    }),
  },
  {
    name: 'telephone word',
    pattern: /โทร(?: ?\.| ?:)? ?(?=[\d+(])|(?<![\u0e01-\u0e4e])โทร ?:/g,
    read: () => ({ kind: 'abbreviation', spoken: 'โทรศัพท์' }),
  },
  {
    name: 'level over the sea',
    pattern: /(?<![\u0e01-\u0e4e])(?:ม\. ?)?\(?รทก\.\)?/g,
    read: () => ({ kind: 'abbreviation', spoken: 'เหนือระดับน้ำทะเลปานกลาง' }),
  },
];

/** Short forms bound to the number after them; tried before numbers become amounts. */
export const beforeNumbers: readonly Rule[] = numbered;
export const neighbours: readonly Rule[] = [...people, ...offices];
