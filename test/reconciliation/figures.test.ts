/** Figures: what was ordered, paid, refunded and kept aside, by day, PSP and currency, for those who run the shop. */
import { callable } from '../../shared/kernel/callable';
import { reconciliationActions } from '../../shared/reconciliation/door';
import { HOUR_MS } from '../../shared/reconciliation/statement-day';
import { decide, paidTooLittle, paidTwice, runFor } from '../payments/flows/aside-world';
import { operator, stored, stranger, type World } from '../payments/flows/world';
import { anOrder } from '../payments/order/an-order';
import { ADay, DAY, NOON, ZONE } from './a-day';
import { memoryBooks } from './memory-books';

type Answer = Readonly<Record<string, unknown>>;

const askOf = (on: ADay, event: object, openid: string): Promise<Answer> =>
  callable(
    {
      room: on.room,
      log: on.world.shop.log,
      identity: () => Promise.resolve({ openid, appid: operator.appid, unionid: '', fromAppid: '' }),
    },
    reconciliationActions,
    { action: 'figures', ...event },
  );

const figures = async (on: ADay, event: object = { from: DAY, to: DAY, zone: ZONE }): Promise<unknown> =>
  (await askOf(on, event, operator.openid)).figures;

/** The figures of today in a world of its own. */
async function figuresIn(world: World): Promise<unknown> {
  const on = new ADay();
  const room = { ...on.room, shop: world.shop, books: memoryBooks(world.store) };
  const today = new Date(world.shop.clock.now()).toISOString().slice(0, 10);
  return figures(Object.assign(on, { room }), { from: today, to: today });
}

const nothing = { orders: 0, paid: 0, refunded: 0, kept_aside: 0 };

test('a day without anything has no figures', async () => {
  expect(await figures(new ADay())).toEqual([]);
});

test('orders count on the day they were made, payments and refunds on the days when the money moved', async () => {
  const on = new ADay();
  const yesterday = NOON - 24 * HOUR_MS;
  const tomorrow = NOON + 24 * HOUR_MS;
  const order = on.paid({ createdAt: yesterday });
  on.refunded(order, { amount: { value: 300, currency: 'CNY' }, sentAt: tomorrow });
  on.paid({ createdAt: NOON });
  const asked = { from: '2026-10-31', to: '2026-11-02', zone: ZONE };
  expect(await figures(on, asked)).toEqual([
    { ...nothing, day: '2026-10-31', pay_sp: 'v3', fee_type: 'CNY', orders: 1 },
    { ...nothing, day: DAY, pay_sp: 'v3', fee_type: 'CNY', orders: 1, paid: 1001 + 1002 },
    { ...nothing, day: '2026-11-02', pay_sp: 'v3', fee_type: 'CNY', refunded: 300 },
  ]);
});

test('a refund counts on its day although its order had a newer one since', async () => {
  const on = new ADay();
  const once = on.refunded(on.paid({ createdAt: 1 }), { sentAt: NOON });
  on.refunded(once, { amount: { value: 70, currency: 'CNY' }, sentAt: NOON + 90 * HOUR_MS });
  expect(await figures(on)).toEqual([
    { ...nothing, day: DAY, pay_sp: 'v3', fee_type: 'CNY', paid: 1001, refunded: 100 },
  ]);
});

test('what has not gone back yet, or never will, is no refund', async () => {
  const on = new ADay();
  const first = on.refunded(on.paid({ createdAt: 1 }), { state: 'failed' });
  on.refunded(first, { state: 'processing' });
  expect(await figures(on)).toEqual([{ ...nothing, day: DAY, pay_sp: 'v3', fee_type: 'CNY', paid: 1001 }]);
});

test('midnight is where the asked zone has it', async () => {
  const on = new ADay();
  on.paid({ createdAt: 1 }, Date.parse('2026-11-01T20:00:00Z'));
  const days = async (zone?: string) =>
    ((await figures(on, { from: DAY, to: '2026-11-02', ...(zone && { zone }) })) as Answer[]).map(
      ({ day }) => day,
    );
  expect(await days()).toEqual(['2026-11-01']);
  expect(await days('+08:00')).toEqual(['2026-11-02']);
  expect(await days('-08:00')).toEqual(['2026-11-01']);
});

