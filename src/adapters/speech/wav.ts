// Sound as PCM in WAV files: read what an engine made, cut its silence away, and write phrases with exact pauses between
// them. Samples are signed 16 bit, one channel; only the piece being written is held in memory.
import type { FileHandle } from 'node:fs/promises';
import { open, rm } from 'node:fs/promises';
import { RelayError } from '../../core/errors.ts';

const HEADER_BYTES = 44;

/** Engines' silence is exact zeros; this also takes the last rounding of a fading sound (-66 dB of full scale). */
const SILENT_BELOW = 16;

/** Programs that do not know the length yet write one about this large. */
const LENGTH_UNKNOWN = 0x7fff_0000;

export interface Sound {
  /** Samples a second. */
  readonly rate: number;
  readonly samples: Int16Array;
}

interface Format {
  readonly coding: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/**
 * The sound in a WAV file: PCM of 16 bit or float of 32 bit, any number of channels (mixed to one). A data length that
 * runs past the end, as programs write that do not know the length yet, means "to the end".
 * @param whole that the sound was sent over a line: a plausible length that runs past the end means that some is missing
 * @throws RelayError `unreadable-audio`
 */
export function readWav(file: Uint8Array, whole = false): Sound {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEADER_BYTES || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE')
    throw unreadable('no WAV header');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const from = at + 8;
    const length = view.getUint32(at + 4, true);
    const to = Math.min(from + length, file.length);
    if (whole && from + length > file.length && length < LENGTH_UNKNOWN) throw unreadable('it is cut short');
    if (tag(view, at) === 'fmt ') format = readFormat(view, from, to);
    if (tag(view, at) === 'data') {
      if (format === undefined) throw unreadable('the format comes after the sound');
      return { rate: format.rate, samples: readSamples(view, from, to, format) };
    }
    at = to + ((to - from) % 2);
  }
  throw unreadable('no sound in it');
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}

function readFormat(view: DataView, from: number, to: number): Format {
  if (to - from < 16) throw unreadable('its format is cut short');
  const coding = view.getUint16(from, true);
  return {
    // The extensible form keeps the true coding at the start of its sub-format.
    coding: coding === 0xfffe && to - from >= 26 ? view.getUint16(from + 24, true) : coding,
    channels: view.getUint16(from + 2, true),
    rate: view.getUint32(from + 4, true),
    bits: view.getUint16(from + 14, true),
  };
}

function readSamples(view: DataView, from: number, to: number, format: Format): Int16Array {
  const { coding, channels, bits, rate } = format;
  const whole = coding === 1 && bits === 16;
  if (!whole && !(coding === 3 && bits === 32))
    throw unreadable(`coding ${coding} with ${bits} bits is not known here`);
  if (channels < 1 || channels > 8 || rate < 8000 || rate > 192_000)
    throw unreadable('its format makes no sense');
  const width = bits / 8;
  const samples = new Int16Array(Math.floor((to - from) / (width * channels)));
  for (let i = 0, at = from; i < samples.length; i += 1) {
    let sum = 0;
    for (let c = 0; c < channels; c += 1, at += width) {
      sum += whole ? view.getInt16(at, true) : view.getFloat32(at, true) * 32_767;
    }
    samples[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum / channels)));
  }
  return samples;
}

function unreadable(why: string): RelayError {
  return new RelayError('unreadable-audio', `The sound of the speech engine cannot be read: ${why}.`);
}

/** The sound without the silence before and after it; empty when all of it is silent. */
export function withoutEdges(samples: Int16Array): Int16Array {
  const loud = (sample: number) => Math.abs(sample) > SILENT_BELOW;
  const from = samples.findIndex(loud);
  return from < 0 ? samples.subarray(0, 0) : samples.subarray(from, samples.findLastIndex(loud) + 1);
}

export interface WavWriter {
  /** @throws RelayError `engine-failed` when its rate is not the file's */
  add(sound: Sound): Promise<void>;
  addSilence(ms: number): Promise<void>;
  /** Writes the true length into the header and closes. @returns duration in ms */
  finish(): Promise<number>;
  /** Closes and removes what was written so far. */
  discard(): Promise<void>;
}

/**
 * A WAV file being written, one channel of 16 bit; an older file of that name is replaced.
 * @throws RelayError `disk-full` or `disk-failed` from every method
 */
export async function writeWav(path: string, rate: number): Promise<WavWriter> {
  const file = await onDisk(() => open(path, 'w'));
  let written = 0;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await file.close();
  };
  const add = async ({ rate: its, samples }: Sound) => {
    if (its !== rate) {
      throw new RelayError(
        'engine-failed',
        `The speech engine changed from ${rate} to ${its} samples a second.`,
      );
    }
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const at = HEADER_BYTES + written * 2;
    written += samples.length;
    await onDisk(() => writeAll(file, bytes, at));
  };
  return {
    add,
    addSilence: (ms) => add({ rate, samples: new Int16Array(Math.round((ms * rate) / 1000)) }),
    finish: async () => {
      await onDisk(() => writeAll(file, header(written, rate), 0));
      await onDisk(close);
      return Math.round((written * 1000) / rate);
    },
    discard: async () => {
      await onDisk(close);
      await onDisk(() => rm(path, { force: true }));
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
  }
}

function header(samples: number, rate: number): Uint8Array {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEADER_BYTES - 8 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples * 2, 40);
  return bytes;
}

async function onDisk<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new RelayError(
        'disk-full',
        'The disk is full: the speech could not be written. Free some space.',
        { cause, retry: true },
      );
    }
    throw new RelayError('disk-failed', 'The speech could not be written to disk.', { cause, retry: true });
  }
}
