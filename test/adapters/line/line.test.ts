// LINE's side of the house: signatures, bodies split and read, content fetched, replies sent, requests composed.
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { validateSignature } from '@line/bot-sdk';
import fc from 'fast-check';
import t from 'tap';
import { createLineChannel } from '../../../src/adapters/line/channel.ts';
import { makeLineRequest } from '../../../src/adapters/line/compose.ts';
import { createLineDoor } from '../../../src/adapters/line/door.ts';
import { parseEvent } from '../../../src/adapters/line/event.ts';
import { isSignedByLine, signBody } from '../../../src/adapters/line/signature.ts';
import { splitBody } from '../../../src/adapters/line/webhook-body.ts';
import { withoutMarks } from '../../../src/adapters/line/words.ts';
import { startFakeLine } from '../../support/fake-line.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const base = {
  mode: 'active',
  timestamp: 1_795_310_110_507,
  source: { type: 'user', userId: 'U1' },
  replyToken: 'r1',
};
const message = (of: object, more: object = {}) =>
  parseEvent(JSON.stringify({ type: 'message', message: { id: '5890', ...of }, ...base, ...more }));

t.test('the signature', async (t) => {
  const vector = {
    secret: '8c570fa6dd201bb328f1c1eac23a96d8',
    body: bytes('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'),
    signature: 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=',
  };

  t.test('of the example in LINE’s documentation is made and accepted', async (t) => {
    t.equal(signBody(vector.body, vector.secret), vector.signature);
    t.ok(isSignedByLine(vector.body, vector.signature, [vector.secret]));
  });

  t.test('is accepted under the secret before, while it is being changed, and under no other', async (t) => {
    t.ok(isSignedByLine(vector.body, vector.signature, ['the new secret', vector.secret]));
    t.notOk(isSignedByLine(vector.body, vector.signature, ['the new secret']));
    t.notOk(isSignedByLine(vector.body, vector.signature, []));
  });

  t.test('is refused when missing, empty, cut, of another body or of nothing', async (t) => {
    const { body, secret, signature } = vector;
    for (const given of [undefined, '', 'AAAA', signature.slice(0, 20), signature.toLowerCase(), '\u0000']) {
      t.notOk(isSignedByLine(body, given, [secret]), String(given));
    }
    t.notOk(isSignedByLine(bytes('{}'), signature, [secret]));
    t.notOk(isSignedByLine(new Uint8Array(), signBody(new Uint8Array(), secret), [secret]));
  });

  t.test('is judged as LINE’s own library judges it', async () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.string({ minLength: 1 }),
        fc.boolean(),
        fc.base64String({ maxLength: 44 }),
        (body, secret, right, other) => {
          const signature = right ? createHmac('sha256', secret).update(body).digest('base64') : `${other}=`;
          return (
            isSignedByLine(body, signature, [secret]) ===
            validateSignature(Buffer.from(body), secret, signature)
          );
        },
      ),
    );
  });
});

t.test('a webhook body', async (t) => {
  t.test('gives each event exactly as LINE wrote it', async (t) => {
    const first =
      '{ "webhookEventId":"01A", "n": 12345678901234567890, "t":"\\ud83d\\ude00 \\"]}," , "n":1.0 }';
    const second = '{"webhookEventId":"01B","deep":[[{"a":[]}],"}"]}';
    const body = `\n{"destination":"U]","other":{"events":[9]}, "\\u0065vents" : [ ${first} ,\n${second}\t] ,"z":[1,"]"]}`;
    t.same(splitBody(bytes(body)), [
      { webhookEventId: '01A', raw: first },
      { webhookEventId: '01B', raw: second },
    ]);
  });

  t.test('names a poisoned event by its bytes, and keeps a doubled one once', async (t) => {
    const events = splitBody(
      bytes('{"events":[null,7,"x",[],{"webhookEventId":5},{"webhookEventId":"a b"},7]}'),
    );
    t.equal(events.length, 6);
    for (const { webhookEventId } of events) t.match(webhookEventId, /^sha256-[0-9a-f]{64}$/);
    const again = splitBody(bytes('{"events":[ 7 ]}'));
    t.equal(again[0]?.webhookEventId, events[1]?.webhookEventId, 'the redelivery has the same name');
  });

  t.test('with a doubled key is taken as JSON.parse takes it', async (t) => {
    t.same(
      splitBody(bytes('{"events":[1],"events":[ 2 ]}')).map(({ raw }) => raw),
      ['2'],
    );
    t.throws(() => splitBody(bytes('{"events":[1],"events":3}')), { code: 'invalid-input' });
  });

  t.test('that is no webhook request is refused whole', async (t) => {
    const refused = [
      '',
      '{',
      '[]',
      'null',
      '1',
      '"events"',
      '{}',
      '{"events":null}',
      '{"events":{}}',
      '{"events":[],}',
    ];
    for (const body of refused) t.throws(() => splitBody(bytes(body)), { code: 'invalid-input' }, body);
    t.throws(() => splitBody(new Uint8Array([0x7b, 0xff, 0x7d])), { code: 'invalid-input' });
  });

  t.test('splits as JSON.parse reads, for any JSON written in any way', async () => {
    const spaces = fc.constantFrom('', ' ', '\n', '\t\r\n ');
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }),
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(0, 1, 3),
        spaces,
        (events, others, indent, space) => {
          const body = `${space}${JSON.stringify({ ...others, events, last: '[' }, null, indent)}${space}`;
          const wanted = [...new Set(events.map((event) => JSON.stringify(event)))];
          const got = splitBody(bytes(body)).map(({ raw }) => JSON.stringify(JSON.parse(raw)));
          return JSON.stringify([...new Set(got)]) === JSON.stringify(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });
});

