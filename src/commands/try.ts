// `hokrachai try`: the whole story in the terminal, from a signed LINE message to two towers that report `finished`,
// against a real relay, broker and controllers in temporary folders, through the doors everyone uses.
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { asRelayError, RelayError } from '../core/errors.ts';
import { createRelay } from '../relay.ts';
import { HOME, loadFoundation } from '../settings.ts';
import { type Command, commandLog } from './command.ts';
import { createOffice } from './office-client.ts';
import { createStory, type Story } from './story.ts';
import { hasLoudspeaker, startTowers } from './tower-processes.ts';
import {
  heard,
  PATIENCE_MS,
  playedBulletin,
  postWebhook,
  settledBulletin,
  voicedBulletin,
} from './try-steps.ts';

const TOWERS = 2;
const SAMPLE_TEXT = [
  'ประกาศ อบต.หนองบัว เรื่อง แจ้งงดจ่ายน้ำประปาชั่วคราว',
  'การประปาส่วนภูมิภาคจะซ่อมท่อเมนในวันที่ ๒๔ พฤศจิกายน ๒๕๖๙ เวลา ๐๙.๐๐-๑๕.๓๐ น. หมู่ที่ ๑-๓',
  'ขอให้พี่น้องประชาชนสำรองน้ำไว้ใช้ สอบถามโทร. ๐๔๒-๐๐๐-๐๐๐',
].join('\n');

interface Ending {
  readonly bulletin: string;
  readonly reading: { readonly spoken: string; readonly unread: readonly string[] };
  readonly clip: {
    readonly sha256: string;
    readonly ms: number;
    readonly lufs: number;
    readonly truePeakDb: number;
  };
  readonly plays: readonly {
    readonly tower: string;
    readonly state: string;
    readonly skewMs: number | null;
    readonly audio: string | null;
  }[];
}

export const tryCommand: Command = {
  async run(argv) {
    const { values } = parseArgs({
      args: argv,
      options: {
        'text-file': { type: 'string' },
        json: { type: 'boolean', default: false },
        aloud: { type: 'boolean', default: false },
        out: { type: 'string' },
      },
    });
    const text = values['text-file'] === undefined ? SAMPLE_TEXT : await textOf(values['text-file']);
    if (values.aloud && !hasLoudspeaker(process.env))
      throw new RelayError(
        'no-engine',
        'this machine has no loudspeaker: leave out --aloud, and play the files it names',
      );
    const story = createStory(values.json ? process.stderr : process.stdout);
    const folder = await mkdtemp(join(tmpdir(), 'hokrachai-'));
    const sounds = values.out ?? join(folder, 'sounds');
    await mkdir(sounds, { recursive: true });
    try {
      const ending = await tell({
        text,
        folder: join(folder, 'work'),
        sounds,
        sink: values.aloud ? 'auto' : 'wav',
        story,
      });
      if (values.json) process.stdout.write(`${JSON.stringify(ending)}\n`);
      const played = ending.plays.filter((play) => play.state === 'finished').length;
      story.end(
        played === TOWERS
          ? `ทั้ง ${TOWERS} หอเล่นเสียงที่อนุมัติจนจบ · both towers played the approved clip`
          : `${played} จาก ${TOWERS} หอเล่นจนจบ`,
      );
      return played === TOWERS ? 0 : 1;
    } catch (error) {
      story.end(`✗ ${asRelayError(error).message}`);
      throw error;
    } finally {
      await rm(join(folder, 'work'), { recursive: true, force: true });
      if (values.out !== undefined) await rm(folder, { recursive: true, force: true });
    }
  },
};

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new RelayError('invalid-input', `cannot read ${path}`, { cause });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RelayError('invalid-input', `${path} is not a text in UTF-8`, { cause });
  }
}

