/** What happens to payments alike at all PSPs, or at all doors of WeChat Pay. */
import { allPsps, merchantOf, type Merchant } from './merchants';
import { ask as askV2 } from './v2-merchant';
import { openWorld, type World } from './world';
import { readNotice } from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld(undefined, undefined, { inProcess: true })));
beforeEach(() => world.reset());

const said = async (answer: Promise<unknown>): Promise<string> => JSON.stringify(await answer);
const happens = (paySp: string, event: string, more: object = {}): Promise<{ status: number }> =>
  world.control('sandbox', { pay_sp: paySp, event, out_trade_no: 'ORDER0001', ...more });
const state = (paySp: string): string | undefined => world.view(paySp).payments[0]?.state;

async function ordered(paySp: string): Promise<Merchant> {
  const merchant = merchantOf(world, paySp);
  await merchant.order('ORDER0001');
  return merchant;
}

describe.each(['cloudpay', 'v2', 'v2sp', 'v3', 'v3sp'])('a failed attempt at %s', (paySp) => {
  it('reads PAYERROR, and the payer can still pay', async () => {
    const merchant = await ordered(paySp);
    await happens(paySp, 'fail');
    expect(await said(merchant.query('ORDER0001'))).toContain('PAYERROR');
    expect(world.inbox).toEqual([]);
    expect(await happens(paySp, 'pay')).toMatchObject({ status: 200 });
    expect(await said(merchant.query('ORDER0001'))).toContain('SUCCESS');
    expect(state(paySp)).toBe('paid');
    expect(world.inbox).toHaveLength(1);
  });

  it('is tried again with the same prepay id', async () => {
    const merchant = merchantOf(world, paySp);
    const prepay = async (): Promise<string | undefined> =>
      /wx\d{14}\w{20}/.exec(await said(merchant.order('ORDER0001')))?.[0];
    const first = await prepay();
    await happens(paySp, 'fail');
    expect(await prepay()).toBe(first);
    expect(first).toBeDefined();
  });

  it('ends when the merchant closes the order, or its time is over', async () => {
    const merchant = await ordered(paySp);
    await happens(paySp, 'fail');
    await world.pass(5 * 60_000);
    await merchant.close?.('ORDER0001');
    expect(await said(merchant.query('ORDER0001'))).toContain('CLOSED');
    world.reset();
    await merchant.order('ORDER0001');
    await happens(paySp, 'fail');
    await happens(paySp, 'close');
    expect(state(paySp)).toBe('expired');
    world.reset();
    await merchant.order('ORDER0001');
    await happens(paySp, 'fail');
    await world.pass(7 * 24 * 3600_000);
    expect(state(paySp)).toBe('expired');
  });
});

it('a bill of cloudPay can be presented again after a failed attempt', async () => {
  const answer = (await merchantOf(world, 'cloudpay').order('ORDER0001')) as {
    payment: { appId: string } & Record<string, string>;
  };
  const { appId, ...strings } = answer.payment;
  await happens('cloudpay', 'fail');
  const body = JSON.stringify({ ...strings, appid: appId });
  expect((await world.call('/sandbox/cashier/pay', { method: 'POST', body })).status).toBe(200);
  expect(state('cloudpay')).toBe('paid');
});

async function paid(paySp: string): Promise<Merchant> {
  const merchant = await ordered(paySp);
  await happens(paySp, 'pay');
  world.inbox.length = 0;
  return merchant;
}

