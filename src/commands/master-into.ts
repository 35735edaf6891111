// Speech into a delivered file in a folder: mastered as the relay does it, measured as it will be heard.
import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { createClipShelf } from '../adapters/audio/clip-shelf.ts';
import type { FoundFfmpeg } from '../adapters/audio/find-ffmpeg.ts';
import { createMastering } from '../adapters/audio/mastering.ts';
import { createScratch } from '../adapters/audio/scratch.ts';
import type { BulletinClass } from '../core/bulletin.ts';
import { RelayError } from '../core/errors.ts';
import { soundOf } from '../house-sound.ts';
import type { SpokenSound } from '../pipeline/ports.ts';
import { HOME } from '../settings.ts';

export interface Made {
  readonly ms: number;
  readonly lufs: number;
  readonly truePeakDb: number;
  readonly path: string;
}

/**
 * @param wanted `out` ends in the codec's name; `expectedMs` for voices that did not compare their length themselves
 * @throws RelayError as Mastering does, and `no-engine` where this ffmpeg has no Opus
 */
export async function masterInto(
  folder: string,
  ffmpeg: FoundFfmpeg,
  spoken: SpokenSound,
  wanted: { readonly of: BulletinClass; readonly out: string; readonly expectedMs: number },
  signal: AbortSignal,
  tell: (step: string, share: number) => void,
): Promise<Made> {
  const shelf = createClipShelf(join(folder, 'clips'));
  const scratch = createScratch(join(folder, 'scratch'));
  await Promise.all([shelf.start(), scratch.start()]);
  const clip = await createMastering({ ffmpeg, shelf, scratch }).master(
    { path: spoken.wavPath, recorded: false },
    soundOf(HOME)(wanted.of),
    spoken.expectedMs ?? wanted.expectedMs,
    signal,
    (share) => tell('mastering', share),
  );
  const codec = extname(wanted.out) === '.opus' ? 'opus' : 'mp3';
  const rendition = clip.renditions.find((one) => one.codec === codec);
  if (rendition === undefined)
    throw new RelayError('no-engine', 'This ffmpeg cannot make Opus; ask for .mp3, or install another one.');
  const path = join(folder, `clip.${codec}`);
  await writeFile(path, await shelf.read(rendition.sha256, codec));
  return { ms: rendition.ms, lufs: rendition.lufs, truePeakDb: rendition.truePeakDb, path };
}
