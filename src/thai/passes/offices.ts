// Short forms of offices, weights and companies that mean another thing beside other neighbours: ก.พ. กม. กก. รร. บ.
import type { Rule } from '../page.ts';
import { afterHead } from './heads.ts';
import { after, before } from './pieces.ts';

export const offices: readonly Rule[] = [
  {
    name: 'ก.พ. the office',
    pattern: /(?<![\u0e01-\u0e4e.])ก\.พ\.(ร\.)?/g,
    read: (found, text) => ({
      kind: 'abbreviation',
      spoken: afterHead(
        text,
        found.index,
        found[1] === undefined ? 'สำนักงานคณะกรรมการข้าราชการพลเรือน' : 'สำนักงานคณะกรรมการพัฒนาระบบราชการ',
      ),
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
      const kilometre =
        /(?:ระยะทาง|หลัก|ทาง|กว่า|หลาย|ต่อ) ?$/.test(lead) ||
        /^ ?ละ/.test(after(text, found.index + found[0].length, 3));
      return {
        kind: 'abbreviation',
        spoken: kilometre ? 'กิโลเมตร' : law ? 'กฎหมาย' : 'คณะกรรมการหมู่บ้าน',
        confidence: 'likely',
      };
    },
  },
  {
    name: 'กก. a price is reckoned by',
    pattern: /กก\.(?= ?ละ)/g,
    read: () => ({ kind: 'unit', spoken: 'กิโลกรัม' }),
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
    pattern: /(?<![\u0e01-\u0e4e])(?:รร\.|(?<!\.)ร\.ร\.)(?!ตชด)/g,
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
    name: 'ตร. policemen',
    pattern:
      /(?<![\u0e01-\u0e4e])(?<=(?:จนท\.|เจ้าหน้าที่|แจ้ง|นาย|ชุด|สายตรวจ|ด่าน|รถ|โดย|กำลัง) ?)ตร\.|(?<![\u0e01-\u0e4e.])ตร\.(?= ?(?:ทล\.|จับ|เร่ง|บุก|ล่า|รวบ|ตั้งด่าน|ทางหลวง|ภูธร|จราจร|ท่องเที่ยว|สภ\.|ชุด))/g,
    read: () => ({ kind: 'abbreviation', spoken: 'ตำรวจ', confidence: 'likely' }),
  },
  {
    name: 'highway police',
    pattern: /(?<=ตร\.)ทล\./g,
    read: () => ({ kind: 'abbreviation', spoken: 'ทางหลวง' }),
  },
  {
    name: "นร. pupil or prime minister's office",
    pattern: /(?<![\u0e01-\u0e4e.])นร\./g,
    read: (found, text) => ({
      kind: 'abbreviation',
      spoken: /(?:ปลัด|รัฐมนตรีประจำ|ระเบียบ|ประกาศ|กระทรวง) ?$/.test(before(text, found.index, 20))
        ? 'สำนักนายกรัฐมนตรี'
        : 'นักเรียน',
      confidence: 'likely',
    }),
  },
  {
    name: 'บ. village or company',
    pattern: /(?<![\u0e01-\u0e4e.\d])(?:(?<!\d )บ\. ?|บ\.)(?=[\u0e01-\u0e2e\u0e40-\u0e44])/g,
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
