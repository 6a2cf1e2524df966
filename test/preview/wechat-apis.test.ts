// What the preview plays of WeChat's own app: phone number, face, cards, the card component. Each API answers in
// WeChat's words, the developer chooses the outcome, and what is not played fails loudly.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { describeInBrowser, launchBrowser, untilTrue } from '../browser';
import { writeProject } from './fixture';
import { serveShop, StubShop } from './stub-shop';
import type { StubServer } from './stub-shop';

/** A page that shows what happens to it. */
const project = {
  'app.json': JSON.stringify({ pages: ['pages/home/home'], window: { navigationBarTitleText: 'x' } }),
  'app.ts': `const told = []; App({ told, onShow(o) { told.push(o); }, onHide() { told.push('hidden'); } });`,
  'pages/home/home.json': JSON.stringify({ enablePullDownRefresh: true }),
  'pages/home/home.wxml': `
    <button open-type="getPhoneNumber" bindgetphonenumber="keep" bindtap="tapped">ask</button>
    <button open-type="getPhoneNumber" phone-number-no-quota-toast="{{false}}" bindgetphonenumber="keep">quiet</button>
    <button open-type="getPhoneNumber" disabled bindgetphonenumber="keep">never</button>
    <input value="{{text}}" maxlength="5" aria-label="name" placeholder="your name" bindinput="typed" bindblur="left" />
    <text class="typed">{{text}}|{{events}}|{{pulls}}</text>`,
  'pages/home/home.ts': `Page({
    data: { text: 'ab', events: '', pulls: 0, details: [] },
    note(what) { this.setData({ events: this.data.events + what }); },
    tapped() { this.note('t'); },
    keep({ detail }) { this.setData({ details: [...this.data.details, detail] }); },
    typed({ detail }) { this.setData({ text: detail.value.toUpperCase() }); this.note('i'); },
    left() { this.note('b'); },
    onPullDownRefresh() { this.setData({ pulls: this.data.pulls + 1 }); },
    onHide() { getApp().told.push('page hidden'); },
    onShow() { getApp().told.push('page shown'); },
  });`,
};