test('orders of another currency, and orders that nobody tried to pay, are lines of their own', async () => {
  const on = new ADay();
  on.paid({ createdAt: 1 });
  on.paid({ createdAt: 1, total: { value: 50, currency: 'HKD' } });
  on.put(
    anOrder({
      outTradeNo: 'CPUNTRIED1',
      createdAt: NOON,
      attempts: [],
      total: { value: 9, currency: 'EUR' },
    }),
  );
  expect(await figures(on)).toEqual([
    { ...nothing, day: DAY, pay_sp: '', fee_type: 'EUR', orders: 1 },
    { ...nothing, day: DAY, pay_sp: 'v3', fee_type: 'CNY', paid: 1001 },
    { ...nothing, day: DAY, pay_sp: 'v3', fee_type: 'HKD', paid: 50 },
  ]);
});

test('kept-aside money counts until somebody has decided, and its return is no refund of an order', async () => {
  const aside = await paidTwice('v3');
  expect(await figuresIn(aside.world)).toMatchObject([
    { orders: 1, paid: 100, refunded: 0, kept_aside: 100 },
  ]);
  await decide(aside, 'return');
  for (const refund of aside.world.psp.refunds.values()) refund.state = 'succeeded';
  await runFor(aside.world, 5);
  expect(stored(aside.world, aside.order.outTradeNo).returns).toMatchObject([{ state: 'succeeded' }]);
  expect(await figuresIn(aside.world)).toMatchObject([{ orders: 1, paid: 100, refunded: 0, kept_aside: 0 }]);
});

test('money of another amount is kept aside, not paid', async () => {
  const { world } = await paidTooLittle('v3');
  expect(await figuresIn(world)).toMatchObject([{ orders: 1, paid: 0, kept_aside: 99 }]);
});

test('more pages than one are counted, each order once', async () => {
  const on = new ADay();
  for (let at = 0; at < 2300; at += 1) on.paid({ createdAt: NOON, total: { value: 1, currency: 'CNY' } });
  expect(await figures(on)).toMatchObject([{ orders: 2300, paid: 2300 }]);
});

test('what cannot be read is named by its own number, and the rest is counted', async () => {
  const on = new ADay();
  on.paid({ createdAt: NOON });
  const { books, shop } = on.room;
  const order = { collection: 'orders', id: 'CPSPOILT', problem: 'fee_type: a number' };
  const notice = { collection: 'payment', id: 'aside:v3:CPDAY1', problem: 'amount: a text' };
  const madeBetween: typeof books.madeBetween = async (asked) => ({
    ...(await books.madeBetween(asked)),
    unreadable: [order],
  });
  const store = Object.create(shop.store) as typeof shop.store;
  store.asideNotices = async () => ({ items: [], unreadable: [notice] });
  Object.assign(on, {
    room: { ...on.room, books: { ...books, madeBetween }, shop: { ...shop, store } },
  });
  const answer = await askOf(on, { from: DAY, to: DAY, zone: ZONE }, operator.openid);
  expect(answer.figures).toMatchObject([{ orders: 1, paid: 1001 }]);
  expect(answer.unreadable).toEqual([
    { out_trade_no: 'CPSPOILT', problem: order.problem },
    { notice_id: 'aside:v3:CPDAY1', problem: notice.problem },
  ]);
});

test('more than can be counted at once is refused with what to do about it', async () => {
  const on = new ADay();
  const rows = Array.from({ length: 1000 }, (_, at) => ({
    ...{ outTradeNo: `CP${at}`, currency: 'CNY', createdAt: NOON },
  }));
  let at = NOON;
  const madeBetween = async () => ({ rows, unreadable: [], next: { at: (at += 1), outTradeNo: 'CP' } });
  Object.assign(on, { room: { ...on.room, books: { ...on.room.books, madeBetween } } });
  const { errcode, errmsg } = await askOf(on, { from: DAY, to: DAY }, operator.openid);
  expect([errcode, errmsg]).toEqual([1002, expect.stringContaining('ask for fewer days')]);
});

test.each([
  ['from', { to: DAY }],
  ['to', { from: DAY, to: '2026-10-31' }],
  ['to', { from: '2026-01-01', to: DAY }],
  ['to', { from: DAY, to: '2026-11-31' }],
  ['zone', { from: DAY, to: DAY, zone: 'Europe/Amsterdam' }],
  ['zone', { from: DAY, to: DAY, zone: '+15:00' }],
])('refuses a wrong %s by its name', async (field, event) => {
  const { errcode, errmsg } = await askOf(new ADay(), event, operator.openid);
  expect(errcode).toBe(1002);
  expect(errmsg).toContain(field);
});

test('figures are for operators', async () => {
  const event = { from: DAY, to: DAY };
  expect(await askOf(new ADay(), event, stranger.openid)).toMatchObject({ errcode: 1004 });
});
