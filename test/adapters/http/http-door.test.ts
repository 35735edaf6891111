// The HTTP door knocked at as LINE, a ministry's system, an officer's browser, a tower and a stranger would.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { createHttpDoor } from '../../../src/adapters/http/http-door.ts';
import { createHttpMetrics } from '../../../src/adapters/http/metrics.ts';
import { makeLineRequest } from '../../../src/adapters/line/compose.ts';
import { signBody } from '../../../src/adapters/line/signature.ts';
import { RelayError } from '../../../src/core/errors.ts';
import { anyCharacters } from '../../thai/any-text.ts';
import { BULLETIN, CLIP, desksOf, NOW, OPUS, OURS, SECRET, SOUND, TOKENS, village } from './desks.ts';

const as = (token: string) => ({ authorization: `Bearer ${token}` });
const byCookie = (token: string) => ({ cookie: `hokrachai=${token}` });
const letter = () =>
  makeLineRequest({ deed: { kind: 'text', text: 'น้ำไม่ไหล' }, channelSecret: SECRET, userId: 'U1', at: NOW });

t.test('the LINE webhook', async (t) => {
  t.test(
    'stores the event letter by letter before it answers 200, whatever its type is called',
    async (t) => {
      const { app, kept } = await village();
      const types = [
        'application/json; charset=utf-8',
        'application/json',
        'APPLICATION/JSON;charset=UTF-8',
        'x',
        '',
      ];
      for (const type of types) {
        const { rawBody, headers } = letter();
        const answer = await app.inject({
          method: 'POST',
          url: '/line/webhook',
          headers: { ...headers, 'content-type': type },
          payload: Buffer.from(rawBody),
        });
        t.equal(answer.statusCode, 200, type);
        t.ok(
          Buffer.from(rawBody)
            .toString()
            .includes(kept.at(-1)?.raw ?? '-'),
          'raw as it came',
        );
      }
      t.equal(kept.length, types.length);
    },
  );

  t.test('refuses what is not signed by the channel and stores nothing', async (t) => {
    const { app, kept, logged } = await village();
    const { rawBody, headers } = letter();
    const forged = signBody(rawBody, 'another channel’s secret');
    const changed = Buffer.from(rawBody).toString().replace('น้ำ', 'ไฟ');
    const tries: [string, Record<string, string>, Buffer][] = [
      ['forged', { ...headers, 'x-line-signature': forged }, Buffer.from(rawBody)],
      ['changed', headers, Buffer.from(changed)],
      ['unsigned', { 'content-type': 'application/json' }, Buffer.from(rawBody)],
      ['empty signature', { 'x-line-signature': '' }, Buffer.from(rawBody)],
      ['empty body', { 'x-line-signature': signBody(new Uint8Array(), SECRET) }, Buffer.alloc(0)],
    ];
    for (const [name, sent, payload] of tries) {
      const answer = await app.inject({ method: 'POST', url: '/line/webhook', headers: sent, payload });
      t.equal(answer.statusCode, 401, name);
      t.equal(answer.json().error.code, 'bad-signature');
    }
    t.equal(kept.length, 0);
    t.notOk(logged.join().includes('น้ำ'), 'no text in the log');
  });

  t.test('answers 200 to the Verify button, 400 to signed nonsense, 413 to more than 1 MiB', async (t) => {
    const { app, kept, logged } = await village();
    const send = (body: string | Buffer) =>
      app.inject({
        method: 'POST',
        url: '/line/webhook',
        headers: { 'x-line-signature': signBody(Buffer.from(body), SECRET) },
        payload: body,
      });
    t.equal((await send('{"destination":"U1","events":[]}')).statusCode, 200);
    for (const nonsense of ['{"events":[', '[]', 'null', '{"events":{}}', Buffer.from([0x22, 0xff, 0x22])]) {
      const answer = await send(nonsense);
      t.equal(answer.statusCode, 400);
      t.equal(answer.json().error.code, 'invalid-input');
    }
    const large = await send(Buffer.alloc(1024 * 1024 + 1, 0x20));
    t.equal(large.statusCode, 413);
    await send('{"events": นายสมชาย โทร 081');
    t.notMatch(logged.join(), /สมชาย|081/, 'no words in the log');
    t.equal(large.json().error.code, 'too-large');
    t.equal(kept.length, 0);
    const figures = (await app.inject('/metrics')).body;
    t.match(figures, /hokrachai_webhook_requests_total\{result="malformed"\} 6/);
    t.match(figures, /hokrachai_webhook_requests_total\{result="too-large"\} 1/);
  });

  t.test('keeps the sound events of a batch with a poisoned one', async (t) => {
    const { app, kept } = await village();
    const body = '{"events":[7,{"webhookEventId":"01A","type":"follow"},{"no":"id"}]}';
    const answer = await app.inject({
      method: 'POST',
      url: '/line/webhook',
      headers: { 'x-line-signature': signBody(Buffer.from(body), SECRET) },
      payload: body,
    });
    t.equal(answer.statusCode, 200);
    t.same(
      kept.map((one) => one.raw),
      ['7', '{"webhookEventId":"01A","type":"follow"}', '{"no":"id"}'],
    );
    t.match(kept[0]?.webhookEventId, /^sha256-[0-9a-f]{64}$/);
    t.equal(kept[1]?.webhookEventId, '01A');
  });

  t.test('does not say 200 when nothing could be stored, so that LINE sends it again', async (t) => {
    const keep = async () => {
      throw new RelayError('database', 'the disk is gone at /var/lib', { retry: true });
    };
    const { app } = await village({ desks: { webhook: { keep } } });
    const { rawBody, headers } = letter();
    const answer = await app.inject({
      method: 'POST',
      url: '/line/webhook',
      headers,
      payload: Buffer.from(rawBody),
    });
    t.equal(answer.statusCode, 503);
    t.notMatch(answer.body, /var\/lib/);
  });

  t.test('is not there without a LINE channel, and the log says which setting is missing', async (t) => {
    const { app, logged } = await village({ noLine: true });
    const { rawBody, headers } = letter();
    const answer = await app.inject({
      method: 'POST',
      url: '/line/webhook',
      headers,
      payload: Buffer.from(rawBody),
    });
    t.equal(answer.statusCode, 404);
    t.match(logged.join('\n'), /LINE_CHANNEL_SECRET/);
  });

  t.test('never breaks on hostile bytes, signed or not', async () => {
    const { app } = await village();
    const nearly = fc
      .tuple(fc.json(), fc.string(), anyCharacters())
      .map(([json, id, words]) =>
        JSON.stringify({ events: [{ webhookEventId: id, message: words }, 0] }).replace('0]', `${json}]`),
      );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
      fc.json().map((json) => Buffer.from(json)),
      fc.json().map((json) => Buffer.from(`{"events":[${json},${json}]}`)),
      nearly.map((json) => Buffer.from(json)),
      fc.integer({ min: 1, max: 200_000 }).map((deep) => Buffer.from(`{"events":[${'['.repeat(deep)}`)),
      fc
        .integer({ min: 1, max: 20_000 })
        .map((deep) => Buffer.from(`{"events":[${'['.repeat(deep)}${']'.repeat(deep)}]}`)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.boolean(), fc.string(), async (payload, signed, type) => {
        const signature = signed ? signBody(payload, SECRET) : 'AAAA';
        const answer = await app.inject({
          method: 'POST',
          url: '/line/webhook',
          headers: { 'x-line-signature': signature, 'content-type': type.replace(/[^\x20-\x7e]/g, '') },
          payload,
        });
        return signed && payload.length > 0
          ? answer.statusCode === 200 || answer.statusCode === 400
          : answer.statusCode === 401;
      }),
      { numRuns: 300 },
    );
  });
});

