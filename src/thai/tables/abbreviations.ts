// Every abbreviation that means one thing wherever it stands, with its usual ways of writing, and the words that ฯ cuts
// short. Those whose meaning hangs on the neighbours are in the passes people.ts, offices.ts and numbered.ts.
import { AGENCIES } from './agencies.ts';
import { PAPERS } from './papers.ts';
import { TITLES } from './titles.ts';

export interface Abbreviation {
  readonly written: string;
  readonly spoken: string;
}

/** อบต. is also written อ.บ.ต., and ธ.ก.ส. ธกส. */
function otherWays(written: string): string[] {
  const together = /^[ก-ฮ]{3,5}\.$/.test(written);
  const apart = /^(?:[ก-ฮ]\.){3,5}$/.test(written);
  if (together) return [written, [...written.slice(0, -1)].map((letter) => `${letter}.`).join('')];
  return apart ? [written, `${written.replace(/\./g, '')}.`] : [written];
}

function rows(): Abbreviation[] {
  const all: Abbreviation[] = [];
  for (const row of [PAPERS, TITLES, AGENCIES].flatMap((list) => list.trim().split('\n'))) {
    const [forms = '', spoken = ''] = row.replace(/^!/, '').split('=');
    for (const written of forms.split(',').flatMap(otherWays)) {
      all.push({ written, spoken });
      if (row.startsWith('!') && /^[ก-ฮ]{2,}\.$/.test(written))
        all.push({ written: written.slice(0, -1), spoken });
    }
  }
  return all;
}

/** A later row overrules an earlier one that is written the same. */
export const ABBREVIATIONS: readonly Abbreviation[] = rows();

/** Words cut short with ฯ, as they are said in full (the form before ฯ → the whole). */
export const PAIYANNOI: Readonly<Record<string, string>> = {
  กรุงเทพ: 'กรุงเทพมหานคร',
  พฤหัส: 'พฤหัสบดี',
  ปีงบ: 'ปีงบประมาณ',
  โปรดเกล้า: 'โปรดเกล้าโปรดกระหม่อม',
  ทูลเกล้า: 'ทูลเกล้าทูลกระหม่อม',
  น้อมเกล้า: 'น้อมเกล้าน้อมกระหม่อม',
  ล้นเกล้า: 'ล้นเกล้าล้นกระหม่อม',
  ข้า: 'ข้าพเจ้า',
  นายก: 'นายกรัฐมนตรี',
  ผู้ว่า: 'ผู้ว่าราชการจังหวัด',
  ครม: 'คณะรัฐมนตรี',
  รองนายก: 'รองนายกรัฐมนตรี',
  กระทรวงเกษตร: 'กระทรวงเกษตรและสหกรณ์',
  กระทรวงทรัพยากร: 'กระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม',
  กระทรวงทรัพย์: 'กระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม',
  กระทรวงดิจิทัล: 'กระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม',
  กระทรวงท่องเที่ยว: 'กระทรวงการท่องเที่ยวและกีฬา',
  กระทรวงการท่องเที่ยว: 'กระทรวงการท่องเที่ยวและกีฬา',
  กระทรวงพัฒนาสังคม: 'กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์',
  กระทรวงการพัฒนาสังคม: 'กระทรวงการพัฒนาสังคมและความมั่นคงของมนุษย์',
  'รมช.เกษตร': 'รัฐมนตรีช่วยว่าการกระทรวงเกษตรและสหกรณ์',
  'รมว.เกษตร': 'รัฐมนตรีว่าการกระทรวงเกษตรและสหกรณ์',
  กรมป้องกัน: 'กรมป้องกันและบรรเทาสาธารณภัย',
  กรมส่งเสริมการปกครอง: 'กรมส่งเสริมการปกครองท้องถิ่น',
  กรมอุทยาน: 'กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช',
  กรมอุทยานแห่งชาติ: 'กรมอุทยานแห่งชาติ สัตว์ป่า และพันธุ์พืช',
  ตลาดหลักทรัพย์: 'ตลาดหลักทรัพย์แห่งประเทศไทย',
  สภาพัฒน์: 'สำนักงานสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ',
  สภาพัฒน: 'สำนักงานสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ',
  อนุ: 'อนุกรรมการ',

  จุฬา: 'จุฬาลงกรณ์มหาวิทยาลัย',
  ธรรมศาสตร์: 'มหาวิทยาลัยธรรมศาสตร์',
  สมเด็จพระเทพ: 'สมเด็จพระเทพรัตนราชสุดา',
  สมเด็จพระเทพรัตน: 'สมเด็จพระเทพรัตนราชสุดา',
  ฝ่าละอองธุลีพระบาท: 'ฝ่าละอองธุลีพระบาทปกเกล้าปกกระหม่อม',
  วัดพระศรีรัตน: 'วัดพระศรีรัตนศาสดาราม',
  รัฐธรรมนูญ: 'รัฐธรรมนูญแห่งราชอาณาจักรไทย',
  โทร: 'โทรศัพท์',
  เลขา: 'เลขานุการ',
  พล: 'พลทหาร',
};
