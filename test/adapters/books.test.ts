/** Our record and the reports in the local cloud, through the unmodified SDK: pages without gaps, conditional writes, spoilt documents. */
import { cloudBooks } from '../../shared/adapters/cloud-books';
import { paymentConfigIds } from '../../shared/adapters/cloud-config';
import { cloudReports } from '../../shared/adapters/cloud-reports';
import { toDocument } from '../../shared/adapters/order-document';
import type {
  Listed,
  Order,
  PaidRow,
  RefundRow,
  RowPage,
  RowPlace,
  RowQuestion,
} from '../../shared/payments';
import { newReport, type Contents, type Report } from '../../shared/reconciliation/reports/report';
import { paidRowOf, refundRowOf } from '../../shared/reconciliation/rows';
import type { Doc } from '../../scripts/local-cloud/database/document';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud } from '../local-cloud/fixture';
import { anAttempt, anOrder, aPaidOrder, aRefund } from '../payments/order/an-order';

let cloud: LocalCloud;
let stop: () => Promise<void>;
const before = { ...process.env };

beforeAll(async () => {
  ({ cloud, stop } = await startCloud());
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => {
  process.env = before;
  await stop();
});
beforeEach(() => cloud.reset());

/** Writes a document as somebody with the database's console would. */
async function document(collection: string, doc: Doc & { readonly _id: string }): Promise<void> {
  cloud.database.ensureCollection(collection);
  await cloud.database.put(collection, doc);
}

const put = (order: Order): Promise<void> =>
  document('orders', { _id: order.outTradeNo, ...toDocument(order) });

function paid(outTradeNo: string, paidAt: number, change: Partial<Order> = {}): Order {
  const attempts = [anAttempt({ no: outTradeNo, state: 'paid', spTradeNo: `SP${outTradeNo}` })];
  return { ...aPaidOrder(), outTradeNo, paidAttempt: outTradeNo, attempts, paidAt, ...change };
}

const question = (change: Partial<RowQuestion> = {}): RowQuestion => ({
  configId: 'payment',
  paySp: 'yaband',
  from: 100,
  to: 200,
  limit: 3,
  ...change,
});

/** Every row of all pages. */
async function all<T>(read: (after: RowPlace | undefined) => Promise<RowPage<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  let after: RowPlace | undefined;
  do {
    const page = await read(after);
    rows.push(...page.rows);
    after = page.next;
  } while (after);
  return rows;
}

const allPaid = (): Promise<readonly PaidRow[]> =>
  all((after) => cloudBooks.paidBetween(question(after ? { after } : {})));

test('there is nothing before the first order', async () => {
  expect(await allPaid()).toEqual([]);
  expect(
    await cloudBooks.keptAside({
      ids: ['aside:v3:A'],
      theirNumbers: ['42A'],
      paySp: 'v3',
      configId: 'payment',
    }),
  ).toEqual([]);
  expect((await cloudBooks.ordersOfRefunds(['R'])).items).toEqual([]);
});

test('orders come by when they were made, page by page, also many of one moment, at their PSP or at none', async () => {
  const at = (outTradeNo: string, createdAt: number): Promise<void> =>
    put(paid(outTradeNo, 1, { createdAt }));
  const made = [100, 150, 150, 150, 150, 199];
  for (const [index, createdAt] of made.entries()) await at(`CPMADE${index}`, createdAt);
  await at('CPEARLY', 99);
  await at('CPLATE', 200);
  const untried = { outTradeNo: 'CPUNTRIED', createdAt: 150, attempts: [] };
  await put(anOrder(untried));
  await document('orders', { _id: 'CPSPOILT', config_id: 'payment', pay_sp: 'yaband', created_at: 160 });
  const everything = (change: Partial<RowQuestion>) =>
    all((after) => cloudBooks.madeBetween(question({ ...change, ...(after ? { after } : {}) })));
  expect((await everything({})).map(({ outTradeNo, createdAt }) => [outTradeNo, createdAt])).toEqual(
    made.map((createdAt, index) => [`CPMADE${index}`, createdAt]),
  );
  expect(await everything({ paySp: '' })).toEqual([
    { outTradeNo: 'CPUNTRIED', createdAt: 150, currency: anOrder(untried).total.currency },
  ]);
  const { unreadable } = await cloudBooks.madeBetween(question({ from: 160, to: 161 }));
  expect(unreadable.map(({ id }) => id)).toEqual(['CPSPOILT']);
  expect(unreadable[0]?.problem).toContain('fee_type');
});

test('paid orders come page by page, each once, also many of one moment, and no others', async () => {
  const inside = [100, 150, 150, 150, 150, 150, 150, 199].map((at, index) => paid(`CPIN${index}`, at));
  const outside = [
    paid('CPEARLY', 99),
    paid('CPLATE', 200),
    paid('CPOTHER', 150, { configId: 'payment_wx1' }),
    paid('CPPSP', 150, { attempts: [anAttempt({ no: 'CPPSP', paySp: 'v3', state: 'paid' })] }),
    anOrder({ outTradeNo: 'CPOPEN' }),
  ];
  for (const order of [...inside, ...outside]) await put(order);
  expect(await allPaid()).toEqual(inside.map(paidRowOf));
});

test('an order that somebody spoilt is named, and the others come', async () => {
  await put(paid('CPGOOD01', 150));
  await document('orders', {
    ...toDocument(paid('CPBAD001', 150)),
    _id: 'CPBAD001',
    total_fee: '12',
  });
  const page = await cloudBooks.paidBetween(question());
  expect(page.rows.map(({ outTradeNo }) => outTradeNo)).toEqual(['CPGOOD01']);
  expect(page.unreadable).toMatchObject([{ id: 'CPBAD001', collection: 'orders' }]);
});

test('refunds come with all of their order whose newest lies in that time', async () => {
  const order = paid('CPREF001', 1, {
    refunds: [
      aRefund({ outRefundNo: 'R1', sentAt: 20 }),
      aRefund({ outRefundNo: 'R2', sentAt: 120, refundedAt: 130, state: 'succeeded' }),
    ],
  });
  await put(order);
  await put(paid('CPREF002', 1, { refunds: [aRefund({ outRefundNo: 'R3', sentAt: 99 })] }));
  await put(paid('CPREF003', 150));
  const rows = await all<RefundRow>((after) => cloudBooks.refundsBetween(question(after ? { after } : {})));
  expect(rows).toEqual(order.refunds.map((one) => refundRowOf(order, one)));
});

test('orders are found by the numbers of their attempts and refunds', async () => {
  const second = anAttempt({ no: 'CPTWO001_2' });
  await put(anOrder({ outTradeNo: 'CPTWO001', attempts: [anAttempt({ no: 'CPTWO001' }), second] }));
  const made = 'CP0123456789ABCDEF0123456789ABCD';
  await put(anOrder({ outTradeNo: 'LONGORDERNUMBEROFTHIRTYLETTERS', attempts: [anAttempt({ no: made })] }));
  await put(paid('CPTHREE1', 1, { refunds: [aRefund({ outRefundNo: 'R9' })] }));
  const byAttempts = await cloudBooks.ordersOfAttempts(['CPTWO001_2', made, 'CPNOBODY1']);
  expect(byAttempts.items.map(({ outTradeNo }) => outTradeNo).sort()).toEqual([
    'CPTWO001',
    'LONGORDERNUMBEROFTHIRTYLETTERS',
  ]);
  const byRefunds = await cloudBooks.ordersOfRefunds(['R9', 'R0']);
  expect(byRefunds.items.map(({ outTradeNo }) => outTradeNo)).toEqual(['CPTHREE1']);
});

test('what was kept aside is found by the numbers of the PSP and of WeChat too, of its own account only', async () => {
  const aside = { verdict: 'kept_aside', pay_sp: 'yaband', config_id: 'payment', says: 'paid' };
  await document('payment', { _id: 'A', ...aside, sp_trade_no: 'SP1', transaction_id: '4200' });
  await document('payment', { _id: 'B', ...aside, sp_trade_no: 'SP1', verdict: 'duplicate' });
  await document('payment', { _id: 'C', ...aside, sp_trade_no: 'SP1', pay_sp: 'vr' });
  await document('payment', { _id: 'D', ...aside, sp_trade_no: 'SP1', config_id: 'payment_wx1' });
  const account = { ids: [], paySp: 'yaband', configId: 'payment' };
  const found = [{ id: 'A', spTradeNo: 'SP1', transactionId: '4200', says: 'paid' }];
  expect(await cloudBooks.keptAside({ ...account, theirNumbers: ['SP1', 'SP2'] })).toEqual(found);
  expect(await cloudBooks.keptAside({ ...account, theirNumbers: ['4200'] })).toEqual(found);
  expect(await cloudBooks.keptAside({ ...account, theirNumbers: [] })).toEqual([]);
});

test('only what was kept aside is known as such, with the PSP’s number', async () => {
  await document('payment', { _id: 'aside:v3:A', verdict: 'kept_aside', sp_trade_no: 'SP1' });
  await document('payment', { _id: 'aside:v3:B', verdict: 'duplicate' });
  expect(
    await cloudBooks.keptAside({
      ids: ['aside:v3:A', 'aside:v3:B', 'aside:v3:C'],
      theirNumbers: [],
      paySp: 'v3',
      configId: 'payment',
    }),
  ).toEqual([{ id: 'aside:v3:A', spTradeNo: 'SP1' }]);
});

test('the payment configurations are those called so, and no others', async () => {
  for (const _id of ['payment', 'payment_wx1', 'payments', 'wechat', 'payment-old'])
    await document('config', { _id });
  expect([...(await paymentConfigIds())].sort()).toEqual(['payment', 'payment_wx1']);
});

const side = { state: 'paid', amount: { value: 5, currency: 'EUR' }, attemptNo: 'A', spTradeNo: 'S', at: 7 };
const decided = { decision: 'dismissed', explanation: 'known', by: 'o-operator', at: 9 } as const;

const contents: Contents = {
  zone: '+08:00',
  source: 'file',
  madeAt: 77,
  matched: 3,
  settled: 1,
  open: { missing_here: 0, missing_there: 1, differ: 1 },
  findings: [
    {
      id: 'f'.repeat(24),
      kind: 'amount',
      of: 'payment',
      outTradeNo: 'A',
      ours: side,
      theirs: { ...side, row: 4 },
      reason: 'amount',
      times: 1,
      since: 8,
      decided,
      decidedBefore: [decided],
    },
    {
      id: 'e'.repeat(24),
      kind: 'missing_there',
      of: 'refund',
      outTradeNo: 'A',
      outRefundNo: 'R',
      ours: side,
      reason: 'x',
      times: 2,
      since: 8,
    },
  ],
  leftOut: 2,
  pending: [{ of: 'payment', outTradeNo: 'B', no: 'B_2', amount: 5, feeType: 'EUR', waitsFor: '2026-11-02' }],
  pendingLeftOut: 0,
  outside: ['C'],
  outsideLeftOut: 1,
  balances: [{ feeType: 'EUR', ours: 1, theirs: -2, pending: 3 }],
  fees: [{ feeType: 'EUR', thousandths: -8000 }],
  funds: {
    is: 'summed',
    sums: {
      currency: 'CNY',
      before: 5,
      payments: 10,
      refunds: -4,
      fees: -1,
      other: 0,
      after: 10,
      moves: 3,
    },
  },
  unreadable: 1,
};

const aReport = (change: Partial<Report> = {}): Report => ({
  ...newReport({ paySp: 'v3', configId: 'payment' }, '2026-11-01'),
  version: 1,
  writtenAt: 50,
  ...change,
});

describe('a report', () => {
  test('is inserted once, read as it was written, and replaced by whoever knows its version', async () => {
    const inserted = await Promise.all(Array.from({ length: 10 }, () => cloudReports.insert(aReport())));
    expect(inserted.filter(Boolean)).toHaveLength(1);
    expect(await cloudReports.get(aReport().id)).toEqual(aReport());
    const whole = aReport({ version: 2, state: 'done', contents, past: contents.findings });
    const replaced = await Promise.all(Array.from({ length: 10 }, () => cloudReports.replace(whole, 1)));
    expect(replaced.filter(Boolean)).toHaveLength(1);
    expect(await cloudReports.get(whole.id)).toEqual(whole);
    const shorter = aReport({
      version: 3,
      state: 'done',
      contents: { ...contents, findings: [], outside: [] },
      problem: { code: 'later', why: 'w' },
    });
    expect(await cloudReports.replace(shorter, 2)).toBe(true);
    expect(await cloudReports.get(whole.id)).toEqual(shorter);
  });

  test('is listed by its configuration and PSP, those written last first, and found by a finding of it', async () => {
    const add = (date: string, change: Partial<Report>) =>
      cloudReports.insert(aReport({ id: `payment:v3:${date}`, date, ...change }));
    await add('2026-11-01', { writtenAt: 50, contents });
    await add('2026-11-02', { writtenAt: 60, past: contents.findings.slice(0, 1) });
    await add('2026-11-03', { writtenAt: 70, id: 'other', configId: 'payment_wx1' });
    const filter = { configId: 'payment', paySps: ['v3', 'v2'], before: 1000, limit: 10 };
    const dates = ({ items }: Listed<Report>) => items.map(({ date }) => date);
    expect(dates(await cloudReports.list(filter))).toEqual(['2026-11-02', '2026-11-01']);
    expect(dates(await cloudReports.list({ ...filter, before: 60, limit: 1 }))).toEqual(['2026-11-01']);
    expect(dates(await cloudReports.withFinding('f'.repeat(24)))).toEqual(['2026-11-02', '2026-11-01']);
    expect(dates(await cloudReports.withFinding('e'.repeat(24)))).toEqual(['2026-11-01']);
  });

  test('that were written in one moment come page by page, each once', async () => {
    const days = Array.from({ length: 9 }, (_, at) => `2026-11-1${at}`);
    for (const date of days)
      await cloudReports.insert(aReport({ id: `payment:v3:${date}`, date, writtenAt: 50, contents }));
    const filter = { configId: 'payment', paySps: ['v3'], limit: 4 };
    const seen: string[] = [];
    let place: { before: number; beforeId?: string } = { before: 1000 };
    for (let pages = 0; pages < 5; pages += 1) {
      const { items } = await cloudReports.list({ ...filter, ...place });
      seen.push(...items.map(({ date }) => date));
      const last = items.at(-1);
      if (!last) break;
      place = { before: last.writtenAt, beforeId: last.id };
    }
    expect(seen).toEqual(days.toReversed());
  });

  test('that somebody spoilt is named by its fields, and keeps no other from the list', async () => {
    await cloudReports.insert(aReport());
    await document('reconciliations', {
      _id: 'payment:v3:2026-11-09',
      config_id: 'payment',
      pay_sp: 'v3',
      written_at: 60,
      matched: 'x',
    });
    await expect(cloudReports.get('payment:v3:2026-11-09')).rejects.toThrow(/matched/);
    const filter = { configId: 'payment', paySps: ['v3'], before: 1000, limit: 10 };
    const { items, unreadable } = await cloudReports.list(filter);
    expect(items).toHaveLength(1);
    expect(unreadable).toMatchObject([{ collection: 'reconciliations', id: 'payment:v3:2026-11-09' }]);
    expect(unreadable[0]?.problem).toContain('matched');
  });
});