t.test('a ministry hands in its text', async (t) => {
  const send = (
    app: Awaited<ReturnType<typeof village>>['app'],
    payload: object | string,
    headers: object = {},
  ) =>
    app.inject({
      method: 'POST',
      url: '/api/v1/items',
      headers: {
        ...as(TOKENS.ministry),
        'idempotency-key': 'm-1',
        'content-type': 'application/json',
        ...headers,
      },
      payload,
    });

  t.test('once: the retry gets the same ids, the same key with other words a conflict', async (t) => {
    const { app, items } = await village();
    const first = await send(app, { text: 'พายุเข้าวันที่ 24 พ.ย.' });
    t.equal(first.statusCode, 201, first.body);
    const again = await send(app, { text: '  พายุเข้าวันที่ 24 พ.ย.\n' });
    t.equal(again.statusCode, 200);
    t.same(again.json(), first.json());
    const other = await send(app, { text: 'พายุไม่เข้าแล้ว' });
    t.equal(other.statusCode, 409);
    t.match(other.json().error, { facts: { state: 'key-reused' }, next: 'ใช้กุญแจใหม่กับข้อความใหม่' });
    t.equal(items.size, 1);
  });

  t.test('with every mistake named by its field, and the sentence in both languages', async (t) => {
    const { app, items } = await village();
    const problems = async (payload: object, headers: object = {}) => {
      const answer = await send(app, payload, headers);
      t.equal(answer.statusCode, 422, answer.body);
      return answer.json().error.problems.map((one: { field: string; why: string }) => [one.field, one.why]);
    };
    t.same(await problems({ text: 'ก\u0000ข' }), [['text', 'binary']]);
    t.same(await problems({ text: '\u0007' }), [['text', 'binary']]);
    t.same(await problems({ text: '\ud800' }), [['text', 'binary']]);
    t.same(await problems({ text: '' }), [['text', 'empty']]);
    t.same(await problems({}), [['text', 'missing']]);
    t.same(await problems({ text: 5, class: 'loud' }), [
      ['text', 'kind'],
      ['class', 'form'],
    ]);
    t.same(await problems({ text: 'ก', colour: 'red' }), [['colour', 'unknown-field']]);
    t.same(await problems({ text: 'ก' }, { 'idempotency-key': 'ก'.repeat(0) }), [
      ['idempotency-key', 'form'],
    ]);
    const blank = await send(app, { text: ' \n ' });
    t.equal(blank.statusCode, 422);
    t.equal(blank.json().error.messageTh, 'ยังไม่ได้ใส่ข้อความประกาศ');
    const long = await send(app, { text: 'ก'.repeat(100_000) });
    t.equal(long.statusCode, 413);
    t.match(long.json().error.messageTh, /100,000 ตัวอักษร รับได้ไม่เกิน 20,000/);
    const huge = await send(app, { text: 'ก'.repeat(400_000) });
    t.equal(huge.statusCode, 413);
    t.equal((await send(app, '{"text":')).statusCode, 400);
    t.equal((await send(app, 'text', { 'content-type': 'text/csv' })).statusCode, 415);
    t.equal(items.size, 0);
  });

  t.test('only with a token that is known', async (t) => {
    const { app, items } = await village();
    for (const authorization of ['', 'Bearer hk_unknownunknownunknown', 'Bearer hk_x', 'Basic eDp5']) {
      const answer = await send(app, { text: 'ก' }, { authorization });
      t.equal(answer.statusCode, 401, authorization);
      t.equal(answer.headers['www-authenticate'], 'Bearer');
    }
    t.equal(items.size, 0);
  });
});

