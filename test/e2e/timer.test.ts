/**
 * The timer in the real world: one PSP takes every connection and never answers, a crowd of open orders, refunds that nobody
 * can answer for, documents that people spoilt; a paid order whose notice was lost is found all the same.
 * `CROWD=10000 npm test -- test/e2e/timer` tries a bigger one.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { atPsp, checkOut, openWorld, paidOrder, type Running } from './running-world';

jest.setTimeout(300_000);

const CROWD = Number(process.env.CROWD ?? 1000);
const RUN_MS = 15_000;

let running: Running;
let silent: Server;
const sockets = new Set<Socket>();

beforeAll(async () => {
  silent = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  running = await openWorld('v3');
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  silent.close();
  await running.world.close();
});

/** Copies of an order under numbers of their own, due at once. */
function crowd(order: Doc, name: string, count: number, change: (n: number) => Doc): void {
  const { database } = running.world.cloud;
  for (let n = 0; n < count; n += 1) {
    const _id = `${name}${String(n).padStart(8, '0')}`;
    const attempts = (order.attempts as readonly Doc[]).map((one) => ({ ...one, no: _id, ask_at: n + 1 }));
    const copy = { ...order, _id, out_trade_no: _id, openid: `oCrowd${n % 500}`, attempts, due_at: n + 1 };
    database.insert('orders', { ...copy, ...change(n) });
  }
}

async function timerRun(): Promise<number> {
  const begun = Date.now();
  const { status } = await running.post('/control/timer', { function: 'notify' });
  expect(status).toBe(200);
  return Date.now() - begun;
}

test('a paid order whose notice was lost is found within two runs, and each run ends in time', async () => {
  const { database } = running.world.cloud;
  const open = await running.order(await checkOut(running));
  const done = await running.order(await paidOrder(running, 'v3'));
  const [document] = await database.find('config', { _id: 'payment' });
  if (!document) throw new Error('no configuration');
  const port = (silent.address() as AddressInfo).port;
  const yaband = {
    mchid: 'U1',
    key: 'silent',
    notify_url: 'http://127.0.0.1/notify',
    endpoint: `http://127.0.0.1:${port}`,
  };
  await database.put('config', { ...document, _id: 'payment', providers: { yaband } });

  const atSilence = (order: Doc): readonly Doc[] =>
    (order.attempts as readonly Doc[]).map((one) => ({ ...one, pay_sp: 'yaband', sp_trade_no: 'Y1' }));
  const atYaband = { pay_sp: 'yaband', sp_trade_no: 'Y1' };
  crowd(open, 'SILENT', CROWD / 2, () => ({ ...atYaband, attempts: atSilence(open) }));
  crowd(open, 'CROWD', CROWD / 2, () => ({}));
  crowd(done, 'REFUND', CROWD / 20, (n) => ({
    ...atYaband,
    attempts: atSilence(done).map((one) => ({ ...one, sp_trade_no: null })),
    refunds: [
      {
        out_refund_no: `R${n}`,
        refund_fee: 1,
        reason: '',
        state: 'requested',
        requested_at: 1,
        doubtful: true,
      },
    ],
  }));
  crowd(open, 'SPOILT', 20, (n) => (n % 2 === 0 ? { total_fee: '5200' } : { attempts: 'none' }));

  const outTradeNo = await checkOut(running);
  await atPsp(running, 'v3', { out_trade_no: outTradeNo, event: 'pay', drop_notify: true });
  await running.post('/control/clock', { advance_ms: 61_000 });
  const took = [await timerRun(), await timerRun()];
  expect((await running.order(outTradeNo)).state).toBe('paid');
  for (const ms of took) expect(ms).toBeLessThan(RUN_MS);
  const log = running.world.cloud.logs
    .entries()
    .map(({ text }) => text)
    .join('\n');
  expect(log).toContain('SPOILT00000000');
  expect(log).toContain('total_fee');
});
