// Stories of what nobody could read: it is settled before anything is approved, remembered, and read again wherever it
// waits. A real relay with its voice, clips that stand for sound, and two towers; the officers ask through the API.
import t from 'tap';
import type { BulletinSeen } from '../../src/commands/office-client.ts';
import { readConfig } from '../../src/config.ts';
import { createVoices } from '../../src/engines.ts';
import { createLog } from '../../src/log.ts';
import { openVillage } from '../support/village.ts';

const NOW = { wish: { kind: 'now' } };

/** Counts what is spoken: the same words are never rendered twice. */
const settings = readConfig(undefined, {}, () => '');
const log = createLog({ level: 'silent', readable: false });
const real = createVoices(settings, { path: process.env['PATH'], log }).engineFor(undefined, 'routine');
let spoken = 0;
const engine = {
  ...real,
  speak: (...args: Parameters<typeof real.speak>) => {
    spoken += 1;
    return real.speak(...args);
  },
};

const village = await openVillage({ engine, withLine: true, plainClips: true });
t.teardown(village.close);
// Whatever reply token a message came with, LINE takes the answer.
village.fakeLine.replyTokens.delete = () => true;
const towers = village.towers.map((tower) => tower.id);
const [somsri, wichai, nida] = await Promise.all([
  village.officer('somsri'),
  village.officer('wichai'),
  village.officer('nida'),
]);
type Hands = typeof somsri;
type Seen = BulletinSeen & {
  readonly settled: readonly { readonly written: string; readonly how: string; readonly by: string }[];
  readonly author: string;
};
interface Refusal {
  readonly error?: { readonly code: string; readonly facts: Readonly<Record<string, string | number>> };
}
interface Entry {
  readonly written: string;
  readonly spoken: string;
  readonly kind: string;
  readonly by: string;
  readonly bulletin: string | null;
}

const settle = (who: Hands, seen: BulletinSeen, ...answers: readonly object[]) =>
  who.ask<Refusal & { left: number }>('POST', `/api/v1/bulletins/${seen.id}/settle`, {
    seenVersion: seen.version,
    answers,
  });
const said = (written: string, words: string) => ({ written, how: 'said', spoken: words });
/** This bulletin once it is voiced anew as that revision. */
const revision = (id: string, n: number) =>
  village.bulletin(
    id,
    `revision ${n} is voiced`,
    (seen) => seen.revision === n && seen.state === 'voiced',
  ) as Promise<Seen>;
const unread = (seen: BulletinSeen) => seen.reading?.unread.map((token) => token.written) ?? [];
const entries = async (search: string) =>
  (await somsri.ask<{ entries: Entry[] }>('GET', `/api/v1/dictionary?search=${encodeURIComponent(search)}`))
    .body.entries;
const heardBy = (who: Hands, seen: Seen) => who.approve(seen, { ...NOW, towers });

t.test('the organisation and its villages are in the dictionary from the start', async (t) => {
  const [org] = await entries('อบต.');
  t.match(org, { kind: 'place', spoken: /^องค์การบริหารส่วนตำบล/, by: 'hokrachai', bulletin: null });
  const villages = await village.beside((store) => store.organisations.villages(somsri.person.org));
  for (const { name } of villages) t.ok((await entries(name)).length > 0, name);
});

