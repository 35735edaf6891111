// espeak-ng as an npm package compiled to WASM, for machines without the program. It is GPL, so it runs in a child process
// of its own: started when a text is to be spoken, ended after it. Mnemonics go over as messages, samples come back.

import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { type Breath, breathsOf } from './breaths.ts';
import { inBrackets } from './espeak-mnemonics.ts';
import type { EngineDescription } from './espeak-native.ts';
import { type EspeakManner, espeakVoice, voiceName } from './espeak-voice.ts';
import { intoned } from './intone.ts';
import { patienceOf } from './patience.ts';
import { speakInTurn } from './speak-in-turn.ts';
import { type Sound, withoutEdges } from './wav.ts';

export interface EspeakWasmOptions extends EspeakManner {
  /** How long one breath may take, with the start of the child before the first; default 20 s (start 0.2 s, breath 0.1 s). */
  readonly patienceMs?: number | undefined;
  /** The child's program; its own by default. */
  readonly childPath?: string | undefined;
}

const ENGINE = 'espeak-wasm';
const PACKAGE = '@echogarden/espeak-ng-emscripten';
const PATIENCE_MS = 20_000;

/** The engine that needs nothing but npm packages. */
export function createEspeakWasm(
  options: EspeakWasmOptions = {},
): SpeechEngine & { describe(): Promise<EngineDescription | undefined> } {
  const voice = espeakVoice(options);
  const settings = [voice.voice, voice.pitch, voice.range, voice.wordsPerMinute].map(String);
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const childPath = options.childPath ?? ownChild();

  async function say<T>(
    work: (sayOne: (mnemonics: string, signal: AbortSignal) => Promise<Sound>) => Promise<T>,
  ): Promise<T> {
    let child: SpeechChild | undefined;
    try {
      return await work(async (mnemonics, signal) => {
        child ??= startChild(childPath, settings);
        try {
          return await child.say(inBrackets(mnemonics), AbortSignal.any([signal, patienceOf(patienceMs)]));
        } catch (error) {
          // Dead, hanging or told to stop: the next breath gets a fresh one.
          child.end();
          child = undefined;
          throw error;
        }
      });
    } finally {
      child?.end();
    }
  }

  return {
    id: voiceName(ENGINE, voice),
    describe,
    async check() {
      try {
        const found = await describe();
        if (found === undefined) return { usable: false, why: `the npm package ${PACKAGE} is not installed` };
        const sound = await say((sayOne) => sayOne("m'a:2", patienceOf(patienceMs)));
        if (withoutEdges(sound.samples).length === 0)
          return { usable: false, why: `${PACKAGE} gave only silence` };
        return { usable: true, detail: `espeak-ng in WASM, ${PACKAGE} ${found.version}` };
      } catch (error) {
        return { usable: false, why: error instanceof Error ? error.message : String(error) };
      }
    },
    async speak(script, wavPath, signal, onProgress) {
      const pieces = breathsOf(script.phrases, voice.gaps);
      const found = await describe();
      if (found === undefined)
        throw new RelayError('no-engine', `The npm package ${PACKAGE} is not installed.`);
      const ms = await say((sayOne) => {
        const make = async (breath: Breath, stop: AbortSignal) =>
          intoned(await sayOne(breath.mnemonics, stop), breath, voice.speaker);
        return speakInTurn({ pieces, make, atOnce: 1, wavPath, onProgress }, signal);
      });
      return { engine: voiceName(ENGINE, voice, found.version), wavPath, ms };
    },
  };
}

/** From the sources it is TypeScript and needs this process's loader; built it is plain JavaScript and needs nothing. */
function ownChild(): string {
  return fileURLToPath(
    new URL(`./espeak-wasm-child${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  );
}

async function describe(): Promise<EngineDescription | undefined> {
  let manifest: string;
  try {
    manifest = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  } catch {
    return undefined;
  }
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  return { name: 'espeak-ng (WASM)', version, path: dirname(manifest) };
}

interface SpeechChild {
  /** One breath at a time. @throws RelayError `engine-failed`, `timeout`, or the signal's reason */
  say(text: string, signal: AbortSignal): Promise<Sound>;
  end(): void;
}

type Answer =
  | { readonly samples: Int16Array; readonly samplesPerSecond: number }
  | { readonly failure: string };

function startChild(path: string, settings: readonly string[]): SpeechChild {
  const child = fork(path, settings, {
    // Built, it needs nothing of our environment, where secrets may be; from the sources, the loader does.
    ...(path.endsWith('.ts')
      ? { execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')) }
      : { execArgv: [], env: {} }),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    complaint = `${complaint}${piece}`.slice(0, 4000);
  });
  // Without a listener of its own an error between two breaths would end the relay.
  child.on('error', (error) => {
    complaint ||= error.message;
  });
  return {
    say: (text, signal) =>
      new Promise((resolve, reject) => {
        const settle = (settled: () => void) => {
          for (const off of listeners) off();
          settled();
        };
        const listeners = [
          listen(child, 'message', (answer: Answer) => {
            if ('failure' in answer) settle(() => reject(failed(answer.failure)));
            else settle(() => resolve({ rate: answer.samplesPerSecond, samples: answer.samples }));
          }),
          listen(child, 'error', (cause: Error) => settle(() => reject(failed(cause.message, cause)))),
          listen(child, 'close', (code: number | null, killedBy: string | null) =>
            settle(() => reject(failed(lastWords(complaint) || `its child ended with ${code ?? killedBy}`))),
          ),
          whenAborted(signal, () => settle(() => reject(stopReason(signal)))),
        ];
        if (signal.aborted) settle(() => reject(stopReason(signal)));
        else if (!child.connected) settle(() => reject(failed(lastWords(complaint) || 'its child is gone')));
        else child.send({ text }, (cause) => cause && settle(() => reject(failed(cause.message, cause))));
      }),
    end: () => {
      child.kill('SIGKILL');
    },
  };
}

/** Of what a dying Node process writes, the line with the error. */
function lastWords(complaint: string): string {
  return /^\w*Error: .*$/m.exec(complaint)?.[0] ?? complaint.trim().slice(0, 300);
}

function listen<A extends unknown[]>(
  child: ChildProcess,
  event: string,
  heard: (...what: A) => void,
): () => void {
  const listener = (...what: unknown[]) => heard(...(what as A));
  child.on(event, listener);
  return () => child.off(event, listener);
}

function whenAborted(signal: AbortSignal, stop: () => void): () => void {
  signal.addEventListener('abort', stop, { once: true });
  return () => signal.removeEventListener('abort', stop);
}

function failed(why: string, cause?: unknown): RelayError {
  return new RelayError('engine-failed', `espeak-ng in WASM could not speak: ${why}`, { cause, retry: true });
}

/** The caller's own reason to stop, or `timeout` when our patience ended. */
function stopReason(signal: AbortSignal): unknown {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  if (!timedOut) return signal.reason;
  return new RelayError('timeout', 'espeak-ng in WASM hung and was ended.', {
    cause: signal.reason,
    retry: true,
  });
}