t.test('an officer at the API', async (t) => {
  const decision = {
    revision: 3,
    clip: CLIP,
    declared: true,
    booking: { wish: { kind: 'at', at: '2026-11-22T18:00:00+07:00' }, towers: ['tower1'] },
  };

  t.test('signs in, sees the bulletin with its reading and clip, approves exactly that clip', async (t) => {
    const { app, asked } = await village();
    const signedIn = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { username: 'somsri', password: 'correct horse' },
    });
    t.equal(signedIn.statusCode, 200);
    const headers = as(signedIn.json().token);
    const list = await app.inject({ url: '/api/v1/bulletins', headers });
    t.equal(list.json().bulletins[0].id, BULLETIN, list.body);
    const page = (await app.inject({ url: `/api/v1/bulletins/${BULLETIN}`, headers })).json();
    t.match(page, {
      state: 'voiced',
      revision: 3,
      words: 'ประชุม 23 พ.ย.',
      reading: { spoken: /ยี่สิบสาม/, unread: [{ written: 'ฬฬ' }] },
      clip: { sha256: CLIP, mp3: `/clips/${CLIP}.mp3`, opus: `/clips/${CLIP}.opus` },
      changedAt: '2026-11-22T05:00:00.000Z',
    });
    const approved = await app.inject({
      method: 'POST',
      url: `/api/v1/bulletins/${BULLETIN}/approve`,
      headers,
      payload: decision,
    });
    t.same(approved.json(), { complete: true, missing: 0 });
    t.match(asked.at(-1), {
      approve: BULLETIN,
      decision: {
        revision: 3,
        clip: CLIP,
        wish: { wish: { kind: 'at', at: Date.parse('2026-11-22T11:00:00Z') }, repeat: { times: 1 } },
      },
    });
  });

  t.test('is told how much is left to hear, in the language asked for', async (t) => {
    const { app } = await village();
    const answer = await app.inject({
      method: 'POST',
      url: `/api/v1/bulletins/${BULLETIN}/approve`,
      headers: { ...as(TOKENS.approver), 'accept-language': 'en-GB,en;q=0.9,th;q=0.5' },
      payload: { ...decision, declared: false },
    });
    t.equal(answer.statusCode, 409);
    t.match(answer.json().error, {
      code: 'needs-listening',
      messageTh: 'ยังฟังไม่จบ เหลืออีก 23 วินาที',
      facts: { leftMs: 23_000 },
      next: /Listen to the rest/,
    });
  });

  t.test(
    'a time in the quiet hours is refused with the next one that has room, ready to be booked',
    async (t) => {
      const { app, asked } = await village();
      const night = { wish: { kind: 'at', at: '2026-11-22T22:00:00+07:00' }, towers: ['tower1', 'tower2'] };
      const approve = (booking: object, language = 'en') =>
        app.inject({
          method: 'POST',
          url: `/api/v1/bulletins/${BULLETIN}/approve`,
          headers: { ...as(TOKENS.approver), 'accept-language': language },
          payload: { ...decision, booking },
        });
      const refused = await approve({ ...night, repeat: { times: 2, gapMs: 1000 } });
      t.equal(refused.statusCode, 409);
      const { facts, next } = refused.json().error;
      t.match(facts, {
        minute: 22 * 60,
        nextAt: '2026-11-23T11:00:00.000Z',
        nextSlot: 'evening',
        nextDate: '2026-11-23',
      });
      t.equal(next, 'The next time with room: 23 Nov 2026, 18:00. Choose another time.');
      const of = { towers: night.towers, clipMs: 2 * 12_000 + 1000, class: 'routine' };
      t.match(asked.at(-1), { offers: of, count: 1 }, 'room for all of it, at the same towers');
      const inThai = await approve(night, 'th');
      t.equal(inThai.json().error.next, 'เวลาถัดไปที่ออกอากาศได้: 23 พ.ย. 2569 18:00 น. เลือกเวลาอื่น');
      const wish = { kind: 'slot', slot: facts.nextSlot, date: facts.nextDate };
      t.equal((await approve({ ...night, wish })).statusCode, 200, 'what it names can be asked for as it is');
      const long = await approve({ ...night, repeat: { times: 8, gapMs: 0 } });
      t.equal(long.json().error.facts.nextAt, undefined, 'where nothing has room nothing is named');
      t.equal(long.json().error.next, 'Choose another time.');
    },
  );

  t.test('returns, rejects, withdraws and reports what was heard', async (t) => {
    const { app, asked } = await village();
    const post = (path: string, payload: object) =>
      app.inject({
        method: 'POST',
        url: `/api/v1/bulletins/${BULLETIN}/${path}`,
        headers: as(TOKENS.approver),
        payload,
      });
    t.equal((await post('return', { revision: 3, reason: 'วันผิด' })).statusCode, 200);
    t.match(asked.at(-1), { decision: { to: 'returned', reason: 'วันผิด' } });
    t.equal((await post('reject', { revision: 3, reason: 'ซ้ำ' })).statusCode, 200);
    t.match(asked.at(-1), { decision: { to: 'rejected' } });
    t.same((await post('withdraw', { seenVersion: 7, reason: 'ยกเลิก' })).json(), { unreachable: [] });
    t.same((await post('heard', { clip: CLIP, fromMs: 0, toMs: 6000 })).json(), { covered: 0.5 });
    t.equal((await post('return', { revision: 3, reason: '' })).statusCode, 422);
    t.equal((await post('heard', { clip: 'x', fromMs: -1, toMs: 1.5 })).json().error.problems.length, 3);
  });

  t.test('writes other words, as the proposal of a letter may be', async (t) => {
    const { app, asked } = await village();
    const answer = await app.inject({
      method: 'POST',
      url: `/api/v1/bulletins/${BULLETIN}/revise`,
      headers: as(TOKENS.approver),
      payload: { seenVersion: 7, words: 'ประชุมวันอังคาร', class: 'important' },
    });
    t.same(answer.json(), { done: true });
    t.match(asked.at(-1), { revise: BULLETIN, edit: { seenVersion: 7, words: 'ประชุมวันอังคาร' } });
  });

  t.test('with a cookie alone cannot change anything: a foreign page could send that much', async (t) => {
    const { app, asked } = await village();
    const post = (headers: object) =>
      app.inject({
        method: 'POST',
        url: `/api/v1/bulletins/${BULLETIN}/approve`,
        headers: { ...byCookie(TOKENS.approver), ...headers },
        payload: decision,
      });
    t.equal((await post({})).statusCode, 403);
    t.equal((await post({ 'x-csrf-token': 'guess' })).statusCode, 403);
    t.equal(asked.length, 0);
    const who = await app.inject({ url: '/api/v1/session', headers: byCookie(TOKENS.approver) });
    t.equal((await post({ 'x-csrf-token': who.json().csrf })).statusCode, 200);
    const out = await app.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { ...byCookie(TOKENS.approver), 'x-csrf-token': who.json().csrf },
    });
    t.equal(out.statusCode, 204);
    t.same(asked.at(-1), { signOut: TOKENS.approver });
  });

  t.test('may only what the role allows, and finds nothing of another organisation', async (t) => {
    const { app } = await village();
    const url = `/api/v1/bulletins/${BULLETIN}`;
    const approve = (token: string) =>
      app.inject({ method: 'POST', url: `${url}/approve`, headers: as(token), payload: decision });
    const refused = await approve(TOKENS.reporter);
    t.equal(refused.statusCode, 403);
    t.equal(refused.json().error.messageTh, 'งานนี้เป็นของผู้อนุมัติ');
    t.equal((await approve(TOKENS.ministry)).statusCode, 401, 'a system decides nothing');
    t.equal((await approve(TOKENS.stranger)).statusCode, 404);
    t.equal((await app.inject({ url, headers: as(TOKENS.stranger) })).statusCode, 404);
    t.equal(
      (await app.inject({ url: '/api/v1/bulletins/..%2f..', headers: as(TOKENS.approver) })).statusCode,
      404,
    );
    t.equal((await app.inject({ url })).statusCode, 401);
    t.same(
      (await app.inject({ url: '/api/v1/bulletins', headers: as(TOKENS.stranger) })).json().bulletins,
      [],
    );
    t.equal((await app.inject({ url: '/api/v1/history', headers: as(TOKENS.reporter) })).statusCode, 403);
  });

  t.test('looks up towers, a day, the as-run record and the history of one bulletin', async (t) => {
    const { app, asked } = await village();
    const get = (url: string) => app.inject({ url, headers: as(TOKENS.approver) });
    const { towers, villages } = (await get('/api/v1/towers')).json();
    t.match(towers, [
      {
        ...{ id: '99010101-01', condition: 'silent-but-will-play', heardBy: 'tone', loudness: 'listed' },
        ...{
          volume: { routine: 60 },
          softerHours: [{ from: '19:00', to: '06:30', most: 40 }],
          ownVolume: true,
        },
        unwell: [{ reason: 'no-contact', effect: 'uncertain', turn: 'village', missesAt: null }],
      },
    ]);
    t.notMatch(JSON.stringify(towers), '081', 'a caretaker’s number stays in the office');
    t.match(villages, [{ moo: 1, heardBy: 'tone', unheard: false }]);
    t.same((await get('/api/v1/timetable/2026-11-22')).json(), {
      date: '2026-11-22',
      openings: [],
      others: [],
    });
    t.equal((await get('/api/v1/timetable/2026-02-30')).statusCode, 422);
    t.same((await get('/api/v1/as-run?from=2026-11-22&to=2026-11-22')).json(), { rows: [] });
    t.match(asked.at(-1), {
      asRun: OURS,
      from: Date.parse('2026-11-22T00:00:00+07:00'),
      to: Date.parse('2026-11-23T00:00:00+07:00'),
    });
    t.equal((await get('/api/v1/as-run?from=2026-11-22&to=2026-11-21')).statusCode, 422);
    t.equal((await get('/api/v1/as-run?from=2020-01-01&to=2026-11-21')).statusCode, 422);
    t.equal((await get('/api/v1/as-run')).json().error.problems.length, 2);
    await get(`/api/v1/history?kind=bulletin&id=${BULLETIN}&limit=5`);
    t.same(asked.at(-1), { org: OURS, filter: { limit: 5, subject: { kind: 'bulletin', id: BULLETIN } } });
    t.equal((await get('/api/v1/history?kind=bulletin')).statusCode, 422);
  });
});

