// The operators' pages about orders and kept-aside money, without a phone: what they ask, show, decide, and what is left when that fails.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const broken = 'INTERNAL: the database does not answer';
const trouble = expect.stringMatching(/function|database|log/i) as unknown;
const facts = { fee_type: 'EUR', operator_of: ['yaband'], templates: {} };
const notice = {
  ...{ notice_id: 'n1', pay_sp: 'yaband', out_trade_no: 'CP1', received_at: 5 },
  ...{ reason: 'a second payment of a paid order', amount: 1290, fee_type: 'EUR' },
};
const orders = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) =>
    anOrder({ out_trade_no: `CP${from + at}`, created_at: 1e12 - at }),
  );

/** A page of the operators as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: string): Promise<PageUnderTest> {
  jest.resetModules();
  const script = await pageScript(() => import(`../../miniprogram/operator/pages/${name}/${name}`));
  return new PageUnderTest(script);
}

const open = async (name: string, query: Readonly<Record<string, string>> = {}) =>
  (await page(name)).open(query);
const idsOf = (one: PageUnderTest) => (one.data['rows'] as { id: string }[]).map(({ id }) => id);
const tap = (dataset: object) => event({}, dataset);

beforeEach(() => phone.install());

test.each([
  ['orders', {}, 'refresh', { listorders: { orders: orders(1) } }],
  ['inbox', {}, 'refresh', { listaside: { notices: [notice] } }],
  ['order', { out_trade_no: 'CP1' }, 'load', { queryorder: anOrder() }],
  ['problems', {}, 'load', { problems: { problems: [] } }],
  ['reports', {}, 'refresh', { listreconciliations: { reports: [] } }],
  ['figures', {}, 'load', { figures: { figures: [] } }],
  ['refund', { out_trade_no: 'CP1' }, 'load', { queryorder: anOrder({ state: 'paid' }) }],
  ['home', {}, 'load', { shop: { operator_of: [] } }],
] as const)(
  '%s says what went wrong, and loads when it is asked again',
  async (name, query, way, answers) => {
    const failures = Object.fromEntries(Object.keys(answers).map((action) => [action, broken]));
    phone.answers({ shop: facts, ...failures });
    const one = await open(name, query);
    expect(one.shows('status', 'trouble')).toEqual({ status: 'error', trouble });
    phone.answers({ shop: facts, ...answers });
    await one.do(way);
    expect(one.shows('status', 'trouble')).toEqual({ status: 'ready', trouble: '' });
  },
);

test.each([
  ['orders', {}, 'listorders', { orders: orders(1) }],
  ['inbox', {}, 'listaside', { notices: [notice] }],
  ['order', { out_trade_no: 'CP1' }, 'queryorder', anOrder()],
  ['problems', {}, 'problems', { problems: [{ config_id: 'payment', errmsg: 'key is missing' }] }],
  ['figures', {}, 'figures', { figures: [] }],
] as const)(
  '%s that is pulled down in vain keeps what it has, and says from when',
  async (name, query, action, answer) => {
    phone.answers({ shop: facts, [action]: answer });
    const one = await open(name, query);
    phone.answers({ shop: facts, [action]: broken });
    await one.do('onPullDownRefresh');
    expect(phone.stopPullDownRefresh).toHaveBeenCalled();
    expect(one.shows('status', 'stale')).toEqual({
      status: 'ready',
      stale: expect.stringMatching(/\d\d:\d\d/) as unknown,
    });
  },
);

describe('where operators begin', () => {
  test('says where something waits, and leads there', async () => {
    const waiting = { orders: orders(1) };
    const problems = { problems: [{ config_id: 'payment', errmsg: 'key is missing' }] };
    phone.answers({ shop: facts, listorders: waiting, listaside: { notices: [notice] }, problems });
    const home = await open('home');
    expect(home.data['waits']).toMatchObject({ waiting: expect.stringMatching(/./) as unknown });
    expect(home.data['waits']).toMatchObject({ config: expect.stringContaining('1') as unknown });
    await home.do('open', tap({ id: 'waiting' }));
    expect(phone.moved).toEqual(['navigateTo /operator/pages/orders/orders?waiting=1']);
    await home.do('open', tap({ id: 'nothing' }));
    expect(phone.moved).toHaveLength(1);
  });

  test('says nothing of what does not wait, and leaves as it was what cannot be asked', async () => {
    phone.answers({ shop: facts, listorders: { orders: orders(1) }, listaside: broken, problems: broken });
    const home = await open('home');
    phone.answers({ shop: facts, listorders: { orders: [] }, listaside: { notices: [] }, problems: broken });
    await home.do('onPullDownRefresh');
    expect(home.data['waits']).toEqual({ waiting: '', inbox: '' });
  });

  test('asks for nothing on behalf of who is no operator', async () => {
    phone.answers({ shop: { ...facts, operator_of: [] } });
    expect((await open('home')).data['isOperator']).toBe(false);
    expect(phone.asked('listorders')).toEqual([]);
  });
});

describe('the list of all orders', () => {
  test('says to who is no operator that they are none, instead of showing their own orders as all there are', async () => {
    phone.answers({ shop: { ...facts, operator_of: [] }, listorders: { orders: orders(2) } });
    const list = await open('orders');
    expect(list.shows('status', 'detail')).toEqual({ status: 'error', detail: '' });
    expect(list.data['trouble']).toMatch(/operator/);
    expect(idsOf(list)).toEqual([]);
    expect(phone.asked('listorders')).toEqual([]);
  });

  test('grows page by page, and keeps its place when one comes back', async () => {
    phone.answers({ shop: facts, listorders: ({ before }) => ({ orders: orders(20, before ? 20 : 0) }) });
    const list = await open('orders');
    await list.do('onReachBottom');
    expect(idsOf(list)).toHaveLength(40);
    expect(phone.asked('listorders')[1]).toMatchObject({ before_no: 'CP19', limit: 20 });
    phone.answers({ shop: facts, listorders: broken });
    await list.do('onReachBottom');
    expect(idsOf(list)).toHaveLength(40);
    expect(list.data['trouble']).not.toBe('');
  });

  test('at its end asks for no more', async () => {
    phone.answers({ shop: facts, listorders: { orders: orders(3) } });
    const list = await open('orders');
    await list.do('onReachBottom');
    expect(phone.asked('listorders')).toHaveLength(1);
  });

  test('is narrowed by state, day and what waits, and forgets all of it at once', async () => {
    phone.answers({ shop: facts, listorders: { orders: [] } });
    const list = await open('orders', { waiting: '1' });
    await list.do('chooseState', tap({ id: 'paid' }));
    await list.do('askDay');
    expect(list.data['choosingDay']).toBe(true);
    await list.do('takeDay', event({ value: '2026-11-24' }));
    expect(phone.asked('listorders').at(-1)).toMatchObject({ attention: true, state: 'paid' });
    expect(phone.asked('listorders').at(-1)).toHaveProperty('since');
    expect(list.shows('filtered', 'choosingDay')).toEqual({ filtered: true, choosingDay: false });
    await list.do('toggleWaiting');
    expect(phone.asked('listorders').at(-1)).not.toHaveProperty('attention', true);
    await list.do('clear');
    expect(phone.asked('listorders').at(-1)).not.toHaveProperty('state');
    await list.do('askDay');
    await list.do('forgetDay');
    expect(list.data['choosingDay']).toBe(false);
  });

  test('is searched once for what was typed: as an amount where it reads as one, as a text on request', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    phone.answers({ shop: facts, listorders: { orders: [] } });
    const list = await open('orders');
    await list.do('type', event({ value: '12' }));
    await list.do('type', event({ value: '12.90' }));
    jest.runOnlyPendingTimers();
    await settled();
    expect(phone.asked('listorders').slice(1)).toMatchObject([{ total_fee: 1290 }]);
    await list.do('searchAsText');
    expect(phone.asked('listorders').at(-1)).toMatchObject({ search: '12.90' });
    await list.do('submit', event({ value: '12.90' }));
    expect(phone.asked('listorders')).toHaveLength(3);
    await list.do('onUnload');
    jest.useRealTimers();
  });

  test('without the shop’s currency searches for everything as a text', async () => {
    phone.answers({ shop: broken, listorders: { orders: orders(1) } });
    const list = await open('orders');
    await list.do('submit', event({ value: '12.90' }));
    expect(phone.asked('listorders').at(-1)).toMatchObject({ search: '12.90' });
    await list.do('open', tap({ id: 'CP0' }));
    expect(phone.moved).toEqual(['navigateTo /operator/pages/order/order?out_trade_no=CP0']);
  });

  test('shows nothing of a list that is no longer meant', async () => {
    let release: (answer: object) => void = () => undefined;
    phone.answers({ shop: facts, listorders: { orders: orders(1) } });
    const list = await open('orders');
    phone.callFunction.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
    const late = list.do('refresh');
    await list.do('chooseState', tap({ id: 'closed' }));
    release({ result: { errcode: 0, orders: orders(5, 90) } });
    await late;
    expect(idsOf(list)).toEqual(['CP0']);
  });
});

describe('one order', () => {
  const paid = {
    ...anOrder({ state: 'paid', refundable_fee: 1290, pay_sp: 'yaband' }),
    ...{ late: true, journal_from: 3, items: undefined, attempts: undefined, journal: undefined },
  };
  const opened = async () => open('order', { out_trade_no: 'CP1' });

  test('says that it was paid late, and how many older lines of its journal there are', async () => {
    phone.answers({ queryorder: paid });
    const order = await opened();
    expect(order.data['late']).not.toBe('');
    expect(order.data['older']).toContain('3');
    expect(order.data['refundable']).toBe(true);
  });

  test.each([
    ['asknow', 'asknow', {}, {}],
    ['close', 'closeorder', {}, { force: true }],
    ['retry', 'retry', {}, {}],
    ['seen_refunded_elsewhere', 'seen', {}, { reason: 'refunded_elsewhere' }],
    ['seen_kept_aside', 'seen', { force: true }, { reason: 'kept_aside', force: true }],
  ])(
    '%s asks for it with the explanation, and shows what became of the order',
    async (act, action, more, sent) => {
      phone.answers({ queryorder: paid, [action]: { ...paid, answers: [{ of: 'CP1', said: 'succeeded' }] } });
      const order = await opened();
      await order.do('openAct', tap({ act }));
      expect(order.data['sheetOpen']).toBe(true);
      await order.do('decide', event({ choice: '', explanation: 'by phone', force: false, ...more }));
      expect(phone.asked(action)).toMatchObject([{ out_trade_no: 'CP1', explanation: 'by phone', ...sent }]);
      expect(order.data['sheetOpen']).toBe(false);
      expect(phone.asked('queryorder')).toHaveLength(2);
    },
  );

  test.each(['succeeded', 'failed'] as const)('a refund that no PSP ends is called %s', async (choice) => {
    phone.answers({ queryorder: paid, resolverefund: { out_refund_no: 'RF1', state: choice } });
    const order = await opened();
    await order.do('openRefundEnd', tap({ no: 'RF1' }));
    await order.do('decide', event({ choice, explanation: 'seen in the books' }));
    expect(phone.asked('resolverefund')).toMatchObject([{ out_refund_no: 'RF1', state: choice }]);
  });

  test('a refused act stays open with its reason, and the order is loaded anew all the same', async () => {
    phone.answers({ queryorder: paid, asknow: broken });
    const order = await opened();
    await order.do('openAct', tap({ act: 'asknow' }));
    await order.do('decide', event({ choice: '', explanation: '' }));
    expect(order.shows('sheetOpen', 'sheetTrouble', 'busy')).toEqual({
      ...{ sheetOpen: true, sheetTrouble: trouble, busy: false },
    });
    expect(phone.asked('queryorder')).toHaveLength(2);
    await order.do('closeSheet');
    expect(order.data['sheetOpen']).toBe(false);
  });

  test('pressed twice, an act is asked for once', async () => {
    phone.answers({ queryorder: paid, retry: paid });
    const order = await opened();
    await order.do('openAct', tap({ act: 'retry' }));
    const decision = event({ choice: '', explanation: '' });
    await Promise.all([order.do('decide', decision), order.do('decide', decision)]);
    expect(phone.asked('retry')).toHaveLength(1);
  });

  test('leads to its refund and to what was kept aside of it, and copies what it shows', async () => {
    phone.answers({ queryorder: paid });
    const order = await opened();
    await order.do('refund');
    await order.do('openInbox');
    expect(phone.moved).toEqual([
      'navigateTo /operator/pages/refund/refund?out_trade_no=CP1',
      'navigateTo /operator/pages/inbox/inbox?out_trade_no=CP1',
    ]);
    await order.do('copy', tap({ value: 'CP1' }));
    await order.do('copy', tap({}));
    expect(phone.setClipboardData.mock.calls).toEqual([[{ data: 'CP1' }]]);
  });
});

describe('the inbox', () => {
  test('of one order shows what is of it, and can show all', async () => {
    phone.answers({ listaside: { notices: [notice, { ...notice, notice_id: 'n2', out_trade_no: 'CP2' }] } });
    const inbox = await open('inbox', { out_trade_no: 'CP2' });
    expect(idsOf(inbox)).toEqual(['n2']);
    expect(phone.asked('listaside')).toMatchObject([{ all: true }]);
    await inbox.do('showAll');
    expect(idsOf(inbox)).toEqual(['n1', 'n2']);
    expect(phone.asked('listaside').at(-1)).toMatchObject({ all: false });
    await inbox.do('changeTab', event({ value: 'all' }));
    await inbox.do('changeTab', event({ value: 'all' }));
    expect(phone.asked('listaside')).toHaveLength(3);
    await inbox.do('viewOrder', tap({ no: 'CP2' }));
    expect(phone.moved).toEqual(['navigateTo /operator/pages/order/order?out_trade_no=CP2']);
  });

  test.each([
    [{ decision: 'return', refund_state: 'processing' }, 'return', /processing|way|Being/i],
    [{ decision: 'dismissed' }, 'dismissed', /./],
    [{}, 'returned_elsewhere', /./],
  ])('a decision that is answered %j is said and closes the sheet', async (answer, choice, said) => {
    phone.answers({ listaside: { notices: [notice] }, resolve: { ...notice, ...answer } });
    const inbox = await open('inbox');
    await inbox.do('openSheet', tap({ id: 'n1' }));
    await inbox.do('decide', event({ choice, explanation: 'told by phone' }));
    expect(phone.asked('resolve')).toMatchObject([{ notice_id: 'n1', decision: choice }]);
    expect(inbox.data['sheetOpen']).toBe(false);
    expect(phone.said.at(-1)).toMatch(said);
  });

  test('a refused decision says why in the sheet, and the list is loaded anew', async () => {
    phone.answers({ listaside: { notices: [notice] }, resolve: broken });
    const inbox = await open('inbox');
    await inbox.do('openSheet', tap({ id: 'n1' }));
    await inbox.do('decide', event({ choice: 'return', explanation: '' }));
    expect(inbox.shows('sheetOpen', 'sheetTrouble')).toEqual({ sheetOpen: true, sheetTrouble: trouble });
    expect(phone.asked('listaside')).toHaveLength(2);
    await inbox.do('closeSheet');
    expect(inbox.data['sheetOpen']).toBe(false);
  });

  test('decides nothing that is not there or has no such word', async () => {
    phone.answers({ listaside: { notices: [notice] } });
    const inbox = await open('inbox');
    await inbox.do('openSheet', tap({ id: 'gone' }));
    expect(inbox.data['sheetOpen']).toBe(false);
    await inbox.do('decide', event({ choice: 'steal', explanation: '' }));
    expect(phone.asked('resolve')).toEqual([]);
  });

  test('grows at its bottom', async () => {
    const many = (from: number) =>
      Array.from({ length: 20 }, (_, at) => ({
        ...notice,
        notice_id: `n${from + at}`,
        received_at: 100 - at,
      }));
    phone.answers({ listaside: ({ before }) => ({ notices: before ? many(20).slice(0, 4) : many(0) }) });
    const inbox = await open('inbox');
    await inbox.do('onReachBottom');
    await inbox.do('onReachBottom');
    expect(idsOf(inbox)).toHaveLength(24);
    expect(phone.asked('listaside')).toHaveLength(2);
  });
});

test('the configuration’s mistakes stand under the PSP that they are of, or their document', async () => {
  const problems = [
    { config_id: 'payment', pay_sp: 'yaband', errmsg: 'key is missing' },
    { config_id: 'payment_wx1', errmsg: 'pay_sp is missing' },
  ];
  phone.answers({ problems: { problems } });
  expect((await open('problems')).data['rows']).toMatchObject([
    { title: 'YabandPay', said: 'key is missing' },
    { title: expect.stringContaining('payment_wx1') as unknown, said: 'pay_sp is missing' },
  ]);
});

test('the start counts the mistakes of the configuration, says nothing of none, and keeps what it says where it cannot ask', async () => {
  const one = { config_id: 'payment', errmsg: 'key is missing' };
  const nothing = { shop: facts, listorders: { orders: [] }, listaside: { notices: [] } };
  const waits = (config: string) => ({ waiting: '', inbox: '', config });
  phone.answers({ ...nothing, problems: { problems: [one, one] } });
  const home = await open('home');
  expect(home.data['waits']).toEqual(waits('2 to correct'));
  phone.answers({ ...nothing, problems: broken });
  await home.do('load');
  expect(home.data['waits']).toEqual(waits('2 to correct'));
  phone.answers({ ...nothing, problems: { problems: [] } });
  await home.do('load');
  expect(home.data['waits']).toEqual(waits(''));
});
