// What a tower says of itself: presence, hello and health, put together from its parts. Pure but for what it is handed.
import type { Health, Hello, Item, Presence } from '../wire/messages.ts';
import type { Fitness } from './fitness.ts';
import type { Journal } from './journal.ts';
import type { Papers } from './papers.ts';
import type { Plays } from './plays.ts';
import type { TowerStatus } from './status-sheet.ts';
import type { TowerTime } from './tower-time.ts';

export interface PortraitParts {
  readonly boot: string;
  readonly firmware: string;
  readonly hardware: string;
  readonly codecs: readonly string[];
  readonly sources: readonly ('mqtt' | 'https')[];
  readonly papers: Papers;
  readonly journal: Journal;
  readonly time: TowerTime;
}

const held = ({ papers }: PortraitParts) => ({
  planEp: papers.held.ep,
  planSeq: papers.held.seq,
  trustVer: papers.trust.ver,
  cfgSeq: papers.config?.seq ?? 0,
});
const clockOf = ({ time }: PortraitParts) => ({ src: time.source, errMs: time.errMs() });

/** @param free bytes free on the disk */
export function helloOf(parts: PortraitParts, conn: number, nonce: string, free: number): Hello {
  const { boot, firmware: fw, hardware: hw, codecs, sources, journal } = parts;
  const can = { fw, hw, proto: [1, 1] as [number, number], codecs: [...codecs], src: [...sources] };
  return { v: 1, boot, conn, nonce, ...can, ...held(parts), free, rnext: journal.next, time: clockOf(parts) };
}

export function healthOf(
  parts: PortraitParts,
  plays: Pick<Plays, 'schedule'>,
  upMs: number,
  free: number,
): Health {
  const {
    now: playing,
    next: [first],
  } = plays.schedule(1);
  return {
    v: 1,
    boot: parts.boot,
    t: Math.round(parts.time.best()),
    upS: Math.round(upMs / 1000),
    ...held(parts),
    free,
    pending: parts.journal.pending().length,
    time: clockOf(parts),
    ...(first === undefined ? {} : { next: { id: first.id, at: first.at } }),
    ...(playing === undefined ? {} : { playing: playing.id }),
  };
}

export function presenceOf(
  boot: string,
  conn: number,
  state: Presence['state'],
  why?: Presence['why'],
): Presence {
  return { v: 1, state, boot, conn, ...(why === undefined ? {} : { why }) };
}

const SHOWN = 3;
const shown = ({ id, cls, at }: Item) => ({ id, cls, at });

export function statusOf(
  { papers, journal, time }: PortraitParts,
  { plays, fitness }: { readonly plays: Pick<Plays, 'schedule'>; readonly fitness: Pick<Fitness, 'now'> },
  situation: Pick<TowerStatus, 'tower' | 'upS' | 'online' | 'sinceAt' | 'muted'>,
): Omit<TowerStatus, 'writtenAt'> {
  const { now: playing, next } = plays.schedule(SHOWN);
  const now = time.now();
  const { plan } = papers;
  const last = journal.lastEnd();
  return {
    v: 1,
    ...situation,
    ...(now === undefined ? {} : { now: Math.round(now) }),
    time: { src: time.source, errMs: time.errMs() },
    ...(plan === undefined ? {} : { plan: { ep: plan.ep, seq: plan.seq, expAt: plan.exp * 1000 } }),
    ...(playing === undefined ? {} : { playing: shown(playing) }),
    next: next.map(shown),
    ...(last === undefined ? {} : { last: { s: last.s, why: last.why, t: last.t, amp: last.out?.amp } }),
    ...fitness.now(),
    pending: journal.pending().length,
  };
}
