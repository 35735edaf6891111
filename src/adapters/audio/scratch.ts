// Folders for what is in the making: one per piece of work, gone when the work is, however it ends.
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scratch } from '../../pipeline/ports.ts';
import { translateFileError } from './failures.ts';

/**
 * @param root a folder of its own; `start()` empties it of what a power cut left behind
 * @throws RelayError `disk-full`, `disk-failed` when the folder cannot be made
 */
export function createScratch(root: string): Scratch & { start(): Promise<void> } {
  const make = (folder: string) =>
    mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw translateFileError(error);
    });
  return {
    async start() {
      await rm(root, { recursive: true, force: true });
      await make(root);
    },
    async within(work) {
      const folder = join(root, randomUUID());
      await make(folder);
      try {
        return await work(folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
