// A mini-program that keeps its data with wx.cloud.database(), on the phone: it writes and reads under the permissions of its
// local-cloud.json, and watches what others write.
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startProject, type ProjectWorld } from '../../scripts/demo/project-world';
import { describeInBrowser, launchBrowser } from '../browser';
import { post } from '../local-cloud/fixture';
import { temporaryFolder } from '../temporary-folder';

const root = path.join(__dirname, '..', 'fixtures', 'notes-project');

describeInBrowser('a project of notes', () => {
  let world: ProjectWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let dataDir: string;

  const start = async (port = 0) => {
    world = await startProject({ root, port, dataDir, log: () => undefined });
  };
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    dataDir = temporaryFolder('notes');
    await start();
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await phoneOf('oNotesAda0001');
  });
  afterEach(async () => {
    await context.close();
    await world.close();
  });

  async function phoneOf(openid: string): Promise<Page> {
    const phone = await context.newPage();
    phone.setDefaultTimeout(30_000);
    await phone.goto(`${world.url}/phone/?lang=en&openid=${openid}`);
    await phone.locator('.changes', { hasText: 'init:' }).waitFor();
    return phone;
  }
  const press = (phone: Page, name: string) =>
    phone.getByRole('button', { name, exact: true }).first().click();
  const shows = (phone: Page, place: string, text: string) =>
    phone.locator(place, { hasText: text }).waitFor();
  const add = async (phone: Page, text: string) => {
    await phone.getByPlaceholder('写点什么').last().fill(text);
    await press(phone, 'Add');
    await shows(phone, '.told', 'added string');
  };

  test('is written, changed, counted and removed', async () => {
    await add(page, 'milk');
    await shows(page, '.words', 'milk');
    await shows(page, '.time', new Date().toISOString().slice(0, 4));
    await press(page, 'More');
    await shows(page, '.told', 'updated 1');
    await shows(page, '.changes', 'next: update/update');
    await press(page, 'Count');
    await shows(page, '.told', '1 notes, 1 marks');
    await press(page, 'Remove');
    await shows(page, '.told', 'removed 1');
    await shows(page, '.changes', 'next: remove/dequeue');
    expect(await page.locator('.note').count()).toBe(0);
  });

  test('shows on one phone what is written on another, which can change nothing of it', async () => {
    const other = await phoneOf('oNotesBob0002');
    await add(page, 'bread');
    await shows(other, '.words', 'bread');
    await press(other, 'More');
    await shows(other, '.told', 'updated 0');
    await press(other, 'Remove');
    await shows(other, '.told', 'removed 0');
    await press(other, 'Tidy');
    await shows(page, '.words', 'from the function');
    await shows(other, '.told', 'watch in functions: undefined');
    expect(await page.locator('.words').allInnerTexts()).toEqual(['bread', 'from the function']);
  });

  test('refuses what is closed, as a failure and through onError', async () => {
    await press(page, 'Ledger');
    await shows(page, '.told', '-502003 collection.get:fail -502003 database permission denied');
    await shows(page, '.changes', 'ledger -402002');
  });

  test('closes what it watches when the phone is closed', async () => {
    const asking = page.waitForRequest((request) => request.url().endsWith('/wx/watch'));
    await page.reload();
    const { channel } = (await asking).postDataJSON() as { channel: string };
    await shows(page, '.changes', 'init:');
    await page.goto('about:blank');
    const ask = async () =>
      (await post(`${world.url}/wx/watch`, { action: 'next', channel, after: Date.now() * 2 })).body;
    const first = await ask();
    // What was asked before the phone's last word came is answered with nothing.
    expect(first.gone ? first : await ask()).toEqual({ gone: true });
  });

  test('hears no more when it has stopped, and goes on after a restart of the cloud', async () => {
    const other = await phoneOf('oNotesBob0002');
    await press(other, 'Stop');
    await shows(other, '.changes', 'stopped');
    const port = Number(new URL(world.url).port);
    await world.close();
    await start(port);
    await add(page, 'butter');
    await shows(page, '.words', 'butter');
    expect(await other.locator('.changes').innerText()).not.toContain('enqueue');
  });
});
