// The one sound a tower makes at a time: a play that is due → made ready → on the record → sounded → its end told. What
// sounds can be stopped; a play of a higher class is made ready beside it, as its heir, and takes over at its own time.
// What was only made ready is put back.
import { asRelayError } from '../core/errors.ts';
import type { Why } from '../wire/messages.ts';
import type { ClipCache } from './clip-cache.ts';
import { createEndings, type EndingsParts } from './endings.ts';
import { createGates, type Surroundings } from './gates.ts';
import type { Sounding } from './how-it-ended.ts';
import { volumeOf } from './limits.ts';
import type { Play } from './play-rules.ts';
import { createPlaySound } from './play-sound.ts';
import type { Playing } from './playing.ts';
import type { PreparedSound, Sink } from './ports.ts';

/** The line `started` is on disk this long before the amplifier opens: slow cards need the time. */
export const LEDGER_MS = 400;
/** A player needs so long to end when it is told to. */
const LEAVING_MS = 150;
/** In a longer pause between repeats the amplifier is off, and must be given its time to warm up. */
const STILL_WARM_MS = 1500;

export interface SpeakerParts extends EndingsParts {
  readonly cache: ClipCache;
  readonly sink: Sink;
  readonly around: Surroundings;
  isPlanned(id: string): boolean;
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

interface Running extends Sounding {
  readonly prepared: PreparedSound;
  readonly leadInMs: number;
  cancelLaunch: () => void;
  /** `started` is on the record. */
  isBegun: boolean;
  playing: Playing | undefined;
  why: Why | undefined;
}

export function createSpeaker(parts: SpeakerParts): Speaker {
  const { clock, time, journal, cache, sink, log, around } = parts;
  const endings = createEndings(parts);
  const gates = createGates({ around, time, journal });
  const sounds = createPlaySound({ clock, time, cache, sink, gates, limits: around.limits });
  let current: Running | undefined;
  let heir: Running | undefined;
  let closed = false;

  /** Under what sounds the amplifier is on already: whoever takes over needs no silence in front. */
  function leadInNow(): number {
    const { leadInMs } = around.limits();
    if (current?.playing === undefined) return leadInMs;
    const { rep } = current.play.item;
    return rep === undefined || rep.gap <= STILL_WARM_MS ? 0 : leadInMs;
  }

  async function begin(play: Play, now: number): Promise<void> {
    const { item } = play;
    const limits = around.limits();
    const why = gates.closed(item, Math.max(now, item.at));
    if (why !== undefined) return parts.end(play, 'skipped', { why });
    const volume = volumeOf(limits, item.cls, item.vol, Math.max(now, item.at));
    const leadInMs = leadInNow();
    try {
      const prepared = await sounds.prepare(item, volume, leadInMs);
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
      await endings.failed(play, asRelayError(error));
    }
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
    running.cancelLaunch();
    const { play, prepared, volume } = running;
    const playing = sounds.start(play.item, prepared, volume, (why) => {
      running.why ??= why;
    });
    running.playing = playing;
    playing.done.then(
      (played) => parts.later(() => over(running, () => endings.ended(running, played))),
      (error) => parts.later(() => over(running, () => endings.brokeOff(running, asRelayError(error)))),
    );
  }

  async function over(running: Running, tell: () => Promise<void>): Promise<void> {
    // a controller being switched off leaves `started` behind: the next boot says that the power went
    if (closed) return;
    if (current === running) current = undefined;
    await tell();
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
