/** What people are told once a day: everything that waits for them, once, however many timers run. */
import type { DailyMatter, Digest, TellingDay } from '../../../shared/payments/daily-matters';
import { createDailyTelling, type TellingRoom } from '../../../shared/payments/flows/daily/tell-once-a-day';
import { digestOf, matterOf } from '../../../shared/payments/flows/daily/digest';
import { whatWaits } from '../../../shared/payments/flows/daily/what-waits';
import type { Order, Refund } from '../../../shared/payments/order/order';
import { withAttention } from '../../../shared/payments/order/order-changes';
import type { OrderFilter } from '../../../shared/payments/ports';
import { payAt } from './fake-psp';
import { openWorld, ordered, paid, pending, stored, take, type World } from './world';

const NINE = Date.UTC(2026, 10, 27, 1, 0);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const matter = matterOf('kept_aside', ['20261127A1'], { limit: 100 }) as DailyMatter;

/** Timers that share a database, with a clock that is set by hand. */
function openRoom(matters: readonly DailyMatter[] = [matter]) {
  const days = new Map<string, TellingDay>();
  const told: Digest[] = [];
  const world = { now: NINE, fails: 0, looked: 0, told, days };
  const room: TellingRoom = {
    clock: { now: () => world.now, sleep: async () => undefined },
    log: () => undefined,
    days: {
      idOf: ({ day }) => day,
      get: async (id) => days.get(id),
      insert: async (one) => !days.has(one.day) && days.set(one.day, one).has(one.day),
      replace: async (one, expected) =>
        days.get(one.day)?.version === expected && days.set(one.day, one).has(one.day),
    },
    async matters() {
      world.looked += 1;
      return matters;
    },
    async tell(digest) {
      if (world.fails > 0) {
        world.fails -= 1;
        throw new Error('the chat is away');
      }
      told.push(digest);
    },
  };
  return { world, room };
}

describe('a day', () => {
  test('is told of once, by whichever of several timers comes first', async () => {
    const { world, room } = openRoom();
    const timers = [createDailyTelling(), createDailyTelling(), createDailyTelling()];
    await Promise.all(timers.map((timer) => timer.run(room)));
    world.now += HOUR;
    await Promise.all(timers.map((timer) => timer.run(room)));
    expect(world.told.map(({ day }) => day)).toEqual(['2026-11-27']);
    expect(world.looked).toBe(1);
    world.now += 24 * HOUR;
    for (const timer of timers) await timer.run(room);
    expect(world.told.map(({ day }) => day)).toEqual(['2026-11-27', '2026-11-28']);
  });

  test('is not told of before nine in the morning in Beijing', async () => {
    const { world, room } = openRoom();
    world.now = NINE - 1;
    await createDailyTelling().run(room);
    expect(world.told).toEqual([]);
    expect(world.days.size).toBe(0);
  });

  test('with nothing to tell disturbs nobody, and is not looked at again', async () => {
    const { world, room } = openRoom([]);
    await createDailyTelling().run(room);
    await createDailyTelling().run(room);
    expect(world.told).toEqual([]);
    expect(world.looked).toBe(1);
    expect(world.days.get('2026-11-27')).toMatchObject({ state: 'nothing', count: 0 });
  });

  test('whose telling failed is told of an hour later', async () => {
    const { world, room } = openRoom();
    world.fails = 1;
    const timer = createDailyTelling();
    await timer.run(room);
    await timer.run(room);
    expect(world.told).toEqual([]);
    world.now += HOUR;
    await timer.run(room);
    expect(world.told).toHaveLength(1);
    expect(world.days.get('2026-11-27')).toMatchObject({ state: 'told', tries: 2 });
  });

  test('is given up after five tries', async () => {
    const { world, room } = openRoom();
    world.fails = 99;
    for (let hour = 0; hour < 12; hour += 1) {
      await createDailyTelling().run(room);
      world.now += HOUR;
    }
    expect(world.days.get('2026-11-27')).toMatchObject({ state: 'failed', tries: 5 });
  });

  test('whose timer died is taken over when its time is up, not before', async () => {
    const { world, room } = openRoom();
    const day = '2026-11-27';
    world.days.set(day, {
      day,
      version: 1,
      state: 'claimed',
      tries: 1,
      leaseUntil: NINE + 120_000,
      count: 0,
    });
    await createDailyTelling().run(room);
    expect(world.told).toEqual([]);
    world.now += 120_001;
    await createDailyTelling().run(room);
    expect(world.told).toHaveLength(1);
  });
});

