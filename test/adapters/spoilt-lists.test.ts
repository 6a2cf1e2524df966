/** Lists over documents that people edited: those that nobody can read never end a list, and each is named to a person. */
import { cloudReports } from '../../shared/adapters/cloud-reports';
import { cloudStore } from '../../shared/adapters/cloud-store';
import { toDocument } from '../../shared/adapters/order-document';
import type { Listed } from '../../shared/payments/ports';
import { newReport } from '../../shared/reconciliation/reports/report';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';
import { anOrder } from '../payments/order/an-order';

let running: StartedCloud;
beforeAll(async () => {
  running = await startCloud();
  Object.assign(process.env, running.cloud.sdkEnvironment());
});
afterAll(async () => running.stop());
beforeEach(async () => {
  await running.cloud.reset();
  for (const name of ['orders', 'payment', 'reconciliations']) running.cloud.database.ensureCollection(name);
});

const name = (number: number): string => `CPORDER${String(number).padStart(4, '0')}`;
const put = (collection: string, document: Readonly<Record<string, unknown>> & { readonly _id: unknown }) =>
  running.cloud.database.put(collection, document);

interface Spoilable {
  readonly put: (number: number, change?: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly spoilt: Readonly<Record<string, unknown>>;
  readonly list: (limit: number, before?: number, beforeId?: string) => Promise<Listed<string>>;
}

const idsOf = <T>({ items, unreadable }: Listed<T>, idOf: (one: T) => string): Listed<string> => ({
  items: items.map(idOf),
  unreadable,
});

const orders = (waiting: boolean): Spoilable => ({
  put: (number, change) =>
    put('orders', {
      _id: name(number),
      ...toDocument(
        anOrder({
          outTradeNo: name(number),
          createdAt: number,
          attention: [{ reason: 'not_ended', since: 5, of: name(number) }],
        }),
      ),
      ...change,
    }),
  spoilt: { total_fee: '5200' },
  list: async (limit, before = Number.MAX_SAFE_INTEGER, beforeNo) => {
    const place = { before, ...(beforeNo === undefined ? {} : { beforeNo }), limit };
    const whose = { configId: 'payment', ...(waiting ? { waiting: true as const } : {}) };
    return idsOf(await cloudStore.listOrders({ ...whose, ...place }), ({ outTradeNo }) => outTradeNo);
  },
});

const kinds: readonly (readonly [string, Spoilable])[] = [
  ['orders', orders(false)],
  ['orders that wait', orders(true)],
  [
    'notices',
    {
      put: (number, change) =>
        put('payment', {
          _id: name(number),
          ...{ verdict: 'kept_aside', config_id: 'payment', pay_sp: 'v3', received_at: number },
          ...{ out_trade_no: 'X', reason: 'r', decision: null, ...change },
        }),
      spoilt: { amount: '111' },
      list: async (limit, before = Number.MAX_SAFE_INTEGER, beforeId) => {
        const place = { before, ...(beforeId === undefined ? {} : { beforeId }), limit };
        const whose = { configId: 'payment', paySps: ['v3'], all: false };
        return idsOf(await cloudStore.asideNotices({ ...whose, ...place }), ({ id }) => id);
      },
    },
  ],
  [
    'reports',
    {
      put: async (number, change) => {
        const report = newReport({ paySp: 'v3', configId: 'payment' }, '2026-11-24');
        await cloudReports.insert({ ...report, id: name(number), writtenAt: number });
        if (change) {
          const [document] = await running.cloud.database.find('reconciliations', { _id: name(number) });
          await put('reconciliations', { ...document, _id: name(number), ...change });
        }
      },
      spoilt: { tries: 'often' },
      list: async (limit, before = Number.MAX_SAFE_INTEGER, beforeId) => {
        const place = { before, ...(beforeId === undefined ? {} : { beforeId }), limit };
        return idsOf(
          await cloudReports.list({ configId: 'payment', paySps: ['v3'], ...place }),
          ({ id }) => id,
        );
      },
    },
  ],
];

describe.each(kinds)('a list of %s', (_kind, { put: write, spoilt, list }) => {
  test('goes on behind more spoilt ones than a page holds', async () => {
    for (const number of [1, 2, 3]) await write(number);
    for (let number = 4; number < 12; number += 1) await write(number, spoilt);
    const { items, unreadable } = await list(2);
    expect(items).toEqual([name(3), name(2)]);
    expect(unreadable).toHaveLength(8);
    expect((await list(2, 2, name(2))).items).toEqual([name(1)]);
  });

  test('is as long as it was asked for, and no more, between spoilt ones', async () => {
    for (let number = 1; number <= 12; number += 1) await write(number, number % 2 ? spoilt : undefined);
    expect((await list(3)).items).toEqual([name(12), name(10), name(8)]);
  });

  test('ends where everything is spoilt, however much that is', async () => {
    for (let number = 1; number <= 30; number += 1) await write(number, spoilt);
    const { items, unreadable } = await list(1);
    expect(items).toEqual([]);
    expect(new Set(unreadable.map(({ id }) => id)).size).toBe(30);
  });
});

const noMoments = [['text'], [''], [null], [{}], [[]], [true], [1e308], [undefined]] as const;

test.each(noMoments)('an order that is due at %j is due now, and its turn can be moved', async (due) => {
  const { due_at: _due, ...document } = toDocument(anOrder({ outTradeNo: 'ODD' }));
  await put('orders', { ...document, _id: 'ODD', ...(due === undefined ? {} : { due_at: due }) });
  const dueAt = async (now: number): Promise<readonly string[]> =>
    (await cloudStore.dueOrders({ which: 'longest due', now, limit: 10 })).map(({ id }) => id);
  expect(await dueAt(5000)).toEqual(['ODD']);
  await cloudStore.postpone('ODD', { now: 5000, until: 6000, givenUpBefore: 0 });
  expect(await dueAt(5500)).toEqual([]);
  expect(await dueAt(6000)).toEqual(['ODD']);
});

test.each(noMoments)(
  'an order that cannot be read since %j waits for a person all the same',
  async (since) => {
    const document = toDocument(anOrder({ outTradeNo: 'ODD' }));
    await put('orders', {
      ...{ ...document, _id: 'ODD', total_fee: 'x', due_at: 5, waits_since: since ?? null },
      ...(since === undefined ? {} : { unreadable_since: since }),
    });
    await cloudStore.postpone('ODD', { now: 5000, until: 6000, givenUpBefore: 0 });
    expect(await orders(true).list(5)).toMatchObject({ items: [], unreadable: [{ id: 'ODD' }] });
    await cloudStore.postpone('ODD', { now: 7000, until: 8000, givenUpBefore: 6000 });
    expect(await cloudStore.dueOrders({ which: 'longest due', now: 9e12, limit: 10 })).toEqual([]);
  },
);

test.each(noMoments.slice(0, -1))(
  'an order made at %j that cannot be read is named with those that wait',
  async (at) => {
    const document = toDocument(anOrder({ outTradeNo: 'ODD' }));
    await put('orders', { ...document, _id: 'ODD', created_at: at, waits_since: 5, total_fee: 'x' });
    await orders(true).put(7);
    expect(await orders(true).list(1)).toMatchObject({ items: [name(7)], unreadable: [{ id: 'ODD' }] });
    expect((await orders(true).list(1, 7)).unreadable).toEqual([]);
  },
);

test.each([[7], [null], [{}], [undefined]])(
  'an order of configuration %j is named to those who wait for orders of the default one',
  async (configId) => {
    const { config_id: _its, ...document } = toDocument(anOrder({ outTradeNo: 'ODD' }));
    const change = { _id: 'ODD', waits_since: 5, total_fee: 'x' };
    await put('orders', {
      ...document,
      ...change,
      ...(configId === undefined ? {} : { config_id: configId }),
    });
    expect((await orders(true).list(5)).unreadable).toMatchObject([{ id: 'ODD' }]);
    const other = {
      configId: 'payment_wxb',
      waiting: true,
      before: Number.MAX_SAFE_INTEGER,
      limit: 5,
    } as const;
    expect((await cloudStore.listOrders(other)).unreadable).toEqual([]);
  },
);
