// Small programs around the loudspeaker: a pin that is set, a microphone that is read. Started from a list of words that
// the tower's owner wrote, never through a shell, and never waited for longer than told.
import { type ChildProcess, spawn } from 'node:child_process';
import { RelayError } from '../core/errors.ts';
import type { Clock } from './ports.ts';

/** A program and its arguments. */
export type Words = readonly [string, ...string[]];

const MOST_BYTES = 4_000_000;

/** @returns what it wrote on its standard output. @throws RelayError `no-engine`, `engine-failed`, `timeout` */
export function runProgram([program, ...args]: Words, patienceMs: number, clock: Clock): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const parts: Buffer[] = [];
    let bytes = 0;
    let said = '';
    const cancel = clock.after(patienceMs, () => {
      child.kill('SIGKILL');
      reject(new RelayError('timeout', `${program} did not end in time.`, { retry: true }));
    });
    child.stdout.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes <= MOST_BYTES) parts.push(part);
    });
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString('utf8')).slice(-300);
    });
    child.on('error', (cause) => {
      cancel();
      reject(new RelayError('no-engine', `${program} cannot be run.`, { cause }));
    });
    child.on('close', (code) => {
      cancel();
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new RelayError('engine-failed', `${program} failed.`, { cause: new Error(said) }));
    });
  });
}

/** Runs until it is ended. @throws RelayError `no-engine`, or `engine-failed` when it ends by itself within `settleMs` */
export function holdProgram(
  [program, ...args]: Words,
  settleMs: number,
  clock: Clock,
): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', windowsHide: true });
    const cancel = clock.after(settleMs, () => resolve(child));
    child.once('error', (cause) => {
      cancel();
      reject(new RelayError('no-engine', `${program} cannot be run.`, { cause }));
    });
    child.once('close', (code) => {
      cancel();
      reject(new RelayError('engine-failed', `${program} ended by itself (${code}).`));
    });
  });
}