t.test('who cannot get in', async (t) => {
  t.test('hears the same of a wrong password and an unknown name, and where to look', async (t) => {
    const { app, asked } = await village({ options: { trustProxy: true } });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers: { 'x-forwarded-for': '203.0.113.9' },
      payload: { username: 'somsri', password: 'guess' },
    });
    t.equal(answer.statusCode, 401);
    t.equal(answer.json().error.messageTh, 'ชื่อผู้ใช้หรือรหัสผ่านไม่ตรง');
    t.same(asked, [{ signIn: 'somsri', address: '203.0.113.9' }]);
    const link = await app.inject({
      method: 'POST',
      url: '/api/v1/session/link',
      payload: { token: 'used' },
    });
    t.equal(link.statusCode, 410);
  });

  t.test(
    'is not believed about an address without a proxy of ours, and slowed down after many tries',
    async (t) => {
      const { app, asked } = await village();
      const statuses: number[] = [];
      for (let i = 0; i < 31; i += 1) {
        const answer = await app.inject({
          method: 'POST',
          url: '/api/v1/session',
          headers: { 'x-forwarded-for': `203.0.113.${i}` },
          payload: { username: 'somsri', password: 'guess' },
        });
        statuses.push(answer.statusCode);
      }
      t.match(asked[0], { address: '127.0.0.1' });
      t.same(statuses.slice(-1), [429]);
      t.equal(statuses.filter((status) => status === 401).length, 30);
    },
  );

  t.test(
    'is asked to wait when an address asks too much, while watchers and LINE come through',
    async (t) => {
      const { app } = await village({ options: { mostPerMinute: 2 } });
      for (let i = 0; i < 2; i += 1) await app.inject('/api/v1/towers');
      const third = await app.inject('/api/v1/towers');
      t.equal(third.statusCode, 429);
      t.equal(third.json().error.code, 'too-many-tries');
      t.ok(Number(third.headers['retry-after']) > 0);
      t.equal((await app.inject('/healthz')).statusCode, 200);
      const { rawBody, headers } = letter();
      const line = await app.inject({
        method: 'POST',
        url: '/line/webhook',
        headers,
        payload: Buffer.from(rawBody),
      });
      t.equal(line.statusCode, 200);
    },
  );
});

