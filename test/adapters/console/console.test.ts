// The console without a browser: what pages say, to whom, in which language, and what they refuse. Desks are of paper.
import type { InjectOptions } from 'fastify';
import t from 'tap';
import { readWish, writeWish } from '../../../src/adapters/console/fields.ts';
import { piecesOf } from '../../../src/adapters/console/letter-sheet.tsx';
import { orderByNeed } from '../../../src/adapters/console/queue.tsx';
import { doubtsOf, linesOf } from '../../../src/adapters/console/reading-lines.ts';
import { createWhen } from '../../../src/adapters/console/when.ts';
import { RelayError } from '../../../src/core/errors.ts';
import type { LocalDate } from '../../../src/core/timetable.ts';
import { proposeAnnouncements } from '../../../src/thai/letter/propose.ts';
import { readThai } from '../../../src/thai/reading.ts';
import { NB, open } from './open-house.ts';
import { CLIP_MS, HOSTILE, NOW, type PaperVillage } from './village.ts';

const approval = (village: PaperVillage, id: string, more: Record<string, string> = {}) => ({
  revision: String(village.bulletins.get(id)!.current.n),
  clip: village.bulletins.get(id)!.current.clip!,
  wish: `slot.s18.2026-11-22`,
  towers: village.towers.map((tower) => tower.id).join(','),
  times: '1',
  ...more,
});

t.test('times are told as people here tell them', async (t) => {
  const when = createWhen('th', NOW);
  const at = (iso: string) => Date.parse(iso);
  t.equal(when.today, '2026-11-22');
  t.equal(when.date('2026-11-22' as LocalDate), `22${NB}พ.ย.${NB}2569`);
  t.equal(when.longDate('2026-11-22' as LocalDate), `วันอาทิตย์ที่${NB}22${NB}พฤศจิกายน${NB}2569`);
  t.equal(when.time(at('2026-11-21T23:00:00Z')), `06:00${NB}น.`);
  t.equal(when.at(at('2026-11-22T11:00:00Z')), `วันนี้ 18:00${NB}น.`);
  t.equal(when.at(at('2026-11-22T17:30:00Z')), `พรุ่งนี้ 00:30${NB}น.`, 'midnight in Bangkok, not in London');
  t.equal(when.at(at('2026-11-21T05:00:00Z')), `เมื่อวาน 12:00${NB}น.`);
  t.equal(when.day('2026-11-24' as LocalDate), 'มะรืน');
  t.equal(when.day('2026-12-31' as LocalDate), `31${NB}ธ.ค.${NB}2569`);
  t.equal(when.day('2027-01-01' as LocalDate), `1${NB}ม.ค.${NB}2570`);
  t.equal(when.ago(NOW - 20_000), 'เมื่อครู่');
  t.equal(when.ago(NOW - 5 * 60_000), `5${NB}นาทีที่แล้ว`);
  t.equal(when.ago(NOW - 2 * 3_600_000), `11:40${NB}น.`);
  t.equal(when.ago(NOW - 26 * 3_600_000), `เมื่อวาน 11:40${NB}น.`);
  t.equal(when.length(380_000), `6${NB}นาที 20${NB}วินาที`);
  t.equal(when.length(60_000), `1${NB}นาที`);
  t.equal(when.length(0), `0${NB}วินาที`);
  t.equal(when.clock(85_400), '1:25');
  t.equal(when.lasting(2 * 24 * 3_600_000 + 1), `2${NB}วัน`);
  t.equal(when.span(21 * 60, 5 * 60), `21:00–05:00${NB}น.`);
  const en = createWhen('en', NOW);
  t.equal(en.at(at('2026-11-22T11:00:00Z')), 'today 18:00');
  t.equal(en.date('2026-11-22' as LocalDate), `22${NB}Nov${NB}2026`);
});

t.test('a choice of time survives the way through a form', async (t) => {
  const wishes = [
    'now',
    'at.1795000000000',
    'slot.01abc.2026-11-23',
    'every.s6_s18.1_2_5.2026-11-22.2026-12-01',
  ];
  for (const wish of wishes) t.equal(writeWish(readWish(wish)), wish);
  for (const wish of [
    '',
    'soon',
    'at.x',
    'slot..2026-11-23',
    'slot.s6.2026-13-40',
    'every.s6.7.2026-11-22.2026-12-01',
    'at.-5',
  ])
    t.throws(() => readWish(wish), { code: 'invalid-input' }, wish);
});

t.test('the queue answers what waits, what airs next and which tower is silent', async (t) => {
  const { get, village } = await open(t);
  const { status, body, headers } = await get('somsri', '/');
  t.equal(status, 200);
  t.match(body, 'รออนุมัติ 7 เรื่อง');
  t.match(body, '(ด่วน 1)');
  t.match(body, `ต่อไป วันนี้ 18:00${NB}น. · 1 เรื่อง · 1${NB}นาที 35${NB}วินาที`);
  t.match(body, 'หอพร้อม 1 จาก 4 · หมู่');
  t.match(body, '<html lang="th"');
  t.match(body, 'โปสเตอร์งานบุญบั้งไฟ.png', 'a poster waits for its words');
  t.match(body, 'hx-get="/b/drafted/voice"', 'only what is being made asks again');
  t.equal(body.match(/hx-trigger/g)?.length, 1);
  t.match(String(headers['content-security-policy']), "script-src 'self'");
  t.equal(headers['cache-control'], 'no-store');
  const order = [...body.matchAll(/href="\/b\/(\w+)"/g)].map((match) => match[1]);
  t.ok(order.indexOf('flood') < order.indexOf('water'), 'important before routine');
  t.ok(order.indexOf('water') < order.indexOf('booked'), 'what waits before what is settled');
  const cards = await village.desks.views.queue('01org' as never, { limit: 9 });
  const forReporter = orderByNeed(cards, village.officers.get('nida')!).map(
    (card) => card.bulletin.id as string,
  );
  t.ok(
    forReporter.indexOf('returned') < forReporter.indexOf('water'),
    'a reporter sees first what came back',
  );
  t.notMatch((await get('somsri', '/?show=fix')).body, 'href="/b/water"');
  t.match((await get('somsri', '/?show=fix')).body, 'href="/b/unvoiced"');
});

t.test('an empty village says what to do first', async (t) => {
  const { get } = await open(t, { empty: true });
  t.match((await get('somsri', '/')).body, 'ยังไม่มีข่าวเข้า');
  t.match((await get('somsri', '/towers')).body, 'เพิ่มหอแรก');
  t.match((await get('somsri', '/d/2569-11-22')).body, 'ตั้งเวลา (เช้า 06:00 · เย็น 18:00)');
  t.match((await get('somsri', '/r')).body, 'ยังไม่มีการออกอากาศ');
});

