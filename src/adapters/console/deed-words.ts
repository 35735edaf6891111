// A line of the audit trail as a sentence: who did what to which thing, through which door. The log keeps codes and facts;
// the words are made here, in the reader's language.
import { UNWELL_REASONS } from '../../core/tower-meanings.ts';
import type { AuditLine } from '../../pipeline/records.ts';
import type { Guest } from './visit.ts';
import type { Language } from './when.ts';
import { wordsOfEvent } from './why.ts';
import { words } from './words.ts';

type Fact = (name: string) => string;
type Sentence = (fact: Fact) => string;

const revision = (fact: Fact, word: string) =>
  fact('revision') === '' ? '' : ` ${word}\u00a0${fact('revision')}`;
const why = (fact: Fact) => (fact('reason') === '' ? '' : ` – ${fact('reason')}`);
const towers = (fact: Fact, word: string) =>
  fact('towers') === '' ? '' : ` · ${fact('towers')}\u00a0${word}`;

const unwell = (fact: Fact, language: Language) => {
  const reason = UNWELL_REASONS.find((one) => one === fact('reason'));
  return reason === undefined ? fact('reason') : words(language).unwellName(reason);
};

const SENTENCES: Readonly<Record<AuditLine['act'], { readonly th: Sentence; readonly en: Sentence }>> = {
  'item-received': { th: () => 'ส่งข่าวเข้า', en: () => 'sent an item' },
  'item-unsent': { th: () => 'ยกเลิกข้อความที่ส่ง', en: () => 'took a message back' },
  'item-edited': { th: () => 'แก้ข้อความที่ส่ง', en: () => 'edited the message' },
  'words-typed': { th: () => 'พิมพ์ข้อความจากต้นฉบับ', en: () => 'typed the words of the original' },
  revised: {
    th: (f) => `แก้ข้อความเป็น${revision(f, 'ฉบับที่').trim()}`,
    en: (f) => `made${revision(f, 'revision')}`,
  },
  'reading-settled': {
    th: (f) => `บอกวิธีอ่าน ${f('count')} คำ${revision(f, 'เป็นฉบับที่')}`,
    en: (f) => `settled the reading of ${f('count')} words${revision(f, 'as revision')}`,
  },
  'read-again': {
    th: (f) => `อ่านใหม่ตามพจนานุกรม${revision(f, 'เป็นฉบับที่')} (${f('written')})`,
    en: (f) => `read again by the dictionary${revision(f, 'as revision')} (${f('written')})`,
  },
  'dictionary-changed': {
    th: (f) =>
      f('added') === ''
        ? `แก้พจนานุกรมคำอ่าน ${f('written')}`
        : `นำคำอ่านเข้าพจนานุกรม ใหม่ ${f('added')} แก้ ${f('changed') === '' ? 0 : f('changed')}`,
    en: (f) =>
      f('added') === ''
        ? `changed the dictionary: ${f('written')}`
        : `brought into the dictionary: ${f('added')} new, ${f('changed') === '' ? 0 : f('changed')} changed`,
  },
  voiced: {
    th: (f) => `ทำเสียงเสร็จ${revision(f, 'ฉบับที่')}`,
    en: (f) => `finished the sound of${revision(f, 'revision')}`,
  },
  unvoiced: {
    th: (f) => `ทำเสียงไม่ได้${revision(f, 'ฉบับที่')}`,
    en: (f) => `could not make the sound of${revision(f, 'revision')}`,
  },
  'voice-retried': { th: () => 'ให้ลองทำเสียงใหม่', en: () => 'asked for the sound again' },
  consented: {
    th: (f) => `อนุมัติ${revision(f, 'ฉบับที่')} (รอคนที่สอง)`,
    en: (f) => `approved${revision(f, 'revision')} (second person needed)`,
  },
  approved: {
    th: (f) =>
      `อนุมัติ${revision(f, 'ฉบับที่')}${towers(f, 'หอ')}${f('listened') === 'declared' ? ' (รับรองแทนการฟัง)' : f('listened') === 'played' ? ' (เล่นจนจบ)' : ''}`,
    en: (f) =>
      `approved${revision(f, 'revision')}${towers(f, 'towers')}${f('listened') === 'declared' ? ' (vouched instead of listening)' : f('listened') === 'played' ? ' (played to the end)' : ''}`,
  },
  returned: { th: (f) => `ส่งกลับให้แก้${why(f)}`, en: (f) => `sent back${why(f)}` },
  rejected: { th: (f) => `ไม่อนุมัติ${why(f)}`, en: (f) => `rejected${why(f)}` },
  withdrawn: { th: (f) => `ถอนประกาศ${why(f)}`, en: (f) => `withdrew${why(f)}` },
  'class-changed': { th: () => 'เปลี่ยนชั้นของประกาศ', en: () => 'changed the class' },
  booked: { th: (f) => `จองเวลาออกอากาศ${towers(f, 'หอ')}`, en: (f) => `booked${towers(f, 'towers')}` },
  'booking-refused': { th: () => 'จองเวลาไม่ได้', en: () => 'could not book' },
  'booking-withdrawn': { th: () => 'ยกเลิกการจอง', en: () => 'withdrew a booking' },
  stopped: { th: (f) => `สั่งหยุดเสียง${towers(f, 'หอ')}`, en: (f) => `stopped the sound${towers(f, 'towers')}` },
  'slot-changed': { th: (f) => `ตั้งช่วงเวลา ${f('name')}`, en: (f) => `set the slot ${f('name')}` },
  'slot-removed': { th: () => 'ลบช่วงเวลา', en: () => 'deleted a slot' },
  'formulas-changed': {
    th: (f) => `ตั้งคำเปิดและคำปิด “${f('opening')}” “${f('closing')}”`,
    en: (f) => `set the opening and closing words “${f('opening')}” “${f('closing')}”`,
  },
  'weather-changed': {
    th: (f) => (f('rough') === 'yes' ? 'เปิดเสียงสู้ลมฝน' : 'ปิดเสียงสู้ลมฝน'),
    en: (f) =>
      f('rough') === 'yes'
        ? 'turned the sound for wind and rain on'
        : 'turned the sound for wind and rain off',
  },
  'slot-exception': {
    th: (f) => `ตั้งวันยกเว้น ${f('date')} ${f('why')}`,
    en: (f) => `set an exception ${f('date')} ${f('why')}`,
  },
  'quiet-hours-changed': { th: () => 'เปลี่ยนช่วงงดออกอากาศ', en: () => 'changed quiet hours' },
  'tower-added': { th: (f) => `เพิ่มหอ ${f('name')}`, en: (f) => `added the tower ${f('name')}` },
  'tower-claimed': { th: () => 'ต่อเครื่องที่หอแล้ว', en: () => 'connected the tower' },
  'tower-code-made': { th: () => 'ขอรหัสต่อเครื่อง', en: () => 'made a claim code' },
  'tower-event': {
    th: (f) => wordsOfEvent(f('kind'), f('detail'), words('th')),
    en: (f) => wordsOfEvent(f('kind'), f('detail'), words('en')),
  },
  'tower-muted': {
    th: (f) => (f('until') === '0' ? 'เปิดเสียงหอ' : 'ปิดเสียงหอไว้'),
    en: (f) => (f('until') === '0' ? 'unmuted a tower' : 'muted a tower'),
  },
  'tower-unwell': {
    th: (f) => `หอต้องดูแล: ${unwell(f, 'th')}`,
    en: (f) => `the tower needs care: ${unwell(f, 'en')}`,
  },
  'tower-well': {
    th: (f) => `หายแล้ว: ${unwell(f, 'th')}`,
    en: (f) => `well again: ${unwell(f, 'en')}`,
  },
  'tower-tested': { th: () => 'สั่งเสียงทดสอบ', en: () => 'ordered a test tone' },
  'caretaker-changed': {
    th: (f) => (f('name') === '' ? 'ลบคนดูแลหอ' : `ตั้งคนดูแลหอ ${f('name')}`),
    en: (f) => (f('name') === '' ? 'removed who looks after a tower' : `named ${f('name')} to look after it`),
  },
  'tone-changed': {
    th: (f) => (f('volume') === '' ? 'ปิดเสียงทดสอบประจำวัน' : 'ตั้งเสียงทดสอบประจำวัน'),
    en: (f) => (f('volume') === '' ? 'switched the daily test tone off' : 'set the daily test tone'),
  },
  'volume-changed': {
    th: (f) =>
      f('own') === 'no'
        ? 'ให้หอนี้ดังตามหน่วยงาน'
        : `ตั้งความดัง${f('own') === '' ? 'ของทุกหอ' : 'เฉพาะหอนี้'} ทั่วไป ${f('routine')}% สำคัญ ${f('important')}% ฉุกเฉิน ${f('emergency')}% · เบาลง ${f('softerHours')} ช่วง`,
    en: (f) =>
      f('own') === 'no'
        ? 'gave the tower the office’s volume again'
        : `set the volume ${f('own') === '' ? 'of all towers' : 'of this tower'}: routine ${f('routine')}%, important ${f('important')}%, emergency ${f('emergency')}%, ${f('softerHours')} softer hours`,
  },
  'officer-added': { th: (f) => `เพิ่มเจ้าหน้าที่ ${f('name')}`, en: (f) => `added ${f('name')}` },
  'officer-changed': {
    th: (f) =>
      f('what') === 'password'
        ? 'ตั้งรหัสผ่านใหม่'
        : f('what') === 'line'
          ? 'ผูกบัญชี LINE'
          : `เปลี่ยนสิทธิ์ของ ${f('name')}`,
    en: (f) =>
      f('what') === 'password'
        ? 'set a new password'
        : f('what') === 'line'
          ? 'connected LINE'
          : `changed the roles of ${f('name')}`,
  },
  'officer-removed': { th: (f) => `เอา ${f('name')} ออกจากหน่วยงาน`, en: (f) => `removed ${f('name')}` },
  'signed-in': { th: () => 'เข้าใช้', en: () => 'signed in' },
  'sign-in-refused': { th: () => 'เข้าใช้ไม่สำเร็จ', en: () => 'could not sign in' },
  'signed-out': { th: () => 'ออกจากระบบ', en: () => 'signed out' },
  'token-made': { th: () => 'ทำโทเคน API', en: () => 'made an API token' },
  'organisation-made': { th: () => 'ตั้งหน่วยงาน', en: () => 'founded the organisation' },
  'keys-made': {
    th: (f) => `เปลี่ยนกุญแจที่หอเชื่อถือ (ฉบับที่ ${f('version')})`,
    en: (f) => `changed the keys that towers trust (version ${f('version')})`,
  },
};

/** What was done; a line from a newer version of the house stays its code. */
export function deedSentence(line: AuditLine, { language }: Guest): string {
  const fact: Fact = (name) => String(line.facts[name] ?? '');
  const found: (typeof SENTENCES)[AuditLine['act']] | undefined = SENTENCES[line.act];
  return found === undefined ? line.act : found[language](fact).trim();
}
