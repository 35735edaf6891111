// เจ้าหน้าที่และสิทธิ์.
import type { Table } from './table.ts';

export const PEOPLE = {
  addPerson: { th: 'เพิ่มเจ้าหน้าที่', en: 'Add a person' },
  personName: { th: 'ชื่อที่ให้คนอื่นเห็น', en: 'Name that others see' },
  personNameHint: { th: 'เช่น คุณสมศรี ใจดี', en: 'for example Somsri Jaidee' },
  username: { th: 'ชื่อผู้ใช้', en: 'User name' },
  usernameHint: { th: 'ตัวอังกฤษเล็ก ตัวเลข จุด หรือขีด 3 ถึง 40 ตัว', en: '3 to 40 of a-z, digits, dot, dash' },
  roles: { th: 'ทำอะไรได้บ้าง', en: 'May do' },
  roleReporter: { th: 'ผู้ส่งข่าว', en: 'Reporter' },
  roleEditor: { th: 'ผู้เรียบเรียง', en: 'Editor' },
  roleApprover: { th: 'ผู้อนุมัติ', en: 'Approver' },
  roleAdministrator: { th: 'ผู้ดูแลระบบ', en: 'Administrator' },
  canReporter: { th: 'ส่งข่าวเข้าและเขียนประกาศ', en: 'sends items and writes bulletins' },
  canEditor: { th: 'แก้ข้อความของทุกเรื่อง และสั่งหยุดเสียงได้', en: 'edits every text and may stop the sound' },
  canApprover: {
    th: 'ฟังแล้วอนุมัติ ส่งกลับ เลือกเวลา และถอนประกาศ',
    en: 'listens, approves, sends back, books and withdraws',
  },
  canAdministrator: {
    th: 'ดูแลคน หอ และเวลาออกอากาศ แต่อนุมัติไม่ได้ถ้าไม่ใช่ผู้อนุมัติด้วย',
    en: 'looks after people, towers and slots; may approve only when also an approver',
  },
  invite: { th: 'ทำลิงก์เชิญ', en: 'Make the invitation' },
  inviteReady: { th: 'ลิงก์เชิญพร้อมแล้ว', en: 'The invitation is ready' },
  inviteHint: {
    th: (who: string) => `ส่งลิงก์นี้ให้${who}ทาง LINE เปิดแล้วตั้งรหัสผ่านเอง ใช้ได้ครั้งเดียว`,
    en: (who: string) => `Send this link to ${who}; it sets the password and works once`,
  },
  inviteOnce: { th: 'ลิงก์นี้แสดงครั้งเดียว', en: 'The link is shown once' },
  copyLink: { th: 'คัดลอกลิงก์', en: 'Copy the link' },
  copied: { th: 'คัดลอกแล้ว', en: 'Copied' },
  lastUsed: { th: (t: string) => `ใช้ล่าสุด ${t}`, en: (t: string) => `last used ${t}` },
  notAccepted: { th: 'ยังไม่ตอบรับ', en: 'has not accepted yet' },
  neverUsed: { th: 'ยังไม่เคยเข้าใช้', en: 'never signed in' },
  removedPerson: { th: 'เอาออกแล้ว', en: 'removed' },
  you: { th: 'คุณ', en: 'you' },
  oneApprover: { th: 'มีผู้อนุมัติคนเดียว เหตุฉุกเฉินต้องใช้สองคน', en: 'There is one approver; an emergency needs two' },
  noApprover: { th: 'ยังไม่มีผู้อนุมัติ จึงยังออกอากาศไม่ได้', en: 'There is no approver, so nothing can go on air' },
  changeRoles: { th: 'เปลี่ยนสิทธิ์', en: 'Change roles' },
  removePerson: { th: 'เอาออกจากหน่วยงาน', en: 'Remove from the office' },
  removePersonFacts: {
    th: (who: string) => `${who}จะเข้าใช้ไม่ได้ทันที เรื่องที่เคยอนุมัติยังอยู่ในบันทึก`,
    en: (who: string) => `${who} is signed out at once. What they approved stays on record`,
  },
  chooseRole: { th: 'เลือกอย่างน้อย 1 อย่าง', en: 'Choose at least one' },
  nameTaken: { th: 'ชื่อผู้ใช้นี้มีคนใช้แล้ว', en: 'This user name is taken' },
  badUsername: {
    th: 'ชื่อผู้ใช้ใช้ได้เฉพาะ a-z ตัวเลข จุด ขีด 3 ถึง 40 ตัว',
    en: 'A user name has 3 to 40 of a-z, digits, dot, dash',
  },
  badName: { th: 'ใส่ชื่อที่ให้คนอื่นเห็น', en: 'Enter the name that others see' },
  lastAdministrator: {
    th: 'ต้องมีผู้ดูแลอย่างน้อยหนึ่งคน ตั้งคนใหม่ก่อน',
    en: 'There must be one administrator: appoint another first',
  },
  raiseOwn: { th: 'ให้ผู้ดูแลคนอื่นเพิ่มสิทธิ์นี้', en: 'Another administrator must add this right' },
} satisfies Table;
