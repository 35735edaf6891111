// The console in a real browser at the width of a phone: nothing is wider than the screen and axe has no serious complaint.
// HOKRACHAI_SHOTS=folder also writes pictures of every page there.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { listen, NO_BROWSER, openBrowser, type Seat, sit } from './seat.ts';

const SHOTS = process.env['HOKRACHAI_SHOTS'];
const PAGES = [
  '/',
  '/?show=fix',
  '/b/water',
  '/b/water?view=reading',
  '/b/pension',
  '/b/pension/settle',
  '/b/meeting',
  '/b/letter',
  '/b/voice',
  '/b/letter/letter',
  '/b/flood',
  '/b/hostile',
  '/b/hostile/settle',
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
  '/items/record',
  '/hear?text=%E0%B8%9A%E0%B9%89%E0%B8%B2%E0%B8%99',
  '/items/poster',
  '/d/2569-11-22',
  '/slots',
  '/slots/s6/remove',
  '/towers',
  '/t/99010107-01',
  '/towers/new',
  '/towers/tone',
  '/towers/volume',
  '/t/99010107-01/volume',
  '/t/99010103-01',
  '/stop',
  '/r',
  '/r/aired',
  '/people',
  '/people/new',
  '/people/wichai',
  '/people/wichai/remove',
  '/dictionary',
  '/dictionary/entry',
  '/dictionary/entry?w=%E0%B8%A3%E0%B8%9E.%E0%B8%AA%E0%B8%95.%E0%B9%82%E0%B8%99%E0%B8%99%E0%B8%AA%E0%B8%B9%E0%B8%87',
  '/dictionary/import',
  '/history',
  '/menu',
  '/me',
  '/nothing-here',
];
/** Where every colour of the dark theme is used at least once. */
const DARK_PAGES = [
  '/',
  '/b/flood',
  '/b/pension',
  '/b/pension/settle',
  '/b/meeting',
  '/b/letter/letter',
  '/dictionary',
  '/dictionary/entry',
  '/items/record',
  '/b/voice',
  '/slots',
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
const EMPTY_PAGES = ['/', '/d/2569-11-22', '/towers', '/r', '/slots', '/dictionary'];
const WIDE_PAGES = [
  '/',
  '/b/water',
  '/b/pension/settle',
  '/b/letter/letter',
  '/dictionary',
  '/items/poster',
  '/items/record',
  '/b/voice',
  '/slots',
  '/d/2569-11-22',
  '/towers',
  '/r/aired',
  '/history',
];
const GUEST_PAGES = ['/sign-in?back=/b/water', '/sign-in/fresh-link', '/invite/abc'];

if (NO_BROWSER !== undefined) {
  t.pass('no Chromium here', { skip: NO_BROWSER });
} else {
  t.setTimeout(170_000);
  t.test('in a browser', { timeout: 170_000 }, inBrowser);
}

async function inBrowser(t: Test): Promise<void> {
  const browser = await openBrowser(t);
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

  // Two tabs at a time: a browser that waits for its page leaves a core to the other.
  await t.test('every page fits 360 pixels and axe finds nothing serious, light and dark', async (t) => {
    const look = async (dark: boolean, paths: readonly string[], who: string) => {
      const seat = await sit(t, browser);
      const page = await (await seat.context({ dark, who })).newPage();
      for (const path of paths)
        await inspect(t, page, seat.url + path, axe, `360-${dark ? 'dark' : 'light'}`);
    };
    const half = Math.ceil(PAGES.length / 2);
    await Promise.all([
      look(false, PAGES.slice(0, half), 'somsri'),
      look(false, PAGES.slice(half), 'somsri').then(() => look(false, GUEST_PAGES, '')),
    ]);
    await Promise.all([look(true, DARK_PAGES, 'somsri'), look(true, GUEST_PAGES, '')]);
  });

  await t.test('empty, wide, and at 320 pixels in English it holds as well', async (t) => {
    const look = async (
      seat: Seat,
      options: Parameters<Seat['context']>[0],
      paths: readonly string[],
      kind: string,
    ) => {
      const page = await (await seat.context(options)).newPage();
      for (const path of paths) await inspect(t, page, seat.url + path, axe, kind);
    };
    const empty = await sit(t, browser, { empty: true });
    const seat = await sit(t, browser);
    await Promise.all([
      look(empty, {}, EMPTY_PAGES, '360-empty').then(() => look(seat, { width: 1024 }, WIDE_PAGES, '1024')),
      look(seat, { width: 320, lang: 'en' }, DARK_PAGES, '320-en'),
    ]);
  });
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
        'a.button, button:not(.hidden), .nav a, .filters a, select, input:not([type=hidden],[type=checkbox],[type=radio],.hidden), summary, .tick, .chip, .switch a, .strip a, .days a',
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
