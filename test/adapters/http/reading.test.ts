// Readings at the API: written and spoken side by side, settling what nobody can read, and the organisation's dictionary.
import t from 'tap';
import { BULLETIN, page, THEIRS, TOKENS, village } from './desks.ts';

const as = (token: string) => ({ authorization: `Bearer ${token}` });
const approver = as(TOKENS.approver);
const CSV = { ...approver, 'content-type': 'text/csv; charset=utf-8' };

t.test('a bulletin comes with every stretch of its reading, its warnings and what was settled', async (t) => {
  const whole = page();
  const settled = [
    { written: 'ฬฬ', how: 'said' as const, spoken: 'ลอ', by: 'x' as never, byName: 'สมศรี', at: 0 },
  ];
  const { app } = await village({
    desks: {
      views: {
        bulletin: async () => ({
          ...whole,
          bulletin: { ...whole.bulletin, current: { ...whole.bulletin.current, settled } },
        }),
      } as never,
    },
  });
  const answer = (await app.inject({ url: `/api/v1/bulletins/${BULLETIN}`, headers: approver })).json();
  t.match(answer, {
    reading: {
      segments: [{ start: 7, end: 9, written: '23', spoken: 'ยี่สิบสาม', kind: 'date', confidence: 'sure' }],
      unread: [{ start: 0, end: 2, written: 'ฬฬ', proposed: '' }],
    },
    settled: [{ written: 'ฬฬ', how: 'said', spoken: 'ลอ', by: 'สมศรี', at: '1970-01-01T00:00:00.000Z' }],
    announcements: [],
  });
  t.match(
    answer.warnings.at(-1),
    {
      kind: 'longer-than-slot',
      start: null,
      facts: { neededMs: 12_000, roomMs: 10_000, slot: 'เย็น' },
    },
    'the clip is longer than the only slot',
  );
});

t.test('words are settled, remembered unless told otherwise', async (t) => {
  const { app, asked } = await village();
  const settle = (payload: object, token: string = TOKENS.approver) =>
    app.inject({
      method: 'POST',
      url: `/api/v1/bulletins/${BULLETIN}/settle`,
      headers: as(token),
      payload,
    });
  const answer = await settle({
    seenVersion: 7,
    answers: [
      { written: 'ฬฬ', how: 'said', spoken: 'ลอ' },
      { written: '$', how: 'left-out', remember: false, kind: 'other' },
    ],
  });
  t.same(answer.json(), { left: 2 });
  t.match(asked.at(-1), {
    settle: BULLETIN,
    seenVersion: 7,
    answers: [
      { written: 'ฬฬ', how: 'said', spoken: 'ลอ', remember: true },
      { written: '$', how: 'left-out', remember: false, kind: 'other' },
    ],
  });
  t.equal((await settle({ seenVersion: 7, answers: [] })).statusCode, 422);
  t.equal((await settle({ seenVersion: 7, answers: [{ written: 'x', how: 'guess' }] })).statusCode, 422);
  const one = { seenVersion: 7, answers: [{ written: 'ฬฬ', how: 'as-proposed' }] };
  t.equal((await settle(one, 'nobody-session-token')).statusCode, 401);
});