t.test('an event', async (t) => {
  t.test('of a text is its words without mentions and LINE’s emoji', async (t) => {
    const text = '@หอ (love) ประชุม 9 โมง (love)';
    const marked = message({
      type: 'text',
      text,
      emojis: [
        { index: 4, length: 6 },
        { index: text.length - 6, length: 6 },
      ],
      mention: { mentionees: [{ index: 0, length: 3, type: 'user', isSelf: true }] },
      quotedMessageId: '5880',
    });
    t.match(marked, { kind: 'text', text: 'ประชุม 9 โมง', mentionsUs: true, quotedMessageId: '5880' });
    t.match(message({ type: 'text', text: 'เฉย ๆ' }), { mentionsUs: false, quotedMessageId: undefined });
    t.match(
      message({
        type: 'text',
        text: '@All ประชุม',
        mention: { mentionees: [{ type: 'all', index: 0, length: 4 }] },
      }),
      {
        text: 'ประชุม',
        mentionsUs: false,
      },
    );
  });

  t.test('keeps its other words whatever the marks say', async () => {
    const mark = fc.record({
      index: fc.integer({ min: -5, max: 60 }),
      length: fc.integer({ min: 0, max: 60 }),
    });
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), fc.array(mark, { maxLength: 6 }), (text, marks) => {
        const outside = [...Array(text.length).keys()].filter(
          (at) => !marks.some(({ index, length }) => at >= index && at < index + length),
        );
        const letters = (words: string) => words.replace(/\s/g, '');
        return letters(withoutMarks(text, marks)) === letters(outside.map((at) => text[at]).join(''));
      }),
    );
  });

  t.test('of media says what it is and whether LINE holds it', async (t) => {
    const line = { contentProvider: { type: 'line' } };
    t.match(message({ type: 'audio', ...line }), {
      kind: 'media',
      media: 'audio',
      external: false,
      fileName: undefined,
    });
    t.match(
      message({
        type: 'image',
        contentProvider: { type: 'external', originalContentUrl: 'http://10.0.0.1/' },
      }),
      {
        media: 'image',
        external: true,
      },
    );
    t.match(message({ type: 'image', contentProvider: 'odd' }), { external: true }, 'in doubt not fetched');
    t.match(message({ type: 'file', fileName: 'หนังสือ ว7217.pdf' }), {
      fileName: 'หนังสือ ว7217.pdf',
      external: false,
    });
    t.match(message({ type: 'file', fileName: '../../etc/\u202epass\u0000wd' }), { fileName: 'passwd' });
    t.match(message({ type: 'video', ...line }), { media: 'video' });
    for (const type of ['sticker', 'location']) t.match(message({ type }), { kind: type, messageId: '5890' });
  });

  t.test('knows when to be silent and what can be answered', async (t) => {
    t.match(message({ type: 'text', text: 'ก' }), { silent: false, replyToken: 'r1' });
    for (const mode of ['standby', 'something new']) {
      t.match(message({ type: 'text', text: 'ก' }, { mode }), { silent: true, replyToken: undefined });
    }
    for (const replyToken of ['0'.repeat(32), 'f'.repeat(32), '', 5]) {
      t.equal(message({ type: 'text', text: 'ก' }, { replyToken }).replyToken, undefined);
    }
    t.ok(message({ type: 'text', text: 'ก' }, { deliveryContext: { isRedelivery: true } }).redelivered);
  });

  t.test('says where it came from; without consent of the sender there is no name', async (t) => {
    const from = (source: unknown) => message({ type: 'text', text: 'ก' }, { source }).source;
    t.same(from({ type: 'group', groupId: 'C1' }), { kind: 'group', userId: undefined, groupId: 'C1' });
    t.same(from({ type: 'room', roomId: 'R1', userId: 'U2' }), { kind: 'room', userId: 'U2', groupId: 'R1' });
    for (const odd of [undefined, null, 'user', { type: 'planet', userId: 'U2' }]) {
      t.same(from(odd), { kind: 'none', userId: undefined, groupId: undefined });
    }
  });

  t.test('that nobody knows yet is unknown, and only what is no object is refused', async (t) => {
    const unknown = [
      { type: 'accountLink' },
      { type: 'message', message: { type: 'hologram', id: '1' } },
      { type: 'message', message: { type: 'text', text: 'no id' } },
      { type: 'message' },
      { type: 'unsend', unsend: {} },
      { type: 'postback' },
      { type: 'messageEdited', message: { type: 'audio', id: '1' } },
      { type: 5 },
      {},
      { type: '__proto__' },
    ];
    for (const event of unknown)
      t.equal(parseEvent(JSON.stringify(event)).kind, 'unknown', JSON.stringify(event));
    for (const raw of ['null', '7', '[]', '"x"', '{', '']) {
      t.throws(() => parseEvent(raw), { code: 'invalid-input' }, raw);
    }
  });

  t.test('of any JSON object is read without breaking', async () => {
    const types = fc.constantFrom('message', 'messageEdited', 'unsend', 'postback', 'follow', 'new');
    const odd = fc.dictionary(
      fc.constantFrom(
        'type',
        'id',
        'text',
        'mention',
        'mentionees',
        'emojis',
        'index',
        'length',
        'fileName',
        'data',
      ),
      fc.jsonValue({ maxDepth: 3 }),
    );
    fc.assert(
      fc.property(types, odd, odd, fc.jsonValue(), (type, inner, source, any) => {
        const event = {
          type,
          message: inner,
          source,
          timestamp: any,
          mode: any,
          unsend: any,
          postback: inner,
        };
        return typeof parseEvent(JSON.stringify(event)).kind === 'string';
      }),
    );
  });
});

