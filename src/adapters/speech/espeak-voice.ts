// How both builds of espeak-ng are set, so that the village hears the same voice from either of them.
import { RelayError } from '../../core/errors.ts';
import { GAPS, type Gaps } from '../../thai/gaps.ts';
import { MAPPING } from './espeak-mnemonics.ts';
import type { Speaker } from './intone.ts';

export type Register = 'male' | 'female';

/** What one may choose of the embedded voice. */
export interface EspeakManner {
  /** Pace while it speaks, pauses left out; default 3.5 syllables a second. */
  readonly syllablesPerSecond?: number | undefined;
  readonly register?: Register | undefined;
  readonly gaps?: Gaps | undefined;
}

/** All that both builds are told, and what the melody is made from. */
export interface EspeakVoice {
  /** Shan: the only voice with all Thai stops and nine vowels. Its variants change the throat, not the sounds. */
  readonly voice: string;
  readonly pitch: number;
  /** 0 to 100, where 50 is usual; the command line counts in hundredths of the usual. */
  readonly range: number;
  readonly wordsPerMinute: number;
  readonly speaker: Speaker;
  readonly gaps: Gaps;
  /** Everything in it that changes the sound, short: `shn m2 male r3.5 g200-600-1000-600`. */
  readonly name: string;
}

const PACE = 3.5;
const RANGE = 30;

/** Measured: the two level tones of the engine at that pitch and range. */
const REGISTERS = {
  male: { voice: 'shn', pitch: 70, flatHertz: [104, 116], middleHertz: 112 },
  female: { voice: 'shn+belinda', pitch: 45, flatHertz: [190, 206], middleHertz: 205 },
} as const;

/** The engine's own pace that gives consonants the length that fits our vowels, measured on two minutes of announcements. */
function wordsPerMinuteFor(syllablesPerSecond: number): number {
  return Math.round(190 + 60 * (syllablesPerSecond - PACE));
}

/** @throws RelayError `config` for a pace outside 2.5 to 5 syllables a second */
export function espeakVoice({
  syllablesPerSecond = PACE,
  register = 'male',
  gaps = GAPS,
}: EspeakManner): EspeakVoice {
  if (!(syllablesPerSecond >= 2.5 && syllablesPerSecond <= 5)) {
    throw new RelayError('config', 'The pace of the voice must be from 2.5 to 5 syllables a second.');
  }
  const { flatHertz, middleHertz, ...rest } = REGISTERS[register];
  return {
    ...rest,
    range: RANGE,
    wordsPerMinute: wordsPerMinuteFor(syllablesPerSecond),
    gaps,
    speaker: { flatHertz, middleHertz, syllablesPerSecond },
    name: `shn ${MAPPING} ${register} r${syllablesPerSecond} g${gaps.group}-${gaps.clause}-${gaps.sentence}-${gaps.number}`,
  };
}

/** An engine's name for a recipe, and with its version what is stored with a clip: `espeak-native 1.51 shn m2 male r3.5 g…`. */
export function voiceName(engine: string, { name }: EspeakVoice, version?: string): string {
  return [engine, version, name].filter((part) => part !== undefined).join(' ');
}
