/** `npm run orders` over the real world: every number finds its order, and nobody's person or payment is on the screen. */
import { spawn } from 'node:child_process';
import { root } from '../../scripts/demo/world';
import { compiledCommand } from '../compiled-command';
import {
  buy,
  checkOut,
  CUSTOMER,
  later,
  OPERATOR,
  openWorld,
  paidOrder,
  type Running,
} from './running-world';

let running: Running;
let paid: string;
let unpaid: string;
beforeAll(async () => {
  running = await openWorld('v3');
  unpaid = await checkOut(running);
  paid = await paidOrder(running, 'v3');
  const refund = { action: 'refund', out_trade_no: paid, refund_fee: 100, reason: 'broken' };
  expect(await running.call('pay', refund, OPERATOR)).toMatchObject({ errcode: 0 });
  await later(running, 60_000);
});
afterAll(async () => running.world.close());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function orders(...args: readonly string[]): Promise<Ended> {
  const script = await compiledCommand('orders');
  const at = args.includes('--url') ? [] : ['--url', running.world.url];
  const child = spawn(process.execPath, [script, ...args, ...at], { cwd: root });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const last = ({ out }: Ended): string | undefined => out.trimEnd().split('\n').at(-1);

test('all are listed, newest first, and a script can count them', async () => {
  const ended = await orders();
  expect(ended).toMatchObject({ code: 0, err: '' });
  expect(last(ended)).toBe('2 orders');
  expect(ended.out.indexOf(paid)).toBeLessThan(ended.out.indexOf(unpaid));
});

test('an order is found by ours, WeChat’s and a refund’s number', async () => {
  const { transaction_id: transaction } = await running.order(paid);
  for (const number of [paid, String(transaction), `${paid}R1`]) {
    const ended = await orders('find', number, '--json');
    expect(JSON.parse(ended.out)).toMatchObject([{ out_trade_no: paid, state: 'paid', refunded_fee: 100 }]);
  }
});

test('a state and a time narrow the list', async () => {
  expect(last(await orders('find', '--state', 'unpaid'))).toBe('1 orders');
  expect(last(await orders('find', '--state', 'refunded', '--since', '1h'))).toBe('1 orders');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  expect(await orders('find', '--since', tomorrow)).toMatchObject({ code: 1, out: '0 orders\n' });
});

test('one is shown with its journal, without the payer’s strings or whole openids', async () => {
  const [lines, json] = [await orders('show', paid), await orders('show', paid, '--json')];
  expect(lines.out).toMatch(/journal\n {2}\S+ {2}created\n/);
  expect(JSON.parse(json.out)).toMatchObject({
    out_trade_no: paid,
    attempts: [{ pay_sp: 'v3', state: 'paid' }],
    journal: expect.arrayContaining([expect.objectContaining({ event: 'created' })]) as unknown,
  });
  const { attempts } = await running.order(unpaid);
  const waiting = await orders('show', unpaid, '--json');
  expect(JSON.stringify(attempts)).toContain('paySign');
  for (const { out } of [lines, json, waiting]) {
    expect(out).not.toContain('paySign');
    expect(out).not.toContain(CUSTOMER);
    expect(out).not.toContain(OPERATOR);
  }
});

test('an order that somebody spoilt is named, and the others are shown', async () => {
  const spoilt = await buy(running);
  const document = await running.order(spoilt);
  await running.world.cloud.database.put('orders', { ...document, _id: spoilt, total_fee: 'a lot' });
  const ended = await orders();
  expect(ended.code).toBe(1);
  expect(ended.err).toContain(`order ${spoilt} cannot be read`);
  expect(last(ended)).toBe('2 orders');
  await running.world.cloud.database.put('orders', { ...document, _id: spoilt });
});

test.each([
  [['show'], 2, 'which order?'],
  [['show', 'NOSUCHORDER1'], 1, 'no order has the number NOSUCHORDER1'],
  [['find', '--state', 'lost'], 2, '--state is one of'],
  [['find', '--since', 'yesterday'], 2, '--since is a day'],
  [['find', '--limit', '0'], 2, '--limit is a number'],
  [['find', '--url', 'http://127.0.0.1:9'], 2, 'no CrossPay runs'],
])(
  '%j ends with %i and says why',
  async (args, code, words) => {
    const ended = await orders(...args);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(words);
  },
  30_000,
);
