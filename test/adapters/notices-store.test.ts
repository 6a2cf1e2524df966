/** What was kept aside, and what waits for a person: the memory that the tests work on and the cloud database answer the same. */
import { cloudStore } from '../../shared/adapters/cloud-store';
import type { ArchivedNotice, AsideFilter, NoticeCount, Store } from '../../shared/payments/ports';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';
import { MemoryStore } from '../payments/flows/memory-store';
import { aPaidOrder, aRefund } from '../payments/order/an-order';

let running: StartedCloud;
beforeAll(async () => {
  running = await startCloud();
  Object.assign(process.env, running.cloud.sdkEnvironment());
});
afterAll(async () => running.stop());
beforeEach(async () => running.cloud.reset());

const aside = (change: Partial<ArchivedNotice> = {}): ArchivedNotice => ({
  id: 'aside:v3:ORDER1',
  about: { paySp: 'v3', no: 'ORDER1', says: 'paid' },
  paySp: 'v3',
  configId: 'payment',
  outTradeNo: 'ORDER1',
  receivedAt: 1000,
  raw: '{}',
  verdict: 'kept_aside',
  reason: 'paid 0.99 CNY, the order is 1.00 CNY',
  ...change,
});

const all: AsideFilter = {
  configId: 'payment',
  paySps: ['v3', 'yaband'],
  before: 1e15,
  all: false,
  limit: 20,
};
const decided = {
  word: 'return',
  by: 'o-operator',
  at: 5,
  why: 'paid twice',
  outRefundNo: 'ORDER1A',
} as const;

const stores: readonly (readonly [string, () => Store])[] = [
  ['memory', () => new MemoryStore()],
  ['the cloud database', () => cloudStore],
];

describe.each(stores)('in %s', (_name, open) => {
  let store: Store;
  beforeEach(() => {
    store = open();
  });

  const ids = async (change: Partial<AsideFilter> = {}): Promise<readonly string[]> =>
    (await store.asideNotices({ ...all, ...change })).items.map(({ id }) => id);

  test('notices of unknown orders come newest first, of the PSPs that are asked for', async () => {
    const stray = (outTradeNo: string, receivedAt: number, paySp = 'v3') =>
      store.archiveNotice({
        ...{ paySp, configId: 'payment', outTradeNo, receivedAt, raw: '{}' },
        ...{ verdict: 'unknown_order', reason: 'no such order' },
      });
    await stray('OLD', 1000);
    await stray('GONE', 2000);
    await stray('HINT', 3000, '2paynow');
    await stray('LATER', 4000);
    const found = async (paySps: readonly string[], limit = 10) =>
      (await store.strayNotices({ since: 1000, paySps, limit })).map(({ outTradeNo }) => outTradeNo);
    expect(await found(['v3', 'yaband'])).toEqual(['LATER', 'GONE']);
    expect(await found(['v3', '2paynow'], 2)).toEqual(['LATER', 'HINT']);
    expect(await found([])).toEqual([]);
  });

  test('of what enough is kept, a repetition is not, and notices can be counted', async () => {
    const stray = { outTradeNo: 'GONE', verdict: 'unknown_order' } as const;
    const { id: _, about: _about, ...plain } = aside();
    for (let n = 1; n <= 3; n += 1) await store.archiveNotice({ ...plain, ...stray, receivedAt: n });
    for (let n = 0; n < 3; n += 1) await store.archiveNotice(aside({ isEnough: n === 2 }));
    const count = (change: Partial<NoticeCount>) =>
      store.countNotices({ verdict: 'unknown_order', paySp: 'v3', since: 0, limit: 10, ...change });
    expect(await count({})).toBe(3);
    expect(await count({ since: 1 })).toBe(2);
    expect(await count({ limit: 2 })).toBe(2);
    expect(await count({ paySp: 'v2' })).toBe(0);
    expect(await count({ verdict: 'duplicate', outTradeNo: 'ORDER1' })).toBe(1);
    expect(await count({ verdict: 'duplicate', outTradeNo: 'GONE' })).toBe(0);
  });

  test('one payment is one notice, completed by later reports', async () => {
    await store.archiveNotice(aside());
    await store.archiveNotice(aside({ spTradeNo: 'SP1', receivedAt: 2000 }));
    await store.archiveNotice(aside({ amount: 99, feeType: 'CNY', receivedAt: 3000 }));
    await store.archiveNotice(aside({ spTradeNo: 'SP1', amount: 98, feeType: 'CNY' }));
    const { items } = await store.asideNotices(all);
    expect(items).toMatchObject([
      {
        id: 'aside:v3:ORDER1',
        receivedAt: 1000,
        spTradeNo: 'SP1',
        amount: 99,
        feeType: 'CNY',
        about: { paySp: 'v3', no: 'ORDER1', says: 'paid', spTradeNo: 'SP1' },
      },
    ]);
  });

  test('another payment under the same number is another notice, once', async () => {
    for (const spTradeNo of ['SP1', 'SP2', 'SP2', 'SP1']) await store.archiveNotice(aside({ spTradeNo }));
    expect([...(await ids())].sort()).toEqual(['aside:v3:ORDER1', 'aside:v3:ORDER1:SP2']);
  });

  test('the list holds open ones of a configuration and of certain PSPs, newest first, in pages', async () => {
    const times = [1000, 2000, 3000, 4000];
    for (const receivedAt of times) await store.archiveNotice(aside({ id: `n${receivedAt}`, receivedAt }));
    await store.archiveNotice(aside({ id: 'other-psp', paySp: 'vr' }));
    await store.archiveNotice(aside({ id: 'other-shop', configId: 'payment_wxb' }));
    await store.archiveNotice(aside({ id: 'applied', verdict: 'applied' }));
    expect(await ids({ limit: 2 })).toEqual(['n4000', 'n3000']);
    expect(await ids({ limit: 2, before: 3000 })).toEqual(['n2000', 'n1000']);
    expect(await ids({ configId: 'payment_wxb' })).toEqual(['other-shop']);
    await store.decideNotice('n2000', decided);
    expect(await ids()).toEqual(['n4000', 'n3000', 'n1000']);
    expect(await ids({ all: true })).toEqual(['n4000', 'n3000', 'n2000', 'n1000']);
  });

  test('notices of one moment come page by page, each once, also where there are very many', async () => {
    const numbers = Array.from({ length: 130 }, (_, at) => `n${String(at).padStart(3, '0')}`);
    for (const id of numbers) await store.archiveNotice(aside({ id, receivedAt: 1000 }));
    await store.archiveNotice(aside({ id: 'older', receivedAt: 999 }));
    const seen: string[] = [];
    let place: Partial<AsideFilter> = {};
    for (let pages = 0; pages < 20; pages += 1) {
      const { items } = await store.asideNotices({ ...all, ...place, limit: 10 });
      seen.push(...items.map(({ id }) => id));
      const last = items.at(-1);
      if (!last) break;
      place = { before: last.receivedAt, beforeId: last.id };
    }
    expect(seen).toEqual([...numbers.toReversed(), 'older']);
  });

  test('a notice is decided once', async () => {
    await store.archiveNotice(aside());
    const answers = await Promise.all([
      store.decideNotice('aside:v3:ORDER1', decided),
      store.decideNotice('aside:v3:ORDER1', { ...decided, word: 'dismissed' }),
    ]);
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await store.decideNotice('aside:v3:NOWHERE', decided)).toBe(false);
    const word = answers[0] ? 'return' : 'dismissed';
    expect(await store.asideNotice('aside:v3:ORDER1')).toMatchObject({ decided: { ...decided, word } });
    await store.archiveNotice(aside({ spTradeNo: 'SP1' }));
    expect(await ids()).toEqual([]);
  });

  test('an order is found by the number of a return, and listed while it waits for a person', async () => {
    const order = { ...aPaidOrder(), version: 1 };
    const payment = { paySp: 'v3', attemptNo: 'ORDER1', appid: 'wx1', total: { value: 99, currency: 'CNY' } };
    const money = { ...aRefund({ outRefundNo: 'BACK1', amount: payment.total }), payment };
    await store.orders.insert({ ...order, returns: [money] });
    await store.orders.insert({
      ...order,
      outTradeNo: 'CPORDER02',
      attention: [{ reason: 'hook_failed', since: 5, of: 'CPORDER02' }],
    });
    expect((await store.orderOfRefund('BACK1'))?.returns).toEqual([money]);
    const filter = { before: 1e15, limit: 20 };
    const waiting = await store.listOrders({ ...filter, waiting: true });
    expect(waiting.items.map((one) => one.outTradeNo)).toEqual(['CPORDER02']);
    expect((await store.listOrders(filter)).items).toHaveLength(2);
  });
});