t.test('the dictionary is looked up, changed and put back', async (t) => {
  const { app } = await village();
  const put = (payload: object, headers = approver) =>
    app.inject({ method: 'PUT', url: '/api/v1/dictionary', headers, payload });
  const first = await put({ written: 'ฌฆฐ.', spoken: 'การไฟฟ้าเขต', kind: 'abbreviation', note: 'ของเรา' });
  t.match(first.json(), {
    entry: { written: 'ฌฆฐ.', use: 'always', shared: false, by: 'somsri', bulletin: null },
    before: null,
    readAgain: 1,
  });
  const second = await put({ written: 'ฌฆฐ.', spoken: 'กอฟอคอ', shared: true });
  t.match(second.json(), {
    entry: { spoken: 'กอฟอคอ', kind: 'abbreviation', note: 'ของเรา', shared: true },
    before: { spoken: 'การไฟฟ้าเขต' },
  });
  t.equal((await put({ written: 'บ้านหว้า', spoken: 'บ้านว่า' })).statusCode, 200);
  const all = async (query: string, headers: object = approver) =>
    (await app.inject({ url: `/api/v1/dictionary${query}`, headers: headers as never }))
      .json()
      .entries.map((entry: { written: string }) => entry.written);
  t.same(await all(''), ['ฌฆฐ.', 'บ้านหว้า']);
  t.same(await all(`?search=${encodeURIComponent('ว่า')}`), ['บ้านหว้า']);
  t.same(await all('?shared=1'), ['ฌฆฐ.']);
  t.same(await all('', as(TOKENS.ministry)), ['ฌฆฐ.'], 'another system sees what is shared');
  t.same(await all('', as(TOKENS.stranger)), [], `nothing of ours for ${THEIRS}`);
  const removed = await app.inject({
    method: 'DELETE',
    url: `/api/v1/dictionary?written=${encodeURIComponent('ฌฆฐ.')}`,
    headers: approver,
  });
  t.match(removed.json(), { entry: { written: 'ฌฆฐ.', spoken: 'กอฟอคอ' } });
  t.same(await all(''), ['บ้านหว้า']);
  const again = await app.inject({
    method: 'DELETE',
    url: `/api/v1/dictionary?written=${encodeURIComponent('ฌฆฐ.')}`,
    headers: approver,
  });
  t.equal(again.statusCode, 404);
});

t.test(
  'what cannot be said is refused with its field, in both languages; a reporter only looks',
  async (t) => {
    const { app } = await village();
    const put = (payload: object, token: string = TOKENS.approver) =>
      app.inject({ method: 'PUT', url: '/api/v1/dictionary', headers: as(token), payload });
    const refused = await put({ written: 'ฌฆฐ.', spoken: 'Zwxbra' });
    t.equal(refused.statusCode, 422);
    t.match(refused.json().error, {
      code: 'invalid-input',
      facts: { field: 'spoken', why: 'unread' },
      message: /^The reading cannot be read itself/,
      messageTh: /^คำอ่านมีส่วนที่ระบบยังอ่านไม่ได้/,
    });
    t.equal((await put({ written: 'ฌฆฐ.', spoken: 'กอ' }, TOKENS.reporter)).statusCode, 403);
    t.equal((await put({ written: 'ก'.repeat(101), spoken: 'กอ' })).statusCode, 422);
  },
);

t.test('the dictionary goes out as a file and comes in again, all lines or none', async (t) => {
  const { app } = await village();
  const bring = (payload: string | Buffer, query = '') =>
    app.inject({ method: 'POST', url: `/api/v1/dictionary.csv${query}`, headers: CSV, payload });
  const file = 'คำที่เขียน;คำอ่าน;แบ่งปัน\r\nฌฆฐ.;กอฟอคอ;ใช่\r\nบ้านหว้า;บ้านว่า;\r\n';
  t.match((await bring(file, '?dryRun=1')).json(), { imported: false, added: 2, refused: [] });
  t.match((await bring(file)).json(), { imported: true, added: 2, changed: 0, same: 0, readAgain: 1 });
  t.match((await bring(file.replace('กอฟอคอ', 'การไฟฟ้า'))).json(), { added: 0, changed: 1, same: 1 });
  t.match((await bring(`${file}ABC;Zwxbra;\r\n`)).json(), {
    imported: false,
    added: 0,
    changed: 1,
    refused: [{ line: 4, field: 'spoken', why: 'unread', text: 'Zwxbra' }],
  });
  const out = await app.inject({ url: '/api/v1/dictionary.csv', headers: approver });
  t.match(out.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': /attachment/,
  });
  t.equal(
    out.body,
    '\ufeffwritten,spoken,kind,use,note,shared\r\nฌฆฐ.,การไฟฟ้า,other,always,,yes\r\nบ้านหว้า,บ้านว่า,other,always,,no\r\n',
  );
  t.match((await bring(out.body)).json(), { added: 0, changed: 0, same: 2 });
  const shared = await app.inject({ url: '/api/v1/dictionary.csv', headers: as(TOKENS.ministry) });
  t.notMatch(shared.body, /บ้านหว้า/);
  // What a Thai spreadsheet saves as plain CSV: Windows-874.
  const old = Buffer.from('written,spoken\r\nXYZW,ทดลอง\r\n', 'utf8').toString('utf8');
  const bytes = Buffer.from(
    [...old].map((c) => (c.charCodeAt(0) < 0x80 ? c.charCodeAt(0) : c.charCodeAt(0) - 0x0e00 + 0xa0)),
  );
  t.match((await bring(bytes)).json(), { imported: true, added: 1 });
  const list = await app.inject({ url: '/api/v1/dictionary?search=XYZW', headers: approver });
  t.match(list.json().entries, [{ spoken: 'ทดลอง' }]);
  const json = await app.inject({
    method: 'POST',
    url: '/api/v1/dictionary.csv',
    headers: approver,
    payload: { a: 1 },
  });
  t.equal(json.statusCode, 415);
});

