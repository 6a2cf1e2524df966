// Finds and starts a Chromium for the tests that look at real pages. Where there is none, those tests are reported
// as skipped with the reason in their name; with REQUIRE_BROWSER=1 they fail instead.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** The headless shell first: the same engine without windows and profiles, in which the tests take half the time. */
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** The browser's path: CHROMIUM_PATH, else one of the usual names in /usr/bin, else on PATH. */
export function browserPath(): string | undefined {
  const { CHROMIUM_PATH, PATH = '' } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const folders = ['/usr/bin', ...PATH.split(path.delimiter)];
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find(existsSync);
}

/** Starts a headless browser that talks to nobody but the page under test. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (!executablePath) throw new Error('No Chromium found. Install one or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Playwright has Chromium note where each request came from; found out only then, that takes a second reading of the whole script.
      '--js-flags=--no-enable-lazy-source-positions',
    ],
  });
}

/** Waits until an expression is true in the page; the page's policy forbids Playwright's own way of asking again. */
export async function untilTrue(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    if (await page.evaluate(expression)) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`never true: ${expression}`);
}

/** A `describe` for tests that need a browser. */
export function describeInBrowser(name: string, body: () => void): void {
  if (browserPath() || process.env['REQUIRE_BROWSER'] === '1') describe(name, body);
  else describe.skip(`${name} (skipped: no Chromium found; install one or set CHROMIUM_PATH)`, body);
}
