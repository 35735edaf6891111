// The programme as it is delivered: chime, pause, speech, pause, chime, in order and at their levels; made into MP3 and
// Opus, each on its own, both at once.
import { resolve } from 'node:path';
import type { Rendition } from '../../core/clip.ts';
import { RelayError } from '../../core/errors.ts';
import type { HouseSound } from '../../pipeline/ports.ts';
import { ENCODINGS } from './codecs.ts';
import { gainFor, type Speech } from './level.ts';
import { wavMs } from './listen.ts';
import { type Made, makeRendition, type Part } from './rendition.ts';
import type { RunPass } from './run-ffmpeg.ts';

const REPEAT_GAP_MS = 5000;
/** What takes longer is not said twice: nobody listens to ten minutes again, and slots are short. */
const LONGEST_TWICE_MS = 150_000;
const TAIL_MS = 250;

export interface Delivered<J> {
  readonly mp3: Rendition;
  readonly peaks: readonly number[];
  readonly renditions: readonly Made[];
  readonly judgement: J;
}

/**
 * @param judge hears the MP3 while the Opus is still in the making; what it throws refuses the clip
 * @throws RelayError `clip-refused` when no correction brings it to the house's loudness
 */
export async function deliver<J>(
  run: RunPass,
  speech: Speech,
  sound: HouseSound,
  { scratch, hasOpus }: { readonly scratch: string; readonly hasOpus: boolean },
  judge: (mp3: Made, at: SpeechAt) => Promise<J>,
): Promise<Delivered<J>> {
  const parts = sequence(speech, await gainFor(run, speech, ENCODINGS.mp3.firstTry.ceilingDb), sound);
  const making = [
    makeRendition(run, parts, 'mp3', scratch),
    ...(hasOpus ? [makeRendition(run, parts, 'opus', scratch)] : []),
  ] as const;
  const judging = Promise.all([making[0], startsOfSpeech(parts, speech)]).then((told) => judge(...told));
  // All are waited for even when one fails: the folder they write to is about to go.
  const [, [, opus]] = await Promise.all([Promise.allSettled([judging]), Promise.allSettled(making)]);
  const mp3 = await making[0];
  // Every tower plays MP3. An Opus file that cannot be kept to the bars is left out rather than the clip refused.
  const isOutOfReach = opus?.status === 'rejected' && isRefusal(opus.reason);
  const others = isOutOfReach ? [] : await Promise.all(making.slice(1));
  return { mp3: mp3.rendition, peaks: mp3.peaks, renditions: [mp3, ...others], judgement: await judging };
}

/** Where in the programme the speech begins, the first time and the last. */
export interface SpeechAt {
  readonly firstFromMs: number;
  readonly lastFromMs: number;
}

async function startsOfSpeech(parts: readonly Part[], speech: Speech): Promise<SpeechAt> {
  const starts: number[] = [];
  let at = 0;
  for (const { kind, path, thenMs } of parts) {
    if (kind === 'speech') starts.push(at);
    at += (kind === 'speech' ? speech.ms : await wavMs(path)) + thenMs;
  }
  return { firstFromMs: starts[0] ?? 0, lastFromMs: starts.at(-1) ?? 0 };
}

function sequence(speech: Speech, gainDb: number, sound: HouseSound): Part[] {
  const chime = (path: string, thenMs: number): Part[] =>
    path === 'none' ? [] : [{ path: resolve(path), kind: 'chime', gainDb: 0, thenMs }];
  const closing = chime(sound.closingChime, TAIL_MS);
  const said: Part = { path: speech.path, kind: 'speech', gainDb, thenMs: REPEAT_GAP_MS };
  const last: Part = { ...said, thenMs: closing.length > 0 ? sound.gapMs : TAIL_MS };
  const isSaidTwice = sound.repeat === 2 && speech.ms <= LONGEST_TWICE_MS;
  const message = isSaidTwice ? [said, last] : [last];
  return [...chime(sound.openingChime, sound.gapMs), ...message, ...closing];
}

function isRefusal(reason: unknown): boolean {
  return reason instanceof RelayError && reason.code === 'clip-refused';
}
