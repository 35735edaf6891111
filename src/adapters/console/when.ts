// Instants and lengths as people here say them: พ.ศ., the month in letters, `06:00 น.`, near days by name.
// Pages → text; nothing is read back from these words.
import type { Instant } from '../../core/ids.ts';
import {
  addDays,
  DAY_MS,
  type LocalDate,
  localDate,
  type MinuteOfDay,
  minuteOfDay,
  weekdayOf,
} from '../../core/timetable.ts';

export type Language = 'th' | 'en';

/** Space that does not break: between a number and its unit, and inside `06:00 น.` */
const NB = '\u00a0';
const LOCALE = { th: 'th-TH-u-ca-buddhist-nu-latn', en: 'en-GB' } as const;
const NEAR = {
  th: { '-1': 'เมื่อวาน', '0': 'วันนี้', '1': 'พรุ่งนี้', '2': 'มะรืน' },
  en: { '-1': 'yesterday', '0': 'today', '1': 'tomorrow', '2': undefined },
} as const;
/** 0 Sunday … 6 Saturday, as on a wall calendar. */
export const WEEKDAYS: Readonly<Record<Language, readonly string[]>> = {
  th: ['อา', 'จ', 'อ', 'พ', 'พฤ', 'ศ', 'ส'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

export interface When {
  readonly now: Instant;
  readonly today: LocalDate;
  /** `22 พ.ย. 2569` */
  date(date: LocalDate): string;
  /** `วันอาทิตย์ที่ 22 พฤศจิกายน 2569` */
  longDate(date: LocalDate): string;
  /** `วันนี้`, `พรุ่งนี้`, else `22 พ.ย. 2569` */
  day(date: LocalDate): string;
  /** `อา` */
  weekday(date: LocalDate): string;
  /** `18:00 น.` */
  time(at: Instant): string;
  minute(minute: MinuteOfDay): string;
  /** `21:00–05:00 น.` */
  span(from: MinuteOfDay, to: MinuteOfDay): string;
  /** `วันนี้ 18:00 น.` */
  at(at: Instant): string;
  /** Up to an hour `5 นาทีที่แล้ว`, today the time, then the day and time. */
  ago(at: Instant): string;
  /** `6 นาที 20 วินาที` */
  length(ms: number): string;
  /** `1:25` */
  clock(ms: number): string;
  /** `2 วัน`, `3 ชม.`, `20 นาที`: how long something has lasted. */
  lasting(ms: number): string;
}

/** All of a page's times are told from the one `now` of its request. */
export function createWhen(language: Language, now: Instant): When {
  const today = localDate(now);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(LOCALE[language], { timeZone: 'UTC', ...options });
    return (date: LocalDate) => formatter.format(Date.parse(`${date}T00:00:00Z`)).replaceAll(' ', NB);
  };
  const short = format({ day: 'numeric', month: 'short', year: 'numeric' });
  const long = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const weekdayLong = format({ weekday: 'long' });
  const thai = language === 'th';

  const minute = (of: MinuteOfDay) => (thai ? `${hhmm(of)}${NB}น.` : hhmm(of));
  const time = (at: Instant) => minute(minuteOfDay(at));
  const day = (date: LocalDate) => {
    const away = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
    const near: Readonly<Record<string, string | undefined>> = NEAR[language];
    return near[String(away)] ?? short(date);
  };
  const at = (instant: Instant) => `${day(localDate(instant))} ${time(instant)}`;

  return {
    now,
    today,
    date: short,
    longDate: (date) =>
      thai ? `${weekdayLong(date)}ที่${NB}${long(date)}` : `${weekdayLong(date)} ${long(date)}`,
    day,
    weekday: (date) => WEEKDAYS[language][weekdayOf(date)] ?? '',
    time,
    minute,
    span: (from, to) => (thai ? `${hhmm(from)}–${hhmm(to)}${NB}น.` : `${hhmm(from)}–${hhmm(to)}`),
    at,
    ago: (instant) => {
      const gone = now - instant;
      if (gone < 0) return at(instant);
      if (gone < 60_000) return thai ? 'เมื่อครู่' : 'just now';
      if (gone < 3_600_000) {
        const minutes = Math.floor(gone / 60_000);
        return thai ? `${minutes}${NB}นาทีที่แล้ว` : `${minutes}${NB}min ago`;
      }
      return localDate(instant) === today ? time(instant) : at(instant);
    },
    length: (ms) => lengthOf(ms, thai),
    clock: (ms) => {
      const seconds = Math.round(ms / 1000);
      return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    },
    lasting: (ms) => {
      const minutes = Math.max(1, Math.floor(ms / 60_000));
      if (minutes < 60) return thai ? `${minutes}${NB}นาที` : `${minutes}${NB}min`;
      const hours = Math.floor(minutes / 60);
      if (hours < 24) return thai ? `${hours}${NB}ชั่วโมง` : `${hours}${NB}h`;
      const days = Math.floor(hours / 24);
      return thai ? `${days}${NB}วัน` : `${days}${NB}day${days === 1 ? '' : 's'}`;
    },
  };
}

/** The days from `from` on, for strips and lists. */
export function daysFrom(from: LocalDate, count: number): readonly LocalDate[] {
  return Array.from({ length: count }, (_, n) => addDays(from, n));
}

function lengthOf(ms: number, thai: boolean): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const parts = [
    minutes > 0 ? `${minutes}${NB}${thai ? 'นาที' : 'min'}` : '',
    rest > 0 || minutes === 0 ? `${rest}${NB}${thai ? 'วินาที' : 's'}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function hhmm(minute: MinuteOfDay): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