t.test('a tower claims its credentials with the code from the sheet, however it is typed', async (t) => {
  const { app, asked } = await village();
  const claim = (payload: object) => app.inject({ method: 'POST', url: '/api/v1/claim', payload });
  const answer = await claim({ v: 1, code: 'ABCDE-fghjk ' });
  t.equal(answer.statusCode, 200);
  t.same(answer.json(), { v: 1, tower: 'tower1', password: 'p'.repeat(40), extra: ['kept'] });
  t.equal(answer.headers['cache-control'], 'no-store');
  t.same(asked, [{ claim: 'abcdefghjk', address: '127.0.0.1' }]);
  t.equal((await claim({ v: 1, code: 'zzzzzzzzzz' })).statusCode, 404);
  t.equal((await claim({ v: 2, code: 'abcdefghjk' })).statusCode, 422);
});

t.test(
  'an administrator’s program adds towers, and enrols more in a minute than a stranger may',
  async (t) => {
    const { app, asked } = await village();
    const post = (url: string, payload: object, as?: string) => {
      const headers = as === undefined ? {} : { authorization: `Bearer ${as}` };
      return app.inject({ method: 'POST', url, payload, headers });
    };
    const made = await post('/api/v1/towers', { village: '99010101', name: 'หมู่ 1' }, TOKENS.approver);
    t.equal(made.statusCode, 201);
    t.match(made.json(), { tower: '99010101-04', code: 'abcdefghjk' });
    t.equal(made.headers['cache-control'], 'no-store', 'a code is a secret');
    t.match((await post('/api/v1/towers/99010101-04/code', {}, TOKENS.approver)).json(), {
      code: 'abcdefghjk',
    });
    t.equal((await post('/api/v1/towers', { village: '99010101' }, TOKENS.reporter)).statusCode, 403);
    t.equal((await post('/api/v1/towers', { village: '99010101' })).statusCode, 401);
    const claims = async (as?: string) => {
      const answers = [];
      for (let n = 0; n < 22; n += 1)
        answers.push((await post('/api/v1/claim', { v: 1, code: 'abcdefghjk' }, as)).statusCode);
      return answers.filter((status) => status === 429).length;
    };
    t.equal(await claims(), 2, 'a stranger is asked to wait');
    t.equal(await claims(TOKENS.approver), 0);
    t.match(asked.at(-1), { claim: 'abcdefghjk' });
  },
);

