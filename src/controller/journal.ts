// What happened at this tower, written before it is said and before it sounds: receipts are the ledger of plays too,
// so that one synced line makes both true at once. Lines go into journal.jsonl; what the relay has and nobody needs
// any more is dropped when the file is rewritten.
import { RelayError } from '../core/errors.ts';
import { type Receipt, receiptSchema } from '../wire/messages.ts';
import type { Disk, Log } from './ports.ts';

const FILE = 'journal.jsonl';
/** Section 7: a ring of two thousand. */
const MOST = 2000;
const REWRITE_AFTER = 300;
/** How long it is remembered what of an emergency sounded. */
const RECENT_MS = 3_600_000;
const TERMINAL: readonly Receipt['s'][] = ['finished', 'stopped', 'skipped', 'failed', 'rejected'];

export interface JournalLine extends Receipt {
  /** When the play's plan entry runs out, s: until then the line is kept to refuse a second play. */
  readonly exp: number;
  readonly emergency: boolean;
}
export type NewLine = Omit<JournalLine, 'n'>;

export interface Journal {
  load(nowS: number): Promise<void>;
  /** Resolves when the line is on disk. On a failed disk the line is kept in memory and the error is thrown. */
  add(line: NewLine): Promise<JournalLine>;
  /** The newest line about this play. */
  last(id: string): JournalLine | undefined;
  /** The newest line that says how a play ended. */
  lastEnd(): JournalLine | undefined;
  /** How often this play has begun to sound. */
  starts(id: string): number;
  /** Plays that began at or after this time, by whether they were emergencies. */
  startsSince(at: number, emergency: boolean): number;
  /** Emergencies that sounded of late, oldest first: when each ended and how long it sounded. */
  emergencies(): readonly { readonly t: number; readonly playedMs: number }[];
  begun(ann: string, rev: number): ReadonlySet<string>;
  /** Plays that began and have no end: what a power cut leaves. */
  unfinished(): JournalLine[];
  /** The receipts that the relay has not acknowledged, oldest first. */
  pending(): readonly Receipt[];
  /** The relay holds all receipts up to this number. */
  acknowledge(rack: number, nowS: number): Promise<void>;
  /** Writes down how far the relay has acknowledged, where no line has done it since. */
  keep(): Promise<void>;
  readonly next: number;
}

interface Head {
  readonly head: true;
  readonly next: number;
  readonly rack: number;
}

