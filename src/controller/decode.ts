// Clip to sound file through ffmpeg: the clip goes in on standard input, a file with the lead-in silence comes out.
// Nothing from outside stands on the command line.
import { spawn } from 'node:child_process';
import { RelayError } from '../core/errors.ts';
import type { Sound } from './ports.ts';

const DEMUXERS: Readonly<Record<Sound['codec'], string>> = {
  mp3: 'mp3',
  opus: 'ogg',
  adpcm: 'wav',
  wav: 'wav',
};
const PATIENCE_MS = 60_000;

export interface DecodeOrder {
  readonly ffmpeg: string;
  /** Where the sound goes; made by the caller from safe names only. */
  readonly path: string;
  readonly format: 'wav' | 'mp3';
  /** Whether to turn the sound down to `sound.volume` here. */
  readonly applyVolume: boolean;
}

/** @throws RelayError `no-engine` without ffmpeg, `unreadable-audio`, `timeout` */
export async function decodeTo(sound: Sound, order: DecodeOrder): Promise<void> {
  const filters = [`adelay=${Math.round(sound.leadInMs)}`];
  // volume as the ear takes it: 50 is 12 dB below 100
  if (order.applyVolume) filters.push(`volume=${((Math.max(1, sound.volume) / 100) ** 2).toFixed(4)}`);
  const shape = order.format === 'wav' ? ['-c:a', 'pcm_s16le'] : ['-c:a', 'libmp3lame', '-b:a', '128k'];
  const input = [
    '-hide_banner',
    '-loglevel',
    'error',
    '-nostdin',
    '-f',
    DEMUXERS[sound.codec],
    '-i',
    'pipe:0',
  ];
  const output = [
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    '-flags',
    '+bitexact',
    '-f',
    order.format,
    '-y',
    order.path,
  ];
  await run(
    order.ffmpeg,
    [...input, '-vn', '-ac', '1', '-af', filters.join(','), ...shape, ...output],
    sound.clip,
  );
}

function run(program: string, args: readonly string[], input: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'ignore', 'pipe'],
      windowsHide: true,
    });
    // not spawn's own timeout: that one stays behind when the program could not be started
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    let said = '';
    child.stderr.on('data', (text: Buffer) => {
      said = (said + text.toString('utf8')).slice(-500);
    });
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(
        new RelayError('no-engine', `ffmpeg cannot be run (${program}); install it or give its path.`, {
          cause,
        }),
      );
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve();
      else if (signal !== null)
        reject(new RelayError('timeout', 'ffmpeg took too long over a clip.', { retry: true }));
      else
        reject(
          new RelayError('unreadable-audio', 'A clip could not be decoded.', { cause: new Error(said) }),
        );
    });
    // ffmpeg may stop reading before the end; its exit code says what that means
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
