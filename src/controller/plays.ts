// The plays of this tower from plan to end: what is due sounds at its time, what cannot says why. Verdicts on a plan
// come in, lines go to the journal, the one that is due to the speaker. Every method runs inside the controller's one
// queue. Source: tower protocol, sections 3, 7 and 11.
import { asRelayError } from '../core/errors.ts';
import { rank, type Verdict } from '../wire/judge.ts';
import type { Item, Receipt, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import { createEmergencyRest } from './emergency-rest.ts';
import type { FetchOutcome } from './fetcher.ts';
import type { AudioTrouble } from './fitness.ts';
import { overridesMute } from './gates.ts';
import { isTerminal, type Journal, type NewLine } from './journal.ts';
import {
  byClass,
  byTime,
  byUrgency,
  deadline,
  isSuperseded,
  lateBecause,
  outweighs,
  type Play,
  QUEUE_MS,
  totalOf,
} from './play-rules.ts';
import type { Clock, Log, Sink } from './ports.ts';
import type { WantedClip } from './prefetch-times.ts';
import { createSpeaker, type Extra, LEDGER_MS, type Surroundings } from './speaker.ts';
import type { TowerTime } from './tower-time.ts';

/** Decoding begins this long before the sound, and 25 ms earlier for every second of it: small boards are slow. */
const PREPARE_MS = 3000;
const PREPARE_SHARE = 0.025;
const LONGEST_WAIT_MS = 3_600_000;

export interface PlaysParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly log: Log;
  readonly around: Surroundings;
  /** The clips still to be brought, most urgent first. */
  want(clips: WantedClip[]): void;
  /** A line was written. */
  told(line: NewLine): void;
  /** The loudspeaker failed with this, or sounded whole. */
  audio(trouble: AudioTrouble | undefined): void;
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
  /** The village has muted its tower: what may not go on stops. */
  muted(): Promise<void>;
  /** What sounds and everything whose time has come; what is planned for later stays planned. */
  stopAll(why: Why): Promise<void>;
  next(): { id: string; at: number } | undefined;
  /** What sounds now, and what is to come, soonest first. */
  schedule(most: number): { readonly now: Item | undefined; readonly next: readonly Item[] };
  playing(): string | undefined;
  close(): void;
}

