// Scratch folders under the data folder, so that a clip is moved to its shelf without leaving the disk.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scratch } from '../../pipeline/ports.ts';
import { asDiskError } from './originals.ts';

export function createScratch(folder: string): Scratch & { start(): Promise<void> } {
  return {
    /** What a killed process left behind goes now. */
    async start() {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    async within(work) {
      const own = await mkdtemp(join(folder, 'work-')).catch((cause: unknown) => {
        throw asDiskError(cause, folder);
      });
      try {
        return await work(own);
      } finally {
        await rm(own, { recursive: true, force: true });
      }
    },
  };
}
