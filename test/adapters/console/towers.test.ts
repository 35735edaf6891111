// Towers on the console: who is unwell and how loud, one among sixty, names as long as names can be, volume, tone, and
// what a play that did not sound says.
import t from 'tap';
import { faultOf, wordsOfEvent, wordsOfWhy } from '../../../src/adapters/console/why.ts';
import { words } from '../../../src/adapters/console/words.ts';
import { eventSchema, WHYS } from '../../../src/wire/messages.ts';
import { crowd, LONG_NAME } from './crowd.ts';
import { NB, open } from './open-house.ts';
import { NOW } from './village.ts';

const HOUR = 3_600_000;
/** The towers of a page, in its order. */
const towersOn = (page: string) =>
  [...page.matchAll(/class="row link" href="\/t\/([\d-]+)"/g)].map((one) => one[1]);

t.test('a tower that is unwell is told louder the longer it lasts, with whom to call', async (t) => {
  const { get, post, village } = await open(t);
  const home = (await get('nida', '/')).body;
  t.match(home, '2 หอต้องให้คนไปดูแล');
  t.match(home, '1 หอเป็นมาเกิน 1 วัน');
  t.match(home, `ถ้ายังไม่แก้ จะไม่ออกอากาศวันนี้ 18:00${NB}น.`);
  t.match(home, 'ต้องดูแล 3 หอ', 'the count at the way to the towers');
  t.notMatch(home, 'โปรแกรมในเครื่องเก่า', 'what is only noted stays on its page');
  const list = (await get('nida', '/towers')).body;
  t.match(list, 'href="tel:0812345678"');
  t.match(list, 'โทร ผู้ใหญ่สมชาย <span class="whole">081-234-5678</span>', 'a number stays on one line');
  t.match(list, 'ยังไม่ได้ใส่ชื่อคนดูแลหอ · แจ้งผู้ดูแลระบบ: คุณสมศรี', 'who may not name somebody reads whom to ask');
  t.match(list, 'รายงานผู้บังคับบัญชา 1');
  t.equal(list.split('เกิน 1 วัน รายงานผู้บังคับบัญชา').length - 1, 2, 'in the sum and at the tower');
  t.equal(list.split('ต้องรีบแก้').length - 1, 2);
  t.match(list, `ขาดการติดต่อมา 48${NB}นาที`);
  t.match(list, 'เสียงทดสอบ');
  t.match(list, 'เงียบเกิน 7 วัน');
  const quiet = (await get('nida', '/t/99010101-01')).body;
  t.match(quiet, 'โปรแกรมในเครื่องเก่า');
  t.notMatch(quiet, 'action="/t/99010101-01/caretaker"', 'a reporter changes nothing');
  const page = (await get('somsri', '/t/99010103-01')).body;
  t.match(page, 'ชาวบ้านไม่ได้ยิน');
  t.match(page, 'ให้ช่างดูแอมป์');
  t.match(
    page,
    '<a href="#test">ทดสอบเสียง</a>',
    'the button that shows whether it is mended is one touch away',
  );
  t.match(page, '<a href="/t/99010103-01#caretaker">ใส่ชื่อและเบอร์</a>');
  t.match((await get('somsri', '/t/99010107-01')).body, '<b>เกิน 1 วัน รายงานผู้บังคับบัญชา</b>');
  await post('somsri', '/t/99010103-01/caretaker', { name: 'ช่างวิทย์', phone: '0899999999', whole: '1' });
  t.match((await get('somsri', '/t/99010103-01')).body, /โทร ช่างวิทย์ <[^>]+>0899999999/);
  const wrong = await post('somsri', '/t/99010103-01/caretaker', { name: 'ช่าง', phone: '<b>' });
  t.equal(wrong.status, 422);
  t.match(wrong.body, 'ใส่เบอร์โทร');
  t.equal((await post('nida', '/t/99010103-01/caretaker', { name: '', phone: '' })).status, 403);
  await post('somsri', '/t/99010103-01/caretaker', { name: '', phone: '', whole: '1' });
  await post('somsri', '/t/99010101-01/test', {});
  t.strictSame(village.deeds, [
    'caretaker 99010103 ช่างวิทย์',
    'caretaker 99010103 ',
    'tone 99010101-01 30',
    'tested 99010101-01',
  ]);
});

t.test('who books or approves is told which of the chosen towers may not play it', async (t) => {
  const { get } = await open(t);
  t.match((await get('wichai', '/b/water')).body, '3 จาก 4 หออาจไม่ออกอากาศเรื่องนี้');
  const one = (await get('wichai', '/b/water?towers=99010101-01')).body;
  t.notMatch(one, 'อาจไม่ออกอากาศเรื่องนี้', 'the one that was chosen is well');
  t.match((await get('wichai', '/b/water/book')).body, 'เครื่องเสียงขัดข้องมา');
});

