// The facts of an error as parts of a sentence, in Thai and in English: fields by their names on the page, states, roles,
// lengths and times of day. errors-in-words.ts makes the sentences.
import type { RelayError } from '../../core/errors.ts';
import { minuteOfDay } from '../../core/timetable.ts';

export type Language = 'th' | 'en';
export type Facts = RelayError['facts'];

const FIELDS: Readonly<Record<string, readonly [th: string, en: string]>> = {
  words: ['ข้อความประกาศ', 'the text'],
  text: ['ข้อความประกาศ', 'the text'],
  reason: ['เหตุผล', 'the reason'],
  written: ['คำที่เขียน', 'the written word'],
  spoken: ['คำอ่าน', 'the reading'],
  answers: ['วิธีอ่าน', 'the answers'],
  note: ['หมายเหตุ', 'the note'],
  kind: ['ประเภท', 'the kind'],
  use: ['ช่อง “ใช้เมื่อ”', 'the use'],
  file: ['ไฟล์', 'the file'],
  recording: ['เสียงที่อัด', 'the recording'],
  title: ['ชื่อเรื่อง', 'the title'],
  opening: ['คำเปิด', 'the opening words'],
  closing: ['คำปิด', 'the closing words'],
  name: ['ชื่อ', 'the name'],
  username: ['ชื่อผู้ใช้', 'the user name'],
  password: ['รหัสผ่าน', 'the password'],
  oldPassword: ['รหัสผ่านเดิม', 'the present password'],
  roles: ['หน้าที่', 'the roles'],
  class: ['ระดับประกาศ', 'the class'],
  date: ['วันที่', 'the date'],
  at: ['เวลา', 'the time'],
  startsAt: ['เวลาเริ่ม', 'the starting time'],
  length: ['ความยาวของช่วง', 'the length'],
  weekdays: ['วันในสัปดาห์', 'the weekdays'],
  until: ['วันสุดท้าย', 'the last day'],
  towers: ['หอ', 'the towers'],
  repeat: ['จำนวนครั้ง', 'the repeats'],
  quietHours: ['ช่วงงดออกอากาศ', 'the quiet hours'],
  volume: ['ความดังของประกาศทั่วไปและสำคัญ', 'the volume of routine and important bulletins'],
  emergencyVolume: ['ความดังของเหตุฉุกเฉิน', 'the volume of emergencies'],
  softerHours: ['ช่วงที่เบาลง', 'the softer hours'],
  messageId: ['กุญแจของข้อความ (Idempotency-Key)', 'the key of the message (Idempotency-Key)'],
  csrf: ['รหัสของหน้า', 'the page’s own code'],
};

/** After the field's name: what is wrong with it. */
const WHY: Readonly<Record<string, readonly [th: string, en: string]>> = {
  binary: ['มีอักขระที่ไม่ใช่ตัวหนังสือ', 'has characters that are no text.'],
  unread: ['มีส่วนที่ระบบยังอ่านไม่ได้ พิมพ์เป็นคำอ่านภาษาไทย', 'cannot be read itself; type it in Thai as it is said.'],
  'not-unread': ['ไม่ใช่คำที่รอคำอ่านของประกาศนี้', 'is none of the words that wait to be settled.'],
  twice: ['มีคำตอบซ้ำกัน', 'has two answers.'],
  order: [
    ' ประกาศสำคัญต้องไม่เบากว่าทั่วไป และเหตุฉุกเฉินต้องไม่เบากว่าสำคัญ',
    'must not fall from routine to important, nor from important to emergency.',
  ],
  'same-minute': [' เวลาเริ่มกับเวลาจบต้องไม่ใช่เวลาเดียวกัน', 'must not begin and end at the same minute.'],
  'too-many-plays': [
    'ที่เลือกมีการออกอากาศมากเกินกว่าจะตอบในครั้งเดียว เลือกช่วงวันให้สั้นลง',
    'holds more plays than one answer takes; ask for fewer days.',
  ],
  'not-in-day': ['ต้องเป็นเวลาในวัน', 'must lie in the day.'],
};
const UNUSABLE = ['ยังใช้ไม่ได้', 'cannot be used as it is.'] as const;

