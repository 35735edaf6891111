// Any program that reads a text and writes a WAV: named with its arguments in the settings, started without a shell. The
// text goes in by a file or by standard input, never on the command line; the sound comes by a file or standard output.

import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import { patienceOf } from './patience.ts';
import { speakTexts } from './speak-texts.ts';
import type { TextLimits } from './text-pieces.ts';
import { readWav, type Sound } from './wav.ts';

export interface CommandOptions {
  readonly name: string;
  /** Full path of the program, then its arguments; `{text-file}` and `{wav}` are paths filled in. */
  readonly argv: readonly [string, ...string[]];
  /** All the program gets of an environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly limits: TextLimits;
  /** How long one text may take; default 60 s. */
  readonly timeoutMs?: number | undefined;
}

const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64_000_000;

export function createCommandEngine(options: CommandOptions): SpeechEngine {
  const [program] = options.argv;
  const id = `command ${options.name} ${fingerprint(options)}`;
  return {
    id,
    name: options.name,
    terms: {
      limits:
        options.limits.mostLetters === undefined ? 'none' : `${options.limits.mostLetters} letters a run`,
    },
    async check() {
      const runs = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      return runs
        ? { usable: true, detail: `${program}, run when there is a text` }
        : { usable: false, why: `there is no program at ${program}` };
    },
    async speak(script, wavPath, signal, onProgress) {
      const make = (text: string, stop: AbortSignal) => runOnce(options, text, dirname(wavPath), stop);
      const voice = { limits: options.limits, atOnce: 1, make };
      const { ms, expectedMs } = await speakTexts(voice, script, wavPath, signal, onProgress);
      return { engine: id, wavPath, ms, expectedMs };
    },
  };
}

async function runOnce(
  { argv, env, name, timeoutMs = TIMEOUT_MS }: CommandOptions,
  text: string,
  folder: string,
  signal: AbortSignal,
): Promise<Sound> {
  const textFile = join(folder, `text-${randomUUID()}.txt`);
  const wav = join(folder, `sound-${randomUUID()}.wav`);
  const [program, ...rest] = argv;
  const args = rest.map((one) =>
    one.replaceAll('{text-file}', () => textFile).replaceAll('{wav}', () => wav),
  );
  const limit = patienceOf(timeoutMs);
  try {
    const byFile = argv.some((one) => one.includes('{text-file}'));
    if (byFile) await writeFile(textFile, `${text}\n`, { mode: 0o600 });
    const input = byFile ? '' : `${text}\n`;
    const out = await runProgram({ program, args, env, input, name }, AbortSignal.any([signal, limit]));
    return readWav(argv.some((one) => one.includes('{wav}')) ? await readSound(wav) : out);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) {
      throw new RelayError('timeout', `${name} took longer than ${timeoutMs / 1000} s and was ended.`, {
        cause: error,
        retry: true,
      });
    }
    if (error instanceof RelayError && error.code === 'engine-failed') throw error;
    throw failed(name, 'its sound cannot be read', error);
  } finally {
    await Promise.all([textFile, wav].map((path) => rm(path, { force: true })));
  }
}

async function readSound(path: string): Promise<Uint8Array> {
  const { size } = await stat(path);
  if (size > MOST_BYTES) throw new Error(`a file of ${size} bytes`);
  return readFile(path);
}

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  readonly name: string;
}

function runProgram({ program, args, env, input, name }: Run, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = spawn(program, args, {
      env: { LC_ALL: 'C.UTF-8', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      // A group of its own, so that what it starts is ended with it.
      detached: process.platform !== 'win32',
    });
    const end = () => endGroup(child.pid, () => child.kill('SIGKILL'));
    signal.addEventListener('abort', end, { once: true });
    const out: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    child.stdout.on('data', (piece: Buffer) => {
      bytes += piece.length;
      if (bytes > MOST_BYTES) end();
      else out.push(piece);
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      complaint = `${complaint}${piece}`.slice(-300);
    });
    // A program that does not read its input breaks the pipe; its exit code tells more than that.
    child.stdin.on('error', (error) => {
      complaint ||= error.message;
    });
    child.on('error', (cause) => {
      signal.removeEventListener('abort', end);
      reject(failed(name, 'it cannot be started', cause));
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason);
      else if (code === 0) resolve(Buffer.concat(out));
      else
        reject(failed(name, complaint.trim().replaceAll(/\s+/g, ' ') || `it ended with ${code ?? killedBy}`));
    });
    child.stdin.end(input);
  });
}

function endGroup(pid: number | undefined, endOne: () => void): void {
  try {
    if (pid !== undefined && process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
    else endOne();
  } catch {
    // The group is gone already.
    endOne();
  }
}

function failed(name: string, why: string, cause?: unknown): RelayError {
  return new RelayError('engine-failed', `${name} could not speak: ${why}`, { cause, retry: true });
}

/** The settings that change the sound; of the program its name only, so that it may move. */
function fingerprint({ argv, env }: CommandOptions): string {
  const [program, ...rest] = argv;
  return createHash('sha256')
    .update(JSON.stringify([basename(program), rest, env]))
    .digest('hex')
    .slice(0, 8);
}
