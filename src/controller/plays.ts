// The plays of this tower from plan to end: what is due sounds at its time, what cannot says why. Verdicts on a plan
// come in, lines go to the journal, sounds to the sink. Every method runs inside the controller's one queue.
// Source: tower protocol, sections 3, 7 and 11.
import { asRelayError } from '../core/errors.ts';
import { rank, type Verdict } from '../wire/judge.ts';
import type { Item, Receipt, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import type { FetchOutcome } from './fetcher.ts';
import { closedGate } from './gates.ts';
import { isTerminal, type Journal, type NewLine } from './journal.ts';
import { volumeOf } from './limits.ts';
import { type Playing, startPlaying } from './playing.ts';
import type { Clock, Limits, Log, PreparedSound, Sink } from './ports.ts';
import type { TowerTime } from './tower-time.ts';

/** Decoding begins this long before the sound, and 25 ms earlier for every second of it: small boards are slow. */
const PREPARE_MS = 3000;
const PREPARE_SHARE = 0.025;
/** The line `started` is on disk this long before the amplifier opens: slow cards need the time. */
const LEDGER_MS = 400;
const LONGEST_WAIT_MS = 3_600_000;

interface Play {
  item: Item;
  approvalExp: number;
  /** Trusted time when the tower learnt of it; undefined when it had no time then. */
  readonly knownAt: number | undefined;
}
interface Running {
  readonly play: Play;
  readonly prepared: PreparedSound;
  readonly volume: number;
  cancelLaunch: () => void;
  playing: Playing | undefined;
  why: Why | undefined;
}
type Extra = Partial<Pick<Receipt, 'why' | 'skewMs' | 'playedMs' | 'totalMs' | 'vol'>>;

export interface PlaysParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly log: Log;
  limits(): Limits;
  /** Quiet hours of the tower's owner, beside the signed ones. */
  readonly ownQuietHours: Limits['quietHours'];
  /** Trusted time at which the relay was last heard. */
  heardAt(): number | undefined;
  planExp(): number;
  isMuted(): boolean;
  /** The clips still to be brought, most urgent first. */
  want(clips: Item['clip'][]): void;
  /** A line was written. */
  told(line: NewLine): void;
  /** Puts work into the controller's queue. */
  later(work: () => Promise<void>): void;
}

export interface Plays {
  /** What a power cut left becomes `stopped: power`. */
  recover(): Promise<void>;
  /** @param afterGap whether the tower was cut off for long: then at most one late play is made up for */
  take(verdicts: readonly Verdict[], afterGap: boolean): Promise<void>;
  clipArrived(hash: string, outcome: FetchOutcome): Promise<void>;
  /** Looks at the clock and does what is due; arms the next look. */
  tick(): Promise<void>;
  /** @param id one play, or undefined for whatever sounds */
  stopSound(id: string | undefined, why: Why): Promise<void>;
  /** What sounds and everything whose time has come; what is planned for later stays planned. */
  stopAll(why: Why): Promise<void>;
  next(): { id: string; at: number } | undefined;
  playing(): string | undefined;
  close(): void;
}

