// A loudspeaker behind a player program: ffplay, mpg123, aplay, afplay or Windows' own. Decoded beforehand to a file with
// its lead-in silence, played in its own time, stopped by ending the program. Never through a shell.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { RelayError } from '../core/errors.ts';
import { decodeTo } from './decode.ts';
import type { Clock, PreparedSound, Sink, Sound } from './ports.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface PlayerKind {
  readonly programs: readonly string[];
  readonly format: 'wav' | 'mp3';
  /** How long it usually takes from its start to its first sample, ms; what is measured replaces it. */
  readonly latencyMs: number;
  args(path: string): string[];
}

const WINDOWS_SCRIPT = '(New-Object System.Media.SoundPlayer $env:HOKRACHAI_SOUND).PlaySync()';

export const PLAYERS: Readonly<Record<string, PlayerKind>> = {
  ffplay: {
    programs: ['ffplay', 'ffplay.exe'],
    format: 'wav',
    latencyMs: 200,
    args: (path) => ['-hide_banner', '-nodisp', '-autoexit', '-stats', '-loglevel', 'error', path],
  },
  afplay: { programs: ['afplay'], format: 'wav', latencyMs: 150, args: (path) => [path] },
  aplay: { programs: ['aplay'], format: 'wav', latencyMs: 50, args: (path) => ['-q', path] },
  mpg123: { programs: ['mpg123', 'mpg123.exe'], format: 'mp3', latencyMs: 80, args: (path) => ['-q', path] },
  powershell: {
    programs: ['powershell.exe'],
    format: 'wav',
    latencyMs: 700,
    // the path travels in the environment, so the command itself never changes
    args: () => ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_SCRIPT],
  },
};
export type PlayerName = keyof typeof PLAYERS & string;

const MOST_LATENCY_MS = 3000;
const KILL_AFTER_MS = 1000;

export interface FoundPlayer {
  readonly name: PlayerName;
  readonly program: string;
}

/** The first player of the table, or the wanted one, that PATH holds. */
export async function findPlayer(
  environment: Environment,
  wanted?: string,
): Promise<FoundPlayer | undefined> {
  const folders = (environment['PATH'] ?? environment['Path'] ?? '')
    .split(delimiter)
    .filter((one) => one !== '');
  for (const [name, kind] of Object.entries(PLAYERS)) {
    if (wanted !== undefined && wanted !== name) continue;
    for (const program of kind.programs.flatMap((one) => folders.map((folder) => join(folder, one)))) {
      if (await isProgram(program)) return { name, program };
    }
  }
  return undefined;
}

export interface CommandPlayerOptions {
  readonly player: FoundPlayer;
  readonly ffmpeg: string;
  /** For the decoded sounds; they go when they have been heard. */
  readonly folder: string;
  /** Handed on to the player, which may need its sound server's settings. */
  readonly environment: Environment;
}

export function createCommandPlayer(options: CommandPlayerOptions, clock: Clock): Sink {
  const kind = PLAYERS[options.player.name];
  if (kind === undefined) throw new RelayError('config', `No such player: ${options.player.name}.`);
  let latencyMs = kind.latencyMs;
  /** Slowly, so that one busy moment does not make the next play early. */
  const learn = (foundMs: number) => {
    latencyMs += (Math.min(MOST_LATENCY_MS, Math.max(0, foundMs)) - latencyMs) * 0.5;
  };
  return {
    name: options.player.name,
    headStartMs: (leadInMs) => leadInMs + latencyMs,
    async prepare(sound) {
      await mkdir(options.folder, { recursive: true });
      const path = join(options.folder, `${sound.name}.${kind.format}`);
      await decodeTo(sound, { ffmpeg: options.ffmpeg, path, format: kind.format, applyVolume: true });
      return playOnce({ ...options, kind, path, sound, latency: () => latencyMs, learn }, clock);
    },
  };
}

interface OneSound extends CommandPlayerOptions {
  readonly kind: PlayerKind;
  readonly path: string;
  readonly sound: Sound;
  latency(): number;
  learn(latencyMs: number): void;
}

function playOnce(one: OneSound, clock: Clock): PreparedSound {
  let child: ChildProcess | undefined;
  let isStopped = false;
  let wakeUp: () => void = () => undefined;
  const { leadInMs } = one.sound;

  const wait = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.after(ms, resolve);
      wakeUp = () => {
        cancel();
        resolve();
      };
    });

  return {
    async start(inMs) {
      const dueAt = clock.now() + inMs;
      await wait(Math.max(0, inMs - leadInMs - one.latency()));
      if (isStopped) return { lateMs: 0, playedMs: 0, stopped: true };
      const running = run({ ...one, isStopped: () => isStopped }, clock, (started) => {
        child = started;
      });
      const { spawnedAt, endedAt, firstSampleAt } = await running;
      const found = firstSampleAt ?? spawnedAt + one.latency();
      const clipAt = found + leadInMs;
      if (firstSampleAt !== undefined) one.learn(firstSampleAt - spawnedAt);
      return { lateMs: clipAt - dueAt, playedMs: Math.max(0, endedAt - clipAt), stopped: isStopped };
    },
    stop() {
      isStopped = true;
      wakeUp();
      child?.kill();
      const stubborn = child;
      if (stubborn !== undefined) clock.after(KILL_AFTER_MS, () => stubborn.kill('SIGKILL'));
    },
    release: () => rm(one.path, { force: true }),
  };
}

interface Ran {
  readonly spawnedAt: number;
  readonly endedAt: number;
  /** Measured from what the player says of its position, where it says anything. */
  readonly firstSampleAt: number | undefined;
}

function run(
  one: OneSound & { isStopped(): boolean },
  clock: Clock,
  started: (child: ChildProcess) => void,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const spawnedAt = clock.now();
    let firstSampleAt: number | undefined;
    let said = '';
    const child = spawn(one.player.program, one.kind.args(one.path), {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...one.environment, HOKRACHAI_SOUND: one.path },
      windowsHide: true,
    });
    started(child);
    child.stderr.on('data', (bytes: Buffer) => {
      const text = bytes.toString('utf8');
      // ffplay's running position in seconds, e.g. "   0.17 M-A:  0.000"
      const position = /(?:^|\r)\s*(\d+\.\d+) (?:M-A|A-V)/.exec(text)?.[1];
      if (position === undefined) said = (said + text).slice(-500);
      else if (Number(position) < 1.5) {
        const at = clock.now() - Number(position) * 1000;
        firstSampleAt = Math.min(firstSampleAt ?? at, at);
      }
    });
    child.on('error', (cause) => {
      reject(new RelayError('no-engine', `The player ${one.player.program} cannot be run.`, { cause }));
    });
    child.on('close', (code, signal) => {
      if (code === 0 || one.isStopped()) resolve({ spawnedAt, endedAt: clock.now(), firstSampleAt });
      else
        reject(
          new RelayError('engine-failed', `${one.player.name} gave up (${signal ?? code}).`, {
            cause: new Error(said),
          }),
        );
    });
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false; // not there or not ours to run: the next folder of PATH
  }
}