describe.each(allPsps)('money at %s', (paySp) => {
  it('may come in another amount than was asked for, and the query tells what came', async () => {
    const merchant = await ordered(paySp);
    await happens(paySp, 'pay', { amount: 987 });
    expect(world.view(paySp).payments).toMatchObject([{ amount: { value: 1000 }, paid: { value: 987 } }]);
    expect(await said(merchant.query('ORDER0001'))).toMatch(/\b(987|9\.87)\b/);
  });

  it('may cross with the end of its order', async () => {
    const merchant = await ordered(paySp);
    await world.pass(5 * 60_000);
    if (merchant.close) await merchant.close('ORDER0001');
    else await happens(paySp, 'close');
    expect(state(paySp)).toMatch(/closed|expired/);
    expect(await happens(paySp, 'pay', { amount: 987 })).toMatchObject({ status: 200 });
    expect(state(paySp)).toBe('paid');
    expect(await said(merchant.query('ORDER0001'))).toMatch(/\b(987|9\.87)\b/);
  });

  it('can go back in the back office, in parts, beside what the shop refunds, and never too much', async () => {
    const merchant = await paid(paySp);
    const back = (amount?: number): Promise<{ status: number }> =>
      happens(paySp, 'backoffice_refund', amount === undefined ? {} : { amount });
    expect(await back(1001)).toMatchObject({ status: 409 });
    expect(await back(300)).toMatchObject({ status: 200 });
    await merchant.refund('ORDER0001', 'REFUND01');
    expect(await back()).toMatchObject({ status: 200 });
    await world.pass(2000);
    const amounts = world.view(paySp).refunds.map((each) => [each.amount.value, each.state]);
    expect(amounts).toEqual([300, 400, 300].map((value) => [value, 'succeeded']));
    expect(await back()).toMatchObject({ status: 409 });
  });

  it('that has not come cannot go back', async () => {
    await ordered(paySp);
    expect(await happens(paySp, 'backoffice_refund')).toMatchObject({ status: 409 });
  });
});

describe('a refund in the back office', () => {
  async function refundedBehind(paySp: string): Promise<{ before: string; after: string }> {
    const merchant = await paid(paySp);
    const before = await said(merchant.query('ORDER0001'));
    await happens(paySp, 'backoffice_refund', { amount: 300 });
    await world.pass(2000);
    return { before, after: await said(merchant.query('ORDER0001')) };
  }

  it.each(['cloudpay', 'v2', 'v2sp', 'v3', 'v3sp', 'royalpay'])(
    'makes the trade state at %s REFUND',
    async (paySp) => {
      const { before, after } = await refundedBehind(paySp);
      expect(before).not.toContain('REFUND');
      expect(after).toContain('REFUND');
      expect(world.inbox).toEqual([]);
    },
  );

  it.each(['v2', 'v2sp'] as const)('is listed among the refunds of its order at %s', async (paySp) => {
    await refundedBehind(paySp);
    const whose = paySp === 'v2' ? {} : { sub_mch_id: '1900000209' };
    const listed = await askV2(world, '/pay/refundquery', { ...whose, out_trade_no: 'ORDER0001' }, paySp);
    expect(listed).toMatchObject({ refund_count: '1', refund_fee_0: '300', refund_status_0: 'SUCCESS' });
    expect(listed).toHaveProperty('out_refund_no_0', expect.stringMatching(/^\d{28}$/));
  });

  it('is listed among the refunds of its order at cloudpay', async () => {
    await refundedBehind('cloudpay');
    expect(await world.cloudPay('queryRefund', { out_trade_no: 'ORDER0001' })).toMatchObject({
      ...{ refund_count: 1, refund_fee_0: 300, refund_status_0: 'SUCCESS' },
    });
  });

  it('is notified by yaband without a number of the merchant', async () => {
    await refundedBehind('yaband');
    const notice = readNotice(world.inbox[0]?.body ?? '');
    expect(notice).toMatchObject({ type: 'refund', state: 'refunded', refund_amount: '3.00' });
    expect(notice).toMatchObject({ order_id: 'ORDER0001' });
    expect(notice).not.toHaveProperty('m_refund_id');
  });

  it('counts in the refund_amount of a query at 2paynow', async () => {
    const { before, after } = await refundedBehind('2paynow');
    expect(JSON.parse(before)).toContain('"refund_amount":"0.00"');
    expect(JSON.parse(after)).toContain('"refund_amount":"3.00"');
    expect(world.inbox).toEqual([]);
  });

  it('is notified by qfpay without a number of the merchant, and seen in the payment itself', async () => {
    const { before, after } = await refundedBehind('qfpay');
    expect(before).toMatch(/cancel\W+0/);
    expect(after).toMatch(/cancel\W+5/);
    const notice = JSON.parse(world.inbox[0]?.body ?? '{}') as unknown;
    expect(notice).toMatchObject({ notify_type: 'refund', txamt: '300' });
    expect(notice).toMatchObject({ out_trade_no: expect.stringMatching(/^\d{20}$/) as unknown });
  });

  it.each(['supay', 'vr', 'latipay', 'snappay'])(
    'shows nowhere at %s, which publishes nothing of it',
    async (paySp) => {
      const { before, after } = await refundedBehind(paySp);
      expect(after).toBe(before);
      expect(world.inbox).toEqual([]);
    },
  );
});
