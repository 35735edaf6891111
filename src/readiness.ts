// Whether the relay can do all of its work, part by part: what /readyz says and why.
import { statfs } from 'node:fs/promises';
import { asRelayError } from './core/errors.ts';
import type { Readiness } from './pipeline/desks.ts';
import type { SpeechEngine } from './pipeline/ports.ts';

const DISK_LOW = 0.05;

export async function reasonsOf(parts: {
  /** A real write. */
  readonly database: () => Promise<void>;
  readonly broker: () => Promise<string | undefined>;
  readonly ffmpeg: () => Promise<unknown>;
  readonly voice: SpeechEngine['check'];
  readonly folder: string;
}): ReturnType<Readiness['reasons']> {
  const [database, broker, ffmpeg, voice, disk] = await Promise.all([
    failureOf(parts.database()),
    parts.broker(),
    failureOf(parts.ffmpeg()),
    parts.voice().then((verdict) => (verdict.usable ? undefined : verdict.why)),
    statfs(parts.folder).then(({ bavail, blocks }) =>
      bavail / blocks < DISK_LOW ? 'less than 5 % of the disk is free' : undefined,
    ),
  ]);
  const all = [
    { part: 'database', why: database },
    { part: 'broker', why: broker },
    { part: 'voice', why: ffmpeg ?? voice },
    { part: 'disk', why: disk },
  ] as const;
  return all.flatMap(({ part, why }) => (why === undefined ? [] : [{ part, why }]));
}

function failureOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => asRelayError(error).message,
  );
}
