// The rules of a tower's plays that need no memory: until when one may begin, why one was never heard, who goes first.
// Source: tower protocol, sections 3, 7 and 11.
import { rank } from '../wire/judge.ts';
import type { Approval, Item, Why } from '../wire/messages.ts';

/** An emergency held back by another is no news any more after this. */
const QUEUE_MS = 600_000;
/** An emergency whose sound failed is tried again this much later, ever more rarely, while its window is open. */
const AGAIN_MS = 5000;
const RAREST = 12;
/** What has begun to sound so often and failed is given up. */
const MOST_STARTS = 3;

/** A play the tower means to make. */
export interface Play {
  item: Item;
  approval: Pick<Approval, 'area' | 'nbf' | 'exp'>;
  /** Trusted time when the tower learnt of it; undefined when it had no time then. */
  readonly knownAt: number | undefined;
  /** How often its sound has failed. */
  failures?: number;
  /** Not tried again before then, by our own clock. */
  restUntil?: number;
  /** An emergency: since when another one has gone before it, trusted ms. */
  waitsSince?: number | undefined;
}

/** Trusted ms after which it may not begin any more. */
export function deadline({ item }: Play): number {
  return Math.min(item.at + item.late, item.exp * 1000);
}

/**
 * Ms until a play whose sound failed is tried again: the next player or card may work. Undefined when it is given up.
 * @param starts how often it has begun to sound
 * @param now trusted ms
 */
export function triedAgainIn(play: Play, starts: number, now: number | undefined): number | undefined {
  const restMs = AGAIN_MS * Math.min(play.failures ?? 0, RAREST);
  const isOpen = (now ?? Number.POSITIVE_INFINITY) + restMs <= deadline(play);
  return play.item.cls === 'emergency' && starts < MOST_STARTS && isOpen ? restMs : undefined;
}

/** Trusted ms until which it waits behind another emergency; infinite while it does not. */
export function queuedUntil({ waitsSince = Number.POSITIVE_INFINITY }: Play): number {
  return waitsSince + QUEUE_MS;
}

/** Sound of all its repeats, ms. */
export function totalOf(item: Item): number {
  return item.clip.ms * (item.rep?.n ?? 1);
}

export function byTime(a: Play, b: Play): number {
  return a.item.at - b.item.at || (a.item.id < b.item.id ? -1 : 1);
}

export function byClass(a: Play, b: Play): number {
  return rank(b.item.cls) - rank(a.item.cls) || byWeight(a, b) || byTime(a, b);
}

/** Of two emergencies the one for the wider area goes first, then the one that was approved last. */
function byWeight(a: Play, b: Play): number {
  if (a.item.cls !== 'emergency' || b.item.cls !== 'emergency') return 0;
  return width(a) - width(b) || b.approval.nbf - a.approval.nbf;
}

/** Digits of the widest area it is approved for: two for a province, eight for a village. */
function width({ approval }: Play): number {
  return Math.min(...approval.area.map((code) => code.length));
}

/** Whether `next` may stop what sounds: a higher class, or a newer emergency for a wider area. */
export function outweighs(next: Play, current: Play): boolean {
  if (rank(next.item.cls) !== rank(current.item.cls)) return rank(next.item.cls) > rank(current.item.cls);
  const isEmergency = next.item.cls === 'emergency';
  return isEmergency && width(next) < width(current) && next.approval.nbf >= current.approval.nbf;
}

/** Emergencies first: their clip must be here when their time comes. */
export function byUrgency(a: Play, b: Play): number {
  return Number(b.item.cls === 'emergency') - Number(a.item.cls === 'emergency') || byTime(a, b);
}

/** Of one key only the newest that is due is still news. */
export function isSuperseded({ item }: Play, all: Iterable<Play>, now: number): boolean {
  if (item.key === undefined) return false;
  return [...all].some(
    (other) => other.item.key === item.key && other.item.at > item.at && other.item.at <= now,
  );
}

/** What a tower knows about the time in which it could not play. */
export interface Lateness {
  readonly hasClip: boolean;
  /** When trusted time was first known since the start, trusted ms. */
  readonly knownSinceAt: number | undefined;
  /** How long it has been on. */
  readonly upMs: number;
  /** How long ago the deadline was. */
  readonly overMs: number;
}

/** Why a play whose window has closed was never heard. */
export function lateBecause(play: Play, { hasClip, knownSinceAt, upMs, overMs }: Lateness): Why {
  const until = deadline(play);
  if (play.knownAt !== undefined && play.knownAt > until) return 'missed-window';
  if (knownSinceAt !== undefined && knownSinceAt > until) return upMs > overMs ? 'no-time' : 'missed-window';
  return hasClip ? 'missed-window' : 'clip-missing';
}
