// Numbers that name a thing and count nothing: letter numbers, telephones, houses, plates, identity numbers, postcodes.
// They are said digit by digit; these passes come before every pass that would make amounts of them.
import { thaiLetters } from '../letters.ts';
import { cardinal, decimal, itemNumber, oneByOne, shortOrDigits } from '../numbers.ts';
import type { Rule } from '../page.ts';
import { PROVINCES } from '../tables/places.ts';
import { after, before, LEFT, oneOf } from './pieces.ts';

/** Hotlines of the country: said digit by digit wherever they stand alone. */
const HOTLINES =
  '191|199|1129|1130|1146|1155|1166|1169|1193|1197|1199|1300|1323|1330|1387|1422|1441|1486|1567|1669|1662|1676|1690|1691|1784|1850';
const CALL =
  'โทร|สายด่วน|แจ้ง|ฮอตไลน์|hotline|call ?center|คอลเซ็นเตอร์|เบอร์|☎|📞|☏|📱|แฟกซ์|tel|fax|สายตรง|หมายเลขโทรศัพท์';
const CALLED = new RegExp(`(?:${CALL})[^\\d\\n]{0,40}$`, 'i');
const COUNTED =
  /^ ?(?:คน|ราย|บาท|ไร่|ครัว|หลัง|แห่ง|ตัว|ชุด|ล้าน|กิโล|กม|ม\.|เมตร|ชั่วโมง|ชม|วัน(?!ที่)|ปี|น\.|นาที|%|หมู่บ้าน|ครั้ง|ถุง|จุด|คัน|ตำบล|อำเภอ|จังหวัด)/;

/** Digits with their gaps dropped; a one- or two-digit tail after a whole number is the end of a range of lines. */
function dial(written: string): string {
  const tail = /^(.*\d{3,4})[ ]?-[ ]?(\d{1,2})$/.exec(written);
  const head = (tail?.[1] ?? '').replace(/\D/g, '');
  if (tail !== null && head.length >= 9) return `${oneByOne(head)}ถึง${oneByOne(tail[2] ?? '')}`;
  return (written.startsWith('+') ? 'บวก' : '') + oneByOne(written);
}

/** ๐๘๐๑.๓/ว ๑๖๐ after the letters of the office. */
function letterNumber(written: string): string {
  let out = '';
  for (const c of written) {
    if (c >= '0' && c <= '9') out += oneByOne(c);
    else if (c === '.') out += 'จุด';
    else if (c === '/') out += 'ทับ';
    else if (c === '-') out += 'ขีด';
    else out += thaiLetters(c);
  }
  return out;
}

function house(written: string): string {
  return written
    .split('/')
    .map((part, i) =>
      part
        .split('-')
        .map((p) => (i === 0 ? shortOrDigits(p.trim()) : oneByOne(p)))
        .join('ถึง'),
    )
    .join('ทับ');
}

const provinceNames = oneOf([...Object.values(PROVINCES), 'กรุงเทพฯ', 'กทม.', 'กทม', 'อยุธยา']);
const provinceCodes = Object.keys(PROVINCES).join('|');

const letters: readonly Rule[] = [
  {
    name: 'letter number',
    pattern:
      /(?=[ก-ฮ]{2,4}[ \d(])(?<=ที่ {0,3})([ก-ฮ]{2,4}(?: ?\d{0,2}\([ก-ฮ. ]{1,10}\))?) ?(\d{3,6}(?:\.\d{1,4}){0,4}(?: ?\/ ?(?:[ก-ฮ] ?)?\d{1,6}){0,2})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[1] ?? '') + letterNumber(m[2] ?? '') }),
  },
  {
    name: 'letter number without the office',
    pattern:
      /(?<!\d)(\d{4,6}(?:\.\d{1,4}){0,4} ?\/ ?ว ?\d{1,6}|ว ?\d{2,6}(?= ?(?:ลงวันที่|ลว\.))|\d{4}\.\d{1,4}\/\d{1,6})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: letterNumber(m[1] ?? '') }),
  },
  {
    name: 'postcode after a province code',
    pattern: new RegExp(`(?<![\\u0e01-\\u0e4e])(${provinceCodes}) {1,2}([1-9]\\d{4})(?!\\d)`, 'g'),
    read: (m) => ({ kind: 'code', spoken: `${PROVINCES[m[1] ?? ''] ?? ''} ${oneByOne(m[2] ?? '')}` }),
  },
  {
    name: 'postcode after a province',
    pattern: new RegExp(
      `(?=\\d)(?<=(?:${provinceNames}|จังหวัด[\\u0e01-\\u0e4e]{2,20}|จ\\.[\\u0e01-\\u0e4e]{2,20}|รหัสไปรษณีย์) {0,3})([1-9]\\d{4})(?!\\d|[.,:/-]\\d)`,
      'g',
    ),
    read: (m, text) =>
      COUNTED.test(after(text, m.index + 5, 10)) ? undefined : { kind: 'code', spoken: oneByOne(m[1] ?? '') },
  },
];

