// What a tower suffers from, in an officer's words: its name, what it means for residents, and what to do next.
import type { UnwellReason } from '../../../core/tower-meanings.ts';

export interface Told {
  readonly name: string;
  readonly means: string;
  readonly next: string;
}

export const UNWELL_TH: Readonly<Record<UnwellReason, Told>> = {
  cloned: {
    name: 'มีสองเครื่องใช้ชื่อหอเดียวกัน',
    means: 'ระบบไม่ให้ทั้งสองเครื่องเข้า หอนี้จึงไม่รับเรื่องใหม่',
    next: 'หาเครื่องที่ซ้ำ (การ์ดความจำถูกคัดลอก) แล้วเอาออก จากนั้นขอรหัสต่อเครื่องใหม่ให้เครื่องจริง',
  },
  distrust: {
    name: 'หอไม่ยอมรับคำสั่ง',
    means: 'หอตรวจแล้วไม่ใช่คำสั่งที่อนุมัติสำหรับหอนี้ จึงไม่ออกอากาศ',
    next: 'อย่าเพิ่งใช้หอนี้ แจ้งผู้ดูแลระบบทันที',
  },
  'keys-behind': {
    name: 'กุญแจของระบบเก่ากว่าที่หอรู้จัก',
    means:
      'หอไม่รับแผนใหม่ที่ลงนามด้วยกุญแจชุดเก่า เรื่องใหม่อาจไม่ออกอากาศ มักเกิดหลังกู้กุญแจจากสำเนาเก่า หรือมีสองระบบที่ใช้กุญแจคนละชุด',
    next: 'ผู้ดูแลระบบ: เอาโฟลเดอร์กุญแจ (keys) ชุดล่าสุดกลับมา หรือปิดระบบที่สอง ถ้าไม่มีชุดล่าสุดแล้ว ขอรหัสต่อเครื่องใหม่ให้ทุกหอ',
  },
  tamper: {
    name: 'มีคนเปิดตู้หรือแตะต้องเครื่อง',
    means: 'อาจมีคนแก้เครื่องที่หอ',
    next: 'ให้คนในหมู่บ้านไปดูตู้หอทันที',
  },
  sound: {
    name: 'เครื่องเสียงขัดข้อง',
    means: 'หอเล่นแล้วไม่มีเสียงออกลำโพง ชาวบ้านไม่ได้ยิน',
    next: 'ให้ช่างดูแอมป์ สายลำโพง และไฟของแอมป์ แล้วทดสอบเสียง',
  },
  storage: {
    name: 'ที่เก็บเสียงในหอเต็มหรือเสีย',
    means: 'หอรับเสียงใหม่ไม่ได้ เรื่องใหม่จะไม่ออกอากาศ',
    next: 'ให้ช่างเปลี่ยนการ์ดความจำของเครื่องที่หอ',
  },
  'no-time': {
    name: 'นาฬิกาของหอยังไม่ตั้ง',
    means: 'หอยังไม่รู้เวลา จึงไม่ออกอากาศตามเวลา',
    next: 'ดูอินเทอร์เน็ตที่หอ นาฬิกาจะตรงเองไม่กี่นาทีหลังต่อเน็ตได้',
  },
  'clock-off': {
    name: 'นาฬิกาของหอคลาด',
    means: 'คลาดเกิน 2 วินาที หอจึงออกอากาศเฉพาะเหตุฉุกเฉิน',
    next: 'ดูอินเทอร์เน็ตที่หอ ถ้า 1 ชั่วโมงยังไม่หาย ให้ปิดแล้วเปิดเครื่องใหม่',
  },
  'muted-there': {
    name: 'มีคนปิดเสียงที่ตัวหอ',
    means: 'หอข้ามประกาศเพราะสวิตช์ปิดเสียง ชาวบ้านไม่ได้ยิน',
    next: 'ถามคนในหมู่บ้านว่าปิดเพราะอะไร ถ้าใช้ได้แล้วให้เปิดสวิตช์',
  },
  'no-contact': {
    name: 'ขาดการติดต่อ',
    means: 'เรื่องที่ส่งถึงหอแล้วยังออกอากาศ แต่เรื่องใหม่ไปไม่ถึง และเรื่องที่ถอนอาจยังออก',
    next: 'ให้คนในหมู่บ้านดูไฟและอินเทอร์เน็ตที่ตู้หอ',
  },
  'no-word': {
    name: 'ไม่แจ้งผลการออกอากาศ',
    means: 'ถึงเวลาออกอากาศแล้วหอไม่แจ้งผล ยังไม่ทราบว่าชาวบ้านได้ยินหรือไม่',
    next: 'ถามคนในหมู่บ้านว่าได้ยินหรือไม่ และเครื่องที่หอเปิดอยู่หรือไม่',
  },
  'play-failed': {
    name: 'ออกอากาศครั้งล่าสุดไม่สำเร็จ',
    means: 'เรื่องล่าสุดไม่ออกอากาศที่หอนี้',
    next: 'ดูสาเหตุที่รายการออกอากาศล่าสุด ถ้าเป็นซ้ำ แจ้งผู้ดูแลระบบ',
  },
  'plan-behind': {
    name: 'ยังไม่รับแผนล่าสุด',
    means: 'หอติดต่อได้ แต่เรื่องใหม่อาจไม่ออกอากาศ และเรื่องที่ถอนอาจยังออก',
    next: 'ให้ปิดแล้วเปิดเครื่องที่หอ ถ้ายังไม่หาย แจ้งผู้ดูแลระบบ',
  },
  power: {
    name: 'ไฟที่หอมีปัญหา',
    means: 'เครื่องอาจดับระหว่างออกอากาศ',
    next: 'ให้คนในหมู่บ้านดูไฟและแบตเตอรี่ที่หอ',
  },
  'tone-failed': {
    name: 'ไม่ตอบเสียงทดสอบ',
    means: 'สั่งเสียงทดสอบแล้วหอไม่ตอบ อาจไม่มีเสียงออก',
    next: 'ทดสอบเสียงอีกครั้ง ถ้ายังเงียบ ให้ช่างดูเครื่องเสียง',
  },
  'rules-behind': {
    name: 'ยังไม่รับข้อกำหนดล่าสุด',
    means: 'หอยังใช้กุญแจหรือช่วงงดออกอากาศชุดเก่า อาจไม่รับเรื่องใหม่',
    next: 'ให้ปิดแล้วเปิดเครื่องที่หอ ถ้ายังไม่หาย แจ้งผู้ดูแลระบบ',
  },
  unheard: {
    name: 'ไม่มีเสียงออกเกิน 7 วัน',
    means: 'ไม่มีอะไรออกอากาศที่หอนี้มานาน จึงยังไม่รู้ว่าหอใช้ได้จริง',
    next: 'ทดสอบเสียง หรือเปิดเสียงทดสอบประจำวัน',
  },
  'disk-nearly-full': {
    name: 'ที่เก็บเสียงใกล้เต็ม',
    means: 'ยังออกอากาศได้ แต่อีกไม่นานอาจรับเสียงใหม่ไม่ได้',
    next: 'ให้ช่างดูการ์ดความจำเมื่อไปที่หอ',
  },
  unstable: {
    name: 'สัญญาณไม่นิ่ง',
    means: 'หลุดและต่อใหม่บ่อย เรื่องที่รับแล้วยังออกอากาศ',
    next: 'ให้คนในหมู่บ้านดูเสาและสายอินเทอร์เน็ตที่หอ',
  },
  'clock-drifts': {
    name: 'นาฬิกาของหอเริ่มคลาด',
    means: 'ยังออกอากาศ แต่เสียงอาจไม่พร้อมกับหอข้างเคียง',
    next: 'ยังไม่ต้องทำอะไร ถ้าข้ามวันแล้วยังไม่หาย ให้ช่างดูอินเทอร์เน็ตที่หอ',
  },
  skewed: {
    name: 'เริ่มออกอากาศไม่ตรงเวลา',
    means: 'ต่างจากหออื่นเกินครึ่งวินาที หมู่บ้านใกล้กันอาจฟังไม่รู้เรื่อง',
    next: 'แจ้งผู้ดูแลระบบให้ตรวจนาฬิกาและเครื่องเสียง',
  },
  'old-protocol': {
    name: 'โปรแกรมในเครื่องเก่า',
    means: 'ยังใช้ได้ แต่ต้องปรับปรุง',
    next: 'นัดช่างปรับปรุงโปรแกรมในเครื่องที่หอ',
  },
};