t.test('a letter with words nobody can read is not approved until each is settled, three ways', async (t) => {
  const letter = 'ฌฆฐ. แจ้งดับไฟ ติดต่อ Zwxbra หรือ ฎฬฌ. วันที่ ๒๓ พ.ย. ๒๕๖๙';
  const seen = (await village.news(letter)) as Seen;
  t.same(unread(seen), ['ฌฆฐ.', 'Zwxbra', 'ฎฬฌ.']);
  const told = village.fakeLine.replies.at(-1)?.messages[0];
  t.match(told, { text: /มี 3 คำที่ยังไม่รู้ว่าอ่านอย่างไร/ }, 'who sent it is told in LINE at once');
  const refused = await heardBy(somsri, seen);
  t.equal(refused.status, 422);
  t.match(refused.body.error, { code: 'unread-words', facts: { count: 3, first: 'ฌฆฐ.' } });

  const once = spoken;
  const some = await settle(somsri, seen, { written: 'ฎฬฌ.', how: 'as-proposed' });
  t.same([some.status, some.body.left], [200, 2]);
  const second = await revision(seen.id, 2);
  t.equal(second.clip?.sha256, seen.clip?.sha256, 'as proposed is the same sound');
  t.equal(spoken, once, 'and is not made twice');
  t.equal(second.author, seen.author, 'who settles a reading has not written the words');
  t.match((await heardBy(somsri, second)).body.error, { code: 'unread-words', facts: { count: 2 } });

  const rest = await settle(nida, second, said('ฌฆฐ.', 'การไฟฟ้าเขต'), {
    written: 'Zwxbra',
    how: 'left-out',
    remember: false,
  });
  t.same([rest.status, rest.body.left], [200, 0], 'a reporter may settle as she may write');
  const third = await revision(seen.id, 3);
  t.same(unread(third), []);
  t.match(third.reading?.spoken, /^การไฟฟ้าเขต แจ้งดับไฟ ติดต่อ หรือ ดอลอชอ/);
  t.match(third.settled, [
    { written: 'ฎฬฌ.', how: 'as-proposed', by: 'คุณสมศรี' },
    { written: 'ฌฆฐ.', how: 'said', by: 'คุณนิดา' },
    { written: 'Zwxbra', how: 'left-out', by: 'คุณนิดา' },
  ]);
  t.match((await heardBy(somsri, seen)).body.error, { code: 'stale' }, 'the older revision is over');
  t.same((await heardBy(somsri, third)).body, { complete: true, missing: 0 });
  await village.ready(seen.id);
});

t.test('what was settled is remembered for the next letter, with who, when and where', async (t) => {
  t.match(await entries('ฌฆฐ.'), [
    { written: 'ฌฆฐ.', spoken: 'การไฟฟ้าเขต', kind: 'abbreviation', by: 'คุณนิดา', bulletin: /^\w{26}$/ },
  ]);
  t.same(await entries('Zwxbra'), [], 'what was not to be remembered is not');
  const next = (await village.news('ฌฆฐ. กับ ฎฬฌ. ขอเชิญประชุม')) as Seen;
  t.equal(next.revision, 1);
  t.same(unread(next), []);
  t.match(next.reading?.spoken, /^การไฟฟ้าเขต กับ ดอลอชอ/);
  t.same(next.settled, []);
});

t.test('the answers stay through an edit, with those whose word is still there', async (t) => {
  const seen = (await village.news('ถาม Qwzrta หรือ Bnxzku ได้')) as Seen;
  await settle(
    somsri,
    seen,
    { ...said('Qwzrta', 'คุณแดง'), remember: false },
    { ...said('Bnxzku', 'คุณดำ'), remember: false },
  );
  const settled = await revision(seen.id, 2);
  await village.relay.desks.newsroom.revise(somsri.person, seen.id as never, {
    seenVersion: settled.version,
    words: 'ถาม Qwzrta ได้ทุกวัน',
    class: 'routine',
  });
  const edited = await revision(seen.id, 3);
  t.match(edited.reading?.spoken, /^ถาม คุณแดง ได้/);
  t.match(edited.settled, [{ written: 'Qwzrta' }]);
});

