// The steps of the story that `hokrachai try` tells, each through the doors everyone uses: the message is posted, the bulletin
// read and voiced, what is unread settled, the towers watched until they have played, and what they played measured.
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { measureSound } from '../adapters/audio/measure-sound.ts';
import { makeLineRequest } from '../adapters/line/compose.ts';
import { RelayError } from '../core/errors.ts';
import type { BulletinSeen, createOffice } from './office-client.ts';
import type { Story } from './story.ts';

export const PATIENCE_MS = 10 * 60_000;

type Office = ReturnType<typeof createOffice>;

export async function postWebhook(url: string, secret: string, text: string, userId: string): Promise<void> {
  const { rawBody, headers } = makeLineRequest({
    deed: { kind: 'text', text },
    userId,
    channelSecret: secret,
    at: Date.now(),
  });
  const response = await fetch(new URL('/line/webhook', url), {
    method: 'POST',
    headers,
    body: Buffer.from(rawBody),
  });
  if (response.status !== 200) throw new RelayError('line-failed', `the webhook answered ${response.status}`);
}

export async function voicedBulletin(
  office: Office,
  id: string,
  revision: number,
  story: Story,
): Promise<BulletinSeen> {
  return story.found(
    'อ่านและทำเสียง · reading and voice',
    async () => {
      const seen = await office.bulletin(id);
      if (seen.voice !== null) story.progress(seen.voice.step, seen.voice.share);
      return seen.state === 'drafted' || seen.revision < revision ? undefined : seen;
    },
    PATIENCE_MS,
  );
}

/** Nothing unread is approved: an officer settles it. As proposed nothing else is heard, so the clip stays the same. */
export async function settledBulletin(
  office: Office,
  id: string,
  seen: BulletinSeen,
  officer: string,
  story: Story,
): Promise<BulletinSeen> {
  const { left } = await office.settle(id, seen);
  if (left > 0) throw new RelayError('unread-words', `${left} words are still unread`);
  story.settled(officer, seen.reading?.unread ?? []);
  return voicedBulletin(office, id, seen.revision + 1, story);
}

const OVER = ['finished', 'stopped', 'skipped', 'failed', 'rejected', 'withdrawn', 'unknown'];

export async function playedBulletin(
  office: Office,
  id: string,
  towers: number,
  story: Story,
): Promise<BulletinSeen> {
  return story.found(
    'หอออกอากาศ · towers play',
    async () => {
      const seen = await office.bulletin(id);
      if (seen.wishRefused !== null) throw new RelayError('conflict', `จองไม่ได้: ${seen.wishRefused}`);
      return seen.allPlays.length === towers && seen.allPlays.every((play) => OVER.includes(play.state))
        ? seen
        : undefined;
    },
    PATIENCE_MS,
  );
}

/** What this tower played: its file moved beside the others, and measured. */
export async function heard(
  play: BulletinSeen['allPlays'][number],
  folder: string,
  of: { readonly sounds: string; readonly sink: string },
  ffmpeg: string,
) {
  const shared = {
    tower: play.tower,
    name: play.towerName,
    state: play.state,
    why: play.why,
    skewMs: play.skewMs,
  };
  if (of.sink !== 'wav' || play.state !== 'finished')
    return { ...shared, audio: null, ms: play.playedMs, lufs: null };
  const audio = join(of.sounds, `${play.tower}.wav`);
  await rename(join(folder, 'heard', `${play.id}.wav`), audio);
  const { ms, lufs } = await measureSound(ffmpeg, audio);
  return { ...shared, audio, ms, lufs };
}
