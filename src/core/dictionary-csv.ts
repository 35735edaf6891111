// The dictionary as a file that an office edits in its spreadsheet: columns by their English or Thai names in any order,
// words for kind, use and sharing in both languages. File → entries or refused lines; entries → file.
import { type CsvRow, readCsv, writeCsv } from './csv.ts';
import { cleanEntry, type EntryKind, type EntryUse, type EntryWords } from './dictionary.ts';
import { RelayError } from './errors.ts';

export interface RefusedLine {
  /** Of the file, from 1. */
  readonly line: number;
  readonly field: keyof EntryWords | 'file';
  readonly why: 'empty' | 'unread' | 'form' | 'too-long' | 'twice' | 'header' | 'quotes' | 'too-many';
  /** The beginning of what stands there. */
  readonly text: string;
}

export interface DictionaryFile {
  readonly entries: readonly EntryWords[];
  readonly refused: readonly RefusedLine[];
}

export const MOST_LINES = 5000;
const MOST_REFUSED = 100;
const LEFT_OUT = '(ไม่อ่าน)';

const COLUMNS: Readonly<Record<keyof EntryWords, readonly string[]>> = {
  written: ['written', 'คำที่เขียน', 'คำเขียน', 'เขียน'],
  spoken: ['spoken', 'คำอ่าน', 'อ่านว่า', 'อ่าน'],
  kind: ['kind', 'ประเภท', 'ชนิด'],
  use: ['use', 'ใช้เมื่อ', 'ใช้'],
  note: ['note', 'หมายเหตุ'],
  shared: ['shared', 'แบ่งปัน', 'เผยแพร่'],
};
const KINDS: Readonly<Record<string, EntryKind>> = {
  place: 'place',
  สถานที่: 'place',
  person: 'person',
  บุคคล: 'person',
  คน: 'person',
  abbreviation: 'abbreviation',
  คำย่อ: 'abbreviation',
  อักษรย่อ: 'abbreviation',
  other: 'other',
  อื่นๆ: 'other',
  'อื่น ๆ': 'other',
};
const USES: Readonly<Record<string, EntryUse>> = {
  always: 'always',
  ทุกครั้ง: 'always',
  unread: 'unread',
  เมื่ออ่านไม่ได้: 'unread',
};
const TRUTHS: Readonly<Record<string, boolean>> = {
  yes: true,
  true: true,
  '1': true,
  ใช่: true,
  no: false,
  false: false,
  '0': false,
  ไม่: false,
  ไม่ใช่: false,
};

export function writeDictionary(entries: readonly EntryWords[]): string {
  return writeCsv([
    Object.keys(COLUMNS),
    ...entries.map(({ written, spoken, kind, use, note, shared }) => [
      written,
      spoken === '' ? LEFT_OUT : spoken,
      kind,
      use,
      note,
      shared ? 'yes' : 'no',
    ]),
  ]);
}

/** @param known what a written form has already: a column that the file lacks leaves it as it is */
export function readDictionary(
  text: string,
  known: (written: string) => EntryWords | undefined,
): DictionaryFile {
  const csv = readCsv(text);
  if ('brokenAt' in csv) return refusedWhole(csv.brokenAt, 'quotes');
  const [header, ...lines] = csv.rows;
  if (header === undefined) return refusedWhole(1, 'empty');
  const places = placesOf(header);
  if (places.written === undefined || places.spoken === undefined) {
    return refusedWhole(header.line, 'header', header.cells.join(' '));
  }
  if (lines.length > MOST_LINES) return refusedWhole(header.line + MOST_LINES, 'too-many');
  const entries = new Map<string, EntryWords>();
  const refused: RefusedLine[] = [];
  for (const row of lines) {
    if (refused.length >= MOST_REFUSED) break;
    const read = entryIn(row, places, known);
    if ('why' in read) refused.push(read);
    else if (entries.has(read.written)) refused.push(refusal(row.line, 'written', 'twice', read.written));
    else entries.set(read.written, read);
  }
  return { entries: [...entries.values()], refused };
}

type Places = Partial<Record<keyof EntryWords, number>>;

function placesOf(header: CsvRow): Places {
  const names = header.cells.map((cell) => cell.normalize('NFC').trim().toLowerCase());
  const places: Places = {};
  for (const [column, spellings] of Object.entries(COLUMNS) as [keyof EntryWords, readonly string[]][]) {
    const at = names.findIndex((name) => spellings.includes(name));
    if (at >= 0) places[column] = at;
  }
  return places;
}

function entryIn(
  { line, cells }: CsvRow,
  places: Places,
  known: (written: string) => EntryWords | undefined,
): EntryWords | RefusedLine {
  const cell = (column: keyof EntryWords) => (cells[places[column] ?? -1] ?? '').normalize('NFC').trim();
  const written = cell('written');
  const before = known(written);
  const spoken = cell('spoken');
  const isLeftOut = spoken === LEFT_OUT || spoken.toLowerCase() === '(left out)';
  if (spoken === '') return refusal(line, 'spoken', 'empty', written);
  const kind = told(cell('kind'), KINDS, before?.kind ?? 'other');
  if (kind === undefined) return refusal(line, 'kind', 'form', cell('kind'));
  const use = told(cell('use'), USES, before?.use ?? (isLeftOut ? 'unread' : 'always'));
  if (use === undefined) return refusal(line, 'use', 'form', cell('use'));
  const shared = told(cell('shared'), TRUTHS, before?.shared ?? false);
  if (shared === undefined) return refusal(line, 'shared', 'form', cell('shared'));
  const note = places.note === undefined ? (before?.note ?? '') : cell('note');
  try {
    return cleanEntry({ written, spoken: isLeftOut ? '' : spoken, kind, use, note, shared });
  } catch (error) {
    return refusalOf(error, line, { written, spoken, kind, use, note, shared: '' });
  }
}

/** What a word of the table means; an empty cell says nothing; undefined: no such word. */
function told<T>(word: string, table: Readonly<Record<string, T>>, unless: T): T | undefined {
  if (word === '') return unless;
  const key = word.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function refusalOf(error: unknown, line: number, cells: Readonly<Record<string, string>>): RefusedLine {
  if (!(error instanceof RelayError)) throw error;
  const field = String(error.facts['field'] ?? 'written') as keyof EntryWords;
  const why = error.code === 'too-large' ? 'too-long' : (error.facts['why'] as RefusedLine['why']);
  return refusal(line, field, why, cells[field] ?? '');
}

function refusal(
  line: number,
  field: RefusedLine['field'],
  why: RefusedLine['why'],
  text: string,
): RefusedLine {
  return { line, field, why, text: text.slice(0, 40) };
}

function refusedWhole(line: number, why: RefusedLine['why'], text = ''): DictionaryFile {
  return { entries: [], refused: [refusal(line, 'file', why, text)] };
}
