// Listens to decoded sound on its way past: ffmpeg's WAV stream → 10 ms frames → length, silence, clipping, ends, peaks.
// ffmpeg's log is never read for these; what is decided rests on samples.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createFrameMeter, type Frame, type FrameMeter, type Metered } from './frame-meter.ts';

const PEAKS = 240;
/** At once: about 20 ms of listening, then others have their turn. */
const READ_BYTES = 1 << 20;

export interface Heard {
  /** 0 when nothing could be decoded. */
  readonly sampleRate: number;
  readonly ms: number;
  /** dBFS (RMS) of the loudest 10 ms; −Infinity for digital silence. */
  readonly loudestDb: number;
  /** dBFS (RMS) that a quarter of the frames reach, and that a tenth stay under: the speech, and the room it was spoken in. */
  readonly speechDb: number;
  readonly roomDb: number;
  /** Share of samples at full scale among the frames that sound. */
  readonly clippedShare: number;
  /** Where the first sound begins and the last one ends. */
  readonly soundFromMs: number;
  readonly soundToMs: number;
  /** 0..100, at most 240 values over the whole length. */
  readonly peaks: readonly number[];
}

/** Ten milliseconds that peak high: their middle, and their true peak in dBTP, which may be over 0. */
export interface Spot {
  readonly atMs: number;
  readonly db: number;
}

export interface Listener {
  readonly sink: Writable;
  heard(): Heard;
  /** In order of time. */
  spotsOver(db: number): readonly Spot[];
  /** dBTP of the whole. */
  truePeakDb(): number;
  /** dBFS (RMS) between two moments. */
  levelBetween(fromMs: number, toMs: number): number;
  /** The middle of the quietest 40 ms between two moments. */
  quietestBetween(fromMs: number, toMs: number): number;
}

/**
 * A stream for ffmpeg's 16-bit mono WAV and the questions what was heard, to be asked when it has ended.
 * @param how.quieterDb how much the stream was turned down to keep peaks over full scale; the answers are as if it were not
 * @param how.readsBetween whether peaks between the samples count; else the highest sample stands for them
 */
export function createListener({ quieterDb = 0, readsBetween = false } = {}): Listener {
  let head: Buffer = Buffer.alloc(0);
  let meter: FrameMeter | undefined;
  const sink = new Writable({
    // A 'close' makes fluent-ffmpeg kill a program that is just about to end well.
    emitClose: false,
    autoDestroy: false,
    write(chunk: Buffer, _encoding, done) {
      const bytes = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      const opening = meter === undefined ? readWavOpening(bytes) : undefined;
      const from = opening?.pcmFrom ?? 0;
      if (opening !== undefined) meter = createFrameMeter(opening.sampleRate, readsBetween);
      const even = meter === undefined ? 0 : bytes.length - ((bytes.length - from) % 2);
      meter?.take(new Int16Array(bytes.buffer.slice(bytes.byteOffset + from, bytes.byteOffset + even)));
      head = Buffer.from(bytes.subarray(even));
      done();
    },
    final(done) {
      meter?.end();
      done();
    },
  });
  const framesBetween = (fromMs: number, toMs: number) => {
    const { frames, frameMs } = meter ?? NOTHING;
    return frames.slice(Math.round(fromMs / frameMs), Math.round(toMs / frameMs));
  };
  return {
    sink,
    heard: () => summary(meter ?? NOTHING, quieterDb),
    spotsOver(db) {
      const { frames, frameMs } = meter ?? NOTHING;
      return frames.flatMap(({ truePeak }, i) => {
        const peakDb = decibelsOf(truePeak) + quieterDb;
        return peakDb > db ? [{ atMs: Math.round((i + 0.5) * frameMs), db: peakDb }] : [];
      });
    },
    truePeakDb: () =>
      decibelsOf((meter ?? NOTHING).frames.reduce((most, { truePeak }) => Math.max(most, truePeak), 0)) +
      quieterDb,
    levelBetween(fromMs, toMs) {
      const between = framesBetween(fromMs, toMs);
      const mean = between.reduce((sum, { power }) => sum + power, 0) / between.length;
      return decibelsOf(Math.sqrt(mean)) + quieterDb;
    },
    quietestBetween(fromMs, toMs) {
      const { frames, frameMs } = meter ?? NOTHING;
      let quietest = Math.round(fromMs / frameMs);
      let least = Number.POSITIVE_INFINITY;
      for (let i = quietest; i < toMs / frameMs; i += 1) {
        const around = frames.slice(Math.max(0, i - 2), i + 2).reduce((sum, frame) => sum + frame.power, 0);
        if (around >= least) continue;
        least = around;
        quietest = i;
      }
      return Math.round(quietest * frameMs);
    },
  };
}

