// Every operators' page on the phone, with something on it, as axe sees it: in both colour schemes and languages.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { violations } from '../accessibility';
import { describeInBrowser, launchBrowser } from '../browser';
import { fillOperatorShop } from './operator-shop';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const root = path.join(__dirname, '..', '..');
const order = '?out_trade_no=CP20261121000003';
const pages = [
  ['home', ''],
  ['orders', ''],
  ['order', order],
  ['refund', order],
  ['inbox', ''],
  ['reports', ''],
  ['report', '?pay_sp=yaband&date=2026-11-24'],
  ['figures', ''],
  ['exports', ''],
  ['problems', ''],
] as const;

describeInBrowser('every operators’ page on the phone', () => {
  let site: string;
  let browser: Browser;
  let server: StubServer;
  const shop = new StubShop();

  beforeAll(async () => {
    site = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
    mkdirSync(path.join(root, 'dist', 'screenshots'), { recursive: true });
    await buildPreview({ root, outDir: site });
    fillOperatorShop(shop);
    server = await serveShop(shop, previewMounts(site));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    rmSync(site, { recursive: true, force: true });
  });

  test.each([
    ['light', 'zh_CN'],
    ['dark', 'en'],
  ] as const)(
    'has nothing serious or critical for axe (%s, %s)',
    async (theme, language) => {
      const found: string[] = [];
      for (const [name, query] of pages) {
        const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true });
        const route = `operator/pages/${name}/${name}${query}`;
        await page.goto(`${server.origin}/phone/?theme=${theme}&lang=${language}#/${route}`);
        await page.locator('wx-page:visible .card').first().waitFor();
        await page.waitForLoadState('networkidle');
        found.push(...(await violations(page)).map((one) => `${name}: ${one}`));
        await page.close();
      }
      expect(found).toEqual([]);
    },
    240_000,
  );
});
