// The engine's flat sound with the engine's own times of its sounds, from the WASM build: what our search for syllables and
// the bent voice are held against.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Breath } from '../../../src/adapters/speech/breaths.ts';
import { inBrackets } from '../../../src/adapters/speech/espeak-mnemonics.ts';
import { espeakVoice, type Register } from '../../../src/adapters/speech/espeak-voice.ts';
import { melodyOf } from '../../../src/adapters/speech/intone.ts';
import { placesOf, resung } from '../../../src/adapters/speech/psola.ts';
import { cyclesOf } from '../../../src/adapters/speech/voice-cycles.ts';
import { type Sound, writeWav } from '../../../src/adapters/speech/wav.ts';

type Events = readonly { readonly type: string; readonly id?: string; readonly audio_position: number }[];
interface Engine {
  set_voice(name: string): number;
  set_pitch(pitch: number): void;
  set_range(range: number): void;
  set_rate(words: number): void;
  get_samplerate(): number;
  synthesize(text: string, heard: (samples: Int16Array | null, events: Events | null) => boolean): void;
}

const PACKAGE = '@echogarden/espeak-ng-emscripten';
export const wasm = (() => {
  try {
    return createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    return undefined;
  }
})();

/** From the engine: where a vowel begins and ends and where what sounds after it ends, in ms. */
export interface Rhyme {
  readonly fromMs: number;
  readonly vowelEndMs: number;
  readonly toMs: number;
}

export interface Told {
  readonly sound: Sound;
  readonly rhymes: readonly Rhyme[];
  readonly sounds: readonly { readonly id: string; readonly fromMs: number; readonly toMs: number }[];
}

/** @returns what says a breath as it comes from the engine */
export async function teller(register: Register): Promise<(breath: Breath) => Told> {
  const { default: load } = (await import(PACKAGE)) as {
    default: () => Promise<{ eSpeakNGWorker: new () => Engine }>;
  };
  const worker = new (await load()).eSpeakNGWorker();
  const voice = espeakVoice({ register });
  worker.set_voice(voice.voice);
  worker.set_pitch(voice.pitch);
  worker.set_range(voice.range);
  worker.set_rate(voice.wordsPerMinute);
  return (breath) => {
    const samples: number[] = [];
    const events: { id: string; at: number }[] = [];
    worker.synthesize(inBrackets(breath.mnemonics), (piece, told) => {
      for (const sample of piece ?? []) samples.push(sample);
      for (const { type, id, audio_position } of told ?? [])
        if (type === 'phoneme' || type === 'end') events.push({ id: id ?? '', at: audio_position });
      return false;
    });
    const sounds = events.map(({ id, at }, i) => ({ id, fromMs: at, toMs: events[i + 1]?.at ?? at }));
    return {
      sound: { rate: worker.get_samplerate(), samples: Int16Array.from(samples) },
      rhymes: rhymesOf(breath, sounds),
      sounds,
    };
  };
}

function rhymesOf({ syllables }: Breath, sounds: Told['sounds']): readonly Rhyme[] {
  let next = 0;
  return syllables.map(({ coda, vowel }) => {
    while (next < sounds.length && !isVowel(sounds[next]?.id)) next += 1;
    const fromMs = sounds[next]?.fromMs ?? 0;
    next += vowel === 'ia' || vowel === 'ɯa' || vowel === 'ua' ? 2 : 1;
    const vowelEndMs = sounds[next - 1]?.toMs ?? 0;
    const isVoiced = coda !== '' && !'ptk'.includes(coda);
    return { fromMs, vowelEndMs, toMs: isVoiced ? (sounds[next]?.toMs ?? 0) : vowelEndMs };
  });
}

function isVowel(id: string | undefined): boolean {
  return /[aeiouɛɔəɜɪʊɯɤɨʉ]/.test(id ?? '');
}

/** A breath before and after its melody. */
export interface Bent extends Told {
  readonly out: Sound;
  /** Where a moment of the flat sound came to lie, both in ms. */
  readonly moved: (ms: number) => number;
}

/** @throws Error when no voice is found in it */
export function bend(told: Told, breath: Breath, register: Register): Bent {
  const { sound } = told;
  const { speaker } = espeakVoice({ register });
  const cycles = cyclesOf(sound, speaker.flatHertz);
  const melody = melodyOf(cycles, breath, speaker, sound.rate);
  if (melody === undefined) throw new Error(`no voice in ${breath.mnemonics}`);
  const places = placesOf(cycles, melody.stretch);
  const moved = (ms: number) => {
    const at = (ms * sound.rate) / 1000;
    const i = cycles.findLastIndex((cycle) => cycle.at <= at);
    const [here, next] = [cycles[i], cycles[i + 1]];
    if (here === undefined) return ms;
    const [from, to] = [places[i] ?? 0, places[i + 1]];
    const place =
      next === undefined || to === undefined || next.at - here.at > 1.5 * here.period
        ? from + at - here.at
        : from + ((at - here.at) / (next.at - here.at)) * (to - from);
    return (place * 1000) / sound.rate;
  };
  return { ...told, out: resung(sound, cycles, melody), moved };
}

export async function intoFile(folder: string, name: string, sound: Sound): Promise<void> {
  const wav = await writeWav(join(folder, `${name}.wav`), sound.rate);
  await wav.add(sound);
  await wav.finish();
}
