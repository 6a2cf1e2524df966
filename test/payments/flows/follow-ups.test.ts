/** Those who follow an order's money: told until they know it, of the payment and of every refund, and in nobody's way. */
import type { Told } from '../../../shared/payments/order/follow-ups';
import type { FollowUp, PaidOrder } from '../../../shared/payments/ports';
import { noteShipping } from '../../../shared/payments/flows/people/note-shipping';
import { retry } from '../../../shared/payments/flows/people/retry';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import type { Shop } from '../../../shared/payments/flows/shop';
import { orderView } from '../../../shared/payments/words';
import { queryOrder, refund } from './as-callers';
import { openWorld, operator, paid, payer, stored, take, type World } from './world';

interface Listener extends FollowUp {
  readonly heard: PaidOrder[];
  wants: () => Promise<boolean>;
  says: (order: PaidOrder) => Promise<Told>;
}

function listener(name: FollowUp['name']): Listener {
  const one: Listener = {
    name,
    heard: [],
    wants: () => Promise.resolve(true),
    says: () => Promise.resolve({ is: 'told', state: 'heard' }),
    isWanted: () => one.wants(),
    tell(order) {
      one.heard.push(order);
      return one.says(order);
    },
  };
  return one;
}

function openWith(...followUps: FollowUp[]): World {
  const world = openWorld('v3');
  const shop: Shop = { ...world.shop, followUps };
  return Object.assign(world, { shop });
}

const heardFees = ({ heard }: Listener): readonly number[] =>
  heard.map(({ total_fee: total, refunded_fee: refunded }) => total - refunded);

async function refunded(world: World, outTradeNo: string, refundFee: number): Promise<void> {
  const { outRefundNo } = (await refund(world.shop, operator, { outTradeNo, refundFee })) as {
    outRefundNo: string;
  };
  const record = world.psp.refunds.get(outRefundNo);
  if (record) record.state = 'succeeded';
  await take(world, world.psp.refundNotice(outRefundNo));
}

test('points hear of a payment at once, in the call that brought the news', async () => {
  const points = listener('points');
  const world = openWith(points);
  const { outTradeNo } = await paid(world);
  expect(heardFees(points)).toEqual([100]);
  expect(stored(world, outTradeNo).followUps).toMatchObject([{ name: 'points', told: 100, state: 'heard' }]);
});

test('points hear of each refund by the timer’s next run at the latest, and shipping hears of none', async () => {
  const [points, shipping] = [listener('points'), listener('shipping')];
  const world = openWith(points, shipping);
  const { outTradeNo } = await paid(world);
  world.advance(61_000);
  await runTimer(world.shop);
  await refunded(world, outTradeNo, 30);
  await refunded(world, outTradeNo, 20);
  world.advance(61_000);
  await runTimer(world.shop);
  expect(heardFees(points).at(-1)).toBe(50);
  expect(heardFees(shipping)).toEqual([100]);
  const before = points.heard.length;
  world.advance(3600_000);
  await runTimer(world.shop);
  expect(points.heard).toHaveLength(before);
});

test('shipping waits a minute, until WeChat knows the payment', async () => {
  const shipping = listener('shipping');
  const world = openWith(shipping);
  const { outTradeNo } = await paid(world);
  expect(shipping.heard).toEqual([]);
  expect(await queryOrder(world.shop, payer, outTradeNo)).toMatchObject({ followUps: [{ state: 'due' }] });
  world.advance(61_000);
  await runTimer(world.shop);
  expect(heardFees(shipping)).toEqual([100]);
});

test('who does not want to hear is not asked again', async () => {
  const points = listener('points');
  points.wants = () => Promise.resolve(false);
  const world = openWith(points);
  const { outTradeNo } = await paid(world);
  world.advance(3600_000);
  await runTimer(world.shop);
  expect(points.heard).toEqual([]);
  expect(stored(world, outTradeNo).followUps).toEqual([]);
});

test('when nobody can say whether they want to hear, they are told', async () => {
  const points = listener('points');
  points.wants = () => Promise.reject(new Error('the database is away'));
  const world = openWith(points);
  await paid(world);
  expect(heardFees(points)).toEqual([100]);
});