t.test('the daily test tone is set outside quiet hours, and switched off', async (t) => {
  const { get, post, village } = await open(t);
  const page = (await get('somsri', '/towers/tone')).body;
  t.match(page, '<option value="5"');
  t.notMatch(page, '<option value="21"');
  t.notMatch(page, '<option value="4"');
  t.equal((await post('somsri', '/towers/tone', { use: 'on', hour: '22', volume: '20' })).status, 422);
  await post('somsri', '/towers/tone', { use: 'on', hour: '9', volume: '20' });
  t.match((await get('somsri', '/towers')).body, `09:00–10:00${NB}น. ดัง 20%`);
  await post('somsri', '/towers/tone', { use: 'off', hour: '9', volume: '20' });
  t.strictSame(village.deeds, ['tone 540 20', 'tone undefined undefined']);
  t.equal((await get('nida', '/towers/tone')).status, 403);
});

t.test('an administrator sets how loud towers are and when softer; one tower may differ', async (t) => {
  const { get, post, village } = await open(t);
  const page = (await get('somsri', '/towers/volume')).body;
  t.match(page, '<option value="60" selected>60%</option>');
  t.match(page, '<option value="06:30" selected>', 'the hours people ask for are offered');
  t.match(
    page,
    '<option value="off" selected>ไม่ลด</option>',
    'and nothing is softer unless somebody says so',
  );
  const typed = {
    ...{ routine: '55', important: '75', emergency: '100' },
    ...{ from: ['19:00', '05:00', '12:00'], to: ['21:00', '06:30', '13:00'], most: ['40', '30', 'off'] },
  };
  await post('somsri', '/towers/volume', typed);
  const list = (await get('nida', '/towers')).body;
  t.match(list, `ทั่วไป 55% · สำคัญ 75% · ฉุกเฉิน 100% · 05:00–06:30${NB}น. ไม่เกิน 30%`);
  t.notMatch(list, 'href="/towers/volume"', 'a reporter reads it');
  const own = { ...typed, own: 'yes', routine: '40' };
  await post('somsri', '/t/99010101-01/volume', own);
  const tower = (await get('somsri', '/t/99010101-01')).body;
  t.match(tower, 'ทั่วไป 40%');
  t.match(tower, '(ตั้งเฉพาะหอนี้)');
  t.match((await get('somsri', '/towers/volume')).body, 'จะไม่เปลี่ยนตาม: หมู่ 1 บ้านหนองบัว');
  await post('somsri', '/t/99010101-01/volume', { ...own, own: 'no' });
  t.match((await get('somsri', '/t/99010101-01')).body, 'ทั่วไป 55%');
  const refused = await post('somsri', '/towers/volume', { ...typed, routine: '90' });
  t.equal(refused.status, 422);
  t.match(refused.body, '<a href="#routine">');
  t.match(refused.body, '<option value="90" selected>', 'what was chosen stays');
  const nothing = { ...typed, to: ['19:00', '06:30', '13:00'] };
  t.match((await post('somsri', '/towers/volume', nothing)).body, '<a href="#from-0">');
  t.equal((await post('nida', '/towers/volume', typed)).status, 403);
  t.equal((await post('somsri', '/t/none/volume', own)).status, 404);
  const hours = [
    { fromMinute: 300, toMinute: 390, most: 30 },
    { fromMinute: 1140, toMinute: 1260, most: 40 },
  ];
  const volume = (routine: number) =>
    JSON.stringify({ volume: { routine, important: 75, emergency: 100 }, softerHours: hours });
  t.strictSame(village.deeds, [
    `volume ${volume(55)}`,
    `volume 99010101-01 own ${volume(40)}`,
    `volume 99010101-01 office ${volume(55)}`,
  ]);
});

t.test('towers are told worst first; a code and a stop have pages of their own', async (t) => {
  const { get, post, village } = await open(t);
  const page = (await get('nida', '/towers')).body;
  const order = [...page.matchAll(/href="\/t\/99010(\d{3})-01"/g)].map((match) => match[1]);
  t.strictSame(order, ['107', '103', '102', '101'], 'who has suffered longest comes first');
  t.match(page, 'ขาดการติดต่อ แต่ยังออกอากาศได้');
  t.match(page, 'แอมป์ไม่ทำงาน');
  t.match((await post('somsri', '/towers/new', { village: '99010101', name: '' })).body, 'k7m2p9x4');
  t.match((await get('somsri', '/stop')).body, 'หยุดเสียงทุกหอ');
  await post('somsri', '/stop', { tower: 'all' });
  await post('somsri', '/t/99010101-01/mute', { until: 'hour' });
  await post('somsri', '/t/99010101-01/mute', { until: 'off' });
  t.strictSame(village.deeds.slice(1), [
    'stop all',
    `mute 99010101-01 ${NOW + HOUR}`,
    'mute 99010101-01 undefined',
  ]);
  t.equal((await post('somsri', '/t/99010101-01/mute', { until: 'ever' })).status, 422);
});

