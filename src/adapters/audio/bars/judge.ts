// The judge of masters, in a process of its own, so that the relay answers meanwhile and no ffmpeg waits for it: four files of
// samples and what was measured → the house's bars. It is called when the first master comes and leaves when none did for
// a while.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { RelayError } from '../../../core/errors.ts';
import type { Candidate, Verdict } from './gate.ts';

const LEAVES_AFTER_MS = 30_000;

/** Paths of 32-bit samples, 16 kHz mono. */
export interface StretchInFiles {
  readonly source: string;
  readonly master: string;
}

export type CandidateInFiles = Omit<Candidate, 'opening' | 'ending'> & {
  readonly opening: StretchInFiles;
  readonly ending: StretchInFiles;
};

export interface Question {
  readonly n: number;
  readonly candidate: CandidateInFiles;
}

export type Answer =
  | { readonly n: number; readonly verdict: Verdict }
  | { readonly n: number; readonly failure: string };

/** @throws RelayError `internal` when its process ends; the signal's reason */
export type Judge = (candidate: CandidateInFiles, signal: AbortSignal) => Promise<Verdict>;

interface Waiting {
  readonly resolve: (verdict: Verdict) => void;
  readonly reject: (error: unknown) => void;
}

export function createJudge(): Judge {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let child: ChildProcess | undefined;
  let leaving: NodeJS.Timeout | undefined;

  const settle = (n: number, end: (one: Waiting) => void) => {
    const one = waiting.get(n);
    if (one !== undefined) end(one);
    waiting.delete(n);
    if (waiting.size > 0) return;
    child?.channel?.unref();
    leaving = setTimeout(() => child?.disconnect(), LEAVES_AFTER_MS).unref();
  };
  const call = (): ChildProcess => {
    const called = startChild();
    called.on('message', (answer: Answer) =>
      settle(answer.n, ({ resolve, reject }) =>
        'verdict' in answer ? resolve(answer.verdict) : reject(ended(answer.failure)),
      ),
    );
    // Each question is answered by its own listener; without this one an error would end the relay.
    called.on('error', () => {});
    called.on('close', (code, killedBy) => {
      if (child === called) child = undefined;
      for (const n of [...waiting.keys()]) settle(n, ({ reject }) => reject(ended(String(code ?? killedBy))));
    });
    return called;
  };

  return (candidate, signal) => {
    signal.throwIfAborted();
    clearTimeout(leaving);
    if (child?.connected !== true) child = call();
    child.channel?.ref();
    const n = asked++;
    const question: Question = { n, candidate };
    const done = new AbortController();
    return new Promise<Verdict>((resolve, reject) => {
      waiting.set(n, { resolve, reject });
      const stop = () => settle(n, () => reject(signal.reason));
      signal.addEventListener('abort', stop, { once: true, signal: done.signal });
      child?.send(question, (error) => error && settle(n, () => reject(error)));
    }).finally(() => done.abort());
  };
}

function startChild(): ChildProcess {
  const fromSources = import.meta.url.endsWith('.ts');
  const program = new URL(`./judge-child${fromSources ? '.ts' : '.js'}`, import.meta.url);
  const child = fork(fileURLToPath(program), {
    // Built, it needs nothing of our environment, where secrets may be; from the sources, the loader does.
    ...(fromSources
      ? { execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')) }
      : { execArgv: [], env: {} }),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.unref();
  return child;
}

function ended(how: string): RelayError {
  return new RelayError('internal', `the process that judges a master failed: ${how}`, { retry: true });
}
