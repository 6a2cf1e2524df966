/** A day of the real world against the bill of its sandbox: by the command line, by the timer, and through function `pay`. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { compiledCommand } from '../compiled-command';
import {
  atPsp,
  checkOut,
  CUSTOMER,
  later,
  openWorld,
  OPERATOR,
  paidOrder,
  type Running,
} from './running-world';

jest.setTimeout(240_000);

const root = path.resolve(__dirname, '../..');
const HOUR_MS = 3600_000;
const BEIJING_MS = 8 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

let running: Running;
let date: string;

beforeAll(async () => {
  running = await openWorld('v3');
  // To noon in Beijing, so that nothing of the day is near its ends.
  const now = await localNow();
  const sinceMidnight = (now + BEIJING_MS) % DAY_MS;
  await later(running, (36 * HOUR_MS - sinceMidnight) % DAY_MS);
  date = new Date((await localNow()) + BEIJING_MS).toISOString().slice(0, 10);
});
afterAll(() => running.world.close());

async function localNow(): Promise<number> {
  const reply = await fetch(`${running.world.url}/control/clock`);
  return ((await reply.json()) as { now: number }).now;
}

interface Ran {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

/** The command, as a person types it. */
async function reconcile(...args: readonly string[]): Promise<Ran> {
  const all = [await compiledCommand('reconcile'), ...args, '--url', running.world.url];
  const child = spawn(process.execPath, all, { cwd: root });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, lines: output.trimEnd().split('\n'), errors }));
  });
}

test('a day that agrees, one that does not, and what a person decides of it', async () => {
  const notified = await paidOrder(running, 'v3');
  const silent = await checkOut(running);
  await atPsp(running, 'v3', { out_trade_no: silent, event: 'pay', drop_notify: true });
  const refunded = await paidOrder(running, 'v3');
  const refund = { action: 'refund', out_trade_no: refunded, refund_fee: 100 };
  expect(await running.call('pay', refund, OPERATOR)).toMatchObject({ errcode: 0 });
  await atPsp(running, 'v3', { out_trade_no: refunded, event: 'refund_ok' });
  expect((await running.order(silent)).state).toBe('pending');

  const early = await reconcile('--date', date, '--pay-sp', 'v3');
  expect(early).toMatchObject({ code: 2 });
  expect(early.lines.join()).toContain('no statement now');

  await later(running, 23 * HOUR_MS);
  const agreed = await reconcile('--date', date, '--pay-sp', 'v3');
  expect(agreed.errors).not.toContain('Error');
  expect(agreed.lines.at(-1)).toBe('4 matched, 0 missing here, 0 missing there, 0 differ');
  expect(agreed.lines.join()).toContain('1 were settled by asking the PSP');
  expect(agreed.code).toBe(0);
  expect((await running.order(silent)).state).toBe('paid');
  expect(running.hookRuns(silent)).toBe(0);
  await running.post('/control/timer', { function: 'notify' });
  expect(running.hookRuns(silent)).toBe(1);

  await running.world.cloud.database.remove('orders', { _id: notified });
  const differing = await reconcile('--date', date, '--pay-sp', 'v3');
  expect(differing.code).toBe(1);
  expect(differing.lines.at(-1)).toBe('3 matched, 1 missing here, 0 missing there, 0 differ');
  expect(differing.lines.join()).toContain(`missing_here payment ${notified}`);

  const ask = { action: 'reconciliation', pay_sp: 'v3', date };
  const report = await running.call('pay', ask, OPERATOR);
  const [finding] = report.findings as readonly Record<string, unknown>[];
  expect(report).toMatchObject({ errcode: 0, matched: 3, missing_here: 1 });
  expect(finding).toMatchObject({ kind: 'missing_here', out_trade_no: notified, ours: null });
  expect(await running.call('pay', ask, CUSTOMER)).toMatchObject({ errcode: 1004 });

  const ruling = {
    finding_id: finding?.finding_id,
    decision: 'dismissed',
    explanation: 'deleted on purpose',
  };
  expect(await running.call('pay', { action: 'resolve', ...ruling }, OPERATOR)).toMatchObject({
    errcode: 0,
    decision: 'dismissed',
    decided_by: OPERATOR,
  });
  const decided = await reconcile('--date', date, '--pay-sp', 'v3');
  expect(decided).toMatchObject({ code: 0 });
  expect(decided.lines.at(-1)).toBe('3 matched, 0 missing here, 0 missing there, 0 differ');
});

test('the timer compares yesterday of every PSP that states its days, and operators see it', async () => {
  await running.post('/control/timer', { function: 'notify' });
  await running.post('/control/timer', { function: 'notify' });
  const { reports } = await running.call('pay', { action: 'listreconciliations' }, OPERATOR);
  const ofYesterday = (reports as readonly Record<string, unknown>[]).filter((one) => one.date === date);
  expect(ofYesterday.map(({ pay_sp, state }) => `${String(pay_sp)} ${String(state)}`).sort()).toEqual(
    expect.arrayContaining(['v2 done', 'v2sp done', 'v3 done', 'v3sp done']),
  );
});

test.each([
  [['--date', '2026-02-30'], 'must be a day'],
  [['--date', '2026-11-01', '--file', '/nowhere/bill.csv'], 'there is no file'],
  [['--date', '2026-11-01', '--pay-sp', 'nobody'], 'no PSP'],
  [['--date', '2026-11-01', '--pay-sp', 'vr'], 'no statement'],
])('the command says what is wrong with %j, keeps nothing and exits with 2', async (args, words) => {
  const { code, lines, errors } = await reconcile(...args);
  expect(code).toBe(2);
  expect(`${lines.join()} ${errors}`).toContain(words);
});
