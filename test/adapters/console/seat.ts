// A seat at the console in a real browser: a village of its own, a context of a phone or a desk, signed in as somebody.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';
import { sentenceFor } from '../../../src/adapters/http/errors-in-words.ts';
import { createVillage, openConsole, type PaperVillage, type VillageOptions } from './village.ts';

const CHROMIUM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Why there is no browser here, or undefined. Where peers are required there must be one. */
export const NO_BROWSER =
  existsSync(CHROMIUM) || process.env['HOKRACHAI_REQUIRE_PEERS'] === '1'
    ? undefined
    : `nothing at ${CHROMIUM}`;

export async function openBrowser(t: Test, args: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', ...args],
  });
  t.teardown(() => browser.close());
  return browser;
}

export interface Seat {
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

export async function sit(t: Test, browser: Browser, options: VillageOptions = {}): Promise<Seat> {
  const village = createVillage(options);
  const app = await openConsole(village, false, sentenceFor);
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
export function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 404'))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}