export const UNWELL_EN: Readonly<Record<UnwellReason, Told>> = {
  cloned: {
    name: 'Two devices use this tower’s name',
    means: 'Both are shut out: the tower takes no new bulletins',
    next: 'Find the copied device and remove it, then make a new claim code for the real one',
  },
  distrust: {
    name: 'It refuses its orders',
    means: 'What it got was not approved for this tower, so it stays silent',
    next: 'Do not use this tower; tell the administrator at once',
  },
  'keys-behind': {
    name: 'The office’s keys are older than the tower’s',
    means:
      'It takes no new plan under them, so new bulletins may not be heard. It happens when keys were restored from an old copy, or two relays have different keys',
    next: 'Administrator: put the newest keys folder back, or stop the second relay. If the newest is lost, make new claim codes for all towers',
  },
  tamper: {
    name: 'Somebody has opened or touched the device',
    means: 'The device may have been altered',
    next: 'Have somebody in the village look at the cabinet at once',
  },
  sound: {
    name: 'The sound system is faulty',
    means: 'It plays but no sound comes out: residents hear nothing',
    next: 'Have the amplifier, its power and the loudspeaker’s cable checked, then test the sound',
  },
  storage: {
    name: 'Its storage is full or broken',
    means: 'It cannot take new sound: new bulletins will not be heard',
    next: 'Have the memory card of the device replaced',
  },
  'no-time': {
    name: 'Its clock is not set',
    means: 'It does not know the time and plays nothing on time',
    next: 'Check its internet: the clock sets itself some minutes after it is connected',
  },
  'clock-off': {
    name: 'Its clock is off',
    means: 'By more than 2 seconds: it plays nothing but emergencies',
    next: 'Check its internet; if that does not help within an hour, switch the device off and on',
  },
  'muted-there': {
    name: 'Somebody muted it at the tower',
    means: 'It skips bulletins because of the switch: residents hear nothing',
    next: 'Ask in the village why; if it may sound again, have the switch turned',
  },
  'no-contact': {
    name: 'Out of contact',
    means: 'What has reached it still airs; new bulletins do not, and withdrawn ones may still be heard',
    next: 'Have somebody in the village check power and internet at the tower',
  },
  'no-word': {
    name: 'It does not report its broadcasts',
    means: 'Nothing came when it should have played: nobody knows whether residents heard it',
    next: 'Ask in the village whether it was heard, and whether the device is on',
  },
  'play-failed': {
    name: 'Its last broadcast failed',
    means: 'The last bulletin was not heard here',
    next: 'See the reason among the last broadcasts; if it happens again, tell the administrator',
  },
  'plan-behind': {
    name: 'It has not taken its latest plan',
    means: 'It is in contact, but new bulletins may not be heard, and withdrawn ones may still be',
    next: 'Have the device switched off and on; if that does not help, tell the administrator',
  },
  power: {
    name: 'Its power is in trouble',
    means: 'It may go off during a broadcast',
    next: 'Have somebody in the village check mains and battery',
  },
  'tone-failed': {
    name: 'It did not answer the test tone',
    means: 'A tone was ordered and nothing came back: there may be no sound',
    next: 'Test the sound once more; if it stays silent, have the sound system checked',
  },
  'rules-behind': {
    name: 'It has not taken its latest rules',
    means: 'It still has older keys or quiet hours and may refuse new bulletins',
    next: 'Have the device switched off and on; if that does not help, tell the administrator',
  },
  unheard: {
    name: 'Nothing was heard for over 7 days',
    means: 'Nobody knows whether the tower really works',
    next: 'Test the sound, or switch on the daily test tone',
  },
  'disk-nearly-full': {
    name: 'Its storage is nearly full',
    means: 'It still plays, but may soon take no new sound',
    next: 'Have the memory card looked at when somebody is there',
  },
  unstable: {
    name: 'Its connection is unstable',
    means: 'It is lost and found again often; what has reached it still airs',
    next: 'Have somebody in the village check antenna and cables',
  },
  'clock-drifts': {
    name: 'Its clock begins to drift',
    means: 'It still plays, but perhaps not together with its neighbours',
    next: 'Nothing yet; if it lasts over a day, have its internet checked',
  },
  skewed: {
    name: 'It does not start on time',
    means: 'Over half a second from the others: neighbours may not understand a word',
    next: 'Tell the administrator to check clock and sound system',
  },
  'old-protocol': {
    name: 'Its program is old',
    means: 'It still works but needs an update',
    next: 'Arrange for an update of the device',
  },
};