test('who cannot be told now is told later, ever more rarely; after ten tries not any more, until a person sets it going again', async () => {
  const points = listener('points');
  points.says = () => Promise.resolve({ is: 'later', why: 'busy' });
  const world = openWith(points);
  const { outTradeNo } = await paid(world);
  const times: number[] = [];
  for (let n = 0; n < 12; n += 1) {
    const tryAt = stored(world, outTradeNo).followUps?.[0]?.tryAt ?? 0;
    times.push(tryAt - world.shop.clock.now());
    world.advance(Math.max(0, tryAt - world.shop.clock.now()));
    await runTimer(world.shop);
  }
  expect(times[1]).toBeGreaterThan(times[0] ?? 0);
  expect(Math.max(...times)).toBeLessThanOrEqual(6 * 3600_000);
  expect(stored(world, outTradeNo).attention).toMatchObject([{ reason: 'not_told', of: 'points' }]);
  points.says = () => Promise.resolve({ is: 'told', state: 'heard' });
  const heard = points.heard.length;
  expect(heard).toBe(10);
  world.advance(30 * 24 * 3600_000);
  await runTimer(world.shop);
  expect(points.heard).toHaveLength(heard);
  const going = await retry(world.shop, stored(world, outTradeNo), { by: 'o-operator' });
  expect(going).toMatchObject({ attention: [], followUps: [{ told: 100 }] });
});

test('what can never be told waits for a person and is not tried again', async () => {
  const points = listener('points');
  points.says = () => Promise.resolve({ is: 'never', why: '10060004' });
  const world = openWith(points);
  const { outTradeNo } = await paid(world);
  world.advance(24 * 3600_000);
  await runTimer(world.shop);
  expect(points.heard).toHaveLength(1);
  expect(stored(world, outTradeNo)).toMatchObject({
    attention: [{ reason: 'not_told', of: 'points' }],
    followUps: [{ state: 'refused', over: true }],
  });
});

test('one who throws neither keeps the PSP’s notice from its answer nor the other from hearing', async () => {
  const [points, shipping] = [listener('points'), listener('shipping')];
  points.says = () => Promise.reject(new Error('no'));
  const world = openWith(points, shipping);
  await paid(world);
  world.advance(61_000);
  await runTimer(world.shop);
  expect(heardFees(shipping)).toEqual([100]);
  expect(world.logged.join('\n')).toContain('not_told');
});

test('a hook that fails keeps nobody from hearing', async () => {
  const points = listener('points');
  const world = openWith(points);
  world.hook = () => Promise.reject(new Error('the shop is away'));
  const { outTradeNo } = await paid(world).catch(() => ({
    outTradeNo: [...world.store.orderTable.keys()][0] ?? '',
  }));
  world.advance(1000);
  await runTimer(world.shop);
  expect(stored(world, outTradeNo).hook).toBe('due');
  expect(heardFees(points)).toEqual([100]);
});

test('a telling that ends after a refund takes nothing back: the refund is told too', async () => {
  const points = listener('points');
  const world = openWith(points);
  points.says = () => Promise.resolve({ is: 'later', why: 'busy' });
  const { outTradeNo } = await paid(world);
  points.says = async (order) => {
    points.says = () => Promise.resolve({ is: 'told', state: 'heard' });
    if (order.refunded_fee === 0) await refunded(world, outTradeNo, 40);
    return { is: 'told', state: 'heard' };
  };
  world.advance(61_000);
  await runTimer(world.shop);
  world.advance(61_000);
  await runTimer(world.shop);
  expect(heardFees(points).at(-1)).toBe(60);
  expect(stored(world, outTradeNo).followUps).toMatchObject([{ told: 60 }]);
});

describe('what shipping management says by itself', () => {
  async function reported(): Promise<{
    world: World;
    outTradeNo: string;
    say: (state: 'uploaded' | 'confirmed') => Promise<void>;
  }> {
    const world = openWith(listener('shipping'));
    const { outTradeNo, transactionId = '', appid } = await paid(world);
    return { world, outTradeNo, say: (state) => noteShipping(world.shop, appid, { transactionId, state }) };
  }

  test('is noted, and whatever came later stays', async () => {
    const { world, outTradeNo, say } = await reported();
    await say('confirmed');
    await say('uploaded');
    await say('confirmed');
    expect(stored(world, outTradeNo).followUps).toMatchObject([{ name: 'shipping', state: 'confirmed' }]);
    expect(orderView(stored(world, outTradeNo))).toMatchObject({ shipping: 'confirmed' });
  });

  test('of a payment of another app, or of nobody here, changes nothing', async () => {
    const { world, outTradeNo } = await reported();
    const before = stored(world, outTradeNo);
    const transactionId = before.transactionId ?? '';
    await noteShipping(world.shop, 'wxffffffffffffffff', { transactionId, state: 'confirmed' });
    await noteShipping(world.shop, before.appid, { transactionId: '4200009999', state: 'confirmed' });
    expect(stored(world, outTradeNo)).toBe(before);
  });
});
