// Makes the chimes: notes → partials → samples → set to −16 LUFS → 16-bit mono WAV beside this file. Pure arithmetic, no
// ffmpeg, no chance: the same bytes each time up to the machine's Math (a test makes them again and compares).
// Run: node audio/make-chimes.mjs [folder]
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const RATE = 48_000;
/** Written at half the rate it is made at: nothing in a chime lies above 3 kHz. */
const FILE_RATE = 24_000;
/** 2 LU under the speech: a chime that is the loudest thing gets the amplifier turned down. */
const CHIME_LUFS = -16;
const PEAK_MAX_DB = -4;

const NOTE = { C5: 523.251, E5: 659.255, G5: 783.991, A5: 880 };

/** Struck bars: notes begin `everyMs` apart and ring into each other; the last one rings out. */
const bells = (notes, everyMs = 550, ringMs = 1600) => ({ kind: 'bells', notes, everyMs, ringMs });
/** Equal bursts of one steady tone, `groups` times. Not a chime on purpose: it must never be taken for one. */
const bursts = (count, onMs, offMs, groups, pauseMs) => ({
  kind: 'bursts',
  count,
  onMs,
  offMs,
  groups,
  pauseMs,
});

/** What tells the classes apart is count and direction; pitch alone does not survive wind and old ears. */
const CHIMES = {
  'chime-routine': bells([NOTE.G5, NOTE.C5]),
  'chime-event': bells([NOTE.C5, NOTE.E5, NOTE.G5]),
  'chime-important': bells([NOTE.E5, NOTE.C5, NOTE.G5, NOTE.A5]),
  'chime-end': bells([NOTE.C5, NOTE.G5]),
  'chime-all-clear': bells([NOTE.G5, NOTE.E5, NOTE.C5]),
  // Five, because three in this rhythm are the evacuation signal below.
  'chime-emergency': bursts(5, 500, 500, 1, 0),
  // The rhythm of ISO 8201 (temporal-three): it tells people to leave the building. For evacuation only.
  'chime-evacuate': bursts(3, 500, 500, 3, 1500),
  'chime-test': bells([NOTE.C5, NOTE.C5], 400),
};

function ring(sound, fromMs, hertz, ringMs) {
  const from = Math.round((fromMs * RATE) / 1000);
  const length = Math.round((ringMs * RATE) / 1000);
  for (let i = 0; i < length && from + i < sound.length; i += 1) {
    const t = i / RATE;
    const attack = Math.min(1, t / 0.008);
    const release = Math.min(1, (length - i) / (0.03 * RATE));
    const turn = 2 * Math.PI * hertz * t;
    const tone = 0.62 * Math.sin(turn) + 0.25 * Math.sin(2 * turn) + 0.13 * Math.sin(3 * turn);
    sound[from + i] += tone * attack * release * Math.exp(-3.2 * t);
  }
}

function burst(sound, fromMs, onMs) {
  const from = Math.round((fromMs * RATE) / 1000);
  const length = Math.round((onMs * RATE) / 1000);
  for (let i = 0; i < length; i += 1) {
    const edge = Math.min(1, i / (0.01 * RATE), (length - i) / (0.01 * RATE));
    const turn = (2 * Math.PI * 520 * i) / RATE;
    // The octave and the odd partials of a square, none above the horn's band.
    const tone = Math.sin(turn) + 0.8 * Math.sin(2 * turn) + Math.sin(3 * turn) / 3 + Math.sin(5 * turn) / 5;
    sound[from + i] += tone * edge;
  }
}

function compose(pattern) {
  if (pattern.kind === 'bells') {
    const { notes, everyMs, ringMs } = pattern;
    const sound = new Float64Array(Math.round((((notes.length - 1) * everyMs + ringMs) * RATE) / 1000));
    notes.forEach((hertz, i) => {
      ring(sound, i * everyMs, hertz, ringMs);
    });
    return sound;
  }
  const { count, onMs, offMs, groups, pauseMs } = pattern;
  const groupMs = count * onMs + (count - 1) * offMs;
  const sound = new Float64Array(Math.round(((groups * groupMs + (groups - 1) * pauseMs) * RATE) / 1000));
  for (let g = 0; g < groups; g += 1) {
    for (let n = 0; n < count; n += 1) burst(sound, g * (groupMs + pauseMs) + n * (onMs + offMs), onMs);
  }
  return sound;
}

function biquad(x, [b0, b1, b2, a1, a2]) {
  const y = new Float64Array(x.length);
  let x1 = 0;
  let x2 = 0;
  let y1 = 0;
  let y2 = 0;
  for (let i = 0; i < x.length; i += 1) {
    const out = b0 * x[i] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x[i];
    y2 = y1;
    y1 = out;
    y[i] = out;
  }
  return y;
}

/**
 * Integrated loudness of mono 48 kHz samples in −1..1, by the published weighting and gates of ITU-R BS.1770-4.
 * @param {Float64Array | Float32Array} samples
 * @returns {number} LUFS, −Infinity where nothing passes the gate
 */
function integratedLufs(samples) {
  const shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585];
  const highpass = [1, -2, 1, -1.99004745483398, 0.99007225036621];
  const heard = biquad(biquad(samples, shelf), highpass);
  const blocks = [];
  for (let from = 0; from + 19_200 <= heard.length; from += 4_800) {
    let sum = 0;
    for (let i = from; i < from + 19_200; i += 1) sum += heard[i] * heard[i];
    blocks.push(sum / 19_200);
  }
  const level = (power) => -0.691 + 10 * Math.log10(power);
  const mean = (list) => list.reduce((sum, power) => sum + power, 0) / list.length;
  const above = blocks.filter((power) => level(power) > -70);
  if (above.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = level(mean(above)) - 10;
  return level(mean(above.filter((power) => level(power) > gate)));
}

function wav(samples) {
  const kept = samples.filter((_, i) => i % (RATE / FILE_RATE) === 0);
  const bytes = Buffer.alloc(44 + kept.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + kept.length * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(FILE_RATE, 24);
  bytes.writeUInt32LE(FILE_RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(kept.length * 2, 40);
  kept.forEach((sample, i) => {
    bytes.writeInt16LE(Math.round(sample * 32_767), 44 + i * 2);
  });
  return bytes;
}

/**
 * One chime as the bytes of its WAV file.
 * @param {keyof typeof CHIMES} name
 * @returns {Buffer}
 */
function chimeWav(name) {
  const sound = compose(CHIMES[name]);
  const gain = 10 ** ((CHIME_LUFS - integratedLufs(sound)) / 20);
  const peak = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) * gain;
  const peakMax = 10 ** (PEAK_MAX_DB / 20);
  return wav(sound.map((sample) => sample * gain * Math.min(1, peakMax / peak)));
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href) {
  const folder = argv[2] ?? dirname(fileURLToPath(import.meta.url));
  for (const name of Object.keys(CHIMES)) writeFileSync(join(folder, `${name}.wav`), chimeWav(name));
}
