import type { Phrase } from '../../../src/thai/phrases.ts';
import type { Syllable } from '../../../src/thai/pronunciation.ts';

type Word = Phrase['words'][number];

/** `kʰ-aː-w-low` as a syllable. */
export function syl(written: string): Syllable {
  const [onset = '', vowel = '', coda = '', tone = 'mid'] = written.split('-');
  return { onset, vowel, coda, tone: tone as Syllable['tone'] };
}

export function word(...syllables: string[]): Word {
  return { text: 'ก', syllables: syllables.map(syl) };
}

export function phrase(words: readonly Word[], pauseAfterMs = 0): Phrase {
  return { spoken: 'ก', words, pauseAfterMs };
}

/** A WAV of 22,050 samples a second with these samples, its length left open as espeak-ng does on a pipe. */
export function shortWav(samples: readonly number[]): Uint8Array {
  const header = Buffer.from(
    'RIFF$\xf0\xff\x7fWAVEfmt \x10\0\0\0\x01\0\x01\0\x22\x56\0\0\x44\xac\0\0\x02\0\x10\0data\0\xf0\xff\x7f',
    'latin1',
  );
  return Buffer.concat([header, Buffer.from(Int16Array.from(samples).buffer)]);
}
