// The console in a real browser at the width of a phone: nothing is wider than the screen and axe has no serious complaint.
// HOKRACHAI_SHOTS=folder also writes pictures of every page there.
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { instantOf } from '../../../src/core/timetable.ts';
import { type Crowd, crowd, LONG_NAME, UNBROKEN_NAME } from './crowd.ts';
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
/** Towers as no office of ours has them yet, and the pages that show them. */
const CROWDS: readonly (readonly [string, Crowd, readonly string[]])[] = [
  ['one', { towers: 1, ill: 0 }, ['/towers']],
  [
    'sixty',
    { towers: 60, ill: 12 },
    ['/towers', '/towers?q=%E0%B8%AB%E0%B8%A1%E0%B8%B9%E0%B9%88%204', '/b/water/book'],
  ],
  ['ill', { towers: 60, ill: 60 }, ['/', '/towers?show=care']],
  [
    'names',
    { towers: 4, ill: 3, names: [LONG_NAME, UNBROKEN_NAME] },
    ['/', '/towers', '/t/99010102-01', '/t/99010102-01/volume', '/stop'],
  ],
];
const GUEST_PAGES = ['/sign-in?back=/b/water', '/sign-in/fresh-link', '/invite/abc'];

if (NO_BROWSER !== undefined) {
  t.pass('no Chromium here', { skip: NO_BROWSER });
} else {
  t.setTimeout(170_000);
  t.test('in a browser', { timeout: 170_000 }, inBrowser);
}

/** Judged in one visit: the page does not come anew for other colours or more room, as it does not for an officer. */
interface Looks {
  readonly dark?: boolean;
  readonly wide?: boolean;
}

async function inBrowser(t: Test): Promise<void> {
  const browser = await openBrowser(t);
  const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  t.jobs = 2;
  const story = (name: string, told: (t: Test) => Promise<void>) => t.test(name, { buffered: true }, told);

  const visit = async (
    t: Test,
    seat: Seat,
    options: Parameters<Seat['context']>[0],
    paths: readonly string[],
    kind: string,
    looksOf: (path: string) => Looks = () => ({}),
  ) => {
    const page = await (await seat.context(options)).newPage();
    for (const path of paths) await inspect(t, page, seat.url + path, axe, kind, looksOf(path));
  };
  const looksOf = (path: string) => ({ dark: DARK_PAGES.includes(path), wide: WIDE_PAGES.includes(path) });
  const half = Math.ceil(PAGES.length / 2);
  const fits = async (t: Test, paths: readonly string[]) =>
    visit(t, await sit(t, browser), { who: 'somsri' }, paths, '360-light', looksOf);

  // Two stories at a time: a browser that waits for its page leaves a core to the other.
  await Promise.all([
    story('every page fits 360 pixels and axe finds nothing serious, light, dark and wide', (t) =>
      fits(t, PAGES.slice(0, half)),
    ),
    story('so do the other half of them', (t) => fits(t, PAGES.slice(half))),
    story('and what is seen before signing in, and where nothing is yet', async (t) => {
      await visit(t, await sit(t, browser), { who: '' }, GUEST_PAGES, '360-light', () => ({ dark: true }));
      await visit(t, await sit(t, browser, { empty: true }), {}, EMPTY_PAGES, '360-empty');
    }),
    story('at 320 pixels in English it holds as well', async (t) =>
      visit(t, await sit(t, browser), { width: 320, lang: 'en' }, DARK_PAGES, '320-en'),
    ),
    story('one tower, sixty, all of them unwell, and names without an end', async (t) => {
      for (const [kind, of, paths] of CROWDS) {
        const seat = await sit(t, browser);
        crowd(seat.village, of);
        await visit(t, seat, {}, paths, `360-${kind}`, () => ({ wide: true }));
      }
    }),
    story('what was measured, and the next time with room, are words an officer can see', (t) =>
      toldInPictures(t, browser, axe),
    ),
  ]);
}

