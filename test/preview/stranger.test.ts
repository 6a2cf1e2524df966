// A mini-program that the preview has never seen, with its cloud function: what it uses works or is a placeholder, its mistakes are shown
// where they are, and nothing of it stops the preview.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startProject } from '../../scripts/demo/project-world';
import type { ProjectWorld } from '../../scripts/demo/project-world';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';

describeInBrowser("a stranger's project", () => {
  let root: string;
  let world: ProjectWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let terminal: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    root = mkdtempSync(path.join(os.tmpdir(), 'stranger-'));
    cpSync(path.join(__dirname, '..', 'fixtures', 'stranger-project'), root, { recursive: true });
    terminal = [];
    world = await startProject({ root, port: 0, log: (line) => terminal.push(line) });
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
  });
  afterEach(async () => {
    await context.close();
    await world.close();
    rmSync(root, { recursive: true, force: true });
  });

  const open = (language = 'en', where = '') => page.goto(`${world.url}/phone/?lang=${language}${where}`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const told = () => page.locator('.told').innerText();
  const change = (file: string, from: string, to: string) => {
    const place = path.join(root, 'miniprogram', file);
    writeFileSync(place, readFileSync(place, 'utf8').replace(from, to));
  };

  test('what it uses of WeChat works, or is a placeholder with one warning', async () => {
    await open();
    await page.getByText('Row 0', { exact: true }).waitFor();
    expect(await page.evaluate("document.querySelector('.picture img').naturalWidth > 0")).toBe(true);
    expect(await page.locator('.map').getAttribute('data-element')).toBe('<map>');
    expect(terminal.filter((line) => line.includes('<map>'))).toEqual([
      expect.stringMatching(/^warning: miniprogram\/pages\/list\/list\.wxml:1: <map> is neither/),
    ]);
    await page.getByPlaceholder('你的名字').last().fill('李雷');
    await page.evaluate("document.querySelector('.rows').scrollTo(0, 9999)");
    await untilTrue(page, 'getCurrentPages()[0].data.ends === 1');
    expect(await page.locator('.secret').isVisible()).toBe(false);
    await button('Reveal').click();
    await page.getByText('shown now').waitFor();
    await page.evaluate('wx.startPullDownRefresh()');
    await untilTrue(page, 'getCurrentPages()[0].data.pulls === 1');
    await button('Greet').click();
    await page.getByText('Hello 李雷, visit 1 of oDemoCustomer0001', { exact: false }).waitFor();
    await button('NFC').click();
    await untilTrue(page, "getCurrentPages()[0].data.greeting.startsWith('startHCE:fail ')");
    expect(await told()).toContain('startHCE:fail not played by the preview');
    await page.getByRole('link', { name: 'Detail' }).click();
    await page.getByText('number 3').waitFor();
    await page.getByText('in a web view').waitFor();
    // A WXS function that hears of a change finds the children of what changed.
    await untilTrue(page, "document.querySelector('.marked').style.textDecoration === 'underline'");
    expect(terminal.filter((line) => line.includes('TypeError'))).toEqual([]);
    // What a WXS module throws leaves the rest as it is.
    change('pages/detail/detail.wxml', '<view>', '<wxs module="spoilt">nothing.here = 1;</wxs><view>');
    await page.getByRole('alert').getByText('nothing is not defined', { exact: false }).waitFor();
  });

  test.each([
    ['en', 'The mini-program has errors'],
    ['zh_CN', '小程序有错误'],
  ])(
    'its mistakes are shown on the phone and in the terminal, with file and line (%s)',
    async (language, heading) => {
      await open(language);
      const panel = page.getByRole('alert');
      await panel.getByText(heading).waitFor();
      await panel.getByText('miniprogram/pages/broken/broken.js:4').waitFor();
      expect(terminal).toContainEqual(
        expect.stringMatching(/^error: miniprogram\/pages\/broken\/broken\.js:4: Expected/),
      );
      await panel.getByRole('button').click();
      await button('Fail').click();
      await panel.getByText('miniprogram/pages/list/list.js:33').waitFor();
      await panel.getByText('TypeError', { exact: false }).waitFor();
      expect(terminal).toContainEqual(expect.stringMatching(/list\.js:33: TypeError: /));
      await panel.getByRole('button').click();
      await page.getByRole('link', { name: 'Broken' }).click();
      await page.getByText('still drawn').waitFor();
    },
  );

  test('an edit shows by itself, on the same page with its query; a mended mistake is gone', async () => {
    await open('en', '#/pages/detail/detail?id=9');
    await page.getByText('number 9').waitFor();
    change('pages/detail/detail.wxml', 'number', 'order');
    await page.getByText('order 9').waitFor();
    expect(await page.getByRole('alert').count()).toBe(1);
    change('pages/broken/broken.js', "'shown' )", "'shown' })");
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(terminal.at(-1)).toMatch(/^phone: built again in \d+ ms$/);
  });

  test('an app.json that does not parse is told, and the phone comes back when it does', async () => {
    await open();
    await page.getByText('Row 0', { exact: true }).waitFor();
    change('app.json', '{', '');
    await page.getByRole('alert').getByText('miniprogram/app.json', { exact: false }).waitFor();
    change('app.json', '"pages"', '{ "pages"');
    await page.getByText('Row 0', { exact: true }).waitFor();
  });
});
