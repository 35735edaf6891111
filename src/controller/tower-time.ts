// Trusted time: what the relay signed, carried on by our own clock. Answers to our own nonce come in, time goes out.
// The network's servers help while the relay is silent; unsigned, they neither raise the floor nor overrule it. What a key
// taught counts as long as the key is trusted: a stolen one takes its time and its floor with it when it is dropped.
// Source of the rules: tower protocol, section 10.
import type { Clock } from './ports.ts';
import type { Offset } from './sntp.ts';

/** An answer slower than this says too little about the time. */
const SLOWEST_MS = 4000;
/** How far a crystal drifts, 50 parts per million: a fresh answer may replace an old one that was sharper. */
const DRIFT = 50e-6;
/** From here on the network's time is better than the relay's old one. */
const WORN_MS = 1000;
/** The machine's own clock, where others keep it right. */
const OWN_ERROR_MS = 500;

/** By the name of the plan key that said so, ms: the latest time that surely had passed. */
export type TimeFloors = Readonly<Record<string, number>>;

export interface Answer {
  readonly sentAt: number;
  readonly heardAt: number;
  readonly unixMs: number;
  /** The key that sealed it. */
  readonly by: string;
}

export interface TowerTime {
  /** Trusted milliseconds UTC, or undefined. */
  now(): number | undefined;
  /** Trusted time, else the latest that surely has passed: for stamping receipts. */
  best(): number;
  errMs(): number;
  /** @returns how far the time moved, or undefined when the answer was not used */
  learn(answer: Answer): number | undefined;
  /** From the network's servers. @returns as `learn` */
  learnUnsigned(offset: Offset): number | undefined;
  /** Whether the network should be asked: the relay's time is not there, or so old that drift has worn it. */
  isWanting(): boolean;
  /** A plan was made then, says its key: unsigned time may not lie before it. It raises no floor, however far it lies. */
  planned(at: number, by: string): void;
  /** The time now becomes the floor of the key that taught it. @returns all floors, to be kept */
  raiseFloor(): TimeFloors;
  /** As they were kept. */
  setFloors(floors: TimeFloors): void;
  /** The latest time that a key still trusted has said, ms. */
  readonly floorAt: number;
  /** When trusted time was first known since the start, trusted ms. */
  readonly knownSinceAt: number | undefined;
  readonly source: 'none' | 'mqtt' | 'ntp';
  /** Our own clock's time at which trusted `at` is reached, ms from now. */
  until(at: number): number;
}

interface Known {
  readonly offset: number;
  readonly errMs: number;
  readonly learnedAt: number;
  readonly source: 'mqtt' | 'ntp';
  /** The plan key that signed it; undefined for what nobody signed. */
  readonly by: string | undefined;
}

/**
 * @param trustOwn whether the machine's own clock is kept right by others, e.g. NTP: then there is time from the start
 * @param trusts whether this plan key is trusted today
 */
export function createTowerTime(
  clock: Clock,
  trustOwn: boolean,
  trusts: (kid: string) => boolean = () => true,
): TowerTime {
  const own: Known = {
    ...{ offset: 0, errMs: OWN_ERROR_MS, learnedAt: clock.now(), source: 'ntp', by: undefined },
  };
  let taught: Known | undefined;
  let floors: TimeFloors = {};
  let plan: { readonly at: number; readonly by: string } | undefined;
  let since = trustOwn ? clock.now() : undefined;

  function known(): Known | undefined {
    if (taught !== undefined && (taught.by === undefined || trusts(taught.by))) return taught;
    return trustOwn ? own : undefined;
  }
  const errorOf = ({ errMs, learnedAt }: Known) => errMs + (clock.now() - learnedAt) * DRIFT;
  const now = () => {
    const time = known();
    return time === undefined ? undefined : clock.now() + time.offset;
  };
  const isSigned = () => known()?.by !== undefined;
  const floorAt = () =>
    Math.max(0, ...Object.entries(floors).flatMap(([kid, at]) => (trusts(kid) ? [at] : [])));
  const plannedAt = () => (plan !== undefined && trusts(plan.by) ? plan.at : 0);

  function set(offset: number, errMs: number, source: 'mqtt' | 'ntp', by: string | undefined): number {
    const before = known();
    taught = { offset, errMs, learnedAt: clock.now(), source, by };
    since ??= clock.now() + offset;
    return before === undefined ? 0 : offset - before.offset;
  }

  return {
    now,
    best: () => Math.max(now() ?? plannedAt(), floorAt()),
    errMs() {
      const time = known();
      return time === undefined ? 0 : Math.round(errorOf(time));
    },
    learn({ sentAt, heardAt, unixMs, by }) {
      const trip = heardAt - sentAt;
      if (trip < 0 || trip >= SLOWEST_MS || unixMs < floorAt() - SLOWEST_MS) return undefined;
      const offset = unixMs + trip / 2 - heardAt;
      const before = known();
      const agrees = before !== undefined && Math.abs(offset - before.offset) <= trip / 2 + errorOf(before);
      // a blunter answer that agrees with a sharper one teaches nothing, but stands for it
      if (before !== undefined && agrees && trip / 2 > errorOf(before)) {
        taught = { ...before, by };
        return undefined;
      }
      return set(offset, trip / 2, 'mqtt', by);
    },
    learnUnsigned({ offsetMs, errMs }) {
      if (errMs > SLOWEST_MS || clock.now() + offsetMs < Math.max(floorAt(), plannedAt())) return undefined;
      const before = known();
      const isOff = before === undefined || Math.abs(offsetMs - before.offset) > errMs + errorOf(before);
      // what was signed is worn by drift, not wrong: who says otherwise is
      if (isSigned() && isOff) return undefined;
      return set(offsetMs, errMs, 'ntp', before?.by);
    },
    isWanting() {
      const time = known();
      return time === undefined || (!trustOwn && (!isSigned() || errorOf(time) > WORN_MS));
    },
    planned(at, by) {
      plan = { at, by };
    },
    raiseFloor() {
      const time = known();
      const at = now();
      floors = Object.fromEntries(Object.entries(floors).filter(([kid]) => trusts(kid)));
      if (time?.by !== undefined && at !== undefined)
        floors = { ...floors, [time.by]: Math.round(Math.max(floors[time.by] ?? 0, at)) };
      return floors;
    },
    setFloors(kept) {
      floors = kept;
    },
    get floorAt() {
      return floorAt();
    },
    get knownSinceAt() {
      return since;
    },
    get source() {
      return known()?.source ?? 'none';
    },
    until(at) {
      const time = known();
      return time === undefined ? Number.POSITIVE_INFINITY : at - time.offset - clock.now();
    },
  };
}
