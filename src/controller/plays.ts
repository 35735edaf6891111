// The plays of this tower from plan to end: what is due sounds at its time, what cannot says why. Verdicts on a plan
// come in, lines go to the journal, the one that is due to the speaker. Every method runs inside the controller's one
// queue. Source: tower protocol, sections 3, 7 and 11.
import { rank, type Verdict } from '../wire/judge.ts';
import type { Item, Receipt, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import { createEmergencyRest } from './emergency-rest.ts';
import type { FetchOutcome } from './fetcher.ts';
import type { AudioTrouble } from './fitness.ts';
import { overridesMute, type Surroundings } from './gates.ts';
import type { Journal, NewLine } from './journal.ts';
import { byClass, byTime, byUrgency, type Play } from './play-rules.ts';
import { createPlayTimes } from './play-times.ts';
import type { Clock, Log, Sink } from './ports.ts';
import type { WantedClip } from './prefetch-times.ts';
import { createProgramme } from './programme.ts';
import { createRecord, type Extra } from './record.ts';
import { createSpeaker } from './speaker.ts';
import type { TowerTime } from './tower-time.ts';
import { createTurns } from './turns.ts';

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
  /** What sounds now, and what is to come, soonest first. */
  schedule(most: number): { readonly now: Item | undefined; readonly next: readonly Item[] };
  playing(): string | undefined;
  close(): void;
}

export function createPlays(parts: PlaysParts): Plays {
  const { clock, time, journal, cache, sink, log, around } = parts;
  const plays = new Map<string, Play>();
  let cancelTick: () => void = () => undefined;
  let closed = false;
  const rest = createEmergencyRest({ clock, time, journal, limits: around.limits });
  const times = createPlayTimes({ clock, time, cache, sink, rest, limits: around.limits });
  const tell = createRecord({ time, journal, log, rest, play: (id) => plays.get(id), told: parts.told });
  const speaker = createSpeaker({
    ...{ clock, time, journal, cache, sink, log, around, tell, end },
    isPlanned: (id) => plays.has(id),
    audio: parts.audio,
    wentOn: rest.sounded,
    spoilt: wantClips,
    free: tick,
    later: parts.later,
  });

  async function end(play: Play, s: Receipt['s'], extra: Extra = {}): Promise<void> {
    await tell(play.item, s, extra);
    plays.delete(play.item.id);
  }

  const { isChosen, giveWay, queue, put, leave } = createTurns({ speaker, tell, end });
  const takeUp = createProgramme({
    ...{ plays, time, journal, cache, tell, end, isChosen, put, leave },
    isSounding: (play) => speaker.play() === play && speaker.isSounding(),
  });
  const waiting = () => [...plays.values()].filter((play) => !isChosen(play));

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
      const why = times.lapsed(play, plays.values(), now);
      if (why === undefined) continue;
      const hasFailed = play.failures !== undefined && journal.starts(play.item.id) > 0;
      // what was heard of it before its player failed was no skipping
      if (hasFailed) await end(play, 'failed', { why: 'audio-device' });
      else await end(play, 'skipped', { why });
    }
  }

  async function tick(): Promise<void> {
    cancelTick();
    const now = time.now();
    if (closed || now === undefined) return;
    await sweep(now);
    const due = waiting()
      .filter((play) => times.wakeIn(play) <= 0 && cache.has(play.item.clip.h))
      .sort(byClass);
    const best = due[0];
    if (best !== undefined) await giveWay(best, now);
    if (best !== undefined && speaker.play() === undefined) {
      best.waitsSince = undefined;
      await speaker.begin(best, now);
    }
    if (best !== undefined && due.length > 1 && isPutOff(best)) return tick();
    for (const play of due) queue(play, now);
    const nextMs = times.nextLookMs(waiting(), due);
    if (plays.size > 0) cancelTick = clock.after(nextMs, () => parts.later(tick));
  }

  /** Refused at the gate, or resting after a failure: the next one must not wait for the clock. */
  function isPutOff(play: Play): boolean {
    return !isChosen(play) && (!plays.has(play.item.id) || times.wakeIn(play) > 0);
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

  return {
    async recover() {
      for (const line of journal.unfinished()) await tell(line, 'stopped', { why: 'power' });
    },
    async take(verdicts, afterGap) {
      await takeUp(verdicts);
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