const plates: readonly Rule[] = [
  {
    name: 'fertiliser',
    pattern: /(?=\d)(?<=(?:ปุ๋ย|สูตร)(?:สูตร|เคมี)? {0,2})(\d{1,2})-(\d{1,2})-(\d{1,2})(?![\d-])/g,
    read: (m) => ({ kind: 'code', spoken: [m[1], m[2], m[3]].map((n) => cardinal(n ?? '')).join(' ') }),
  },
  {
    name: 'province by its code',
    pattern: new RegExp(`(?<=จ\\. ?)(${provinceCodes})\\.?(?![\\u0e01-\\u0e4e])`, 'g'),
    read: (m) => ({ kind: 'abbreviation', spoken: PROVINCES[m[1] ?? ''] ?? '' }),
  },
  {
    name: 'plate',
    pattern: /(?<=(?:ทะเบียน|ป้าย)(?:รถ|เลขที่|หมายเลข|แดง)? {0,2})(\d?)([ก-ฮ]{1,3})[ -]{0,3}(\d{1,4})(?!\d)/g,
    read: (m) => ({
      kind: 'code',
      spoken: oneByOne(m[1] ?? '') + thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? ''),
    }),
  },
  {
    name: 'plate without the word',
    pattern: new RegExp(
      `(?<![\\u0e01-\\u0e4e\\d.])(\\d?)([ก-ฮ]{2})[ -](\\d{1,4})(?= {1,2}(?:${provinceNames}))`,
      'g',
    ),
    read: (m) => ({
      kind: 'code',
      spoken: oneByOne(m[1] ?? '') + thaiLetters(m[2] ?? '') + oneByOne(m[3] ?? ''),
    }),
  },
  {
    name: 'lorry plate',
    pattern: /(?=\d)(?<=ทะเบียน(?:รถ)? {0,2})(\d{2})-(\d{4})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: `${oneByOne(m[1] ?? '')}ขีด${oneByOne(m[2] ?? '')}` }),
  },
];

const identities: readonly Rule[] = [
  {
    name: 'citizen or account number',
    pattern:
      /(?<![\d-])(?:\d-\d{4}-\d{5}-\d{2}-\d|\d{3}-\d-\d{5}-\d|\d{3}-\d{6}-\d|\d{13}|\d{1} \d{4} \d{5} \d{2} \d)(?![\d-])/g,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'number after its name',
    pattern:
      /(?=\d)(?<=(?:รหัส|เลขประจำตัว|บัตรประชาชน|เลขบัตร|เลขที่บัญชี|เลขบัญชี|บัญชี|พร้อมเพย์|OTP|PIN|เลขที่รับ|เลขรับ|เลขที่เขียน|เลขพัสดุ|หมายเลขเครื่อง|หมายเลขครุภัณฑ์|หมายเลขประจำตัว|โอทีพี)[^\d\n]{0,16})(\d{2,20}(?:-\d{1,10}){0,4})(?![\d,]\d|\d)/gi,
    read: (m, text) =>
      COUNTED.test(after(text, m.index + m[0].length, 10))
        ? undefined
        : { kind: 'code', spoken: oneByOne(m[1] ?? '') },
  },
];

const TEL = '\\+?\\(?\\d{1,4}\\)?(?:[ -]{1,2}\\d{1,7}){0,5}';

