// The voice of a macOS or Windows workstation, through the package `say`: one phrase at a time into a file, the phrases
// then joined with their pauses. Never on Linux, where the package would paste text into a command of festival.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine } from '../../pipeline/ports.ts';
import type { Phrase } from '../../thai/phrases.ts';
import { patienceOf } from './patience.ts';
import { speakInTurn } from './speak-in-turn.ts';
import { readWav, type Sound } from './wav.ts';

/** What we use of the package's object for one platform. */
export interface SayProgram {
  export(text: string, voice: string, speed: number, filename: string, done: (error: unknown) => void): void;
  stop(done: (error: unknown) => void): void;
  readonly child: { once(event: 'error', heard: (error: Error) => void): unknown } | null;
  buildExportCommand(asked: object): { args: string[] };
}

export interface SayOptions {
  /** `process.platform`. */
  readonly platform: string;
  /** 1 is the voice's own speed; default 0.85 for loudspeakers out of doors. */
  readonly speed?: number | undefined;
  /** How long one phrase may take, default 60 s. */
  readonly patienceMs?: number | undefined;
  /** Replacements for what only such a workstation has. */
  readonly program?: ((platform: string) => Promise<SayProgram>) | undefined;
  readonly installedVoices?: ((platform: string) => Promise<string>) | undefined;
}

/** The only voices ever asked for: a name is pasted into a PowerShell command by the package. */
const VOICES: Readonly<Record<string, readonly string[]>> = {
  darwin: ['Kanya', 'Narisa'],
  win32: ['Microsoft Pattara', 'Microsoft Pattara Desktop'],
};
const THAI_ONLY = /^[\u0e01-\u0e3a\u0e40-\u0e4e ]*[\u0e01-\u0e2e][\u0e01-\u0e3a\u0e40-\u0e4e ]*$/;
/** The package pastes the file's name into the command as well. */
const PLAIN_WINDOWS_PATH = /^[A-Za-z]:[\\/][A-Za-z0-9 _.~\\/-]+$/;
const PATIENCE_MS = 60_000;
const UTF8_IN = '[Console]::InputEncoding=New-Object System.Text.UTF8Encoding;';

/** The engine for a workstation without espeak-ng. Its quality is the voice's own; it reads letters, not syllables. */
export function createSayEngine(options: SayOptions): SpeechEngine {
  const { platform } = options;
  const speed = options.speed ?? 0.85;
  const patienceMs = options.patienceMs ?? PATIENCE_MS;

  async function thaiVoice(): Promise<string | undefined> {
    const installed = await (options.installedVoices ?? listVoices)(platform);
    const names = installed
      .split(/\r?\n/)
      .map((line) => line.split(/\s{2,}|\s+[a-z]{2}_[A-Z]{2}\b/)[0]?.trim());
    return VOICES[platform]?.find((voice) => names.includes(voice));
  }

  return {
    id: `say ${platform} s${speed}`,
    async check() {
      if (VOICES[platform] === undefined) {
        return { usable: false, why: 'the package say is used on macOS and Windows only' };
      }
      try {
        const voice = await thaiVoice();
        if (voice === undefined)
          return { usable: false, why: 'no Thai voice is installed; add one in the system settings' };
        return { usable: true, detail: `say with the voice ${voice}` };
      } catch (error) {
        return { usable: false, why: error instanceof Error ? error.message : String(error) };
      }
    },
    async speak(script, wavPath, signal, onProgress) {
      const voice = VOICES[platform] === undefined ? undefined : await thaiVoice();
      if (voice === undefined)
        throw new RelayError('no-engine', 'There is no Thai voice for the package say on this machine.');
      const folder = dirname(wavPath);
      if (platform === 'win32' && !PLAIN_WINDOWS_PATH.test(folder)) {
        throw new RelayError(
          'engine-failed',
          `The voice of Windows cannot write to ${folder}: choose a data folder of plain letters.`,
        );
      }
      const pieces = script.phrases.filter((phrase) => phrase.spoken.trim() !== '');
      if (!pieces.every((phrase) => THAI_ONLY.test(phrase.spoken))) {
        throw new RelayError(
          'invalid-input',
          'A phrase of the reading has other letters than Thai; read the text again.',
        );
      }
      const make = async (phrase: Phrase, stop: AbortSignal): Promise<Sound> => {
        const path = join(folder, `say-${randomUUID()}.wav`);
        try {
          // One object for each phrase: it holds one child, and a failed one may still be ending.
          const program = await (options.program ?? loadSay)(platform);
          const within = AbortSignal.any([stop, patienceOf(patienceMs)]);
          await exportPhrase(program, phrase.spoken, voice, speed, path, within);
          return readWav(await readFile(path));
        } catch (cause) {
          if (stop.aborted) throw stop.reason;
          throw new RelayError('engine-failed', `The voice ${voice} could not speak a phrase.`, {
            cause,
            retry: true,
          });
        } finally {
          await rm(path, { force: true });
        }
      };
      const ms = await speakInTurn({ pieces, make, atOnce: 1, wavPath, onProgress }, signal);
      return { engine: `say 0.16.0 ${platform} ${voice} s${speed}`, wavPath, ms };
    },
  };
}

/** The package keeps one child per object and starts it at once: a failing start must be heard on that child. */
function exportPhrase(
  program: SayProgram,
  spoken: string,
  voice: string,
  speed: number,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const stop = () => program.stop(() => reject(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
    const settle = (error: unknown) => {
      signal.removeEventListener('abort', stop);
      if (error) reject(signal.aborted ? signal.reason : error);
      else resolve();
    };
    program.export(spoken.trim(), voice, speed, path, settle);
    program.child?.once('error', settle);
  });
}

async function loadSay(platform: string): Promise<SayProgram> {
  const loaded: unknown = (await import('say')).default;
  const { Say } = loaded as { Say: new (platform: string) => SayProgram };
  const program = new Say(platform);
  if (platform === 'win32') {
    // PowerShell would read our UTF-8 in the console's old code page.
    const build = program.buildExportCommand.bind(program);
    program.buildExportCommand = (asked) => {
      const command = build(asked);
      return { ...command, args: command.args.map((script) => UTF8_IN + script) };
    };
  }
  return program;
}

async function listVoices(platform: string): Promise<string> {
  const run = promisify(execFile);
  if (platform === 'darwin') return (await run('/usr/bin/say', ['-v', '?'], { timeout: 10_000 })).stdout;
  const list =
    'Add-Type -AssemblyName System.Speech;(New-Object System.Speech.Synthesis.SpeechSynthesizer).GetInstalledVoices()|%{$_.VoiceInfo.Name}';
  return (await run('powershell', ['-NoProfile', '-Command', list], { timeout: 20_000 })).stdout;
}
