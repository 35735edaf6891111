// Stories of the village, end to end: what comes in through LINE, from the first message to the loudspeaker. A real relay,
// database, broker, voice, ffmpeg and two controllers; the clock stands still until the story moves it.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { RelayError } from '../../src/core/errors.ts';
import type { SpeechEngine } from '../../src/pipeline/ports.ts';
import { openVillage, SOMSRI } from '../support/village.ts';

const NEWS = 'แจ้งงดจ่ายน้ำ วันที่ ๒๓ พ.ย. ๒๕๖๙ หมู่ ๑';
const STRANGER = 'U000000000000000000000000000000ff';
const STAFF = 'C00000000000000000000000000000001';
const NOW = { wish: { kind: 'now' } };

/** Only where a story is about sound ffmpeg makes it. */
let isAboutSound = false;
const withSound = (t: Test) => {
  isAboutSound = true;
  t.teardown(() => {
    isAboutSound = false;
  });
};
const village = await openVillage({ withLine: true, plainClips: () => !isAboutSound });
t.teardown(village.close);
const towers = village.towers.map((tower) => tower.id);
const somsri = await village.officer('somsri');

const counted = () =>
  village.beside(async (store) => {
    const { org } = somsri.person;
    const [cards, untyped] = await Promise.all([
      store.views.queue(org, { limit: 200 }),
      store.views.untyped(org),
    ]);
    return { bulletins: cards.length, untyped: untyped.length };
  });
/** Every raw event has been worked on. */
const worked = () => village.until('the inbox is worked off', async () => true);

t.test('a message from LINE is read, listened to, approved, and heard at both towers at once', async (t) => {
  withSound(t);
  t.equal((await village.line({ kind: 'text', text: NEWS })).status, 200);
  const seen = await village.voiced();
  t.equal(seen.state, 'voiced', seen.reason ?? '');
  t.match(seen.reading?.spoken, /งดจ่ายน้ำ.*ยี่สิบสามพฤศจิกายน/);
  const clip = seen.clip;
  if (clip === null) throw new Error('there is no clip');
  t.ok(Math.abs(clip.lufs + 14) <= 1, `${clip.lufs} LUFS`);
  t.ok(clip.truePeakDb <= -1, `${clip.truePeakDb} dBTP`);
  await t.rejects(
    village.office.approve(seen.id, seen.revision, clip.sha256, towers),
    /needs-listening/,
    'nobody approves unheard',
  );
  await village.office.listen(seen.id, clip);
  t.same(await village.office.approve(seen.id, seen.revision, clip.sha256, towers), {
    complete: true,
    missing: 0,
  });
  const ready = await village.ready(seen.id);
  const at = Date.parse(ready.allPlays[0]?.at ?? '');
  await village.passTo(at + 60_000);
  const over = await village.bulletin(seen.id, 'both towers finish', ({ allPlays }) =>
    allPlays.every((play) => play.state === 'finished'),
  );
  for (const play of over.allPlays) t.equal(play.skewMs, 0, `${play.tower} started on the second`);
  for (const tower of village.towers)
    t.same(
      tower.heard.map((one) => one.at),
      [at],
      'heard once, on time',
    );
});

t.test('the same message, delivered again and twice at once, stays one item', async (t) => {
  const before = await counted();
  const first = await village.line({ kind: 'text', text: `${NEWS} ตลอดวัน` });
  const { webhookEventId, messageId } = first;
  if (messageId === undefined) throw new Error('a text has an id');
  const again = { webhookEventId, messageId, redelivered: true };
  const twice = await Promise.all([
    village.line({ kind: 'text', text: `${NEWS} ตลอดวัน` }, again),
    village.line({ kind: 'text', text: `${NEWS} ตลอดวัน` }, again),
    village.post(Buffer.from(first.rawBody), first.headers),
  ]);
  t.same(
    twice.map((one) => (typeof one === 'number' ? one : one.status)),
    [200, 200, 200],
  );
  // The same message under another event, as after a failover at LINE.
  await village.line({ kind: 'text', text: `${NEWS} ตลอดวัน` }, { messageId });
  await worked();
  t.equal((await counted()).bulletins, before.bulletins + 1);
});