test('notices of one millisecond come together, so that no page loses one', async () => {
  for (const n of [1, 2, 3, 4]) await cloudStore.archiveNotice(aside({ id: `n${n}` }));
  const { items } = await cloudStore.asideNotices({ ...all, limit: 2 });
  expect(items).toHaveLength(4);
});

test('a notice that people edited into something else is named, and in nobody’s way', async () => {
  await cloudStore.archiveNotice(aside());
  await running.cloud.database.put('payment', {
    ...{ _id: 'spoilt', verdict: 'kept_aside', config_id: 'payment', pay_sp: 'v3', received_at: 5 },
    ...{ out_trade_no: 7, reason: '', decision: null },
  });
  const listed = await cloudStore.asideNotices(all);
  expect(listed.items).toHaveLength(1);
  expect(listed.unreadable).toMatchObject([{ collection: 'payment', id: 'spoilt' }]);
  await expect(cloudStore.asideNotice('spoilt')).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
});

test('a notice from before configurations were written down is the default one’s', async () => {
  const old = {
    _id: 'old',
    verdict: 'kept_aside',
    pay_sp: 'v3',
    received_at: 5,
    out_trade_no: 'X',
    reason: 'r',
  };
  running.cloud.database.ensureCollection('payment');
  await running.cloud.database.put('payment', old);
  expect((await cloudStore.asideNotices(all)).items.map(({ id }) => id)).toEqual(['old']);
  expect((await cloudStore.asideNotices({ ...all, configId: 'payment_wxb' })).items).toEqual([]);
});

test('an order that cannot be read waits for a person, and leaves the timer’s queue after a day', async () => {
  const hour = 3600_000;
  running.cloud.database.ensureCollection('orders');
  await running.cloud.database.put('orders', {
    ...{ _id: 'SPOILT', out_trade_no: 'SPOILT', total_fee: '5200', created_at: 1, due_at: 1 },
  });
  const dueAfter = async (now: number): Promise<number> =>
    (await cloudStore.dueOrders({ which: 'longest due', now, limit: 10 })).length;
  let looked = 0;
  for (let now = hour; now <= 40 * hour; now += hour) {
    if ((await dueAfter(now)) === 0) continue;
    looked += 1;
    await cloudStore.postpone('SPOILT', { now, until: now + hour, givenUpBefore: now - 24 * hour });
  }
  expect(looked).toBe(26);
  const waiting = await cloudStore.listOrders({ before: 1e15, limit: 5, waiting: true });
  expect(waiting.unreadable).toMatchObject([{ id: 'SPOILT' }]);
});
