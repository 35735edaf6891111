// How well speech is predicted to be understood at a horn 300 m away in noise: third-octave levels in, speech
// intelligibility index and gain in dB out. A model's prediction, no listener's word. Source: ANSI S3.5-1997, its
// importance of third octaves for average speech, without masking between bands; the horn's curve is assumed.

/** Middle frequencies of the third octaves, Hz. */
export const BANDS_HZ = [
  160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000,
] as const;
const IMPORTANCE = [
  0.0083, 0.0095, 0.015, 0.0289, 0.044, 0.0578, 0.0653, 0.0711, 0.0818, 0.0844, 0.0882, 0.0898, 0.0868,
  0.0844, 0.0771, 0.0527, 0.0364, 0.0185,
];
/** A-weighting, dB. */
const A_WEIGHT = [
  -13.4, -10.9, -8.6, -6.6, -4.8, -3.2, -1.9, -0.8, 0, 0.6, 1, 1.2, 1.3, 1.2, 1, 0.5, -0.1, -1.1,
];
/** Speech at normal effort, dB per hertz (ANSI S3.5-1997): the shape of a crowd's murmur. */
const SPEECH_SHAPED = [
  32.4, 34.5, 34.8, 34, 34.6, 34.3, 32.1, 28.3, 25, 23, 20.2, 17.3, 13.2, 11.6, 9.3, 5.3, 2.6, 1.1,
];
/** Hz and dB: what the horn and 300 m of warm, humid air do between the amplifier and the ear. */
const HORN = [
  [160, -20],
  [300, -9],
  [630, 0],
  [1600, 6],
  [2000, 6],
  [5000, -3],
  [6300, -9],
  [8000, -14],
] as const;
const AIR_DB_PER_KM = [
  [160, 0.6],
  [500, 3],
  [1000, 7.4],
  [2000, 12.7],
  [4000, 23],
  [8000, 55],
] as const;
const DISTANCE_KM = 0.3;

export type NoiseShape = 'pink' | 'speech-shaped';

const PATH = BANDS_HZ.map((hz) => between(HORN, hz) - DISTANCE_KM * between(AIR_DB_PER_KM, hz));

/** Third-octave levels of speech, dB, at a common peak level. */
export type Bands = readonly number[];

/**
 * @param unprocessed sets the noise: `snrDb` above which it stands, A-weighted, at the ear
 * @returns 0 to 1
 */
export function intelligibility(speech: Bands, unprocessed: Bands, noise: NoiseShape, snrDb: number): number {
  const shape = BANDS_HZ.map((hz, i) =>
    noise === 'pink' ? 0 : (SPEECH_SHAPED[i] ?? 0) + 10 * Math.log10(0.2316 * hz),
  );
  const lift = weighted(arriving(unprocessed)) - snrDb - weighted(shape);
  return arriving(speech).reduce((sum, level, i) => {
    const over = level - (shape[i] ?? 0) - lift;
    return sum + (IMPORTANCE[i] ?? 0) * Math.min(1, Math.max(0, (over + 15) / 30));
  }, 0);
}

/** How many dB the unprocessed speech would have to be turned up to be understood as well. */
export function predictedGainDb(
  processed: Bands,
  unprocessed: Bands,
  noise: NoiseShape,
  snrDb: number,
): number {
  const aim = intelligibility(processed, unprocessed, noise, snrDb);
  let [low, high] = [-30, 30];
  for (let round = 0; round < 40; round += 1) {
    const middle = (low + high) / 2;
    const louder = unprocessed.map((level) => level + middle);
    if (intelligibility(louder, unprocessed, noise, snrDb) < aim) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function arriving(bands: Bands): number[] {
  return bands.map((level, i) => level + (PATH[i] ?? 0));
}

function weighted(bands: Bands): number {
  return 10 * Math.log10(bands.reduce((sum, level, i) => sum + 10 ** ((level + (A_WEIGHT[i] ?? 0)) / 10), 0));
}

function between(curve: readonly (readonly [hz: number, db: number])[], hz: number): number {
  const above = curve.findIndex(([at]) => at >= hz);
  const [toHz, toDb] = curve[above] ?? [hz, 0];
  const [fromHz, fromDb] = curve[above - 1] ?? [toHz, toDb];
  return toHz === fromHz
    ? toDb
    : fromDb + ((toDb - fromDb) * Math.log(hz / fromHz)) / Math.log(toHz / fromHz);
}
