// Sound at the console: a typed reading is heard before it is saved, a voice is recorded in a real browser (whose microphone is
// made of beeps) or sent as a file, doubts stand above the player, and the organisation's formulas are set and seen.
import { execFileSync } from 'node:child_process';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { findFfmpeg, pathDirsOf } from '../../../src/adapters/audio/find-ffmpeg.ts';
import { sniffAudio } from '../../../src/adapters/audio/sniff-audio.ts';
import { listen, NO_BROWSER, openBrowser, sit } from './seat.ts';
import { createVillage, openConsole, type PaperVillage } from './village.ts';

const ffmpeg = await findFfmpeg({ configured: undefined, pathDirs: pathDirsOf(process.env['PATH']) });
const BOUNDARY = 'the-line-between';
const OGG = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(2_000, 7)]);

async function open(t: Test): Promise<{ app: FastifyInstance; village: PaperVillage }> {
  const village = createVillage();
  const app = await openConsole(village);
  t.teardown(() => app.close());
  return { app, village };
}

const as = (who: string) => ({ cookie: `hokrachai=token-of-${who}` });
const form = (fields: Readonly<Record<string, string>>) => ({
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  payload: new URLSearchParams(fields).toString(),
});

/** A form with a file, as a browser without our script sends it. */
function multipart(fields: Readonly<Record<string, string>>, file: Buffer) {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="เสียง.ogg"\r\ncontent-type: audio/ogg\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([...parts, Buffer.from(head), file, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]),
  };
}

t.test('a typed reading is heard without JavaScript on a page of its own, in parts if asked', async (t) => {
  const { app, village } = await open(t);
  const settle = await app.inject({ url: '/b/pension/settle', headers: as('nida') });
  t.match(settle.body, /formaction="\/hear" formtarget="_blank" formnovalidate/);
  const sent = form({ csrf: 'csrf-of-nida', hear: 'spoken.1', 'spoken.0': 'ก', 'spoken.1': ' บ้านสวน 2 ' });
  const post = await app.inject({
    method: 'POST',
    url: '/hear',
    ...sent,
    headers: { ...as('nida'), ...sent.headers },
  });
  t.equal(post.statusCode, 303);
  const page = await app.inject({ url: String(post.headers.location), headers: as('nida') });
  t.match(page.body, 'บ้านสวน 2');
  const [, address = ''] = /src="(\/hear\/sound[^"]+)"/.exec(page.body) ?? [];
  const whole = await app.inject({ url: address, headers: as('nida') });
  t.equal(whole.headers['content-type'], 'audio/wav');
  t.equal(whole.rawPayload.subarray(0, 4).toString(), 'RIFF');
  const part = await app.inject({ url: address, headers: { ...as('nida'), range: 'bytes=4-9' } });
  t.same([part.statusCode, part.rawPayload.length], [206, 6]);
  t.equal(part.headers['content-range'], `bytes 4-9/${whole.rawPayload.length}`);
  t.equal(village.deeds.filter((one) => one.startsWith('say')).length, 1, 'spoken once for all of it');
});

t.test('what cannot be heard is said in words; strangers hear nothing', async (t) => {
  const { app, village } = await open(t);
  const hear = (text: string, headers: object) =>
    app.inject({ url: `/hear/sound?text=${encodeURIComponent(text)}`, headers: headers as never });
  const json = { accept: 'application/json' };
  const unread = await hear('ฌฆฐ.', { ...as('nida'), ...json });
  t.equal(unread.statusCode, 422);
  t.match(unread.json(), { error: 'invalid-input', message: /./ });
  t.equal((await hear('ก'.repeat(500), { ...as('nida'), ...json })).json().error, 'too-large');
  t.match((await app.inject({ url: '/hear?text=', headers: as('nida') })).body, 'พิมพ์คำอ่านก่อน');
  t.equal((await hear('บ้าน', {})).statusCode, 303, 'whoever is not signed in is shown the way in');
  t.same(village.deeds, []);
});

