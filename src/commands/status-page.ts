// The page on the box's screen: a sheet of status → lines in Thai, for any width from 30 columns on, and as clear without
// colour as with it. Pure.
import type { TowerStatus } from '../controller/status-sheet.ts';

const STALE_MS = 90_000;
const BANGKOK_MS = 7 * 3_600_000;
const MINUTE_MS = 60_000;

const DIGITS: Readonly<Record<string, readonly string[]>> = {
  0: ['███', '█ █', '█ █', '█ █', '███'],
  1: [' █ ', '██ ', ' █ ', ' █ ', '███'],
  2: ['███', '  █', '███', '█  ', '███'],
  3: ['███', '  █', '███', '  █', '███'],
  4: ['█ █', '█ █', '███', '  █', '  █'],
  5: ['███', '█  ', '███', '  █', '███'],
  6: ['███', '█  ', '███', '█ █', '███'],
  7: ['███', '  █', '  █', '  █', '  █'],
  8: ['███', '█ █', '███', '█ █', '███'],
  9: ['███', '█ █', '███', '  █', '███'],
  ':': [' ', '█', ' ', '█', ' '],
};

const CLASSES = {
  ambient: 'เสียงตามสาย',
  routine: 'ประกาศทั่วไป',
  important: 'ประกาศสำคัญ',
  emergency: 'ประกาศฉุกเฉิน',
} as const;

const ENDS = {
  ready: 'พร้อม',
  started: 'เริ่มแล้ว',
  finished: 'ออกอากาศครบ',
  stopped: 'ถูกหยุด',
  skipped: 'ไม่ได้ออกอากาศ',
  failed: 'ออกอากาศไม่สำเร็จ',
  rejected: 'ไม่รับ',
} as const;

const REASONS: Readonly<Record<string, string>> = {
  'missed-window': 'เลยเวลา',
  withdrawn: 'ถูกเพิกถอน',
  superseded: 'มีฉบับใหม่กว่า',
  preempted: 'มีเรื่องด่วนกว่า',
  'quiet-hours': 'ช่วงงดออกอากาศ',
  'local-mute': 'ปิดเสียงที่หอ',
  'daily-limit': 'ครบจำนวนของวัน',
  'emergency-pause': 'พักเสียงฉุกเฉิน',
  'not-fresh': 'แผนเก่าเกินไป',
  'no-time': 'ยังไม่รู้เวลา',
  'clip-missing': 'ไม่มีไฟล์เสียง',
  'hash-mismatch': 'ไฟล์เสียงเสีย',
  'audio-device': 'เครื่องเล่นเสียงขัดข้อง',
  'amp-fault': 'ไม่มีเสียงออกลำโพง',
  power: 'ไฟดับ',
  'disk-full': 'การ์ดความจำเต็มหรือเสีย',
};

interface Line {
  readonly mark: 'good' | 'bad' | 'note' | 'plain';
  readonly text: string;
}

const MARKS = { good: '[ดี] ', bad: '[!!] ', note: '     ', plain: '' } as const;
const COLOURS = { good: '\x1b[32m', bad: '\x1b[1;31m', note: '', plain: '\x1b[1m' } as const;

export interface PageOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** By the machine's clock, ms. */
  readonly now: number;
}

/** @returns the lines, none wider than `columns`, and whether a controller runs here */
export function statusPage(
  status: TowerStatus | undefined,
  { columns, colour, now }: PageOptions,
): { readonly lines: string[]; readonly isAlive: boolean } {
  const isAlive = status !== undefined && now - status.writtenAt < STALE_MS;
  const body = isAlive ? bodyOf(status, now) : deadBody(status, now);
  const clock = isAlive && status.now !== undefined ? bigTime(status.now + (now - status.writtenAt)) : [];
  const title: Line = { mark: 'plain', text: `หอกระจายข่าว ${status?.tower ?? ''}`.trim() };
  const lines = [title, { mark: 'plain', text: '' } as const, ...body].flatMap((line) =>
    drawn(line, columns, colour),
  );
  const big = clock.length > 0 ? ['', ...clock.map((row) => `  ${row}`), ''] : [];
  return { lines: [...lines.slice(0, 1), ...big, ...lines.slice(big.length > 0 ? 2 : 1)], isAlive };
}

function deadBody(status: TowerStatus | undefined, now: number): Line[] {
  if (status === undefined) return [{ mark: 'bad', text: 'ยังไม่เคยเปิดโปรแกรมที่เครื่องนี้' }];
  return [
    { mark: 'bad', text: 'โปรแกรมไม่ทำงาน' },
    { mark: 'note', text: `เงียบมาแล้ว ${lasted(now - status.writtenAt)}` },
    { mark: 'note', text: 'ถอดปลั๊กแล้วเสียบใหม่ หากไม่หาย แจ้งสำนักงาน' },
  ];
}

function bodyOf(status: TowerStatus, now: number): Line[] {
  const troubles = [...partsOf(status, now)];
  const isWell = troubles.every(({ mark }) => mark !== 'bad');
  const verdict: Line = isWell ? { mark: 'plain', text: 'หอนี้ปกติ' } : { mark: 'bad', text: 'หอนี้ต้องมีคนดูแล' };
  return [...soundLines(status), { mark: 'plain', text: '' }, verdict, ...troubles];
}