async function tell(of: {
  readonly text: string;
  readonly folder: string;
  readonly sounds: string;
  readonly sink: string;
  readonly story: Story;
}): Promise<Ending> {
  const { story } = of;
  const { FFMPEG_PATH, ESPEAK_PATH, VOICE_ENGINES } = process.env;
  const own = { FFMPEG_PATH, ESPEAK_PATH, VOICE_ENGINES };
  const secret = randomBytes(16).toString('hex');
  // Nothing of this machine's own relay: its settings, ports and folders stay untouched.
  const config = readConfig(
    {
      dataDir: join(of.folder, 'relay'),
      mqtt: {},
      line: { channelSecret: secret },
      port: 0,
      logLevel: 'warn',
    },
    own,
    () => '',
  );
  const sample = loadFoundation(config);
  // A story for any hour of the day: this village keeps no quiet hours.
  const foundation = { ...sample, quietHours: { fromMinute: 0, toMinute: 0 } };
  const relay = createRelay(
    { ...config, mqtt: { ...config.mqtt, port: 0 } },
    { log: commandLog('error'), foundation, home: HOME, path: process.env['PATH'] },
  );
  const { url, link, ffmpeg } = await relay.start();
  if (ffmpeg === undefined) {
    await relay.stop();
    throw new RelayError(
      'no-engine',
      'no usable ffmpeg: install it, name it in FFMPEG_PATH, or run npm ci with optional packages',
    );
  }
  story.step('ระบบเริ่มแล้ว · relay', url);
  const ids = (await relay.towerIds()).slice(0, TOWERS);
  const folders = new Map(ids.map((id) => [id as string, join(of.folder, id)]));
  const towers = startTowers({
    relayUrl: url,
    ffmpegPath: ffmpeg,
    sink: of.sink,
    towers: await Promise.all(
      ids.map(async (id) => ({ folder: folders.get(id) ?? '', code: await relay.claimCode(id) })),
    ),
    onEvent: ({ tower, event, skewMs }) => story.event(tower, event, skewMs),
    onExit: ({ folder }, code) =>
      story.fail(new RelayError('internal', `the controller in ${folder} ended with ${code}`)),
    restartAfterMs: undefined,
  });
  try {
    const office = createOffice(url);
    const officer = await office.signIn(new URL(link ?? url).pathname.split('/').at(-1) ?? '');
    await story.until(
      'หอต่อเข้ามา · towers connect',
      async () => (await office.towers()).filter((tower) => tower.online).length === TOWERS,
      PATIENCE_MS,
    );

    await postWebhook(url, secret, of.text, foundation.officers[0]?.lineUserId ?? '');
    story.step('ส่งข้อความ LINE ที่ลงลายเซ็น · signed LINE webhook', `${of.text.length} ตัวอักษร`);
    const id = await story.found(
      'ข่าวเข้าเป็นประกาศ · item becomes a bulletin',
      async () => (await office.bulletins())[0]?.id,
      PATIENCE_MS,
    );
    const first = await voicedBulletin(office, id, 1, story);
    const unread = first.reading?.unread ?? [];
    story.reading(first.reading?.spoken ?? '', unread);
    const voiced = unread.length === 0 ? first : await settledBulletin(office, id, first, officer, story);
    const clip = voiced.clip;
    if (clip === null) throw new RelayError('clip-refused', `ยังทำเสียงไม่ได้: ${voiced.reason ?? voiced.state}`);
    story.step(
      'เสียงประกาศ · clip',
      `${(clip.ms / 1000).toFixed(1)} s, ${clip.lufs.toFixed(1)} LUFS, ${clip.truePeakDb.toFixed(1)} dBTP, ${clip.voice}`,
    );

    await office.listen(id, clip);
    await office.approve(id, voiced.revision, clip.sha256, ids);
    story.step(`${officer} ฟังและอนุมัติ · approved`, `${clip.sha256.slice(0, 12)}… ออกอากาศเดี๋ยวนี้`);
    const over = await playedBulletin(office, id, TOWERS, story);
    const plays = await Promise.all(
      over.allPlays.map((play) => heard(play, folders.get(play.tower) ?? '', of, ffmpeg)),
    );
    for (const play of plays) story.play(play);
    const { sha256, ms, lufs, truePeakDb } = clip;
    return {
      bulletin: id,
      reading: {
        spoken: voiced.reading?.spoken ?? '',
        unread: unread.map((token) => token.written),
      },
      clip: { sha256, ms, lufs, truePeakDb },
      plays: plays.map(({ tower, state, skewMs, audio }) => ({ tower, state, skewMs, audio })),
    };
  } finally {
    await towers.stop();
    await relay.stop();
  }
}