t.test('a composed request is what LINE would send', async (t) => {
  const channelSecret = 'secret-of-the-channel';
  const door = createLineDoor({ channel: 'line', channelSecrets: [channelSecret] });
  const deeds = [
    [
      { kind: 'text', text: 'ประกาศ "ด่วน"' },
      { kind: 'text', text: 'ประกาศ "ด่วน"' },
    ],
    [
      { kind: 'audio', messageId: '77' },
      { kind: 'media', media: 'audio', messageId: '77', external: false },
    ],
    [
      { kind: 'image', messageId: '78' },
      { kind: 'media', media: 'image' },
    ],
    [
      { kind: 'file', messageId: '79', fileName: 'ก.pdf', bytes: 3 },
      { kind: 'media', fileName: 'ก.pdf' },
    ],
    [
      { kind: 'edit', messageId: '80', text: 'ใหม่' },
      { kind: 'edited', messageId: '80', text: 'ใหม่' },
    ],
    [
      { kind: 'unsend', messageId: '81' },
      { kind: 'unsend', messageId: '81', replyToken: undefined },
    ],
    [{ kind: 'follow' }, { kind: 'follow' }],
  ] as const;
  for (const [deed, wanted] of deeds) {
    const request = makeLineRequest({ deed, channelSecret, userId: 'U1', at: 1_795_310_110_507 });
    t.ok(door.verify(request.rawBody, request.headers['x-line-signature']), deed.kind);
    const [event] = door.split(request.rawBody);
    t.equal(event?.webhookEventId, request.webhookEventId);
    t.match(request.webhookEventId, /^[0-9A-HJKMNP-TV-Z]{26}$/);
    t.match(parseEvent(event?.raw ?? ''), {
      ...wanted,
      source: { kind: 'user', userId: 'U1' },
      silent: false,
    });
  }
  const inGroup = makeLineRequest({
    deed: { kind: 'text', text: 'ประกาศข้อความนี้', quotedMessageId: '5880' },
    channelSecret,
    userId: 'U1',
    groupId: 'C1',
    mentionsUs: true,
    at: 1,
  });
  t.match(parseEvent(door.split(inGroup.rawBody)[0]?.raw ?? ''), {
    text: 'ประกาศข้อความนี้',
    mentionsUs: true,
    quotedMessageId: '5880',
    source: { kind: 'group', groupId: 'C1' },
  });
});