/** What was wrong with a field, where the sentence needs more of the facts than its name. */
const WITH_FIGURES: readonly {
  readonly is: (facts: Facts) => boolean;
  readonly th: (name: string, facts: Facts) => string;
  readonly en: (name: string, facts: Facts) => string;
}[] = [
  {
    is: ({ why }) => why === 'empty',
    th: (name) => `ยังไม่ได้ใส่${name}`,
    en: (name) => `${capital(name)} is empty.`,
  },
  {
    is: ({ why }) => why === 'range',
    th: (name, { least, most }) => `${name}ต้องเป็น ${least} ถึง ${most}%`,
    en: (name, { least, most }) => `${capital(name)} must be ${least} to ${most} percent.`,
  },
  {
    is: ({ why }) => why === 'too-many',
    th: (name, { most }) => `${name}มีได้ไม่เกิน ${most} ช่วง`,
    en: (name, { most }) => `${capital(name)}: at most ${most}.`,
  },
  {
    is: ({ why, shortest }) => !(String(why) in WHY) && typeof shortest === 'number',
    th: (name, { shortest }) => `${name}ต้องมีอย่างน้อย ${shortest} ตัวอักษร`,
    en: (name, { shortest }) => `${capital(name)} needs at least ${shortest} characters.`,
  },
];

export function mistake(facts: Facts, language: Language): string {
  const th = language === 'th';
  const names = FIELDS[String(facts['field'] ?? '')];
  const name = names?.[th ? 0 : 1] ?? (th ? 'ข้อมูลที่ส่งมา' : 'what was sent');
  const found = WITH_FIGURES.find(({ is }) => is(facts));
  if (found !== undefined) return found[language](name, facts);
  const [inThai, inEnglish] = WHY[String(facts['why'] ?? '')] ?? UNUSABLE;
  return th ? `${name}${inThai}` : `${capital(name)} ${inEnglish}`;
}

/** The first of the words that cannot be read, so that a person knows where to look. */
export function firstWord(facts: Facts, language: Language): string {
  const word = String(facts['first'] ?? '');
  if (word === '') return '';
  return language === 'th' ? ` คำแรกคือ “${word}”` : `, the first is “${word}”`;
}

const STATES: Readonly<Record<string, readonly [th: string, en: string]>> = {
  drafted: ['กำลังทำเสียง ยังตัดสินใจไม่ได้', 'Its voice is still being made.'],
  unvoiced: ['เรื่องนี้ยังทำเสียงไม่ได้', 'It has no voice yet.'],
  voiced: ['เรื่องนี้รออนุมัติ', 'It waits for approval.'],
  approved: ['เรื่องนี้อนุมัติไปแล้ว', 'It is approved already.'],
  returned: ['เรื่องนี้ถูกส่งกลับให้แก้แล้ว', 'It was sent back already.'],
  rejected: ['เรื่องนี้ไม่ได้รับอนุมัติ', 'It was turned down already.'],
  withdrawn: ['เรื่องนี้ถอนแล้ว', 'It is withdrawn already.'],
  superseded: ['เรื่องนี้มีฉบับใหม่แล้ว', 'There is a newer revision.'],
  'last-administrator': ['ต้องมีผู้ดูแลอย่างน้อย 1 คน', 'There must be at least one administrator.'],
  'name-taken': ['มีคนใช้ชื่อผู้ใช้นี้แล้ว', 'This user name is taken.'],
  'key-reused': [
    'กุญแจ (Idempotency-Key) นี้ใช้กับข้อความอื่นไปแล้ว ข้อความใหม่ยังไม่ได้รับ',
    'This Idempotency-Key came before with other words; the new words were not taken.',
  ],
};