test('the message counts each matter, with a few examples, in both languages', () => {
  const numbers = Array.from({ length: 100 }, (_, at) => `N${at}`);
  const many = matterOf('waiting_orders', numbers, { limit: 100, configId: 'payment_wx1' }) as DailyMatter;
  const { text } = digestOf('2026-11-27', [matter, many]);
  expect(text.en).toBe(
    'CrossPay, 2026-11-27\npayments kept aside, to be returned or explained: 1 (20261127A1)\norders that wait for a person (payment_wx1): 100+ (N0, N1, N2, N3, N4)',
  );
  expect(text.zh).toContain('等待人工处理的订单 (payment_wx1): 100+ (N0');
});

test('a name that somebody made long or wrote lines into stays one short line of the message', () => {
  const spoilt = matterOf('kept_aside', [`A\nB${'x'.repeat(1_000_000)}`], { limit: 100 }) as DailyMatter;
  const { text } = digestOf('2026-11-27', [spoilt]);
  expect(text.en.split('\n')).toHaveLength(2);
  expect(text.en.length).toBeLessThan(400);
});

describe('what waits', () => {
  test('is nothing in a shop where all is well', async () => {
    const world = openWorld();
    await ordered(world);
    expect(await whatWaits(world.shop, ['payment'])).toEqual([]);
  });

  test('is an order that needs a person, a configuration that is wrong, and no word of a secret', async () => {
    const world = openWorld();
    const order = await ordered(world);
    const { outTradeNo } = order;
    const waiting = withAttention(order, 'not_ended', outTradeNo, world.shop.clock.now());
    await world.shop.store.orders.replace({ ...waiting, version: (order.version ?? 0) + 1 }, order.version);
    const { key, ...document } = world.store.configTable.get('payment') ?? {};
    world.store.configTable.set('payment', { ...document, key: `"${String(key)}"` });
    const found = await whatWaits(world.shop, ['payment']);
    expect(found.map(({ kind, count }) => [kind, count])).toEqual([
      ['waiting_orders', 1],
      ['configuration', 1],
    ]);
    expect(found[0]?.things).toEqual([outTradeNo]);
    const { text } = digestOf('2026-11-27', found);
    expect(text.en).toContain('key holds quotation marks around its value');
    expect(text.zh).toContain('key 里面有多余的引号');
    expect(JSON.stringify(found)).not.toContain(String(key));
  });

  test('is what a signed notice says of an order that is not there, once, and for three days', async () => {
    const world = openWorld();
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    world.store.orderTable.delete(outTradeNo);
    for (const time of [1, 2])
      expect([time, (await take(world, world.psp.paymentNotice(outTradeNo))).status]).toEqual([time, 404]);
    const kind = 'unknown_orders';
    expect(await whatWaits(world.shop, [])).toMatchObject([{ kind, count: 1, things: [outTradeNo] }]);
    jest.spyOn(world.shop.clock, 'now').mockReturnValue(world.shop.clock.now() + 3 * DAY);
    expect(await whatWaits(world.shop, [])).toEqual([]);
  });

  test('is no order that only a hint speaks of, which anybody could send', async () => {
    const world = openWorld();
    const stray = (paySp: string, outTradeNo: string) =>
      world.shop.store.archiveNotice({
        ...{ paySp, outTradeNo, configId: 'payment', receivedAt: world.shop.clock.now(), raw: '{}' },
        ...{ verdict: 'unknown_order', reason: 'no such order' },
      });
    await stray('2paynow', 'MADEUP');
    expect(await whatWaits(world.shop, [])).toEqual([]);
    // Ever so many of them hide none that is signed.
    await stray('yaband', 'GONE');
    for (let at = 0; at < 120; at += 1) await stray('2paynow', `MADEUP${at}`);
    expect(await whatWaits(world.shop, [])).toMatchObject([
      { kind: 'unknown_orders', things: ['GONE'], isAtLeast: false },
    ]);
  });

  test('is a refund without an end for a day, behind however many newer ones that are young or have ended', async () => {
    const world = openWorld();
    const { outTradeNo } = await paid(world);
    const order = stored(world, outTradeNo);
    const now = world.shop.clock.now();
    const refund = (no: string, change: Partial<Refund>): Refund => ({
      ...{ outRefundNo: no, amount: { value: 1, currency: 'EUR' }, reason: '', state: 'processing' },
      ...{ requestedAt: now, sentAt: now, wish: 'sum', isNumberOurs: true, told: true, leaseUntil: 0 },
      ...{ doubtful: false, left: true, askAt: now + DAY },
      ...change,
    });
    const put = (at: number, no: string, change: Partial<Refund>) =>
      world.shop.store.orders.insert({
        ...order,
        ...{ outTradeNo: no, createdAt: order.createdAt + at, refunds: [refund(`${no}R1`, change)] },
      });
    await put(0, 'OLD', { requestedAt: now - 2 * DAY });
    for (let at = 1; at <= 120; at += 1) await put(at, `YOUNG${at}`, {});
    for (let at = 1; at <= 120; at += 1) await put(at, `ENDED${at}`, { state: 'succeeded', askAt: 0 });
    const [found, ...more] = await whatWaits(world.shop, []);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'refunds_without_end',
      count: 1,
      isAtLeast: false,
      things: ['OLDR1'],
    });
  });

  const overdue = (world: World, order: Order): Order => {
    const requestedAt = world.shop.clock.now() - 2 * DAY;
    const sent = { requestedAt, sentAt: requestedAt, leaseUntil: 0, askAt: requestedAt };
    const said = { reason: '', told: true, doubtful: false, left: true, isNumberOurs: true } as const;
    const amount = { value: 1, currency: 'EUR' };
    const old = { outRefundNo: `${order.outTradeNo}R1`, amount, state: 'processing', wish: 'sum' } as const;
    return { ...order, refunds: [{ ...old, ...sent, ...said }] };
  };

  test('is found behind a page that has more than was asked for, all of one millisecond', async () => {
    const world = openWorld();
    const order = stored(world, (await paid(world)).outTradeNo);
    const first = Array.from({ length: 103 }, () => ({ ...order, refunds: [] }));
    jest.spyOn(world.shop.store, 'listOrders').mockImplementation(({ refunded, beforeNo }) => {
      if (!refunded) return Promise.resolve({ items: [], unreadable: [] });
      if (beforeNo === undefined) return Promise.resolve({ items: first, unreadable: [] });
      return Promise.resolve({ items: [overdue(world, order)], unreadable: [] });
    });
    expect(await whatWaits(world.shop, [])).toMatchObject([
      { kind: 'refunds_without_end', count: 1, isAtLeast: false },
    ]);
  });

  test('says that there may be more where not all that is under way was looked at', async () => {
    const world = openWorld();
    const asked: OrderFilter[] = [];
    const order = stored(world, (await paid(world)).outTradeNo);
    jest.spyOn(world.shop.store, 'listOrders').mockImplementation((filter) => {
      asked.push(filter);
      const isFirst = filter.beforeNo === undefined;
      const full = Array.from({ length: filter.limit }, () => ({ ...order, refunds: [] }));
      const items = isFirst ? [...full.slice(1), overdue(world, order)] : full;
      return Promise.resolve({ items: filter.refunded ? items : [], unreadable: [] });
    });
    expect(await whatWaits(world.shop, [])).toMatchObject([
      { kind: 'refunds_without_end', count: 1, isAtLeast: true },
    ]);
    expect(asked.filter(({ refunded }) => refunded)).toHaveLength(10);
  });
});