t.test('our channel', async (t) => {
  const accessToken = 'access-token-of-the-channel';
  const fake = await startFakeLine(accessToken);
  t.teardown(() => fake.stop());
  const logged: string[] = [];
  const note = (facts: object, event: string) => void logged.push(`${event} ${JSON.stringify(facts)}`);
  const log = { debug: note, info: note, warn: note, error: note };
  const channel = (more: object = {}) =>
    createLineChannel(
      { channelAccessToken: accessToken, apiUrl: fake.url, contentUrl: fake.url, ...more },
      log,
    );

  t.test('fetches what LINE holds', async (t) => {
    fake.contents.set('1', { kind: 'ready', bytes: bytes('sound'), type: 'audio/mp4' });
    const content = await channel().content('1');
    t.match(content, { state: 'ready', type: 'audio/mp4' });
    t.same(content.state === 'ready' ? Buffer.from(content.bytes).toString() : '', 'sound');
  });

  t.test('waits while LINE prepares, and knows what will never come', async (t) => {
    fake.contents.set('2', { kind: 'preparing' });
    fake.contents.set('3', { kind: 'unsent' });
    t.same(await channel().content('2'), { state: 'preparing' });
    t.same(await channel().content('3'), { state: 'gone', why: 'unsent' });
    t.same(await channel().content('4'), { state: 'gone', why: 'unknown' });
    const asked = fake.refused.length;
    t.same(await channel().content('../../v2/bot/info'), { state: 'gone', why: 'unknown' });
    t.equal(fake.refused.length, asked, 'LINE was not asked');
  });

  t.test('breaks off what is too large, told or untold', async (t) => {
    fake.contents.set('5', { kind: 'ready', bytes: new Uint8Array(2000), type: 'image/jpeg' });
    fake.contents.set('6', {
      kind: 'ready',
      bytes: new Uint8Array(2000),
      type: 'image/jpeg',
      withoutLength: true,
    });
    fake.contents.set('7', { kind: 'endless' });
    for (const id of ['5', '6'])
      await t.rejects(channel({ mostBytes: 1999 }).content(id), { code: 'too-large' });
    await t.rejects(channel({ mostBytes: 200_000 }).content('7'), { code: 'too-large', retry: false });
    t.match(await channel({ mostBytes: 2000 }).content('6'), { state: 'ready' }, 'exactly as much is fine');
  });

  t.test('may be tried again when LINE fails, is silent or breaks off', async (t) => {
    fake.contents.set('8', { kind: 'status', status: 500 });
    fake.contents.set('9', { kind: 'status', status: 403 });
    fake.contents.set('10', { kind: 'silent' });
    fake.contents.set('11', { kind: 'torn' });
    await t.rejects(channel().content('8'), { code: 'line-failed', retry: true });
    await t.rejects(channel().content('9'), { code: 'line-failed', retry: false });
    await t.rejects(channel({ contentTimeoutMs: 50 }).content('10'), { code: 'timeout', retry: true });
    await t.rejects(channel().content('11'), { code: 'line-failed', retry: true });
    const nobody = channel({ contentUrl: 'http://127.0.0.1:1' });
    await t.rejects(nobody.content('1'), { code: 'line-failed', retry: true });
    await t.rejects(channel({ channelAccessToken: 'wrong' }).content('1'), { code: 'line-failed' });
  });

  t.test('answers once; what does not get through is in the log, without the words', async (t) => {
    fake.replyTokens.add('token-1');
    await channel().reply('token-1', 'รับแล้ว');
    t.match(fake.replies, [{ replyToken: 'token-1', messages: [{ type: 'text', text: 'รับแล้ว' }] }]);
    await channel().reply('token-1', 'อีกครั้ง');
    t.equal(fake.replies.length, 1);
    fake.replyTokens.add('token-2');
    await channel().reply('token-2', 'ย'.repeat(6_000));
    t.equal(fake.replies.length, 2, 'cut to what LINE takes');
    fake.mute = true;
    await channel({ replyTimeoutMs: 50 }).reply('token-3', 'เงียบ');
    fake.mute = false;
    await channel({ apiUrl: 'http://127.0.0.1:1' }).reply('token-4', 'ไม่มีใคร');
    t.equal(logged.length, 3);
    t.match(logged[0], /"status":400,"requestId":"fake-request"/);
    t.match(logged[1], /timeout/);
    t.notMatch(logged.join(), /token-|อีกครั้ง|เงียบ|ไม่มีใคร|access-token/);
  });
});

