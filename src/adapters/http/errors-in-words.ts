// What went wrong, said to a person: each error code with its facts becomes a sentence and what to do next, in Thai and
// in English. The API, the error page and the console all say the same words. Nothing from inside the house gets out.
import type { ErrorCode, RelayError } from '../../core/errors.ts';
import {
  AFTER_CONFLICT,
  already,
  at,
  type Facts,
  firstWord,
  type Language,
  mistake,
  nextRoom,
  roles,
  span,
  tooLarge,
} from './error-facts.ts';

export interface Words {
  readonly message: string;
  readonly next: string;
}

type Said = Readonly<Record<Language, readonly [message: string, next: string]>>;

/** The whole thing in one breath: what happened, and what to do next. */
export function sentenceFor(error: RelayError, language: Language): string {
  const { message, next } = wordsFor(error, language);
  return next === '' ? message : `${message} ${next}`;
}

export function wordsFor(error: RelayError, language: Language): Words {
  const [message, next] = TABLE[error.code](error.facts)[language];
  return { message, next };
}

/** The first language of an Accept-Language header that we speak; Thai when it names neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters
        .map((one) => /^\s*q=([0-9.]+)\s*$/.exec(one)?.[1])
        .find((q) => q !== undefined);
      return { tag: tag.split('-')[0] ?? '', q: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, q }) => (tag === 'th' || tag === 'en') && q > 0)
    .sort((a, b) => b.q - a.q);
  return wanted[0]?.tag === 'en' ? 'en' : 'th';
}

const plain = (th: readonly [string, string], en: readonly [string, string]) => (): Said => ({ th, en });

const ENGINE_DOWN = plain(
  ['ยังทำเสียงไม่ได้', 'ระบบจะลองใหม่เอง ถ้ายังไม่ได้ แจ้งผู้ดูแลระบบ'],
  ['The voice could not be made.', 'It is tried again by itself; tell the administrator if it lasts.'],
);
const DATABASE_DOWN = plain(
  ['บันทึกข้อมูลไม่ได้ในตอนนี้ ยังไม่ได้เปลี่ยนอะไร', 'รอสักครู่แล้วลองใหม่'],
  ['Nothing could be saved just now, and nothing was changed.', 'Wait a moment and try again.'],
);

const TABLE: Readonly<Record<ErrorCode, (facts: Facts) => Said>> = {
  'invalid-input': (facts) => ({
    th: [mistake(facts, 'th'), 'แก้แล้วส่งใหม่'],
    en: [mistake(facts, 'en'), 'Correct it and send it again.'],
  }),
  config: plain(
    ['การตั้งค่าของระบบยังใช้ไม่ได้', 'แจ้งผู้ดูแลระบบ'],
    ['A setting of this system is wrong.', 'Tell the administrator.'],
  ),
  'not-found': plain(
    ['ไม่มีสิ่งที่ขอ อาจถูกย้ายหรือพิมพ์ที่อยู่ผิด', 'กลับไปที่คิวข่าวแล้วเลือกใหม่'],
    [
      'There is nothing here; it may have moved, or the address is mistyped.',
      'Go back to the queue and choose again.',
    ],
  ),
  'not-allowed': (facts) => ({
    th: [`งานนี้เป็นของ${roles(facts, 'th')}`, 'ส่งต่อให้เจ้าหน้าที่ที่มีหน้าที่นี้'],
    en: [`This is for the ${roles(facts, 'en')} to do.`, 'Hand it to somebody with that role.'],
  }),
  'not-signed-in': (facts) =>
    facts['why'] === 'wrong'
      ? {
          th: ['ชื่อผู้ใช้หรือรหัสผ่านไม่ตรง', 'ลองพิมพ์ใหม่ ดูภาษาของแป้นพิมพ์และปุ่ม Caps Lock'],
          en: [
            'User name or password does not match.',
            'Type them again; look at keyboard language and Caps Lock.',
          ],
        }
      : facts['why'] === 'token'
        ? {
            th: ['ไม่รู้จักโทเคนนี้', 'ขอโทเคนใหม่จากผู้ดูแลขององค์กรปลายทาง'],
            en: ['This token is not known.', 'Ask the receiving organisation’s administrator for a new one.'],
          }
        : {
            th: ['ยังไม่ได้เข้าระบบ หรือออกจากระบบแล้วเพราะไม่ได้ใช้นาน', 'เข้าระบบแล้วลองใหม่'],
            en: ['You are not signed in, or were signed out after a long pause.', 'Sign in and try again.'],
          },
  'too-many-tries': (facts) => ({
    th: [`ลองหลายครั้งเกินไป`, `รอ ${span(facts['waitMs'] ?? 60_000, 'th')}แล้วลองใหม่`],
    en: ['Too many tries.', `Wait ${span(facts['waitMs'] ?? 60_000, 'en')} and try again.`],
  }),
  conflict: (facts) => ({
    th: [
      already(facts, 'th'),
      AFTER_CONFLICT[String(facts['state'])]?.[0] ?? 'เปิดหน้านี้ใหม่เพื่อดูว่าตอนนี้เป็นอย่างไร',
    ],
    en: [
      already(facts, 'en'),
      AFTER_CONFLICT[String(facts['state'])]?.[1] ?? 'Open it again to see how it stands now.',
    ],
  }),
  stale: plain(
    ['มีคนแก้เรื่องนี้ไปแล้วระหว่างที่เปิดอยู่ ยังไม่ได้บันทึกอะไรทับ', 'เปิดฉบับล่าสุดแล้วทำอีกครั้ง'],
    [
      'Somebody changed this while you had it open; nothing was overwritten.',
      'Open the newest version and do it again.',
    ],
  ),
  'too-large': (facts) => ({
    th: [tooLarge(facts, 'th'), 'ตัดให้สั้นลงหรือแบ่งเป็นหลายเรื่อง'],
    en: [tooLarge(facts, 'en'), 'Shorten it or send it in parts.'],
  }),
  gone: plain(
    ['ลิงก์หรือรหัสนี้ใช้ไปแล้วหรือหมดอายุ', 'ขอใหม่จากผู้ดูแลขององค์กร'],
    ['This link or code was used already or has expired.', 'Ask the administrator for a new one.'],
  ),
  'unread-words': (facts) => ({
    th: [
      `มี ${facts['count'] ?? 'บาง'} คำที่ยังไม่รู้ว่าอ่านอย่างไร${firstWord(facts, 'th')}`,
      'บอกวิธีอ่านก่อน แล้วระบบจะทำเสียงใหม่',
    ],
    en: [
      `${facts['count'] ?? 'Some'} word(s) cannot be read yet${firstWord(facts, 'en')}.`,
      'Say how to read them; the voice is then made anew.',
    ],
  }),
  'needs-listening': (facts) => ({
    th: [`ยังฟังไม่จบ เหลืออีก ${span(facts['leftMs'] ?? 0, 'th')}`, 'ฟังต่อให้จบ แล้วอนุมัติ'],
    en: [
      `Not yet heard to the end: ${span(facts['leftMs'] ?? 0, 'en')} left.`,
      'Listen to the rest, then approve.',
    ],
  }),
  'own-words': plain(
    ['ข้อความนี้คุณเขียนเอง ประกาศระดับนี้ต้องให้คนอื่นอนุมัติ', 'ส่งต่อให้ผู้อนุมัติคนอื่น'],
    ['You wrote these words; for this class another person must approve.', 'Hand it to another approver.'],
  ),
  'clip-refused': plain(
    ['เสียงที่ทำออกมายังใช้ไม่ได้ จึงยังไม่นำไปออกอากาศ', 'ดูเหตุผลที่ประกาศ แล้วแก้ข้อความหรืออัดเสียงใหม่'],
    [
      'The sound did not pass its checks and will not be broadcast.',
      'See the reason, then change the words or record anew.',
    ],
  ),
  'unreadable-audio': plain(
    ['เปิดไฟล์เสียงนี้ไม่ได้', 'ทำเสียงใหม่หรืออัดเสียงใหม่'],
    ['This sound cannot be opened.', 'Have the voice made anew, or record again.'],
  ),
  'no-engine': ENGINE_DOWN,
  'engine-failed': ENGINE_DOWN,
  'disk-full': plain(
    ['ที่เก็บข้อมูลเต็ม ยังไม่ได้บันทึก', 'แจ้งผู้ดูแลระบบให้เพิ่มที่ว่าง แล้วลองใหม่'],
    ['The disk is full; nothing was saved.', 'Have the administrator make room, then try again.'],
  ),
  'disk-failed': plain(
    ['อ่านหรือเขียนที่เก็บข้อมูลไม่ได้', 'แจ้งผู้ดูแลระบบ'],
    ['The disk cannot be read or written.', 'Tell the administrator.'],
  ),
  'slot-full': (facts) => ({
    th: [
      `ช่วง${facts['slot'] ?? 'นี้'}เหลือ ${span(facts['roomMs'] ?? 0, 'th')} แต่ประกาศนี้ยาว ${span(facts['neededMs'] ?? 0, 'th')}`,
      nextRoom(facts, 'th', 'เลือกช่วงอื่นหรือตัดข้อความให้สั้นลง'),
    ],
    en: [
      `Slot ${facts['slot'] ?? ''} has ${span(facts['roomMs'] ?? 0, 'en')} left; this takes ${span(facts['neededMs'] ?? 0, 'en')}.`,
      nextRoom(facts, 'en', 'Choose another slot or shorten the words.'),
    ],
  }),
  'quiet-hours': (facts) => ({
    th: [
      `${at(facts['minute'], 'th')} อยู่ในช่วงงดออกอากาศ (${at(facts['fromMinute'], 'th')} ถึง ${at(facts['toMinute'], 'th')})`,
      nextRoom(facts, 'th', 'เลือกเวลาอื่น'),
    ],
    en: [
      `${at(facts['minute'], 'en')} lies in the quiet hours (${at(facts['fromMinute'], 'en')} to ${at(facts['toMinute'], 'en')}).`,
      nextRoom(facts, 'en', 'Choose another time.'),
    ],
  }),
  'in-the-past': (facts) => ({
    th: ['เวลานี้ผ่านไปแล้ว', nextRoom(facts, 'th', 'เลือกเวลาที่ยังมาไม่ถึง')],
    en: ['That time is over.', nextRoom(facts, 'en', 'Choose one that is still to come.')],
  }),
  expired: (facts) => ({
    th: ['หมดเวลาแล้ว', nextRoom(facts, 'th', 'เริ่มใหม่อีกครั้ง')],
    en: ['The time for this is over.', nextRoom(facts, 'en', 'Begin again.')],
  }),
  'broker-down': plain(
    ['ส่งถึงหอไม่ได้ในตอนนี้', 'เรื่องที่อนุมัติแล้วยังออกอากาศตามเวลา ระบบจะส่งใหม่เอง'],
    [
      'The towers cannot be reached just now.',
      'What is approved still sounds in time; sending is tried again by itself.',
    ],
  ),
  'bad-signature': plain(
    ['ลายเซ็นของข้อความไม่ตรง จึงไม่ได้เก็บไว้', 'ตรวจ channel secret ที่ตั้งไว้'],
    ['The signature does not match; nothing was kept.', 'Check the channel secret in the settings.'],
  ),
  'line-failed': plain(
    ['LINE ยังไม่ตอบ', 'ระบบจะลองใหม่เอง'],
    ['LINE does not answer.', 'It is tried again by itself.'],
  ),
  'locked-keys': plain(
    ['กุญแจอนุมัติยังล็อกอยู่ ยังไม่ได้บันทึกการอนุมัติ', 'แจ้งผู้ดูแลระบบให้ใส่รหัสผ่านของกุญแจ แล้วอนุมัติใหม่'],
    [
      'The approval key is locked; the approval was not recorded.',
      'Have the administrator give its passphrase, then approve again.',
    ],
  ),
  'signer-away': plain(
    ['เครื่องลงนามอนุมัติไม่ตอบ ยังไม่ได้บันทึกการอนุมัติ เรื่องนี้ยังรออยู่ในคิว', 'แจ้งผู้ดูแลระบบ แล้วอนุมัติใหม่'],
    [
      'The signer of approvals does not answer; the approval was not recorded and the news still waits in the queue.',
      'Tell the administrator, then approve again.',
    ],
  ),
  'signer-refused': (facts) => ({
    th: [
      `เครื่องลงนามไม่ยอมลงนามอนุมัติเรื่องนี้ (${facts['rule'] ?? 'ผิดกติกา'}) ยังไม่ได้บันทึกการอนุมัติ`,
      'แจ้งผู้ดูแลระบบ เหตุผลอยู่ในบันทึกของเครื่องลงนาม',
    ],
    en: [
      `The signer refused this approval (${facts['rule'] ?? 'its rules'}); it was not recorded.`,
      'Tell the administrator: the reason stands in the signer’s log.',
    ],
  }),
  timeout: plain(
    ['ใช้เวลานานเกินไป', 'รอสักครู่แล้วลองใหม่'],
    ['This took too long.', 'Wait a moment and try again.'],
  ),
  locked: DATABASE_DOWN,
  database: DATABASE_DOWN,
  internal: plain(
    ['ระบบมีปัญหา เรื่องที่อนุมัติไว้แล้วยังออกอากาศตามเวลา', 'ลองใหม่ ถ้ายังเป็นอยู่ แจ้งผู้ดูแลระบบพร้อมเลขอ้างอิง'],
    [
      'Something is wrong here. What is approved still sounds in time.',
      'Try again; if it lasts, tell the administrator the reference.',
    ],
  ),
};
