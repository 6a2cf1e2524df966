// My orders and one of them, without a phone: what is listed, what has happened, and what changes while one looks.
import type { Order } from '../../miniprogram/services/pay';
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();

async function page(name: 'orders' | 'order'): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`)));
}

/** So many orders, the newest first, as the back end pages them. */
const many = (count: number): Order[] =>
  Array.from({ length: count }, (_, at) =>
    anOrder({ out_trade_no: `CP${count - at}`, created_at: (count - at) * 1000 }),
  );

/** The back end's paging over `all`. */
const paging =
  (all: () => readonly Order[]) =>
  ({ limit, before, before_no, state }: Record<string, unknown>) => ({
    orders: all()
      .filter(({ created_at }) => before === undefined || created_at < Number(before))
      .filter((one) => one.out_trade_no !== before_no)
      .filter((one) => state === undefined || one.state === state)
      .slice(0, Number(limit)),
  });

const numbers = (one: PageUnderTest) =>
  (one.data['cards'] as { outTradeNo: string }[]).map(({ outTradeNo }) => outTradeNo);

beforeEach(() => {
  phone.install();
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('the list of orders', () => {
  test('grows to three hundred, each order once, and keeps them when one comes back', async () => {
    let all = many(300);
    phone.answers({ listorders: paging(() => all) });
    const list = await (await page('orders')).open();
    for (let pages = 1; pages < 30; pages += 1) await list.do('onReachBottom');
    expect(new Set(numbers(list)).size).toBe(300);
    await list.do('onReachBottom');
    expect(list.data['more']).toBe(false);
    await list.do('onHide');
    all = all.map((one) => (one.out_trade_no === 'CP299' ? { ...one, state: 'paid' } : one));
    list.sent.length = 0;
    await list.do('onShow');
    expect(numbers(list)).toHaveLength(300);
    const sent = list.sent.flatMap((one) => Object.keys(one));
    expect(sent).toEqual(['cards[1]']);
  });

  test('shows a refund that somebody else made while one looks at it', async () => {
    let all = [anOrder({ state: 'paid' })];
    phone.answers({ listorders: paging(() => all) });
    const list = await (await page('orders')).open();
    all = [anOrder({ state: 'paid', refunded_fee: 1290 })];
    await jest.advanceTimersByTimeAsync(5000);
    expect(list.data['cards']).toMatchObject([{ stateText: 'Refunded' }]);
    await list.do('onHide');
    phone.callFunction.mockClear();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(phone.callFunction).not.toHaveBeenCalled();
  });

  test('is asked for by state and by what was typed, one question after the typing', async () => {
    phone.answers({ listorders: paging(() => many(3)) });
    const list = await (await page('orders')).open();
    await list.do('chooseState', event({ value: 'paid' }));
    expect(list.shows('cards', 'status')).toEqual({ cards: [], status: 'ready' });
    phone.callFunction.mockClear();
    for (const value of ['4', '42', '420']) await list.do('type', event({ value }));
    await jest.advanceTimersByTimeAsync(400);
    expect(phone.asked('listorders')).toEqual([
      { action: 'listorders', mine: true, state: 'paid', search: '420', limit: 10 },
    ]);
    await list.do('showAll');
    expect(numbers(list)).toHaveLength(3);
  });

  test('drops the answer to a question that was not the last one', async () => {
    const slow: ((value: unknown) => void)[] = [];
    phone.answers({ listorders: { orders: many(2) } });
    const list = await page('orders');
    phone.callFunction.mockImplementationOnce(() => new Promise((resolve) => slow.push(resolve)));
    await list.open();
    await list.do('chooseState', event({ value: 'closed' }));
    slow[0]?.({ result: { errcode: 0, orders: many(7) } });
    await settled();
    expect(numbers(list)).toHaveLength(2);
  });

  test('opens by a link or a code at a state', async () => {
    phone.answers({ listorders: { orders: [] } });
    await (await page('orders')).open({ state: 'refunded' });
    expect(phone.asked('listorders')).toMatchObject([{ state: 'refunded' }]);
  });

  test('keeps what was loaded where the service cannot be reached, also after a restart, and says so', async () => {
    phone.answers({ listorders: { orders: many(3) } });
    const list = await (await page('orders')).open();
    phone.answers({ listorders: null });
    await Promise.all([list.do('onPullDownRefresh'), jest.advanceTimersByTimeAsync(4000)]);
    expect(numbers(list)).toHaveLength(3);
    expect(list.data['stale']).toMatch(/cannot be reached/);
    await list.do('onHide');
    const next = await page('orders');
    await Promise.all([next.open(), jest.advanceTimersByTimeAsync(4000)]);
    await settled();
    expect(numbers(next)).toHaveLength(3);
    expect(next.data['stale']).toMatch(/This is from/);
  });

  test('says what went wrong where nothing was ever loaded, and how many orders cannot be shown', async () => {
    phone.answers({ listorders: 'INTERNAL: the database' });
    const list = await (await page('orders')).open();
    expect(list.shows('status', 'trouble')).toEqual({
      status: 'error',
      trouble: 'The service has a problem. Please try again later.',
    });
    phone.answers({ listorders: { orders: [], unreadable: [{}, {}] } });
    await list.do('retry');
    await settled();
    expect(list.data['unreadable']).toMatch(/: 2\./);
  });

  test('a page of it that fails leaves what is there, and can be asked for again', async () => {
    phone.answers({ listorders: paging(() => many(12)) });
    const list = await (await page('orders')).open();
    phone.answers({ listorders: 'BUSY: later' });
    await list.do('loadMore');
    expect(list.data['trouble']).toMatch(/being processed/);
    phone.answers({ listorders: paging(() => many(12)) });
    await list.do('loadMore');
    expect(numbers(list)).toHaveLength(12);
  });
});

describe('an order', () => {
  const open = async (order: Order, query: Record<string, string> = { out_trade_no: 'CP1' }) => {
    phone.answers({ queryorder: order });
    return (await page('order')).open(query);
  };
  const steps = (one: PageUnderTest) =>
    (one.data['steps'] as { title: string; status: string }[]).map(
      ({ title, status }) => `${title} ${status}`,
    );
  const refund = { fee_type: 'EUR', created_at: 2000 } as const;

  test('tells step by step what has happened to it', async () => {
    const one = await open(
      anOrder({
        state: 'paid',
        paid_at: 1000,
        refunded_fee: 300,
        shipping: { state: 'uploaded' },
        refunds: [
          { ...refund, out_refund_no: 'R2', refund_fee: 200, state: 'processing', created_at: 3000 },
          {
            ...refund,
            out_refund_no: 'R1',
            refund_fee: 300,
            state: 'succeeded',
            reason: 'Broken',
            refunded_at: 2500,
          },
          { ...refund, out_refund_no: 'R3', refund_fee: 100, state: 'abnormal', created_at: 4000 },
        ],
      }),
    );
    expect(steps(one)).toEqual([
      'Ordered finish',
      'Paid finish',
      'Shipped finish',
      'Refunded €3.00 finish',
      'Refund in progress €2.00 process',
      'Refund under review €1.00 error',
    ]);
    const told = (one.data['steps'] as { lines: string[] }[])[3]?.lines;
    expect(told).toEqual([expect.stringMatching(/^\d{4}-/), 'Reason: Broken', 'Refund number: R1']);
    expect(one.data['stateText']).toBe('Refund in progress');
  });

  test.each([
    [anOrder({ state: 'created' }), 'Awaiting payment process'],
    [anOrder({ decline: 'funds' }), 'Payment declined error'],
    [anOrder({ state: 'closed' }), 'Closed default'],
    [anOrder({ state: 'paid', shipping: { state: 'due' } }), 'Paid finish'],
    [anOrder({ state: 'paid', shipping: { state: 'confirmed' } }), 'Received finish'],
  ])('stands where it stands (%#)', async (order, last) => {
    expect(steps(await open(order)).at(-1)).toBe(last);
  });

  const facts = (one: PageUnderTest) =>
    Object.fromEntries(
      (one.data['facts'] as { label: string; value: string }[]).map(({ label, value }) => [label, value]),
    );

  test.each([
    ['yaband', 'wechat', { 'YabandPay number': 'SP1', 'WeChat Pay number': 'T1' }],
    ['yaband', 'alipay', { 'YabandPay number': 'SP1', 'Alipay number': 'T1' }],
    ['a-new-one', 'wechat', { 'a-new-one number': 'SP1', 'WeChat Pay number': 'T1' }],
    ['v3', 'wechat', { 'WeChat Pay number': 'T1' }],
    ['cloudpay', undefined, { 'WeChat Pay number': 'T1' }],
    [undefined, undefined, { 'Provider number': 'SP1', 'WeChat Pay number': 'T1' }],
  ])('names its numbers as %s and %s know them', async (pay_sp, pay_method, named) => {
    const one = await open(
      anOrder({
        state: 'paid',
        sp_trade_no: 'SP1',
        transaction_id: 'T1',
        ...(pay_sp ? { pay_sp } : {}),
        ...(pay_method ? { pay_method } : {}),
      }),
    );
    const numbered = Object.entries(facts(one)).filter(([label]) => label.endsWith('number'));
    expect(Object.fromEntries(numbered)).toEqual({ 'Order number': 'CP1', ...named });
  });

  test.each([{ out_trade_no: 'T1' }, { transaction_id: 'T1' }, { scene: 'T1' }, { scene: 'number%3DT1' }])(
    'is found by any of its numbers: %p',
    async (query) => {
      phone.answers({
        queryorder: ({ out_trade_no }) => (out_trade_no === 'CP1' ? anOrder() : 'ORDER_NOT_FOUND: none'),
        listorders: { orders: [anOrder()] },
      });
      const one = await (await page('order')).open(query);
      expect(facts(one)['Order number']).toBe('CP1');
      expect(phone.asked('listorders')).toMatchObject([{ search: 'T1' }]);
    },
  );

  test('shows a refund that was made elsewhere, while one looks and after coming back', async () => {
    const one = await open(anOrder({ state: 'paid', refundable_fee: 1290 }));
    phone.answers({ queryorder: anOrder({ state: 'paid', refunded_fee: 300 }) });
    await jest.advanceTimersByTimeAsync(5000);
    expect(one.data['stateText']).toBe('Partly refunded');
    await one.do('onHide');
    phone.answers({ queryorder: anOrder({ state: 'paid', refunded_fee: 1290 }) });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(phone.asked('queryorder').at(-1)).toBeDefined();
    await one.do('onShow');
    expect(one.data['stateText']).toBe('Refunded');
  });

  test('is asked for about once a minute in the end', async () => {
    await open(anOrder({ state: 'paid' }));
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(phone.asked('queryorder').length).toBeLessThan(75);
    expect(phone.asked('queryorder').length).toBeGreaterThan(50);
  });

  test('counts down to its end, which the server tells and not the clock of the phone', async () => {
    const unpaid = anOrder({ created_at: Date.now() - 1000, expires_at: Date.now() + 61_000 });
    const one = await open(unpaid);
    expect(one.data['left']).toBe('Please pay within 1:01; after that the order is closed.');
    await jest.advanceTimersByTimeAsync(60_000);
    const asked = phone.asked('queryorder').length;
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.shows('left', 'payable')).toEqual({ left: '', payable: true });
    expect(phone.asked('queryorder')).toHaveLength(asked + 1);
    phone.answers({ queryorder: { ...unpaid, state: 'closed' } });
    await jest.advanceTimersByTimeAsync(5000);
    expect(one.shows('payable', 'stateText')).toEqual({ payable: false, stateText: 'Closed' });
  });

  test.each([
    ['ahead', 3 * 3_600_000],
    ['behind', -3 * 3_600_000],
  ])('counts by the clock of the server on a phone whose own is hours %s', async (_, wrongBy) => {
    const now = Date.now();
    jest.setSystemTime(now + wrongBy);
    const times = { created_at: now - 60_000, expires_at: now + 1_740_000, server_time: now };
    const one = await open(anOrder(times));
    expect(one.data['left']).toBe('Please pay within 29:00; after that the order is closed.');
    await jest.advanceTimersByTimeAsync(2000);
    expect(one.data['left']).toBe('Please pay within 28:58; after that the order is closed.');
  });

  test.each([
    ['ahead', 3 * 3_600_000],
    ['behind', -3 * 3_600_000],
  ])('counts nothing down where only a phone whose clock is hours %s tells the time', async (_, wrongBy) => {
    const now = Date.now();
    jest.setSystemTime(now + wrongBy);
    const one = await open(anOrder({ created_at: now - 60_000, expires_at: now + 1_740_000 }));
    await jest.advanceTimersByTimeAsync(2000);
    expect(one.shows('left', 'payable')).toEqual({ left: '', payable: true });
    expect(phone.asked('queryorder')).toHaveLength(1);
  });

  test('counts down again once the clock of the phone was put right', async () => {
    const now = Date.now();
    const one = await open(anOrder({ created_at: now - 60_000, expires_at: now + 1_740_000 }));
    jest.setSystemTime(now + 7_200_000);
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.data['left']).toBe('');
    jest.setSystemTime(now);
    await jest.advanceTimersByTimeAsync(1000);
    expect(one.data['left']).toMatch(/^Please pay within 2\d:/);
  });

  test('keeps what is shown where the service cannot be reached, and says so', async () => {
    const one = await open(anOrder());
    phone.answers({ queryorder: null });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(one.data['stale']).toMatch(/This is from/);
    expect(one.data['status']).toBe('ready');
  });

  test('says no longer that the service cannot be reached once it was', async () => {
    const one = await open(anOrder());
    phone.showModal.mockResolvedValue({ confirm: true });
    phone.answers({ queryorder: null, closeorder: null });
    await one.do('close');
    await jest.advanceTimersByTimeAsync(2000);
    expect(one.shows('trouble', 'stale')).toMatchObject({
      trouble: expect.stringMatching(/cannot be reached/) as unknown,
      stale: expect.stringMatching(/cannot be reached/) as unknown,
    });
    phone.answers({ queryorder: anOrder() });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(one.shows('trouble', 'stale')).toEqual({ trouble: '', stale: '' });
  });

  test('that nobody finds says so, with two ways on', async () => {
    phone.answers({ queryorder: 'ORDER_NOT_FOUND: none', listorders: { orders: [] } });
    const one = await (await page('order')).open({ out_trade_no: 'CP404' });
    expect(one.shows('status', 'trouble')).toEqual({
      status: 'error',
      trouble: 'This order cannot be found.',
    });
    phone.answers({ queryorder: anOrder() });
    await one.do('retry');
    await settled();
    expect(one.data['status']).toBe('ready');
    await one.do('orders');
    expect(phone.moved).toEqual(['switchTab /pages/orders/orders']);
  });

  test('is paid again at once, but after a question while the shop looks into money that came', async () => {
    const one = await open(anOrder());
    await one.do('payAgain');
    expect(phone.showModal).not.toHaveBeenCalled();
    const aside = await open(anOrder({ attention: { reason: 'kept_aside', since: 1 } }));
    phone.moved.length = 0;
    phone.showModal.mockResolvedValue({ confirm: false });
    await aside.do('payAgain');
    expect(phone.showModal.mock.calls).toMatchObject([
      [{ title: 'The shop is looking into your payment', confirmText: 'Pay again' }],
    ]);
    expect(phone.moved).toEqual([]);
    phone.showModal.mockResolvedValue({ confirm: true });
    await aside.do('payAgain');
    expect(phone.moved).toHaveLength(1);
  });

  test('is closed after a question, and says where that was refused', async () => {
    const one = await open(anOrder());
    phone.showModal.mockResolvedValue({ confirm: false });
    await one.do('close');
    expect(phone.asked('closeorder')).toEqual([]);
    phone.showModal.mockResolvedValue({ confirm: true });
    phone.answers({ queryorder: anOrder(), closeorder: 'BUSY: later' });
    await one.do('close');
    expect(one.data['trouble']).toMatch(/being processed/);
    phone.answers({ queryorder: anOrder({ state: 'closed' }), closeorder: { state: 'closed' } });
    await one.do('close');
    expect(phone.said).toEqual(['Order closed']);
    expect(one.shows('payable', 'stateText')).toEqual({ payable: false, stateText: 'Closed' });
  });

  test('offers the payment link of the last start again while it can be paid', async () => {
    const link = { out_trade_no: 'CP1', method: 'paypal', outcome: 'link', url: 'https://p.test/1', at: 1 };
    phone.storage.set('attempts', { at: 0, value: [link] });
    const one = await open(anOrder());
    expect(one.data['url']).toBe('https://p.test/1');
    await one.do('openLink');
    expect(phone.moved).toEqual(['navigateTo /pages/result/result?out_trade_no=CP1']);
    expect((await open(anOrder({ state: 'paid' }))).data['url']).toBe('');
  });

  test('is bought again by way of the basket, which knows today’s prices', async () => {
    const one = await open(anOrder({ state: 'closed' }));
    await one.do('buyAgain');
    expect(phone.storage.get('basket')).toMatchObject({
      value: [{ goods_id: 'tea', title: 'Oolong', quantity: 1, price: 1290, fee_type: 'EUR' }],
    });
    expect(phone.moved).toEqual(['switchTab /pages/basket/basket']);
  });

  test('is shared and copied by its own number', async () => {
    const one = await open(anOrder());
    expect(await one.do('onShareAppMessage')).toEqual({
      title: 'Order CP1',
      path: '/pages/order/order?out_trade_no=CP1',
    });
    await one.do('copy', event({}, { value: 'CP1' }));
    expect(phone.setClipboardData).toHaveBeenCalledWith({ data: 'CP1' });
  });

  test('sends nothing to the screen at a question that brings nothing new', async () => {
    const one = await open(anOrder({ state: 'paid' }));
    one.sent.length = 0;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(one.sent).toEqual([]);
  });
});