t.test('an entry of the dictionary reads again what waits for it, once', async (t) => {
  const waiting = (await village.news('แจ้งจาก Vxqmor วันนี้')) as Seen;
  const other = (await village.news('แจ้งจาก Pqzwek วันนี้')) as Seen;
  const put = await somsri.ask<{ readAgain: number }>('PUT', '/api/v1/dictionary', {
    written: 'Vxqmor',
    spoken: 'วอมอร์',
    kind: 'place',
  });
  t.equal(put.body.readAgain, 1);
  const again = await revision(waiting.id, 2);
  t.same(unread(again), []);
  t.match(again.reading?.spoken, /แจ้งจาก วอมอร์/);
  t.equal(again.author, waiting.author);
  const same = await somsri.ask<{ readAgain: number }>('PUT', '/api/v1/dictionary', {
    written: 'Vxqmor',
    spoken: 'วอมอร์',
  });
  t.equal(same.body.readAgain, 0, 'nothing waits for it any more');
  t.equal(((await village.office.bulletin(other.id)) as Seen).revision, 1, 'others are left alone');
  const { lines } = (
    await somsri.ask<{ lines: { act: string; by: { name: string }; facts: object }[] }>(
      'GET',
      `/api/v1/history?kind=bulletin&id=${waiting.id}`,
    )
  ).body;
  t.match(
    lines.find((line) => line.act === 'read-again'),
    { by: { name: 'relay' }, facts: { written: 'Vxqmor' } },
  );
  t.equal((await wichai.ask('PUT', '/api/v1/dictionary', { written: 'ก.ข.', spoken: 'กอ' })).status, 200);
  t.equal((await nida.ask('PUT', '/api/v1/dictionary', { written: 'ก.ค.', spoken: 'กอ' })).status, 403);
});

t.test('remembering in one bulletin reads the others that wait as well', async (t) => {
  const one = (await village.news('เชิญที่ Kzvwpa วันนี้')) as Seen;
  const two = (await village.news('ไปที่ Kzvwpa พรุ่งนี้')) as Seen;
  await settle(somsri, one, said('Kzvwpa', 'คาซวา'));
  t.match((await revision(one.id, 2)).reading?.spoken, /คาซวา/);
  t.match((await revision(two.id, 2)).reading?.spoken, /คาซวา/);
});

t.test('two officers settle at once: the second is told to look again', async (t) => {
  const seen = (await village.news('ขอเชิญ Rqzxim และ Txqzop มา')) as Seen;
  const answers = await Promise.all([
    settle(somsri, seen, { ...said('Rqzxim', 'ริม'), remember: false }),
    settle(nida, seen, { ...said('Txqzop', 'ทอป'), remember: false }),
  ]);
  t.same(answers.map((answer) => answer.status).sort(), [200, 409]);
  t.match(answers.find((answer) => answer.status === 409)?.body.error, { code: 'stale' });
  const after = await revision(seen.id, 2);
  t.equal(unread(after).length, 1);
});

t.test('who says how a word is read may not alone put it on air where two are asked for', async (t) => {
  const seen = (await village.news('นัดหมาย Gqzxun ด่วน')) as Seen;
  await village.relay.desks.newsroom.revise(nida.person, seen.id as never, {
    seenVersion: seen.version,
    words: 'นัดหมาย Gqzxun และ Hqzxir ด่วน',
    class: 'important',
  });
  const second = await revision(seen.id, 2);
  await settle(wichai, second, { ...said('Gqzxun', 'ยกเลิก'), remember: false });
  const third = await revision(seen.id, 3);
  await settle(somsri, third, { written: 'Hqzxir', how: 'as-proposed', remember: false });
  const fourth = await revision(seen.id, 4);
  t.match((await heardBy(wichai, fourth)).body.error, { code: 'own-words' });
  t.same((await heardBy(somsri, fourth)).body, { complete: true, missing: 0 }, 'the proposal was nobody’s');
});

t.test('the dictionary goes to a spreadsheet and back, and what waits is read', async (t) => {
  const waiting = (await village.news('พบ Wqzxal ที่ศาลา')) as Seen;
  const headers = { authorization: `Bearer ${somsri.token()}`, 'content-type': 'text/csv' };
  const address = new URL('/api/v1/dictionary.csv', village.url);
  const file = await (await fetch(address, { headers })).text();
  const bring = async (body: string) =>
    (await fetch(address, { method: 'POST', headers, body })).json() as Promise<object>;
  t.match(await bring(file), { imported: true, added: 0, changed: 0, refused: [], readAgain: 0 });
  t.match(await bring(`${file}Wqzxal,วาล,person,always,ชาวต่างชาติ,no\r\n`), {
    imported: true,
    added: 1,
    changed: 0,
    readAgain: 1,
  });
  t.match((await revision(waiting.id, 2)).reading?.spoken, /พบ วาล ที่ศาลา/);
  t.match(await entries('Wqzxal'), [{ kind: 'person', note: 'ชาวต่างชาติ', by: 'คุณสมศรี' }]);
});