t.test('hostile text is text on every page', async (t) => {
  const { get, village } = await open(t);
  village.towers[0] = { ...village.towers[0]!, name: HOSTILE };
  village.officers.set('nida', { ...village.officers.get('nida')!, name: HOSTILE });
  village.put('evil', HOSTILE, 'returned', { reason: HOSTILE });
  const pages = [
    '/',
    '/b/hostile',
    '/b/hostile?view=reading',
    '/b/evil',
    '/b/hostile/edit',
    '/b/hostile/book',
    '/b/hostile/return',
    '/towers',
    '/t/99010101-01',
    '/people',
    '/people/nida',
    '/history',
    '/dictionary',
    `/dictionary/entry?w=${encodeURIComponent(HOSTILE)}`,
    '/b/hostile/settle',
    '/r/hostile',
    '/stop',
    `/${encodeURIComponent(HOSTILE)}`,
    `/?show=${encodeURIComponent(HOSTILE)}`,
    `/?done=approved&at=1&towers=2&b=${encodeURIComponent('"><script>alert(1)</script>')}`,
    `/sign-in/${encodeURIComponent('"><script>')}`,
  ];
  for (const page of pages) {
    const { body } = await get('somsri', page);
    t.notMatch(body, /<script>|<img src=x|onerror=alert\(2\)>[^&]*<\/(script|p|h1)>.*<img/, page);
    t.notMatch(body, /\son[a-z]+="/, `${page} has no handler`);
    t.notMatch(body, /\sstyle="|<style/, `${page} has no inline style`);
    t.equal(body.match(/<h1/g)?.length, 1, `${page} has one h1`);
  }
});

t.test('whoever is not signed in is shown the way in, and comes back', async (t) => {
  const { get, post, app } = await open(t);
  const away = await get(undefined, '/b/water?view=reading');
  t.equal(away.status, 303);
  t.equal(away.headers['location'], `/sign-in?back=${encodeURIComponent('/b/water?view=reading')}`);
  const form = await get(undefined, '/sign-in?back=/b/water');
  t.match(form.body, 'name="back" value="/b/water"');
  const wrong = await post(undefined, '/sign-in', {
    username: 'somsri',
    password: 'guess',
    back: '/b/water',
  });
  t.equal(wrong.status, 401);
  t.match(wrong.body, 'ชื่อผู้ใช้หรือรหัสผ่านไม่ตรง');
  t.match(wrong.body, 'value="somsri"', 'what was typed stays');
  t.notMatch(wrong.body, 'guess');
  const right = await post(undefined, '/sign-in', {
    username: 'somsri',
    password: 'a good long password',
    back: '/b/water',
  });
  t.equal(right.to, '/b/water');
  t.match(String(right.headers['set-cookie']), /hokrachai=token-of-somsri;.*HttpOnly; SameSite=Lax/);
  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', '/sign-in'])
    t.equal(
      (await post(undefined, '/sign-in', { username: 'somsri', password: 'a good long password', back })).to,
      '/',
      back,
    );
  const stale = await app.inject({ method: 'GET', url: '/b/water/voice', headers: { 'hx-request': 'true' } });
  t.match(stale.headers['hx-redirect'], '/sign-in');
});

t.test('over https the cookie is for this host alone', async (t) => {
  const { post } = await open(t, {}, true);
  const { headers } = await post(undefined, '/sign-in', {
    username: 'somsri',
    password: 'a good long password',
  });
  t.match(String(headers['set-cookie']), /^__Host-hokrachai=.*Secure/);
});

t.test('a one-time link is not spent by a preview of it', async (t) => {
  const { get, post, village } = await open(t);
  t.match((await get(undefined, '/sign-in/fresh-link')).body, 'action="/sign-in/fresh-link"');
  t.strictSame(village.deeds, []);
  t.equal((await post(undefined, '/sign-in/fresh-link', {})).to, '/');
  t.strictSame(village.deeds, ['link spent']);
  const used = await post(undefined, '/sign-in/old-link', {});
  t.equal(used.status, 410);
  t.match(used.body, 'ลิงก์นี้ใช้ไปแล้วหรือหมดอายุ');
  const short = await post(undefined, '/invite/abc', { password: 'short' });
  t.equal(short.status, 422);
  t.match(short.body, 'รหัสผ่านต้องมีอย่างน้อย 10 ตัว');
  t.equal((await post(undefined, '/invite/abc', { password: 'a sentence that is long' })).to, '/');
});

t.test('a form that is not of this session changes nothing', async (t) => {
  const { post, village, app } = await open(t);
  const fields = approval(village, 'water', { declared: '1' });
  for (const csrf of ['', 'wrong', 'csrf-of-wichai']) {
    const refused = await post('somsri', '/b/water/approve', { ...fields, csrf });
    t.equal(refused.status, 403);
    t.match(refused.body, 'ยังไม่ได้บันทึกอะไร');
  }
  const foreign: InjectOptions[] = [
    { headers: { 'sec-fetch-site': 'cross-site' } },
    { headers: { origin: 'https://evil.example' } },
    { headers: { 'sec-fetch-site': 'same-site' } },
  ];
  for (const more of foreign) {
    t.equal((await post('somsri', '/b/water/approve', fields, more)).status, 403);
    t.equal(
      (await post(undefined, '/sign-in', { username: 'somsri', password: 'a good long password' }, more))
        .status,
      403,
    );
  }
  t.strictSame(village.deeds, []);
  t.equal(village.bulletins.get('water')!.current.state, 'voiced');
  const own = await app.inject({
    method: 'POST',
    url: '/me/line',
    headers: {
      cookie: 'hokrachai=token-of-somsri',
      'x-csrf-token': 'csrf-of-somsri',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: '',
  });
  t.equal(own.statusCode, 200, 'the token may come in a header');
});

t.test('roles are tested at the act, and a refusal names who can do it', async (t) => {
  const { get, post, village } = await open(t);
  const approve = await post('nida', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.equal(approve.status, 403);
  t.match(approve.body, 'งานนี้เป็นของผู้อนุมัติ คือ คุณสมศรี คุณวิชัย');
  for (const url of [
    '/slots',
    '/towers/new',
    '/people/new',
    '/history',
    '/stop',
    '/b/water/return',
    '/b/booked/withdraw',
  ])
    t.equal((await get('nida', url)).status, 403, url);
  const reporter = (await get('nida', '/b/water')).body;
  t.notMatch(reporter, 'id="approve"');
  t.notMatch(reporter, '/b/water/return');
  t.match(reporter, 'ผู้อนุมัติจะฟังและตัดสินใจ');
  t.notMatch((await get('wichai', '/people')).body, '/people/new');
  t.strictSame(village.deeds, []);
});

t.test('the button names its consequence, and too early it says how much is left', async (t) => {
  const { get, post, village } = await open(t);
  const page = (await get('wichai', '/b/water')).body;
  t.match(page, new RegExp(`อนุมัติ<small>วันนี้ 18:00${NB}น\\. · 4${NB}หอ</small>`));
  t.notMatch(page, / disabled/);
  const early = await post('wichai', '/b/water/approve', approval(village, 'water'));
  t.equal(early.status, 409);
  t.match(early.body, `ยังฟังไม่จบ เหลืออีก 3${NB}วินาที`);
  const half = await post(
    'wichai',
    '/b/water/approve',
    approval(village, 'water', { heard: '0-1000,1000-2000,x,9-' }),
    { headers: { 'hx-request': 'true' } },
  );
  t.equal(half.status, 409);
  t.match(half.body, `เหลืออีก 1${NB}วินาที`);
  t.notMatch(half.body, '<html', 'htmx gets the sentence alone');
  t.strictSame(JSON.parse(String(half.headers['hx-trigger'])), { 'listen-on': { fromMs: 2000 } });
  const heard = await post('wichai', `/b/water/heard?clip=${village.bulletins.get('water')!.current.clip}`, {
    from: '2000',
    to: String(CLIP_MS),
  });
  t.strictSame(JSON.parse(heard.body), { covered: 1 });
  const done = await post('wichai', '/b/water/approve', approval(village, 'water'));
  t.equal(done.status, 303);
  t.strictSame(village.deeds, ['approve water wichai slot 4 played']);
  const queue = (await get('wichai', done.to)).body;
  t.match(queue, `อนุมัติแล้ว ออกอากาศวันนี้ 18:00${NB}น. 4 หอ`);
  t.match(queue, '/b/water/withdraw', 'the way to undo it is beside it');
  const second = await post('somsri', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.equal(second.status, 409);
  t.match(second.body, /คุณวิชัยอนุมัติเรื่องนี้ไปแล้วเมื่อ .* ไม่ต้องทำอะไรเพิ่ม/, 'the second learns who was first');
});

t.test('that another voice speaks than the wanted one is told beside the player', async (t) => {
  const { get, village } = await open(t);
  const before = village.bulletins.get('water')!;
  t.notMatch((await get('wichai', '/b/water')).body, 'data-fallback');
  const fallback = {
    wanted: '<b>เปรมวดี</b>',
    why: 'Azure Speech refuses the key (401): check it in its file.',
  };
  village.bulletins.set('water', { ...before, current: { ...before.current, fallback } });
  const { body } = await get('wichai', '/b/water');
  t.match(body, 'ใช้เสียงสำรองแทนเสียง “&lt;b>เปรมวดี&lt;/b>”');
  t.match(body, 'refuses the key (401)');
});

t.test('an officer without script or hearing vouches by a tick, which is recorded as such', async (t) => {
  const { get, post, village } = await open(t);
  t.match((await get('wichai', '/b/water')).body, /name="declared" value="1" form="approve"/);
  await post('wichai', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.strictSame(village.deeds, ['approve water wichai slot 4 declared']);
});

t.test('important news asks that its effect is understood, and never of its own writer', async (t) => {
  const { get, post, village } = await open(t);
  t.match((await get('wichai', '/b/flood')).body, 'เข้าใจว่าจะออกอากาศที่ 4 หอ และดังกว่าประกาศทั่วไป');
  const without = await post('wichai', '/b/flood/approve', approval(village, 'flood', { declared: '1' }));
  t.equal(without.status, 422);
  t.match(without.body, 'ทำเครื่องหมายว่าเข้าใจก่อนอนุมัติ');
  t.equal(
    (await post('wichai', '/b/flood/approve', approval(village, 'flood', { declared: '1', understand: '1' })))
      .status,
    303,
  );
  village.put('mine', 'เรื่อง น้ำแล้ง', 'voiced', { class: 'important', author: 'somsri' });
  const own = (await get('somsri', '/b/mine')).body;
  t.notMatch(own, 'id="approve"');
  t.match(own, 'เรื่องนี้ต้องให้คนอื่นอนุมัติ');
  const forged = await post(
    'somsri',
    '/b/mine/approve',
    approval(village, 'mine', { declared: '1', understand: '1' }),
  );
  t.equal(forged.status, 403);
  t.match(forged.body, 'ผู้อนุมัติคือ คุณวิชัย');
});

t.test('where two must approve, the first is told how many are missing', async (t) => {
  const rule = { approvers: 2, mayApproveOwn: false };
  const { get, post, village } = await open(t, {
    rules: { routine: rule, important: rule, emergency: rule },
  });
  t.match((await get('wichai', '/b/water')).body, 'อนุมัติ (คนที่ 1 จาก 2)');
  const first = await post('wichai', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.match((await get('wichai', first.to)).body, 'รออีก 1 คน');
  t.match((await get('somsri', '/b/water')).body, 'อนุมัติ (คนที่ 2 จาก 2)');
});

t.test('a slot that passed while the page was open is answered with the next one', async (t) => {
  const { get, post, village } = await open(t);
  village.pass(6 * 3_600_000);
  const late = await post('wichai', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.equal(late.status, 409);
  t.match(late.body, `เวลานี้ผ่านไปแล้ว ถ้าอนุมัติตอนนี้จะเป็น พรุ่งนี้ 06:00${NB}น.`);
  t.match(late.body, `พรุ่งนี้ 06:00${NB}น. · 4${NB}หอ</small>`, 'and the button has moved on');
  t.match((await get('wichai', '/b/water')).body, 'slot.s6.2026-11-23');
  t.equal(village.bulletins.get('water')!.current.state, 'voiced');
});

t.test('another time and fewer towers come back to the button', async (t) => {
  const { get, post, village } = await open(t);
  const towers = [village.towers[0]!.id, village.towers[1]!.id];
  const chosen = await post('wichai', '/b/water/book', { wish: 'slot.s6.2026-11-23', towers, times: '2' });
  const page = (await get('wichai', chosen.to)).body;
  t.match(page, `พรุ่งนี้ 06:00${NB}น. · 2${NB}หอ</small>`);
  t.match(page, '2 จาก 4 หอ');
  const early = await post(
    'wichai',
    '/b/water/approve',
    approval(village, 'water', { wish: 'slot.s6.2026-11-23', towers: towers.join(',') }),
  );
  t.match(early.body, 'name="wish" value="slot.s6.2026-11-23"', 'a tap too early does not lose the choice');
  await post(
    'wichai',
    '/b/water/approve',
    approval(village, 'water', { declared: '1', wish: 'slot.s6.2026-11-23', towers: towers.join(',') }),
  );
  t.strictSame(village.deeds, ['approve water wichai slot 2 declared']);
  const days = await post('wichai', '/b/flood/book', {
    wish: 'days',
    slots: ['s6', 's18'],
    weekdays: ['1', '5'],
    until: '2026-12-01',
    towers,
  });
  t.match(decodeURIComponent(days.to), 'every.s6_s18.1_5.2026-11-22.2026-12-01');
  t.match((await get('wichai', days.to)).body, 'ทุก จ ศ ถึง');
  const nothing = await post('wichai', '/b/flood/book', { wish: 'now' });
  t.equal(nothing.status, 422);
  t.match(nothing.body, 'เลือกหออย่างน้อย 1 หอ');
  const again = await post('wichai', '/b/booked/book', {
    wish: 'other',
    date: '2026-11-24',
    hour: '07',
    minute: '30',
    towers,
    version: '3',
  });
  t.equal(again.to, '/b/booked?done=booked');
  t.equal(village.deeds.at(-1), 'book booked at 2');
});

t.test(
  'sending back and rejecting need a reason; withdrawing says which towers cannot be told',
  async (t) => {
    const { get, post, village } = await open(t);
    const without = await post('wichai', '/b/water/return', { revision: '1' });
    t.equal(without.status, 422);
    t.match(without.body, 'บอกเหตุผลที่ส่งกลับ');
    t.match(without.body, '<title>มีจุดต้องแก้: ');
    t.match(without.body, 'href="#reason"');
    await post('wichai', '/b/water/return', {
      revision: '1',
      chip: ['ยาวเกินไป', 'วันเวลาไม่ตรง'],
      reason: 'ดูวันที่',
    });
    t.equal(village.deeds.at(-1), 'returned water ยาวเกินไป · วันเวลาไม่ตรง · ดูวันที่');
    t.match((await get('nida', '/b/water')).body, 'ขอให้แก้:');
    await post('wichai', '/b/flood/reject', { revision: '1', chip: 'ซ้ำ' });
    t.equal(village.deeds.at(-1), 'rejected flood ซ้ำ');
    const late = await post('somsri', '/b/flood/reject', { revision: '1', chip: 'ซ้ำ' });
    t.equal(late.status, 409);
    t.match(late.body, 'ตอนนี้ประกาศนี้เป็น “ไม่อนุมัติ”');
    t.match(
      (await get('wichai', '/b/booked/withdraw')).body,
      'ถอนได้ทันที 2 หอ · อีก 2 หอขาดการติดต่อ อาจยังออกอากาศ',
    );
    await post('wichai', '/b/booked/withdraw', { version: '3', chip: 'ข้อมูลเปลี่ยน' });
    t.equal(village.deeds.at(-1), 'withdraw booked ข้อมูลเปลี่ยน');
  },
);

t.test(
  'editing warns where it undoes an approval, and loses no typed word to a faster colleague',
  async (t) => {
    const { get, post } = await open(t);
    const warned = (await get('somsri', '/b/booked/edit')).body;
    t.match(warned, 'ประกาศนี้อนุมัติแล้ว');
    t.notMatch(warned, '<textarea');
    t.match((await get('somsri', '/b/booked/edit?sure=1')).body, '<textarea');
    await post('somsri', '/b/water/edit', { version: '3', words: 'เรื่อง ข้อความของสมศรี', class: 'routine' });
    const slower = await post('wichai', '/b/water/edit', {
      version: '3',
      words: 'ข้อความของวิชัย',
      class: 'routine',
    });
    t.equal(slower.status, 409);
    t.match(slower.body, 'เรื่อง ข้อความของสมศรี');
    t.match(slower.body, /<textarea[^>]*>ข้อความของวิชัย<\/textarea>/);
    t.match(slower.body, 'ใช้ของฉัน');
    t.match(slower.body, 'name="version" value="4"');
    const empty = await post('somsri', '/b/flood/edit', { version: '3', words: '  ', class: 'routine' });
    t.equal(empty.status, 422);
    t.match(empty.body, 'ใส่ข้อความประกาศ');
  },
);

t.test('a form sent twice is one item; too long a text stays in its box', async (t) => {
  const { get, post, village } = await open(t);
  const key = /name="key" value="(\w+)"/.exec((await get('nida', '/items/new')).body)?.[1] ?? '';
  t.ok(key);
  const once = await post('nida', '/items/new', { key, words: 'เรื่อง ประชุม', class: 'routine' });
  const twice = await post('nida', '/items/new', { key, words: 'เรื่อง ประชุม', class: 'routine' });
  t.match(once.to, /done=submitted/);
  t.equal(twice.to, once.to.replace('submitted', 'known'));
  const long = await post('nida', '/items/new', { key: 'k2', words: 'ก'.repeat(100_000), class: 'routine' });
  t.equal(long.status, 422);
  t.match(long.body, 'ข้อความยาว 100,000 ตัวอักษร ตัดให้เหลือไม่เกิน 20,000');
  t.ok(long.body.includes('ก'.repeat(100_000)));
  const huge = await post('nida', '/items/new', { key: 'k3', words: 'a'.repeat(1_100_000) });
  t.equal(huge.status, 422);
  t.match(huge.body, '<h1>');
  t.match((await get('somsri', '/items/poster')).body, 'src="/items/poster/original"');
  const original = await get('somsri', '/items/poster/original');
  t.match(String(original.headers['content-security-policy']), 'sandbox');
  const typed = await post('somsri', '/items/poster', { words: 'เรื่อง งานบุญบั้งไฟ' });
  t.match(typed.to, '/b/tposter');
  t.ok(village.bulletins.has('tposter'));
});

t.test('the reading is tied to what is written, and what is unread is marked', async (t) => {
  const { get, village } = await open(t);
  const page = (await get('wichai', '/b/water')).body;
  const written = /<a class="said-as" id="(p\d+)" data-pair="(r\d+)" href="#\2"[^>]*>150 มม.<\/a>/.exec(page);
  t.ok(written, 'the written word leads to its reading');
  const read = new RegExp(
    `<a class="said-as" id="${written?.[2]}" data-pair="${written?.[1]}" href="#${written?.[1]}"[^>]*>หนึ่งร้อยห้าสิบมิลลิเมตร</a>`,
  );
  t.match(page, read, 'and the reading back to the word');
  t.match(page, 'class="card sides only-both"');
  const alone = (await get('wichai', '/b/water?view=written')).body;
  t.match(alone, 'class="card sides only-written"');
  t.match(alone, 'href="/b/water?view=both#r0"', 'a pair that a phone does not show is one page away');
  const { words, reading } = village.bulletins.get('hostile')!.current;
  const doubts = doubtsOf(words, reading);
  t.ok(doubts.length > 0 && doubts.length < reading!.unread.length, 'the same word is asked once');
  const hostile = (await get('wichai', '/b/hostile')).body;
  t.match(hostile, `มี ${doubts.length} คำที่ยังไม่รู้ว่าอ่านอย่างไร`);
  t.equal(hostile.match(/class="unsure" id="u\d+"/g)?.length, reading!.unread.length);
  t.equal(hostile.match(/class="unsure" id="v\d+"/g)?.length, reading!.unread.length);
  t.match(hostile, 'href="/b/hostile/settle#w0"', 'an uncertain word leads to where it is settled');
  t.notMatch((await get('nida', '/b/aired')).body, '/settle', 'what is aired is settled no more');
});

t.test('a text in two columns breaks where it broke on paper, and loses no letter', async (t) => {
  const letters = (text: string) => text.replace(/\s/g, '');
  const long = `${'ขอเชิญประชุมประชาคม '.repeat(30)}\n\nวันที่ 27 พ.ย. 2569  เวลา 13.30 น.\n`;
  const lines = linesOf(readThai(long));
  const shown = lines.map((line) => line.marks.map((mark) => mark.segment.written).join(''));
  t.equal(letters(shown.join('')), letters(long));
  t.ok(Math.max(...shown.map((line) => line.length)) < 160, 'a long line is broken where it takes breath');
  t.equal(lines.filter((line) => line.paragraph).length, 1);
  t.strictSame(linesOf(readThai('')), []);
  t.strictSame(linesOf(readThai(' \n ')), []);
});

t.test(
  'nothing unread is approved: the button leads to the words, each is settled, and then it counts',
  async (t) => {
    const { get, post, village } = await open(t);
    const page = (await get('wichai', '/b/pension')).body;
    t.match(page, '<a class="button primary" href="/b/pension/settle">บอกวิธีอ่าน 2\u00a0คำก่อน');
    t.notMatch(page, 'name="declared"', 'nobody vouches for what nobody can read');
    const early = await post('wichai', '/b/pension/approve', approval(village, 'pension', { declared: '1' }));
    t.equal(early.status, 422);
    t.match(early.body, 'role="alert">บอกวิธีอ่าน 2\u00a0คำก่อน <a href="/b/pension/settle">');
    const form = (await get('wichai', '/b/pension/settle')).body;
    t.match(form, /<mark class="unsure">ผ\.บ\.ท\.<\/mark>/, 'the word stands in its sentence');
    t.match(form, 'พบ 2 แห่ง');
    t.equal(
      form.match(/name="remember\.\d" value="1" checked/g)?.length,
      2,
      'remembered unless told otherwise',
    );
    t.notMatch(form, /type="radio"[^>]*checked/, 'nothing is chosen for the officer');
    const answers = {
      version: '3',
      'written.0': 'ผ.บ.ท.',
      'proposed.0': '1',
      'remember.0': '1',
      'written.1': '@nongbua',
    };
    const nothing = await post('wichai', '/b/pension/settle', { ...answers, 'how.0': 'said' });
    t.equal(nothing.status, 422);
    t.match(nothing.body, 'href="#spoken.0">พิมพ์คำอ่านของ “ผ.บ.ท.”');
    t.match(nothing.body, 'href="#w1">เลือกว่าจะอ่าน “@nongbua” อย่างไร');
    const latin = await post('wichai', '/b/pension/settle', {
      ...answers,
      'spoken.0': 'PBT qqzx',
      'how.1': 'left-out',
    });
    t.equal(latin.status, 422, 'a reading must itself be read');
    t.match(latin.body, 'value="PBT qqzx"', 'what was typed stays');
    t.match(latin.body, /name="remember\.1" value="1"\/>/, 'and so does a tick that was taken away');
    t.strictSame(village.deeds, []);
    const saved = await post('wichai', '/b/pension/settle', {
      ...answers,
      'spoken.0': 'ผู้บริหารท้องถิ่น',
      'how.1': 'left-out',
    });
    t.equal(saved.to, '/b/pension?done=settled&left=0');
    t.strictSame(village.deeds, [
      'settle pension ผ.บ.ท. said ผู้บริหารท้องถิ่น remember',
      'settle pension @nongbua left-out ',
    ]);
    const after = (await get('wichai', saved.to)).body;
    t.match(after, 'ทำเสียงใหม่ให้แล้ว');
    t.match(after, /คำที่มีคนบอกวิธีอ่านแล้ว[\s\S]*ผ\.บ\.ท\.[\s\S]*ผู้บริหารท้องถิ่น[\s\S]*คุณวิชัย/);
    t.match(after, /อนุมัติ<small>วันนี้ 18:00/);
    const late = await post('somsri', '/b/pension/settle', { ...answers, rest: 'left-out' });
    t.equal(late.status, 409, 'a colleague was faster');
    t.match(late.body, 'ตอนนี้ไม่มีคำที่ต้องบอกวิธีอ่าน');
    await post('wichai', '/b/pension/approve', approval(village, 'pension', { declared: '1' }));
    t.match(village.deeds.at(-1), 'approve pension wichai');
  },
);

t.test(
  'one answer may serve for all the words that are left; the same sound is said to be the same',
  async (t) => {
    const { get, post, village } = await open(t);
    const saved = await post('somsri', '/b/pension/settle', {
      version: '3',
      'written.0': 'ผ.บ.ท.',
      'proposed.0': '1',
      'written.1': '@nongbua',
      rest: 'as-proposed',
    });
    t.equal(saved.status, 422, 'where nothing is proposed there is nothing to read');
    t.match(saved.body, 'เลือกว่าจะอ่าน “@nongbua” อย่างไร');
    t.notMatch(saved.body, 'เลือกว่าจะอ่าน “ผ.บ.ท.” อย่างไร');
    const done = await post('somsri', '/b/pension/settle', {
      version: '3',
      'written.0': 'ผ.บ.ท.',
      'proposed.0': '1',
      'how.0': 'as-proposed',
      'written.1': '@nongbua',
      'how.1': 'as-proposed',
    });
    t.match((await get('somsri', done.to)).body, 'เสียงเหมือนเดิมทุกประการ');
    t.equal(village.deeds.length, 2);
    t.equal((await get('manee', '/b/water/settle')).status, 200);
    t.match((await get('manee', '/b/water/settle')).body, 'ตอนนี้ไม่มีคำที่ต้องบอกวิธีอ่าน');
  },
);

t.test(
  'an official letter comes with a draft, the whole letter beside it, and nothing is struck in silence',
  async (t) => {
    const { get, post, village } = await open(t);
    const page = (await get('somsri', '/b/letter')).body;
    t.match(page, 'นี่เป็นหนังสือราชการ');
    t.match(page, /มีร่างประกาศสั้น \d+.วินาที/);
    t.notMatch((await get('somsri', '/b/water')).body, '/b/water/letter');
    const { words } = village.bulletins.get('letter')!.current;
    const proposals = proposeAnnouncements(words);
    t.equal(proposals.length, 1);
    const proposal = proposals[0]!;
    const pieces = piecesOf(words, proposal);
    t.equal(
      pieces.map((piece) => piece.text).join(''),
      words.slice(proposal.letter.span.start, proposal.letter.span.end),
    );
    t.equal(pieces[0]?.start, proposal.letter.span.start);
    const draft = (await get('somsri', '/b/letter/letter')).body;
    const box = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(draft)?.[1] ?? '';
    t.match(box, 'ไข้เลือดออก ๑๒ ราย');
    t.notMatch(box, 'ขอแสดงความนับถือ');
    t.match(draft, /<del>[^<]*ขอแสดงความนับถือ[^<]*<\/del> <small lang="th">คำลงท้าย<\/small>/);
    t.match(draft, 'หนังสือนี้ “ด่วนที่สุด” จึงแนะนำชั้น “สำคัญ”');
    t.match(draft, /value="routine" checked/, 'urgency proposes a class and never sets it');
    const used = await post('somsri', '/b/letter/edit', { version: '3', words: box, class: 'routine' });
    t.equal(used.to, '/b/letter?done=revised');
    const after = (await get('somsri', '/b/letter')).body;
    t.match(after, 'href="/b/letter/edit?revision=1"', 'the whole letter is one touch away');
    const again = (await get('somsri', '/b/letter/edit?revision=1')).body;
    t.match(/<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(again)?.[1] ?? '', 'ขอแสดงความนับถือ');
    t.equal((await get('somsri', '/b/letter/edit?revision=9')).status, 404);
  },
);

t.test(
  'warnings point into the text, stop nothing, and where a touch mends it the touch is there',
  async (t) => {
    const { get, post, village } = await open(t);
    const page = (await get('wichai', '/b/meeting')).body;
    const head = /มี (\d+) จุดที่ควรดูก่อนอนุมัติ/.exec(page);
    const count = Number(head?.[1]);
    t.ok(count >= 5, `${count} warnings`);
    t.match(page, /วันจันทร์ที่ 27 พ\.ย\. 2569<\/a> ตรงกับวันศุกร์ ไม่ใช่วันจันทร์/);
    t.match(page, 'ผ่านไปแล้ว 50 วัน');
    t.match(page, 'น่าจะเป็นเบอร์ส่วนตัว');
    t.match(page, 'เป็นเลขบัญชี');
    t.match(page, 'เป็นเลขประจำตัวประชาชน ไม่ควรออกอากาศ');
    for (let n = 0; n < count; n++) {
      t.match(page, `href="#k${n}"`);
      t.match(page, `class="flag" id="k${n}"`, 'each leads to its place');
    }
    t.match(page, new RegExp(`href="#warnings">.*ดู ${count} จุดก่อนอนุมัติ`), 'and the button knows of them');
    t.notMatch((await get('nida', '/b/meeting')).body, 'href="#warnings"');
    const at = /action="\/b\/meeting\/say-twice".*?name="at" value="(\d+)"/.exec(page)?.[1] ?? '';
    const twice = await post('wichai', '/b/meeting/say-twice', { version: '3', at });
    t.equal(twice.to, '/b/meeting?done=revised');
    t.match(village.bulletins.get('meeting')!.current.words, /081-234-5678[\s\S]*081-234-5678/);
    t.equal((await post('wichai', '/b/meeting/say-twice', { version: '3', at: '0' })).status, 409);
    await post('wichai', '/b/water/approve', approval(village, 'water', { declared: '1' }));
    t.match(village.deeds.at(-1), 'approve water', 'what is warned of is approved all the same');
    t.notMatch((await get('wichai', '/b/water')).body, 'id="warnings"', 'what is decided warns no more');
    for (const [n, slot] of village.slots.entries()) village.slots[n] = { ...slot, lengthMs: 1_000 };
    t.match((await get('wichai', '/b/flood')).body, `ประกาศยาว 3${NB}วินาที แต่ช่วงเย็นมีเวลา 1${NB}วินาที`);
  },
);

t.test(
  'the dictionary is looked up by everyone, changed by some, and a change is undone by one touch',
  async (t) => {
    const { get, post, village } = await open(t);
    t.match((await get('nida', '/menu')).body, 'href="/dictionary"');
    const list = (await get('nida', '/dictionary')).body;
    t.match(list, 'บ้านโคกฟื้นถี่');
    t.match(list, /คุณสมศรี 11:40/, 'who said so and when');
    t.notMatch(list, '/dictionary/entry', 'a reporter only looks');
    t.equal((await get('nida', '/dictionary/entry')).status, 403);
    t.equal((await post('nida', '/dictionary/remove', { written: 'บ้านโคกฟื้นฐี้' })).status, 403);
    const found = (await get('manee', '/dictionary?q=สุขภาพ')).body;
    t.match(found, 'รพ.สต.โนนสูง');
    t.notMatch(found, 'บ้านโคกฟื้นถี่');
    t.match((await get('manee', '/dictionary?kind=shared')).body, 'รพ.สต.โนนสูง');
    t.match((await get('manee', '/dictionary?q=ไม่มีคำนี้')).body, 'ไม่พบตามที่กรอง');
    const word = { written: 'ม.ร.ก.', kind: 'abbreviation', use: 'always', note: '' };
    const wrong = await post('manee', '/dictionary/entry', { ...word, spoken: 'abc ☂' });
    t.equal(wrong.status, 422);
    t.match(wrong.body, 'href="#spoken">คำอ่านนี้ยังมีส่วนที่อ่านไม่ได้');
    t.match(wrong.body, 'value="ม.ร.ก."', 'what was typed stays');
    t.equal((await post('manee', '/dictionary/entry', { ...word, spoken: '' })).status, 422);
    const saved = await post('manee', '/dictionary/entry', { ...word, spoken: 'มูลนิธิรักกัน', shared: '1' });
    t.match(saved.body, 'บันทึกคำอ่านของ “ม.ร.ก.” แล้ว');
    t.match(
      saved.body,
      /action="\/dictionary\/remove"[^>]*>.*?value="ม\.ร\.ก\."[\s\S]*?เลิกทำ/,
      'new: undone by removing it',
    );
    t.equal(village.dictionary.get('ม.ร.ก.')?.shared, true);
    const edited = (await get('manee', `/dictionary/entry?w=${encodeURIComponent('ม.ร.ก.')}`)).body;
    t.match(edited, /value="ม\.ร\.ก\."[^>]*readonly|readonly[^>]*value="ม\.ร\.ก\."/);
    const removed = await post('manee', '/dictionary/remove', { written: 'ม.ร.ก.' });
    t.match(removed.body, 'ลบ “ม.ร.ก.” แล้ว');
    t.notOk(village.dictionary.has('ม.ร.ก.'));
    const undo = Object.fromEntries(
      [
        ...removed.body
          .slice(removed.body.indexOf('ลบ “ม.ร.ก.”'))
          .matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g),
      ].map((match) => [match[1]!, match[2]!]),
    );
    t.equal((await post('manee', '/dictionary/entry', undo)).status, 200);
    t.match(village.dictionary.get('ม.ร.ก.'), { spoken: 'มูลนิธิรักกัน', kind: 'abbreviation', shared: true });
    t.equal(
      (await post('manee', '/dictionary/remove', { written: 'ไม่มี' })).to,
      '/dictionary',
      'gone is gone',
    );
  },
);

t.test('a file of readings shows first what it would change; one wrong line stops it all', async (t) => {
  const { app, get, village } = await open(t);
  const csv = await get('nida', '/dictionary.csv');
  t.match(String(csv.headers['content-disposition']), 'attachment');
  t.match(csv.body, /^\ufeffwritten,spoken/);
  t.notMatch((await get('nida', '/dictionary.csv?only=shared')).body, 'บ้านโคกฟื้นฐี้');
  const send = (fields: Record<string, string | Buffer>, who = 'somsri') => {
    const parts = Object.entries({ csrf: `csrf-of-${who}`, ...fields }).flatMap(([name, value]) => [
      Buffer.from(
        `--ab\r\ncontent-disposition: form-data; name="${name}"${name === 'file' ? '; filename="a.csv"' : ''}\r\n\r\n`,
      ),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]);
    return app.inject({
      method: 'POST',
      url: '/dictionary/import',
      headers: {
        cookie: `hokrachai=token-of-${who}`,
        'content-type': 'multipart/form-data; boundary=ab',
      },
      payload: Buffer.concat([...parts, Buffer.from('--ab--\r\n')]),
    });
  };
  t.equal((await send({ file: 'x' }, 'nida')).statusCode, 403);
  t.equal((await send({ file: 'x', csrf: 'wrong' })).statusCode, 403);
  const file = 'เขียน,อ่านว่า,ประเภท\r\nบ้านโคกฟื้นฐี้,บ้านโคกฟื้นที่,สถานที่\r\nบ้านดอนกลาง,บ้านดอนกลางใหม่,สถานที่\r\n';
  const preview = await send({ file });
  t.equal(preview.statusCode, 200);
  t.match(preview.body, 'เพิ่ม 1 คำ · เปลี่ยน 1 คำ · เหมือนเดิม 0 คำ');
  t.match(preview.body, /<del lang="th">บ้านโคกฟื้นถี่<\/del> → <span lang="th">บ้านโคกฟื้นที่/);
  t.equal(village.dictionary.size, 3, 'nothing is saved yet');
  const text = /<textarea[^>]*>\n([\s\S]*?)<\/textarea>/.exec(preview.body)?.[1] ?? '';
  const done = await send({ sure: '1', text });
  t.equal(done.headers.location, '/dictionary?done=imported');
  t.equal(village.dictionary.get('บ้านโคกฟื้นฐี้')?.spoken, 'บ้านโคกฟื้นที่');
  t.match((await get('somsri', '/dictionary?done=imported')).body, 'นำเข้าคำอ่านแล้ว');
  const wrong = await send({ file: `${file}ก.ข.ค.,,คำย่อ\r\n,อะไร,อื่นๆ\r\nบ้านใหม่,บ้านใหม่ ☂,หมู่บ้าน\r\n` });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'มี 3 บรรทัดที่ต้องแก้ในไฟล์');
  t.match(wrong.body, /บรรทัด 4<\/b> ไม่มีคำอ่าน/);
  t.notOk(village.dictionary.has('บ้านใหม่'));
  const old = Buffer.concat([
    Buffer.from('written,spoken\r\n'),
    Buffer.from([0xba, 0xe9, 0xd2, 0xb9, 0xe3, 0xcb, 0xc1, 0xe8]),
    Buffer.from(','),
    Buffer.from([0xba, 0xe9, 0xd2, 0xb9, 0xe3, 0xcb, 0xc1, 0xe8, 0xa1]),
  ]);
  t.match((await send({ file: old })).body, 'บ้านใหม่ก', 'a file of an old spreadsheet is read as Thai');
  for (const nothing of ['', 'no header at all', 'a,b\n1,2'])
    t.equal((await send({ file: nothing })).statusCode, 422, nothing);
});

t.test('a play that did not sound says why in plain words', async (t) => {
  const { get } = await open(t);
  const page = (await get('nida', '/r/aired')).body;
  t.match(page, 'ไฟดับระหว่างเล่น (ได้ยินถึง 0:42)');
  t.match(page, 'ยังไม่ทราบผล');
  t.match((await get('nida', '/r')).body, 'ออกอากาศ 1 เรื่อง · ครบ 0 · ไม่ครบ 1 · ยังไม่ทราบผล 0');
  t.match((await get('nida', '/r?date=2569-11-21')).body, 'เมื่อวาน ยังไม่มีการออกอากาศ');
});

t.test('the timetable tells a day, in either era', async (t) => {
  const { get } = await open(t);
  t.equal((await get('nida', '/d')).headers['location'], '/d/2569-11-22');
  const day = (await get('nida', '/d/2569-11-22')).body;
  t.match(day, `21:00–05:00${NB}น. งดออกอากาศ`);
  t.match(day, `ตอนนี้ 13:40${NB}น.`);
  t.match(day, `ใช้ 1${NB}นาที 35${NB}วินาที จาก 15${NB}นาที`);
  t.equal((await get('nida', '/d/2026-11-22')).status, 200);
  for (const date of ['2569-02-30', 'tomorrow', '2569-1-1'])
    t.equal((await get('nida', `/d/${date}`)).status, 404, date);
});

t.test('slots, exceptions and quiet hours are the administrator’s to set', async (t) => {
  const { get, post, village } = await open(t);
  t.equal(
    (await post('somsri', '/slots', { name: 'บ่าย', starts: '15:30', minutes: '10', weekdays: ['1', '3'] }))
      .to,
    '/slots?done=slot',
  );
  t.equal(
    (await post('somsri', '/slots', { name: 'บ่าย', starts: '25:30', minutes: '10', weekdays: '1' })).status,
    422,
  );
  t.equal(
    (await post('somsri', '/slots/except', { slot: 's18', date: '2026-11-25', how: 'skip', why: 'งานศพ' }))
      .to,
    '/slots?done=exception',
  );
  t.equal((await post('somsri', '/slots/quiet', { from: '20:00', to: '06:00' })).to, '/slots?done=quiet');
  t.match((await get('somsri', '/slots/s6/remove')).body, 'ยังออกอากาศตามที่จอง');
  await post('somsri', '/slots/s6/remove', {});
  t.strictSame(village.deeds, [
    'slot s930 930',
    'except s18 2026-11-25 undefined',
    'quiet 1200-360',
    'slot-removed s6',
  ]);
});

t.test('a person is invited by a link shown once, and the last administrator stays', async (t) => {
  const { get, post, village } = await open(t);
  const bad = await post('somsri', '/people/new', { name: 'คุณใหม่', username: 'ใหม่', roles: 'editor' });
  t.equal(bad.status, 422);
  t.match(bad.body, 'value="คุณใหม่"');
  t.match(
    (await post('somsri', '/people/new', { name: 'คุณใหม่', username: 'nida', roles: 'editor' })).body,
    'ชื่อผู้ใช้นี้มีคนใช้แล้ว',
  );
  t.match(
    (await post('somsri', '/people/new', { name: 'คุณใหม่', username: 'mai' })).body,
    'เลือกอย่างน้อย 1 อย่าง',
  );
  const made = await post(
    'somsri',
    '/people/new',
    { name: 'คุณใหม่', username: 'mai', roles: ['editor', 'approver', 'king'] },
    { headers: { host: 'relay.example' } },
  );
  t.match(made.body, 'http://relay.example/invite/invitetoken123');
  t.equal(village.deeds.at(-1), 'invite mai editor,approver');
  t.match((await post('somsri', '/people/somsri', { roles: 'editor' })).body, 'ต้องมีผู้ดูแลอย่างน้อยหนึ่งคน');
  const last = await post('somsri', '/people/somsri/remove', {});
  t.equal(last.status, 409);
  t.match(last.body, 'ต้องมีผู้ดูแลอย่างน้อยหนึ่งคน');
  t.match((await get('somsri', '/people/wichai/remove')).body, 'เข้าใช้ไม่ได้ทันที');
});

t.test('history is sentences with names and doors', async (t) => {
  const { get } = await open(t);
  const page = (await get('somsri', '/history?check=1')).body;
  t.match(page, /คุณวิชัย<\/b> อนุมัติ ฉบับที่.2 · 4.หอ/);
  t.match(page, '(ทาง LINE)');
  t.match(page, 'บันทึกครบถ้วน');
  t.notMatch((await get('somsri', '/history?officer=nida')).body, 'คุณวิชัย</b>');
});

t.test('English is one switch away and stays', async (t) => {
  const { get } = await open(t);
  const asked = await get('somsri', '/b/water?view=reading&lang=en');
  t.equal(asked.headers['location'], '/b/water?view=reading');
  t.match(String(asked.headers['set-cookie']), /^lang=en;/);
  const english = (
    await get(undefined, '/b/water', { headers: { cookie: 'hokrachai=token-of-somsri; lang=en' } })
  ).body;
  t.match(english, '<html lang="en"');
  t.match(english, `Approve<small>today 18:00 · 4${NB}towers</small>`);
  t.match(english, 'lang="th">เรื่อง', 'the words themselves stay Thai, and say so');
  t.equal((await get('somsri', '//evil.example/?lang=en')).headers['location'], '/evil.example/');
});

t.test('what goes wrong is a page in words, with a number to tell', async (t) => {
  const { get, post, village } = await open(t);
  const lost = await get('somsri', '/no/such/page');
  t.equal(lost.status, 404);
  t.match(lost.body, 'อาจถูกย้ายหรือพิมพ์ที่อยู่ผิด');
  t.equal((await get('somsri', '/b/none')).status, 404);
  const api = await get('somsri', '/api/v1/none');
  t.equal(api.status, 404);
  t.notMatch(api.body, '<html', 'other doors answer for their own addresses');
  Object.assign(village.desks.newsroom, {
    approve: async () => {
      throw new Error('kysely exploded at /var/lib/hokrachai');
    },
  });
  const broken = await post('wichai', '/b/water/approve', approval(village, 'water', { declared: '1' }));
  t.equal(broken.status, 500);
  t.match(broken.body, 'เรื่องที่อนุมัติไว้แล้วยังออกอากาศตามเวลา');
  t.notMatch(broken.body, /kysely|\/var\/lib/);
  Object.assign(village.desks.towers, {
    stopSound: async () => {
      throw new RelayError('too-many-tries', 'slow down');
    },
  });
  t.equal((await post('somsri', '/stop', { tower: 'all' })).status, 429);
  Object.assign(village.desks.views, {
    queue: async () => {
      throw new RelayError('database', 'gone');
    },
  });
  const queue = await get('somsri', '/');
  t.equal(queue.status, 503);
  t.match(queue.body, 'ยังออกอากาศตามเวลา');
});

t.test('while the sound is made its line asks again, and then the page comes anew', async (t) => {
  const { get, village } = await open(t);
  const making = await get('somsri', '/b/drafted/voice', { headers: { 'hx-request': 'true' } });
  t.match(making.body, 'กำลังอ่านออกเสียง');
  t.match(making.body, 'hx-trigger="every 2s"');
  t.match((await get('somsri', '/b/drafted?done=submitted')).body, 'รับเรื่องแล้ว');
  village.change('drafted', { state: 'voiced' });
  t.notMatch((await get('somsri', '/b/drafted?done=submitted')).body, 'รับเรื่องแล้ว', 'old news goes');
  const made = await get('somsri', '/b/drafted/voice', { headers: { 'hx-request': 'true' } });
  t.equal(made.headers['hx-refresh'], 'true');
  const poor = (await get('somsri', '/b/unvoiced')).body;
  t.match(poor, 'th:engine-failed', 'the stage’s reason becomes a sentence of the reader’s language');
  t.notMatch(poor, 'espeak-ng ended');
});

t.test('files have names that change with their content, and come packed', async (t) => {
  const { get, app } = await open(t);
  const page = (await get('somsri', '/')).body;
  const names = [...page.matchAll(/(?:src|href)="(\/static\/[^"#]+)/g)].map((match) => match[1]!);
  t.ok(new Set(names).size >= 5);
  let bytes = 0;
  for (const name of new Set(names)) {
    const file = await app.inject({ method: 'GET', url: name, headers: { 'accept-encoding': 'gzip' } });
    t.equal(file.statusCode, 200, name);
    t.match(file.headers['cache-control'], 'immutable');
    bytes += file.rawPayload.length;
  }
  t.ok(bytes < 90_000, `style, scripts, icons and a font weigh ${bytes} bytes`);
  t.equal((await get('somsri', '/static/none.js')).status, 404);
  const style = (await get(undefined, names.find((name) => name.endsWith('.css'))!)).body;
  t.notMatch(style, /url\((?!\/static\/|"data:)/, 'nothing is fetched from elsewhere');
});