export function createPlays(parts: PlaysParts): Plays {
  const { clock, time, journal, cache, sink, log, around } = parts;
  const plays = new Map<string, Play>();
  const bootAt = clock.now();
  let cancelTick: () => void = () => undefined;
  let closed = false;
  const rest = createEmergencyRest({ clock, time, journal, limits: around.limits });
  const speaker = createSpeaker({
    ...{ clock, time, journal, cache, sink, log, around, tell, end },
    isPlanned: (id) => plays.has(id),
    audio: parts.audio,
    spoilt: wantClips,
    free: tick,
    later: parts.later,
  });

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
      exp: Math.max(play?.item.exp ?? 0, play?.approval.exp ?? 0, Math.round(time.best() / 1000)),
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
    if (line.emergency && s !== 'failed' && extra.playedMs !== undefined) rest.sounded(extra.playedMs);
    parts.told(line);
    return isWritten;
  }

  async function end(play: Play, s: Receipt['s'], extra: Extra = {}): Promise<void> {
    await tell(play.item, s, extra);
    plays.delete(play.item.id);
  }

  const isChosen = (play: Play) => play === speaker.play() || play === speaker.heir();
  const waiting = () => [...plays.values()].filter((play) => !isChosen(play));
  const pauseMs = ({ item }: Play) =>
    item.cls === 'emergency' ? rest.waitMs(totalOf(item), time.until(item.at)) : 0;
  const wakeIn = (play: Play) => {
    const { item, restUntil = 0 } = play;
    const headMs = sink.headStartMs(around.limits().leadInMs) + LEDGER_MS + PREPARE_MS;
    const untilMs = time.until(item.at) - headMs - item.clip.ms * PREPARE_SHARE;
    return Math.max(untilMs, restUntil - clock.now(), pauseMs(play));
  };

  function wantClips(): void {
    const missing = [...plays.values()].filter(({ item }) => !cache.has(item.clip.h));
    const urgent = [...plays.values()].filter(({ item }) => item.cls === 'emergency').sort(byTime);
    cache.favour(urgent.map(({ item }) => item.clip.h));
    const wanted = ({ item }: Play) => ({
      clip: item.clip,
      inMs: time.until(item.at),
      isUrgent: item.cls === 'emergency',
    });
    parts.want(missing.sort(byUrgency).map(wanted));
  }

  async function sweep(now: number): Promise<void> {
    for (const play of waiting()) {
      if (now > deadline(play)) {
        const why = lateBecause(play, {
          hasClip: cache.has(play.item.clip.h),
          knownSinceAt: time.knownSinceAt,
          upMs: clock.now() - bootAt,
          overMs: time.best() - deadline(play),
        });
        await end(play, 'skipped', { why });
      } else if (isSuperseded(play, plays.values(), now)) await end(play, 'skipped', { why: 'superseded' });
      else if (now > queuedUntil(play)) await end(play, 'skipped', { why: 'preempted' });
      else if (now + pauseMs(play) > deadline(play)) await end(play, 'skipped', { why: 'emergency-pause' });
    }
  }

  async function tick(): Promise<void> {
    cancelTick();
    const now = time.now();
    if (closed || now === undefined) return;
    await sweep(now);
    const due = waiting()
      .filter((play) => wakeIn(play) <= 0 && cache.has(play.item.clip.h))
      .sort(byClass);
    const best = due[0];
    if (best !== undefined) await giveWay(best, now);
    if (best !== undefined && speaker.play() === undefined) {
      best.waitsSince = undefined;
      await speaker.begin(best, now);
    }
    if (best !== undefined && due.length > 1 && isPutOff(best)) return tick();
    for (const play of due) queue(play, now);
    arm(due);
  }

  /** Refused at the gate, or resting after a failure: the next one must not wait for the clock. */
  function isPutOff(play: Play): boolean {
    return !isChosen(play) && (!plays.has(play.item.id) || wakeIn(play) > 0);
  }

  /** A higher class is made ready beside what sounds and takes over at its time; equals wait their turn. */
  async function giveWay(next: Play, now: number): Promise<void> {
    const current = speaker.play();
    if (current === undefined || !outweighs(next, current)) return;
    if (!speaker.isSounding()) return speaker.interrupt('preempted');
    const heir = speaker.heir();
    if (heir !== undefined && !outweighs(next, heir)) return;
    if (heir !== undefined) await put(heir, 'preempted');
    await speaker.begin(next, now);
  }

  /** Back among those that wait; what was on the record as begun is told as stopped. */
  async function put(heir: Play, why: Why): Promise<void> {
    const how = await speaker.drop(heir, why);
    if (how === 'begun') await tell(heir.item, 'stopped', { why, playedMs: 0 });
  }

  const queuedUntil = ({ waitsSince = Number.POSITIVE_INFINITY }: Play) => waitsSince + QUEUE_MS;

  /** An emergency behind another: it waits, but not for ever. */
  function queue(play: Play, now: number): void {
    const current = speaker.play();
    if (current === play || play.item.cls !== 'emergency') return;
    if (current?.item.cls === 'emergency') play.waitsSince ??= now;
  }

  /** @param looked plays that were due at this tick: they wait for something else than their time */
  function arm(looked: readonly Play[]): void {
    const inMs = waiting().flatMap((play) => {
      const wake = wakeIn(play);
      const ends = Math.min(deadline(play), queuedUntil(play));
      // its time may have come since the tick looked at the clock
      const mustWake = wake > 0 || (!looked.includes(play) && cache.has(play.item.clip.h));
      return [...(mustWake ? [wake] : []), time.until(ends) + 1, ...supersession(play)];
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
    const how = await speaker.drop(play, why);
    // its end is told when the sound has ended
    if (how === 'ending') return;
    if (how === 'begun') await end(play, 'stopped', { why, playedMs: 0 });
    else await end(play, 'skipped', { why });
  }

  async function renew(play: Play, item: Item): Promise<void> {
    if (speaker.play() === play && speaker.isSounding()) return;
    const isMoved = play.item.at !== item.at || play.item.clip.h !== item.clip.h;
    play.item = item;
    if (isMoved && isChosen(play)) await put(play, 'superseded');
  }

  async function accept(item: Item, approval: Play['approval']): Promise<void> {
    const known = plays.get(item.id);
    if (known !== undefined) return renew(known, item);
    const last = journal.last(item.id);
    const wasCut = last?.s === 'stopped' && last.why === 'power';
    const mayRestart = wasCut && item.cls === 'emergency' && journal.starts(item.id) < (item.rep?.n ?? 1);
    if (isTerminal(last) && !mayRestart) return;
    plays.set(item.id, { item, approval, knownAt: time.now() });
    const isPast = (time.now() ?? 0) > item.at + item.late;
    if (cache.has(item.clip.h) && last?.s !== 'ready' && !mayRestart && !isPast) await tell(item, 'ready');
  }

  async function reject(verdict: Verdict & { is: 'rejected' }): Promise<void> {
    const play = plays.get(verdict.id);
    if (play === undefined) {
      const isNews = verdict.id !== '' && !isTerminal(journal.last(verdict.id));
      if (isNews) await tell(verdict, 'rejected', { why: verdict.why });
    } else if (isChosen(play)) await leave(play, verdict.why);
    else await end(play, 'rejected', { why: verdict.why });
  }

  return {
    async recover() {
      for (const line of journal.unfinished()) await tell(line, 'stopped', { why: 'power' });
    },
    async take(verdicts, afterGap) {
      const live = verdicts.filter((verdict) => verdict.is !== 'withdrawn');
      for (const verdict of live) {
        if (verdict.is === 'accepted') await accept(verdict.item, verdict.approval);
        else await reject(verdict);
      }
      const named = new Set(
        live.map((verdict) => (verdict.is === 'accepted' ? verdict.item.id : verdict.id)),
      );
      const withdrawn = new Set(
        verdicts.flatMap((verdict) => (verdict.is === 'withdrawn' ? [verdict.item.id] : [])),
      );
      for (const play of [...plays.values()]) {
        const { id } = play.item;
        if (named.has(id)) continue;
        // A plan too long for a packet leaves out what is farthest: that has not ended, and may come back.
        if (withdrawn.has(id) || isChosen(play)) await leave(play, 'withdrawn');
        else plays.delete(id);
      }
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
      const chosen = id === undefined ? [speaker.heir(), speaker.play()] : [plays.get(id)];
      for (const play of chosen) if (play !== undefined) await leave(play, why);
      await tick();
    },
    async muted() {
      for (const play of [speaker.heir(), speaker.play()]) {
        if (play !== undefined && !overridesMute(play.item, around.limits())) await leave(play, 'local-mute');
      }
      await tick();
    },
    async stopAll(why) {
      const now = time.now() ?? 0;
      for (const play of [...plays.values()]) {
        if (isChosen(play) || play.item.at <= now) await leave(play, why);
      }
      await tick();
    },
    next() {
      const first = waiting().sort(byTime)[0];
      return first === undefined ? undefined : { id: first.item.id, at: first.item.at };
    },
    schedule: (most) => ({
      now: speaker.isSounding() ? speaker.play()?.item : undefined,
      next: waiting()
        .sort(byTime)
        .slice(0, most)
        .map(({ item }) => item),
    }),
    playing: () => (speaker.isSounding() ? speaker.play()?.item.id : undefined),
    close() {
      closed = true;
      cancelTick();
      speaker.close();
    },
  };
}
