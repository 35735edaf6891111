// A loudspeaker with an ear: what a microphone or a current sensor shows while it sounds is held against the silence
// before, so that a receipt can say that it sounded and not only that it was played.
import { asRelayError } from '../core/errors.ts';
import type { Clock, Log, Meter, PreparedSound, Sink, Sound, Sounded } from './ports.ts';

const QUIET_MS = 1000;
/** After the first sample: the reverberation of a horn takes its time, a first word may be soft. */
const AFTER_MS = 500;
const LOUD_MS = 3000;
const TRIES = 3;
/** A sound this short proves nothing. */
const LEAST_MS = 2000;

export interface MeteredSinkOptions {
  /** By how much it must rise, in the meter's own measure. */
  readonly needs: number;
  /** Whether that measure is decibels, and may stand in a receipt as such. */
  readonly isDecibel: boolean;
}

export function createMeteredSink(
  sink: Sink,
  meter: Meter,
  options: MeteredSinkOptions,
  clock: Clock,
  log: Log,
): Sink {
  /** Where a play came too suddenly to listen to the silence before it. */
  let lastQuiet: number | undefined;

  async function read(ms: number): Promise<number | undefined> {
    try {
      return await meter.read(ms);
    } catch (error) {
      log.warn({ err: asRelayError(error) }, 'the ear at the loudspeaker did not work');
      return undefined;
    }
  }

  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  /** @returns the greatest rise that was noticed; undefined when there was nothing to compare */
  async function listen(
    inMs: number,
    { lengthMs }: Sound,
    isOver: () => boolean,
  ): Promise<number | undefined> {
    const startsAt = clock.now() + inMs;
    if (inMs > QUIET_MS + 200) lastQuiet = (await read(QUIET_MS)) ?? lastQuiet;
    const quiet = lastQuiet;
    if (quiet === undefined || lengthMs < LEAST_MS) return undefined;
    await pause(Math.max(0, startsAt + AFTER_MS - clock.now()));
    return loudest({ quiet, endsAt: startsAt + lengthMs, isOver });
  }

  async function loudest(until: {
    quiet: number;
    endsAt: number;
    isOver(): boolean;
  }): Promise<number | undefined> {
    let rise: number | undefined;
    for (let tries = 0; tries < TRIES && (rise ?? Number.NEGATIVE_INFINITY) < options.needs; tries++) {
      const leftMs = until.endsAt - clock.now();
      if (until.isOver() || leftMs < LEAST_MS / 2) break;
      const loud = await read(Math.min(LOUD_MS, leftMs));
      if (loud !== undefined) rise = Math.max(rise ?? Number.NEGATIVE_INFINITY, loud - until.quiet);
    }
    return rise;
  }

  function judged(rise: number | undefined, { playedMs }: Sounded): NonNullable<Sounded['out']> {
    if (rise === undefined || playedMs < LEAST_MS) return { amp: 'unknown' };
    const dB = options.isDecibel ? { dB: Math.round(rise * 10) / 10 } : {};
    return { amp: rise >= options.needs ? 'ok' : 'fail', ...dB };
  }

  function metered(prepared: PreparedSound, sound: Sound): PreparedSound {
    return {
      async start(inMs) {
        let isOver = false;
        const rise = listen(inMs, sound, () => isOver);
        try {
          const played = await prepared.start(inMs);
          isOver = true;
          // a reading that is under way is short; one that hangs must not hold up what comes next
          const found = await Promise.race([rise, pause(LOUD_MS).then(() => undefined)]);
          return { ...played, out: played.out?.amp === 'fail' ? played.out : judged(found, played) };
        } finally {
          isOver = true;
        }
      },
      stop: () => prepared.stop(),
      release: () => prepared.release(),
    };
  }

  return {
    name: sink.name,
    headStartMs: (leadInMs) => sink.headStartMs(leadInMs),
    prepare: async (sound) => metered(await sink.prepare(sound), sound),
  };
}
