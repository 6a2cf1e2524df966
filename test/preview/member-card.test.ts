// The member card on the phone preview: what a member has, the card in the wallet, its form, and the history of points.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';

const person = 'oDemoCustomer0001';
const at = (day: number) => Date.UTC(2026, 10, day, 9, 30);
const entry = { kind: 'entry', points: 0, balance: 0, reason: '' };
const topUp = '充值 Top-up at the counter in Amsterdam';
const entries = [
  { ...entry, seq: 4, balance: 5000, reason: topUp, at: at(22) },
  {
    ...entry,
    seq: 3,
    kind: 'earn',
    points: -629,
    reason: 'earn',
    out_trade_no: 'CP20261120000001',
    at: at(21),
  },
  {
    ...entry,
    seq: 2,
    kind: 'earn',
    points: 1259,
    reason: 'earn',
    out_trade_no: 'CP20261120000001',
    at: at(20),
  },
  { ...entry, seq: 1, kind: 'import', points: 40, balance: -250, reason: 'import', at: at(19) },
];

const words = {
  zh_CN: {
    toWallet: '添加到卡包',
    add: '添加',
    open: '打开会员卡',
    code: '卡号 6600000042',
    close: '确定',
    activate: '激活会员卡',
    allow: '允许',
    submit: '提交',
    activated: '会员卡已激活',
    paid: '付款获得',
    refunded: '退款退回',
    imported: '从旧会员卡转入',
    points: '积分',
    earlier: '更早的明细',
  },
  en: {
    toWallet: 'Add to card wallet',
    add: 'Add',
    open: 'Open card',
    code: 'Number 6600000042',
    close: 'OK',
    activate: 'Activate card',
    allow: 'Allow',
    submit: 'Submit',
    activated: 'Card activated',
    paid: 'Payment',
    refunded: 'Refund',
    imported: 'From your old card',
    points: 'points',
    earlier: 'Earlier entries',
  },
} as const;