function* partsOf(status: TowerStatus, now: number): Iterable<Line> {
  const ms = now - status.sinceAt;
  const since = ms < MINUTE_MS ? 'เมื่อครู่นี้' : `${lasted(ms)}แล้ว`;
  if (status.online) yield { mark: 'good', text: `ติดต่อสำนักงานได้ ${since}` };
  else yield { mark: 'bad', text: `ติดต่อสำนักงานไม่ได้ ${since}` };
  if (!status.online) yield { mark: 'note', text: 'ตรวจอินเทอร์เน็ต ซิม และสายแลน' };
  if (status.now === undefined) yield { mark: 'bad', text: 'ยังไม่รู้เวลา ยังออกอากาศตามแผนไม่ได้' };
  else if (status.time.errMs > 2000) yield { mark: 'bad', text: 'เวลาไม่แน่นอน ออกอากาศได้เฉพาะเรื่องฉุกเฉิน' };
  else yield { mark: 'good', text: 'เวลาตรง' };
  if (status.muted) yield { mark: 'bad', text: 'ปิดเสียงไว้ที่หอนี้' };
  if (status.audio === 'ok') yield { mark: 'good', text: 'เครื่องเสียงใช้ได้' };
  else yield { mark: 'bad', text: 'เครื่องเสียงขัดข้อง ตรวจสายและเครื่องขยาย' };
  if (status.disk === 'ok') yield { mark: 'good', text: 'การ์ดความจำใช้ได้' };
  else if (status.disk === 'full') yield { mark: 'bad', text: 'การ์ดความจำเต็ม' };
  else yield { mark: 'bad', text: 'การ์ดความจำเสีย ต้องเปลี่ยน' };
  if (status.pending > 0) yield { mark: 'note', text: `รอส่งรายงาน ${status.pending} รายการ` };
}

function soundLines({ playing, next, last, now }: TowerStatus): Line[] {
  const lines: Line[] = [];
  if (playing !== undefined) lines.push({ mark: 'plain', text: `กำลังออกอากาศ: ${CLASSES[playing.cls]}` });
  const [first] = next;
  if (first === undefined) lines.push({ mark: 'plain', text: 'ยังไม่มีประกาศที่รออยู่' });
  else lines.push({ mark: 'plain', text: `ถัดไป: ${CLASSES[first.cls]} ${dayAndTime(first.at, now)}` });
  if (last !== undefined) {
    const reason = last.why === undefined ? '' : ` (${REASONS[last.why] ?? last.why})`;
    lines.push({ mark: 'plain', text: `ล่าสุด: ${ENDS[last.s]}${reason} ${dayAndTime(last.t, now)}` });
  }
  return lines;
}

const timeOf = (at: number) => new Date(at + BANGKOK_MS).toISOString().slice(11, 16);
const dayOf = (at: number) => Math.floor((at + BANGKOK_MS) / 86_400_000);

function dayAndTime(at: number, now: number | undefined): string {
  const days = now === undefined ? Number.NaN : dayOf(at) - dayOf(now);
  const names: Readonly<Record<number, string>> = { [-1]: 'เมื่อวาน ', 0: '', 1: 'พรุ่งนี้ ' };
  const [, month = '', day = ''] = new Date(at + BANGKOK_MS).toISOString().slice(0, 10).split('-');
  return `${names[days] ?? `${Number(day)}/${Number(month)} `}${timeOf(at)} น.`;
}

function lasted(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes < 1) return 'ไม่ถึง 1 นาที';
  if (minutes < 60) return `${minutes} นาที`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} ชั่วโมง` : `${Math.floor(minutes / 1440)} วัน`;
}

function bigTime(at: number): string[] {
  const figures = [...timeOf(at)].map((one) => DIGITS[one] ?? []);
  return [0, 1, 2, 3, 4].map((row) => figures.map((figure) => figure[row] ?? '').join(' '));
}

function drawn({ mark, text }: Line, columns: number, colour: boolean): string[] {
  const room = Math.max(10, columns - MARKS[mark].length);
  return wrapped(text, room).map((part, n) => {
    const whole = `${n === 0 ? MARKS[mark] : ' '.repeat(MARKS[mark].length)}${part}`;
    return colour && COLOURS[mark] !== '' ? `${COLOURS[mark]}${whole}\x1b[0m` : whole;
  });
}

/** Vowels and tone marks above and below take no column. */
export function widthOf(text: string): number {
  return [...text].filter((one) => !/\p{Mn}/u.test(one)).length;
}

/** At spaces, which in Thai stand between phrases; a phrase too long by itself is cut between letters. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter((line, n) => line !== '' || n === 0).flatMap((line) => cut(line, room));
}

function cut(line: string, room: number): string[] {
  if (widthOf(line) <= room) return [line];
  const letters = line.match(/\P{Mn}\p{Mn}*/gu) ?? [line];
  const parts: string[] = [];
  for (let at = 0; at < letters.length; at += room) parts.push(letters.slice(at, at + room).join(''));
  return parts;
}