t.test('an edit in LINE is a new revision; an older edit that comes late changes nothing', async (t) => {
  const { messageId = '' } = await village.line({ kind: 'text', text: 'ประชุมหมู่บ้านวันจันทร์' });
  const first = await village.voiced();
  const later = village.clock.now() + 20_000;
  await village.line({ kind: 'edit', messageId, text: 'ประชุมหมู่บ้านวันอังคาร' }, { at: later });
  const second = await village.bulletin(first.id, 'the edit', (seen) => seen.revision === 2);
  await village.line({ kind: 'edit', messageId, text: 'ประชุมหมู่บ้านวันพุธ' }, { at: later - 10_000 });
  await worked();
  const third = await village.bulletin(second.id, 'the voice', (seen) => seen.state === 'voiced');
  t.equal(third.revision, 2);
  t.match(third.reading?.spoken, /อังคาร/);
  t.not(third.clip?.sha256, first.clip?.sha256, 'other words, another clip');
  const old = await somsri.approve(first, { ...NOW, towers });
  t.equal(old.body.error?.code, 'stale', 'what was heard before the edit cannot be approved any more');
});

t.test('a message unsent before it arrives never becomes an item, nor does its later edit', async (t) => {
  const before = await counted();
  const messageId = '500000000000000001';
  await village.line({ kind: 'unsend', messageId });
  await worked();
  await village.line({ kind: 'text', text: 'ข้อความที่ถูกยกเลิกก่อนมาถึง' }, { messageId });
  await village.line(
    { kind: 'edit', messageId, text: 'ข้อความที่ถูกแก้หลังยกเลิก' },
    { at: village.clock.now() + 9_000 },
  );
  await worked();
  t.same(await counted(), before);
});

t.test(
  'a message unsent before approval is emptied; approved words are the office’s and still sound',
  async (t) => {
    const secretWords = 'ถอนข้อความนี้ก่อนอนุมัติ';
    const { messageId = '' } = await village.line({ kind: 'text', text: secretWords });
    const draft = await village.voiced();
    await village.line({ kind: 'unsend', messageId });
    const erased = await village.bulletin(draft.id, 'its withdrawal', (seen) => seen.state === 'withdrawn');
    t.same([erased.title, erased.reading, erased.clip], ['', null, null]);
    const tooLate = await somsri.approve(draft, { ...NOW, towers });
    t.equal(tooLate.status, 409, 'there is nothing to approve any more');

    const approved = await village.line({ kind: 'text', text: NEWS });
    const seen = await village.voiced();
    t.equal((await somsri.approve(seen, { ...NOW, towers })).body.complete, true);
    await village.line({ kind: 'unsend', messageId: approved.messageId ?? '' });
    await worked();
    const ready = await village.ready(seen.id);
    t.equal(ready.state, 'approved');
    t.match(ready.title, /งดจ่ายน้ำ/, 'the words on record stay');
    const sounds = village.towers.map((tower) => tower.heard.length);
    await village.pass(120_000);
    await village.bulletin(seen.id, 'both towers finish', ({ allPlays }) =>
      allPlays.every((play) => play.state === 'finished'),
    );
    t.same(
      village.towers.map((tower) => tower.heard.length),
      sounds.map((n) => n + 1),
    );
  },
);

