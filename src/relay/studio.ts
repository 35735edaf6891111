// How words become sound: the voices of the settings, ffmpeg where it is found, the mastering, the house sound.
import { findFfmpeg, pathDirsOf } from '../adapters/audio/find-ffmpeg.ts';
import { createMastering } from '../adapters/audio/mastering.ts';
import { createQuickVoice } from '../adapters/speech/quick-voice.ts';
import type { Config } from '../config.ts';
import type { BulletinClass } from '../core/bulletin.ts';
import type { OrgId } from '../core/ids.ts';
import { createVoices } from '../engines.ts';
import { soundOf } from '../house-sound.ts';
import type { Log } from '../log.ts';
import type { EngineFor, Mastering, SpeechEngine } from '../pipeline/ports.ts';
import { createVoicePreview } from '../pipeline/voice-preview.ts';
import { once } from './once.ts';
import type { Storage } from './storage.ts';

export type Studio = ReturnType<typeof createStudio>;

export interface StudioParts {
  readonly storage: Storage;
  readonly home: string;
  readonly path: string | undefined;
  readonly log: Log;
  readonly replace: {
    readonly engine?: SpeechEngine;
    readonly mastering?: (real: Mastering) => Mastering;
  };
}

export function createStudio(config: Config, { storage, home, path, log, replace }: StudioParts) {
  const { shelf, scratch } = storage;
  const { organisations } = storage.records;
  const voices = createVoices(config, { path, log });
  const sound = soundOf(home);
  const ffmpeg = once(() => findFfmpeg({ configured: config.ffmpegPath, pathDirs: pathDirsOf(path) }));
  const own: Mastering = {
    master: async (...args) => createMastering({ ffmpeg: await ffmpeg(), shelf, scratch }).master(...args),
  };
  const engineFor: EngineFor = async (org, of) =>
    replace.engine ?? voices.engineFor(await organisations.find(org), of);
  return {
    ffmpeg,
    mastering: replace.mastering?.(own) ?? own,
    engineFor,
    /** Whether an organisation's usual voice can speak. */
    check: async (org: OrgId) => (await engineFor(org, 'routine')).check(),
    soundFor: async (org: OrgId, of: BulletinClass) =>
      sound(of, (await organisations.find(org))?.roughWeather),
    preview: createVoicePreview(createQuickVoice(replace.engine ?? voices.embedded, scratch)),
    strangersTo: voices.strangersTo,
  };
}
