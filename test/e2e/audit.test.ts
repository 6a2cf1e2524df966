/** `npm run audit` over the real world: what adds up, and what somebody's hand has changed. */
import { spawn } from 'node:child_process';
import { root } from '../../scripts/demo/world';
import { compiledCommand } from '../compiled-command';
import { later, OPERATOR, openWorld, paidOrder, type Running } from './running-world';

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(async () => running.world.close());

async function audit(...options: readonly string[]): Promise<{ code: number | null; lines: string[] }> {
  const script = await compiledCommand('audit');
  const child = spawn(process.execPath, [script, ...options], { cwd: root });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, lines: said.trim().split('\n') }));
  });
}

/** An order that was paid, and of which a part was refunded. */
async function sold(): Promise<string> {
  const no = await paidOrder(running, 'yaband');
  const refund = await running.call('pay', { action: 'refund', out_trade_no: no, refund_fee: 100 }, OPERATOR);
  expect(refund).toMatchObject({ errcode: 0 });
  // The bank settles it a little later; news of it would bring back what is edited away below.
  await later(running, 60_000);
  expect((await running.order(no)).refunds).toMatchObject([{ state: 'succeeded' }]);
  return no;
}

test('an untouched shop adds up; an order that was edited by hand is named, and nothing else', async () => {
  const [edited, other] = [await sold(), await sold()];
  const before = await audit('--url', running.world.url);
  expect(before.lines.at(-1)).toBe('2 orders, 0 do not add up');
  expect(before.code).toBe(0);
  const { refunds, ...rest } = await running.order(edited);
  expect(refunds).toMatchObject([{ out_refund_no: `${edited}R1` }]);
  await running.world.cloud.database.put('orders', { ...rest, _id: edited, refunds: [] });
  const after = await audit('--url', running.world.url);
  expect(after.lines.at(-1)).toBe('2 orders, 1 do not add up');
  expect(after.lines.join('\n')).toContain(`order ${edited} refund ${edited}R1 is nothing, the journal says`);
  expect(after.lines.join('\n')).not.toContain(`order ${other} `);
  expect(after.code).toBe(1);
});

test('without a shop it says what to do', async () => {
  const { code, lines } = await audit('--url', 'http://127.0.0.1:9');
  expect(lines).toEqual([
    'no CrossPay runs at http://127.0.0.1:9. Start one with npm start, or name a real environment with --env',
  ]);
  expect(code).toBe(2);
});
