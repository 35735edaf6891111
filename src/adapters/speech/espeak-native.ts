// espeak-ng as the machine has it: found on PATH or where the settings say, one short-lived child for each breath, two at
// a time. Mnemonics go in through standard input, the sound comes back through standard output; no shell, no files.

import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { type Breath, breathsOf } from './breaths.ts';
import { inBrackets } from './espeak-mnemonics.ts';
import { type EspeakManner, type EspeakVoice, espeakVoice, voiceName } from './espeak-voice.ts';
import { intoned } from './intone.ts';
import { patienceOf } from './patience.ts';
import { speakInTurn } from './speak-in-turn.ts';
import { readWav, type Sound, withoutEdges } from './wav.ts';

/** What `hokrachai doctor` shows of an engine. */
export interface EngineDescription {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

export interface EspeakNativeOptions extends EspeakManner {
  /** Folders to look in, as the environment's PATH writes them. */
  readonly pathDirs: string | undefined;
  /** Full path of the program; then PATH is not looked at. */
  readonly program?: string | undefined;
  /** How long one breath may take before its child is ended, default 10 s (it takes about 10 ms). */
  readonly patienceMs?: number | undefined;
}

const ENGINE = 'espeak-native';
const AT_ONCE = 2;
const PATIENCE_MS = 10_000;
/** 30 syllables are 10 s at most; a child that sends more has gone wrong. */
const MOST_BYTES = 8_000_000;
/** A child gets nothing of our environment: it needs none of it, and secrets may be in there. */
const BARE = { env: { LC_ALL: 'C.UTF-8' }, windowsHide: true } as const;

const run = promisify(execFile);

/**
 * The espeak-ng program in the first of the PATH folders that has one. Folders that are not absolute are passed over: what
 * lies in the folder one happens to stand in is not to be run.
 */
export async function findEspeak(pathDirs: string | undefined): Promise<string | undefined> {
  const file = process.platform === 'win32' ? 'espeak-ng.exe' : 'espeak-ng';
  for (const folder of (pathDirs ?? '').split(delimiter)) {
    if (isAbsolute(folder) && (await runnable(join(folder, file)))) return join(folder, file);
  }
  return undefined;
}

async function runnable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The engine that speaks through the machine's own espeak-ng (GPL-3.0-or-later, in processes of its own). */
export function createEspeakNative(
  options: EspeakNativeOptions,
): SpeechEngine & { describe(): Promise<EngineDescription | undefined> } {
  const voice = espeakVoice(options);
  const patienceMs = options.patienceMs ?? PATIENCE_MS;

  async function describe(): Promise<EngineDescription | undefined> {
    const path = options.program ?? (await findEspeak(options.pathDirs));
    if (path === undefined || !isAbsolute(path) || !(await runnable(path))) return undefined;
    const { stdout } = await run(path, ['--version'], { ...BARE, timeout: PATIENCE_MS });
    return { name: 'espeak-ng', version: /\d+\.\d[\w.-]*/.exec(stdout)?.[0] ?? 'unknown', path };
  }

  const flat = (program: string, mnemonics: string, signal: AbortSignal): Promise<Sound> =>
    sayOnce(program, mnemonics, voice, AbortSignal.any([signal, patienceOf(patienceMs)]));

  return {
    id: voiceName(ENGINE, voice),
    describe,
    async check() {
      try {
        const found = await describe();
        if (found === undefined) return { usable: false, why: notThere(options.program) };
        const sound = await flat(found.path, "m'a:2", patienceOf(patienceMs));
        if (withoutEdges(sound.samples).length === 0)
          return { usable: false, why: `${found.path} gave only silence` };
        return { usable: true, detail: `espeak-ng ${found.version} (${found.path})` };
      } catch (error) {
        return { usable: false, why: error instanceof Error ? error.message : String(error) };
      }
    },
    async speak(script, wavPath, signal, onProgress) {
      const pieces = breathsOf(script.phrases, voice.gaps);
      const found = await describeOrFail(describe);
      if (found === undefined) throw new RelayError('no-engine', notThere(options.program));
      const make = async (breath: Breath, stop: AbortSignal) =>
        intoned(await flat(found.path, breath.mnemonics, stop), breath, voice.speaker);
      const ms = await speakInTurn({ pieces, make, atOnce: AT_ONCE, wavPath, onProgress }, signal);
      return { engine: voiceName(ENGINE, voice, found.version), wavPath, ms };
    },
  };
}

async function describeOrFail(describe: () => Promise<EngineDescription | undefined>) {
  try {
    return await describe();
  } catch (cause) {
    throw new RelayError('engine-failed', 'espeak-ng does not tell its version.', { cause, retry: true });
  }
}

function notThere(program: string | undefined): string {
  return program === undefined
    ? 'espeak-ng is not on PATH; install it (apt-get install espeak-ng) or let the built-in voice speak'
    : `there is no program at ${program}; correct the setting or leave it out`;
}

/** One breath through one child. The range can only be asked for in SSML; a space must precede its end. */
function sayOnce(
  program: string,
  mnemonics: string,
  { voice, pitch, range, wordsPerMinute }: EspeakVoice,
  signal: AbortSignal,
): Promise<Sound> {
  const ssml = `<speak><prosody range='${range * 2}%'> ${inBrackets(mnemonics)} </prosody></speak>`;
  const chosen = ['-v', voice, '-p', String(pitch), '-s', String(wordsPerMinute)];
  const settings = [...chosen, '-m', '-b', '1', '-z', '--stdin', '--stdout'];
  return new Promise((resolve, reject) => {
    const child = spawn(program, settings, {
      ...BARE,
      stdio: ['pipe', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    });
    const sound: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) child.kill('SIGKILL');
      else sound.push(piece);
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = `${complaint}${piece}`.slice(0, 500);
    });
    // A child that ends before it has read everything breaks the pipe; its exit code tells more than that.
    child.stdin.on('error', (error) => {
      complaint ||= error.message;
    });
    child.on('error', (cause) => reject(signal.aborted ? stopReason(signal) : failed(cause.message, cause)));
    child.on('close', (code, killedBy) => {
      if (signal.aborted) return reject(stopReason(signal));
      if (code !== 0) return reject(failed(complaint.trim() || `it ended with ${code ?? killedBy}`));
      try {
        resolve(readWav(Buffer.concat(sound)));
      } catch (cause) {
        reject(failed(complaint.trim() || 'its sound cannot be read', cause));
      }
    });
    child.stdin.end(ssml);
  });
}

function failed(why: string, cause?: unknown): RelayError {
  return new RelayError('engine-failed', `espeak-ng could not speak: ${why}`, { cause, retry: true });
}

/** The caller's own reason to stop, or `timeout` when our patience ended. */
function stopReason(signal: AbortSignal): unknown {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new RelayError('timeout', 'espeak-ng hung and was ended.', { cause: signal.reason, retry: true })
    : signal.reason;
}