t.test('an administrator sets how loud towers are, for all or for one, in percent and hours', async (t) => {
  const { app, asked } = await village();
  const ask = (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object, as = TOKENS.approver) => {
    const headers = { authorization: `Bearer ${as}` };
    return app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  };
  const wish = {
    volume: { routine: 50, important: 70, emergency: 100 },
    softerHours: [{ from: '05:00', to: '06:30', most: 40 }],
  };
  const meant = { ...wish, softerHours: [{ fromMinute: 300, toMinute: 390, most: 40 }] };
  t.same((await ask('GET', '/api/v1/volume')).json(), {
    volume: { routine: 60, important: 75, emergency: 100 },
    softerHours: [{ from: '19:00', to: '21:00', most: 40 }],
  });
  t.equal((await ask('PUT', '/api/v1/volume', wish)).statusCode, 200);
  t.same(asked.at(-1), { volume: meant });
  t.match((await ask('PUT', '/api/v1/towers/99010101-01/volume', wish)).json(), { own: true });
  t.same(asked.at(-1), { tower: '99010101-01', volume: meant });
  await ask('DELETE', '/api/v1/towers/99010101-01/volume');
  t.same(asked.at(-1), { tower: '99010101-01', volume: undefined });
  const refused = await ask('PUT', '/api/v1/volume', { ...wish, volume: { ...wish.volume, routine: 5 } });
  t.equal(refused.statusCode, 422);
  t.match(refused.json().error.messageTh, 'ความดังของประกาศทั่วไปและสำคัญต้องเป็น 10 ถึง 100%');
  for (const bad of [{ from: '24:00' }, { to: '6:30' }, { most: 101 }, { most: '40' }, { extra: 1 }]) {
    const softerHours = [{ ...wish.softerHours[0], ...bad }];
    t.equal((await ask('PUT', '/api/v1/volume', { ...wish, softerHours })).statusCode, 422);
  }
  t.equal((await ask('PUT', '/api/v1/volume', wish, TOKENS.reporter)).statusCode, 403);
});

t.test('the player', async (t) => {
  const { app, asked } = await village();
  const url = `/clips/${CLIP}.mp3`;
  const get = (headers: Record<string, string> = {}, path = url, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ method, url: path, headers: { ...byCookie(TOKENS.reporter), ...headers } });

  t.test('gets the whole clip, to be kept for ever by this browser alone', async (t) => {
    const answer = await get();
    t.equal(answer.statusCode, 200);
    t.same(answer.rawPayload, SOUND);
    t.match(answer.headers, {
      'content-type': 'audio/mpeg',
      'content-length': '1000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${CLIP}"`,
    });
    t.equal((await get({ 'if-none-match': `"${CLIP}"` })).statusCode, 304);
  });

  t.test('seeks', async (t) => {
    const parts: [string, number, string, number, number][] = [
      ['bytes=0-99', 206, 'bytes 0-99/1000', 0, 100],
      ['bytes=900-', 206, 'bytes 900-999/1000', 900, 1000],
      ['bytes=-10', 206, 'bytes 990-999/1000', 990, 1000],
      ['bytes=990-5000', 206, 'bytes 990-999/1000', 990, 1000],
      ['bytes=1000-', 416, 'bytes */1000', 0, 0],
      ['bytes=-0', 416, 'bytes */1000', 0, 0],
    ];
    for (const [range, status, contentRange, from, to] of parts) {
      const answer = await get({ range });
      t.equal(answer.statusCode, status, range);
      t.equal(answer.headers['content-range'], contentRange);
      t.same(answer.rawPayload, SOUND.subarray(from, to));
    }
    for (const range of ['bytes=5-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b']) {
      t.equal((await get({ range })).statusCode, 200, range);
    }
    t.equal((await get({ range: 'bytes=0-9', 'if-range': '"other"' })).statusCode, 200);
  });

  t.test('may ask for the head alone, and for the Opus rendition under the clip’s name', async (t) => {
    const before = asked.length;
    const head = await get({}, url, 'HEAD');
    t.equal(head.statusCode, 200);
    t.equal(head.headers['content-length'], '1000');
    t.equal(head.body, '');
    t.equal(asked.length, before, 'nothing was read');
    const opus = await get({}, `/clips/${CLIP}.opus`);
    t.equal(opus.headers['content-type'], 'audio/ogg');
    t.match(asked.at(-1), { open: OPUS });
  });

  t.test('gets nothing signed out, of another organisation, or under a name that is none', async (t) => {
    t.equal((await app.inject(url)).statusCode, 401);
    t.equal((await app.inject({ url, headers: byCookie(TOKENS.stranger) })).statusCode, 404);
    for (const name of [
      'x.mp3',
      `${CLIP}.wav`,
      `${CLIP.toUpperCase()}.mp3`,
      `${OPUS}.mp3`,
      '..%2f..%2fetc',
    ]) {
      t.equal((await get({}, `/clips/${name}`)).statusCode, 404, name);
    }
  });
});

