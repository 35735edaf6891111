// What the last act did, one band each.
import { n, plural, type Table } from './table.ts';

export const DONE = {
  doneApproved: {
    th: (at: string, c: number) => `อนุมัติแล้ว ออกอากาศ${at} ${n(c)} หอ`,
    en: (at: string, c: number) => `Approved: on air ${at} at ${plural(c, 'tower')}`,
  },
  doneConsented: {
    th: (missing: number) => `บันทึกการอนุมัติของคุณแล้ว รออีก ${n(missing)} คน`,
    en: (missing: number) => `Your approval is recorded; ${n(missing)} more needed`,
  },
  doneReturned: { th: 'ส่งกลับให้แก้แล้ว พร้อมเหตุผล', en: 'Sent back with the reason' },
  doneRejected: { th: 'ไม่อนุมัติแล้ว พร้อมเหตุผล', en: 'Rejected with the reason' },
  doneWithdrawn: { th: 'ถอนประกาศแล้ว', en: 'Withdrawn' },
  doneRevised: { th: 'บันทึกฉบับใหม่แล้ว กำลังทำเสียง', en: 'The new revision is saved; its sound is being made' },
  doneSubmitted: { th: 'รับเรื่องแล้ว กำลังทำเสียง', en: 'Received; the sound is being made' },
  doneKnown: { th: 'เรื่องนี้ส่งเข้ามาแล้ว ไม่ได้สร้างซ้ำ', en: 'This was sent before; nothing was doubled' },
  doneRetried: { th: 'กำลังลองทำเสียงใหม่', en: 'The sound is being made again' },
  doneBooked: { th: 'จองเวลาแล้ว', en: 'Booked' },
  doneSlot: { th: 'บันทึกช่วงเวลาแล้ว', en: 'The slot is saved' },
  doneSlotRemoved: { th: 'ลบช่วงเวลาแล้ว', en: 'The slot is deleted' },
  doneException: { th: 'บันทึกวันยกเว้นแล้ว', en: 'The exception is saved' },
  doneQuiet: { th: 'บันทึกช่วงงดออกอากาศแล้ว', en: 'Quiet hours are saved' },
  doneMuted: { th: 'ปิดเสียงหอนี้ไว้แล้ว', en: 'The tower is muted' },
  doneUnmuted: { th: 'เปิดเสียงหอนี้แล้ว', en: 'The tower may sound again' },
  doneStopped: { th: 'ส่งคำสั่งหยุดเสียงแล้ว ดูผลที่หน้าบันทึก', en: 'The order to stop is sent; see the record' },
  doneRoles: { th: 'เปลี่ยนสิทธิ์แล้ว', en: 'Roles are changed' },
  doneRemoved: { th: 'เอาออกจากหน่วยงานแล้ว', en: 'Removed from the office' },
  donePassword: { th: 'ตั้งรหัสผ่านใหม่แล้ว', en: 'The new password is set' },
  doneTheme: { th: 'เปลี่ยนสีของจอแล้ว', en: 'The colours are changed' },
} satisfies Table;