describeInBrowser('the member card', () => {
  const phone = new PhonePage();
  /** What was asked for, beside the shop’s facts, which every start asks for. */
  const actions = () => phone.shop.calls.flatMap(({ action }) => (action === 'shop' ? [] : [action]));
  const rows = (): Promise<string[]> => phone.page.locator('.entry').allInnerTexts();
  const pullDown = async (): Promise<void> => {
    await phone.page.mouse.move(200, 300);
    await phone.page.mouse.down();
    await phone.page.mouse.move(200, 500, { steps: 8 });
    await phone.page.mouse.up();
  };

  test.each(['zh_CN', 'en'] as const)('is added to the wallet and opened there (%s)', async (language) => {
    const say = words[language];
    await phone.open(language, 'card');
    await phone.button(say.toWallet).waitFor();
    await phone.shot(`card-none-${language}`);
    await phone.button(say.toWallet).click();
    await phone.page.getByRole('dialog').waitFor();
    await phone.shot(`card-add-sheet-${language}`);
    await phone.press(say.add);
    await phone.text(say.code).waitFor();
    await phone.text('Silver').waitFor();
    await phone.shot(`card-added-${language}`);
    await phone.button(say.open).click();
    await phone.page.getByRole('dialog').getByText('6600000042').waitFor();
    await phone.shot(`card-wallet-${language}`);
    await phone.press(say.close);
    expect(phone.shop.wechat.clientCalls.map(({ what }) => what)).toEqual(['card/add', 'card/open']);
    expect(phone.complaints).toEqual([]);
  });

  test.each(['zh_CN', 'en'] as const)('lists what came and went, the newest first (%s)', async (language) => {
    const { paid, refunded, imported, points, earlier } = words[language];
    const card = { card_id: 'pCard0001', code: '6600000042', state: 'active' };
    phone.shop.wechat.members.set(person, { card, level: 'Silver', points: 12670, balance: 4750, entries });
    await phone.open(language, 'card');
    await phone.text('12,670').waitFor();
    await phone.text('¥47.50').waitFor();
    await phone.button(earlier).click();
    await phone.text(imported).waitFor();
    await phone.shot(`card-entries-${language}`);
    expect((await rows()).map((row) => row.split('\n').filter(Boolean))).toEqual([
      [topUp, '2026-11-22 10:30', '+¥50.00'],
      [refunded, 'CP20261120000001', '2026-11-21 10:30', `−629 ${points}`],
      [paid, 'CP20261120000001', '2026-11-20 10:30', `+1,259 ${points}`],
      [imported, '2026-11-19 10:30', `+40 ${points}`, '−¥2.50'],
    ]);
    expect(await phone.button(earlier).count()).toBe(0);
    expect(phone.complaints).toEqual([]);
  });

  test.each([
    ['zh_CN', '还没有明细。付款后获得的积分，退款时退回的积分，都会记在这里。'],
    ['en', 'Nothing yet. Points that payments earn, and that refunds take back, are listed here.'],
  ] as const)('explains an empty history (%s)', async (language, sentence) => {
    await phone.open(language, 'card');
    await phone.text(sentence).waitFor();
    expect(await rows()).toEqual([]);
  });

  test('is brought up to date by pulling it down', async () => {
    await phone.open('en', 'card');
    await phone.text('¥0.00').waitFor();
    Object.assign(phone.shop.wechat.member(person), {
      points: 25,
      entries: [{ ...entry, seq: 1, points: 25, at: at(20) }],
    });
    await pullDown();
    await phone.text('+25 points').waitFor();
    expect(actions()).toEqual(['mycard', 'mycard']);
    expect(phone.complaints).toEqual([]);
  });

  test('that the person does not add is not there, and can be added later', async () => {
    await phone.open('en', 'card');
    await phone.button('Add to card wallet').click();
    await phone.press('Cancel');
    await phone.text('You did not add the card.').waitFor();
    await phone.button('Add to card wallet').click();
    await phone.press('Add');
    await phone.button('Open card').waitFor();
    expect(await phone.text('You did not add the card.').count()).toBe(0);
  });

  test('that WeChat refuses is told so', async () => {
    await phone.open('en', 'card');
    phone.shop.wechat.refusal = '40080 the signature does not fit';
    await phone.button('Add to card wallet').click();
    await phone.press('Add');
    await phone.page.getByRole('alert').getByText('40080').waitFor();
    await phone.press('Close');
    await phone.text('WeChat did not add this card. Please try again later.').waitFor();
  });

  test('that the shop has not heard of yet is announced, and shown when it has', async () => {
    phone.shop.wechat.isDeaf = true;
    await phone.open('en', 'card');
    await phone.button('Add to card wallet').click();
    await phone.press('Add');
    await phone.text(/^WeChat is telling the shop/).waitFor();
    await phone.shot('card-coming-en');
    phone.shop.wechat.heard();
    await phone.button('Open card').waitFor();
    expect(await phone.text(/^WeChat is telling the shop/).count()).toBe(0);
  });

  test.each(['zh_CN', 'en'] as const)('with a form is activated by its ticket (%s)', async (language) => {
    const say = words[language];
    phone.shop.wechat.hasForm = true;
    await phone.open(language, 'card');
    await phone.button(say.toWallet).click();
    await phone.press(say.add);
    await phone.button(say.activate).waitFor();
    await phone.shot(`card-inactive-${language}`);
    await phone.button(say.activate).click();
    await phone.press(say.allow);
    await phone.page.getByRole('dialog').getByRole('button', { name: say.submit, exact: true }).waitFor();
    await phone.shot(`card-form-${language}`);
    await phone.press(say.submit);
    await phone.page.getByText(say.activated, { exact: true }).waitFor();
    await phone.button(say.open).waitFor();
    expect(phone.shop.wechat.activations).toEqual([
      { action: 'activate', activate_ticket: 'ticket-3', card_id: 'pCard0001', code: '6600000042' },
    ]);
    expect(phone.complaints).toEqual([]);
  });

  test('whose form was not sent stays inactive', async () => {
    phone.shop.wechat.hasForm = true;
    await phone.open('en', 'card');
    await phone.button('Add to card wallet').click();
    await phone.press('Add');
    await phone.button('Activate card').click();
    await phone.press('Cancel');
    await phone.text('The form was not sent, so the card is not active yet.').waitFor();
    await phone.button('Activate card').click();
    await phone.press('Allow');
    await phone.press('Go back without it');
    await phone.text('The form was not sent, so the card is not active yet.').waitFor();
    await phone.button('Activate card').waitFor();
    expect(actions()).not.toContain('activate');
  });

  test.each([
    ['zh_CN', '还没有开通', '这家商店还没有开通这项功能。'],
    ['en', 'Not offered here', 'This shop has not switched this on.'],
  ] as const)('that the shop does not offer says so (%s)', async (language, heading, body) => {
    phone.shop.errors.set('mycard', { errcode: 2001, errmsg: 'CONFIG_MISSING: config/wechat has no member' });
    await phone.open(language, 'card');
    await phone.text(heading).waitFor();
    await phone.text(body).waitFor();
    await phone.shot(`card-off-${language}`);
  });

  test('that cannot be loaded offers a retry that works; who is no member yet has nothing', async () => {
    phone.shop.errors.set('mycard', { errcode: 5000, errmsg: 'INTERNAL: see the log' });
    await phone.open('en', 'card');
    await phone.text('The service has a problem. Please try again later.').waitFor();
    await phone.shot('card-error-en');
    phone.shop.errors.set('mycard', { errcode: 4101, errmsg: 'MEMBER_NOT_FOUND: no such member' });
    await phone.button('Try again').click();
    await phone.button('Add to card wallet').waitFor();
    await phone.text('¥0.00').waitFor();
  });

  test('a failed refresh keeps what is shown', async () => {
    phone.shop.wechat.members.set(person, { points: 77, balance: 0, entries: [] });
    await phone.open('en', 'card');
    await phone.text('77').waitFor();
    phone.shop.errors.set('mycard', { errcode: 3103, errmsg: 'WECHAT_UNREACHABLE: connection refused' });
    await pullDown();
    await phone.text('WeChat cannot be reached right now. Please try again later.').waitFor();
    expect(await phone.text('77').count()).toBe(1);
  });
});