t.test('a recording is sent as a file by the form, and refused with its reason at the field', async (t) => {
  const { app, village } = await open(t);
  const send = (fields: Readonly<Record<string, string>>, file: Buffer, who = 'nida') => {
    const sent = multipart({ csrf: `csrf-of-${who}`, key: 'K1', ...fields }, file);
    return app.inject({
      method: 'POST',
      url: '/items/record',
      ...sent,
      headers: { ...as(who), ...sent.headers },
    });
  };
  const sent = await send({ title: 'เสียงกำนัน', note: 'ออกเย็นนี้', class: 'important' }, OGG);
  t.equal(sent.headers.location, '/b/vk1?done=recorded');
  t.equal(Buffer.compare(Buffer.from(village.recordings[0]!), OGG), 0, 'byte for byte');
  const page = await app.inject({ url: '/b/vk1?done=recorded', headers: as('nida') });
  t.match(page.body, 'เสียงกำนัน');
  t.match(page.body, 'ได้รับเสียงแล้ว');
  t.match(page.body, /ผู้ส่งบอกว่า[\s\S]*ออกเย็นนี้/);
  t.equal(
    (await send({}, OGG)).headers.location,
    '/b/vk1?done=known',
    'the same form sent twice is one bulletin',
  );
  const picture = await send({ title: 'ภาพ' }, Buffer.from('\x89PNG and so on', 'latin1'));
  t.equal(picture.statusCode, 422);
  t.match(picture.body, 'ไม่ใช่ไฟล์เสียง');
  t.match(picture.body, 'value="ภาพ"', 'what was typed stays');
  t.match((await send({}, Buffer.alloc(0))).body, 'อัดเสียงหรือเลือกไฟล์เสียงก่อน');
  t.equal((await send({ csrf: 'forged' }, OGG)).statusCode, 403);
});

t.test('bytes are taken with the session’s token only, and never more than is allowed', async (t) => {
  const { app, village } = await open(t);
  const send = (headers: object, payload: Buffer = OGG) =>
    app.inject({
      method: 'POST',
      url: '/items/record/sound?key=K2&title=x',
      headers: { 'content-type': 'audio/webm;codecs=opus', accept: 'application/json', ...headers } as never,
      payload,
    });
  const token = { 'x-csrf-token': 'csrf-of-nida' };
  t.same((await send({ ...as('nida'), ...token })).json(), { to: '/b/vk2?done=recorded' });
  t.equal((await send(as('nida'))).statusCode, 403);
  t.equal((await send({ ...as('nida'), ...token, origin: 'https://elsewhere.example' })).statusCode, 403);
  t.equal((await send(token)).statusCode, 401, 'refused before the bytes are read');
  const large = await send({ ...as('nida'), ...token }, Buffer.alloc(20_000_001, 1));
  t.same([large.statusCode, large.json().message], [422, 'เสียงใหญ่เกิน 20 MB แบ่งเป็นตอนสั้น ๆ']);
  t.match((await send({ ...as('nida'), ...token }, Buffer.from('words'))).json().message, 'ไม่ใช่ไฟล์เสียง');
  t.equal(village.recordings.length, 1);
});

t.test('doubts stand above the player with what to do, in both languages', async (t) => {
  const { app } = await open(t);
  const look = (lang: string) =>
    app.inject({ url: '/b/voice', headers: { cookie: `${as('wichai').cookie}; lang=${lang}` } });
  const thai = (await look('th')).body;
  t.match(thai, /เสียงพูดดังกว่าเสียงรอบข้างเพียง 11 dB[\s\S]*ช่วงหยุดพูด[\s\S]*ปิดพัดลม พูดห่างไมโครโฟน 20 ซม\./);
  t.ok(thai.indexOf('11 dB') < thai.indexOf('data-player'), 'before the player');
  t.match((await look('en')).body, /only 11 dB above the room[\s\S]*20 cm from the microphone/);
  t.notMatch((await app.inject({ url: '/b/water', headers: as('wichai') })).body, 'ควรฟังให้ดี');
});

t.test('an administrator sets the formulas; a draft from a letter ends with the closing', async (t) => {
  const { app, village } = await open(t);
  const set = (fields: Readonly<Record<string, string>>, who = 'somsri') => {
    const sent = form({ csrf: `csrf-of-${who}`, ...fields });
    const headers = { ...as(who), ...sent.headers };
    return app.inject({ method: 'POST', url: '/slots/formulas', ...sent, headers });
  };
  const done = await set({ opening: 'ประกาศจาก อบต.หนองบัว', closing: ' ขอขอบคุณครับ ' });
  t.equal(done.headers.location, '/slots?done=formulas');
  t.same(village.deeds, ['formulas ประกาศจาก อบต.หนองบัว | ขอขอบคุณครับ']);
  t.match((await app.inject({ url: '/slots', headers: as('somsri') })).body, 'value="ขอขอบคุณครับ"');
  const letter = (await app.inject({ url: '/b/letter/letter', headers: as('somsri') })).body;
  t.match(letter, /ให้ทราบโดยทั่วกัน\n\nขอขอบคุณครับ<\/textarea>/);
  t.notMatch(letter, 'ประกาศจาก อบต.หนองบัว', 'its own beginning says whose it is');
  const fresh = (await app.inject({ url: '/items/new', headers: as('nida') })).body;
  t.match(fresh, 'คำเปิด “ประกาศจาก อบต.หนองบัว” คำปิด “ขอขอบคุณครับ”', 'who writes is told before');
  const unread = await set({ opening: 'ประกาศจาก ฌฆฐ.', closing: '' });
  t.equal(unread.statusCode, 422);
  t.match(unread.body, /id="opening-wrong"[\s\S]*อ่านไม่ได้/);
  t.match(unread.body, 'value="ประกาศจาก ฌฆฐ."', 'what was typed stays');
  t.equal((await set({ opening: '', closing: '' }, 'wichai')).statusCode, 403);
});

