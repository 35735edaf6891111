// Neural voices on this machine through the npm package sherpa-onnx-node (Apache-2.0, optional): a folder with a VITS,
// Piper or MMS voice from the operator → a child process that holds the model → samples. No word leaves the house.

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asRelayError, RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { patienceOf } from './patience.ts';
import { speakTexts } from './speak-texts.ts';
import { startSpeechChild } from './speech-child.ts';

export interface SherpaOptions {
  readonly name: string;
  /** With one `*.onnx`, `tokens.txt`, and where the voice has them `lexicon.txt` and `espeak-ng-data/`. */
  readonly folder: string;
  /** Which of the voice's speakers, from 0. */
  readonly speaker: number;
  /** 1 is the voice's own pace. */
  readonly speed: number;
  /** How long one text may take, with the loading of the model before the first; default 120 s. */
  readonly timeoutMs?: number | undefined;
  /** The package, or the path of one; replaced in tests. */
  readonly module?: string | undefined;
}

/** The shape sherpa-onnx-node documents for OfflineTts; the child passes it on as it is. */
export interface SherpaSettings {
  readonly module: string;
  readonly config: {
    readonly model: {
      readonly vits: {
        readonly model: string;
        readonly tokens: string;
        readonly lexicon: string;
        readonly dataDir: string;
      };
      readonly numThreads: number;
      readonly provider: 'cpu';
      readonly debug: boolean;
    };
    readonly maxNumSentences: number;
  };
  readonly sid: number;
  readonly speed: number;
}

const PACKAGE = 'sherpa-onnx-node';
const TIMEOUT_MS = 120_000;
/** About a clause: VITS holds a whole text in memory and slurs very long ones. */
const MOST_LETTERS = 300;

export function createSherpaEngine(options: SherpaOptions): SpeechEngine {
  const { name, folder, speaker, speed, timeoutMs = TIMEOUT_MS } = options;

  async function found(): Promise<{ readonly settings: SherpaSettings; readonly id: string }> {
    const module = resolved(options.module ?? PACKAGE);
    const vits = await voiceIn(folder);
    const { size } = await stat(vits.model);
    const model = { vits, numThreads: Math.min(2, cpus().length), provider: 'cpu' as const, debug: false };
    const settings = { module, config: { model, maxNumSentences: 1 }, sid: speaker, speed };
    return { settings, id: `${idOf(options)} ${basename(vits.model, '.onnx')} ${size}` };
  }

  return {
    id: idOf(options),
    name,
    terms: { limits: `${MOST_LETTERS} letters at once, cut at clauses` },
    async check() {
      try {
        const { settings, id } = await found();
        const child = startSpeechChild(ownChild(), name);
        try {
          await child.ask(settings, patienceOf(timeoutMs));
        } finally {
          child.end();
        }
        return { usable: true, detail: `${id} (${folder})` };
      } catch (error) {
        return { usable: false, why: asRelayError(error).message };
      }
    },
    async speak(script, wavPath, signal, onProgress) {
      const { settings, id } = await found();
      const child = startSpeechChild(ownChild(), name);
      try {
        // Asked once, the model stays loaded for the texts that follow; a child that fails is not used again.
        let ready: Promise<unknown> | undefined;
        const make = async (text: string, stop: AbortSignal) => {
          const within = AbortSignal.any([stop, patienceOf(timeoutMs)]);
          ready ??= child.ask(settings, within);
          await ready;
          return child.sound({ text }, within);
        };
        const voice = { limits: { mostLetters: MOST_LETTERS }, atOnce: 1, make };
        const { ms, expectedMs } = await speakTexts(voice, script, wavPath, signal, onProgress);
        return { engine: id, wavPath, ms, expectedMs };
      } finally {
        child.end();
      }
    },
  };
}

function resolved(module: string): string {
  try {
    return createRequire(import.meta.url).resolve(module);
  } catch (cause) {
    throw new RelayError('no-engine', `the package ${PACKAGE} is not installed: npm i ${PACKAGE}`, { cause });
  }
}

async function voiceIn(folder: string): Promise<SherpaSettings['config']['model']['vits']> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new RelayError('no-engine', `the voice's folder ${folder} cannot be read`, { cause });
  });
  const models = names.filter((one) => one.endsWith('.onnx'));
  const [model] = models;
  if (model === undefined || models.length > 1 || !names.includes('tokens.txt'))
    throw new RelayError('no-engine', `${folder} must hold exactly one .onnx file, and tokens.txt`);
  const there = (one: string) => (names.includes(one) ? join(folder, one) : '');
  return {
    model: join(folder, model),
    tokens: join(folder, 'tokens.txt'),
    lexicon: there('lexicon.txt'),
    dataDir: there('espeak-ng-data'),
  };
}

/** From the settings only: what a clip is looked up by is known before the model is. */
function idOf({ name, folder, speaker, speed }: SherpaOptions): string {
  const key = createHash('sha256').update(folder).digest('hex').slice(0, 8);
  return `sherpa ${name} ${key} s${speaker} r${speed}`;
}

/** From the sources it is TypeScript and needs this process's loader; built it is plain JavaScript. */
function ownChild(): string {
  return fileURLToPath(
    new URL(`./sherpa-child${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  );
}
