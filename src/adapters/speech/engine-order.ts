// Several speech engines as one: tried in the order of the settings, the first that works speaks. What was chosen is
// logged; that it was not the first is told with the sound; when none works, the error names every engine's reason.

import { RelayError } from '../../core/errors.ts';
import type { SpeechEngine, SpeechScript, SpokenSound } from '../../pipeline/ports.ts';
import { patienceOf } from './patience.ts';
import type { Rests } from './rests.ts';

/** The two levels used here; the house's logger has them. */
export interface EngineLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

export interface EngineOrderOptions {
  readonly engines: readonly SpeechEngine[];
  readonly log: EngineLog;
  /** True for builds of one and the same voice: then it makes no difference which of them spoke. */
  readonly sameVoice?: boolean;
  /** Engines that failed are left alone for a while; without it they are asked every time. */
  readonly rests?: Rests | undefined;
  /** How long an engine may take for a script, in ms; default 20 s and 0.4 s for each syllable. */
  readonly patienceMs?: ((script: SpeechScript) => number) | undefined;
  /** A signal that aborts after so many ms, for tests with a clock of their own. */
  readonly after?: ((ms: number) => AbortSignal) | undefined;
}

type Verdict = Awaited<ReturnType<SpeechEngine['check']>>;

/** The engines in their order, as one engine. A usable engine is asked again only after it has failed. */
export function createEngineOrder(options: EngineOrderOptions): SpeechEngine {
  const { engines, log, rests, sameVoice = false } = options;
  const patienceMs = options.patienceMs ?? patienceFor;
  const after = options.after ?? ((ms) => patienceOf(ms));
  const usable = new Set<SpeechEngine>();
  let chosen: SpeechEngine | undefined;

  async function askFor(engine: SpeechEngine): Promise<Verdict> {
    const resting = rests?.of(engine);
    if (resting !== undefined) return { usable: false, why: resting };
    const verdict = await engine.check();
    if (verdict.usable) usable.add(engine);
    else usable.delete(engine);
    return verdict;
  }

  function choose(engine: SpeechEngine, detail: string): void {
    if (chosen !== engine) log.info({ engine: engine.id, detail }, 'speech engine chosen');
    chosen = engine;
  }

  /** The engine's sound, or why it gave none. @throws what another engine could not do better either */
  async function tryOne(
    engine: SpeechEngine,
    ...[script, wavPath, signal, onProgress]: Parameters<SpeechEngine['speak']>
  ): Promise<SpokenSound | RelayError> {
    const limit = after(patienceMs(script));
    const either = AbortSignal.any([signal, limit]);
    try {
      const sound = await orAborted(engine.speak(script, wavPath, either, onProgress), either);
      choose(engine, sound.engine);
      rests?.worked(engine);
      return sound;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RelayError && !ENGINES_OWN.has(error.code)) throw error;
      return failedOne(engine, limit.aborted, error);
    }
  }

  function failedOne(engine: SpeechEngine, late: boolean, cause: unknown): RelayError {
    usable.delete(engine);
    const why = late ? 'it took too long' : cause instanceof Error ? cause.message : String(cause);
    const failure = new RelayError(late ? 'timeout' : 'engine-failed', why, { cause, retry: true });
    // The last one is asked every time: there is nobody else to go to.
    if (engine !== engines.at(-1)) rests?.failed(engine, failure);
    log.warn({ engine: engine.id, err: failure }, 'speech engine failed; the next one is tried');
    return failure;
  }

  /** The sound as the order gives it: with what is to be told when another voice spoke than the first. */
  function told(sound: SpokenSound, engine: SpeechEngine, reasons: readonly Reason[]): SpokenSound {
    const { fallback: _, ...plain } = sound;
    const [first] = reasons;
    if (sameVoice || first === undefined) return plain;
    return { ...plain, fallback: { wanted: nameOf(first.engine), why: first.why, by: engine.id } };
  }

  return {
    id: sameVoice ? engines.map((engine) => engine.id).join(' > ') : (engines[0]?.id ?? 'none'),
    async check() {
      const reasons: Reason[] = [];
      for (const engine of engines) {
        const verdict = await askFor(engine);
        if (verdict.usable) {
          choose(engine, verdict.detail);
          return verdict;
        }
        reasons.push({ engine, why: verdict.why });
      }
      return { usable: false, why: noneWorks(reasons) };
    },
    async speak(script, wavPath, signal, onProgress) {
      const reasons: Reason[] = [];
      let lastFailure: RelayError | undefined;
      for (const engine of engines) {
        signal.throwIfAborted();
        const verdict: Verdict =
          usable.has(engine) && rests?.of(engine) === undefined
            ? { usable: true, detail: engine.id }
            : await askFor(engine);
        if (!verdict.usable) {
          reasons.push({ engine, why: verdict.why });
          continue;
        }
        const outcome = await tryOne(engine, script, wavPath, signal, onProgress);
        if (!(outcome instanceof RelayError)) return told(outcome, engine, reasons);
        lastFailure = outcome;
        reasons.push({ engine, why: outcome.message });
      }
      throw new RelayError(lastFailure?.code ?? 'no-engine', noneWorks(reasons), {
        cause: lastFailure,
        retry: true,
      });
    },
  };
}

interface Reason {
  readonly engine: SpeechEngine;
  readonly why: string;
}

function nameOf(engine: SpeechEngine): string {
  return engine.name ?? engine.id;
}

/** Failures that are the engine's own; a full disk or a wrong script would meet the next one as well. */
const ENGINES_OWN: ReadonlySet<string> = new Set([
  'engine-failed',
  'no-engine',
  'timeout',
  'unreadable-audio',
  'internal',
]);

function noneWorks(reasons: readonly Reason[]): string {
  if (reasons.length === 0) return 'No speech engine is set: name at least one in the settings.';
  const each = reasons.map(({ engine, why }) => `${engine.id}: ${why}`).join('; ');
  return `No speech engine works. ${each}. See hokrachai doctor.`;
}

function patienceFor(script: SpeechScript): number {
  return 20_000 + 400 * syllablesIn(script);
}

export function syllablesIn({ phrases }: SpeechScript): number {
  return phrases.flatMap((phrase) => phrase.words).reduce((n, word) => n + word.syllables.length, 0);
}

/** An engine that does not listen to its signal is left behind, and what it says later is not heard. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
