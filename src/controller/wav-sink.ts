// A loudspeaker that is a folder: every sound becomes {folder}/{name}.wav with its lead-in silence, as fast as it comes
// but never under that name before its time. For demonstrations, tests and towers without an amplifier.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RelayError } from '../core/errors.ts';
import { decodeTo } from './decode.ts';
import { syncFolder } from './file-disk.ts';
import type { Clock, Sink } from './ports.ts';

/** RIFF header, format and start of samples as ffmpeg writes them when told to leave out what varies. */
const HEADER_BYTES = 44;

/** Where the sound of a play lies once it has been heard. */
export function wavPath(folder: string, name: string): string {
  return join(folder, `${name}.wav`);
}

export function createWavSink(folder: string, ffmpeg: string, clock: Clock): Sink {
  return {
    name: 'wav',
    headStartMs: () => 0,
    async prepare(sound) {
      await mkdir(folder, { recursive: true });
      const hidden = join(folder, `.${sound.name}.part`);
      const path = wavPath(folder, sound.name);
      await decodeTo(sound, { ffmpeg, path: hidden, format: 'wav', applyVolume: false });
      const clipMs = Math.max(0, (await syncedLengthMs(hidden)) - sound.leadInMs);
      let isStopped = false;
      let wakeUp: () => void = () => undefined;
      return {
        async start(inMs) {
          const dueAt = clock.now() + inMs;
          await new Promise<void>((resolve) => {
            // a busy machine may come to it after its time
            const cancel = clock.after(Math.max(0, inMs), resolve);
            wakeUp = () => {
              cancel();
              resolve();
            };
          });
          if (isStopped) return { lateMs: 0, playedMs: 0, stopped: true };
          const lateMs = clock.now() - dueAt;
          try {
            await rename(hidden, path);
            await syncFolder(folder);
          } catch (cause) {
            throw new RelayError('disk-failed', `${path} could not be written.`, { cause });
          }
          return { lateMs, playedMs: clipMs, stopped: false };
        },
        stop() {
          isStopped = true;
          wakeUp();
        },
        release: () => rm(hidden, { force: true }),
      };
    },
  };
}

async function syncedLengthMs(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    const head = Buffer.alloc(HEADER_BYTES);
    await file.read(head, 0, HEADER_BYTES, 0);
    const bytesPerSecond = head.readUInt32LE(28);
    const { size } = await file.stat();
    if (head.toString('latin1', 0, 4) !== 'RIFF' || bytesPerSecond === 0) {
      throw new RelayError('unreadable-audio', 'The decoded clip is not a WAV file.');
    }
    return ((size - HEADER_BYTES) / bytesPerSecond) * 1000;
  } finally {
    await file.close();
  }
}
