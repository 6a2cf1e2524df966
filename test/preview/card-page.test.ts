// The member card without a phone: what the page says of it, the way into the wallet and through WeChat's form, and the history.
import { FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const card = { card_id: 'pCard0001', code: '6600000042', state: 'active' };
const none = { points: 0, balance: 0, entries: [] };
const silver = { ...none, points: 77, level: 'Silver', card };
const inactive = { ...silver, card: { ...card, state: 'got' } };
const entries = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, at) => ({
    ...{ seq: from - at, kind: 'earn', points: 5, balance: 0, reason: '', at: 0 },
  }));
const terms = { encrypt_card_id: 'e', outer_str: 'o', biz: 'b' };
const offer = { cardList: [{ cardId: 'pCard0001', cardExt: '{}' }] };
const ticket = { activate_ticket: 't', card_id: 'pCard0001', code: '6600000042' };
const component = 'wxeb490c6f9b154ef9';
const broken = 'INTERNAL: see the log';
const sentence = 'The service has a problem. Please try again later.';

/** The page as it is after a start of the mini-program. */
async function open(name = 'card'): Promise<PageUnderTest> {
  jest.resetModules();
  const script = await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`));
  const page = await new PageUnderTest(script).open();
  await settled();
  return page;
}

/** The person comes back to the page, with what the card form handed over. */
async function comeBack(page: PageUnderTest, extraData?: object): Promise<void> {
  const { noteReturn } = await import('../../miniprogram/services/card-form');
  noteReturn({ referrerInfo: extraData ? { appId: component, extraData } : { appId: '', extraData: {} } });
  await page.do('onShow');
  await settled();
}

const rows = (page: PageUnderTest) => (page.data['rows'] as { seq: number }[]).map(({ seq }) => seq);

beforeEach(() => {
  phone.install();
  phone.addCard.mockResolvedValue({ cardList: [{ isSuccess: true }] });
  phone.openCard.mockResolvedValue({});
  phone.navigateToMiniProgram.mockResolvedValue({});
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('the page', () => {
  test.each([
    [none, 'none', ''],
    [inactive, 'inactive', card.code],
    [silver, 'ready', card.code],
  ])('of %j stands as %s', async (mycard, standing, code) => {
    phone.answers({ mycard });
    expect((await open()).data).toMatchObject({ status: 'ready', standing, code });
  });

  test('of who is no member yet shows nothing rather than an error', async () => {
    phone.answers({ mycard: 'MEMBER_NOT_FOUND: no such member' });
    expect((await open()).data).toMatchObject({
      status: 'ready',
      standing: 'none',
      points: '0',
      trouble: '',
    });
  });

  test('says what went wrong, and loads when it is asked again', async () => {
    phone.answers({ mycard: broken });
    const page = await open();
    expect(page.shows('status', 'trouble')).toEqual({ status: 'error', trouble: sentence });
    phone.answers({ mycard: silver });
    await page.do('load');
    expect(page.shows('status', 'trouble', 'points')).toEqual({ status: 'ready', trouble: '', points: '77' });
  });

  test('of a shop without a card says that it has none', async () => {
    phone.answers({ mycard: 'CONFIG_MISSING: config/wechat has no member' });
    expect((await open()).shows('status', 'trouble')).toEqual({
      status: 'off',
      trouble: 'This shop has not switched this on.',
    });
  });

  test('pulled down where that fails keeps what it shows', async () => {
    phone.answers({ mycard: silver });
    const page = await open();
    phone.answers({ mycard: broken });
    await page.do('onPullDownRefresh');
    expect(page.shows('status', 'points', 'trouble')).toEqual({
      ...{ status: 'ready', points: '77', trouble: sentence },
    });
    expect(phone.stopPullDownRefresh).toHaveBeenCalled();
  });
});

describe('the history', () => {
  test('grows at its bottom down to the first entry, and no further', async () => {
    phone.answers({
      mycard: ({ before }) => ({ ...silver, entries: before === 4 ? entries(3, 1) : entries(6, 4) }),
    });
    const page = await open();
    expect([rows(page), page.data['more']]).toEqual([[6, 5, 4], true]);
    await page.do('onReachBottom');
    expect([rows(page), page.data['more']]).toEqual([[6, 5, 4, 3, 2, 1], false]);
    await page.do('onReachBottom');
    expect(phone.asked('mycard')).toHaveLength(2);
  });

  test('that is empty asks for nothing older', async () => {
    phone.answers({ mycard: silver });
    const page = await open();
    await page.do('onReachBottom');
    expect(phone.asked('mycard')).toHaveLength(1);
  });

  test('asked for twice at once grows once; where it fails it stays as it was', async () => {
    phone.answers({ mycard: ({ before }) => (before ? broken : { ...silver, entries: entries(6, 4) }) });
    const page = await open();
    await Promise.all([page.do('loadMore'), page.do('loadMore')]);
    expect(phone.asked('mycard')).toHaveLength(2);
    expect(rows(page)).toEqual([6, 5, 4]);
    expect(page.shows('status', 'trouble', 'busy')).toEqual({
      ...{ status: 'ready', trouble: sentence, busy: false },
    });
  });
});

describe('adding the card', () => {
  test('shows it as soon as the shop has heard of it', async () => {
    let isHeard = false;
    phone.answers({ mycard: () => (isHeard ? silver : none), cardext: offer });
    const page = await open();
    await page.do('add');
    expect(phone.addCard).toHaveBeenCalledWith(offer);
    expect(page.data).toMatchObject({ standing: 'none', busy: true });
    expect(page.data['note']).toMatch(/^WeChat is telling the shop/);
    isHeard = true;
    await jest.advanceTimersByTimeAsync(1000);
    expect(page.shows('standing', 'note', 'busy')).toEqual({ standing: 'ready', note: '', busy: false });
  });

  test('of which the shop does not hear stops looking and leaves the sentence standing', async () => {
    phone.answers({ mycard: none, cardext: offer });
    const page = await open();
    await page.do('add');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.asked('mycard')).toHaveLength(6);
    expect(page.data['busy']).toBe(false);
    expect(page.data['note']).toMatch(/pull down to refresh/);
  });

  test('looks no more once the page is left', async () => {
    phone.answers({ mycard: none, cardext: offer });
    const page = await open();
    await page.do('add');
    await page.do('onUnload');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.asked('mycard')).toHaveLength(2);
  });

  test.each([
    ['addCard:fail cancel', 'You did not add the card.'],
    ['addCard:fail 40080', 'WeChat did not add this card. Please try again later.'],
  ])('that ends with "%s" is said, and can be tried again', async (errMsg, trouble) => {
    phone.addCard.mockRejectedValue({ errMsg });
    phone.answers({ mycard: none, cardext: offer });
    const page = await open();
    await page.do('add');
    expect(page.shows('standing', 'trouble', 'busy')).toEqual({ standing: 'none', trouble, busy: false });
  });
});

describe('activating the card', () => {
  test('takes the ticket of WeChat’s form to the shop, and says that it is active', async () => {
    let isActive = false;
    const activate = () => {
      isActive = true;
      return {};
    };
    phone.answers({
      ...{ mycard: () => (isActive ? silver : inactive), cardext: { ...offer, activation: terms } },
      activate,
    });
    const page = await open();
    await page.do('fillIn');
    expect(phone.navigateToMiniProgram).toHaveBeenCalledWith({ appId: component, extraData: terms });
    await comeBack(page, ticket);
    expect(phone.asked('activate')).toEqual([{ action: 'activate', ...ticket }]);
    expect(page.shows('standing', 'trouble', 'busy')).toEqual({
      standing: 'ready',
      trouble: '',
      busy: false,
    });
    expect(phone.said).toEqual(['Card activated']);
  });

  test('that the shop refuses is said, and never called active', async () => {
    phone.answers({ mycard: inactive, cardext: { ...offer, activation: terms }, activate: broken });
    const page = await open();
    await page.do('fillIn');
    await comeBack(page, ticket);
    expect(page.shows('standing', 'trouble')).toEqual({ standing: 'inactive', trouble: sentence });
    expect(phone.said).toEqual([]);
  });

  const unsent = 'The form was not sent, so the card is not active yet.';

  test('whose form is left unsent stays to be done', async () => {
    phone.answers({ mycard: inactive, cardext: { ...offer, activation: terms } });
    const page = await open();
    await page.do('fillIn');
    await comeBack(page);
    expect(page.shows('standing', 'trouble')).toEqual({ standing: 'inactive', trouble: unsent });
    expect(phone.asked('activate')).toEqual([]);
  });

  test('that WeChat told the shop of by itself is no trouble for who left without a ticket', async () => {
    let isActive = false;
    phone.answers({
      ...{ mycard: () => (isActive ? silver : inactive), cardext: { ...offer, activation: terms } },
    });
    const page = await open();
    await page.do('fillIn');
    isActive = true;
    await comeBack(page);
    expect(page.shows('standing', 'trouble')).toEqual({ standing: 'ready', trouble: '' });
  });

  test('is not begun by who does not want to leave', async () => {
    phone.navigateToMiniProgram.mockRejectedValue({ errMsg: 'navigateToMiniProgram:fail cancel' });
    phone.answers({ mycard: inactive, cardext: { ...offer, activation: terms } });
    const page = await open();
    await page.do('fillIn');
    expect(page.data['trouble']).toBe(unsent);
  });

  test('is reached through the card in the wallet where the shop has no terms of the form', async () => {
    phone.answers({ mycard: inactive, cardext: offer });
    const page = await open();
    await page.do('fillIn');
    expect(phone.navigateToMiniProgram).not.toHaveBeenCalled();
    expect(phone.openCard).toHaveBeenCalledWith({ cardList: [{ cardId: card.card_id, code: card.code }] });
  });
});

test('the card opens in the wallet; where it does not, the page says where to find it', async () => {
  phone.answers({ mycard: silver });
  const page = await open();
  await page.do('open');
  expect(page.data['trouble']).toBe('');
  phone.openCard.mockRejectedValue({ errMsg: 'openCard:fail' });
  await page.do('open');
  expect(page.data['trouble']).toMatch(/did not open this card/);
});
