/** A process dies after an order says that something was kept aside, and before the notice of it is kept: it ends all the same. */
import { askNow } from '../../../shared/payments/flows/people/ask-now';
import { markSeen } from '../../../shared/payments/flows/people/mark-seen';
import type { Order } from '../../../shared/payments/order/order';
import { listAside } from './as-callers';
import { decide, paidTooLittle, paidTwice, type AsideWorld } from './aside-world';
import { codeOf, openWorld, operator, paySps, pending, stored, take, timeout, type World } from './world';
import { payAt } from './fake-psp';

const person = { by: operator.openid, why: 'looked at the PSP' };

const notices = (world: World) => listAside(world.shop, operator, { all: true });
const waits = (order: Order): readonly string[] =>
  order.attention.filter(({ reason }) => reason === 'kept_aside').map(({ of }) => of);

/** The process that took the notice died before it was archived, and the PSP does not repeat it. */
async function paidTooLittleAndDied(paySp: (typeof paySps)[number]): Promise<{ world: World; order: Order }> {
  const world = openWorld(paySp);
  const { outTradeNo } = await pending(world);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.amount = 99;
  payAt(world.psp, outTradeNo);
  const archiving = jest.spyOn(world.store, 'archiveNotice').mockRejectedValue(new Error('the process died'));
  await take(world, world.psp.paymentNotice(outTradeNo));
  archiving.mockRestore();
  const order = stored(world, outTradeNo);
  expect([waits(order).length, (await notices(world)).length]).toEqual([1, 0]);
  return { world, order };
}

describe.each(paySps)('at %s', (paySp) => {
  test('asking again keeps the notice, and a person decides about it', async () => {
    const { world, order } = await paidTooLittleAndDied(paySp);
    const asked = await askNow(world.shop, order, person);
    expect(waits(asked.order)).toHaveLength(1);
    const [notice] = await notices(world);
    if (!notice) throw new Error('no notice');
    await decide({ world, order, notice }, 'dismissed');
    expect(waits(stored(world, order.outTradeNo))).toEqual([]);
  });

  test('what the PSP still says is not seen away: its notice is kept, and waits', async () => {
    const { world, order } = await paidTooLittleAndDied(paySp);
    expect(await codeOf(markSeen(world.shop, order, { reason: 'kept_aside', person }))).toBe('NOT_SUPPORTED');
    expect(waits(stored(world, order.outTradeNo))).toHaveLength(1);
    expect(await notices(world)).toHaveLength(1);
  });

  test('what nobody says any more ends with a person’s word, once, and the journal has it', async () => {
    const { world, order } = await paidTooLittleAndDied(paySp);
    const payment = world.psp.payments.get(order.outTradeNo);
    if (payment) payment.state = 'pending';
    const seen = await markSeen(world.shop, order, { reason: 'kept_aside', person });
    expect(waits(seen)).toEqual([]);
    expect(stored(world, order.outTradeNo).attention).toEqual(seen.attention);
    const again = await markSeen(world.shop, seen, { reason: 'kept_aside', person });
    const lines = world.store.journalOf(again).filter(({ event }) => event === 'seen: kept_aside');
    expect(lines).toMatchObject([person]);
  });

  test('what the PSP cannot be asked about now is not seen away, unless by force', async () => {
    const { world, order } = await paidTooLittleAndDied(paySp);
    world.network = timeout;
    expect(await codeOf(markSeen(world.shop, order, { reason: 'kept_aside', person }))).toBe(
      'OUTCOME_UNKNOWN',
    );
    expect(waits(stored(world, order.outTradeNo))).toHaveLength(1);
    const forced = await markSeen(world.shop, order, { reason: 'kept_aside', person, force: true });
    expect(waits(forced)).toEqual([]);
  });

  test.each([paidTooLittle, paidTwice])('what has its notice is ended by resolve alone: %p', async (make) => {
    const aside: AsideWorld = await make(paySp);
    const { world, order } = aside;
    const before = waits(order);
    expect(before).toHaveLength(1);
    expect(await codeOf(markSeen(world.shop, order, { reason: 'kept_aside', person }))).toBe('NOT_SUPPORTED');
    expect(waits(stored(world, order.outTradeNo))).toEqual(before);
    await decide(aside, 'dismissed');
    expect(waits(stored(world, order.outTradeNo))).toEqual([]);
  });
});