t.test(
  'a typed reading is heard at once, once for the same words, by whoever may change words',
  async (t) => {
    const { app, asked } = await village();
    const hear = (text: unknown, token: string = TOKENS.approver, headers: object = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/v1/hear',
        headers: { ...as(token), ...headers },
        payload: { text },
      });
    const first = await hear('การไฟฟ้าเขต 2');
    t.equal(first.statusCode, 200);
    t.equal(first.headers['content-type'], 'audio/wav');
    t.equal(first.body, 'RIFF การไฟฟ้าเขตสอง', 'figures are said as words');
    t.equal((await hear('การไฟฟ้าเขต 2', TOKENS.reporter)).statusCode, 200, 'who may settle may hear');
    t.equal(asked.filter((one) => 'say' in (one as object)).length, 1, 'the same words are spoken once');
    const unread = await hear('ฌฆฐ.');
    t.equal(unread.statusCode, 422);
    t.match(unread.json().error, { facts: { field: 'spoken', why: 'unread' }, messageTh: /คำอ่าน.*อ่านไม่ได้/ });
    t.equal((await hear('ก'.repeat(201))).statusCode, 422);
    t.equal((await hear('บ้าน', 'nobody-session-token')).statusCode, 401);
    t.equal(
      (await hear('บ้าน', TOKENS.ministry)).statusCode,
      401,
      'another system has nothing to listen with',
    );
    const many = await Promise.all(Array.from({ length: 30 }, () => hear('บ้านหว้า')));
    const waits = many.find((one) => one.statusCode === 429);
    t.match(waits?.json().error, { code: 'too-many-tries' }, 'nobody keeps the voice from its work');
  },
);

t.test('opening and closing words and the weather are read and changed, each by itself', async (t) => {
  const before = { opening: 'ประกาศจาก อบต.หนองบัว', closing: 'ขอขอบคุณครับ' };
  const { app, asked } = await village({
    desks: { organisations: { find: async () => ({ formulas: before }) as never } },
  });
  const url = '/api/v1/announcing';
  const got = await app.inject({ url, headers: approver });
  t.same(got.json(), { ...before, roughWeather: false });
  const change = (payload: object, token: string = TOKENS.approver) =>
    app.inject({ method: 'PATCH', url, headers: as(token), payload });
  t.equal((await change({ roughWeather: true })).statusCode, 200);
  t.equal((await change({ closing: 'สวัสดีครับ' })).statusCode, 200);
  t.same(asked, [{ roughWeather: true }, { formulas: { ...before, closing: 'สวัสดีครับ' } }]);
  t.equal((await change({ roughWeather: true }, TOKENS.reporter)).statusCode, 403);
  t.equal((await change({ weather: 'rough' })).statusCode, 422);
  t.equal((await change({ opening: 'ก'.repeat(301) })).statusCode, 422);
});

