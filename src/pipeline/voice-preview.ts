// Hearing a word before it is saved: what an officer typed as its reading → the embedded voice's own sound, no chime and no
// mastering, read exactly as the dictionary would have it read in a bulletin. Nothing is stored.
import { cleanSpoken } from '../core/dictionary.ts';
import { may, mustBeAbleTo } from '../core/officer.ts';
import { toPhrases } from '../thai/phrases.ts';
import { readThai } from '../thai/reading.ts';
import type { VoicePreview } from './desks.ts';
import type { QuickVoice } from './ports.ts';

/** Officers try the same word again and again; forty of them are a few megabytes. */
const MOST_KEPT = 40;
const PATIENCE_MS = 10_000;
/** A word that stands for whatever is typed. */
const WORD = 'คำ';

/** @param voice the one that is always here: another one may be away, slow or cost money */
export function createVoicePreview(voice: QuickVoice): VoicePreview {
  const kept = new Map<string, Promise<Uint8Array>>();

  function soundOf(spoken: string): Promise<Uint8Array> {
    const key = `${voice.id}\n${spoken}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const reading = readThai(WORD, new Map([[WORD, spoken]]));
    const script = { text: reading.spoken, phrases: toPhrases(reading) };
    const sound = voice.say(script, AbortSignal.timeout(PATIENCE_MS));
    kept.set(key, sound);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    sound.catch(() => kept.delete(key));
    return sound;
  }

  return {
    async hear(officer, text) {
      if (!may(officer, 'change-dictionary')) mustBeAbleTo(officer, 'edit-words');
      return { bytes: await soundOf(cleanSpoken(text)), type: 'audio/wav' };
    },
  };
}