/** A WAV file that ffmpeg wrote, heard with the peaks between its samples. A file, so that ffmpeg never waits for us. */
export async function listenToFile(path: string, quieterDb: number): Promise<Listener> {
  const listener = createListener({ quieterDb, readsBetween: true });
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), listener.sink);
  return listener;
}

const NOTHING: Metered = { rate: 0, samples: 0, frameMs: 10, frames: [] };

function decibelsOf(sample: number): number {
  return 20 * Math.log10(sample / 32_768);
}

/** How long a WAV file sounds, by its header. @returns 0 for what is none */
export async function wavMs(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.subarray(0, bytesRead);
    const { pcmFrom = 0, bytesPerSecond = 0 } = readWavOpening(head) ?? {};
    const { size } = await file.stat();
    return bytesPerSecond > 0 ? ((size - pcmFrom) * 1000) / bytesPerSecond : 0;
  } finally {
    await file.close();
  }
}

function readWavOpening(
  bytes: Buffer,
): { sampleRate: number; bytesPerSecond: number; pcmFrom: number } | undefined {
  let sampleRate = 0;
  let bytesPerSecond = 0;
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
    const chunk = bytes.toString('latin1', at, at + 4);
    if (chunk === 'fmt ' && at + 20 <= bytes.length) {
      sampleRate = bytes.readUInt32LE(at + 12);
      bytesPerSecond = bytes.readUInt32LE(at + 16);
    }
    if (chunk === 'data') return sampleRate > 0 ? { sampleRate, bytesPerSecond, pcmFrom: at + 8 } : undefined;
  }
  return undefined;
}

function summary({ frames, frameMs, rate: sampleRate, samples }: Metered, quieterDb: number): Heard {
  const levels = frames.map(({ power }) => 10 * Math.log10(power / 32_768 ** 2) + quieterDb);
  const loudestDb = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
  const sorted = levels.toSorted((a, b) => a - b);
  const floorDb = sorted[Math.floor(sorted.length / 10)] ?? Number.NEGATIVE_INFINITY;
  // Above the room's own noise, but never so high that a soft word's end counts as room.
  const sounds = Math.min(Math.max(floorDb + 10, -60), loudestDb - 25);
  const first = levels.findIndex((level) => level > sounds);
  const last = levels.findLastIndex((level) => level > sounds);
  const sounding = frames.filter((_, i) => (levels[i] ?? loudestDb) > sounds);
  const full = sounding.reduce((sum, frame) => sum + frame.full, 0);
  const perFrame = frames.length > 0 ? samples / frames.length : 1;
  const ms = sampleRate > 0 ? Math.round((samples * 1000) / sampleRate) : 0;
  return {
    sampleRate,
    ms,
    loudestDb,
    speechDb: sorted[Math.floor(sorted.length * 0.75)] ?? Number.NEGATIVE_INFINITY,
    // Digital silence is quieter than any room.
    roomDb: Math.max(-100, floorDb),
    clippedShare: sounding.length > 0 ? full / (sounding.length * perFrame) : 0,
    soundFromMs: Math.floor(Math.max(0, first) * frameMs),
    soundToMs: Math.min(ms, Math.ceil((last + 1) * frameMs)),
    peaks: peaksOf(frames, 10 ** (quieterDb / 20)),
  };
}

function peaksOf(frames: readonly Frame[], turnedUp: number): number[] {
  const bars = Math.min(PEAKS, frames.length);
  return Array.from({ length: bars }, (_, bar) => {
    const from = Math.floor((bar * frames.length) / bars);
    const to = Math.floor(((bar + 1) * frames.length) / bars);
    const most = frames.slice(from, to).reduce((peak, frame) => Math.max(peak, frame.peak), 0);
    return Math.min(100, Math.round(((most * turnedUp) / 32_768) * 100));
  });
}
