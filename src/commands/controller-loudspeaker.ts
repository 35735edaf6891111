// The loudspeaker as the settings have it: player or folder, an ear beside it, an amplifier's switch around it.
import { join } from 'node:path';
import { createAmplifiedSink } from '../controller/amplified-sink.ts';
import { createCommandPlayer, findPlayer } from '../controller/command-player.ts';
import { createMeteredSink } from '../controller/metered-sink.ts';
import { createNumberMeter, createRecordingMeter } from '../controller/meters.ts';
import type { Amplifier, Clock, Log, Sink } from '../controller/ports.ts';
import { createCommandSwitch, createFileSwitch, createHoldingSwitch } from '../controller/switches.ts';
import { createWavSink } from '../controller/wav-sink.ts';
import { RelayError } from '../core/errors.ts';
import type { ControllerSettings, Environment } from './controller-settings.ts';

export interface Loudspeaker {
  readonly sink: Sink;
  /** Switches the amplifier off, where there is one to switch. */
  rest(): Promise<void>;
}

/** @throws RelayError `no-engine` when no player is there */
export async function loudspeakerOf(
  settings: ControllerSettings,
  environment: Environment,
  clock: Clock,
  log: Log,
): Promise<Loudspeaker> {
  const heard = withEar(settings, await playerOf(settings, environment, clock), clock, log);
  const amplifier = amplifierOf(settings, clock);
  if (amplifier === undefined) return { sink: heard, rest: async () => undefined };
  const sink = createAmplifiedSink(heard, amplifier, clock, log);
  return { sink, rest: sink.rest };
}

/** The switch alone; undefined where the amplifier is always on. */
export function amplifierOf({ amplifier }: ControllerSettings, clock: Clock): Amplifier | undefined {
  if (amplifier === undefined) return undefined;
  if ('file' in amplifier) return createFileSwitch(amplifier.file, amplifier.inverted);
  return 'hold' in amplifier
    ? createHoldingSwitch(amplifier.hold, clock)
    : createCommandSwitch(amplifier, clock);
}

function withEar({ microphone, sensor }: ControllerSettings, sink: Sink, clock: Clock, log: Log): Sink {
  if (microphone !== undefined) {
    const meter = createRecordingMeter(microphone.record, clock);
    return createMeteredSink(sink, meter, { needs: microphone.needs, isDecibel: true }, clock, log);
  }
  if (sensor === undefined) return sink;
  const meter = createNumberMeter(sensor.read, clock);
  return createMeteredSink(sink, meter, { needs: sensor.needs, isDecibel: false }, clock, log);
}

async function playerOf(
  { sink, data, runtime, ffmpeg }: ControllerSettings,
  environment: Environment,
  clock: Clock,
): Promise<Sink> {
  if (sink === 'wav') return createWavSink(join(data, 'heard'), ffmpeg, clock);
  const player = await findPlayer(environment, sink === 'auto' ? undefined : sink);
  if (player !== undefined) {
    const folder = join(runtime ?? data, 'sounding');
    return createCommandPlayer({ player, ffmpeg, folder, environment }, clock);
  }
  throw new RelayError(
    'no-engine',
    sink === 'auto'
      ? 'No player was found (ffplay, afplay, aplay, mpg123, PowerShell). Install one, or use --sink wav.'
      : `${sink} was not found on PATH. Install it, or use --sink wav.`,
  );
}
