// A child process that speaks: questions go over as messages, one at a time, and each gets one answer. It is ended by its
// owner, and whatever happens to it becomes an error of the engine.
import { type ChildProcess, fork } from 'node:child_process';
import { RelayError } from '../../core/errors.ts';
import type { Sound } from './wav.ts';

export interface SpeechChild {
  /** @throws RelayError `engine-failed`, `timeout`, or the signal's reason; the child is then not to be used again */
  ask(question: object, signal: AbortSignal): Promise<unknown>;
  /** As `ask`, for an answer that is samples. */
  sound(question: object, signal: AbortSignal): Promise<Sound>;
  end(): void;
}

/** @param who the voice's name, for errors */
export function startSpeechChild(path: string, who: string): SpeechChild {
  const child = fork(path, [], {
    // Built, it needs nothing of our environment, where secrets may be; from the sources, the loader does.
    ...(path.endsWith('.ts')
      ? { execArgv: process.execArgv.filter((flag) => !flag.startsWith('--inspect')) }
      : { execArgv: [], env: {} }),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    complaint = `${complaint}${piece}`.slice(-2000);
  });
  // Without a listener of its own an error between two questions would end the relay.
  child.on('error', (error) => {
    complaint ||= error.message;
  });
  const gone = (code: number | null, killedBy: string | null) =>
    failed(who, lastWords(complaint) || `its process ended with ${code ?? killedBy}`);

  const ask = (question: object, signal: AbortSignal) =>
    new Promise<unknown>((resolve, reject) => {
      const heard = new AbortController();
      const settle = (end: () => void) => {
        heard.abort();
        end();
      };
      const on = listenerOf(child, heard.signal);
      on('message', (answer) =>
        settle(() => (isFailure(answer) ? reject(failed(who, answer.failure)) : resolve(answer))),
      );
      on('error', (cause) => settle(() => reject(failed(who, 'its process failed', cause))));
      on('close', (code, killedBy) =>
        settle(() => reject(gone(code as number | null, killedBy as string | null))),
      );
      const stop = () => settle(() => reject(stopReason(signal, who)));
      signal.addEventListener('abort', stop, { once: true, signal: heard.signal });
      if (signal.aborted) stop();
      else if (!child.connected) settle(() => reject(gone(child.exitCode, child.signalCode)));
      else child.send(question, (cause) => cause && settle(() => reject(failed(who, cause.message, cause))));
    });

  return {
    ask,
    async sound(question, signal) {
      const answer = await ask(question, signal);
      if (isSound(answer)) return { rate: answer.samplesPerSecond, samples: answer.samples };
      throw failed(who, 'its process answered something else than sound');
    },
    end: () => void child.kill('SIGKILL'),
  };
}

function listenerOf(child: ChildProcess, until: AbortSignal) {
  return (event: string, heard: (...what: unknown[]) => void) => {
    child.on(event, heard);
    until.addEventListener('abort', () => child.off(event, heard), { once: true });
  };
}

function isFailure(answer: unknown): answer is { readonly failure: string } {
  return typeof answer === 'object' && answer !== null && 'failure' in answer;
}

function isSound(
  answer: unknown,
): answer is { readonly samples: Int16Array; readonly samplesPerSecond: number } {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'samples' in answer &&
    answer.samples instanceof Int16Array
  );
}

/** Of what a dying process writes, the line with the error. */
function lastWords(complaint: string): string {
  return /^\w*Error: .*$/m.exec(complaint)?.[0] ?? complaint.trim().slice(-300);
}

function failed(who: string, why: string, cause?: unknown): RelayError {
  return new RelayError('engine-failed', `${who} could not speak: ${why}`, { cause, retry: true });
}

/** The caller's own reason to stop, or `timeout` when our patience ended. */
function stopReason(signal: AbortSignal, who: string): unknown {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError';
  if (!timedOut) return signal.reason;
  return new RelayError('timeout', `${who} hung and was ended.`, { cause: signal.reason, retry: true });
}
