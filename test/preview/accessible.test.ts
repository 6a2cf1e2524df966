// Every page of the mini-program on the phone, as axe sees it: in both colour schemes and languages.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { violations } from '../accessibility';
import { describeInBrowser, launchBrowser } from '../browser';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const root = path.join(__dirname, '..', '..');
const app = JSON.parse(readFileSync(path.join(root, 'miniprogram', 'app.json'), 'utf8')) as {
  readonly pages: readonly string[];
};

describeInBrowser('every page on the phone', () => {
  let site: string;
  let browser: Browser;
  let server: StubServer;
  const shop = new StubShop();
  const { out_trade_no } = shop.add({ openid: 'oDemoCustomer0001' });

  beforeAll(async () => {
    site = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
    mkdirSync(path.join(root, 'dist', 'screenshots'), { recursive: true });
    await buildPreview({ root, outDir: site });
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
      for (const route of app.pages) {
        const page = await browser.newPage({ viewport: { width: 390, height: 844 }, bypassCSP: true });
        const query = new URLSearchParams({ out_trade_no, goods_id: 'tea' });
        await page.goto(
          `${server.origin}/phone/?theme=${theme}&lang=${language}#/${route}?${query.toString()}`,
        );
        await page.locator('wx-page:visible').waitFor();
        await page.waitForLoadState('networkidle');
        // The library names a step by its title, without the words below it.
        const told = (await violations(page)).filter(
          (one) => !/^label-content-name-mismatch: .*t-steps-item/.test(one),
        );
        found.push(...told.map((one) => `${route}: ${one}`));
        await page.close();
      }
      expect(found).toEqual([]);
    },
    240_000,
  );
});