export function createJournal(disk: Disk, log: Log): Journal {
  let lines: JournalLine[] = [];
  let rack = 0;
  let next = 1;
  let written = 0;
  /** Whether the file lacks a line that memory has. */
  let behind = false;
  let writtenRack = 0;

  const soundOf = ({ emergency, s, t, playedMs }: JournalLine) =>
    emergency && s !== 'failed' && playedMs !== undefined ? [{ t, playedMs }] : [];

  async function rewrite(nowS: number): Promise<void> {
    const last = new Map(lines.map((line) => [line.id, line.n]));
    const isWanted = (line: JournalLine) =>
      line.n > rack ||
      (line.exp + 86_400 > nowS && (line.n === last.get(line.id) || line.s === 'started')) ||
      (soundOf(line).length > 0 && line.t > nowS * 1000 - RECENT_MS);
    const kept = lines.filter(isWanted);
    lines = kept.length > MOST ? shrink(kept) : kept;
    const head: Head = { head: true, next, rack };
    await disk.write(FILE, [head, ...lines].map(lineOf).join(''));
    written = lines.length;
    behind = false;
    writtenRack = rack;
  }

  const lineOf = (line: JournalLine | Head) => `${JSON.stringify(line)}\n`;
  /** How far the relay has acknowledged goes with the next line that is written anyway. */
  const news = () => (rack > writtenRack ? lineOf({ head: true, next: 1, rack }) : '');

  return {
    get next() {
      return next;
    },
    async load(nowS) {
      const text = new TextDecoder().decode((await disk.read(FILE)) ?? new Uint8Array());
      for (const raw of text.split('\n')) {
        const line = raw === '' ? undefined : parseLine(raw);
        if (line === undefined) continue;
        if ('head' in line) {
          next = Math.max(next, line.next);
          rack = Math.max(rack, line.rack);
        } else {
          lines.push(line);
          next = Math.max(next, line.n + 1);
        }
      }
      // also mends a last line torn by a power cut, to which the next one would otherwise be glued
      if (text !== '')
        await rewrite(nowS).catch((cause) => log.warn({ err: cause }, 'journal could not be rewritten'));
    },
    async add(fresh) {
      const line = { ...fresh, n: next };
      next += 1;
      lines.push(line);
      try {
        if (behind) await rewrite(line.t / 1000);
        else await disk.append(FILE, `${news()}${lineOf(line)}`);
        writtenRack = rack;
        written += 1;
      } catch (cause) {
        behind = true;
        throw cause instanceof RelayError
          ? cause
          : new RelayError('disk-failed', 'journal not written', { cause });
      }
      return line;
    },
    last: (id) => lines.findLast((line) => line.id === id),
    lastEnd: () => lines.findLast(isTerminal),
    starts: (id) => lines.filter((line) => line.id === id && line.s === 'started').length,
    startsSince: (at, emergency) =>
      lines.filter((line) => line.s === 'started' && line.t >= at && line.emergency === emergency).length,
    emergencies: () => lines.flatMap(soundOf),
    begun: (ann, rev) =>
      new Set(lines.filter((l) => l.s === 'started' && l.ann === ann && l.rev === rev).map((l) => l.id)),
    unfinished() {
      const open = new Map<string, JournalLine>();
      for (const line of lines) {
        if (line.s === 'started') open.set(line.id, line);
        else if (TERMINAL.includes(line.s)) open.delete(line.id);
      }
      return [...open.values()];
    },
    pending: () => lines.filter((line) => line.n > rack).map(receiptOf),
    async acknowledge(upTo, nowS) {
      if (upTo <= rack) return;
      if (upTo >= next) {
        // the relay knows numbers this disk has forgotten: ours must begin after them or would pass for duplicates
        const waiting = new Set(lines.filter((line) => line.n > rack));
        next = upTo + 1;
        lines = lines.map((line) => (waiting.has(line) ? { ...line, n: next++ } : line));
        rack = upTo;
        await rewrite(nowS);
        return;
      }
      rack = upTo;
      if (written > REWRITE_AFTER && lines.filter((line) => line.n <= rack).length > REWRITE_AFTER / 2) {
        await rewrite(nowS);
        written = 0;
      }
    },
    async keep() {
      const text = news();
      if (text === '' || behind) return;
      await disk.append(FILE, text);
      writtenRack = rack;
    },
  };
}

export function isTerminal(line: Pick<Receipt, 's'> | undefined): boolean {
  return line !== undefined && TERMINAL.includes(line.s);
}

/** Without what only the ledger needs. */
function receiptOf({ exp: _exp, emergency: _emergency, ...receipt }: JournalLine): Receipt {
  return receipt;
}

/** What says how a play ended outlives what only says it was on its way. */
function shrink(kept: JournalLine[]): JournalLine[] {
  let surplus = kept.length - MOST;
  const ended = kept.filter((line) => isTerminal(line) || line.s === 'started' || surplus-- <= 0);
  return ended.slice(-MOST);
}

function parseLine(raw: string): JournalLine | Head | undefined {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return undefined; // the line that a power cut tore
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { head, next, rack, exp, emergency } = value as Record<string, unknown>;
  if (head === true && typeof next === 'number' && typeof rack === 'number') return { head, next, rack };
  const receipt = receiptSchema.safeParse(value);
  if (!receipt.success || typeof exp !== 'number') return undefined;
  return { ...receipt.data, exp, emergency: emergency === true };
}