/** The tags of what was played, and the answer to a time that cannot be: in the officer's own words and in a picture. */
async function toldInPictures(t: Test, browser: Browser, axe: string): Promise<void> {
  const { village, url, context } = await sit(t, browser);
  const measured = [{ amp: 'ok', dB: 21 }, undefined, { amp: 'fail', dB: 0.4 }] as const;
  const aired = village.plays.filter(({ bulletin }) => bulletin === 'aired');
  for (const [n, one] of measured.entries()) {
    const play = aired[n];
    if (play === undefined) throw new Error('a play that was aired');
    const end = one?.amp === 'fail' ? { state: 'failed' as const, why: 'amp-fault' } : {};
    village.plays[village.plays.indexOf(play)] = { ...play, ...end, measured: one };
  }
  const page = await (await context({ who: 'wichai' })).newPage();
  await inspect(t, page, `${url}/r/aired`, axe, '360-measured', { dark: true, wide: true });
  const tags = await page.locator('main .tag').allInnerTexts();
  for (const word of ['ดังจริง', 'เล่นแล้ว แต่ไม่มีเครื่องวัด', 'เล่นแล้ว แต่ลำโพงเงียบ', 'ยังไม่ทราบผล'])
    t.ok(tags.includes(word), `${word} stands among ${tags.join(', ')}`);

  const night = instantOf(village.today(), 21 * 60 + 30);
  await page.goto(`${url}/b/water?wish=at.${night}`);
  await page.getByText('ฟังเสียงไม่ได้ใช่ไหม').tap();
  await page.getByText('อ่านคำอ่านครบแล้ว').tap();
  await page.getByRole('button', { name: 'อนุมัติ' }).tap();
  const notice = page.locator('#notice [role=alert]');
  await notice.waitFor();
  t.match(await notice.innerText(), /21:30 น\. อยู่ในช่วงงดออกอากาศ \(21:00 น\. ถึง 05:00 น\.\)/);
  t.match(await notice.innerText(), /เวลาถัดไปที่ออกอากาศได้: วันนี้ 18:00.น\./);
  const links = await notice.getByRole('link').all();
  const ways = await Promise.all(links.map((one) => one.getAttribute('href')));
  t.strictSame(ways, ['/b/water', '/b/water/book'], 'one touch takes it, another goes to choose');
  await judge(t, page, '360-refused /b/water');
  await picture(page, '360-refused_b_water');
  await notice.getByRole('link').first().tap();
  await page.waitForURL('**/b/water');
  t.match(
    await page.getByRole('button', { name: 'อนุมัติ' }).innerText(),
    /วันนี้ 18:00.น\./,
    'and the button has it',
  );
  t.strictSame(village.deeds, []);
}

async function inspect(
  t: Test,
  page: Page,
  url: string,
  axe: string,
  kind: string,
  { dark = false, wide = false }: Looks = {},
): Promise<void> {
  const complaints = listen(page);
  // a colour on its way to another is neither
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(url);
  const { pathname, search } = new URL(url);
  const name = (of: string) => `${of}${(pathname + search).replace(/[^\w-]+/g, '_')}`;
  await judge(t, page, `${kind} ${pathname}`);
  // axe comes in through the debugger: the page's own policy stays in force.
  await page.evaluate(axe);
  await examine(t, page, `${kind} ${pathname}`);
  await picture(page, name(kind));
  if (dark) {
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await examine(t, page, `360-dark ${pathname}`);
    await picture(page, name('360-dark'));
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  }
  if (wide) {
    const before = page.viewportSize() ?? { width: 360, height: 740 };
    await page.setViewportSize({ width: 1024, height: 800 });
    await judge(t, page, `1024 ${pathname}`);
    await examine(t, page, `1024 ${pathname}`);
    await picture(page, name(kind.replace('360-light', '1024').replace('360', '1024')));
    await page.setViewportSize(before);
  }
  t.strictSame(complaints, [], `${kind} ${pathname} runs without a complaint`);
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
}

/** Nothing reaches over the edge, everything that is touched is large enough, and there is one heading. */
async function judge(t: Test, page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => ({
    screen: innerWidth,
    page: document.documentElement.scrollWidth,
    elements: Array.from(document.querySelectorAll('body *'))
      .filter(
        (one) =>
          one.closest('.filters, .hidden, .skip, thead, .cut') === null &&
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
  }));
  t.equal(found.page, found.screen, `${what} has no sideways scroll`);
  t.strictSame(found.elements, [], `${what} has nothing wider than the screen`);
  t.strictSame(found.small, [], `${what} has no target under 48 pixels`);
  t.equal(found.headings, 1, `${what} has one h1`);
}

async function examine(t: Test, page: Page, what: string): Promise<void> {
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          on: Document,
          options: object,
        ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    return (await axe.run(document, { resultTypes: ['violations'] })).violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 160)}`);
  });
  t.strictSame(found, [], `${what} is axe clean`);
}

async function picture(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
  await page.screenshot({ path: join(SHOTS, `${name}-screen.png`) });
}
