// `hokrachai controller --status`: the tower's state on the box's own screen, in Thai, drawn anew every two seconds, or
// once, or as JSON. It reads the sheet the running controller keeps and talks to nobody.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { statusSchema, type TowerStatus } from '../controller/status-sheet.ts';
import { statusPage } from './status-page.ts';

const FILE = 'status.json';
/** Where the unit of config/controller/ lets it lie: in memory. */
const USUAL_RUNTIME = '/run/hokrachai-controller';
const DRAW_MS = 2000;
const KEEP_MS = 5000;
/** Without news the sheet is written all the same, so that whoever looks knows that the controller lives. */
const ALIVE_MS = 30_000;

export interface StatusPlace {
  /** The controller's folder. */
  readonly data: string;
  /** A folder in memory; undefined for none. */
  readonly runtime?: string | undefined;
}

/** Writes the sheet when it says something new. @returns stop */
export function keepStatus(
  place: StatusPlace,
  status: () => Omit<TowerStatus, 'writtenAt'>,
  log: { debug(facts: object, event: string): void },
): () => void {
  const path = join(place.runtime ?? place.data, FILE);
  let before = '';
  let writtenAt = 0;
  const write = async () => {
    const { now, upS, time, ...rest } = status();
    const news = JSON.stringify({ ...rest, src: time.src });
    if (news === before && Date.now() - writtenAt < ALIVE_MS) return;
    before = news;
    writtenAt = Date.now();
    await writeFile(path, `${JSON.stringify({ ...rest, now, upS, time, writtenAt })}\n`, { mode: 0o644 });
  };
  const again = () => write().catch((cause: unknown) => log.debug({ err: cause }, 'status not written'));
  void again();
  const timer = setInterval(again, KEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The newest sheet there is; undefined when no controller has ever run here. */
export async function readStatus({ data, runtime }: StatusPlace): Promise<TowerStatus | undefined> {
  const sheets = await Promise.all([runtime ?? USUAL_RUNTIME, data].map((folder) => sheetIn(folder)));
  return sheets
    .filter((one) => one !== undefined)
    .sort((a, b) => b.writtenAt - a.writtenAt)
    .at(0);
}

async function sheetIn(folder: string): Promise<TowerStatus | undefined> {
  try {
    return statusSchema.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
  } catch {
    return undefined; // not there, or half written this very moment: the next look will do
  }
}

export interface Screen {
  readonly columns: number;
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  write(text: string): void;
}

/** @returns 0; 1 when no controller runs here, so that a script can ask too */
export async function showStatus(
  place: StatusPlace,
  screen: Screen,
  how: { readonly json: boolean; readonly once: boolean },
  stopped: Promise<void>,
): Promise<number> {
  const draw = async () => {
    const status = await readStatus(place);
    const page = statusPage(status, { columns: screen.columns, colour: screen.hasColour, now: Date.now() });
    return { page: page.lines.join('\n'), isAlive: page.isAlive, status };
  };
  const first = await draw();
  if (how.json) {
    screen.write(`${JSON.stringify(first.status ?? null)}\n`);
    return first.isAlive ? 0 : 1;
  }
  if (how.once || !screen.isTerminal) {
    screen.write(`${first.page}\n`);
    return first.isAlive ? 0 : 1;
  }
  let isOver = false;
  stopped.then(() => {
    isOver = true;
  });
  while (!isOver) {
    const { page } = await draw();
    screen.write(`\x1b[2J\x1b[H${page}\n`);
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, DRAW_MS))]);
  }
  return 0;
}
