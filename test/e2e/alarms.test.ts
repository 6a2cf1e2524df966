/** Alarms from the built functions to an address of the configuration, which answers, hangs, sends elsewhere, and never ends. */
import { createHmac } from 'node:crypto';
import { answer, flood, mute, party, silence, type Manner } from '../adapters/loopback';
import { atPsp, checkOut, openWorld, type Running } from './running-world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SECRET = 'a secret for alarms, of the test';
const accept = answer('HTTP/1.1 204 Fine\r\n\r\n');

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
/** Each test has a day of its own, from ten in the morning in Beijing on. */
beforeEach(async () => {
  const now = running.world.cloud.clock.now();
  await running.post('/control/clock', { advance_ms: DAY - (now % DAY) + 2 * HOUR });
});
afterEach(silence);
afterAll(() => running.world.close());

/** Alarms go from now on to a party of that manner. */
async function alarmsTo(manner: Manner) {
  const other = await party(manner);
  const alarms = { alarm_url: `${other.url}/in?token=t0ken`, alarm_secret: SECRET };
  await running.world.cloud.database.update('config', { _id: 'payment' }, { $set: alarms });
  return other;
}

const lines = (event: string): readonly string[] =>
  running.world.cloud.logs
    .entries()
    .map(({ text }) => text)
    .filter((text) => text.includes(`"${event}"`));

/** Runs so many timers at once, an hour and a minute later. */
async function hourLater(timers = 1): Promise<void> {
  await running.post('/control/clock', { advance_ms: HOUR + 60_000 });
  await Promise.all(
    Array.from({ length: timers }, () => running.post('/control/timer', { function: 'notify' })),
  );
}

async function aside(): Promise<string> {
  const outTradeNo = await checkOut(running);
  await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay', amount: 77 });
  return outTradeNo;
}

/** The bodies that a party was sent. */
const bodies = (received: string): readonly string[] =>
  [
    ...Buffer.from(received, 'latin1')
      .toString()
      .matchAll(/^\{"source".*\}$/gm),
  ].map(([body]) => body);

test('money that is kept aside is told of once, signed, by two timers at once, without a word of buyer or key', async () => {
  const outTradeNo = await aside();
  const other = await alarmsTo(accept);
  await hourLater(2);
  await hourLater(2);
  const [body = '', ...more] = bodies(other.received);
  expect(more).toEqual([]);
  expect(JSON.parse(body)).toMatchObject({
    alarms: [
      { kind: 'waiting_orders', thing: outTradeNo },
      { kind: 'kept_aside', config_id: 'payment', thing: outTradeNo },
    ],
  });
  const [, seconds = '', signature] = /x-crosspay-signature: t=(\d+),v1=(\w+)/i.exec(other.received) ?? [];
  expect(signature).toBe(createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex'));
  const [config] = await running.world.cloud.database.find('config', { _id: 'payment' });
  const { key } = (config?.providers as { yaband: { key: string } }).yaband;
  for (const secret of [SECRET, key, 'oCustomerOne']) expect(other.received).not.toContain(secret);
  expect(lines('alarm_sent')).toHaveLength(1);
  expect(lines('alarm_sent').join('')).not.toContain('t0ken');
});

test('spoilt documents among those that wait are told of by their names, and hide nothing', async () => {
  const other = await alarmsTo(accept);
  const { database } = running.world.cloud;
  await database.insert('payment', {
    ...{ _id: 'spoilt-notice', verdict: 'kept_aside', decision: null, raw: 7 },
    ...{ pay_sp: 'yaband', config_id: 'payment', received_at: 1 },
  });
  const outTradeNo = await aside();
  await hourLater();
  for (const thing of [outTradeNo, 'spoilt-notice'])
    expect(other.received).toContain(`"kind":"kept_aside","config_id":"payment","thing":"${thing}"`);
});

test.each<readonly [string, () => Manner, RegExp]>([
  ['hangs', () => mute, /timeout: no answer within/],
  [
    'answers without an end',
    () => flood('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffff\r\n', 50_000_000).manner,
    /too_large/,
  ],
  ['answers nonsense', () => answer('nonsense\r\n\r\n'), /cut_off: the answer is not HTTP/],
])('an address that %s costs no payment, and is asked again an hour later', async (_what, manner, why) => {
  const outTradeNo = await checkOut(running);
  await aside();
  const before = lines('alarm_failed').length;
  const other = await alarmsTo(manner());
  await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay' });
  await hourLater();
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid' });
  expect(lines('alarm_failed').slice(before)).toEqual([expect.stringMatching(why)]);
  expect(other.connections).toBe(1);
  expect(other.standing).toBe(0);
  const better = await alarmsTo(accept);
  await hourLater();
  expect(bodies(better.received)).toHaveLength(1);
});

test('an address that sends elsewhere is not followed', async () => {
  await aside();
  const inside = await party(accept);
  const before = lines('alarm_failed').length;
  await alarmsTo(answer(`HTTP/1.1 307 Moved\r\nlocation: ${inside.url}\r\ncontent-length: 0\r\n\r\n`));
  await hourLater();
  expect(lines('alarm_failed').slice(before)).toEqual([expect.stringContaining('307, and is not followed')]);
  expect(inside.connections).toBe(0);
});

test('an address in a private network is named in the log and not called', async () => {
  const { database } = running.world.cloud;
  const alarms = { alarm_url: 'https://10.0.0.1/in', alarm_secret: SECRET };
  await database.update('config', { _id: 'payment' }, { $set: alarms });
  const before = lines('alarm_failed').length;
  await hourLater();
  expect(lines('alarm_failed').slice(before)).toEqual([expect.stringContaining('public host name')]);
});