export function createPlays(parts: PlaysParts): Plays {
  const { clock, time, journal, cache, sink, log } = parts;
  const plays = new Map<string, Play>();
  const bootAt = clock.now();
  let current: Running | undefined;
  let cancelTick: () => void = () => undefined;
  let closed = false;

  async function tell(
    about: Pick<Item, 'id' | 'ann' | 'rev'>,
    s: Receipt['s'],
    extra: Extra = {},
  ): Promise<boolean> {
    const play = plays.get(about.id);
    const line: NewLine = {
      id: about.id,
      ann: about.ann,
      rev: about.rev,
      s,
      t: Math.round(time.best()),
      te: time.errMs(),
      ...extra,
      exp: Math.max(play?.item.exp ?? 0, play?.approvalExp ?? 0, Math.round(time.best() / 1000)),
      emergency: play?.item.cls === 'emergency',
    };
    let isWritten = true;
    try {
      await journal.add(line);
    } catch (error) {
      isWritten = false;
      log.error(
        { error: asRelayError(error), id: about.id },
        'receipt is in memory only: the disk refused it',
      );
    }
    parts.told(line);
    return isWritten;
  }

  async function end(play: Play, s: Receipt['s'], extra: Extra = {}): Promise<void> {
    await tell(play.item, s, extra);
    plays.delete(play.item.id);
  }

  const deadline = ({ item }: Play) => Math.min(item.at + item.late, item.exp * 1000);
  const waiting = () => [...plays.values()].filter((play) => play !== current?.play);
  const wakeIn = ({ item }: Play) =>
    time.until(item.at) -
    sink.headStartMs(parts.limits().leadInMs) -
    LEDGER_MS -
    PREPARE_MS -
    item.clip.ms * PREPARE_SHARE;

  function wantClips(): void {
    const missing = [...plays.values()].filter(({ item }) => !cache.has(item.clip.h));
    missing.sort(
      (a, b) => Number(b.item.cls === 'emergency') - Number(a.item.cls === 'emergency') || byTime(a, b),
    );
    parts.want(missing.map(({ item }) => item.clip));
  }

  /** Why a play whose window has closed was never heard. */
  function lateBecause(play: Play): Why {
    const until = deadline(play);
    const since = time.knownSinceAt;
    if (play.knownAt !== undefined && play.knownAt > until) return 'missed-window';
    if (since !== undefined && since > until) {
      return clock.now() - bootAt > time.best() - until ? 'no-time' : 'missed-window';
    }
    return cache.has(play.item.clip.h) ? 'missed-window' : 'clip-missing';
  }

  function isSuperseded({ item }: Play, now: number): boolean {
    if (item.key === undefined) return false;
    return [...plays.values()].some(
      (other) => other.item.key === item.key && other.item.at > item.at && other.item.at <= now,
    );
  }

  async function sweep(now: number): Promise<void> {
    for (const play of waiting()) {
      if (now > deadline(play)) await end(play, 'skipped', { why: lateBecause(play) });
      else if (isSuperseded(play, now)) await end(play, 'skipped', { why: 'superseded' });
    }
  }

  /** Stops what sounds, or puts back what was only made ready. */
  async function interrupt(running: Running, why: Why): Promise<void> {
    if (running.playing !== undefined) {
      running.why ??= why;
      running.playing.stop();
      return;
    }
    running.cancelLaunch();
    if (current === running) current = undefined;
    await running.prepared.release();
  }

  async function prepareSound(
    item: Item,
    repeat: number,
    volume: number,
  ): Promise<PreparedSound | undefined> {
    const clip = await cache.read(item.clip.h);
    if (clip === undefined) return undefined;
    const name = repeat === 1 ? item.id : `${item.id}-${repeat}`;
    return sink.prepare({ name, clip, codec: item.clip.c, leadInMs: parts.limits().leadInMs, volume });
  }

  const gateNow = (item: Item, startAt: number) => ({
    item,
    startAt,
    errMs: time.errMs(),
    limits: parts.limits(),
    ownQuietHours: parts.ownQuietHours,
    isMuted: parts.isMuted(),
    heardAt: parts.heardAt(),
    planExp: parts.planExp(),
  });

  async function begin(play: Play, now: number): Promise<void> {
    const { item } = play;
    const limits = parts.limits();
    const startAt = Math.max(now, item.at);
    const why = closedGate({ ...gateNow(item, startAt), startsSince: journal.startsSince });
    if (why !== undefined) return end(play, 'skipped', { why });
    const volume = volumeOf(limits, item.cls, item.vol);
    try {
      const prepared = await prepareSound(item, 1, volume);
      // the clip on disk was spoilt: it is fetched anew while its window is open
      if (prepared === undefined) return wantClips();
      const running: Running = {
        play,
        prepared,
        volume,
        cancelLaunch: () => undefined,
        playing: undefined,
        why: undefined,
      };
      current = running;
      const head = sink.headStartMs(limits.leadInMs);
      running.cancelLaunch = clock.after(Math.max(0, time.until(item.at) - head - LEDGER_MS), () =>
        parts.later(() => launch(running)),
      );
    } catch (error) {
      log.error({ err: asRelayError(error), id: item.id }, 'sound could not be made ready');
      await end(play, 'failed', { why: 'audio-device' });
    }
  }

  async function launch(running: Running): Promise<void> {
    const { item } = running.play;
    if (closed || current !== running || !plays.has(item.id)) return;
    // on disk before the amplifier opens: after a power cut this line forbids a second play
    const isWritten = await tell(item, 'started', { vol: running.volume });
    if (!isWritten && item.cls !== 'emergency') {
      await running.prepared.release();
      current = undefined;
      await end(running.play, 'failed', { why: 'disk-full' });
      return tick();
    }
    const limits = parts.limits();
    const headStartMs = sink.headStartMs(limits.leadInMs);
    const playing = startPlaying(
      {
        first: running.prepared,
        again: async (repeat) => {
          const now = time.now() ?? 0;
          // a play that has begun was counted then, and its plan was good then
          const started = { planExp: Number.POSITIVE_INFINITY, heardAt: now, startsSince: () => 0 };
          const quiet = closedGate({ ...gateNow(item, now), ...started });
          if (quiet !== undefined) running.why ??= quiet;
          return quiet === undefined ? prepareSound(item, repeat, running.volume) : undefined;
        },
        times: item.rep?.n ?? 1,
        gapMs: item.rep?.gap ?? 0,
        inMs: time.until(item.at),
        headStartMs,
      },
      clock,
    );
    running.playing = playing;
    playing.done.then(
      ({ skewMs, playedMs, stopped }) =>
        parts.later(() => ended(running, stopped ? 'stopped' : 'finished', { skewMs, playedMs })),
      (error) => {
        log.error({ err: asRelayError(error), id: item.id }, 'sound broke off');
        parts.later(() => ended(running, 'failed', {}));
      },
    );
  }

  async function ended(
    running: Running,
    how: 'stopped' | 'finished' | 'failed',
    { skewMs, playedMs }: { skewMs?: number | undefined; playedMs?: number },
  ): Promise<void> {
    // a controller being switched off leaves `started` behind: the next boot says that the power went
    if (closed) return;
    const { play } = running;
    const why = how === 'finished' ? undefined : whyEnded(how, running);
    const extra = sounded(why, skewMs, playedMs);
    extra.totalMs = play.item.clip.ms * (play.item.rep?.n ?? 1);
    extra.vol = running.volume;
    if (current === running) current = undefined;
    const isOpen = (time.now() ?? Number.POSITIVE_INFINITY) <= deadline(play);
    if (why === 'preempted' && isOpen) await tell(play.item, how, extra);
    else await end(play, how, extra);
    await tick();
  }

  async function tick(): Promise<void> {
    cancelTick();
    const now = time.now();
    if (closed || now === undefined) return;
    await sweep(now);
    const due = waiting().filter((play) => wakeIn(play) <= 0 && cache.has(play.item.clip.h));
    due.sort((a, b) => rank(b.item.cls) - rank(a.item.cls) || byTime(a, b));
    const best = due[0];
    if (best !== undefined) await giveWay(best);
    if (best !== undefined && current === undefined) {
      await begin(best, now);
      // it may have been refused at the gate: the next one must not wait for the clock
      if (current === undefined && due.length > 1 && !plays.has(best.item.id)) return tick();
    }
    arm();
  }

  /** What sounds makes room for a higher class; equals wait their turn. */
  async function giveWay(next: Play): Promise<void> {
    if (current !== undefined && rank(next.item.cls) > rank(current.play.item.cls))
      await interrupt(current, 'preempted');
  }

  function arm(): void {
    const inMs = waiting().flatMap((play) => {
      const wake = wakeIn(play);
      return [...(wake > 0 ? [wake] : []), time.until(deadline(play)) + 1, ...supersession(play)];
    });
    const soonest = Math.min(LONGEST_WAIT_MS, ...inMs.map((ms) => Math.max(1, ms)));
    if (plays.size > 0) cancelTick = clock.after(soonest, () => parts.later(tick));
  }

  function supersession({ item }: Play): number[] {
    return item.key === undefined ? [] : [time.until(item.at)].filter((ms) => ms > 0);
  }

  /** After a long silence the village hears at most one of the plays it missed; emergencies do not count. */
  async function catchUp(): Promise<void> {
    const now = time.now();
    if (now === undefined) return;
    await sweep(now);
    const late = waiting().filter(({ item }) => item.at < now && item.cls !== 'emergency');
    late.sort((a, b) => rank(b.item.cls) - rank(a.item.cls) || byTime(b, a));
    for (const play of late.slice(1)) await end(play, 'skipped', { why: 'missed-window' });
  }

  async function leave(play: Play, why: Why): Promise<void> {
    if (current?.play === play) {
      const isSounding = current.playing !== undefined;
      await interrupt(current, why);
      if (isSounding) return; // its end is told when the sound has ended
    }
    await end(play, 'skipped', { why });
  }

  async function renew(play: Play, item: Item): Promise<void> {
    const isCurrent = current !== undefined && current.play === play;
    if (isCurrent && current?.playing !== undefined) return;
    const isMoved = play.item.at !== item.at || play.item.clip.h !== item.clip.h;
    play.item = item;
    if (isCurrent && isMoved && current !== undefined) await interrupt(current, 'superseded');
  }

  async function accept(item: Item, approvalExp: number): Promise<void> {
    const known = plays.get(item.id);
    if (known !== undefined) return renew(known, item);
    const last = journal.last(item.id);
    const wasCut = last?.s === 'stopped' && last.why === 'power';
    const mayRestart = wasCut && item.cls === 'emergency' && journal.starts(item.id) < (item.rep?.n ?? 1);
    if (isTerminal(last) && !mayRestart) return;
    plays.set(item.id, { item, approvalExp, knownAt: time.now() });
    if (cache.has(item.clip.h) && last?.s !== 'ready' && !mayRestart && !isPast(item))
      await tell(item, 'ready');
  }

  async function reject(verdict: Verdict & { is: 'rejected' }): Promise<void> {
    const play = plays.get(verdict.id);
    if (play === undefined) {
      const isNews = verdict.id !== '' && !isTerminal(journal.last(verdict.id));
      if (isNews) await tell(verdict, 'rejected', { why: verdict.why });
    } else if (current?.play === play) await leave(play, verdict.why);
    else await end(play, 'rejected', { why: verdict.why });
  }

  const isPast = (item: Item) => (time.now() ?? 0) > item.at + item.late;

  return {
    async recover() {
      for (const line of journal.unfinished()) await tell(line, 'stopped', { why: 'power' });
    },
    async take(verdicts, afterGap) {
      const live = verdicts.filter((verdict) => verdict.is !== 'withdrawn');
      for (const verdict of live) {
        if (verdict.is === 'accepted') await accept(verdict.item, verdict.approval.exp);
        else await reject(verdict);
      }
      const named = new Set(
        live.map((verdict) => (verdict.is === 'accepted' ? verdict.item.id : verdict.id)),
      );
      for (const play of [...plays.values()]) if (!named.has(play.item.id)) await leave(play, 'withdrawn');
      if (afterGap) await catchUp();
      wantClips();
      await tick();
    },
    async clipArrived(hash, outcome) {
      for (const play of [...plays.values()].filter(({ item }) => item.clip.h === hash)) {
        if (outcome !== 'whole') await end(play, 'failed', { why: outcome });
        else if (journal.last(play.item.id) === undefined) await tell(play.item, 'ready');
      }
      await tick();
    },
    tick,
    async stopSound(id, why) {
      const play = id === undefined ? current?.play : plays.get(id);
      if (play !== undefined) await leave(play, why);
      await tick();
    },
    async stopAll(why) {
      const now = time.now() ?? 0;
      for (const play of [...plays.values()]) {
        if (play === current?.play || play.item.at <= now) await leave(play, why);
      }
      await tick();
    },
    next() {
      const first = waiting().sort(byTime)[0];
      return first === undefined ? undefined : { id: first.item.id, at: first.item.at };
    },
    playing: () => (current?.playing === undefined ? undefined : current.play.item.id),
    close() {
      closed = true;
      cancelTick();
      current?.cancelLaunch();
      if (current?.playing !== undefined) current.playing.stop();
      else
        current?.prepared.release().catch((cause) => log.debug({ err: cause }, 'decoded sound left behind'));
    },
  };
}

function byTime(a: Play, b: Play): number {
  return a.item.at - b.item.at || (a.item.id < b.item.id ? -1 : 1);
}

/** Only what is known: a missing figure is no field, not an empty one. */
function sounded(why: Why | undefined, skewMs: number | undefined, playedMs: number | undefined): Extra {
  const extra: Extra = {};
  if (why !== undefined) extra.why = why;
  if (skewMs !== undefined) extra.skewMs = skewMs;
  if (playedMs !== undefined) extra.playedMs = playedMs;
  return extra;
}

/** A player that fell silent by itself, told by nobody, is a fault of the device. */
function whyEnded(how: 'stopped' | 'failed', running: Running): Why {
  return how === 'failed' ? 'audio-device' : (running.why ?? 'audio-device');
}
