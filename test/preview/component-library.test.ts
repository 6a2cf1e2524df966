// The component library on the phone preview: packed without what is not used, drawn, and answering to touches, in both themes.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import type { BuiltPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { libraryProject, shownTags } from './component-library';
import { writeProject } from './fixture';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');

let site: string;
let built: BuiltPreview;

beforeAll(async () => {
  site = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
  mkdirSync(screenshots, { recursive: true });
  built = await buildPreview({ root: writeProject(libraryProject), outDir: site });
});

afterAll(() => rmSync(site, { recursive: true, force: true }));

test('it builds without a complaint', () => {
  expect(built.problems).toEqual([]);
});

test('only what is used is packed, and nothing of it comes from elsewhere', () => {
  const packed = path.join(site, 'miniprogram_npm', 'tdesign-miniprogram');
  expect(readdirSync(packed)).toEqual(expect.arrayContaining(['search', 'common', 'icon', 'loading']));
  expect(readdirSync(packed)).not.toEqual(expect.arrayContaining(['calendar']));
  expect(existsSync(path.join(packed, 'calendar'))).toBe(false);
  const icons = readFileSync(path.join(packed, 'icon', 'icon.wxss'), 'utf8');
  expect(icons).toContain('.t-icon-cart:before');
  expect(icons).not.toContain('.t-icon-zoom-in:before');
  expect(icons + readFileSync(path.join(site, 'phone', 'mini-program.css'), 'utf8')).not.toMatch(
    /tdesign\.gtimg|@font-face/,
  );
});

describeInBrowser('the component library on the preview', () => {
  let browser: Browser;
  let context: BrowserContext;
  let server: StubServer;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  afterEach(() => expect(complaints).toEqual([]));

  beforeEach(() => {
    complaints = [];
  });

  async function open(colorScheme: 'light' | 'dark', where = ''): Promise<void> {
    server = await serveShop(new StubShop(), previewMounts(site));
    context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      colorScheme,
      hasTouch: true,
    });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(data:|http:\/\/127\.0\.0\.1:)/.test(request.url()))
        complaints.push(`external: ${request.url()}`);
    });
    await page.goto(`${server.origin}/phone/?lang=en${where}`);
  }

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const field = (placeholder: string) => page.getByPlaceholder(placeholder).locator('visible=true').last();
  const told = (words: string) =>
    untilTrue(page, `getCurrentPages()[0].data.told.includes(${JSON.stringify(words)})`);
  const tap = (words: string) => page.getByText(words, { exact: true }).first().tap();

  test.each(['light', 'dark'] as const)('every component is drawn (%s)', async (theme) => {
    await open(theme);
    await page.getByText('second panel').waitFor({ state: 'attached' });
    for (const words of [
      'All orders',
      'Shipped',
      'Amsterdam',
      'Name',
      'Remark',
      'In stock',
      'Tea',
      'Cash',
      'Nothing here',
    ]) {
      await page.getByText(words, { exact: true }).first().waitFor();
    }
    await page.screenshot({ path: path.join(screenshots, `tdesign-${theme}.png`), fullPage: false });
    const undrawn = await page.evaluate<string[]>(
      `${JSON.stringify(shownTags)}.filter((tag) => document.querySelector('.phone-placeholder[data-element="<' + tag + '>"]'))`,
    );
    expect(undrawn).toEqual([]);
    const icon = await page.evaluate<string[]>(
      "(() => { const style = getComputedStyle(document.querySelector('[class*=t-icon-search]'), ':before'); return [style.webkitMaskImage.slice(0, 18), style.width]; })()",
    );
    expect(icon[0]).toBe('url("data:image/sv');
    expect(parseFloat(icon[1] ?? '')).toBeGreaterThan(10);
  });

  test('scripts, imported templates, ids and the colour scheme mean what they mean in WeChat', async () => {
    await open('dark');
    const line = page.getByText('Array12true');
    await line.waitFor();
    const color = (text: string) => page.evaluate<string>(`getComputedStyle(${text}).color`);
    expect(await color('document.querySelector(\'[id$="--line"]\')')).toBe('rgb(1, 2, 3)');
    expect(await color("document.querySelector('.told')")).toBe('rgb(200, 210, 220)');
    expect(await page.evaluate("getComputedStyle(document.querySelector('header')).backgroundColor")).toBe(
      'rgb(36, 36, 36)',
    );
  });

  test('controls tell what was done to them', async () => {
    await open('light');
    await field('Find goods').fill('tea');
    await told('search:"tea"');
    await tap('Unpaid');
    await told('tabs:"two"');
    await tap('Address');
    await told('cell:null');
    await field('Your name').fill('李雷');
    await told('input:"李雷"');
    await field('Say something').fill('soon');
    await told('textarea:"soon"');
    await page.locator('[class*=t-stepper__plus]').first().tap();
    await told('stepper:2');
    await page.locator('[class*=t-switch__body]').first().tap();
    await told('switch:true');
    await tap('Cup');
    await told('checkbox:["a","b"]');
    await tap('Cash');
    await told('radio:"y"');
    await page.locator('[class*=t-slider__bar]').first().scrollIntoViewIfNeeded();
    const track = await page.locator('[class*=t-slider__bar]').first().boundingBox();
    if (!track) throw new Error('the slider has no place');
    await page.touchscreen.tap(track.x + track.width * 0.8, track.y + track.height / 2);
    await untilTrue(page, '/slider:(7[5-9]|8[0-5])/.test(getCurrentPages()[0].data.told)');
  });

  test('what lies over the page opens and closes', async () => {
    await open('light');
    await tap('Ask');
    await page.getByText('It cannot be undone').waitFor();
    await page.screenshot({ path: path.join(screenshots, 'tdesign-dialog.png') });
    await tap('Refund');
    await page.getByText('It cannot be undone').waitFor({ state: 'hidden' });
    await tap('Slide up');
    await page.getByText('from below').waitFor();
    await page
      .locator('[class*=t-overlay]')
      .last()
      .tap({ position: { x: 100, y: 100 } });
    await page.getByText('from below').waitFor({ state: 'hidden' });
    await tap('Toast');
    await page.getByText('Saved').waitFor();
    await tap('Message');
    await page.getByText('News').waitFor();
  });

  test('pickers choose', async () => {
    await open('light');
    await tap('Pick');
    await page.getByText('Berlin').waitFor();
    await page.screenshot({ path: path.join(screenshots, 'tdesign-picker.png') });
    await page.getByText('Berlin').tap();
    await tap('Yes');
    await untilTrue(page, 'getCurrentPages()[0].data.told.includes("picker:")');
    await tap('Pick a day');
    await page.locator('[class*=t-picker]:visible').getByText('Yes').tap();
    await told('date:"2026-11-27 00:00:00"');
  });

  test('a page of a sub-package opens, by a link too', async () => {
    await open('light');
    await tap('Desk');
    await page.getByText('CP1').waitFor();
    await page.reload();
    await page.getByText('CP1').waitFor();
    expect(await page.title()).toBe('Desk');
  });
});