t.test('an officer’s LINE account is bound by the code from the console, once', async (t) => {
  const nida = await village.officer('nida');
  const before = await counted();
  const me = { userId: 'U00000000000000000000000000000077' };
  await village.line({ kind: 'text', text: 'ยังไม่ได้ลงทะเบียน' }, me);
  await worked();
  t.same(await counted(), before, 'before: nobody we know');
  const { code } = await village.relay.desks.staff.lineCode(nida.person);
  await village.line({ kind: 'text', text: ` ${code.toUpperCase()} ` }, me);
  await worked();
  await village.line({ kind: 'text', text: 'ลงทะเบียนแล้ว ขอประกาศ' }, me);
  const seen = await village.voiced();
  t.match(seen.title, /ลงทะเบียนแล้ว/);
  t.equal((await counted()).bulletins, before.bulletins + 1, 'the code itself is no news');
  await village.line({ kind: 'text', text: code }, { userId: STRANGER });
  await village.line({ kind: 'text', text: 'คนแปลกหน้าใช้รหัสซ้ำ' }, { userId: STRANGER });
  await worked();
  t.equal((await counted()).bulletins, before.bulletins + 1, 'a code is good once');
});

t.test(
  'in the staff group only what is handed to us counts: a mention with the message it quotes',
  async (t) => {
    const before = await counted();
    const group = { groupId: STAFF };
    const said = await village.line({ kind: 'text', text: 'ประชุมผู้ใหญ่บ้าน วันจันทร์ เวลา 09.00 น.' }, group);
    await village.line({ kind: 'text', text: 'คุยกันเล่น ๆ' }, { groupId: STAFF, userId: STRANGER });
    await worked();
    t.same(await counted(), before, 'talk is no news');
    const quotedMessageId = said.messageId ?? '';
    await village.line(
      { kind: 'text', text: 'ประกาศข้อความนี้ครับ', quotedMessageId },
      { ...group, mentionsUs: true },
    );
    const seen = await village.voiced();
    t.match(seen.title, /ประชุมผู้ใหญ่บ้าน/);
    t.notMatch(seen.reading?.spoken, /ประกาศข้อความนี้/, 'the quoted words, not the quoting ones');
    t.equal((await counted()).bulletins, before.bulletins + 1);
    await village.line(
      { kind: 'edit', messageId: quotedMessageId, text: 'ประชุมผู้ใหญ่บ้าน วันอังคาร เวลา 13.30 น.' },
      { ...group, at: village.clock.now() + 5_000 },
    );
    await village.bulletin(seen.id, 'the edit', ({ revision }) => revision === 2);
  },
);

t.test('a voice message is announced as it was recorded', async (t) => {
  withSound(t);
  const speech = await village.news('ทดสอบเสียงของผู้ใหญ่บ้าน ขอให้ทุกคนฟังเสียงนี้');
  const mp3 = await fetch(new URL(speech.clip?.mp3 ?? '', village.url), {
    headers: { authorization: `Bearer ${somsri.token()}` },
  });
  const file = `${village.folder}/voice.m4a`;
  const from = `${village.folder}/voice.mp3`;
  await writeFile(from, Buffer.from(await mp3.arrayBuffer()));
  await promisify(execFile)(village.ffmpeg, ['-v', 'error', '-i', from, '-c:a', 'aac', '-f', 'ipod', file]);
  const messageId = '500000000000000101';
  village.fakeLine.contents.set(messageId, { kind: 'preparing' });
  await village.line({ kind: 'audio', messageId });
  await worked();
  village.fakeLine.contents.set(messageId, {
    kind: 'ready',
    bytes: await readFile(file),
    type: 'audio/x-m4a',
  });
  const before = new Set((await village.office.bulletins()).map((one) => one.id));
  const fresh = await village.untilInTime('the recording', async () =>
    (await village.office.bulletins()).find((one) => !before.has(one.id)),
  );
  const seen = await village.bulletin(fresh.id, 'its sound', ({ state }) => state !== 'drafted');
  t.equal(seen.state, 'voiced', seen.reason ?? '');
  t.equal(seen.clip?.voice, 'recorded');
  t.equal(seen.reading, null, 'nothing is read aloud');
  t.ok(Math.abs((seen.clip?.lufs ?? 0) + 14) <= 1, `${seen.clip?.lufs} LUFS`);
  await somsri.approve(seen, { ...NOW, towers });
  await village.ready(seen.id);
  await village.pass(120_000);
  await village.bulletin(seen.id, 'both towers finish', ({ allPlays }) =>
    allPlays.every((play) => play.state === 'finished'),
  );
  t.pass('heard at both towers');
});