const phones: readonly Rule[] = [
  {
    name: 'telephone by its shape',
    pattern:
      /(?<!\d)(?<!\d[.,/:-])(?:\+66[ -]?(?:\(0\))?\d{1,2}(?:[ -]?\d{3,4}){2}|0[ -]?\d{1,2}[ -]{1,2}\d{3,4}[ -]{1,2}\d{3,4}|0-\d{4}-\d{3,4}|0\d-\d{7}|0\d{2}-\d{6,7}|0\d{1,2} ?-? ?\d{3} ?-? ?\d{3,4}|0[ -]\d{4}[ -]\d{4}|0\d{8,9})(?: ?- ?\d{1,2}(?![\d/]))?(?!\d)/g,
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
    read: (m) => ({ kind: 'phone', spoken: m[0].split('-').map(oneByOne).join('ถึง') }),
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
      return /(?:จำนวน|ปี|พ\.ศ\.|ที่|ค\.ศ\.|ราคา|ละ)\s?$/.test(lead)
        ? undefined
        : { kind: 'phone', spoken: oneByOne(m[0]), confidence: 'likely' };
    },
  },
];

/** What stands after a call word may still be an amount (แจ้งเหตุ 24 ชั่วโมง): only digits in the shape of a line are dialled. */
function dialled(written: string, lead: string, next: string): ReturnType<Rule['read']> {
  const count = written.replace(/\D/g, '').length;
  if (COUNTED.test(next) || /^[.:/]\d/.test(next) || /^,\d{3}/.test(next)) return undefined;
  if (/วันที่ ?$|ข้อ ?$|หมู่(?:ที่)? ?$|เวลา ?$|จำนวน ?$|ครั้งที่ ?$|ภายใน ?$/.test(lead)) return undefined;
  const close = /(?:โทร|เบอร์|สายด่วน|tel|☎|📞|โทรสาร|โทรศัพท์|fax)[^\d\n]{0,24}$/i.test(lead);
  const near = /(?:แจ้ง|hotline|call ?center)[^\d\n]{0,20}$/i.test(lead);
  if (count < 3 || (!close && !(near && count <= 4 && !/ม\.|ตร/.test(next)))) return undefined;
  return { kind: 'phone', spoken: dial(written) };
}

const houses: readonly Rule[] = [
  {
    name: 'house number',
    pattern:
      /(?=\d)(?<=(?:บ้านเลขที่|เลขที่|บ้าน|อยู่ที่|ที่อยู่) {0,2})(\d{1,5}(?:\/\d{1,5}(?:-\d{1,5})?){1,2})(?!\d|\/)/g,
    read: (m) => (/\/25\d\d$/.test(m[1] ?? '') ? undefined : { kind: 'code', spoken: house(m[1] ?? '') }),
  },
  {
    name: 'house number alone',
    pattern: /(?=\d)(?<=บ้านเลขที่ {0,2})(\d{1,5}(?:-\d{1,5})?)(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: house(m[1] ?? '') }),
  },
  {
    name: 'house number before its village or road',
    pattern: new RegExp(
      `${LEFT}(\\d{1,4}\\/\\d{1,4})(?= {0,2}(?:หมู่|ม\\. ?\\d|ถนน|ถ\\.|ซอย|ซ\\.|ต\\.|ตำบล))`,
      'g',
    ),
    read: (m) => (/\/25\d\d$/.test(m[1] ?? '') ? undefined : { kind: 'code', spoken: house(m[1] ?? '') }),
  },
];

