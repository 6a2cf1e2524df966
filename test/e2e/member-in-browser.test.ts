// A person in a real browser, on the real back end: signs in, binds a phone number, verifies a face, adds and activates the
// member card, pays and sees the points come, gets half back and sees half of them go, on the phone and in the console.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { root } from '../../scripts/demo/world';
import { describeInBrowser, launchBrowser } from '../browser';
import { someOf } from '../thorough';
import { OPERATOR, openWorld, type Running } from './running-world';

const screenshots = path.join(root, 'dist', 'screenshots');

/** The example number of GB 11643, which is nobody's. */
const ID_NUMBER = '11010519491231002X';

const words = {
  en: {
    bind: 'Sign in with phone',
    bound: 'Bound',
    name: 'Name',
    number: 'ID number',
    start: 'Agree and start',
    outcomes: [
      ['Cancel', 'Cancelled'],
      ['Another person', 'Not verified'],
      ['Wrong ID number', 'Not verified'],
      ['Time ran out', 'Not verified'],
    ],
    again: 'Verify again',
    verified: 'Verified',
    allow: 'Allow',
    pass: 'It is me, pass',
    addCard: 'Add to card wallet',
    add: 'Add',
    activate: 'Activate card',
    submit: 'Submit',
    activated: 'Card activated',
    openCard: 'Open card',
    buy: 'Buy now',
    order: 'Place order',
    cashier: 'Simulated cashier',
    pay: /^Pay/,
    received: 'Payment received',
    payment: 'Payment',
    refund: 'Refund',
  },
  zh_CN: {
    bind: '用手机号登录',
    bound: '已绑定',
    name: '姓名',
    number: '身份证号',
    start: '同意并开始验证',
    outcomes: [
      ['取消', '验证已取消'],
      ['不是本人', '没有通过验证'],
    ],
    again: '重新验证',
    verified: '已验证',
    allow: '允许',
    pass: '本人，通过',
    addCard: '添加到卡包',
    add: '添加',
    activate: '激活会员卡',
    submit: '提交',
    activated: '会员卡已激活',
    openCard: '打开会员卡',
    buy: '立即购买',
    order: '提交订单',
    cashier: '模拟收银台',
    pay: /^(支付|确认支付)/,
    received: '支付成功',
    payment: '付款获得',
    refund: '退款退回',
  },
} as const;

type Language = keyof typeof words;

describeInBrowser('a member in the browser', () => {
  let browser: Browser;
  let running: Running;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    running = await openWorld('v3');
    context = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
  });
  afterEach(async () => {
    await context.close();
    await running.world.close();
  });

  const button = (name: string | RegExp) =>
    page.locator('wx-page:visible').getByRole('button', { name, exact: true });
  const sheet = (name: string | RegExp) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true });
  const text = (said: string | RegExp) =>
    page.locator('wx-page:visible').getByText(said, { exact: true }).first();
  const shot = (name: string) =>
    page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
  const open = async (language: Language, name: string): Promise<void> => {
    await page.goto(`${running.world.url}/phone/?lang=${language}#/pages/${name}/${name}`);
    await page.reload();
  };

  async function bindPhone(language: Language): Promise<void> {
    const say = words[language];
    await open(language, 'me');
    await button(say.bind).click();
    await sheet(say.allow).click();
    await text(say.bound).waitFor();
    await shot(`member-me-${language}`);
  }

  async function verifyFace(language: Language): Promise<void> {
    const say = words[language];
    await open(language, 'identity');
    await page.getByRole('textbox', { name: say.name, exact: true }).fill('张三');
    await page.getByRole('textbox', { name: say.number, exact: true }).fill(ID_NUMBER);
    await button(say.start).click();
    for (const [outcome, heading] of say.outcomes) {
      await sheet(outcome).click();
      await text(heading).waitFor();
      await shot(`member-face-${outcome}-${language}`);
      await button(say.again).click();
      await button(say.start).click();
    }
    await sheet(say.pass).click();
    await text(say.verified).waitFor();
    await shot(`member-verified-${language}`);
  }

  async function addCard(language: Language): Promise<void> {
    const say = words[language];
    await open(language, 'card');
    await button(say.addCard).click();
    await sheet(say.add).click();
    await button(say.activate).click();
    // WeChat asks first whether to leave for its own mini-program, which has the form.
    await sheet(say.allow).click();
    await sheet(say.submit).click();
    await page.getByText(say.activated, { exact: true }).waitFor();
    await button(say.openCard).waitFor();
    await shot(`member-card-${language}`);
  }

  async function buy(language: Language): Promise<string> {
    const say = words[language];
    await open(language, 'goods');
    await page.getByRole('button', { name: /^Tulip/ }).click();
    await button(say.buy).click();
    await button(say.order).click();
    await button(say.pay).click();
    await page.getByRole('dialog', { name: say.cashier }).getByRole('button', { name: say.pay }).click();
    await page.getByRole('dialog').getByRole('button', { name: say.allow, exact: true }).click();
    await text(say.received).waitFor();
    await running.quiet();
    const [order] = await running.world.cloud.database.find('orders', {});
    return String(order?._id);
  }

  test.each([...someOf<Language>(['en', 'zh_CN'], ['zh_CN'])])(
    'signs in, is verified, has a card, earns points and gives half of them back (%s)',
    async (language) => {
      const say = words[language];
      await bindPhone(language);
      await verifyFace(language);
      await addCard(language);
      const no = await buy(language);
      const { total_fee: total } = await running.order(no);
      await open(language, 'card');
      await text(say.payment).waitFor();
      await shot(`member-earned-${language}`);
      const refund = { action: 'refund', out_trade_no: no, refund_fee: Number(total) / 2 };
      expect(await running.call('pay', refund, OPERATOR)).toMatchObject({ errcode: 0 });
      await running.post('/control/sandbox', { pay_sp: 'v3', out_trade_no: no, event: 'refund_ok' });
      await running.quiet();
      await running.post('/control/clock', { advance_ms: 120_000 });
      await running.post('/control/timer', { function: 'notify' });
      await open(language, 'card');
      await text(say.refund).waitFor();
      await shot(`member-refunded-${language}`);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.goto(`${running.world.url}/console?lang=${language === 'en' ? 'en' : 'zh'}`);
      const member = page.locator('#people details', { hasText: 'oDemoCustomer0001' });
      // Its middle is the openid, which a click copies.
      await member.locator('summary').click({ position: { x: 4, y: 4 } });
      await member
        .getByText(/^-\d+$/)
        .first()
        .waitFor();
      await page.screenshot({
        path: path.join(screenshots, `member-console-${language}.png`),
        fullPage: true,
      });
    },
    180_000,
  );
});
