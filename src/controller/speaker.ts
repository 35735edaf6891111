// The one sound a tower makes at a time: a play that is due → made ready → on the record → sounded → its end told. What
// sounds can be stopped; a play of a higher class is made ready beside it, as its heir, and takes over at its own time.
// What was only made ready is put back.
import { asRelayError, type RelayError } from '../core/errors.ts';
import type { Item, Receipt, Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import type { AudioTrouble } from './fitness.ts';
import { closedGate } from './gates.ts';
import type { Journal } from './journal.ts';
import { type Bounds, volumeOf } from './limits.ts';
import { deadline, type Play, totalOf } from './play-rules.ts';
import { type Played, type Playing, startPlaying } from './playing.ts';
import type { Clock, Limits, Log, PreparedSound, Sink } from './ports.ts';
import type { Extra, Tell } from './record.ts';
import type { TowerTime } from './tower-time.ts';

/** An emergency whose sound failed is tried again this much later, ever more rarely, while its window is open. */
const AGAIN_MS = 5000;
const RAREST = 12;
/** What has begun to sound so often and failed is given up. */
const MOST_STARTS = 3;

/** The line `started` is on disk this long before the amplifier opens: slow cards need the time. */
export const LEDGER_MS = 400;
/** A player needs so long to end when it is told to. */
const LEAVING_MS = 150;
/** In a longer pause between repeats the amplifier is off, and must be given its time to warm up. */
const STILL_WARM_MS = 1500;

/** The tower as far as it decides whether a sound may be made now. */
export interface Surroundings {
  limits(): Bounds;
  /** Quiet hours of the tower's owner, beside the signed ones. */
  readonly ownQuietHours: Limits['quietHours'];
  /** Trusted time at which the relay was last heard. */
  heardAt(): number | undefined;
  planExp(): number;
  isMuted(): boolean;
}

export interface SpeakerParts {
  readonly clock: Clock;
  readonly time: TowerTime;
  readonly journal: Journal;
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly log: Log;
  readonly around: Surroundings;
  isPlanned(id: string): boolean;
  readonly tell: Tell;
  /** Writes the last line: the play is over. */
  end(play: Play, state: Receipt['s'], extra?: Extra): Promise<void>;
  /** The loudspeaker failed with this, or sounded whole. */
  audio(trouble: AudioTrouble | undefined): void;
  /** The clip of a play turned out to be spoilt. */
  spoilt(): void;
  /** It is silent again: something else may sound. */
  free(): Promise<void>;
  /** Puts work into the controller's queue. */
  later(work: () => Promise<void>): void;
}

export interface Speaker {
  /** What sounds or is about to. */
  play(): Play | undefined;
  /** What takes over from it. */
  heir(): Play | undefined;
  isSounding(): boolean;
  /** Makes a play ready for its time, beside what sounds or alone; or says why it will not sound. */
  begin(play: Play, now: number): Promise<void>;
  /** Stops what sounds, or puts back what was only made ready. */
  interrupt(why: Why): Promise<void>;
  /** Has done with this play. @returns what became of it: its end is told later, it had begun, it never had */
  drop(play: Play, why: Why): Promise<'ending' | 'begun' | 'waiting'>;
  close(): void;
}

interface Running {
  readonly play: Play;
  readonly prepared: PreparedSound;
  readonly volume: number;
  readonly leadInMs: number;
  cancelLaunch: () => void;
  /** `started` is on the record. */
  isBegun: boolean;
  playing: Playing | undefined;
  why: Why | undefined;
}

export function createSpeaker(parts: SpeakerParts): Speaker {
  const { clock, time, journal, cache, sink, log, around } = parts;
  let current: Running | undefined;
  let heir: Running | undefined;
  let closed = false;

  async function prepareSound(
    item: Item,
    how: { readonly repeat: number; readonly volume: number; readonly leadInMs: number },
  ): Promise<PreparedSound | undefined> {
    const { repeat, volume, leadInMs } = how;
    const clip = await cache.read(item.clip.h);
    if (clip === undefined) return undefined;
    const name = repeat === 1 ? item.id : `${item.id}-${repeat}`;
    const { c: codec, ms: lengthMs } = item.clip;
    return sink.prepare({ name, clip, codec, lengthMs, leadInMs, volume });
  }

  /** Under what sounds the amplifier is on already: whoever takes over needs no silence in front. */
  function leadInNow(): number {
    const { rep } = current?.playing === undefined ? {} : current.play.item;
    const isWarm = current?.playing !== undefined && (rep === undefined || rep.gap <= STILL_WARM_MS);
    return isWarm ? 0 : around.limits().leadInMs;
  }

  const gateNow = (item: Item, startAt: number) => ({
    item,
    startAt,
    errMs: time.errMs(),
    limits: around.limits(),
    ownQuietHours: around.ownQuietHours,
    isMuted: around.isMuted(),
    heardAt: around.heardAt(),
    planExp: around.planExp(),
  });

  async function begin(play: Play, now: number): Promise<void> {
    const { item } = play;
    const limits = around.limits();
    const why = closedGate({
      ...gateNow(item, Math.max(now, item.at)),
      startsSince: journal.startsSince,
    });
    if (why !== undefined) return parts.end(play, 'skipped', { why });
    const volume = volumeOf(limits, item.cls, item.vol, Math.max(now, item.at));
    const leadInMs = leadInNow();
    try {
      const prepared = await prepareSound(item, { repeat: 1, volume, leadInMs });
      // the clip on disk was spoilt: it is fetched anew while its window is open
      if (prepared === undefined) return parts.spoilt();
      const running: Running = {
        ...{ play, prepared, volume, leadInMs, isBegun: false, playing: undefined, why: undefined },
        cancelLaunch: () => undefined,
      };
      if (current?.playing === undefined) current = running;
      else heir = running;
      const headMs = sink.headStartMs(leadInMs) + LEDGER_MS;
      running.cancelLaunch = clock.after(Math.max(0, time.until(item.at) - headMs), () =>
        parts.later(() => launch(running)),
      );
    } catch (error) {
      await broke(play, asRelayError(error), {});
    }
  }

  /** The next player or card may work: an emergency is worth another try while it may still begin. */
  async function broke(play: Play, error: RelayError, extra: Extra): Promise<void> {
    const { item } = play;
    log.error({ err: error, id: item.id }, 'sound failed');
    parts.audio({ why: 'audio-device', text: error.message });
    play.failures = (play.failures ?? 0) + 1;
    const restMs = AGAIN_MS * Math.min(play.failures, RAREST);
    const mayAgain =
      item.cls === 'emergency' &&
      journal.starts(item.id) < MOST_STARTS &&
      (time.now() ?? Number.POSITIVE_INFINITY) + restMs <= deadline(play);
    if (mayAgain) play.restUntil = clock.now() + restMs;
    else await parts.end(play, 'failed', { why: 'audio-device', ...extra });
  }

  async function launch(running: Running): Promise<void> {
    const { item } = running.play;
    if (closed || running.isBegun || !isMine(running) || !parts.isPlanned(item.id)) return;
    // on disk before the amplifier opens: after a power cut this line forbids a second play
    const isWritten = await parts.tell(item, 'started', { vol: running.volume });
    if (!isWritten && item.cls !== 'emergency') {
      await putBack(running);
      await parts.end(running.play, 'failed', { why: 'disk-full' });
      return parts.free();
    }
    running.isBegun = true;
    if (running === current) sound(running);
    else waitForTurn(running);
  }

  const isMine = (running: Running) => running === current || running === heir;

  async function putBack(running: Running): Promise<void> {
    running.cancelLaunch();
    if (running === current) current = undefined;
    if (running === heir) heir = undefined;
    await running.prepared.release();
  }

  /** What sounds goes on to the last moment. */
  function waitForTurn(running: Running): void {
    const headMs = sink.headStartMs(running.leadInMs) + LEAVING_MS;
    running.cancelLaunch = clock.after(Math.max(0, time.until(running.play.item.at) - headMs), () => {
      if (running !== heir || current?.playing === undefined) return;
      current.why ??= 'preempted';
      current.playing.stop();
    });
  }

  /** Early, where what sounded ended by itself: the amplifier stays on for it. */
  async function succeed(): Promise<void> {
    const next = heir;
    if (next === undefined || current !== undefined) return;
    current = next;
    heir = undefined;
    next.cancelLaunch();
    if (next.isBegun) sound(next);
    else await launch(next);
  }

  function sound(running: Running): void {
    const { item } = running.play;
    const headStartMs = sink.headStartMs(around.limits().leadInMs);
    running.cancelLaunch();
    const playing = startPlaying(
      {
        first: running.prepared,
        again: (repeat) => soundAgain(running, repeat),
        times: item.rep?.n ?? 1,
        gapMs: item.rep?.gap ?? 0,
        inMs: time.until(item.at),
        headStartMs,
      },
      clock,
    );
    running.playing = playing;
    playing.done.then(
      (played) => parts.later(() => ended(running, played)),
      (error) => parts.later(() => brokeOff(running, asRelayError(error))),
    );
  }

  async function brokeOff(running: Running, error: RelayError): Promise<void> {
    if (closed) return;
    if (current === running) current = undefined;
    const { play, volume: vol } = running;
    // told to stop, it had to end; that it did so badly is for the log
    if (running.why !== undefined) await parts.end(play, 'stopped', { why: running.why, vol });
    else await broke(play, error, { vol, totalMs: totalOf(play.item) });
    await succeed();
    await parts.free();
  }

  async function soundAgain(running: Running, repeat: number): Promise<PreparedSound | undefined> {
    const { item } = running.play;
    const now = time.now() ?? 0;
    // a play that has begun was counted then, and its plan was good then
    const begun = { planExp: Number.POSITIVE_INFINITY, heardAt: now, startsSince: () => 0 };
    const quiet = closedGate({ ...gateNow(item, now), ...begun });
    if (quiet !== undefined) running.why ??= quiet;
    const { volume } = running;
    const { leadInMs } = around.limits();
    return quiet === undefined ? prepareSound(item, { repeat, volume, leadInMs }) : undefined;
  }

  async function ended(running: Running, played: Played): Promise<void> {
    // a controller being switched off leaves `started` behind: the next boot says that the power went
    if (closed) return;
    const { play } = running;
    const [how, why] = endOf(running, played);
    const extra = sounded(why, played.skewMs, played.playedMs);
    if (played.out !== undefined) extra.out = played.out;
    if (why === 'amp-fault') parts.audio({ why, text: 'played, but nothing was noticed at the loudspeaker' });
    else if (how === 'finished') parts.audio(undefined);
    extra.totalMs = totalOf(play.item);
    extra.vol = running.volume;
    if (current === running) current = undefined;
    const isOpen = (time.now() ?? Number.POSITIVE_INFINITY) <= deadline(play);
    if (why === 'preempted' && isOpen) await parts.tell(play.item, how, extra);
    else await parts.end(play, how, extra);
    await succeed();
    await parts.free();
  }

  async function interrupt(why: Why): Promise<void> {
    const running = current;
    if (running === undefined) return;
    if (running.playing !== undefined) {
      running.why ??= why;
      running.playing.stop();
      return;
    }
    await putBack(running);
  }

  return {
    play: () => current?.play,
    heir: () => heir?.play,
    isSounding: () => current?.playing !== undefined,
    begin,
    interrupt,
    async drop(play, why) {
      if (heir?.play === play) {
        const { isBegun } = heir;
        await putBack(heir);
        return isBegun ? 'begun' : 'waiting';
      }
      if (current?.play !== play) return 'waiting';
      const isEnding = current.playing !== undefined;
      await interrupt(why);
      return isEnding ? 'ending' : 'waiting';
    },
    close() {
      closed = true;
      const left = (cause: unknown) => log.debug({ err: cause }, 'decoded sound left behind');
      for (const running of [current, heir]) {
        running?.cancelLaunch();
        if (running?.playing !== undefined) running.playing.stop();
        else running?.prepared.release().catch(left);
      }
    },
  };
}

/** Only what is known: a missing figure is no field, not an empty one. */
function sounded(why: Why | undefined, skewMs: number | undefined, playedMs: number | undefined): Extra {
  const extra: Extra = {};
  if (why !== undefined) extra.why = why;
  if (skewMs !== undefined) extra.skewMs = skewMs;
  if (playedMs !== undefined) extra.playedMs = playedMs;
  return extra;
}

function endOf(
  { why }: Running,
  { stopped, out }: Played,
): ['finished' | 'stopped' | 'failed', Why | undefined] {
  // a player that fell silent by itself, told by nobody, is a fault of the device
  if (stopped) return ['stopped', why ?? 'audio-device'];
  return out?.amp === 'fail' ? ['failed', 'amp-fault'] : ['finished', undefined];
}