t.test(
  'of sixty towers those that need care come first, the rest folds away, and any is found',
  async (t) => {
    const { get, village } = await open(t);
    crowd(village, { towers: 60, ill: 12 });
    const page = (await get('nida', '/towers')).body;
    t.match(page, 'พร้อม 48 จาก 60 หอ');
    t.match(page, 'ต้องรีบแก้ 11');
    t.match(page, '<h2>ต้องดูแล 12 หอ</h2>');
    t.match(page, '<summary>หออื่น 48 หอ</summary>');
    t.match(page, '<summary>อีก 22 หมู่บ้าน</summary>', 'the villages that heard something lately fold away');
    t.equal(towersOn(page).length, 60);
    t.strictSame(
      towersOn(page).slice(0, 2),
      ['99010106-02', '99010106-01'],
      'who suffers longest comes first',
    );
    const care = (await get('nida', '/towers?show=care')).body;
    t.equal(towersOn(care).length, 12);
    const moo = (await get('nida', `/towers?q=${encodeURIComponent('หมู่ 17')}`)).body;
    t.strictSame(towersOn(moo), ['99010117-01', '99010117-02']);
    t.notMatch(moo, '<h2>ต้องดูแล', 'what was searched for is not sorted away');
    const person = (await get('nida', `/towers?q=${encodeURIComponent('ผู้ใหญ่บ้านหมู่ 4')}`)).body;
    t.strictSame(towersOn(person).sort(), ['99010104-01', '99010104-02'], 'by who looks after it as well');
    const none = (await get('nida', '/towers?q=%3Cscript%3E&show=ready')).body;
    t.match(none, 'ไม่พบหอที่ค้นหา');
    t.match(none, 'href="/towers">ดูทุกหอ');
    t.notMatch(none, '<script>"');
    t.match((await get('nida', '/')).body, '<a href="/towers?show=care">ดูทั้ง 11 หอ</a>');
    const approve = (await get('wichai', '/b/water')).body;
    t.match(approve, '12 จาก 60 หออาจไม่ออกอากาศเรื่องนี้');
    t.match(approve, 'และอีก 6 หอ', 'sixty names would hide what else is to be seen');
    const book = (await get('wichai', '/b/water/book')).body;
    t.match(book, '<details><summary>ทุกหอ (60) แตะเพื่อเลือกบางหอ</summary>');
    t.equal(book.split('name="towers"').length - 1, 60, 'and all of them are sent');
    const some = (await get('wichai', '/b/water/book?towers=99010101-01')).body;
    t.match(some, '<details open><summary>เลือกแล้ว 1 จาก 60 หอ', 'what was chosen is to be seen');
  },
);

t.test('where every tower is unwell the list shows twenty, and the rest at a touch', async (t) => {
  const { get, village } = await open(t);
  crowd(village, { towers: 60, ill: 60 });
  const page = (await get('nida', '/towers')).body;
  t.match(page, '<summary>ดูอีก 40 หอ</summary>');
  t.notMatch(page, 'หออื่น');
  t.equal(towersOn(page).length, 60);
});

t.test('one tower needs no search; a name as long as it can be is whole on its own page', async (t) => {
  const { get, village } = await open(t);
  crowd(village, { towers: 1, ill: 0, names: [LONG_NAME] });
  const list = (await get('somsri', '/towers')).body;
  t.match(list, 'พร้อมทุกหอ (1)');
  t.notMatch(list, 'type="search"');
  t.match((await get('somsri', '/t/99010101-01')).body, `<h1>${LONG_NAME}</h1>`);
});

