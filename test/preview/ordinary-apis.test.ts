// What ordinary mini-programs ask of `wx`: it is there, and everything else says its name once and fails as WeChat fails.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startProject } from '../../scripts/demo/project-world';
import type { ProjectWorld } from '../../scripts/demo/project-world';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { writeProject } from './fixture';

const ordinary = `
  setStorage setStorageSync getStorage getStorageSync removeStorage removeStorageSync clearStorage clearStorageSync getStorageInfo
  getStorageInfoSync batchSetStorageSync batchGetStorageSync
  showToast hideToast showLoading hideLoading showModal showActionSheet previewImage nextTick createAnimation pageScrollTo
  setNavigationBarTitle setNavigationBarColor showNavigationBarLoading hideNavigationBarLoading setBackgroundColor setBackgroundTextStyle
  setTabBarItem setTabBarBadge removeTabBarBadge showTabBarRedDot hideTabBarRedDot showTabBar hideTabBar setTabBarStyle
  startPullDownRefresh stopPullDownRefresh hideHomeButton enableAlertBeforeUnload disableAlertBeforeUnload
  navigateTo redirectTo reLaunch switchTab navigateBack navigateToMiniProgram
  request uploadFile downloadFile getNetworkType onNetworkStatusChange offNetworkStatusChange
  getFileSystemManager saveFile getSavedFileList removeSavedFile getFileInfo openDocument shareFileMessage
  chooseImage chooseMedia chooseMessageFile getImageInfo compressImage saveImageToPhotosAlbum saveVideoToPhotosAlbum
  getLocation getFuzzyLocation chooseLocation openLocation
  getWindowInfo getSystemInfo getSystemInfoSync getSystemInfoAsync getDeviceInfo getAppBaseInfo getSystemSetting getAppAuthorizeSetting
  getMenuButtonBoundingClientRect getAccountInfoSync getLaunchOptionsSync getEnterOptionsSync getUpdateManager canIUse
  vibrateShort vibrateLong setClipboardData getClipboardData makePhoneCall scanCode getBatteryInfoSync setKeepScreenOn hideKeyboard
  createSelectorQuery createIntersectionObserver createMediaQueryObserver
  onThemeChange offThemeChange onAppShow offAppShow onAppHide offAppHide onError offError onUnhandledRejection onWindowResize
  login checkSession getUserInfo getUserProfile getSetting openSetting authorize chooseAddress requestSubscribeMessage requestPayment
  getWeRunData showShareMenu hideShareMenu updateShareMenu openCustomerServiceChat
  arrayBufferToBase64 base64ToArrayBuffer getRandomValues getPerformance getLogManager getRealtimeLogManager reportEvent
`
  .split(/\s+/)
  .filter(Boolean);

const files = {
  'app.json': JSON.stringify({ pages: ['pages/home/home'], requiredPrivateInfos: ['getLocation'] }),
  'app.ts': "App({ onLaunch() { wx.cloud.init({ env: 'prod', traceUser: true }); } });",
  'pages/home/home.wxml': `<view>home</view>
    <button open-type="getPhoneNumber" bindgetphonenumber="keep">number</button><image class="own" src="{{picture}}" />`,
  'pages/home/home.ts': 'Page({ data: { detail: {} }, keep({ detail }) { this.setData({ detail }); } });',
  'pages/home/home.json': '{}',
};

