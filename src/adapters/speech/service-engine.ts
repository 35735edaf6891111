// What all speech services have in common as an engine: the key must be readable, the words leave the house, and how the
// texts of a script are spoken. A service itself adds how one text becomes sound.
import { asRelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { readKey } from './key-file.ts';
import { speakTexts, type TextVoice } from './speak-texts.ts';

export interface ServiceOptions extends TextVoice {
  /** Everything that changes the sound: part of a clip's recipe and its `voice`. */
  readonly id: string;
  readonly name: string | undefined;
  readonly host: string;
  readonly keyFile: string | undefined;
  readonly limitsInWords: string;
}

export function createServiceEngine(options: ServiceOptions): SpeechEngine {
  return {
    id: options.id,
    ...(options.name === undefined ? {} : { name: options.name }),
    terms: { limits: options.limitsInWords, sendsTextTo: options.host },
    /** Asks no service: each question costs, and the next text tells. */
    async check() {
      try {
        if (options.keyFile !== undefined) await readKey(options.keyFile);
        return { usable: true, detail: `${options.id} (${options.host}), asked when there is a text` };
      } catch (error) {
        return { usable: false, why: asRelayError(error).message };
      }
    },
    async speak(script, wavPath, signal, onProgress) {
      const { ms, expectedMs } = await speakTexts(options, script, wavPath, signal, onProgress);
      return { engine: options.id, wavPath, ms, expectedMs };
    },
  };
}
