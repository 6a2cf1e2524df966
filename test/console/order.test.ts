// One order on the console: what the server tells about it, and how orders are found.
import type { ConsoleData, ConsoleState } from '../../scripts/console/console-data';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import type { SandboxEvent } from '../../scripts/sandbox/event';
import {
  logNotify,
  noticeDocument,
  openPayment,
  orderDocument,
  startConsole,
  type StartedConsole,
} from './fixture';

let started: StartedConsole;
afterEach(() => started.stop());

async function stateOf(query: string): Promise<ConsoleState> {
  const response = await fetch(`${started.url}/console/data?${query}`);
  const { state } = (await response.json()) as ConsoleData;
  if (!state) throw new Error('no state');
  return state;
}

const numbers = async (query: string): Promise<string[]> =>
  (await stateOf(query)).orders.rows.map(({ outTradeNo }) => outTradeNo);

function seedMany(database: LocalDatabase): void {
  database.ensureCollection('orders');
  for (let n = 1; n <= 60; n += 1) {
    const no = `CPMANY${String(n).padStart(10, '0')}`;
    database.insert('orders', orderDocument(no, { created_at: n, state: n % 2 === 0 ? 'paid' : 'closed' }));
  }
  const refund = {
    out_refund_no: 'CPODD1R7',
    refund_fee: 290,
    reason: '',
    state: 'succeeded',
    requested_at: 1,
  };
  const odd = { created_at: 0, openid: 'oSomebodyElse', total_fee: 4711, refunds: [refund], late: true };
  database.insert('orders', orderDocument('CPODD1', odd));
}

describe('orders', () => {
  beforeEach(async () => {
    started = await startConsole(seedMany);
  });

  test('come in pages, newest first, and a page that is not there is the last', async () => {
    const { orders } = await stateOf('');
    expect(orders).toMatchObject({ total: 61, page: 1, pages: 3 });
    expect(orders.rows).toHaveLength(25);
    expect(orders.rows[0]?.outTradeNo).toBe('CPMANY0000000060');
    expect((await stateOf('page=99')).orders).toMatchObject({ page: 3 });
    expect(await numbers('page=3')).toHaveLength(11);
    expect((await stateOf('page=-1')).orders.page).toBe(1);
  });

  test.each([
    ['a part of its number', 'q=cpodd'],
    ['its buyer', 'q=SomebodyElse'],
    ['the number of a refund', 'q=CPODD1R7'],
    ['its amount in major units', 'q=47.11'],
    ['being late', 'state=late'],
    ['having a refund', 'state=refunded'],
  ])('are found by %s', async (_, query) => {
    expect(await numbers(query)).toEqual(['CPODD1']);
  });

  test('are narrowed by state and by PSP', async () => {
    expect((await stateOf('state=closed')).orders.total).toBe(30);
    expect((await stateOf('pay_sp=yaband')).orders.total).toBe(61);
    expect((await stateOf('pay_sp=vr')).orders.total).toBe(0);
  });

  test('are not searched by patterns: what is typed is meant as it is', async () => {
    expect(await numbers('q=.*')).toEqual([]);
    expect((await fetch(`${started.url}/console/data?q=(`)).status).toBe(200);
  });
});

describe('one order', () => {
  beforeEach(async () => {
    started = await startConsole((database) => {
      for (const name of ['orders', 'payment']) database.ensureCollection(name);
      const attempt = { no: 'CPONE00000000001_2', pay_sp: 'yaband', state: 'paid', requested_at: 1 };
      const [first] = orderDocument('CPONE00000000001').attempts as readonly object[];
      const attempts = [
        { ...first, state: 'closed' },
        { ...first, ...attempt },
      ];
      database.insert('orders', orderDocument('CPONE00000000001', { attempts, paid_attempt: attempt.no }));
      database.insert('payment', noticeDocument('CPONE00000000001_2'));
      database.insert('payment', noticeDocument('CPOTHER'));
    });
  });

  test('is told by its number or the number of one of its attempts, with its notices', async () => {
    for (const number of ['CPONE00000000001', 'CPONE00000000001_2']) {
      const { order } = await stateOf(`order=${number}`);
      expect(order?.order.outTradeNo).toBe('CPONE00000000001');
      expect(order?.notices.map(({ outTradeNo }) => outTradeNo)).toEqual(['CPONE00000000001_2']);
    }
    expect(await stateOf('order=CPNOBODY')).not.toHaveProperty('order');
  });

  test('has every request about it with its answer, and each notice with what it signs and what became of it', async () => {
    await openPayment(started, 'CPONE00000000001');
    const sandbox = started.sandboxes.list[0];
    await sandbox?.event({ event: 'pay', out_trade_no: 'CPONE00000000001', duplicate: 2 });
    await started.sandboxes.idle();
    const { order } = await stateOf('order=CPONE00000000001');
    const wire = order?.wire.toReversed() ?? [];
    const [asked, told] = wire;
    expect(wire).toMatchObject([
      { kind: 'request', paySp: 'yaband', method: 'POST', repeat: 1, answer: { status: 200 } },
      { kind: 'notice', order: 'CPONE00000000001', repeat: 1, answer: { status: 404 } },
      { kind: 'notice', order: 'CPONE00000000001', repeat: 2 },
    ]);
    expect(asked).toMatchObject({
      body: expect.stringContaining('"order_id":"CPONE00000000001"') as unknown,
      answer: { body: expect.stringContaining('"paySign":"•••"') as unknown },
    });
    expect(told).toMatchObject({
      signed: [expect.stringContaining('order_id=CPONE00000000001')],
      bytes: Buffer.byteLength(String(told?.body)),
    });
    expect(order?.steps).toMatchObject([{ paySp: 'yaband', event: { event: 'pay', duplicate: 2 } }]);
  });

  test('log lines carry the order of their call', async () => {
    logNotify(started.cloud, { event: 'notice', out_trade_no: 'CPONE00000000001' });
    logNotify(started.cloud, { event: 'onPaymentSuccess' });
    const data = (await (await fetch(`${started.url}/console/data`)).json()) as ConsoleData;
    expect(data.logs.lines.map(({ order }) => order)).toEqual(['CPONE00000000001', 'CPONE00000000001']);
  });

  test('a chosen notice is sent again byte for byte, and one that never left is refused', async () => {
    await openPayment(started, 'CPONE00000000001');
    const event = (body: SandboxEvent) => Promise.resolve(started.sandboxes.list[0]?.event(body));
    await event({ event: 'pay', out_trade_no: 'CPONE00000000001' });
    await openPayment(started, 'CPTWO00000000002');
    await event({ event: 'pay', out_trade_no: 'CPTWO00000000002' });
    await started.sandboxes.idle();
    const wire = async () => (await stateOf('view=wire')).wire ?? [];
    const [first] = (await wire()).filter(({ order, noticeId }) => noticeId && order === 'CPONE00000000001');
    await event({ event: 'replay', notice_id: String(first?.noticeId) });
    const [newest] = await wire();
    expect(newest).toMatchObject({ kind: 'notice', body: first?.body, headers: first?.headers });
    await expect(event({ event: 'replay', notice_id: 'nowhere' })).rejects.toThrow('nowhere');
  });
});
