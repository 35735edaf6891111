// What went wrong while a clip was made, in the house's words: ffmpeg's exit, the system's codes → RelayError.
// Decided by codes and by facts such as free space, never by the words of a log.
import { statfs } from 'node:fs/promises';
import { RelayError } from '../../core/errors.ts';
import { FfmpegFailed } from './run-ffmpeg.ts';

/** Below this ffmpeg's buffers cannot be written out: it was the disk. */
const FULL_BELOW_BYTES = 1_000_000;

export async function translateFailure(
  error: unknown,
  folder: string,
  signal: AbortSignal,
): Promise<unknown> {
  if (error instanceof RelayError || (signal.aborted && error === signal.reason)) return error;
  if (error instanceof FfmpegFailed) {
    const free = await statfs(folder).catch(() => undefined);
    if (free !== undefined && free.bavail * free.bsize < FULL_BELOW_BYTES) return diskFull(error);
    return new RelayError(
      'engine-failed',
      'ปรับแต่งเสียงไม่สำเร็จ ระบบจะลองใหม่เอง · ffmpeg could not finish the clip; it is tried again by itself.',
      { cause: error, retry: true },
    );
  }
  return translateFileError(error);
}

/** @returns a RelayError for what the file system says, with the cause */
export function translateFileError(error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(error);
  if (code === 'ENOENT') {
    return new RelayError('not-found', 'ไม่พบไฟล์เสียง · The sound file is not there.', { cause: error });
  }
  return new RelayError('disk-failed', 'อ่านหรือเขียนไฟล์เสียงไม่ได้ · The sound could not be read or written.', {
    cause: error,
    retry: true,
  });
}

function diskFull(cause: unknown): RelayError {
  return new RelayError(
    'disk-full',
    'พื้นที่จัดเก็บเต็ม กรุณาเพิ่มพื้นที่ ระบบจะลองใหม่เอง · The disk is full; free some space, it is tried again by itself.',
    { cause, retry: true },
  );
}
