// Stories of sound: an officer hears a word as it will be said, a voice is handed in and goes on air as it was spoken with
// what is doubtful about it, and the organisation's own words stand around what is written. A real relay with its voice.
import { execFileSync } from 'node:child_process';
import t from 'tap';
import { findFfmpeg, pathDirsOf } from '../../src/adapters/audio/find-ffmpeg.ts';
import { readWav } from '../../src/adapters/speech/wav.ts';
import type { BulletinSeen } from '../../src/commands/office-client.ts';
import { openVillage } from '../support/village.ts';

const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(process.env['PATH']) });
const village = await openVillage({});
t.teardown(village.close);
const towers = village.towers.map((tower) => tower.id);
const somsri = await village.officer('somsri');

type Seen = BulletinSeen & {
  readonly title: string;
  readonly words: string;
  readonly doubts: readonly { readonly what: string; readonly value: number }[];
};

async function hear(text: string): Promise<Uint8Array> {
  const answer = await fetch(new URL('/api/v1/hear', village.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${somsri.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
  });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  return new Uint8Array(await answer.arrayBuffer());
}

async function record(sound: Uint8Array, key: string, title: string): Promise<Seen> {
  const address = new URL(`/api/v1/items/recording?title=${encodeURIComponent(title)}`, village.url);
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${somsri.token()}`,
      'content-type': 'application/octet-stream',
      'idempotency-key': key,
    },
    body: Buffer.from(sound),
  });
  const { bulletin } = (await answer.json()) as { bulletin: string };
  return village.bulletin(
    bulletin,
    'the recording is mastered',
    (seen) => seen.state !== 'drafted',
  ) as Promise<Seen>;
}

/** What a browser would send of these sounds. */
function webm(wav: Uint8Array, noise: number): Buffer {
  const room = `anoisesrc=color=pink:amplitude=${noise}:sample_rate=48000:seed=7`;
  return execFileSync(
    ffmpeg.path,
    [
      ...['-v', 'error', '-i', '-', '-f', 'lavfi', '-i', room, '-filter_complex'],
      // The mixer halves both; later builds can be told not to, npm's cannot.
      '[0]aresample=48000,adelay=600,apad=pad_len=28800,volume=0.5[a];[a][1]amix=duration=first,volume=2',
      ...['-ac', '1', '-c:a', 'libopus', '-b:a', '64k', '-f', 'webm', '-'],
    ],
    { input: wav, maxBuffer: 20_000_000 },
  );
}

const WORDS = 'เรียนพี่น้องชาวบ้านทุกท่าน พรุ่งนี้เชิญประชุมที่ศาลากลางบ้าน เวลาเก้าโมงเช้า';

t.test('a word is heard as it will be said, at once', async (t) => {
  await hear('บ้าน');
  const from = process.hrtime.bigint();
  const { rate, samples } = readWav(await hear('สะ-หฺวัด-ดี'));
  t.comment(`heard after ${(process.hrtime.bigint() - from) / 1_000_000n} ms`);
  const seconds = samples.length / rate;
  t.ok(seconds > 0.4 && seconds < 2.5, `${seconds.toFixed(2)} s for three syllables`);
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  t.ok(loudest > 3_000, 'it can be heard');
});

t.test('a voice is handed in, mastered like the rest, approved and on its way to the towers', async (t) => {
  const sound = webm(await hear(WORDS), 0.0003);
  const seen = await record(sound, 'voice-1', 'เสียงกำนัน');
  t.match(seen, {
    state: 'voiced',
    title: 'เสียงกำนัน',
    words: '',
    reading: null,
    clip: { voice: 'recorded' },
  });
  t.equal((await record(sound, 'voice-1', 'เสียงกำนัน')).id, seen.id, 'sent again it is the same');
  t.ok(Math.abs((seen.clip as unknown as { lufs: number }).lufs + 14) <= 1, 'as loud as the rest');
  t.same(
    seen.doubts.filter((doubt) => doubt.what === 'noisy-recording'),
    [],
  );
  const decided = await somsri.approve(seen, { wish: { kind: 'now' }, towers });
  t.same(decided.body, { complete: true, missing: 0 });
  await village.ready(seen.id);
});

t.test(
  'a voice in a loud room reaches the approver with its doubt; a slip of the finger does not',
  async (t) => {
    const noisy = await record(webm(await hear(WORDS), 0.06), 'voice-2', '');
    t.equal(noisy.title, 'เสียงประกาศจากคุณสมศรี', 'whoever gives no title is named');
    const doubt = noisy.doubts.find((one) => one.what === 'noisy-recording');
    t.ok(doubt !== undefined && doubt.value < 20, JSON.stringify(noisy.doubts));
    const slip = await record(
      execFileSync(ffmpeg.path, ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=0.4', '-f', 'wav', '-']),
      'voice-3',
      '',
    );
    t.match(slip, { state: 'unvoiced', reason: /สั้นกว่า 1 วินาที/ });
  },
);

t.test('the organisation’s own words stand around new words, once, and are edited like them', async (t) => {
  const before = (await village.news('น้ำประปาไม่ไหลวันพุธ')) as Seen;
  t.equal(before.words, 'น้ำประปาไม่ไหลวันพุธ', 'nothing without formulas');
  const formulas = { opening: 'ประกาศจากองค์การบริหารส่วนตำบลหนองบัว', closing: 'ขอขอบคุณครับ' };
  await village.relay.desks.formulas.set(somsri.person, formulas);
  const seen = (await village.news('ไฟฟ้าดับวันศุกร์')) as Seen;
  t.equal(seen.words, `${formulas.opening}\n\nไฟฟ้าดับวันศุกร์\n\n${formulas.closing}`);
  t.equal(seen.title, 'ไฟฟ้าดับวันศุกร์', 'the title is what it is about');
  t.match(seen.reading?.spoken, /^ประกาศจากองค์การบริหารส่วนตำบลหนองบัว.*ไฟฟ้าดับวันศุกร์.*ขอขอบคุณครับ$/s);
  const own = `${formulas.opening} เชิญประชุม ${formulas.closing}`;
  t.equal(((await village.news(own)) as Seen).words, own, 'whoever wrote them gets no second ones');
  await somsri.ask('POST', `/api/v1/bulletins/${seen.id}/revise`, {
    seenVersion: seen.version,
    words: `ไฟฟ้าดับวันเสาร์\n\n${formulas.closing}`,
    class: 'routine',
  });
  const edited = (await village.bulletin(seen.id, 'it is voiced anew', (one) => one.revision === 2)) as Seen;
  t.match(
    edited,
    { title: 'ไฟฟ้าดับวันเสาร์', words: `ไฟฟ้าดับวันเสาร์\n\n${formulas.closing}` },
    'what an officer took away stays away',
  );
});
