// Which speech engines there are to choose from, by their names in the settings. Part of the composition: relay.ts and
// `hokrachai doctor` build the same ones.
import { createEspeakNative } from './adapters/speech/espeak-native.ts';
import { createEspeakWasm } from './adapters/speech/espeak-wasm.ts';
import { createSayEngine } from './adapters/speech/say-engine.ts';
import type { Config } from './config.ts';
import type { SpeechEngine } from './pipeline/ports.ts';

/** @param path the environment's PATH */
export function enginesOf(voice: Config['voice'], path: string | undefined): readonly SpeechEngine[] {
  const wordsPerMinute = voice.wordsPerMinute;
  return voice.engines.map((name) => {
    if (name === 'espeak-ng')
      return createEspeakNative({ pathDirs: path, program: voice.espeakPath, wordsPerMinute });
    if (name === 'espeak-ng-wasm') return createEspeakWasm({ wordsPerMinute });
    return createSayEngine({ platform: process.platform });
  });
}
