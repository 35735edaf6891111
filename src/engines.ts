// Which voices there are to choose from, by their names in the settings, and who speaks for whom in which order. Part of
// the composition: relay.ts, `hokrachai doctor`, `voices` and `speak` build the same ones.
import { createAzureEngine } from './adapters/speech/azure-engine.ts';
import { createCommandEngine } from './adapters/speech/command-engine.ts';
import { createEngineOrder, type EngineLog, syllablesIn } from './adapters/speech/engine-order.ts';
import { createEspeakNative } from './adapters/speech/espeak-native.ts';
import { createEspeakWasm } from './adapters/speech/espeak-wasm.ts';
import { createGoogleEngine } from './adapters/speech/google-engine.ts';
import { createHttpEngine, type Expected } from './adapters/speech/http-engine.ts';
import { createRests } from './adapters/speech/rests.ts';
import { createSayEngine } from './adapters/speech/say-engine.ts';
import { createSherpaEngine } from './adapters/speech/sherpa-engine.ts';
import type { Config } from './config.ts';
import type { BulletinClass } from './core/bulletin.ts';
import type { SpeechEngine } from './pipeline/ports.ts';
import { BUILT_IN, type VoiceSetting } from './voice-settings.ts';

export interface Voice {
  readonly name: string;
  readonly engine: SpeechEngine;
}

/** Whose news it is, for the settings of one organisation; undefined: those of all. */
export interface Whose {
  readonly name: string;
  readonly area: string;
}

export interface Voices {
  /** The built-in ones and those of the settings. */
  readonly all: readonly Voice[];
  /** The one that is always here. */
  readonly embedded: SpeechEngine;
  /** Names in the order they are tried. */
  orderOf(whose: Whose | undefined, of: BulletinClass): readonly string[];
  /** The order as one engine, which says when another voice spoke than the first. */
  engineFor(whose: Whose | undefined, of: BulletinClass): SpeechEngine;
  /** Organisations that the settings name and that are not among these: misspelt, or not founded yet. */
  strangersTo(organisations: readonly Whose[]): readonly string[];
}

/** @param path the environment's PATH, where espeak-ng is looked for */
export function createVoices(
  config: Pick<Config, 'voice' | 'voices'>,
  { path, log }: { readonly path: string | undefined; readonly log: EngineLog },
): Voices {
  const rests = createRests();
  const ours = builtIn(config.voice, config.voice.pace.usual, path, log);
  const urgent = builtIn(config.voice, config.voice.pace.emergency, path, log);
  const all = [...BUILT_IN.map((name) => ({ name, engine: ours[name] })), ...config.voices.map(voiceOf)];
  const named: Readonly<Record<string, SpeechEngine>> = Object.fromEntries(
    all.map(({ name, engine }) => [name, engine]),
  );
  const made = new Map<string, SpeechEngine>();

  function orderOf(whose: Whose | undefined, of: BulletinClass): readonly string[] {
    const { byClass, byOrganisation, engines } = config.voice;
    const own = whose === undefined ? undefined : (byOrganisation[whose.name] ?? byOrganisation[whose.area]);
    return embedded(own?.byClass[of] ?? own?.engines ?? byClass[of] ?? engines);
  }

  return {
    all,
    embedded: ours.embedded,
    orderOf,
    engineFor(whose, of) {
      const names = orderOf(whose, of);
      const those = of === 'emergency' ? { ...named, ...urgent } : named;
      const key = `${of === 'emergency'} ${names.join(' ')}`;
      const engine =
        made.get(key) ??
        createEngineOrder({
          engines: names.flatMap((name) => (Object.hasOwn(those, name) ? (those[name] ?? []) : [])),
          log,
          rests,
        });
      made.set(key, engine);
      return engine;
    },
    strangersTo: (organisations) =>
      Object.keys(config.voice.byOrganisation).filter(
        (named) => !organisations.some(({ name, area }) => name === named || area === named),
      ),
  };
}

/** The two builds of espeak-ng one after the other are one voice. */
function embedded(names: readonly string[]): readonly string[] {
  const joined = names.join(' ').replaceAll('espeak-ng espeak-ng-wasm', 'embedded');
  return [...new Set(joined.split(' '))];
}

/** @param syllablesPerSecond the pace of espeak-ng; the voice of the system keeps its own */
function builtIn(
  { espeakPath, register, gaps }: Config['voice'],
  syllablesPerSecond: number,
  path: string | undefined,
  log: EngineLog,
): Readonly<Record<(typeof BUILT_IN)[number], SpeechEngine>> {
  const manner = { register, syllablesPerSecond, gaps };
  const native = createEspeakNative({ pathDirs: path, program: espeakPath, ...manner });
  const wasm = createEspeakWasm(manner);
  const both = createEngineOrder({
    engines: [native, wasm],
    sameVoice: true,
    log,
    // Less than the order around it has, so that the second build still gets its turn.
    patienceMs: (script) => 8_000 + 150 * syllablesIn(script),
  });
  return {
    embedded: { ...both, name: 'embedded', terms: { limits: 'none' } },
    'espeak-ng': native,
    'espeak-ng-wasm': wasm,
    say: createSayEngine({ platform: process.platform }),
  };
}

function voiceOf(setting: VoiceSetting): Voice {
  return { name: setting.name, engine: engineOf(setting) };
}

function engineOf(setting: VoiceSetting): SpeechEngine {
  const called = setting.title ?? setting.name;
  const timeoutMs = setting.timeoutSeconds * 1000;
  const limits = { mostLetters: 'mostLetters' in setting ? setting.mostLetters : undefined };
  switch (setting.engine) {
    case 'google':
      return createGoogleEngine({ ...setting, name: called, calls: { timeoutMs } });
    case 'azure':
      return createAzureEngine({ ...setting, name: called, calls: { timeoutMs } });
    case 'command':
      return createCommandEngine({ ...setting, name: called, limits, timeoutMs });
    case 'sherpa':
      return createSherpaEngine({ ...setting, name: called, timeoutMs });
    case 'http':
      return createHttpEngine({
        ...setting,
        name: called,
        keyFile: setting.keyFile,
        json: setting.json,
        form: setting.form,
        expected: expectedOf(setting.answer),
        limits: { ...limits, mostBytes: setting.mostBytes },
        gapMs: setting.gapSeconds * 1000,
        calls: { timeoutMs },
      });
  }
}

function expectedOf(answer: Extract<VoiceSetting, { engine: 'http' }>['answer']): Expected {
  if (answer === 'sound') return { kind: 'sound' };
  if ('base64' in answer) return { kind: 'base64', field: answer.base64 };
  return { kind: 'address', field: answer.address, hosts: answer.hosts, headers: answer.headers };
}