t.test('an administrator turns the sound for wind and rain on and off again', async (t) => {
  const { app, village } = await open(t);
  const turn = (weather: string, who = 'somsri') => {
    const sent = form({ csrf: `csrf-of-${who}`, weather });
    const headers = { ...as(who), ...sent.headers };
    return app.inject({ method: 'POST', url: '/slots/weather', ...sent, headers });
  };
  const page = async () => (await app.inject({ url: '/slots', headers: as('somsri') })).body;
  t.match(await page(), /ตอนนี้ใช้เสียงปกติ[\s\S]*value="rough"[\s\S]*ใช้เสียงสู้ลมฝน/);
  t.equal((await turn('rough')).headers.location, '/slots?done=rough');
  t.match(await page(), /ตอนนี้ใช้เสียงสู้ลมฝน[\s\S]*value="calm"[\s\S]*กลับไปใช้เสียงปกติ/);
  t.equal((await turn('calm')).headers.location, '/slots?done=calm');
  t.same(village.deeds, ['rough weather true', 'rough weather false']);
  t.equal((await turn('rough', 'wichai')).statusCode, 403);
});

if (NO_BROWSER !== undefined) {
  t.pass('no Chromium here', { skip: NO_BROWSER });
} else {
  t.setTimeout(120_000);
  t.test('in a browser', { timeout: 120_000 }, inBrowser);
}

type Story = (name: string, told: (t: Test) => Promise<void>) => Promise<unknown>;

/** Two stories at a time: while one records the other has the machine. */
async function inBrowser(t: Test): Promise<void> {
  const fake = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const browser = await openBrowser(t, fake);
  t.jobs = 2;
  const story: Story = (name, told) => t.test(name, { buffered: true }, told);
  await Promise.all([recording(story, browser), otherwise(story, browser)]);
}

const says = (page: Page) => page.locator('.record-says').innerText();
/** In the page. @returns what it was before, ms */
const tooShortBelow = (ms: string) => {
  const recorder = document.querySelector<HTMLElement>('[data-recorder]')!;
  const before = recorder.dataset['shortest'] ?? '';
  recorder.dataset['shortest'] = ms;
  return before;
};

async function otherwise(story: Story, browser: Browser): Promise<void> {
  await story('what is typed is heard where it is typed, saved or not', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context({ who: 'wichai' })).newPage();
    const complaints = listen(page);
    await page.goto(`${url}/b/pension/settle`);
    await page.getByText('พิมพ์คำอ่าน', { exact: true }).first().tap();
    const button = page.locator('[data-hear="spoken.0"]');
    await button.tap();
    await page.waitForFunction(() => document.querySelector('.hear [role=status]')?.textContent !== '');
    t.match(await page.locator('.hear').first().innerText(), 'พิมพ์คำอ่านก่อน');
    await page.locator('#spoken\\.0').fill('ผู้บริหารท้องถิ่น');
    await button.tap();
    await page.waitForSelector('[data-hear="spoken.0"][data-played]');
    t.ok(Number(await button.getAttribute('data-played')) > 0.3, 'it was decoded and played');
    t.same(village.deeds, ['say ผู้บริหารท้องถิ่น']);
    t.strictSame(complaints, [], 'within the page’s own policy');
    await page.locator('#spoken\\.0').fill('ฌฆฐ.');
    await button.tap();
    await page.waitForFunction(() => document.querySelector('.hear [role=status]')?.textContent !== '');
    t.match(await page.locator('.hear').first().innerText(), 'คำอ่านมีส่วนที่ระบบยังอ่านไม่ได้');
    await page.goto(`${url}/dictionary/entry`);
    await page.locator('#spoken').fill('บ้านโคก');
    await page.locator('[data-hear=spoken]').tap();
    await page.waitForSelector('[data-hear=spoken][data-played]');
    t.match(village.deeds.at(-1), 'say บ้านโคก');
  });

  await story('a microphone that is refused, missing or taken is told with what to do', async (t) => {
    const { url, context } = await sit(t, browser);
    const page = await (await context({ who: 'nida', lang: 'th' })).newPage();
    await page.goto(`${url}/items/record`);
    for (const [name, sentence] of [
      ['NotAllowedError', 'อนุญาตไมโครโฟน'],
      ['NotFoundError', 'ไม่พบไมโครโฟน'],
      ['NotReadableError', 'โปรแกรมอื่น'],
    ] as const) {
      await page.evaluate((name) => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', name));
      }, name);
      await page.locator('[data-do=start]').tap();
      await page.waitForFunction(
        (sentence) => document.querySelector('.record-says')?.textContent?.includes(sentence),
        sentence,
      );
      t.equal(await page.locator('[data-do=start]').isVisible(), true, `${name}: it can be tried again`);
    }
    const old = await (await context({ who: 'nida' })).newPage();
    await old.addInitScript('delete window.MediaRecorder');
    await old.goto(`${url}/items/record`);
    t.match(await says(old), 'เบราว์เซอร์นี้อัดเสียงในหน้านี้ไม่ได้');
    t.equal(await old.locator('#file').isVisible(), true, 'a file is always a way');
    const plain = await (await context({ who: 'nida', script: false })).newPage();
    await plain.goto(`${url}/items/record`);
    t.equal(await plain.locator('[data-recorder]').isVisible(), false, 'no button that does nothing');
    await plain.locator('#file').setInputFiles({ name: 'a.ogg', mimeType: 'audio/ogg', buffer: OGG });
    await plain.getByRole('button', { name: 'ส่งเสียงนี้' }).tap();
    await plain.waitForURL('**/b/v*?done=recorded');
  });
}

