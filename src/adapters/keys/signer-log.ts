// The signer's own book: a line for every question, on disk before the answer leaves, each with the hash of the line
// before it. It only grows; who takes a line out or changes one breaks the chain, and the next start says so.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { RelayError } from '../../core/errors.ts';
import type { Instant } from '../../core/ids.ts';
import { readText } from './key-files.ts';

const lineSchema = z.looseObject({
  n: z.number().int(),
  at: z.number(),
  act: z.string(),
  before: z.string(),
});
export type SignerLine = z.infer<typeof lineSchema>;

export interface SignerLog {
  /** @throws RelayError `config` when the chain is broken, with the number of the line */
  load(): Promise<readonly SignerLine[]>;
  /** Resolves when the line is on disk. @throws RelayError `disk-failed` */
  write(at: Instant, act: string, facts: object): Promise<void>;
}

export function createSignerLog(path: string): SignerLog {
  let n = 0;
  let last = '';
  // one line after the other: each holds the hash of the one before
  let writing: Promise<void> = Promise.resolve();

  async function append(at: Instant, act: string, facts: object): Promise<void> {
    const line = JSON.stringify({ n: n + 1, at, act, ...facts, before: last });
    try {
      const file = await open(path, 'a', 0o600);
      try {
        const { size } = await file.stat();
        await file.appendFile(`${line}\n`).catch(async (error: unknown) => {
          await file.truncate(size); // half a line would break the chain
          throw error;
        });
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw new RelayError('disk-failed', `the signer’s book ${path} could not be written`, { cause });
    }
    n += 1;
    last = hashOf(line);
  }

  return {
    async load() {
      const lines = ((await readText(path)) ?? '').split('\n');
      // a power cut in the middle of a line leaves half of one: its answer never left
      const half = lines.pop() ?? '';
      const read: SignerLine[] = [];
      for (const line of lines) {
        const parsed = parse(line);
        if (parsed === undefined || parsed.n !== n + 1 || parsed.before !== last)
          throw new RelayError(
            'config',
            `the signer’s book ${path} was changed: line ${n + 1} does not follow`,
          );
        n = parsed.n;
        last = hashOf(line);
        read.push(parsed);
      }
      if (half !== '') await cut(path, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
      return read;
    },
    write(at, act, facts) {
      const done = writing.then(() => append(at, act, facts));
      writing = done.catch(() => undefined); // whoever asked gets the error
      return done;
    },
  };
}

async function cut(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.truncate(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parse(line: string): SignerLine | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined; // told as a broken chain
  }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex');
}
