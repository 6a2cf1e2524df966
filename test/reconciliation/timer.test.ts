/** The timer: yesterday once, as soon as it is ready; later again what is not there; and never two at once. */
import { PayError } from '../../shared/kernel/errors';
import { StatementUnusable } from '../../shared/kernel/statement-unusable';
import type { Fetched, StatementLine } from '../../shared/payments';
import { reportId, type Report } from '../../shared/reconciliation/reports/report';
import { createReconciliationTimer } from '../../shared/reconciliation/run-for-timer';
import { boundsOf, dayBeside, HOUR_MS } from '../../shared/reconciliation/statement-day';
import { ADay, batches, DAY, day, named, whose, ZONE } from './a-day';

const MINUTE_MS = 60_000;

/** A day whose statement is ready now: eleven o’clock of the next one. */
function readyDay(): ADay {
  const on = new ADay();
  on.world.advance(day.to + 11 * HOUR_MS - on.world.shop.clock.now());
  return on;
}

const run = (on: ADay, timer = createReconciliationTimer(), ms = 15_000): Promise<void> =>
  timer.run(on.room, on.world.shop.clock.now() + ms);

const reportOf = (on: ADay, date = DAY): Report | undefined => on.reports.table.get(reportId(whose, date));

/** How often the statement was asked for. */
function counting(on: ADay, answer: () => Fetched): { times: number } {
  const counted = { times: 0 };
  on.fetched = () => {
    counted.times += 1;
    return answer();
  };
  return counted;
}

test('compares yesterday in the statement’s zone, once', async () => {
  const on = readyDay();
  const order = on.paid();
  const asked = counting(on, () => ({ is: 'lines', lines: batches(on.lines) }));
  const timer = createReconciliationTimer();
  await run(on, timer);
  await run(on, timer);
  await run(on);
  expect(asked.times).toBe(1);
  expect(reportOf(on)).toMatchObject({ state: 'done', date: DAY, leaseUntil: 0 });
  expect(named(reportOf(on)?.contents?.findings ?? [])).toEqual([
    `missing_there payment ${order.outTradeNo}`,
  ]);
});

test('keeps what moved on the account with what was compared, and asks about it only when the statement is good', async () => {
  const on = readyDay();
  on.line(on.paid());
  const funds = { is: 'none', why: 'the PSP refuses it' } as const;
  let asked = 0;
  const statements = {
    ...on.room.statements,
    fundsOf: async () => {
      asked += 1;
      return funds;
    },
  };
  const timer = createReconciliationTimer();
  const until = on.world.shop.clock.now() + 15_000;
  const good = on.fetched;
  on.fetched = () => ({ is: 'later', why: 'not yet' });
  await timer.run({ ...on.room, statements }, until);
  expect([asked, reportOf(on)?.contents]).toEqual([0, undefined]);
  on.fetched = good;
  on.world.advance(HOUR_MS);
  await timer.run({ ...on.room, statements }, until + HOUR_MS);
  expect(asked).toBe(1);
  expect(reportOf(on)?.contents).toMatchObject({ matched: 1, funds });
});

test('does not ask before the statement is ready', async () => {
  const on = new ADay();
  on.world.advance(boundsOf(DAY, ZONE).to + 9 * HOUR_MS - on.world.shop.clock.now());
  await run(on);
  expect(reportOf(on)).toBeUndefined();
  expect(reportOf(on, dayBeside(DAY, -1))).toBeDefined();
});

test('two timers at once, in two instances, fetch and compare it once', async () => {
  const on = readyDay();
  on.line(on.paid());
  const asked = counting(on, () => ({ is: 'lines', lines: batches(on.lines) }));
  await Promise.all([run(on), run(on), run(on)]);
  expect(asked.times).toBe(1);
  expect(reportOf(on)).toMatchObject({ state: 'done', tries: 1, contents: { matched: 1 } });
});

test('a process that died with the lease is followed by another one when that is over', async () => {
  const on = readyDay();
  on.fetched = () => {
    throw new Error('the process died');
  };
  await run(on);
  const asked = counting(on, () => ({ is: 'lines', lines: batches(on.lines) }));
  await run(on);
  expect(asked.times).toBe(0);
  on.world.advance(3 * MINUTE_MS);
  await run(on);
  expect(asked.times).toBe(1);
  expect(reportOf(on)?.state).toBe('done');
});

test.each(['later', 'unknown'] as const)(
  'asks again, ever later, when the answer is %s, and gives up after two days',
  async (is) => {
    const on = readyDay();
    const asked = counting(on, () => ({ is, why: 'try again' }));
    const timer = createReconciliationTimer();
    const moments: number[] = [];
    const begin = on.world.shop.clock.now();
    for (let minute = 0; minute < 4 * 24 * 60; minute += 5) {
      const before = asked.times;
      await run(on, timer);
      if (asked.times > before && reportOf(on)?.tries === moments.length + 1) moments.push(minute);
      on.world.advance(5 * MINUTE_MS);
    }
    expect(moments.slice(0, 4)).toEqual([0, 10, 30, 70]);
    expect(moments.length).toBeLessThanOrEqual(22);
    expect(reportOf(on)).toMatchObject({ state: 'given_up', problem: { why: 'try again' } });
    expect((moments.at(-1) ?? 0) * MINUTE_MS + begin).toBeLessThan(day.to + 51 * HOUR_MS);
  },
);

