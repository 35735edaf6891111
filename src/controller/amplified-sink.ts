// A loudspeaker whose amplifier is switched: on while the lead-in silence runs, off a moment after the last sound, off at
// the start and at the end of the controller, so that nothing hums or draws power in between.
import { asRelayError } from '../core/errors.ts';
import type { Amplifier, Clock, Log, PreparedSound, Sink, Sound } from './ports.ts';

/** Between repeats and queued plays the relay does not click. */
const HOLD_MS = 2000;
/** A player that does not end when told is not waited for. */
const STUCK_MS = 4000;

export interface AmplifiedSink extends Sink {
  /** Switches off, whatever an earlier run left on. @throws nothing: a switch that fails is in the log */
  rest(): Promise<void>;
}

export function createAmplifiedSink(sink: Sink, amplifier: Amplifier, clock: Clock, log: Log): AmplifiedSink {
  let users = 0;
  let cancelOff: () => void = () => undefined;
  let switching: Promise<unknown> = Promise.resolve();

  /** One after the other, so that off never overtakes on. @returns whether it worked */
  function put(to: 'on' | 'off'): Promise<boolean> {
    const done = switching.then(async () => {
      try {
        await amplifier[to]();
        return true;
      } catch (error) {
        log.error({ err: asRelayError(error) }, `amplifier could not be switched ${to}`);
        return false;
      }
    });
    switching = done;
    return done;
  }

  function leave(): void {
    users -= 1;
    if (users > 0) return;
    cancelOff();
    cancelOff = clock.after(HOLD_MS, () => void (users === 0 && put('off')));
  }

  function amplified(prepared: PreparedSound, sound: Sound): PreparedSound {
    let isIn = false;
    let isOn: Promise<boolean> | undefined;
    let cancelOn: () => void = () => undefined;
    let cancelStuck: () => void = () => undefined;
    const over = () => {
      cancelOn();
      cancelStuck();
      if (isIn) leave();
      isIn = false;
    };
    return {
      async start(inMs) {
        users += 1;
        isIn = true;
        cancelOff();
        // without silence in front there is no time to warm up: it must be on already, and stay so
        const onInMs = sound.leadInMs === 0 ? 0 : Math.max(0, inMs - sound.leadInMs);
        cancelOn = clock.after(onInMs, () => {
          isOn = put('on');
        });
        try {
          const played = await prepared.start(inMs);
          const isSilent = (await isOn) === false;
          return isSilent ? { ...played, out: { amp: 'fail' } } : played;
        } finally {
          over();
        }
      },
      stop() {
        prepared.stop();
        cancelOn();
        if (isIn) cancelStuck = clock.after(STUCK_MS, over);
      },
      release: () => prepared.release(),
    };
  }

  return {
    name: sink.name,
    headStartMs: (leadInMs) => sink.headStartMs(leadInMs),
    prepare: async (sound) => amplified(await sink.prepare(sound), sound),
    async rest() {
      cancelOff();
      await put('off');
    },
  };
}