t.test('a tower fetches what is on its way to it, without signing in, and nothing else', async (t) => {
  const hash = Buffer.from(CLIP, 'hex').toString('base64url');
  const url = `/c/${hash}`;
  const onTheWay = async (sha256: string) =>
    sha256 === CLIP ? { codec: 'mp3' as const, bytes: SOUND.length } : undefined;
  const { app } = await village({ towerClips: { onTheWay } });
  const whole = await app.inject(url);
  t.same(whole.rawPayload, SOUND);
  t.match(whole.headers, {
    'content-type': 'audio/mpeg',
    'cache-control': 'public, max-age=31536000, immutable',
  });
  const part = await app.inject({ url, headers: { range: 'bytes=900-' } });
  t.equal(part.statusCode, 206);
  t.same(part.rawPayload, SOUND.subarray(900));
  const drafted = Buffer.from(OPUS, 'hex').toString('base64url');
  for (const name of [drafted, CLIP, 'x', `${hash}.mp3`, '..%2f..%2fetc'])
    t.equal((await app.inject(`/c/${name}`)).statusCode, 404, name);
  t.equal((await app.inject({ method: 'POST', url })).statusCode, 404);
  const { app: closed } = await village();
  t.equal((await closed.inject(url)).statusCode, 404, 'no such door unless it was asked for');
});

t.test('watchers', async (t) => {
  t.test('see it alive, ready and its figures', async (t) => {
    const { app } = await village();
    for (const path of ['/healthz', '/livez', '/readyz'])
      t.equal((await app.inject(path)).statusCode, 200, path);
    const figures = (await app.inject('/metrics')).body;
    t.match(figures, /hokrachai_stage_under_way\{stage="intake"\} 2/);
    t.match(figures, /hokrachai_towers_online 7\n/);
    t.match(figures, /hokrachai_tower_silent_seconds 90\n/);
    t.match(figures, /hokrachai_tower_ailments\{reason="sound"\} 1\n/);
    t.match(figures, /hokrachai_towers_unwell\{loudness="raised"\} 1\n/);
    t.match(figures, /hokrachai_http_request_seconds_count\{method="GET",route="\/readyz",status="2xx"\} 1/);
  });

  t.test('are told what is missing', async (t) => {
    const reasons = async () => [{ part: 'broker', why: 'ไม่มี MQTT' } as const];
    const { app } = await village({ desks: { readiness: { reasons } } });
    const answer = await app.inject('/readyz');
    t.equal(answer.statusCode, 503);
    t.same(answer.json(), { status: 'not-ready', reasons: [{ part: 'broker', why: 'ไม่มี MQTT' }] });
    t.equal((await app.inject('/healthz')).statusCode, 200);
  });
});