test('makes up for the days on which it stood still, and compares none before its first', async () => {
  const on = readyDay();
  const asked: string[] = [];
  const statements = {
    ...on.room.statements,
    get: async (_shop: unknown, _connected: unknown, of: string): Promise<Fetched> => {
      asked.push(of);
      return { is: 'lines', lines: batches([]) };
    },
  };
  const room = { ...on.room, statements };
  const work = (): Promise<void> => createReconciliationTimer().run(room, on.world.shop.clock.now() + 15_000);
  await work();
  expect(asked).toEqual([DAY]);
  on.world.advance(4 * 24 * HOUR_MS);
  await work();
  await work();
  const days = [1, 2, 3, 4].map((after) => dayBeside(DAY, after));
  expect(asked).toEqual([DAY, days[3], days[0], days[1], days[2]]);
});

test('says of a statement that cannot be used why, and neither books nor asks again', async () => {
  const on = readyDay();
  const order = on.unpaid('paid');
  on.line(order);
  const asked = counting(on, () => ({ is: 'lines', lines: wrong(on.lines) }));
  const timer = createReconciliationTimer();
  for (let i = 0; i < 5; i += 1) {
    await run(on, timer);
    on.world.advance(HOUR_MS);
  }
  expect(asked.times).toBe(1);
  expect(reportOf(on)).toMatchObject({ state: 'unusable', problem: { code: 'wrong_hash' } });
  expect(reportOf(on)?.contents).toBeUndefined();
  expect(on.order(order.outTradeNo).state).toBe('pending');
});

async function* wrong(lines: readonly StatementLine[]): AsyncGenerator<readonly StatementLine[]> {
  yield lines;
  throw new StatementUnusable('wrong_hash', 'another file was announced');
}

test('leaves a day that is too large for a function to the command, and says so', async () => {
  const on = readyDay();
  on.fetched = () => ({ is: 'lines', lines: slowly() });
  async function* slowly(): AsyncGenerator<readonly StatementLine[]> {
    for (;;) {
      on.world.advance(1000);
      yield [];
    }
  }
  for (let i = 0; i < 3; i += 1) {
    await run(on);
    on.world.advance(3 * HOUR_MS);
  }
  const { state, problem } = reportOf(on) ?? {};
  expect(state).toBe('too_large');
  expect(problem?.why).toContain(`npm run reconcile -- --date ${DAY} --pay-sp v3`);
});

test('begins nothing when there is hardly time left', async () => {
  const on = readyDay();
  await run(on, createReconciliationTimer(), 3000);
  expect(on.reports.table.size).toBe(0);
});

test('an account that is configured wrong keeps no other from its turn', async () => {
  const on = readyDay();
  const config = on.world.store.configTable.get('payment') ?? {};
  on.world.store.configTable.set('payment', { ...config, providers: { yaband: { mchid: 'nobody' } } });
  await run(on);
  expect(reportOf(on)?.state).toBe('done');
});

test('a report that somebody spoilt keeps no other day from its turn, and the log names it once in a while', async () => {
  const on = readyDay();
  const spoilt = reportId({ paySp: 'v2', configId: 'payment' }, DAY);
  const config = on.world.store.configTable.get('payment') ?? {};
  const v2 = { appid: 'wxd678efh567hg6787', mchid: '1230000109', key: '8934e7d15453e97507ef794cf7b0519d' };
  on.world.store.configTable.set('payment', { ...config, providers: { v2 } });
  const get = on.reports.get.bind(on.reports);
  on.reports.get = async (id) => {
    if (id === spoilt) throw new PayError('DOCUMENT_UNREADABLE', `document ${id} is not as documented`);
    return get(id);
  };
  const timer = createReconciliationTimer();
  for (let minute = 0; minute < 5; minute += 1) {
    await run(on, timer);
    on.world.advance(MINUTE_MS);
  }
  expect(reportOf(on)?.state).toBe('done');
  const told = on.world.logged.filter((line) => line.includes('reconciliation_failed'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`"date":"${DAY}"`);
});

test('a report that somebody spoilt stops the comparison of no day beside it, and the log names it', async () => {
  const on = readyDay();
  on.line(on.paid());
  on.paid({}, day.to - MINUTE_MS);
  const spoilt = reportId(whose, dayBeside(DAY, 1));
  const get = on.reports.get.bind(on.reports);
  on.reports.get = async (id) => {
    if (id === spoilt) throw new PayError('DOCUMENT_UNREADABLE', `document ${id} is not as documented`);
    return get(id);
  };
  await run(on);
  expect(reportOf(on)).toMatchObject({
    state: 'done',
    contents: { matched: 1, findings: [], pending: [{ waitsFor: dayBeside(DAY, 1) }] },
  });
  const told = on.world.logged.filter((line) => line.includes('unreadable_document'));
  expect(told[0]).toContain(spoilt);
});

test('PSPs that state nothing are left alone', async () => {
  const on = readyDay();
  const asked = counting(on, () => ({ is: 'none' }));
  const room = { ...on.room, statements: { ...on.room.statements, timesOf: () => undefined } };
  await createReconciliationTimer().run(room, Infinity);
  expect(asked.times).toBe(0);
  expect(on.reports.table.size).toBe(0);
});
