// How loud a recording is: the level of its louder moments, so that the pauses of speech do not count. Pure.
import { RelayError } from '../core/errors.ts';

const WINDOW_S = 0.05;
/** Of all windows sorted by level, this one speaks. */
const LOUDER_PART = 0.8;
const FLOOR_DB = -100;

/** @param wav 16 bit, any rate, any channels; lengths in its header are not believed, recorders on a pipe do not know them */
export function levelOf(wav: Uint8Array): number {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.length);
  const { rate, channels, from } = shapeOf(wav, view);
  const perWindow = Math.max(1, Math.round(rate * WINDOW_S) * channels);
  const count = Math.floor((wav.length - from) / 2 / perWindow);
  const levels = Array.from({ length: count }, (_, n) => {
    let sum = 0;
    for (let sample = 0; sample < perWindow; sample++)
      sum += (view.getInt16(from + (n * perWindow + sample) * 2, true) / 32_768) ** 2;
    return sum === 0 ? FLOOR_DB : Math.max(FLOOR_DB, 10 * Math.log10(sum / perWindow));
  });
  const level = levels.sort((a, b) => a - b)[Math.floor((count - 1) * LOUDER_PART)];
  if (level === undefined) throw new RelayError('unreadable-audio', 'The recording is empty.');
  return level;
}

function shapeOf(wav: Uint8Array, view: DataView): { rate: number; channels: number; from: number } {
  let shape: { rate: number; channels: number } | undefined;
  for (let at = 12; at + 8 <= wav.length; at += 8 + view.getUint32(at + 4, true)) {
    const name = new TextDecoder('latin1').decode(wav.subarray(at, at + 4));
    if (name === 'data' && shape !== undefined) return { ...shape, from: at + 8 };
    if (name !== 'fmt ' || at + 24 > wav.length || view.getUint16(at + 22, true) !== 16) continue;
    shape = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true) };
  }
  throw new RelayError('unreadable-audio', 'The recording is not a WAV file of 16 bit.');
}