t.test('what a caller is told when something breaks', async (t) => {
  const breaks = async () => {
    throw new Error('secret at /etc/passwd');
  };
  const broken = { of: breaks, hearing: breaks };
  t.test('has a reference that the log has too, and no word from inside', async (t) => {
    const { app, logged } = await village({ desks: { care: broken } });
    const answer = await app.inject({
      url: '/api/v1/towers?token=hush',
      headers: { ...as(TOKENS.approver), accept: 'text/html' },
    });
    t.equal(answer.statusCode, 500);
    t.notMatch(answer.body, /passwd|stack|at \//);
    const { reference, messageTh } = answer.json().error;
    t.match(messageTh, /ยังออกอากาศตามเวลา/);
    t.ok(logged.some((line) => line.includes(reference) && line.includes('passwd')));
    t.notOk(logged.some((line) => line.includes('hush') || line.includes(TOKENS.approver)));
  });

  t.test('comes in time also when the desk never answers', async (t) => {
    const never = () => new Promise<never>(() => {});
    const silent = { of: never, hearing: never };
    const { app } = await village({ desks: { care: silent }, options: { answerWithinMs: 20 } });
    const answer = await app.inject({ url: '/api/v1/towers', headers: as(TOKENS.approver) });
    t.equal(answer.statusCode, 503);
    t.equal(answer.json().error.code, 'timeout');
  });

  t.test('is a page for a browser, Thai unless it asks for English, and JSON for the API', async (t) => {
    const { app } = await village();
    const thai = await app.inject({ url: '/nowhere', headers: { accept: 'text/html,*/*' } });
    t.equal(thai.statusCode, 404);
    t.match(thai.body, /<html lang="th">/);
    t.match(thai.body, /ไม่มีสิ่งที่ขอ/);
    const english = await app.inject({
      url: '/nowhere',
      headers: { accept: 'text/html', 'accept-language': 'en' },
    });
    t.match(english.body, /<html lang="en">/);
    t.equal((await app.inject('/api/v1/nowhere')).json().error.code, 'not-found');
    t.ok((await app.inject('/%')).statusCode < 500, 'an address that cannot be decoded');
  });

  t.test('comes with a strict content policy on every answer', async (t) => {
    const { app } = await village();
    const policy = String((await app.inject('/healthz')).headers['content-security-policy']);
    for (const part of [
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "frame-ancestors 'none'",
    ]) {
      t.ok(policy.includes(part), part);
    }
    t.notMatch(policy, /unsafe/);
  });
});

t.test(
  'makers of controllers read the contract and its vectors here, whole and without an account',
  async (t) => {
    const { app } = await village();
    const contract = await app.inject('/api/asyncapi');
    t.equal(contract.statusCode, 200);
    t.match(contract.headers['content-type'], /^application\/yaml/);
    t.equal(contract.body, await readFile('src/wire/asyncapi.yaml', 'utf8'));
    const vectors = await app.inject('/api/vectors');
    t.equal(vectors.statusCode, 200);
    t.match(vectors.headers['content-type'], /^application\/json/);
    t.equal(vectors.body, await readFile('src/wire/vectors.json', 'utf8'));
    t.equal(vectors.json().format, 1);
  },
);

t.test('the API describes itself in OpenAPI 3.1', async (t) => {
  const { app } = await village({ options: { publicUrl: 'https://hk.example.go.th' } });
  const described = (await app.inject('/api/openapi.json')).json();
  t.equal(described.openapi, '3.1.0');
  t.same(Object.keys(described.paths).sort(), [
    '/api/v1/announcing',
    '/api/v1/as-run',
    '/api/v1/bulletins',
    '/api/v1/bulletins/{id}',
    '/api/v1/bulletins/{id}/approve',
    '/api/v1/bulletins/{id}/heard',
    '/api/v1/bulletins/{id}/reject',
    '/api/v1/bulletins/{id}/return',
    '/api/v1/bulletins/{id}/revise',
    '/api/v1/bulletins/{id}/settle',
    '/api/v1/bulletins/{id}/withdraw',
    '/api/v1/claim',
    '/api/v1/dictionary',
    '/api/v1/dictionary.csv',
    '/api/v1/hear',
    '/api/v1/history',
    '/api/v1/items',
    '/api/v1/items/recording',
    '/api/v1/session',
    '/api/v1/session/link',
    '/api/v1/timetable/{date}',
    '/api/v1/towers',
    '/api/v1/towers/{id}/code',
    '/api/v1/towers/{id}/volume',
    '/api/v1/volume',
  ]);
  t.match(described.paths['/api/v1/items'].post, {
    security: [{ session: [] }, { cookie: [] }, { token: [] }],
    requestBody: { content: { 'application/json': {} } },
  });
  t.match(described.paths['/api/v1/dictionary.csv'], {
    get: { responses: { 200: { content: { 'text/csv': {} } } } },
    post: { parameters: [{ name: 'dryRun' }], requestBody: { content: { 'text/csv': {} } } },
  });
});

t.test('the port', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const door = (portIsSet: boolean, host = '127.0.0.1') =>
    createHttpDoor(
      { host, port, portIsSet, secureCookies: false },
      desksOf({ kept: [], items: new Map(), asked: [] }),
      {
        log: quiet,
        clock: { now: () => NOW },
        clips: { open: async () => Promise.reject(new Error('none')) },
        contract: '',
        welcome: async () => ({}),
        metrics: createHttpMetrics(() => ({})),
        plugins: [],
      },
    );

  t.test('that was set and is taken is a mistake in the settings, named', async (t) => {
    await t.rejects(door(true).start(), { code: 'config', message: new RegExp(`${port}.*Set PORT`) });
  });

  t.test('that nobody set gives way to the next free one, and stopping twice is harmless', async (t) => {
    const open = door(false);
    const { url } = await open.start();
    t.not(new URL(url).port, String(port));
    t.equal((await fetch(`${url}/healthz`)).status, 200);
    await open.stop();
    await open.stop();
    await t.rejects(fetch(`${url}/healthz`));
  });

  t.test('on an address this machine does not have names HOST', async (t) => {
    await t.rejects(door(true, '203.0.113.1').start(), { code: 'config', message: /HOST=203\.0\.113\.1/ });
  });
});
