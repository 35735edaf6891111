// Every sentence of the console, Thai beside English, joined from the tables in words/: pages ask `words(language)` and get
// strings and sentence makers. One word per act, everywhere: อนุมัติ, ส่งกลับให้แก้, ไม่อนุมัติ, ถอนประกาศ, หยุดเสียง, ลบ.
import type { Language } from './when.ts';
import { ACCOUNT } from './words/account.ts';
import { AS_RUN } from './words/as-run.ts';
import { BOOK } from './words/book.ts';
import { BULLETIN } from './words/bulletin.ts';
import { DECIDE } from './words/decide.ts';
import { DICTIONARY } from './words/dictionary.ts';
import { DONE } from './words/done.ts';
import { FRAME } from './words/frame.ts';
import { HISTORY } from './words/history.ts';
import { ITEMS } from './words/items.ts';
import { LETTER } from './words/letter.ts';
import { PEOPLE } from './words/people.ts';
import { PROBLEMS } from './words/problems.ts';
import { QUEUE } from './words/queue.ts';
import { SETTLE } from './words/settle.ts';
import { SOUND } from './words/sound.ts';
import { STATES } from './words/states.ts';
import type { Table } from './words/table.ts';
import { TIMETABLE } from './words/timetable.ts';
import { TOWER_LIST } from './words/tower-list.ts';
import { TOWERS } from './words/towers.ts';
import { VOLUME } from './words/volume.ts';
import { WARNINGS } from './words/warnings.ts';
import { WELLNESS } from './words/wellness.ts';

const TABLE = {
  ...FRAME,
  ...QUEUE,
  ...STATES,
  ...BULLETIN,
  ...SETTLE,
  ...LETTER,
  ...WARNINGS,
  ...DICTIONARY,
  ...BOOK,
  ...DECIDE,
  ...ITEMS,
  ...SOUND,
  ...TIMETABLE,
  ...TOWERS,
  ...TOWER_LIST,
  ...WELLNESS,
  ...VOLUME,
  ...AS_RUN,
  ...PEOPLE,
  ...HISTORY,
  ...ACCOUNT,
  ...DONE,
  ...PROBLEMS,
} satisfies Table;

/** The table in one language. Both columns of a row have the same shape: the Thai one gives the type. */
export type Words = { readonly [Key in keyof typeof TABLE]: (typeof TABLE)[Key]['th'] };

function column(language: Language): Words {
  return Object.fromEntries(Object.entries(TABLE).map(([key, row]) => [key, row[language]])) as Words;
}

const COLUMNS: Readonly<Record<Language, Words>> = { th: column('th'), en: column('en') };

export function words(language: Language): Words {
  return COLUMNS[language];
}
