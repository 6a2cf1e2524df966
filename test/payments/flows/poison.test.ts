/** What fails too often is tried no more, is shown, and goes on when a person sets it going again. */
import { listOrders } from '../../../shared/payments/flows/query-order';
import { retry } from '../../../shared/payments/flows/people/retry';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { dueAt, HOOK_TRIES, NEVER } from '../../../shared/payments/order/schedule';
import { refund } from './as-callers';
import { payAt } from './fake-psp';
import {
  codeOf,
  openWorld,
  operator,
  paid,
  payer,
  pending,
  stored,
  take,
  timeout,
  type World,
} from './world';

const DAY_MS = 24 * 3600_000;
const person = { by: operator.openid, why: 'it is mended' };

/** The timer runs whenever something is due, for so many days; answers how often. */
async function live(world: World, outTradeNo: string, days: number): Promise<number> {
  const end = world.shop.clock.now() + days * DAY_MS;
  for (let runs = 0; runs < 2000; runs += 1) {
    const due = dueAt(stored(world, outTradeNo)) ?? Infinity;
    if (due > end) {
      world.advance(end - world.shop.clock.now());
      return runs;
    }
    world.advance(Math.max(60_000, due - world.shop.clock.now()));
    await runTimer(world.shop);
  }
  throw new Error('it is tried for ever');
}

describe('a hook that always throws', () => {
  test('is stopped after eight tries, whatever brings it, and set going again by a person', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await pending(world);
    let tries = 0;
    world.hook = () => {
      tries += 1;
      return Promise.reject(new Error('the warehouse is away'));
    };
    payAt(world.psp, outTradeNo);
    const notice = world.psp.paymentNotice(outTradeNo);
    await take(world, notice);
    await live(world, outTradeNo, 60);
    expect(tries).toBe(HOOK_TRIES);
    await take(world, world.psp.paymentNotice(outTradeNo));
    expect(tries).toBe(HOOK_TRIES);
    expect(stored(world, outTradeNo)).toMatchObject({
      hook: 'stopped',
      attention: [{ reason: 'hook_failed' }],
    });
    const going = await retry(world.shop, stored(world, outTradeNo), person);
    expect(going).toMatchObject({ hook: 'due', hookTries: 1, attention: [] });
    world.hook = () => Promise.resolve();
    await live(world, outTradeNo, 1);
    expect(stored(world, outTradeNo)).toMatchObject({ hook: 'done', attention: [] });
    expect(stored(world, outTradeNo).journal.find(({ by }) => by === person.by)?.why).toBe(person.why);
  });

  test('is shown with its last try', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.hook = () => Promise.reject(new Error('the warehouse is away'));
    const order = stored(world, outTradeNo);
    const last = { hook: 'due', hookTries: HOOK_TRIES - 1, hookUntil: 1 } as const;
    world.store.orderTable.set(outTradeNo, { ...order, ...last });
    await runTimer(world.shop);
    expect(stored(world, outTradeNo)).toMatchObject({
      hook: 'stopped',
      attention: [{ reason: 'hook_failed' }],
    });
  });

  test('whose last try died with its process is stopped and shown too', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    const order = stored(world, outTradeNo);
    world.store.orderTable.set(outTradeNo, { ...order, hook: 'due', hookTries: HOOK_TRIES, hookUntil: 1 });
    await live(world, outTradeNo, 1);
    expect(stored(world, outTradeNo)).toMatchObject({
      hook: 'stopped',
      attention: [{ reason: 'hook_failed' }],
    });
    expect(world.hooked).toHaveLength(1);
  });
});

describe('an order whose PSP never answers', () => {
  test('is no longer ended nor asked about after a month, is shown, and goes on again', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await pending(world);
    world.network = timeout;
    const runs = await live(world, outTradeNo, 90);
    expect(runs).toBeGreaterThan(100);
    expect(dueAt(stored(world, outTradeNo))).toBe(NEVER);
    expect(stored(world, outTradeNo)).toMatchObject({
      state: 'pending',
      attention: [{ reason: 'not_ended' }],
      attempts: [{ askAt: 0 }],
    });
    payAt(world.psp, outTradeNo);
    world.network = (_asked, pass) => pass();
    await retry(world.shop, stored(world, outTradeNo), person);
    expect(stored(world, outTradeNo)).toMatchObject({ state: 'paid', attention: [] });
  });

  test('keeps a refund shown that is no longer asked about', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await paid(world);
    world.network = timeout;
    await codeOf(refund(world.shop, operator, { outTradeNo, refundFee: 40 }));
    await live(world, outTradeNo, 90);
    expect(dueAt(stored(world, outTradeNo))).toBeUndefined();
    expect(stored(world, outTradeNo)).toMatchObject({
      attention: [{ reason: 'refund_unanswered' }],
      refunds: [{ state: 'requested', askAt: 0 }],
    });
    world.network = (_asked, pass) => pass();
    await retry(world.shop, stored(world, outTradeNo), person);
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'processing' }]);
  });
});

test('an order that cannot be read is looked at for a day, then no more', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  world.store.spoilt.add(outTradeNo);
  let looked = 0;
  for (let hour = 0; hour < 100; hour += 1) {
    world.advance(3600_000);
    looked += (await runTimer(world.shop)).looked;
  }
  expect(looked).toBeGreaterThan(20);
  expect(looked).toBeLessThan(30);
});

describe('the list of orders that wait for a person', () => {
  test('holds them and no others, for operators only', async () => {
    const world = openWorld('v3');
    const calm = await paid(world);
    const waiting = await paid(world);
    world.store.orderTable.set(waiting.outTradeNo, {
      ...stored(world, waiting.outTradeNo),
      attention: [{ reason: 'hook_failed', since: 5, of: waiting.outTradeNo }],
    });
    const numbers = async (attention: boolean): Promise<readonly string[]> =>
      (await listOrders(world.shop, operator, { attention })).orders.map((one) => one.outTradeNo);
    expect(await numbers(true)).toEqual([waiting.outTradeNo]);
    expect([...(await numbers(false))].sort()).toEqual([calm.outTradeNo, waiting.outTradeNo].sort());
    expect(await codeOf(listOrders(world.shop, payer, { attention: true }))).toBe('FORBIDDEN');
  });
});
