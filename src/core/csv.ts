// CSV as offices exchange it (RFC 4180): text from a spreadsheet → rows with their line numbers, and rows → text that no
// spreadsheet takes for formulas. Separators , ; and tab; line ends of any system.

export interface CsvRow {
  /** Of the file, from 1, where the row begins. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quoted cell that never ends, or letters after its end, makes the rest of the file unreadable: it says where. */
export type Csv = { readonly rows: readonly CsvRow[] } | { readonly brokenAt: number };

const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** The text of a file: UTF-8, or Windows-874 as Thai spreadsheets save it. */
export function csvText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The only thing this decoder refuses is bytes that are no UTF-8.
    return new TextDecoder('windows-874').decode(bytes);
  }
}

/** Empty lines are left out; a cell that was guarded against formulas is itself again. */
export function readCsv(text: string): Csv {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const separator = separatorOf(body);
  const cell = new RegExp(`"([^"]*(?:""[^"]*)*)"|[^"${separator}\\r\\n][^${separator}\\r\\n]*|`, 'y');
  const end = new RegExp(`${separator}|\\r\\n?|\\n|$`, 'y');
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  for (let at = 0; ; ) {
    cell.lastIndex = at;
    const found = cell.exec(body);
    end.lastIndex = cell.lastIndex;
    const after = found === null ? null : end.exec(body);
    if (found === null || after === null) return { brokenAt: line };
    cells.push(unguarded(found[1]?.replaceAll('""', '"') ?? found[0]));
    line += lineEnds(found[0]);
    at = end.lastIndex;
    if (after[0] === separator) continue;
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: begun, cells });
    if (after[0] === '') return { rows };
    cells = [];
    line += 1;
    begun = line;
  }
}

/** With BOM, without which spreadsheets take UTF-8 for something else. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => `${cells.map(written).join(',')}\r\n`).join('')}`;
}

function written(cell: string): string {
  const guarded = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",;\t\r\n]|^ | $/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function unguarded(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell;
}

/** Whatever of the three stands most often in the first line. */
function separatorOf(text: string): string {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string) => head.split(mark).length - 1;
  if (count('\t') > Math.max(count(','), count(';'))) return '\t';
  return count(';') > count(',') ? ';' : ',';
}

function lineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}
