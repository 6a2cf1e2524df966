/** What happens to payments alike at all PSPs, or at all doors of WeChat Pay. */
import { merchantOf, type Merchant } from './ten-merchants';
import { openWorld, type World } from './world';

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
