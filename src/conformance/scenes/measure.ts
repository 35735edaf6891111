// Clips that are not as long as the plan and whoever approved it say: what is told of them must be what sounded, and a sound
// that does not end must be ended, for a wrong word about its length would pass every limit.
import type { Receipt } from '../../wire/messages.ts';
import { ended, type Stage } from '../stage.ts';
import { ON_ITS_WAY_MS } from './punctual.ts';

/** Past its `clip.ms`: a twentieth of it, and this. */
const CUT_SHARE = 1.05;
const CUT_MS = 15_000;

interface Misjudged {
  readonly name: string;
  readonly soundsMs: number;
  /** `clip.ms` of item and approval. */
  readonly saidMs: number;
}

const SHORTER: Misjudged = { name: 'shorter', soundsMs: 3500, saidMs: 7000 };
const LONGER: Misjudged = { name: 'longer', soundsMs: 7000, saidMs: 3500 };
const ENDLESS: Misjudged = { name: 'endless', soundsMs: 60_000, saidMs: 3000 };

export async function judgeMeasure(stage: Stage): Promise<void> {
  await judgePlayed(stage, SHORTER, (playedMs) => playedMs < 5000);
  await judgePlayed(stage, LONGER, (playedMs) => playedMs > 5000);
  await judgeCut(stage);
}

/** A device that takes what is so far from its word for a fault of its player is right too. */
async function judgePlayed(
  stage: Stage,
  clip: Misjudged,
  isSound: (playedMs: number) => boolean,
): Promise<void> {
  const { findings } = stage;
  const { story, last } = await played(stage, clip, 14_000);
  if (!story.startsWith('ready, started')) {
    findings.open('played-is-sound', `${clip.name} did not begin: ${story}`);
    return;
  }
  findings.judge(
    'played-is-sound',
    last?.why === 'audio-device' || (last?.playedMs !== undefined && isSound(last.playedMs)),
    `finished with playedMs about ${clip.soundsMs}, or audio-device: so long is the clip, whatever the plan says`,
    `receipts: ${story}; playedMs ${last?.playedMs ?? 'not said'}`,
  );
}

async function judgeCut(stage: Stage): Promise<void> {
  const { findings } = stage;
  const { saidMs, soundsMs } = ENDLESS;
  const mostMs = saidMs * CUT_SHARE + CUT_MS;
  const { story, last } = await played(stage, ENDLESS, mostMs + ON_ITS_WAY_MS);
  if (!story.startsWith('ready, started')) {
    findings.open('overlong-cut', `it did not begin: ${story}`);
    return;
  }
  findings.judge(
    'overlong-cut',
    last?.why === 'audio-device',
    `failed or stopped: audio-device within ${Math.round(mostMs / 1000)} s, of a clip of ${saidMs} ms that sounds ${soundsMs}`,
    `receipts: ${story}`,
  );
}

/** @param patienceMs from its time on. What has not ended by then is withdrawn */
async function played(
  stage: Stage,
  { name, soundsMs, saidMs }: Misjudged,
  patienceMs: number,
): Promise<{ readonly story: string; readonly last: Receipt | undefined }> {
  const { desk, clock, leadMs, notes } = stage;
  const clip = stage.clip(name, soundsMs);
  const at = clock.now() + leadMs;
  const item = desk.item({ name, clip: { ...clip, entry: { ...clip.entry, ms: saidMs } }, at });
  desk.plan([item]);
  await ended(stage, [name], at + patienceMs);
  const told = { story: notes.story(item.id), last: notes.of(item.id).at(-1) };
  desk.plan([]);
  return told;
}
