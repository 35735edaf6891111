// A word written before its own short form (สำนักงาน ก.พ., ธนาคาร ธ.ก.ส., ในวัน จ.-ศ.) is said once.

const HEADS =
  'สำนักงาน คณะกรรมการ กระทรวง กรม ธนาคาร โรงพยาบาล โรงเรียน โรงแรม มหาวิทยาลัย วิทยาลัย ศูนย์ กองทุน กองบังคับการ กองบัญชาการ กอง สถานีตำรวจ สถานี สถาบัน บริษัท องค์การ องค์กร ชุด อาสาสมัคร อาสา สมาชิก หน่วย คณะ สหกรณ์ เทศบาล การไฟฟ้า การประปา ประมวลกฎหมาย พระราชบัญญัติ พระราชกำหนด พระราชกฤษฎีกา โครงการ จังหวัด อำเภอ ตำบล ถนน ซอย หมู่ บ้าน วัน ผู้อำนวยการ ผู้ว่าราชการ ผู้ใหญ่บ้าน ด็อกเตอร์ โทรศัพท์ พุทธศักราช'
    .split(' ')
    .sort((a, b) => b.length - a.length);
const LONGEST = 16;

/** What is left to say of `spoken` after the word that stands before `at` already. */
export function afterHead(text: string, at: number, spoken: string): string {
  if (spoken.startsWith('กระทรวง') && /รม[วช]\. ?$/.test(text.slice(Math.max(0, at - 6), at)))
    return spoken.slice('กระทรวง'.length);
  const head = HEADS.find((word) => spoken.startsWith(word) && spoken !== word);
  if (head === undefined) return spoken;
  const lead = text.slice(Math.max(0, at - LONGEST - 1), at).trimEnd();
  return lead.endsWith(head) ? spoken.slice(head.length) : spoken;
}