describeInBrowser('wx for ordinary mini-programs', () => {
  let world: ProjectWorld;
  let browser: Browser;
  let page: Page;
  const warnings: string[] = [];

  beforeAll(async () => {
    const root = writeProject(files);
    const echo = path.join(root, 'cloudfunctions', 'echo');
    mkdirSync(echo, { recursive: true });
    writeFileSync(
      path.join(echo, 'index.js'),
      `const cloud = require('wx-server-sdk');
      cloud.init();
      exports.main = async (event) => ({ event, context: cloud.getWXContext() });`,
    );
    world = await startProject({ root, port: 0, log: () => undefined });
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('console', (message) => warnings.push(message.text()));
    await page.goto(`${world.url}/phone/?lang=en`);
    await page.getByText('home').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  /** What a call answered, or its failure. */
  const ask = (call: string): Promise<Record<string, unknown>> =>
    page.evaluate(`Promise.resolve(wx.${call}).catch((failure) => failure)`);
  const press = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  test('every function that they use is there', async () => {
    const missing = `${JSON.stringify(ordinary)}.filter((name) => !wx.canIUse(name))`;
    expect(await page.evaluate(missing)).toEqual([]);
  });

  test('what is not played says its name once, fails, and is not usable', async () => {
    expect(await ask('openBluetoothAdapter()')).toEqual({
      errMsg: 'openBluetoothAdapter:fail not played by the preview',
    });
    await ask('openBluetoothAdapter()');
    expect(warnings.filter((line) => line.includes('openBluetoothAdapter'))).toEqual([
      'wx.openBluetoothAdapter is not played by the preview',
    ]);
    expect(
      await page.evaluate("[wx.canIUse('openBluetoothAdapter'), wx.canIUse('button.open-type.share')]"),
    ).toEqual([false, true]);
  });

  test('the clipboard gives what was put there', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ask("setClipboardData({ data: 'order 7' })");
    expect(await ask('getClipboardData()')).toEqual({ data: 'order 7', errMsg: 'getClipboardData:ok' });
  });

  test('nothing that is stored is an empty text', async () => {
    await page.evaluate("wx.setStorageSync('a', undefined)");
    expect(await page.evaluate("wx.getStorageSync('a')")).toBe('');
  });

  test('where the phone is, is told when the person allows it and app.json declares it', async () => {
    const answer = ask('getLocation()');
    await press('Allow');
    expect(await answer).toMatchObject({ errMsg: 'getLocation:ok', latitude: 23.10229 });
    const refused = ask('getLocation()');
    await press('Cancel');
    expect(await refused).toMatchObject({ errMsg: 'getLocation:fail cancel' });
    expect(await ask('chooseLocation()')).toMatchObject({
      errMsg: expect.stringContaining('need to be declared in the requiredPrivateInfos') as unknown,
    });
  });

  test('a code is scanned by typing what it says', async () => {
    const answer = ask('scanCode()');
    await page.getByLabel('What the code says').fill('CP1');
    await press('OK');
    expect(await answer).toMatchObject({ result: 'CP1', scanType: 'QR_CODE', errMsg: 'scanCode:ok' });
  });

  test('a picture is chosen from the computer, and can be read', async () => {
    const chooser = page.waitForEvent('filechooser');
    const answer = ask('chooseImage({ count: 1 })');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>');
    await (await chooser).setFiles({ name: 'a.svg', mimeType: 'image/svg+xml', buffer: svg });
    const { tempFilePaths } = await answer;
    expect(
      await ask(`getImageInfo({ src: ${JSON.stringify((tempFilePaths as string[])[0])} })`),
    ).toMatchObject({
      width: 4,
      height: 3,
    });
  });

  test('files have folders, sizes and encodings', async () => {
    const run = (code: string) =>
      page.evaluate(
        `(() => { const fs = wx.getFileSystemManager(); const at = wx.env.USER_DATA_PATH; ${code} })()`,
      );
    await run(
      "fs.mkdirSync(at + '/a/b', true); fs.writeFileSync(at + '/a/b/c.txt', '6Iy2', 'base64'); fs.copyFileSync(at + '/a/b/c.txt', at + '/d.txt');",
    );
    expect(await run("return fs.readFileSync(at + '/d.txt', 'utf8')")).toBe('茶');
    expect(await run("return fs.readdirSync(at + '/a')")).toEqual(['b']);
    expect(
      await run("return [fs.statSync(at + '/a').isDirectory(), fs.statSync(at + '/d.txt').size]"),
    ).toEqual([true, 3]);
    expect(await run("try { fs.rmdirSync(at + '/a') } catch ({ message }) { return message }")).toBe(
      "directory not empty, rmdir 'wxfile://usr/a'",
    );
    await run("fs.rmdirSync(at + '/a', true)");
    expect(
      await ask("getFileSystemManager().access({ path: wx.env.USER_DATA_PATH + '/a/b/c.txt' })"),
    ).toMatchObject({
      errMsg: expect.stringMatching(/^access:fail no such file or directory/) as unknown,
    });
  });

  test.each(['png', 'svg'])('a picture that it wrote itself is drawn (%s)', async (kind) => {
    const bytes = {
      png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>').toString('base64'),
    }[kind];
    const file = `\${wx.env.USER_DATA_PATH}/own.${kind}`;
    await page.evaluate(`wx.getFileSystemManager().writeFileSync(\`${file}\`, '${String(bytes)}', 'base64')`);
    await page.evaluate(`getCurrentPages()[0].setData({ picture: \`${file}\` })`);
    await untilTrue(page, "document.querySelector('.own img').naturalWidth === 1");
    await page.evaluate("getCurrentPages()[0].setData({ picture: '' })");
  });

  test('open data by cloudID stands in the data of the function', async () => {
    const { cloudID } = await ask('getWeRunData()');
    const marked = `{ run: wx.cloud.CloudID('${String(cloudID)}'), made: new wx.cloud.CloudID('up'), text: 'x', deep: { id: wx.cloud.CloudID('d') } }`;
    const { result } = await ask(`cloud.callFunction({ name: 'echo', data: ${marked} })`);
    expect(result).toMatchObject({
      event: {
        run: { cloudID, data: { stepInfoList: [{ step: 6000 }] } },
        made: { cloudID: 'up', errCode: -601006 },
        text: 'x',
        deep: { id: 'd' },
      },
    });
  });

  test('the phone number comes as a code, and as an id that the cloud opens', async () => {
    await page.getByRole('button', { name: 'number', exact: true }).click();
    await press('Allow');
    await untilTrue(page, 'getCurrentPages()[0].data.detail.errMsg');
    const { code, cloudID } = await page.evaluate<Record<string, string>>('getCurrentPages()[0].data.detail');
    expect(code).toBe('preview-phone-code');
    const { result } = await ask(
      `cloud.callFunction({ name: 'echo', data: { number: wx.cloud.CloudID('${String(cloudID)}') } })`,
    );
    expect(result).toMatchObject({ event: { number: { data: { purePhoneNumber: '13912345678' } } } });
  });

  test('a socket that is not played fails, and its task can be asked for anything', async () => {
    const told = await page.evaluate(`new Promise((resolve) => {
      const task = wx.connectSocket({ url: 'wss://example.test', fail: resolve });
      task.onOpen(() => task.send({ data: 'x' }));
    })`);
    expect(told).toEqual({ errMsg: 'connectSocket:fail not played by the preview' });
  });

  test("another mini-program's cloud knows both", async () => {
    await page.evaluate(
      "window.theirs = new wx.cloud.Cloud({ resourceAppid: 'wxother', resourceEnv: 'shop-1' }); window.theirs.init()",
    );
    const { result } = await page.evaluate<Record<string, unknown>>(
      "window.theirs.callFunction({ name: 'echo' })",
    );
    expect(result).toMatchObject({
      context: { APPID: 'wxother', FROM_APPID: 'wxcrosspaydemo0001', FROM_OPENID: 'oDemoCustomer0001' },
    });
    expect(warnings).toContainEqual('wx.cloud.Cloud: the local cloud stands for environment "shop-1"');
    expect(warnings).not.toContainEqual(expect.stringContaining('before wx.cloud.init'));
  });

  test('an error is told to whoever listens', async () => {
    await page.evaluate(
      "wx.onError((text) => { window.heard = text; }); setTimeout(() => { throw new Error('oh') })",
    );
    await page.getByRole('alert').waitFor();
    expect(await page.evaluate('window.heard')).toMatch(/oh/);
  });
});
