// Sound in frames of 10 ms: 16-bit samples, in pieces of any length → of each frame its power, its peak, and how much of it
// stands at full scale.
import { createPeakBetween, REACH } from './true-peak.ts';

const FRAME_MS = 10;
const FULL_SCALE = 32_760;
/** Sound rises less than this over its samples: what is further under the highest so far is not looked at in between. */
const RISE = 10 ** (-4 / 20);

export interface Frame {
  readonly power: number;
  readonly peak: number;
  /** The peak between the samples too, where that could be the highest of all. */
  readonly truePeak: number;
  readonly full: number;
}

export interface Metered {
  readonly rate: number;
  readonly samples: number;
  /** At 22.05 kHz half a sample longer than 10 ms: over ten minutes more than a second. */
  readonly frameMs: number;
  readonly frames: readonly Frame[];
}

export interface FrameMeter extends Metered {
  take(pcm: Int16Array): void;
  /** What is left becomes a shorter frame. */
  end(): void;
}

/** @param readsBetween whether peaks between the samples count; else the highest sample stands for them */
export function createFrameMeter(rate: number, readsBetween: boolean): FrameMeter {
  const length = Math.max(2 * REACH, Math.round((rate * FRAME_MS) / 1000));
  const peakBetween = readsBetween ? createPeakBetween(rate) : () => 0;
  // The frame before and the one that fills: a peak between samples rests on both sides.
  const recent = new Int16Array(2 * length);
  const frames: Frame[] = [];
  let samples = 0;
  let highest = 0;

  const close = (filled: number) => {
    const isWhole = filled === length;
    recent.fill(0, length + filled);
    const frame = recent.subarray(length, length + filled);
    const [power, peak, full] = measureFrame(frame);
    highest = Math.max(highest, peak);
    const to = isWhole ? 2 * length - REACH : 2 * length;
    const between = peakBetween(recent, length - REACH, to, highest * RISE);
    frames.push({ power, peak, truePeak: Math.max(peak, between), full });
    recent.copyWithin(0, length);
  };

  return {
    rate,
    frames,
    frameMs: (length * 1000) / rate,
    get samples() {
      return samples;
    },
    take(pcm) {
      for (let at = 0; at < pcm.length; ) {
        const filled = samples % length;
        const piece = pcm.subarray(at, at + length - filled);
        recent.set(piece, length + filled);
        at += piece.length;
        samples += piece.length;
        if (filled + piece.length === length) close(length);
      }
    },
    end() {
      if (samples % length > 0) close(samples % length);
    },
  };
}

function measureFrame(frame: Int16Array): readonly [power: number, peak: number, full: number] {
  let power = 0;
  let peak = 0;
  let full = 0;
  for (let i = 0; i < frame.length; i += 1) {
    const sample = Math.abs(frame[i] ?? 0);
    power += sample * sample;
    if (sample > peak) peak = sample;
    if (sample >= FULL_SCALE) full += 1;
  }
  return [power / frame.length, peak, full];
}
