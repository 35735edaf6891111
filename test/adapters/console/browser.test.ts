// The console in a real browser at the width of a phone: nothing is wider than the screen, axe has no serious complaint,
// and a bulletin is approved in three touches. HOKRACHAI_SHOTS=folder also writes pictures of every page there.
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { createVillage, openConsole, type PaperVillage, type VillageOptions } from './village.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const REQUIRED = process.env['HOKRACHAI_REQUIRE_PEERS'] === '1';
const SHOTS = process.env['HOKRACHAI_SHOTS'];
const PAGES = [
  '/',
  '/?show=fix',
  '/b/water',
  '/b/water?view=reading',
  '/b/flood',
  '/b/hostile',
  '/b/booked',
  '/b/unvoiced',
  '/b/drafted',
  '/b/returned',
  '/b/water/book',
  '/b/water/return',
  '/b/water/reject',
  '/b/booked/withdraw',
  '/b/booked/edit',
  '/b/water/edit',
  '/b/booked/book',
  '/items/new',
  '/items/poster',
  '/d/2569-11-22',
  '/slots',
  '/slots/s6/remove',
  '/towers',
  '/t/99010107-01',
  '/towers/new',
  '/stop',
  '/r',
  '/r/aired',
  '/people',
  '/people/new',
  '/people/wichai',
  '/people/wichai/remove',
  '/history',
  '/menu',
  '/me',
  '/nothing-here',
];
/** Where every colour of the dark theme is used at least once. */
const DARK_PAGES = [
  '/',
  '/b/flood',
  '/b/hostile',
  '/b/unvoiced',
  '/b/booked',
  '/b/water/book',
  '/d/2569-11-22',
  '/towers',
  '/r/aired',
  '/people/new',
  '/me',
];
const GUEST_PAGES = ['/sign-in?back=/b/water', '/sign-in/fresh-link', '/invite/abc'];

const there = existsSync(CHROMIUM);
if (!there && !REQUIRED) {
  t.pass('no Chromium here', { skip: `nothing at ${CHROMIUM}` });
} else {
  t.setTimeout(170_000);
  t.test('in a browser', { timeout: 170_000 }, inBrowser);
}

interface Seat {
  readonly village: PaperVillage;
  readonly url: string;
  context(options?: {
    width?: number;
    dark?: boolean;
    who?: string;
    script?: boolean;
    lang?: string;
  }): Promise<BrowserContext>;
}

async function inBrowser(t: Test): Promise<void> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
  t.teardown(() => browser.close());
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

  await t.test('every page fits 360 pixels and axe finds nothing serious, light and dark', async (t) => {
    for (const dark of [false, true]) {
      const seat = await sit(t, browser);
      const page = await (await seat.context({ dark })).newPage();
      for (const path of dark ? DARK_PAGES : PAGES)
        await inspect(t, page, seat.url + path, axe, `360-${dark ? 'dark' : 'light'}`);
      const guest = await (await seat.context({ dark, who: '' })).newPage();
      for (const path of GUEST_PAGES)
        await inspect(t, guest, seat.url + path, axe, `360-${dark ? 'dark' : 'light'}`);
    }
  });

  await t.test('empty, wide, and at 320 pixels in English it holds as well', async (t) => {
    const empty = await sit(t, browser, { empty: true });
    const page = await (await empty.context()).newPage();
    for (const path of ['/', '/d/2569-11-22', '/towers', '/r', '/slots'])
      await inspect(t, page, empty.url + path, axe, '360-empty');
    const seat = await sit(t, browser);
    const wide = await (await seat.context({ width: 1024 })).newPage();
    for (const path of ['/', '/b/water', '/items/poster', '/d/2569-11-22', '/towers', '/r/aired', '/history'])
      await inspect(t, wide, seat.url + path, axe, '1024');
    const narrow = await (await seat.context({ width: 320, lang: 'en' })).newPage();
    for (const path of DARK_PAGES) await inspect(t, narrow, seat.url + path, axe, '320-en');
  });

  await t.test('a bulletin is approved in three touches: open, play, approve', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context({ who: 'wichai' })).newPage();
    const complaints = listen(page);
    await page.goto(`${url}/`);
    await page.locator('a.news[href="/b/water"]').tap();
    await page.waitForURL('**/b/water');
    const audio = await page.locator('audio').boundingBox();
    await page.touchscreen.tap(audio!.x + 26, audio!.y + audio!.height / 2);
    await page.waitForFunction(() => document.querySelector('audio')?.ended === true);
    await page.getByRole('button', { name: 'อนุมัติ' }).tap();
    await page.waitForURL('**/?done=approved*');
    t.match(await page.locator('[role=status].box').innerText(), /อนุมัติแล้ว ออกอากาศวันนี้ 18:00.น\. 4 หอ/);
    t.strictSame(
      village.deeds,
      ['approve water wichai slot 4 played'],
      'what the browser played was counted',
    );
    t.match(await page.locator('a.news[href="/b/water"]').innerText(), /อนุมัติแล้ว[\s\S]*18:00/);
    t.strictSame(complaints, []);
  });

  await t.test(
    'too early, the page says how much is left, plays on from there, and then it counts',
    async (t) => {
      const { village, url, context } = await sit(t, browser);
      const page = await (await context({ who: 'wichai' })).newPage();
      await page.goto(`${url}/b/water`);
      await page.getByRole('button', { name: 'อนุมัติ' }).tap();
      await page.waitForSelector('#notice [role=alert]');
      t.match(await page.locator('#notice').innerText(), /ยังฟังไม่จบ เหลืออีก 3/);
      t.strictSame(village.deeds, []);
      await page.waitForFunction(() => document.querySelector('audio')?.ended === true);
      await page.getByRole('button', { name: 'อนุมัติ' }).tap();
      await page.waitForURL('**/?done=approved*');
      t.strictSame(village.deeds, ['approve water wichai slot 4 played']);
    },
  );

  await t.test('without JavaScript the whole way works, by a declared tick', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context({ who: 'wichai', script: false })).newPage();
    await page.goto(`${url}/`);
    await page.locator('a.news[href="/b/water"]').tap();
    await page.getByText('ฟังเสียงไม่ได้ใช่ไหม').tap();
    await page.getByText('อ่านคำอ่านครบแล้ว').tap();
    await page.getByRole('button', { name: 'อนุมัติ' }).tap();
    await page.waitForURL('**/?done=approved*');
    t.strictSame(village.deeds, ['approve water wichai slot 4 declared']);
  });

  await t.test('with the keyboard alone it is approved, and what has the focus is seen', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context({ who: 'wichai', width: 1024 })).newPage();
    await page.goto(`${url}/b/water`);
    await page.keyboard.press('Tab');
    t.equal(await page.evaluate(() => document.activeElement?.textContent), 'ข้ามไปเนื้อหา');
    await page.evaluate(() => document.querySelector('audio')?.play());
    await page.waitForFunction(() => document.querySelector('audio')?.ended === true);
    await page.getByRole('button', { name: 'อนุมัติ' }).focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth);
    t.equal(ring, '3px');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/?done=approved*');
    t.equal(village.deeds.length, 1);
  });

  await t.test('while the sound is made the page asks, and shows the player when it is there', async (t) => {
    const { village, url, context } = await sit(t, browser);
    const page = await (await context()).newPage();
    await page.goto(`${url}/b/drafted`);
    t.equal(await page.locator('audio').count(), 0);
    village.finishVoice('drafted');
    await page.waitForSelector('audio');
    t.ok(await page.getByRole('button', { name: 'อนุมัติ' }).isVisible());
  });
}