t.test('a play that was not heard says why, and one that was measured says so', async (t) => {
  const { get, village } = await open(t);
  const told = async (more: Partial<(typeof village.plays)[number]>) => {
    const n = village.plays.findIndex(
      ({ bulletin, tower }) => bulletin === 'aired' && tower === '99010102-01',
    );
    const play = village.plays[n];
    if (play !== undefined) village.plays[n] = { ...play, why: undefined, playedMs: undefined, ...more };
    const pages = await Promise.all(['/r/aired', '/t/99010102-01'].map((path) => get('nida', path)));
    return pages.map(({ body }) => body).join('');
  };
  const twice = (page: string, words: string) => t.equal(page.split(words).length - 1, 2, words);
  const pause = await told({ state: 'skipped', why: 'emergency-pause' });
  twice(pause, 'ไม่ได้ออกอากาศ<');
  twice(pause, 'ประกาศฉุกเฉินติดต่อกันครบเวลาที่กำหนดแล้ว หอพักเสียงก่อน เรื่องนี้จึงไม่ทันได้เล่น');
  const silent = await told({ state: 'failed', why: 'amp-fault', measured: { amp: 'fail' } });
  twice(silent, 'เล่นแล้ว แต่ลำโพงเงียบ');
  twice(silent, 'แอมป์ไม่ทำงาน');
  t.match(pause, 'ไม่มีเครื่องวัดเสียงที่หอ จึงรู้เพียงว่าหอเล่นแล้ว');
  const heard = await told({ state: 'finished', measured: { amp: 'ok', dB: 21 } });
  twice(heard, '>ดังจริง<');
  t.match(heard, 'วัดเสียงที่ลำโพง 1 จาก 3 หอ ดังจริง 1');
});

t.test(
  'a test tone that nobody heard says whether it was refused or the loudspeaker was silent',
  async (t) => {
    const { get, village } = await open(t);
    const told = async (detail: string) => {
      const tower = village.towers[0];
      if (tower === undefined) throw new Error('a tower');
      village.ailments.splice(0, village.ailments.length, {
        ...{
          tower: tower.id,
          reason: 'tone-failed',
          since: NOW - HOUR,
          missesAt: undefined,
          told: 'noted',
          detail,
        },
      });
      return (await get('somsri', `/t/${tower.id}`)).body;
    };
    t.match(await told('local-mute'), 'หอตอบว่าไม่ส่งเสียงทดสอบ เพราะ: มีคนปิดเสียงที่ตัวหอ');
    t.match(await told('preempted'), 'เพราะ: กำลังออกอากาศหรือมีเสียงอื่นอยู่');
    const silent = await told('amp-fault');
    t.match(silent, 'หอเล่นเสียงทดสอบแล้ว แต่เครื่องวัดไม่พบเสียงที่ลำโพง');
    t.notMatch(silent, 'หอตอบว่าไม่ส่งเสียงทดสอบ', 'it was not refused');
  },
);

t.test('whatever a tower can say an officer reads in words, in both languages', async (t) => {
  const { get, village } = await open(t);
  const [tower] = village.towers;
  if (tower === undefined) throw new Error('a tower');
  for (const language of ['th', 'en'] as const) {
    const w = words(language);
    for (const why of WHYS) t.not(wordsOfWhy(why, w), why);
    for (const kind of eventSchema.shape.ev.options)
      t.notMatch(wordsOfEvent(kind, '', w), `reported ${kind}`);
    for (const kind of eventSchema.shape.ev.options) t.notMatch(wordsOfEvent(kind, '', w), `แจ้งเหตุ ${kind}`);
    for (const fault of ['amp-fault', 'bad-signature', 'disk-full', 'no-time', 'power', 'tamper'])
      t.notMatch(faultOf({ ...tower, fault }, w), new RegExp(`(reports|แจ้งว่า) ${fault}`));
  }
  t.equal(wordsOfWhy('toString', words('th')), 'toString', 'what a newer tower says stays its code');
  const said = (n: number, facts: Record<string, string>) =>
    village.audit.unshift({
      ...{ n, org: tower.org, hash: 'h', act: 'tower-event', at: NOW, facts },
      ...{
        subject: { kind: 'tower', id: tower.id },
        by: { officer: undefined, name: tower.name, door: 'system' },
      },
    });
  said(20, { kind: 'audio', detail: 'amp-fault: no current' });
  said(21, { kind: 'tone', detail: 'amp-fault: played, but nothing was noticed' });
  said(22, { kind: 'tone-refused', detail: 'local-mute: the tower is muted there' });
  said(23, { kind: 'brewed-tea', detail: '' });
  const page = (await get('somsri', '/history')).body;
  t.match(page, 'เครื่องเสียงขัดข้อง (แอมป์ไม่ทำงาน)');
  t.match(page, 'เครื่องวัดไม่พบเสียงที่ลำโพง');
  t.match(page, 'หอไม่ส่งเสียงทดสอบ (มีคนปิดเสียงที่ตัวหอ)');
  t.match(page, 'หอแจ้งเหตุ brewed-tea');
});
