// A few words said at once: an engine's file → its bytes, and the file is gone. For listening to a word before it is saved.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuickVoice, Scratch, SpeechEngine } from '../../pipeline/ports.ts';

export function createQuickVoice(engine: SpeechEngine, scratch: Scratch): QuickVoice {
  return {
    id: engine.id,
    say: (script, signal) =>
      scratch.within(async (folder) => {
        const { wavPath } = await engine.speak(script, join(folder, 'words.wav'), signal);
        return readFile(wavPath);
      }),
  };
}
