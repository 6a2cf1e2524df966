/** Once a day the timer tells what waits for a person: through the built functions, whatever number of times it runs. */
import { atPsp, checkOut, openWorld, type Running } from './running-world';

const DAY = 86_400_000;

let running: Running;
beforeAll(async () => {
  running = await openWorld('yaband');
});
afterAll(() => running.world.close());

const told = (): readonly string[] =>
  running.world.cloud.logs
    .entries()
    .map(({ text }) => text)
    .filter((text) => text.includes('daily_digest'));

/** Runs the timer at ten in the morning of the next day in Beijing, so often. */
async function nextMorning(times: number): Promise<void> {
  const now = running.world.cloud.clock.now();
  const midnight = now - (now % DAY) + DAY;
  await running.post('/control/clock', { advance_ms: midnight + 2 * 3_600_000 - now });
  for (let n = 0; n < times; n += 1) await running.post('/control/timer', { function: 'notify' });
}

test('nothing is told of a day on which nothing waits', async () => {
  await nextMorning(2);
  expect(told()).toEqual([]);
  const days = await running.world.cloud.database.find('digests', {});
  expect(days.length).toBeGreaterThan(0);
  for (const day of days) expect(day).toMatchObject({ state: 'nothing', count: 0 });
});

test('money that is kept aside is told of once a day, by its order’s number, until somebody decides', async () => {
  const outTradeNo = await checkOut(running);
  await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay', amount: 77 });
  await nextMorning(3);
  expect(told()).toHaveLength(1);
  expect(told()[0]).toContain(outTradeNo);
  expect(told()[0]).toContain(`kept aside, to be returned or explained: 1 (${outTradeNo})`);
  await nextMorning(2);
  expect(told()).toHaveLength(2);
});

test('a wrong configuration is told of, and no secret with it', async () => {
  const { database } = running.world.cloud;
  const [config] = await database.find('config', { _id: 'payment' });
  const { key } = (config?.providers as { yaband: { key: string } }).yaband;
  await database.update('config', { _id: 'payment' }, { $set: { 'providers.yaband.mchid': '' } });
  await nextMorning(1);
  expect(told()).toHaveLength(3);
  expect(told()[2]).toContain('problems of the configuration');
  expect(told().join('\n')).not.toContain(key);
});
