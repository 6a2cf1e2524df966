// What the console's server tells the page, and what it never tells.
import type { ConsoleData } from '../../scripts/console/console-data';
import {
  logNotify,
  noticeDocument,
  openPayment,
  operatorOpenid,
  orderDocument,
  secretMarker,
  startConsole,
  type StartedConsole,
} from './fixture';

let started: StartedConsole;

afterEach(() => started.stop());

async function dataOf(query = ''): Promise<ConsoleData> {
  const response = await fetch(`${started.url}/console/data?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as ConsoleData;
}

describe('an empty local cloud', () => {
  beforeEach(async () => {
    started = await startConsole();
  });

  test('shows no orders, no notices and every sandbox, even before the collections exist', async () => {
    const { state, logs } = await dataOf();
    expect(state).toMatchObject({
      orders: { rows: [], total: 0 },
      notices: [],
      operator: { openid: operatorOpenid },
    });
    const others = started.sandboxes.list.map(({ paySp }) => paySp).filter((paySp) => paySp !== 'vr');
    expect(state?.sandboxes.map(({ paySp }) => paySp)).toEqual(['vr', ...others]);
    expect(logs.lines).toEqual([]);
  });

  test('a state that the page has seen is not sent again until something changes', async () => {
    const { revision } = await dataOf();
    expect(await dataOf(`seen=${revision}`)).not.toHaveProperty('state');
    started.cloud.database.ensureCollection('orders');
    started.cloud.database.insert('orders', orderDocument('CPNEW0000000000001'));
    expect((await dataOf(`seen=${revision}`)).state?.orders.rows).toHaveLength(1);
  });

  test('log lines come once, and the data says which ones are forgotten after a reset', async () => {
    logNotify(started.cloud, { event: 'first' });
    logNotify(started.cloud, { event: 'second' });
    const { logs } = await dataOf();
    const [first, second] = logs.lines;
    expect(logs.lines.map(({ text }) => text)).toEqual(['{"event":"first"}', '{"event":"second"}']);
    expect((await dataOf(`after=${first?.id ?? 0}`)).logs.lines).toEqual([second]);
    await started.cloud.reset();
    expect((await dataOf(`after=${second?.id ?? 0}`)).logs.from).toBeGreaterThan(second?.id ?? 0);
  });

  test('an unusable log id is refused with what to send instead', async () => {
    for (const after of ['x', '-1', '1.5']) {
      const response = await fetch(`${started.url}/console/data?after=${after}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: expect.stringContaining('after:') as unknown });
    }
  });

  test('a refused notice is known from the log: when, from whom and why', async () => {
    logNotify(started.cloud, { event: 'notice_refused', pay_sp: 'yaband', why: 'bad_signature' });
    logNotify(started.cloud, {
      event: 'notice_failed',
      pay_sp: 'v3',
      why: 'CONFIG_INVALID',
      detail: 'no mchid',
    });
    logNotify(started.cloud, { event: 'notice', pay_sp: 'v3', verdict: 'applied' });
    const notices = (await dataOf()).state?.notices ?? [];
    expect(notices.map(({ paySp, verdict, reason }) => [paySp, verdict, reason])).toEqual([
      ['yaband', 'refused', 'bad_signature'],
      ['v3', 'failed', 'CONFIG_INVALID: no mchid'],
    ]);
    expect(notices[0]).not.toHaveProperty('raw');
  });

  test('a payment in a sandbox comes with its notice and the attempts to deliver it', async () => {
    await openPayment(started, 'CPSANDBOX000000001');
    const [sandbox] = started.sandboxes.list;
    await sandbox?.event({ event: 'pay', out_trade_no: 'CPSANDBOX000000001' });
    await started.sandboxes.idle();
    const { state } = await dataOf();
    const held = state?.sandboxes.find(({ paySp }) => paySp === 'yaband')?.payments ?? [];
    expect(held).toMatchObject([
      { out_trade_no: 'CPSANDBOX000000001', state: 'paid', amount: { value: 1290, currency: 'EUR' } },
    ]);
    expect(held[0]?.notices[0]?.attempts[0]?.outcome).toMatch(/^not acknowledged: 404/);
  });
});

describe('a shop that has sold something', () => {
  beforeEach(async () => {
    started = await startConsole((database) => {
      for (const name of ['config', 'orders', 'payment']) database.ensureCollection(name);
      const block = { mchid: '016683', key: secretMarker };
      database.insert('config', { _id: 'payment', pay_sp: 'yaband', providers: { yaband: block } });
      const refunds = [
        { out_refund_no: 'R1', refund_fee: 300, reason: '', state: 'succeeded', requested_at: 1 },
        { out_refund_no: 'R2', refund_fee: 200, reason: '', state: 'processing', requested_at: 2 },
      ];
      database.insert('orders', orderDocument('CPPAID000000000001', { refunds }));
      database.insert('orders', {
        _id: 'CPBROKEN',
        total_fee: 'twelve',
        fee_type: 'EUR',
        openid: 'o',
        created_at: 1,
      });
      database.insert('payment', noticeDocument('CPPAID000000000001'));
    });
  });

  test('an order shows its numbers, what went back and what is left to refund', async () => {
    const [order] = (await dataOf()).state?.orders.rows ?? [];
    expect(order).toMatchObject({
      outTradeNo: 'CPPAID000000000001',
      state: 'paid',
      transactionId: '4200002026112000000000001',
      refunded: { value: 300, currency: 'EUR' },
      refundable: { value: 790, currency: 'EUR' },
    });
  });

  test('an order shows everything of it that waits for a person', async () => {
    const { database } = started.cloud;
    const attention = [{ reason: 'refund_unanswered', since: 7, of: 'R2' }];
    database.insert('orders', orderDocument('CPASK0000000000002', { attention, created_at: 9e12 }));
    const [order] = (await dataOf()).state?.orders.rows ?? [];
    expect(order).toMatchObject({ outTradeNo: 'CPASK0000000000002', attention });
  });

  test('an order that is not as documented is shown with what is wrong, beside the others', async () => {
    const orders = (await dataOf()).state?.orders.rows ?? [];
    expect(orders).toHaveLength(2);
    expect(orders[1]).toEqual({
      outTradeNo: 'CPBROKEN',
      problem: expect.stringContaining('total_fee') as unknown,
    });
  });

  test('no secret of the configuration and no signed payment string leaves the server', async () => {
    const paths = ['', '/', '/data', '/console.js', '/console.css', '/console.js.map'];
    const bodies = await Promise.all(
      paths.map(async (path) => (await fetch(`${started.url}/console${path}`)).text()),
    );
    expect(bodies[2]).toContain('CPPAID000000000001');
    for (const body of bodies) {
      expect(body).not.toContain(secretMarker);
      expect(body).not.toContain('SIGNED-STRING');
    }
  });

  test('the page allows no inline script, no foreign host and no frame', async () => {
    const response = await fetch(`${started.url}/console`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toMatch(/<script>|style=|onclick|https?:\/\//);
  });

  test('nothing but the page and its data is served, and nothing is written', async () => {
    expect((await fetch(`${started.url}/console/..%2fpackage.json`)).status).toBe(404);
    expect((await fetch(`${started.url}/console/main.ts`)).status).toBe(404);
    expect((await fetch(`${started.url}/console/data`, { method: 'POST' })).status).toBe(405);
  });
});