t.test('`hokrachai line send` posts what LINE would, twice when asked to redeliver', async (t) => {
  const got: { raw: string; signed: boolean }[] = [];
  const secret = 'a-secret-of-16-or-more';
  const relay = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const signature = String(request.headers['x-line-signature']);
      got.push({ raw: splitBody(body)[0]?.raw ?? '', signed: isSignedByLine(body, signature, [secret]) });
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  t.teardown(() => relay.close());
  const address = relay.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/line/webhook`;
  const run = (args: string[], env: Record<string, string> = { LINE_CHANNEL_SECRET: secret }) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const script =
        "import('./src/commands/line-send.ts').then(({ lineSendCommand }) => lineSendCommand.run(process.argv.slice(1)))" +
        '.then((code) => { process.exitCode = code; }, (error) => { console.error(error.message); process.exitCode = 2; })';
      execFile(
        process.execPath,
        ['--import', 'tsx', '-e', script, '--', ...args],
        { env: { PATH: process.env['PATH'] ?? '', ...env } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      );
    });
  const sent = await run(['--url', url, '--text', 'น้ำไม่ไหล', '--redeliver']);
  t.match(sent, { code: 0, out: /200/ });
  t.same(
    got.map(({ signed }) => signed),
    [true, true],
  );
  const [first, second] = got.map(({ raw }) => parseEvent(raw));
  t.match(first, { kind: 'text', text: 'น้ำไม่ไหล', redelivered: false });
  t.match(second, { kind: 'text', text: 'น้ำไม่ไหล', redelivered: true });
  t.equal(JSON.parse(got[0]?.raw ?? '{}').webhookEventId, JSON.parse(got[1]?.raw ?? '{}').webhookEventId);
  t.match(await run(['--url', url, '--text', 'x'], {}), { code: 2, out: /LINE_CHANNEL_SECRET is not set/ });
});

const samples = '../shared/samples/line-webhooks.json';
const skip = existsSync(samples) ? false : 'the shared samples are not here';
t.test('every sample webhook is judged, split and read as its note says', { skip }, async (t) => {
  const file = JSON.parse(readFileSync(samples, 'utf8'));
  const door = createLineDoor({ channel: 'line', channelSecrets: [file.testChannelSecret] });
  const kinds: Record<string, string> = {
    'text-forwarded-1to1': 'text',
    'text-group-plain': 'text',
    'text-group-mention-bot-quoting-forward': 'text',
    'image-poster-1to1': 'media',
    'imageset-1-arrives-index2-first': 'media',
    'audio-voice-1to1': 'media',
    'file-pdf-circular': 'media',
    sticker: 'sticker',
    location: 'location',
    unsend: 'unsend',
    'message-edited-group': 'edited',
    'postback-approve': 'postback',
    'postback-schedule-datetime': 'postback',
    'postback-reject-in-group': 'postback',
    follow: 'follow',
    unfollow: 'unfollow',
    'join-group': 'join',
    'leave-group': 'leave',
    'member-joined': 'member-joined',
    'member-left': 'member-left',
    'account-link-ok': 'unknown',
    'text-redelivered-duplicate': 'text',
    'negative-bad-signature': 'text',
  };
  const read = new Map<string, ReturnType<typeof parseEvent>>();
  for (const { name, rawBody, headers, body, expectSignatureValid } of file.samples) {
    t.equal(door.verify(bytes(rawBody), headers['x-line-signature']), expectSignatureValid, name);
    const events = door.split(bytes(rawBody));
    t.same(
      events.map(({ raw }) => JSON.parse(raw)),
      body.events,
      name,
    );
    t.ok(
      events.every(({ raw }) => rawBody.includes(raw)),
      `${name}: letter by letter`,
    );
    for (const [at, { raw, webhookEventId }] of events.entries()) {
      t.equal(webhookEventId, body.events[at].webhookEventId);
      const event = parseEvent(raw);
      read.set(name, event);
      t.equal(event.kind, kinds[name], name);
      t.equal(event.at, body.events[at].timestamp);
      t.equal(event.replyToken, body.events[at].replyToken);
    }
  }
  t.match(read.get('text-group-mention-bot-quoting-forward'), {
    text: 'ประกาศข้อความนี้ครับ',
    mentionsUs: true,
    quotedMessageId: '589001273041729164',
    source: { kind: 'group' },
  });
  t.match(read.get('message-edited-group'), { messageId: '589001273041729164', text: /13\.30/ });
  t.match(read.get('unsend'), { messageId: '589003047933508042', replyToken: undefined });
  t.match(read.get('file-pdf-circular'), { fileName: 'หนังสือ มท ด่วนที่สุด ว7217.pdf' });
  t.match(read.get('text-redelivered-duplicate'), { redelivered: true, messageId: '589003047933508042' });
});
