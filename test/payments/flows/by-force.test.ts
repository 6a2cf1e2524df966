/** A person has PSPs asked now, and closes what its PSP does not: whoever does so stands in the journal. */
import { askNow } from '../../../shared/payments/flows/people/ask-now';
import { forceClose } from '../../../shared/payments/flows/people/force-close';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { refund } from './as-callers';
import { payAt } from './fake-psp';
import {
  codeOf,
  openWorld,
  operator,
  paid,
  paySps,
  pending,
  stored,
  take,
  timeout,
  type World,
} from './world';

/** Days with a timer that comes every ten hours. */
async function days(world: World, count: number): Promise<void> {
  for (let n = 0; n < count * 2.4; n += 1) {
    world.advance(36_000_000);
    await runTimer(world.shop);
  }
}

const person = { by: operator.openid, why: 'the payer is on the phone' };

describe.each(paySps)('a question now at %s', (paySp) => {
  test('is asked though somebody asked just now, of every attempt and refund, and what is said is booked', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    await askNow(world.shop, stored(world, outTradeNo), person);
    payAt(world.psp, outTradeNo);
    const { order, answers } = await askNow(world.shop, stored(world, outTradeNo), person);
    expect(order.state).toBe('paid');
    expect(answers).toMatchObject([{ of: outTradeNo }]);
    await refund(world.shop, operator, { outTradeNo, refundFee: 40 });
    const record = world.psp.refunds.get(`${outTradeNo}R1`);
    if (record) record.state = 'succeeded';
    const asked = await askNow(world.shop, stored(world, outTradeNo), person);
    expect(asked.answers).toContainEqual({ of: `${outTradeNo}R1`, said: 'succeeded', heard: 'answer' });
    expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'succeeded' }]);
    expect(stored(world, outTradeNo).journal.filter(({ by }) => by === person.by)).toHaveLength(3);
    expect(stored(world, outTradeNo).journal.find(({ by }) => by === person.by)?.why).toBe(person.why);
  });

  test('says what came of it where nobody answers, and changes nothing', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    world.network = timeout;
    const { order, answers } = await askNow(world.shop, stored(world, outTradeNo), person);
    expect(order.state).toBe('pending');
    expect(answers).toEqual([{ of: outTradeNo, said: 'no answer in time', heard: 'silence' }]);
  });
});

describe.each(paySps)('a forced closing at %s', (paySp) => {
  test('closes at the PSP where that can be done', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    expect((await forceClose(world.shop, stored(world, outTradeNo), person)).state).toBe('closed');
    expect(world.psp.payments.get(outTradeNo)?.state).toBe('closed');
    expect(stored(world, outTradeNo).journal.at(-1)).toMatchObject(person);
  });

  test('closes here although the PSP does not answer; money that comes later is late money', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    world.network = timeout;
    const closed = await forceClose(world.shop, stored(world, outTradeNo), person);
    expect(closed).toMatchObject({ state: 'closed', attempts: [{ state: 'closed' }] });
    expect(closed.journal.at(-1)).toMatchObject(person);
    payAt(world.psp, outTradeNo);
    world.network = (_asked, pass) => pass();
    world.advance(11 * 60_000);
    await runTimer(world.shop);
    expect(stored(world, outTradeNo)).toMatchObject({ state: 'paid', late: true });
  });

  test('closes here, and money that nobody can be asked about for a week is found after it', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    world.network = timeout;
    await forceClose(world.shop, stored(world, order.outTradeNo), person);
    payAt(world.psp, order.outTradeNo);
    await days(world, 7);
    expect(stored(world, order.outTradeNo).state).toBe('closed');
    world.network = (_asked, pass) => pass();
    await days(world, 2);
    expect(stored(world, order.outTradeNo)).toMatchObject({ state: 'paid', late: true });
  });

  test('closes here, and what the PSP then calls unpaid a day later is asked about no more', async () => {
    const world = openWorld(paySp);
    const order = await pending(world);
    world.network = timeout;
    await forceClose(world.shop, stored(world, order.outTradeNo), person);
    world.network = (_asked, pass) => pass();
    await days(world, 2);
    expect(stored(world, order.outTradeNo).attempts).toMatchObject([{ state: 'closed', askAt: 0 }]);
  });

  test('never closes what the PSP calls paid', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    payAt(world.psp, outTradeNo);
    world.network = (asked, pass) => (asked === 'close' ? timeout() : pass());
    const code = await codeOf(forceClose(world.shop, stored(world, outTradeNo), person));
    expect(['ORDER_PAID', 'no error']).toContain(code);
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('of a paid order is refused', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    expect(await codeOf(forceClose(world.shop, stored(world, outTradeNo), person))).toBe('ORDER_PAID');
  });
});

test('money is found after a week in which the PSP took no question, for our clock or signature was wrong', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await pending(world);
  world.network = timeout;
  await forceClose(world.shop, stored(world, outTradeNo), person);
  payAt(world.psp, outTradeNo);
  world.network = () => world.psp.refusal('SIGN_ERROR');
  await days(world, 7);
  expect(stored(world, outTradeNo).state).toBe('closed');
  world.network = (_asked, pass) => pass();
  await days(world, 2);
  expect(stored(world, outTradeNo)).toMatchObject({ state: 'paid', late: true });
});

test('what a cancel may still be giving back is not closed by force while the PSP calls it paid', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await pending(world);
  // The cancel has no answer, and the payer pays at the same moment.
  world.network = (asked, pass) => {
    if (asked !== 'close') return pass();
    payAt(world.psp, outTradeNo);
    return timeout();
  };
  expect(await codeOf(forceClose(world.shop, stored(world, outTradeNo), person))).toBe('BUSY');
  expect(stored(world, outTradeNo).state).toBe('pending');
  world.network = (_asked, pass) => pass();
  world.advance(60_000);
  await take(world, world.psp.paymentNotice(outTradeNo));
  expect(stored(world, outTradeNo).state).toBe('paid');
});