/** Where looking again would not help. */
export const AFTER_CONFLICT: Readonly<Record<string, readonly [th: string, en: string]>> = {
  'last-administrator': ['ตั้งผู้ดูแลคนอื่นก่อน', 'Make somebody else administrator first.'],
  'name-taken': ['เลือกชื่ออื่น', 'Choose another name.'],
  'key-reused': ['ใช้กุญแจใหม่กับข้อความใหม่', 'Use a new key for new words.'],
};

export function already(facts: Facts, language: Language): string {
  const said = STATES[String(facts['state'] ?? '')];
  if (said !== undefined) return said[language === 'th' ? 0 : 1];
  return language === 'th' ? 'มีคนทำเรื่องนี้ไปก่อนแล้ว' : 'Somebody else was first.';
}

const ROLE_NAMES: Readonly<Record<string, readonly [th: string, en: string]>> = {
  reporter: ['ผู้ส่งข่าว', 'reporter'],
  editor: ['ผู้แก้ข้อความ', 'editor'],
  approver: ['ผู้อนุมัติ', 'approver'],
  administrator: ['ผู้ดูแล', 'administrator'],
};

export function roles(facts: Facts, language: Language): string {
  const th = language === 'th';
  const names = String(facts['roles'] ?? '')
    .split(',')
    .map((role) => ROLE_NAMES[role]?.[th ? 0 : 1])
    .filter((name) => name !== undefined);
  if (names.length === 0) return th ? 'เจ้าหน้าที่คนอื่น' : 'right officer';
  return names.join(th ? ' หรือ' : ' or ');
}

export function tooLarge(facts: Facts, language: Language): string {
  const { length, longest } = facts;
  if (typeof length === 'number' && typeof longest === 'number') {
    return language === 'th'
      ? `ข้อความยาว ${figure(length)} ตัวอักษร รับได้ไม่เกิน ${figure(longest)}`
      : `The text has ${figure(length)} characters; at most ${figure(longest)} are taken.`;
  }
  return language === 'th' ? 'สิ่งที่ส่งมาใหญ่เกินไป จึงยังไม่ได้รับ' : 'What was sent is too large and was not taken.';
}

function figure(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

export function span(ms: string | number, language: Language): string {
  const seconds = Math.max(0, Math.ceil(Number(ms) / 1000));
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const [m, s] = language === 'th' ? ['นาที', 'วินาที'] : ['min', 's'];
  if (minutes === 0) return `${rest} ${s}`;
  return rest === 0 ? `${minutes} ${m}` : `${minutes} ${m} ${rest} ${s}`;
}

export function at(minute: string | number | undefined, language: Language): string {
  if (typeof minute !== 'number') return language === 'th' ? 'เวลานี้' : 'This time';
  return atClock(minute, language);
}

function atClock(minute: number, language: Language): string {
  const clock = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return language === 'th' ? `${clock} น.` : clock;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What to do where a time cannot be: the next one with room where it is known, else what is said without. */
export function nextRoom(facts: Facts, language: Language, otherwise: string): string {
  const at = Date.parse(String(facts['nextAt'] ?? ''));
  if (Number.isNaN(at)) return otherwise;
  const date = dateOf(at, language);
  const clock = atClock(minuteOfDay(at), language);
  return language === 'th'
    ? `เวลาถัดไปที่ออกอากาศได้: ${date} ${clock} ${otherwise}`
    : `The next time with room: ${date}, ${clock}. ${otherwise}`;
}

function dateOf(instant: number, language: Language): string {
  const locale = language === 'th' ? 'th-TH-u-ca-buddhist' : 'en-GB';
  const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Asia/Bangkok' } as const;
  return new Intl.DateTimeFormat(locale, parts)
    .formatToParts(instant)
    .filter(({ type }) => type !== 'era')
    .map(({ value }) => value)
    .join('')
    .trim();
}
