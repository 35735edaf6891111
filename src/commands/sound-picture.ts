// A sound to look at: a file in, a PNG out with its waveform above its spectrogram; and its loudness and peak measured.
import { MEASURE_LOUDNESS_AND_PEAK, readLoudness } from '../adapters/audio/loudness.ts';
import { runFfmpeg } from '../adapters/audio/run-ffmpeg.ts';

const TIMEOUT_MS = 120_000;
/** How wide the sound itself is drawn; the spectrogram's legend takes 130 pixels on either side at this rate. */
const WIDE = 1340;
const LEGEND = 130;
/** To 8 kHz: a horn gives nothing above. */
const GRAPH = [
  '[0:a]aresample=16000,aformat=channel_layouts=mono,asplit[w][s]',
  `[w]showwavespic=s=${WIDE}x300:colors=0x1d5fa5[wave]`,
  `[s]showspectrumpic=s=${WIDE}x512:scale=log:drange=90:legend=1[spectrum]`,
  `color=white:s=${WIDE + 2 * LEGEND}x300[paper]`,
  `[paper][wave]overlay=x=${LEGEND}:shortest=1[above]`,
  `[spectrum]scale=${WIDE + 2 * LEGEND}:-2[below]`,
  '[above][below]vstack[picture]',
].join(';');

/** @throws FfmpegFailed, RelayError `timeout`, the signal's reason */
export async function drawSound(
  ffmpeg: string,
  sound: string,
  png: string,
  signal: AbortSignal,
): Promise<void> {
  const options = ['-map', '[picture]', '-frames:v', '1', '-c:v', 'png', '-f', 'image2', '-update', '1'];
  const pass = { inputs: [{ path: sound }], graph: GRAPH, outputs: [{ to: png, options }] };
  await runFfmpeg(ffmpeg, pass, { signal, timeoutMs: TIMEOUT_MS });
}

/** LUFS and dBTP of a whole file. @throws as drawSound */
export async function measureLoudness(
  ffmpeg: string,
  sound: string,
  signal: AbortSignal,
): Promise<{ readonly lufs: number; readonly truePeakDb: number }> {
  const options = ['-map', '0:a:0', '-af', MEASURE_LOUDNESS_AND_PEAK, '-f', 'null'];
  const pass = { inputs: [{ path: sound }], outputs: [{ to: '-', options }] };
  const { lufs, truePeakDb } = readLoudness(await runFfmpeg(ffmpeg, pass, { signal, timeoutMs: TIMEOUT_MS }));
  return { lufs, truePeakDb: truePeakDb ?? Number.NaN };
}
