// Taps that come too soon, without a phone: while something is under way, and before there is anything to tap on.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const tea = { goods_id: 'tea', title: 'Oolong', price: 1290, fee_type: 'EUR' };
const query = { out_trade_no: 'CP1' };
const facts = { fee_type: 'EUR', operator_of: ['yaband'], templates: {} };

/** A page as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: string): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`)));
}

async function operatorPage(name: string, of: Readonly<Record<string, string>> = {}): Promise<PageUnderTest> {
  jest.resetModules();
  const load = () => import(`../../miniprogram/operator/pages/${name}/${name}`);
  return new PageUnderTest(await pageScript(load)).open(of);
}

/** The next call of a function stays open until `release`. */
function held(): (answer: object) => Promise<void> {
  let answered: (answer: object) => void = () => undefined;
  phone.callFunction.mockReturnValueOnce(new Promise((resolve) => (answered = resolve)));
  return async (answer) => {
    answered({ result: { errcode: 0, ...answer } });
    await settled();
  };
}

beforeEach(() => {
  phone.install();
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('before anything has arrived', () => {
  test.each(['put', 'buy'])('%s of an article does nothing', async (way) => {
    phone.answers({ listgoods: { goods: [tea] } });
    const item = await page('item');
    const release = held();
    await item.open({ goods_id: 'tea' });
    await item.do(way);
    expect([phone.said, phone.moved]).toEqual([[], []]);
    expect(phone.storage.has('basket')).toBe(false);
    await release({ goods: [tea] });
    expect(item.data['status']).toBe('ready');
  });

  test.each(['openLink', 'payAgain', 'buyAgain', 'close'])('%s of an order does nothing', async (way) => {
    const order = await page('order');
    const release = held();
    await order.open(query);
    await order.do(way);
    expect(phone.moved).toEqual([]);
    expect(phone.showModal).not.toHaveBeenCalled();
    await release(anOrder());
    await order.do('onUnload');
  });

  test('an order is shared by the number that it was asked for with', async () => {
    const order = await page('order');
    held();
    await order.open({ transaction_id: '4200001' });
    expect(await order.do('onShareAppMessage')).toMatchObject({
      path: '/pages/order/order?out_trade_no=4200001',
    });
    await order.do('onUnload');
  });

  test('a new payment link is not asked for', async () => {
    const result = await page('result');
    const release = held();
    await result.open(query);
    await result.do('renew');
    expect(phone.asked('unifiedorder')).toEqual([]);
    phone.answers({ queryorder: anOrder() });
    await release(anOrder());
    await result.do('renew');
    expect(phone.asked('unifiedorder')).toEqual([]);
    await result.do('onUnload');
  });

  test('the bottom of an empty list of orders asks for nothing more', async () => {
    phone.answers({ listorders: { orders: [] } });
    const list = await (await page('orders')).open();
    await list.do('onReachBottom');
    await list.do('loadMore');
    expect(phone.asked('listorders')).toHaveLength(1);
    await list.do('onUnload');
  });
});

describe('while something is under way', () => {
  test('an order is made once, however often one presses', async () => {
    phone.answers({ listgoods: { goods: [tea] } });
    const confirm = await (await page('confirm')).open({ goods_id: 'tea' });
    const release = held();
    const first = confirm.do('submit');
    await confirm.do('submit');
    await release({ out_trade_no: 'CP1' });
    await first;
    expect(phone.asked('createorder')).toHaveLength(1);
    expect(phone.moved).toEqual(['redirectTo /pages/checkout/checkout?out_trade_no=CP1']);
  });

  test('the cashier that gives way to the page lets the payment lead on, and loads nothing', async () => {
    phone.answers({ queryorder: anOrder({ pay_methods: ['wechat'] }) });
    const checkout = await (await page('checkout')).open(query);
    held();
    void checkout.do('pay');
    await settled();
    await checkout.do('onShow');
    expect(phone.asked('queryorder')).toHaveLength(1);
  });

  test('an order is closed once', async () => {
    phone.answers({ queryorder: anOrder() });
    phone.showModal.mockResolvedValue({ confirm: true });
    const order = await (await page('order')).open(query);
    const release = held();
    const first = order.do('close');
    await settled();
    await order.do('close');
    await release({});
    await first;
    expect(phone.asked('closeorder')).toHaveLength(1);
    await order.do('onUnload');
  });

  const orders = Array.from({ length: 20 }, (_, at) =>
    anOrder({ out_trade_no: `CP${at}`, created_at: 99 - at }),
  );
  const notices = orders.map(({ out_trade_no, created_at }) => ({
    ...{ notice_id: out_trade_no, pay_sp: 'yaband', out_trade_no, received_at: created_at },
    ...{ reason: 'unknown', amount: 1, fee_type: 'EUR' },
  }));
  const reports = orders.map(({ out_trade_no }) => ({
    ...{ report_id: out_trade_no, pay_sp: 'yaband', date: '2026-11-24', state: 'done', written_at: 1 },
    ...{ matched: 3, missing_here: 0, missing_there: 0, differ: 1, decided: 0 },
  }));

  test.each([
    ['orders', 'listorders', { orders }],
    ['inbox', 'listaside', { notices }],
    ['reports', 'listreconciliations', { reports }],
  ])('the operators’ %s grow by one page at a time', async (name, action, whole) => {
    phone.answers({ shop: facts, [action]: whole });
    const list = await operatorPage(name);
    const release = held();
    const first = list.do('onReachBottom');
    await list.do('onReachBottom');
    await release({ orders: [], notices: [], reports: [] });
    await first;
    expect(phone.asked(action)).toHaveLength(2);
    expect(list.data['busy']).toBe(false);
  });

  test('the next page of a list that is another one by now is not put under it', async () => {
    phone.answers({ listaside: { notices } });
    const inbox = await operatorPage('inbox');
    const release = held();
    const late = inbox.do('onReachBottom');
    phone.answers({ listaside: { notices: notices.slice(0, 1) } });
    await inbox.do('changeTab', event({ value: 'all' }));
    await release({ notices: [{ ...notices[0], notice_id: 'late' }] });
    await late;
    expect(inbox.data['rows']).toHaveLength(1);
  });

  test('the next page of my orders in another state is not put under them', async () => {
    phone.answers({ listorders: { orders: orders.slice(0, 10) } });
    const list = await (await page('orders')).open();
    const release = held();
    const late = list.do('onReachBottom');
    phone.answers({ listorders: { orders: orders.slice(0, 1) } });
    await list.do('chooseState', event({ value: 'closed' }));
    await release({ orders: orders.slice(10) });
    await late;
    expect(list.data['cards']).toHaveLength(1);
    await list.do('chooseState', event({ value: 'closed' }));
    expect(phone.asked('listorders')).toHaveLength(3);
    await list.do('onUnload');
  });

  test('an old question that fails says nothing under a list that was loaded since', async () => {
    const list = await page('orders');
    phone.answers({ listorders: { orders: orders.slice(0, 1) } });
    let refuse: (failure: Error) => void = () => undefined;
    phone.callFunction.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
    await list.open({ state: 'paid' });
    await list.do('chooseState', event({ value: 'closed' }));
    phone.callFunction.mockRejectedValue(new Error('gone'));
    refuse(new Error('gone'));
    await jest.advanceTimersByTimeAsync(2000);
    expect(list.shows('status', 'trouble', 'stale')).toEqual({ status: 'ready', trouble: '', stale: '' });
    await list.do('onUnload');
  });

  test('the export keeps its days, and is made once', async () => {
    const files = { writeFileSync: () => undefined };
    Object.assign(wx, { env: { USER_DATA_PATH: 'wxfile://usr' }, getFileSystemManager: () => files });
    const page = await operatorPage('exports');
    const days = page.shows('from', 'to');
    const release = held();
    const first = page.do('make');
    await page.do('make');
    await page.do('changeDays', event({ from: '2026-01-01', to: '2026-01-02' }));
    expect(page.shows('from', 'to')).toEqual(days);
    await release({ csv: 'line\n', orders: 1 });
    await first;
    expect(phone.asked('exportorders')).toHaveLength(1);
    expect(page.data['isReady']).toBe(true);
  });

  test('a refund goes once, whichever of its buttons is pressed', async () => {
    phone.answers({ queryorder: anOrder({ state: 'paid', refundable_fee: 1290, pay_sp: 'yaband' }) });
    phone.showModal.mockResolvedValue({ confirm: true });
    const page = await operatorPage('refund', query);
    const release = held();
    const first = page.do('send');
    await settled();
    await page.do('send');
    await page.do('sendAgain');
    await page.do('decide', event({ choice: 'failed', explanation: 'too soon' }));
    await release({ out_refund_no: 'RF1', state: 'succeeded', refund_fee: 1290, fee_type: 'EUR' });
    await first;
    expect(phone.asked('refund')).toHaveLength(1);
    expect(phone.asked('resolverefund')).toEqual([]);
    expect(page.data['progress']).toMatchObject({ step: 'succeeded' });
    await page.do('onUnload');
  });
});
