// Reads what ffmpeg's ebur128 filter says at its end: a log in, LUFS and dBTP out.
import { RelayError } from '../../core/errors.ts';

/** The filter, quiet about each frame; put at the end of a chain, it passes the sound on at 48 kHz. */
export const MEASURE_LOUDNESS = 'ebur128=framelog=verbose';
export const MEASURE_LOUDNESS_AND_PEAK = 'ebur128=framelog=verbose:peak=true';

export interface Loudness {
  /** Integrated, EBU R128; −70 where nothing passes the gate. */
  readonly lufs: number;
  /** undefined where the peak was not asked for. */
  readonly truePeakDb: number | undefined;
}

/** @throws RelayError `internal` when the log has no summary: the filter changed its words */
export function readLoudness(log: string): Loudness {
  const summary = log.slice(log.lastIndexOf('Summary:'));
  const lufs = /\bI:\s+(\S+) LUFS/.exec(summary)?.[1];
  const peak = /\bPeak:\s+(\S+) dBFS/.exec(summary)?.[1];
  if (lufs === undefined)
    throw new RelayError('internal', 'ffmpeg measured no loudness', { cause: new Error(log) });
  return { lufs: decibels(lufs), truePeakDb: peak === undefined ? undefined : decibels(peak) };
}

function decibels(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : -70;
}
