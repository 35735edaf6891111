// The only place that knows fluent-ffmpeg: a pass (files in, filters, files or samples out) → ffmpeg → what it wrote to
// its log. Nothing passes a shell; ffmpeg is killed by the pass's time limit and by the caller's signal.
import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ffmpeg from 'fluent-ffmpeg';
import { RelayError } from '../../core/errors.ts';

export interface PassInput {
  readonly path: string;
  readonly options?: readonly string[];
}

export interface PassOutput {
  /** A path, `-` for nowhere, or a stream made by `listener`. */
  readonly to: string | Writable;
  readonly options: readonly string[];
}

export interface Pass {
  readonly inputs: readonly PassInput[];
  /** A filter graph over all inputs; the outputs name its ends with `-map`. */
  readonly graph?: string;
  readonly outputs: readonly PassOutput[];
}

export interface PassLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** A program, its limits and the signal already known: a pass in, the log out. */
export type RunPass = (pass: Pass) => Promise<string>;

/** ffmpeg ended badly without our doing. Its log is the message. */
export class FfmpegFailed extends Error {
  override readonly name = 'FfmpegFailed';
  /** True when it ended by itself with an exit code; false when the system ended it or never started it. */
  readonly byItself: boolean;

  constructor(log: string, byItself: boolean, cause: unknown) {
    super(log, { cause });
    this.byItself = byItself;
  }
}

interface Lines {
  get(): string;
}
type OnEnd = (error: Error | null, stdout?: Lines, stderr?: Lines) => void;
interface Insides {
  ffmpegProc?: ChildProcess;
  _checkCapabilities: (done: (error: Error | null) => void) => void;
  _getFfmpegPath: (done: (error: Error | null, path: string) => void) => void;
  _spawnFfmpeg: (args: string[], options: object, onSpawn: unknown, onEnd: OnEnd) => void;
}
// Two arguments or more are passed on as they are; a single one would be split at its blank.
const WHOLE = ['-fflags', '+bitexact'] as const;
const NO_LINES: Lines = { get: () => '' };

/**
 * Runs one pass.
 * @returns the last hundred lines of ffmpeg's log
 * @throws FfmpegFailed with the log; RelayError `timeout`, or `no-engine` when the program is gone; the signal's reason
 */
export async function runFfmpeg(program: string, pass: Pass, limits: PassLimits): Promise<string> {
  limits.signal.throwIfAborted();
  await access(program, constants.X_OK).catch((cause: unknown) => {
    throw new RelayError('no-engine', `ffmpeg is not where it was: ${program}`, { cause, retry: true });
  });
  const command = commandFor(program, pass);
  const heard = pass.outputs.flatMap(({ to }) => (typeof to === 'string' ? [] : [finished(to)]));
  const [log] = await Promise.all([ended(command, limits), ...heard]);
  return log;
}

function commandFor(program: string, pass: Pass): ffmpeg.FfmpegCommand {
  const command = ffmpeg();
  const insides = command as unknown as Insides;
  const spawnIt = insides._spawnFfmpeg;
  Object.assign(insides, {
    // Its reading of `ffmpeg -formats` broke with ffmpeg 7; what is needed was checked once, when ffmpeg was found.
    _checkCapabilities: (done: (error: Error | null) => void) => done(null),
    availableEncoders: (done: (error: Error | null, encoders: object) => void) => done(null, {}),
    // The package keeps the program's path for the whole process; two builds in one process must not meet there.
    _getFfmpegPath: (done: (error: Error | null, path: string) => void) => done(null, program),
    // When the program cannot be started the package reads a log that is not there and takes the process down.
    _spawnFfmpeg: (args: string[], options: object, onSpawn: unknown, onEnd: OnEnd) =>
      spawnIt.call(
        command,
        ['-hide_banner', '-nostdin', ...args],
        options,
        onSpawn,
        (error, stdout, stderr) => onEnd(error, stdout ?? NO_LINES, stderr ?? NO_LINES),
      ),
  });
  for (const input of pass.inputs) {
    command.input(input.path).inputOptions('-protocol_whitelist', 'file,pipe', ...(input.options ?? []));
  }
  if (pass.graph !== undefined) command.complexFilter(pass.graph);
  for (const output of pass.outputs) {
    if (typeof output.to === 'string') command.output(output.to);
    else command.output(output.to, { end: true });
    command.outputOptions(...WHOLE, ...output.options);
  }
  return command;
}

function ended(command: ffmpeg.FfmpegCommand, limits: PassLimits): Promise<string> {
  return new Promise((resolve, reject) => {
    const insides = command as unknown as Insides;
    let stopped: unknown;
    let child: ChildProcess | undefined;
    const stop = (reason: unknown) => {
      stopped ??= reason;
      if (insides.ffmpegProc !== undefined) command.kill('SIGKILL');
    };
    const onAbort = () => stop(limits.signal.reason);
    const timer = setTimeout(
      () =>
        stop(
          new RelayError('timeout', `ffmpeg took longer than ${limits.timeoutMs / 1000} s`, { retry: true }),
        ),
      limits.timeoutMs,
    );
    const tidy = () => {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', onAbort);
    };
    limits.signal.addEventListener('abort', onAbort, { once: true });
    command.on('start', () => {
      child = insides.ffmpegProc;
      if (stopped !== undefined) command.kill('SIGKILL');
    });
    command.on('end', (_stdout: string | null, stderr: string | null) => {
      tidy();
      if (stopped === undefined) resolve(stderr ?? '');
      else reject(stopped);
    });
    command.on('error', (error: Error, _stdout: string | null, stderr: string | null) => {
      tidy();
      reject(
        stopped ?? new FfmpegFailed(`${error.message}\n${stderr ?? ''}`, (child?.exitCode ?? -1) > 0, error),
      );
    });
    command.run();
  });
}