t.test('a poster waits with its picture for the words that somebody types', async (t) => {
  const messageId = '500000000000000102';
  const picture = await readFile(new URL('../../src/adapters/console/console.png', import.meta.url)).catch(
    () =>
      Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
        'base64',
      ),
  );
  village.fakeLine.contents.set(messageId, { kind: 'ready', bytes: picture, type: 'image/png' });
  const before = await counted();
  await village.line({ kind: 'image', messageId });
  await worked();
  t.same(await counted(), { ...before, untyped: before.untyped + 1 });
  const { intake } = village.relay.desks;
  const item = await village.beside((store) => store.items.findMessage(somsri.person.org, 'line', messageId));
  if (item === undefined) throw new Error('the poster is not there');
  const original = await intake.original(somsri.person, item.id);
  t.same([original.type, original.bytes.length], ['image/png', picture.length]);
  const id = await intake.type(somsri.person, item.id, 'เชิญร่วมงานบุญที่วัด');
  const seen = await village.bulletin(id, 'its voice', ({ state }) => state === 'voiced');
  t.match(seen.reading?.spoken, /งานบุญ/);
  t.same(await counted(), { bulletins: before.bulletins + 1, untyped: before.untyped });
  await t.rejects(intake.type(somsri.person, item.id, 'อีกครั้ง'), { code: 'conflict' });
});

t.test(
  'a recording nobody can open is parked with the reason, and what is no sound is answered',
  async (t) => {
    withSound(t);
    const broken = Buffer.concat([
      Buffer.from('ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000'),
      Buffer.alloc(4_000, 7),
    ]);
    village.fakeLine.contents.set('500000000000000103', { kind: 'ready', bytes: broken, type: 'audio/mpeg' });
    const before = new Set((await village.office.bulletins()).map((one) => one.id));
    await village.line({ kind: 'audio', messageId: '500000000000000103' });
    const parked = await village.until('the parked recording', async () => {
      const fresh = (await village.office.bulletins()).find((one) => !before.has(one.id));
      const seen = fresh === undefined ? undefined : await village.office.bulletin(fresh.id);
      return seen?.state === 'unvoiced' ? seen : undefined;
    });
    t.match(parked.reason, /unreadable-audio/);

    const count = await counted();
    const text = {
      kind: 'ready',
      bytes: Buffer.from('%PDF-1.7 no sound at all'),
      type: 'audio/x-m4a',
    } as const;
    village.fakeLine.contents.set('500000000000000104', text);
    await village.line({ kind: 'audio', messageId: '500000000000000104' });
    await worked();
    t.same(await counted(), count);
  },
);

t.test('a batch with one poisoned event loses only that one', async (t) => {
  const before = await counted();
  const good = (text: string, n: number) => ({
    type: 'message',
    message: { type: 'text', id: `50000000000000020${n}`, text },
    webhookEventId: `01M80D4HSB1DDZWKFX2SQWNB${n}Y`,
    deliveryContext: { isRedelivery: false },
    timestamp: village.clock.now(),
    source: { type: 'user', userId: SOMSRI },
    mode: 'active',
    somethingNew: { from: 'LINE' },
  });
  const events = [
    good('ข่าวแรกของชุด', 1),
    { ...good('', 2), message: 'not an object', timestamp: 'never' },
    {
      type: 'aKindOfTomorrow',
      webhookEventId: '01M80D4HSB1DDZWKFX2SQWNB3Y',
      source: { type: 'user', userId: SOMSRI },
    },
    good('ข่าวที่สองของชุด', 4),
  ];
  const body = Buffer.from(JSON.stringify({ destination: 'U0', events }));
  t.equal(await village.post(body, village.signed(body)), 200);
  await worked();
  t.equal((await counted()).bulletins, before.bulletins + 2);
});

