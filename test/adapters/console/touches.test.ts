// What officers do with the console in a real browser, by touch, by keyboard and without JavaScript: approve, settle a word,
// take a draft from a letter, change the dictionary. Touches are counted where a promise was made.
import type { Browser, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { listen, NO_BROWSER, openBrowser, sit } from './seat.ts';

if (NO_BROWSER !== undefined) {
  t.pass('no Chromium here', { skip: NO_BROWSER });
} else {
  t.setTimeout(170_000);
  t.test('in a browser', { timeout: 170_000 }, inBrowser);
}

/** Two stories at a time: while one listens to its clip the other has the machine. */
async function inBrowser(t: Test): Promise<void> {
  const browser = await openBrowser(t);
  t.jobs = 2;
  const story: Story = (name, told) => t.test(name, { buffered: true }, told);
  await Promise.all([approving(story, browser), readings(story, browser)]);
}

type Story = (name: string, told: (t: Test) => Promise<void>) => Promise<unknown>;

async function approving(story: Story, browser: Browser): Promise<void> {
  await story('a bulletin is approved in three touches: open, play, approve', async (t) => {
    const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
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

  await story(
    'too early, the page says how much is left, plays on from there, and then it counts',
    async (t) => {
      const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
      const page = await (await context({ who: 'wichai' })).newPage();
      await page.goto(`${url}/b/water`);
      await page.getByRole('button', { name: 'อนุมัติ' }).tap();
      await page.waitForSelector('#notice [role=alert]');
      t.match(await page.locator('#notice').innerText(), /ยังฟังไม่จบ เหลืออีก 1/);
      t.strictSame(village.deeds, []);
      await page.waitForFunction(() => document.querySelector('audio')?.ended === true);
      await page.getByRole('button', { name: 'อนุมัติ' }).tap();
      await page.waitForURL('**/?done=approved*');
      t.strictSame(village.deeds, ['approve water wichai slot 4 played']);
    },
  );

  await story('without JavaScript the whole way works, by a declared tick', async (t) => {
    const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
    const page = await (await context({ who: 'wichai', script: false })).newPage();
    await page.goto(`${url}/`);
    await page.locator('a.news[href="/b/water"]').tap();
    await page.getByText('ฟังเสียงไม่ได้ใช่ไหม').tap();
    await page.getByText('อ่านคำอ่านครบแล้ว').tap();
    await page.getByRole('button', { name: 'อนุมัติ' }).tap();
    await page.waitForURL('**/?done=approved*');
    t.strictSame(village.deeds, ['approve water wichai slot 4 declared']);
  });

  await story('with the keyboard alone it is approved, and what has the focus is seen', async (t) => {
    const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
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

  await story('while the sound is made the page asks, and shows the player when it is there', async (t) => {
    const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
    const page = await (await context()).newPage();
    await page.goto(`${url}/b/drafted`);
    t.equal(await page.locator('audio').count(), 0);
    village.finishVoice('drafted');
    await page.waitForSelector('audio');
    t.ok(await page.getByRole('button', { name: 'อนุมัติ' }).isVisible());
  });
}

async function readings(story: Story, browser: Browser): Promise<void> {
  await story('a word nobody can read is settled, and the bulletin approved', async (t) => {
    const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
    const page = await (await context({ who: 'wichai' })).newPage();
    const complaints = listen(page);
    await page.goto(`${url}/`);
    await page.locator('a.news[href="/b/pension"]').tap();
    await page.getByRole('link', { name: 'บอกวิธีอ่าน 2' }).tap();
    await page.waitForURL('**/b/pension/settle');
    await page.getByText('พิมพ์คำอ่าน', { exact: true }).first().tap();
    t.equal(
      await page.evaluate(() => document.activeElement?.id),
      'spoken.0',
      'the field is there to type in',
    );
    await page.keyboard.type('ผู้บริหารท้องถิ่น');
    await page.getByText('ไม่อ่านคำนี้').nth(1).tap();
    await page.getByRole('button', { name: 'บันทึกวิธีอ่าน' }).tap();
    await page.waitForURL('**/b/pension?done=settled*');
    t.match(await page.locator('[role=status].box').innerText(), 'ทำเสียงใหม่ให้แล้ว');
    const audio = await page.locator('audio').boundingBox();
    await page.touchscreen.tap(audio!.x + 26, audio!.y + audio!.height / 2);
    await page.waitForFunction(() => document.querySelector('audio')?.ended === true);
    await page.getByRole('button', { name: 'อนุมัติ' }).tap();
    await page.waitForURL('**/?done=approved*');
    t.match(village.deeds, [
      'settle pension ผ.บ.ท. said ผู้บริหารท้องถิ่น remember',
      'settle pension @nongbua left-out  remember',
      'approve pension wichai slot 4 played',
    ]);
    t.strictSame(complaints, []);
  });

  await story(
    'without JavaScript and by keyboard a word is settled, and an error stands at its field',
    async (t) => {
      const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
      const page = await (await context({ who: 'wichai', script: false, width: 1024 })).newPage();
      await page.goto(`${url}/b/pension/settle`);
      await page.locator('input[name="how.0"][value=said]').focus();
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: 'บันทึกวิธีอ่าน' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('[role=alert]');
      t.match(await page.locator('#w0').innerText(), 'พิมพ์คำอ่านของ “ผ.บ.ท.”');
      t.equal(await page.locator('#spoken\\.0').getAttribute('aria-invalid'), 'true');
      t.equal(await page.locator('input[name="how.0"][value=said]').isChecked(), true, 'the choice stays');
      await page.locator('#spoken\\.0').fill('ผู้บริหารท้องถิ่น');
      await page.locator('input[name="how.1"][value=as-proposed]').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/b/pension?done=settled*');
      t.equal(village.deeds.length, 2);
    },
  );

  await story(
    'a word and its reading are marked together, by touch, by keyboard and without JavaScript',
    async (t) => {
      const { url, context } = await sit(t, browser, { clipMs: 1_000 });
      const lit = (page: Page) =>
        page.evaluate(() => Array.from(document.querySelectorAll('.lit')).map((one) => one.textContent));
      const page = await (await context()).newPage();
      await page.goto(`${url}/b/water`);
      await page.getByText('150 มม.').tap();
      t.strictSame(await lit(page), ['150 มม.', 'หนึ่งร้อยห้าสิบมิลลิเมตร']);
      await page.getByText('องค์การบริหารส่วนตำบล').first().tap();
      t.strictSame(await lit(page), ['อบต.', 'องค์การบริหารส่วนตำบล'], 'and from the other side');
      const wide = await (await context({ width: 1024 })).newPage();
      await wide.goto(`${url}/b/water`);
      const sides = await wide.evaluate(() =>
        ['#p0', '#r0'].map((id) => document.querySelector(id)!.getBoundingClientRect().left),
      );
      t.ok(sides[1]! - sides[0]! > 250, 'two columns side by side');
      t.equal(await wide.locator('.switch').isVisible(), false);
      await wide.locator('#p0').focus();
      t.strictSame(await lit(wide), ['อบต.', 'องค์การบริหารส่วนตำบล']);
      await wide.keyboard.press('Tab');
      t.equal(await wide.evaluate(() => document.activeElement?.id), 'p1', 'Tab goes from word to word');
      await wide.keyboard.press('Enter');
      t.equal(await wide.evaluate(() => document.activeElement?.id), 'r1', 'Enter goes to its reading');
      const plain = await (await context({ script: false })).newPage();
      await plain.goto(`${url}/b/water?view=written`);
      t.equal(await plain.locator('#r0').isVisible(), false);
      await plain.locator('#p0').tap();
      await plain.waitForURL('**/b/water?view=both#r0');
      t.equal(await plain.locator('#r0').isVisible(), true);
      const back = await plain.locator('#r0').evaluate((one) => getComputedStyle(one).backgroundColor);
      t.equal(back, 'rgb(255, 216, 77)', 'the one that is meant is marked');
    },
  );

  await story(
    'a draft is taken from a letter in three touches; a change of the dictionary is undone in one',
    async (t) => {
      const { village, url, context } = await sit(t, browser, { clipMs: 1_000 });
      const page = await (await context({ who: 'somsri' })).newPage();
      await page.goto(`${url}/`);
      await page.locator('a.news[href="/b/letter"]').tap();
      await page.getByRole('link', { name: 'ดูร่างประกาศ' }).tap();
      await page.getByRole('button', { name: 'ใช้ร่างนี้' }).tap();
      await page.waitForURL('**/b/letter?done=revised');
      t.match(village.bulletins.get('letter')!.current.words, /^ประกาศจาก/);
      t.equal(village.bulletins.get('letter')!.class, 'routine');
      await page.goto(`${url}/dictionary`);
      await page.getByText('รพ.สต.โนนสูง', { exact: true }).tap();
      await page.getByRole('button', { name: 'ลบคำนี้' }).tap();
      await page.getByRole('button', { name: 'เลิกทำ' }).tap();
      await page.getByText('บันทึกคำอ่านของ “รพ.สต.โนนสูง” แล้ว').waitFor();
      t.equal(village.dictionary.get('รพ.สต.โนนสูง')?.shared, true);
      await page.goto(`${url}/dictionary/import`);
      await page.locator('input[type=file]').setInputFiles({
        name: 'readings.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from('written,spoken\nบ้านดอนกลาง,บ้านดอนกลาง เหนือ\n'),
      });
      await page.getByRole('button', { name: 'ดูก่อนนำเข้า' }).tap();
      await page.getByRole('button', { name: 'นำเข้า 1' }).tap();
      await page.getByText('นำเข้าคำอ่านแล้ว').waitFor();
      t.equal(village.dictionary.get('บ้านดอนกลาง')?.spoken, 'บ้านดอนกลาง เหนือ');
    },
  );
}
