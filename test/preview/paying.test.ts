// From the choice of how to pay to the end of it, without a phone: what is asked, what is remembered, and what is said.

import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const payment = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' };
const order = anOrder({ pay_methods: ['wechat', 'paypal'] });
const query = { out_trade_no: 'CP1' };

/** A page as it is after a start of the mini-program; the phone's storage stays. */
async function page(name: 'checkout' | 'result'): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/pages/${name}/${name}`)));
}

const attempts = () => (phone.storage.get('attempts') as { value: object[] } | undefined)?.value ?? [];
const remember = (outcome: string, url?: string) =>
  phone.storage.set('attempts', {
    at: 0,
    value: [{ out_trade_no: 'CP1', method: 'paypal', outcome, at: Date.now(), ...(url ? { url } : {}) }],
  });

beforeEach(() => {
  phone.install();
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

describe('paying', () => {
  test('says in which currency each method takes the money', async () => {
    phone.answers({ queryorder: order });
    const checkout = await (await page('checkout')).open(query);
    expect(checkout.data['methods']).toMatchObject([
      { id: 'wechat', hint: 'Priced in EUR; WeChat charges you at its rate of the moment' },
      { id: 'paypal', hint: 'Gives a payment link; you pay in EUR in your browser' },
    ]);
    phone.answers({ queryorder: { ...order, fee_type: 'CNY' } });
    const domestic = await (await page('checkout')).open(query);
    expect(domestic.data['methods']).toMatchObject([{ hint: 'Pay directly in WeChat' }, {}]);
  });

  test.each([
    ['no cashier', { payment }],
    ['no link', { url: 'https://pay.example.test/1' }],
    ['no result', 'ORDER_CLOSED: closed'],
  ])('brings up %s once the page was left', async (_, answer) => {
    const checkout = await (await page('checkout')).open(query);
    phone.answers({ queryorder: order });
    await checkout.do('load');
    phone.answers({
      unifiedorder: async () => {
        await checkout.do('onUnload');
        return answer;
      },
    });
    await checkout.do('pay');
    expect(phone.requestPayment).not.toHaveBeenCalled();
    expect(phone.setClipboardData).not.toHaveBeenCalled();
    expect(phone.moved).toEqual([]);
  });

  test('that was done in a cashier over another page shows its result on top of that page', async () => {
    phone.answers({ queryorder: order, unifiedorder: { payment } });
    const checkout = await (await page('checkout')).open(query);
    phone.requestPayment.mockImplementation(() => checkout.do('onUnload'));
    await checkout.do('pay');
    expect(phone.moved).toEqual(['navigateTo /pages/result/result?out_trade_no=CP1']);
  });

  test('gives its place to the result, so that nothing lies below to be paid again', async () => {
    phone.answers({ queryorder: order, unifiedorder: { payment } });
    phone.requestPayment.mockResolvedValue({});
    const checkout = await (await page('checkout')).open(query);
    await checkout.do('pay');
    expect(phone.moved).toEqual(['redirectTo /pages/result/result?out_trade_no=CP1']);
  });

  test('is remembered before the cashier opens: whoever dies in it leads back to the order', async () => {
    phone.answers({ queryorder: order, unifiedorder: { payment } });
    phone.requestPayment.mockReturnValue(new Promise(() => undefined));
    const checkout = await (await page('checkout')).open(query);
    void checkout.do('pay');
    await settled();
    expect(attempts()).toMatchObject([{ out_trade_no: 'CP1', method: 'wechat', outcome: 'opened' }]);
  });

  test('pressed twice starts one payment', async () => {
    phone.answers({ queryorder: order, unifiedorder: { payment } });
    phone.requestPayment.mockReturnValue(new Promise(() => undefined));
    const checkout = await (await page('checkout')).open(query);
    void checkout.do('pay');
    void checkout.do('pay');
    await settled();
    expect(phone.asked('unifiedorder')).toHaveLength(1);
  });

  test.each(['ORDER_PAID: paid', 'ORDER_CLOSED: closed'])('"%s" leads to how it ended', async (errmsg) => {
    phone.answers({ queryorder: order, unifiedorder: errmsg });
    const checkout = await (await page('checkout')).open(query);
    await checkout.do('pay');
    expect(phone.moved).toEqual(['redirectTo /pages/result/result?out_trade_no=CP1']);
  });

  test('what was not started is said and can be tried again', async () => {
    phone.answers({ queryorder: order, unifiedorder: 'PSP_REFUSED: limit exceeded' });
    const checkout = await (await page('checkout')).open(query);
    await checkout.do('choose', event({ id: 'paypal' }));
    await checkout.do('pay');
    expect(checkout.data['trouble']).toMatch(/^The payment provider did not accept this/);
    expect(checkout.shows('busy', 'chosen')).toEqual({ busy: false, chosen: 'paypal' });
    expect(attempts()).toEqual([]);
  });

  test('an order that has ended meanwhile cannot be paid, and leads on', async () => {
    phone.answers({ queryorder: { ...order, state: 'closed' } });
    const checkout = await (await page('checkout')).open(query);
    expect(checkout.data['status']).toBe('gone');
  });

  test('asks for messages right after the cashier, with the shop’s own templates', async () => {
    phone.answers({
      shop: { templates: { paid: 'T1', shipped: 'T2' } },
      queryorder: order,
      unifiedorder: { payment },
    });
    phone.requestPayment.mockResolvedValue({});
    const checkout = await (await page('checkout')).open(query);
    const { shopFacts } = await import('../../miniprogram/services/shop');
    await shopFacts();
    phone.requestSubscribeMessage.mockRejectedValue({
      errMsg: 'requestSubscribeMessage:fail',
      errCode: 20004,
    });
    await checkout.do('pay');
    expect(phone.requestSubscribeMessage).toHaveBeenCalledWith({ tmplIds: ['T1', 'T2'] });
    expect(phone.moved).toHaveLength(1);
  });

  test('a shop without templates asks for nothing', async () => {
    phone.answers({ queryorder: order, unifiedorder: { url: 'https://pay.example.test/1' } });
    const checkout = await (await page('checkout')).open(query);
    await checkout.do('choose', event({ id: 'paypal' }));
    await checkout.do('pay');
    expect(phone.requestSubscribeMessage).not.toHaveBeenCalled();
  });
});

describe('the result of a payment', () => {
  test('is asked for quickly at first and steadily then, never while nobody looks, and again when one comes back', async () => {
    remember('submitted');
    phone.answers({ queryorder: order });
    const result = await (await page('result')).open(query);
    await jest.advanceTimersByTimeAsync(60_000);
    const first = phone.asked('queryorder').length;
    expect(first).toBeGreaterThan(15);
    await jest.advanceTimersByTimeAsync(600_000);
    const later = phone.asked('queryorder').length - first;
    // Four seconds apart, and no slower: a PSP that reports nothing is known to have been paid within ten.
    expect(later).toBe(150);
    await result.do('onHide');
    phone.callFunction.mockClear();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(phone.asked('queryorder')).toEqual([]);
    await result.do('onShow');
    expect(phone.asked('queryorder')).toHaveLength(1);
  });

  test('after a restart is found again, and ends what was remembered of it', async () => {
    remember('opened');
    phone.answers({ queryorder: order });
    const result = await (await page('result')).open(query);
    expect(result.data['heading']).toBe('We are asking the payment provider');
    phone.answers({ queryorder: { ...order, state: 'paid' } });
    await jest.advanceTimersByTimeAsync(1000);
    expect(result.data['state']).toBe('paid');
    expect(attempts()).toEqual([]);
    phone.callFunction.mockClear();
    await jest.advanceTimersByTimeAsync(600_000);
    expect(phone.asked('queryorder')).toEqual([]);
  });

  test('of a closed order is still asked for, slowly: the payment may have crossed its end', async () => {
    remember('link', 'https://pay.example.test/1');
    phone.answers({ queryorder: { ...order, state: 'closed' } });
    const result = await (await page('result')).open(query);
    expect(result.data['state']).toBe('closed');
    await jest.advanceTimersByTimeAsync(600_000);
    const asked = phone.asked('queryorder').length;
    expect(asked).toBeLessThan(25);
    phone.answers({ queryorder: { ...order, state: 'paid' } });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(result.data['state']).toBe('paid');
  });

  test('is not known where the service cannot be reached, and goes on being asked for', async () => {
    remember('submitted');
    phone.answers({ queryorder: null });
    const result = await (await page('result')).open(query);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(result.data['state']).toBe('unknown');
    phone.answers({ queryorder: { ...order, state: 'paid' } });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(result.data['state']).toBe('paid');
  });

  test('sends its texts once, and at each question only what changed', async () => {
    remember('submitted');
    phone.answers({ queryorder: order });
    const result = await (await page('result')).open(query);
    result.sent.length = 0;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(result.sent).toEqual([]);
  });

  test('of a link shows until when it holds, and gets it again', async () => {
    remember('link', 'https://pay.example.test/1');
    const expires_at = Date.now() + 3_661_000;
    phone.answers({ queryorder: { ...order, expires_at } });
    const result = await (await page('result')).open(query);
    expect(result.shows('state', 'url', 'left')).toEqual({
      state: 'link',
      url: 'https://pay.example.test/1',
      left: '1:01:01 left',
    });
    phone.answers({
      queryorder: { ...order, expires_at },
      unifiedorder: { url: 'https://pay.example.test/2' },
    });
    await result.do('renew');
    expect(result.data['url']).toBe('https://pay.example.test/2');
    phone.answers({ queryorder: { ...order, expires_at }, unifiedorder: 'PSP_REFUSED: no' });
    await result.do('renew');
    expect(result.data['trouble']).toMatch(/did not accept/);
    await jest.advanceTimersByTimeAsync(3_700_000);
    expect(result.shows('state', 'left')).toEqual({ state: 'link', left: '' });
  });

  test('a link that cannot be copied is said', async () => {
    remember('link', 'https://pay.example.test/1');
    phone.answers({ queryorder: order });
    const result = await (await page('result')).open(query);
    phone.setClipboardData.mockRejectedValue({ errMsg: 'setClipboardData:fail auth deny' });
    await result.do('copy');
    expect(phone.said).toEqual(['Copying did not work. Press and hold the text to copy it.']);
  });

  test.each(['viewOrder', 'payAgain', 'shop'])('%s leads on without a page being left below', async (way) => {
    phone.answers({ queryorder: order });
    const result = await (await page('result')).open(query);
    await result.do(way);
    expect(phone.moved.join()).toMatch(/^(redirectTo|switchTab) /);
  });
});