t.test('a recording is handed in as bytes, by whoever may send, whatever it says it is', async (t) => {
  const { app, asked } = await village();
  const send = (payload: Buffer, headers: object = approver, query = '') =>
    app.inject({
      method: 'POST',
      url: `/api/v1/items/recording${query}`,
      headers: { 'idempotency-key': 'voice-1', 'content-type': 'audio/ogg', ...headers },
      payload,
    });
  const sound = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(3_000_000)]);
  const title = `?title=${encodeURIComponent('เสียงกำนัน')}&class=important`;
  const taken = await send(sound, approver, title);
  t.equal(taken.statusCode, 201);
  t.same(taken.json(), { item: 'item-r', bulletin: BULLETIN });
  t.match(asked.at(-1), {
    record: 'officer',
    bytes: 3_000_004,
    channel: 'api:officer:officer-somsri',
    messageId: 'voice-1',
    title: 'เสียงกำนัน',
    note: '',
    class: 'important',
  });
  t.equal((await send(sound, as(TOKENS.ministry))).statusCode, 201);
  t.match(asked.at(-1), { record: 'system', channel: 'api:กระทรวง' });
  const type = { ...approver, 'content-type': 'application/json' };
  t.equal((await send(sound, type)).statusCode, 201, 'the type it claims is no evidence');
  t.match((await send(Buffer.from('MZ not sound'))).json().error, { code: 'unreadable-audio' });
  t.equal((await send(Buffer.alloc(20_000_001))).statusCode, 413);
  t.equal((await send(sound, { ...approver, 'idempotency-key': '' })).statusCode, 422);
  const before = asked.length;
  t.equal((await send(sound, as('nobody-session-token'))).statusCode, 401);
  t.equal((await send(sound, { cookie: `hokrachai=${TOKENS.approver}` })).statusCode, 403, 'no CSRF token');
  t.equal(asked.length, before, 'nobody unknown gets as far as the desk');
});

t.test('the proposal from a letter ends as the organisation does', async (t) => {
  const whole = page();
  const words = `ที่ นบ ๐๐๑๘/ว ๑๒๓\n\nที่ว่าการอำเภอหนองบัว\n\n๒๐ พฤศจิกายน ๒๕๖๙\n\nเรื่อง ไข้เลือดออก\nเรียน นายก อบต. ทุกแห่ง\n\nด้วยพบผู้ป่วย ๑๒ ราย จึงขอให้ประชาชนคว่ำภาชนะที่มีน้ำขังทุกวันศุกร์\n\nจึงเรียนมาเพื่อทราบ\n\nขอแสดงความนับถือ\n\n(นายสมมติ ใจดี)\nนายอำเภอหนองบัว`;
  const bulletin = { ...whole.bulletin, current: { ...whole.bulletin.current, words } };
  const formulas = { opening: 'ประกาศจาก อบต.หนองบัว', closing: 'ขอขอบคุณครับ' };
  const { app } = await village({
    desks: {
      views: { bulletin: async () => ({ ...whole, bulletin }) } as never,
      organisations: { find: async () => ({ formulas }) as never },
    },
  });
  const seen = await app.inject({ url: `/api/v1/bulletins/${BULLETIN}`, headers: approver });
  t.match(seen.json().announcements, [{ words: /^ประกาศจากอำเภอหนองบัว[\s\S]*ทราบโดยทั่วกัน\n\nขอขอบคุณครับ$/ }]);
});

t.test('doubts of the sound come with the bulletin', async (t) => {
  const whole = page();
  const doubts = [{ what: 'noisy-recording' as const, value: 12 }];
  const clip = whole.clip === undefined ? undefined : { ...whole.clip, doubts };
  const { app } = await village({
    desks: { views: { bulletin: async () => ({ ...whole, clip }) } as never },
  });
  const seen = await app.inject({ url: `/api/v1/bulletins/${BULLETIN}`, headers: approver });
  t.same(seen.json().doubts, doubts);
});
