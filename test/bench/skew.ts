// How far from their signed second two towers start: real controller processes with WAV sinks beside a real relay, real
// time, the same clip booked several times over a minute.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg, pathDirsOf } from '../../src/adapters/audio/find-ffmpeg.ts';
import { startTowers } from '../../src/commands/tower-processes.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { createRelay } from '../../src/relay.ts';
import { HOME, loadFoundation } from '../../src/settings.ts';
import { createHands } from '../support/village.ts';

const TOWERS = 2;
const EVERY_MS = 4_000;

/** @returns the absolute start skews in ms, ascending */
export async function measureSkew(plays: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hokrachai-skew-'));
  const config = readConfig({ dataDir: join(folder, 'relay'), port: 0, mqtt: { port: 0 } }, {}, () => '');
  const sample = loadFoundation(config);
  const relay = createRelay(config, {
    log: createLog({ level: 'silent', readable: false }),
    foundation: { ...sample, quietHours: { fromMinute: 0, toMinute: 0 } },
    home: HOME,
    path: process.env['PATH'],
  });
  const { url, link } = await relay.start();
  const skews: number[] = [];
  const ids = (await relay.towerIds()).slice(0, TOWERS);
  const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(process.env['PATH']) });
  const towers = startTowers({
    relayUrl: url,
    ffmpegPath: ffmpeg.path,
    sink: 'wav',
    towers: await Promise.all(
      ids.map(async (id) => ({ folder: join(folder, id), code: await relay.claimCode(id) })),
    ),
    onEvent: ({ event, skewMs }) => {
      if (event === 'finished' && skewMs !== undefined) skews.push(Math.abs(skewMs));
    },
    onExit: () => undefined,
    restartAfterMs: undefined,
  });
  try {
    const hands = createHands(() => url);
    await hands.signIn(new URL(link ?? url).pathname.split('/').at(-1) ?? '');
    await until(async () => {
      const { body } = await hands.ask<{ towers: { online: boolean }[] }>('GET', '/api/v1/towers');
      return body.towers.filter((tower) => tower.online).length === TOWERS;
    });
    const rounds = Math.ceil(plays / TOWERS);
    const seen = await Promise.all(
      Array.from({ length: rounds }, (_, n) =>
        hands.ask<{ bulletin: string }>(
          'POST',
          '/api/v1/items',
          { text: 'ทดสอบเสียงตามสาย' },
          { 'idempotency-key': `skew-${n}` },
        ),
      ),
    );
    const voiced = [];
    for (const { body } of seen) voiced.push(await until(() => voicedOf(body.bulletin)));
    const first = Date.now() + 8_000;
    for (const [n, bulletin] of voiced.entries()) {
      const at = new Date(first + n * (EVERY_MS + (bulletin.clip?.ms ?? 0))).toISOString();
      await hands.approve(bulletin, { wish: { kind: 'at', at }, towers: ids });
    }
    await until(async () => skews.length >= rounds * TOWERS);

    async function voicedOf(id: string) {
      const { body } = await hands.ask<{
        id: string;
        state: string;
        revision: number;
        clip: Parameters<typeof hands.approve>[0]['clip'];
      }>('GET', `/api/v1/bulletins/${id}`);
      return body.state === 'voiced' ? body : undefined;
    }
  } finally {
    await towers.stop();
    await relay.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return skews.sort((a, b) => a - b);
}

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const giveUpAt = Date.now() + 240_000;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > giveUpAt) throw new Error('the bench waited too long');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