const sections: readonly Rule[] = [
  {
    name: 'letter by itself',
    pattern: /(?<![^\s("“])[ก-ฃค-ฑฒต-ทน-ฮ](?![^\s)"”,])/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[0]), confidence: 'likely' }),
  },
  {
    name: 'people at risk, by their number',
    pattern: /(?<=กลุ่ม(?:เสี่ยง)? ?)608(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: oneByOne(m[0]) }),
  },
  {
    name: 'radio frequency',
    pattern: /(?=\d)(?<=(?:FM|AM|เอฟเอ็ม|เอเอ็ม|คลื่น|ความถี่) {0,2}(?:FM|AM)? {0,2})(\d{2,4}\.\d{1,4})(?!\d)/gi,
    read: (m) => ({ kind: 'number', spoken: decimal(m[1] ?? '') }),
  },
  {
    name: 'section with a stroke',
    pattern: /(?=\d)(?<=(?:มาตรา|ข้อ|ม\.) {0,2})(\d{1,4})\/(\d{1,3})(?![\d/])/g,
    read: (m) => ({ kind: 'code', spoken: `${cardinal(m[1] ?? '')}ทับ${cardinal(m[2] ?? '')}` }),
  },
  {
    name: 'item number',
    pattern:
      /(?=\d)(?<=(?:ข้อ|หัวข้อ|รายการ|วาระ|วาระที่|ระเบียบวาระที่|ตาราง|ตารางที่|ภาพที่|บทที่|แผนงานที่|กิจกรรมที่|ลำดับที่|มาตรา) {0,3})(\d{1,3}(?:\.\d{1,3}){1,5})(?!\d)/g,
    read: (m) => ({ kind: 'code', spoken: itemNumber(m[1] ?? '') }),
  },
  {
    name: 'item number at the head of a line',
    pattern:
      /(?=\d)(?<=(?:^|\n) {0,20})(\d{1,2}(?:\.\d{1,3}){1,5})(\.?)(?= {0,4}[\u0e01-\u0e2e\u0e40-\u0e44(“"])(?! {0,2}[ก-ฮ]{1,2}\.)(?! {0,2}(?:แสน|หมื่น|พัน|เท่า|วัน|ปี|เดือน|ชั่วโมง|นาที|คน|นิ้ว|ฟุต|ตัน|หน่วย|กิโล|เซน|มิลลิ|ตร|ลบ|ซม|มม|มล|น\.|บาท|เมตร|ม\.|กม|ก\.|กก|ล้าน|%|ไร่|นาฬิกา|ลิตร|องศา))/g,
    read: (m) => ({ kind: 'code', spoken: `${itemNumber(m[1] ?? '')} ` }),
  },
  {
    name: 'item number of three parts',
    pattern: new RegExp(`${LEFT}(\\d{1,3}(?:\\.\\d{1,3}){2,6})(?![\\d/]|\\.\\d)`, 'g'),
    read: (m) => ({ kind: 'code', spoken: itemNumber(m[1] ?? '') }),
  },
  {
    name: 'head of a list',
    pattern: /(?=[\d(])(?<=(?:^|\n) {0,20})(?:\((\d{1,3})\)|(\d{1,3})[.)])(?= {0,4}[^\d\s.)])/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? m[2] ?? '')} ` }),
  },
  {
    name: 'number in brackets opening a clause',
    pattern: /(?=\()(?<=(?:^|\s))\((\d{1,2})\)(?= ?[\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (m) => ({ kind: 'number', spoken: `${cardinal(m[1] ?? '')} ` }),
  },
  {
    name: 'lettered item',
    pattern:
      /(?=[(ก-ฮ][ก-ฮ).])(?<=(?:^|[\s(]))(?:\(([ก-ฮ])\)|([ก-ฮ])[)]|([กขคงฉช])\.)(?= [\u0e01-\u0e2e\u0e40-\u0e44])/g,
    read: (m) => ({
      kind: 'code',
      spoken: `${thaiLetters(m[1] ?? m[2] ?? m[3] ?? '')} `,
      confidence: 'likely',
    }),
  },
  {
    name: 'letter standing for a name',
    pattern:
      /(?=[ก-ฮ](?![\u0e01-\u0e4e]))(?<=(?:ภาค|ข้อ|กลุ่ม|แบบ|ประเภท|ภาคผนวก|ผนวก|นาย|บัญชี|ชั้น|รุ่น|โซน|สาย|อาคาร|บล็อก) )([ก-ฮ])\.?(?![\u0e01-\u0e4e.]| ?\d)/g,
    read: (m) => ({ kind: 'code', spoken: thaiLetters(m[1] ?? '') }),
  },
];

export const codes: readonly Rule[] = [
  ...letters,
  ...plates,
  ...phones,
  ...identities,
  ...houses,
  ...sections,
];