async function sit(t: Test, browser: Browser, options: VillageOptions = {}): Promise<Seat> {
  const village = createVillage(options);
  const app = await openConsole(village);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => app.close());
  return {
    village,
    url,
    async context({ width = 360, dark = false, who = 'somsri', script = true, lang } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: width < 700 ? 740 : 800 },
        colorScheme: dark ? 'dark' : 'light',
        hasTouch: true,
        locale: 'th-TH',
        javaScriptEnabled: script,
        bypassCSP: false,
      });
      t.teardown(() => context.close());
      if (who !== '') await context.addCookies([{ name: 'hokrachai', value: `token-of-${who}`, url }]);
      if (lang !== undefined) await context.addCookies([{ name: 'lang', value: lang, url }]);
      return context;
    },
  };
}

/** What the browser itself complains of: refused styles or scripts, errors thrown. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 404'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

async function inspect(t: Test, page: Page, url: string, axe: string, kind: string): Promise<void> {
  const complaints = listen(page);
  await page.goto(url);
  const path = new URL(url).pathname;
  const wide = await page.evaluate(() => ({
    screen: innerWidth,
    page: document.documentElement.scrollWidth,
    elements: Array.from(document.querySelectorAll('body *'))
      .filter(
        (one) =>
          one.closest('.filters, .hidden, .skip, thead') === null &&
          one.getBoundingClientRect().right > innerWidth + 1,
      )
      .map((one) => one.outerHTML.slice(0, 100)),
    small: Array.from(
      document.querySelectorAll(
        'a.button, button, .nav a, .filters a, select, input:not([type=hidden],[type=checkbox],[type=radio],.hidden), summary, .tick, .chip, .switch a, .strip a, .days a',
      ),
    )
      .filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 47.5)
      .map((one) => one.outerHTML.slice(0, 100)),
    headings: document.querySelectorAll('h1').length,
    title: document.title,
  }));
  t.equal(wide.page, wide.screen, `${kind} ${path} has no sideways scroll`);
  t.strictSame(wide.elements, [], `${kind} ${path} has nothing wider than the screen`);
  t.strictSame(wide.small, [], `${kind} ${path} has no target under 48 pixels`);
  t.equal(wide.headings, 1, `${kind} ${path} has one h1`);
  // axe comes in through the debugger: the page's own policy stays in force.
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`);
  });
  t.strictSame(found, [], `${kind} ${path} is axe clean`);
  t.strictSame(complaints, [], `${kind} ${path} runs without a complaint`);
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  if (SHOTS !== undefined) {
    mkdirSync(SHOTS, { recursive: true });
    const name = `${kind}${(path + new URL(url).search).replace(/[^\w-]+/g, '_')}`;
    await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
    await page.screenshot({ path: join(SHOTS, `${name}-screen.png`) });
  }
}