t.test('a stranger’s message, answered and ignored, lies nowhere on the relay’s disk', async (t) => {
  const words = 'ความลับของคนแปลกหน้าที่ไม่มีใครควรเก็บไว้';
  await village.line({ kind: 'text', text: words }, { userId: STRANGER });
  await village.line({ kind: 'text', text: words }, { userId: STRANGER, groupId: STAFF });
  await worked();
  await village.stopRelay();
  t.same(await village.liesOnDisk(words), []);
  t.same(await village.liesOnDisk('ถอนข้อความนี้ก่อนอนุมัติ'), [], 'nor do the words of an unsent message');
  await village.startRelay();
  await village.connected();
});

const mute: SpeechEngine = {
  id: 'mute',
  check: async () => ({ usable: true, detail: 'mute' }),
  speak: () => Promise.reject(new RelayError('no-engine', 'this village has no voice')),
};

const SAMPLES = new URL('../../../shared/samples/line-webhooks.json', import.meta.url);
interface Sample {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: string;
  readonly expectSignatureValid: boolean;
  readonly body: {
    readonly events: readonly { readonly message?: { readonly id: string; readonly type: string } }[];
  };
}

t.test(
  'every request of LINE’s documentation is dealt with as it asks',
  { skip: !existsSync(SAMPLES) },
  async (t) => {
    const { samples, testChannelSecret, people } = JSON.parse(await readFile(SAMPLES, 'utf8')) as {
      samples: Sample[];
      testChannelSecret: string;
      people: { adminSomchai: string };
    };
    const office = await openVillage({
      channelSecret: testChannelSecret,
      withLine: true,
      // This story ends before the words are spoken.
      engine: mute,
      foundation: (sample) => ({
        ...sample,
        officers: sample.officers.map((one) =>
          one.username === 'somsri' ? { ...one, lineUserId: people.adminSomchai } : one,
        ),
      }),
    });
    t.teardown(office.close);
    const officer = await office.officer('somsri');
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      'base64',
    );
    const voice = await readFile(new URL('../../audio/chime-emergency.wav', import.meta.url));
    for (const { message } of samples.flatMap(({ body }) => body.events)) {
      if (message?.type === 'image')
        office.fakeLine.contents.set(message.id, { kind: 'ready', bytes: png, type: 'image/png' });
      if (message?.type === 'file')
        office.fakeLine.contents.set(message.id, {
          kind: 'ready',
          bytes: Buffer.from('%PDF-1.7\n'),
          type: 'application/pdf',
        });
      if (message?.type === 'audio')
        office.fakeLine.contents.set(message.id, { kind: 'ready', bytes: voice, type: 'audio/wav' });
    }
    for (const sample of samples) {
      const status = await office.post(sample.rawBody, sample.headers);
      t.equal(status, sample.expectSignatureValid ? 200 : 401, sample.name);
      await office.until('the event is worked on', async () => true);
    }
    const { org } = officer.person;
    const { cards, untyped, message } = await office.beside(async (store) => ({
      cards: await store.views.queue(org, { limit: 50 }),
      untyped: await store.views.untyped(org),
      message: await store.items.findMessage(org, 'line', '589003047933508042'),
    }));
    t.equal(untyped.length, 3, 'two posters and a circular wait for their words');
    t.type(message?.erasedAt, 'number', 'the unsent message is a tombstone, also after its redelivery');
    t.equal(message?.text, undefined);
    const open = cards.filter((card) => card.bulletin.current.state !== 'withdrawn');
    const quoted = open.find((card) => card.bulletin.current.source.kind === 'words');
    t.equal(quoted?.bulletin.current.n, 2, 'the quoted message took its edit');
    t.match(quoted?.bulletin.current.words, /วันอังคารที่ 24/);
    t.equal(open.length, 2, 'beside it the voice message, and nothing else');
    t.ok(
      cards.every((card) => card.bulletin.current.state !== 'approved'),
      'no button in a chat has approved anything',
    );
    await office.stopRelay();
    t.same(await office.liesOnDisk('ข้อความปลอม'), [], 'a wrong signature leaves nothing behind');
    await office.startRelay();
  },
);
