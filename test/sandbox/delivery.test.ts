import { isLoopback } from '../../scripts/sandbox/notifier';
import * as v3 from './v3-merchant';
import { openWorld, type World } from './world';
import * as yaband from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(async () => {
  world.reset();
  await v3.downloadCertificates(world);
});

const minute = 60;
const hour = 60 * minute;
const secondsBetween = (): number[] =>
  world.inbox.slice(1).map(({ at }, index) => (at - (world.inbox[index]?.at ?? 0)) / 1000);
const pay = (pay_sp: string, out_trade_no: string, options: object = {}) =>
  world.control('sandbox', { pay_sp, event: 'pay', out_trade_no, ...options });

it('WeChat Pay retries fifteen times on its published ladder, then gives up', async () => {
  world.merchant.answer = () => ({ status: 500, body: '' });
  await v3.order(world);
  await pay('v3', 'ORD20261102-0001');
  await world.pass(25 * hour * 1000);
  expect(secondsBetween()).toEqual([
    ...[15, 15, 30, 3 * minute, 10 * minute, 20 * minute, 30 * minute, 30 * minute, 30 * minute, 60 * minute],
    ...[3 * hour, 3 * hour, 3 * hour, 6 * hour, 6 * hour],
  ]);
  const [notice] = world.view('v3').notifications;
  expect(notice).toMatchObject({ state: 'given up' });
  expect(notice?.attempts).toHaveLength(16);
  expect(notice).not.toHaveProperty('next_at');
});

it('YabandPay retries on a ladder of the sandbox’s own', async () => {
  world.merchant.answer = () => ({ status: 200, body: 'bad' });
  await yaband.create(world);
  await pay('yaband', 'ORDER0001');
  await world.pass(2 * hour * 1000);
  expect(secondsBetween()).toEqual([15, 30, 3 * minute, 10 * minute, 30 * minute, 60 * minute]);
});

it.each<['v3' | 'yaband', number, string, boolean]>([
  ['v3', 200, '', true],
  ['v3', 204, '', true],
  ['v3', 201, '{"code":"SUCCESS"}', false],
  ['v3', 401, '', false],
  ['yaband', 200, 'ok', true],
  ['yaband', 200, 'OK', false],
  ['yaband', 200, 'ok\n', false],
  ['yaband', 200, '', false],
  ['yaband', 201, 'ok', false],
])('%s takes status %i with body "%s" as acknowledged: %s', async (paySp, status, body, acknowledged) => {
  world.merchant.answer = () => ({ status, body });
  if (paySp === 'v3') await v3.order(world);
  else await yaband.create(world);
  await pay(paySp, paySp === 'v3' ? 'ORD20261102-0001' : 'ORDER0001');
  expect(world.view(paySp).notifications[0]?.state).toBe(acknowledged ? 'delivered' : 'pending');
  await world.pass(15_000);
  expect(world.inbox).toHaveLength(acknowledged ? 1 : 2);
});

it('an acknowledgement after failures ends the retries', async () => {
  world.merchant.answer = () => ({ status: world.inbox.length < 3 ? 502 : 200, body: 'ok' });
  await yaband.create(world);
  await pay('yaband', 'ORDER0001');
  await world.pass(24 * hour * 1000);
  expect(world.view('yaband').notifications[0]).toMatchObject({
    state: 'delivered',
    attempts: [
      { outcome: 'not acknowledged: 502 ok' },
      { outcome: 'not acknowledged: 502 ok' },
      { outcome: 'acknowledged: 200 ok' },
    ],
  });
});

it('a merchant that does not answer is tried again, and the reason is kept', async () => {
  world.merchant.answer = () => {
    throw new Error('connect ECONNREFUSED');
  };
  await yaband.create(world);
  await pay('yaband', 'ORDER0001');
  expect(world.view('yaband').notifications[0]).toMatchObject({
    state: 'pending',
    attempts: [{ at: world.clock.now(), outcome: 'no answer: connect ECONNREFUSED' }],
    next_at: world.clock.now() + 15_000,
  });
});

it('a dropped notice never leaves, but is shown', async () => {
  await yaband.create(world);
  await pay('yaband', 'ORDER0001', { drop_notify: true });
  await world.pass(24 * hour * 1000);
  expect(world.inbox).toHaveLength(0);
  expect(world.view('yaband').notifications[0]?.state).toBe('dropped');
  expect(world.view('yaband').payments[0]?.state).toBe('paid');
});

it('copies of a notice leave at once; one acknowledgement is enough', async () => {
  let count = 0;
  world.merchant.answer = () => ({ status: 200, body: ++count === 3 ? 'ok' : 'bad' });
  await yaband.create(world);
  await pay('yaband', 'ORDER0001', { duplicate: 5 });
  expect(world.inbox).toHaveLength(5);
  expect(new Set(world.inbox.map(({ body, at }) => `${at} ${body}`)).size).toBe(1);
  await world.pass(hour * 1000);
  expect(world.inbox).toHaveLength(5);
});

it('copies that all fail are retried as one', async () => {
  world.merchant.answer = () => ({ status: 500, body: '' });
  await yaband.create(world);
  await pay('yaband', 'ORDER0001', { duplicate: 3 });
  await world.pass(15_000);
  expect(world.inbox).toHaveLength(4);
});

it('a delayed notice leaves later, after the payment has counted', async () => {
  await yaband.create(world);
  await pay('yaband', 'ORDER0001', { delay_ms: 5000 });
  expect(world.inbox).toHaveLength(0);
  expect(world.view('yaband').payments[0]?.state).toBe('paid');
  await world.pass(4999);
  expect(world.inbox).toHaveLength(0);
  await world.pass(1);
  expect(world.inbox).toHaveLength(1);
});

it('a notify_url on another machine gets nothing, and the reason is kept', async () => {
  await yaband.create(world, { notify_url: 'https://shop.example/notify/yaband' });
  await pay('yaband', 'ORDER0001');
  expect(world.inbox).toHaveLength(0);
  expect(world.view('yaband').notifications[0]?.attempts).toEqual([
    { at: world.clock.now(), outcome: 'not sent: notify_url is not on this machine' },
  ]);
});

it.each([
  ['http://127.0.0.1:7070/notify', true],
  ['http://127.9.9.9/', true],
  ['http://localhost/', true],
  ['http://[::1]:80/', true],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost.example.com/', false],
  ['http://user@example.com/127.0.0.1', false],
  ['http://10.0.0.1/', false],
  ['not an address', false],
])('%s is on this machine: %s', (url, local) => {
  expect(isLoopback(url)).toBe(local);
});

it('a reset forgets what waits to be sent', async () => {
  world.merchant.answer = () => ({ status: 500, body: '' });
  await yaband.create(world);
  await pay('yaband', 'ORDER0001');
  world.sandboxes.reset();
  await world.pass(24 * hour * 1000);
  expect(world.inbox).toHaveLength(1);
  expect(world.view('yaband')).toMatchObject({ payments: [], refunds: [], notifications: [], faults: [] });
});
