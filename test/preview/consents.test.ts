// What the preview plays when a mini-program asks a person, the cloud's storage, or a friend: each answers in WeChat's words.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { json } from '../../scripts/local-cloud/web';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { writeProject } from './fixture';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

const project = {
  'app.json': JSON.stringify({
    pages: ['pages/home/home', 'pages/order/order'],
    window: { navigationBarTitleText: 'Home' },
    tabBar: { list: [{ pagePath: 'pages/home/home', text: 'Home' }] },
    requiredPrivateInfos: ['chooseAddress'],
  }),
  'app.ts': 'App({ shown: [], onLaunch(o) { this.shown.push(o); } });',
  'pages/home/home.ts': `Page({
    onShareAppMessage({ from }) { return { title: 'From ' + from, path: '/pages/order/order?out_trade_no=CP1' }; },
  });`,
  'pages/home/home.wxml': '<button open-type="share">Share it</button>',
  'pages/order/order.ts':
    'Page({ data: { query: "" }, onLoad(query) { this.setData({ query: JSON.stringify(query) }); } });',
  'pages/order/order.wxml': '<view>{{query}}</view>',
};

describeInBrowser('what a mini-program asks for', () => {
  let site: string;
  let browser: Browser;
  let context: BrowserContext;
  let server: StubServer;
  let page: Page;

  beforeAll(async () => {
    site = mkdtempSync(path.join(os.tmpdir(), 'preview-'));
    await buildPreview({ root: writeProject(project), outDir: site });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(site, { recursive: true, force: true });
  });
  beforeEach(async () => {
    const files = {
      prefix: '/storage',
      handle: ({ path: where }: { path: string }) =>
        where === '/storage/reports/a.csv' ? { status: 200, body: 'a,b' } : json({}, 404),
    };
    server = await serveShop(new StubShop(), [...previewMounts(site), files]);
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await open();
  });
  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const open = (more = '') => page.goto(`${server.origin}/phone/?lang=en${more}`);
  const press = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  /** Calls a function of wx and answers what it resolved or rejected with; `then` is pressed meanwhile. */
  async function ask(call: string, ...then: readonly string[]): Promise<Record<string, unknown>> {
    await page.evaluate(
      `void (window.got = undefined, wx.${call}.then((x) => (window.got = x), (x) => (window.got = x)))`,
    );
    for (const name of then) await press(name);
    await untilTrue(page, 'window.got !== undefined');
    return page.evaluate('window.got');
  }

  test('an address comes when the person chooses one', async () => {
    expect(await ask('chooseAddress({})', 'OK')).toMatchObject({
      errMsg: 'chooseAddress:ok',
      userName: '李雷',
      provinceName: '广东省',
      telNumber: '13912345678',
    });
    expect(await ask('chooseAddress({})', 'Cancel')).toEqual({ errMsg: 'chooseAddress:fail cancel' });
  });

  test('messages are allowed or refused, one answer for each template', async () => {
    const call = "requestSubscribeMessage({ tmplIds: ['one', 'two'] })";
    expect(await ask(call, 'Allow')).toEqual({
      errMsg: 'requestSubscribeMessage:ok',
      one: 'accept',
      two: 'accept',
    });
    expect(await ask(call, 'Refuse')).toMatchObject({ one: 'reject' });
    expect(await ask('requestSubscribeMessage({})')).toMatchObject({ errCode: 10001 });
  });

  test('what is private waits for consent, which may be refused', async () => {
    await open('&privacy=ask');
    expect(await ask('getPrivacySetting({})')).toMatchObject({ needAuthorization: true });
    expect(await ask('chooseAddress({})', 'Refuse')).toEqual({
      errMsg: 'chooseAddress:fail privacy permission is not authorized',
      errno: 104,
    });
    expect((await ask('chooseAddress({})', 'Allow', 'OK'))['errMsg']).toBe('chooseAddress:ok');
    expect(await ask('getPrivacySetting({})')).toMatchObject({ needAuthorization: false });
  });

  test('a mini-program may ask for consent itself', async () => {
    await open('&privacy=ask');
    await page.evaluate(
      "wx.onNeedPrivacyAuthorization((resolve, about) => { window.about = about; resolve({ event: 'disagree' }); })",
    );
    expect(await ask('requirePrivacyAuthorize({})')).toMatchObject({ errno: 104 });
    expect(await page.evaluate('window.about.referrer')).toBe('requirePrivacyAuthorize');
  });

  test('sharing shows the page that a friend would open, from the button and from the menu', async () => {
    await page.getByRole('button', { name: 'Share it' }).click();
    await page.getByRole('dialog').getByText('From button').waitFor();
    await page.getByRole('dialog').getByText('/pages/order/order?out_trade_no=CP1').waitFor();
    await press('Send');
    await page.getByRole('button', { name: 'Share with a friend' }).click();
    await page.getByRole('dialog').getByText('From menu').waitFor();
    await press('Cancel');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('a scanned code opens its page with the scene in the query', async () => {
    await open('&scene=CP1%26x#/pages/order/order');
    await page.getByText('{"scene":"CP1%26x"}').waitFor();
    expect(await page.evaluate('getApp().shown[0]')).toMatchObject({
      scene: 1047,
      path: 'pages/order/order',
    });
  });

  test('files of the cloud are downloaded, linked and handed on', async () => {
    const { tempFilePath } = await ask("cloud.downloadFile({ fileID: 'cloud://local.local/reports/a.csv' })");
    expect(await page.evaluate(`fetch('${String(tempFilePath)}').then((x) => x.text())`)).toBe('a,b');
    expect(await ask("cloud.downloadFile({ fileID: 'cloud://local.local/none' })")).toMatchObject({
      errCode: -503003,
    });
    const { fileList } = await ask(
      "cloud.getTempFileURL({ fileList: ['cloud://local.local/reports/a.csv'] })",
    );
    expect(fileList).toMatchObject([{ status: 0, tempFileURL: `${server.origin}/storage/reports/a.csv` }]);
    const share = `shareFileMessage({ filePath: '${String(tempFilePath)}', fileName: 'a.csv' })`;
    expect(await ask(share, 'Send')).toEqual({ errMsg: 'shareFileMessage:ok' });
    expect(await ask(share, 'Cancel')).toEqual({ errMsg: 'shareFileMessage:fail cancel' });
  });

  test('a file that was written is there to be read and sent, and one that was not is not', async () => {
    const path = 'wxfile://usr/orders.csv';
    const share = `shareFileMessage({ filePath: '${path}' })`;
    expect(await ask(share)).toMatchObject({ errMsg: expect.stringContaining('no such file') as unknown });
    await page.evaluate(`wx.getFileSystemManager().writeFileSync('${path}', 'a', 'utf8')`);
    expect(await ask(`getFileSystemManager().appendFile({ filePath: '${path}', data: 'b' })`)).toEqual({
      errMsg: 'appendFile:ok',
    });
    expect(await page.evaluate(`wx.getFileSystemManager().readFileSync('${path}', 'utf8')`)).toBe('ab');
    expect(await ask(share, 'Send')).toEqual({ errMsg: 'shareFileMessage:ok' });
    expect(await ask(`getFileSystemManager().writeFile({ filePath: '/etc/x', data: '' })`)).toMatchObject({
      errMsg: expect.stringContaining('permission denied') as unknown,
    });
  });

  test('a function that failed rejects with its code, one that takes too long with that of a time-out', async () => {
    const errMsg = 'cloud.callFunction:fail Error: errCode: -504002 broken';
    await page.route('**/wx/callFunction', (route) =>
      route.fulfill({ json: { errCode: -504002, errMsg, requestID: 'r1' } }),
    );
    expect(await ask("cloud.callFunction({ name: 'x' })")).toEqual({
      errMsg,
      errCode: -504002,
      requestID: 'r1',
    });
    const late = await ask("cloud.callFunction({ name: 'x', config: { timeout: 0 } })");
    expect(late).toMatchObject({ errCode: -404012 });
  });

  test('an HTTP function is called with its path, its data and the person, and fails with its code', async () => {
    const heard: { readonly body: unknown; readonly openid: string | undefined }[] = [];
    const errMsg = 'cloud.callHTTPFunction:fail Error: errCode: -501000 no such function';
    await page.route('**/wx/callHTTPFunction', (route) => {
      heard.push({ body: route.request().postDataJSON(), openid: route.request().headers()['x-wx-openid'] });
      const isFirst = heard.length === 1;
      const answer = { data: { a: 1 }, statusCode: 201, header: {}, errMsg: 'cloud.callHTTPFunction:ok' };
      return route.fulfill({ json: isFirst ? answer : { errCode: -501000, errMsg } });
    });
    const call = "cloud.callHTTPFunction({ name: 'api', path: '/v1', method: 'POST', data: { b: 2 } })";
    expect(await ask(call)).toMatchObject({ data: { a: 1 }, statusCode: 201 });
    expect(await ask(call)).toEqual({ errMsg, errCode: -501000 });
    expect(heard[0]?.body).toEqual({ name: 'api', path: '/v1', method: 'POST', data: { b: 2 } });
    expect(heard[0]?.openid).toMatch(/^o/);
  });

  test('more than WeChat takes at once is warned of', async () => {
    const told: string[] = [];
    page.on('console', (message) => void told.push(message.text()));
    await page.evaluate("getCurrentPages()[0].setData({ text: 'x'.repeat(300 * 1024) })");
    expect(told).toEqual([expect.stringMatching(/^pages\/home\/home: setData sends 300 KB/)]);
  });

  test('a tab shows a badge', async () => {
    await ask("setTabBarBadge({ index: 0, text: '3' })");
    await page.getByRole('tab', { name: 'Home' }).getByText('3').waitFor();
    await ask('removeTabBarBadge({ index: 0 })');
    expect(await page.getByRole('tab', { name: 'Home' }).getByText('3').isVisible()).toBe(false);
  });
});