describeInBrowser('what the preview plays of the WeChat app', () => {
  let site: string;
  let browser: Browser;
  let context: BrowserContext;
  let server: StubServer;
  let shop: StubShop;
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
    shop = new StubShop();
    server = await serveShop(shop, previewMounts(site));
    context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.goto(`${server.origin}/phone/?lang=en`);
  });

  afterEach(async () => {
    await context.close();
    await server.close();
  });

  const press = (name: string | RegExp): Promise<void> =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const data = async (): Promise<Record<string, unknown>> => page.evaluate('getCurrentPages()[0].data');
  /** Calls a wx function with callbacks, and what they were told is kept for `ended`. */
  const call = (name: string, options: object): Promise<unknown> =>
    page.evaluate(`(() => {
      window.told = [];
      const keep = (where) => (value) => window.told.push([where, value]);
      const answer = wx.${name}({ ...${JSON.stringify(options)}, success: keep('success'), fail: keep('fail'), complete: keep('complete') });
      return answer === undefined ? 'nothing' : 'something';
    })()`);
  const ended = async (): Promise<[string, Record<string, unknown>][]> => {
    await untilTrue(page, 'window.told.length === 2');
    return page.evaluate('window.told');
  };

  describe('the phone number', () => {
    const details = async (): Promise<unknown[]> => {
      await untilTrue(page, 'getCurrentPages()[0].data.details.length > 0');
      return (await data())['details'] as unknown[];
    };

    test('comes as a code when the person allows it', async () => {
      await button('ask').click();
      await press('Allow');
      expect(await details()).toEqual([{ errMsg: 'getPhoneNumber:ok', code: 'code-1' }]);
      expect(shop.wechat.clientCalls).toEqual([{ what: 'phone', body: { openid: 'oDemoCustomer0001' } }]);
      expect((await data())['events']).toBe('t');
    });

    test('does not come when the person refuses', async () => {
      await button('ask').click();
      await press('Refuse');
      expect(await details()).toEqual([{ errMsg: 'getPhoneNumber:fail user deny' }]);
      expect(shop.wechat.clientCalls).toEqual([]);
    });

    test('is told to be out of quota by WeChat itself, unless the page wants to say it', async () => {
      await button('quiet').click();
      await press('Quota used up');
      expect(await details()).toMatchObject([{ errno: 1400001 }]);
      expect(await page.getByRole('status').count()).toBe(0);
      await button('ask').click();
      await press('Quota used up');
      await page.getByText('has used up its quota').waitFor();
    });

    test('is not asked for by a disabled button', async () => {
      await page.locator('wx-button').nth(2).click({ force: true });
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('is asked for by the keyboard as well', async () => {
      await button('ask').press('Enter');
      await press('Allow');
      expect(await details()).toHaveLength(1);
    });

    test('shows what the sandbox refused before it fails', async () => {
      shop.wechat.refusal = 'this openid is not known';
      await button('ask').click();
      await press('Allow');
      await page.getByRole('alert').getByText('this openid is not known').waitFor();
      await press('Close');
      expect(await details()).toEqual([{ errMsg: 'getPhoneNumber:fail this openid is not known' }]);
    });
  });

  describe('a face', () => {
    const start = (): string =>
      String(shop.wechat.call('faceVerify', { action: 'start' }, 'oDemoCustomer0001')['verify_id']);

    test.each([
      ['It is me, pass', 'success', 0],
      ['Cancel', 'fail', 90002],
      ['Another person', 'fail', 10004],
      ['Wrong ID number', 'fail', 10003],
      ['Photo too poor', 'fail', 10010],
      ['Camera not allowed', 'fail', 90008],
      ['Time ran out', 'fail', 90017],
    ])('ends as chosen: %s', async (choice, where, errCode) => {
      expect(await call('requestFacialVerify', { verifyId: start() })).toBe('nothing');
      await press(choice);
      const [first, last] = await ended();
      expect(first).toMatchObject([where, { errCode }]);
      expect(String(first?.[1]['errMsg'])).toMatch(
        where === 'success' ? /^requestFacialVerify:ok$/ : /^requestFacialVerify:fail /,
      );
      expect(last).toEqual(['complete', first?.[1]]);
    });

    test('gives no promise in version 2', async () => {
      expect(await page.evaluate(`typeof wx.requestFacialVerify({ verifyId: '${start()}' })`)).toBe(
        'undefined',
      );
    });

    test('is not verified without an id, or with one that WeChat does not know', async () => {
      await call('requestFacialVerify', {});
      expect((await ended())[0]?.[1]['errMsg']).toMatch(
        /^requestFacialVerify:fail parameter error: .*verifyId/,
      );
      await call('requestFacialVerify', { verifyId: 'made-up' });
      await press('It is me, pass');
      await page.getByRole('alert').waitFor();
      await press('Close');
      expect((await ended())[0]).toEqual([
        'fail',
        { errMsg: 'requestFacialVerify:fail invalid identify id' },
      ]);
    });

    test('gives a handle in version 1, by promise too', async () => {
      shop.wechat.faceVersion = 1;
      const { user_id_key } = shop.wechat.call('faceVerify', { action: 'start' }, 'oDemoCustomer0001');
      const answer = page.evaluate(
        `wx.startFacialRecognitionVerify({ userIdKey: '${String(user_id_key)}' })`,
      );
      await press('It is me, pass');
      expect(await answer).toMatchObject({ errCode: 0, verifyResult: `result-of-${String(user_id_key)}` });
    });

    test('can be recognised, unless the address says that this phone cannot', async () => {
      await call('checkIsSupportFacialRecognition', {});
      expect((await ended())[0]).toMatchObject(['success', { errCode: 0 }]);
      await page.goto(`${server.origin}/phone/?lang=en&face=10002`);
      await call('checkIsSupportFacialRecognition', {});
      expect((await ended())[0]).toMatchObject(['fail', { errCode: 10002 }]);
    });
  });

  describe('a card', () => {
    const cardList = [{ cardId: 'pCard0001', cardExt: '{"signature":"s"}' }];

    test('is added with an encrypted code', async () => {
      await call('addCard', { cardList });
      await press('Add');
      const added = { ...cardList[0], code: 'ENCRYPTED==', isSuccess: true };
      expect((await ended())[0]).toEqual(['success', { errMsg: 'addCard:ok', cardList: [added] }]);
      const body = { openid: 'oDemoCustomer0001', cardList };
      expect(shop.wechat.clientCalls).toEqual([{ what: 'card/add', body }]);
    });

    test('is not added when the person cancels, or when the signature is wrong', async () => {
      await call('addCard', { cardList });
      await press('Cancel');
      expect((await ended())[0]).toEqual(['fail', { errMsg: 'addCard:fail cancel' }]);
      shop.wechat.refusal = 'signature does not fit: 40080';
      await call('addCard', { cardList });
      await press('Add');
      await page.getByRole('alert').getByText('40080').waitFor();
      await press('Close');
      expect((await ended())[0]?.[1]['errMsg']).toBe('addCard:fail signature does not fit: 40080');
    });

    test.each([
      ['addCard', {}],
      ['addCard', { cardList: [] }],
      ['addCard', { cardList: [{ cardId: 'p', cardExt: { signature: 's' } }] }],
      ['openCard', { cardList: [{ cardId: 'p' }] }],
    ])('%s refuses %j at once', async (name, options) => {
      await call(name, options);
      expect((await ended())[0]?.[1]['errMsg']).toMatch(
        new RegExp(`^${name}:fail parameter error: cardList`),
      );
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('whose code is still encrypted is not opened', async () => {
      await call('openCard', { cardList: [{ cardId: 'pCard0001', code: 'ENCRYPTED==' }] });
      expect((await ended())[0]).toEqual(['fail', { errMsg: 'openCard:fail no such card' }]);
      expect(await page.getByRole('dialog').count()).toBe(0);
    });

    test('is opened in the wallet', async () => {
      await call('openCard', { cardList: [{ cardId: 'pCard0001', code: '6600000042' }] });
      expect((await ended())[0]).toEqual(['success', { errMsg: 'openCard:ok' }]);
      await page.getByRole('dialog').getByText('6600000042').waitFor();
      await press('OK');
      expect(await page.getByRole('dialog').count()).toBe(0);
    });
  });

  describe('the card component', () => {
    const component = 'wxeb490c6f9b154ef9';
    const extraData = { encrypt_card_id: 'e', outer_str: 'o', biz: 'b' };
    const life = (): Promise<unknown[]> => page.evaluate('getApp().told.slice(2)');

    test('is left for and come back from, with a ticket, in the order of WeChat', async () => {
      await call('navigateToMiniProgram', { appId: component, extraData });
      await press('Allow');
      expect((await ended())[0]).toEqual(['success', { errMsg: 'navigateToMiniProgram:ok' }]);
      expect(await life()).toEqual(['page hidden', 'hidden']);
      await press('Submit');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(shop.wechat.clientCalls).toMatchObject([
        { what: 'card/activate-form', body: { openid: 'oDemoCustomer0001', extra_data: extraData } },
      ]);
      const ticket = { activate_ticket: 'ticket-1', card_id: 'pCard0001', code: '6600000042' };
      const shown = { scene: 1038, referrerInfo: { appId: component, extraData: ticket } };
      expect((await life()).slice(2)).toMatchObject([shown, 'page shown']);
    });

    test('gives nothing when its form is left, or when WeChat refuses it', async () => {
      shop.wechat.refusal = 'the card is active already';
      await call('navigateToMiniProgram', { appId: component, extraData });
      await press('Allow');
      await press('Submit');
      await page.getByRole('alert').getByText('the card is active already').waitFor();
      await press('Close');
      await call('navigateToMiniProgram', { appId: component, extraData });
      await press('Allow');
      await press('Go back without it');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const shown = (await life()).filter((each) => typeof each === 'object');
      expect(shown).toMatchObject([{ referrerInfo: { appId: component } }, { scene: 1038 }]);
      expect(JSON.stringify(shown)).not.toContain('extraData');
    });

    test.each([
      [{ appId: 'wx0000000000000000' }, 'appId "wx0000000000000000" is not in the preview'],
      [{ appId: component }, 'parameter error: extraData'],
      [{ appId: component, extraData: { biz: 'b' } }, 'parameter error: extraData.encrypt_card_id'],
    ])('%j is refused', async (options, message) => {
      await call('navigateToMiniProgram', options);
      expect((await ended())[0]?.[1]['errMsg']).toContain(`navigateToMiniProgram:fail ${message}`);
    });

    test('is not opened when the person says no', async () => {
      await call('navigateToMiniProgram', { appId: component, extraData });
      await press('Cancel');
      expect((await ended())[0]).toEqual(['fail', { errMsg: 'navigateToMiniProgram:fail cancel' }]);
      expect(await life()).toEqual([]);
    });
  });

  describe('an input', () => {
    const field = () => page.getByRole('textbox', { name: 'name' });
    const shown = () => page.locator('.typed, [class*=typed]').first().innerText();

    test('shows what the page says, and tells each letter once', async () => {
      expect(await field().inputValue()).toBe('ab');
      await field().press('End');
      await field().pressSequentially('cdef');
      expect(await field().inputValue()).toBe('ABCDE');
      expect(await shown()).toBe('ABCDE|iii|0');
      await button('never').focus();
      expect(await shown()).toBe('ABCDE|iiib|0');
    });

    test('shows its placeholder when the page empties it', async () => {
      await page.evaluate("getCurrentPages()[0].setData({ text: '' })");
      expect(await field().inputValue()).toBe('');
      expect(await field().getAttribute('placeholder')).toBe('your name');
    });
  });

  describe('pulling a page down', () => {
    const pull = async (px: number): Promise<void> => {
      await page.mouse.move(200, 400);
      await page.mouse.down();
      await page.mouse.move(200, 400 + px, { steps: 8 });
      await page.mouse.up();
    };

    test('asks the page once, and the dots stay until it has loaded', async () => {
      await pull(180);
      expect((await data())['pulls']).toBe(1);
      await pull(180);
      expect((await data())['pulls']).toBe(1);
      await untilTrue(page, "document.querySelector('.phone-pull-dots').offsetHeight > 30");
      expect(await page.evaluate('wx.stopPullDownRefresh()')).toEqual({ errMsg: 'stopPullDownRefresh:ok' });
      await untilTrue(page, "document.querySelector('.phone-pull-dots').offsetHeight === 0");
      await pull(180);
      expect((await data())['pulls']).toBe(2);
    });

    test('a little, or up, means nothing', async () => {
      await pull(40);
      await pull(-200);
      expect((await data())['pulls']).toBe(0);
    });
  });

  test('wx and wx.cloud are handed on by a promise as they are', async () => {
    expect(
      await page.evaluate('Promise.all([wx, wx.cloud]).then(([a, b]) => a === wx && b === wx.cloud)'),
    ).toBe(true);
  });

  test('what one person has stored is not another person’s', async () => {
    await page.evaluate("wx.setStorageSync('seen', { a: 1 })");
    await page.goto(`${server.origin}/phone/?lang=en&openid=oDemoCustomer0002`);
    expect(await page.evaluate("wx.getStorageSync('seen')")).toBe('');
    await page.goto(`${server.origin}/phone/?lang=en&openid=oDemoCustomer0001`);
    expect(await page.evaluate("wx.getStorageSync('seen')")).toEqual({ a: 1 });
  });
});