async function recording(story: Story, browser: Browser): Promise<void> {
  await story('a voice is recorded, listened to, recorded again and sent', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context({ who: 'nida' })).newPage();
    const complaints = listen(page);
    await page.goto(`${url}/items/new`);
    await page.getByRole('link', { name: 'อัดเสียงพูด' }).tap();
    await page.waitForURL('**/items/record');
    const button = (name: string) => page.locator(`[data-do=${name}]`);
    await page.getByRole('button', { name: 'ส่งเสียงนี้' }).tap();
    t.match(await says(page), 'อัดเสียงหรือเลือกไฟล์เสียงก่อน');
    // Here no tap is too late to be a slip, however busy the machine is.
    const shortest = await page.evaluate(tooShortBelow, '3600000');
    await button('start').tap();
    await button('stop').waitFor();
    t.match(await says(page), 'กำลังอัด');
    await button('stop').tap();
    await button('start').waitFor();
    t.match(await says(page), 'สั้นกว่า 1 วินาที', 'a finger that slipped is no recording');
    t.equal(await page.evaluate(tooShortBelow, shortest), '3600000');
    t.equal(shortest, '1000');
    await button('start').tap();
    await page.waitForFunction(() => (document.querySelector('meter')?.value ?? 0) > 5);
    await page.waitForFunction(() =>
      /^0:0[1-9]$/.test(document.querySelector('[data-time]')?.textContent?.trim() ?? ''),
    );
    await button('stop').tap();
    await button('listen').waitFor();
    t.match(await says(page), 'อัดแล้ว');
    await button('listen').tap();
    await button('quiet').waitFor();
    await button('listen').waitFor();
    await button('again').tap();
    await page.waitForFunction(() =>
      /^0:0[2-9]$/.test(document.querySelector('[data-time]')?.textContent?.trim() ?? ''),
    );
    await button('stop').tap();
    await button('listen').waitFor();
    await page.locator('#title').fill('เสียงกำนันเรื่องบุญบั้งไฟ');
    await page.locator('#note').fill('ออกเช้าวันพุธ');
    await page.getByRole('button', { name: 'ส่งเสียงนี้' }).tap();
    await page.waitForURL('**/b/v*?done=recorded');
    t.match(village.deeds, ['record เสียงกำนันเรื่องบุญบั้งไฟ ออกเช้าวันพุธ']);
    t.match(await page.locator('[role=status].box').innerText(), 'ได้รับเสียงแล้ว');
    t.strictSame(complaints, []);
    const [sound = new Uint8Array()] = village.recordings;
    t.equal(sniffAudio(sound), 'webm');
    const info = execFileSync(
      ffmpeg.path,
      [
        '-v',
        'error',
        '-f',
        'webm',
        '-i',
        '-',
        '-map',
        '0:a:0',
        '-ac',
        '1',
        '-ar',
        '8000',
        '-f',
        's16le',
        '-',
      ],
      { input: sound, maxBuffer: 10_000_000 },
    );
    const seconds = info.length / 16_000;
    t.ok(seconds > 1.7 && seconds < 5, `${seconds} s of sound`);
  });
}
