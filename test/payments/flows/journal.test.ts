/** The journal of an order: nothing of it is ever lost, and the order can be made again from it. */
import { refund } from './as-callers';
import { changeOrder } from '../../../shared/payments/flows/orders';
import { withJournal } from '../../../shared/payments/order/journal';
import { disagreements } from '../../../shared/payments/order/replay';
import type { Order } from '../../../shared/payments/order/order';
import { openWorld, operator, ordered, paid, paySps, pending, stored, take, type World } from './world';

const whole = (world: World, outTradeNo: string): readonly { readonly event: string }[] =>
  world.store.journalOf(stored(world, outTradeNo));

const quarrel = (world: World, outTradeNo: string, change: Partial<Order> = {}): readonly string[] => {
  const order = stored(world, outTradeNo);
  return disagreements({ ...order, ...change }, world.store.journalOf(order));
};

async function written(world: World, outTradeNo: string, ...events: readonly string[]): Promise<void> {
  for (const event of events) {
    const order = stored(world, outTradeNo);
    await changeOrder(world.shop, order, (newest) => withJournal(newest, world.shop.clock.now(), event));
  }
}

const many = Array.from({ length: 200 }, (_, line) => `event ${line}`);

describe('a long journal', () => {
  test('keeps few lines in the order and all of them in all', async () => {
    const world = openWorld();
    const { outTradeNo } = await ordered(world);
    for (const event of many) {
      await written(world, outTradeNo, event);
      expect(stored(world, outTradeNo).journal.length).toBeLessThan(64);
    }
    expect(whole(world, outTradeNo).map(({ event }) => event)).toEqual(['created', ...many]);
  });

  test('loses nothing when the process dies between archive and order, or the archive is away', async () => {
    const world = openWorld();
    const { outTradeNo } = await ordered(world);
    let calls = 0;
    world.store.after = (call) => {
      if (call !== 'archiveJournal') return;
      calls += 1;
      if (calls % 3 !== 0) throw new Error('the process died');
    };
    world.store.before = (call) => {
      if (call === 'archiveJournal' && calls % 5 === 4) throw new Error('the database is away');
    };
    await written(world, outTradeNo, ...many);
    expect(whole(world, outTradeNo).map(({ event }) => event)).toEqual(['created', ...many]);
    expect(world.logged.join()).toContain('journal_not_archived');
  });

  test('keeps what two writers add at once', async () => {
    const world = openWorld();
    const { outTradeNo } = await ordered(world);
    for (let round = 0; round < 40; round += 1) {
      await Promise.all([
        written(world, outTradeNo, `left ${round}`, `left again ${round}`),
        written(world, outTradeNo, `right ${round}`),
      ]);
    }
    const events = whole(world, outTradeNo).map(({ event }) => event);
    expect(events).toHaveLength(121);
    expect(new Set(events).size).toBe(121);
  });
});

describe.each(paySps)('an order at %s', (paySp) => {
  async function refunded(): Promise<{ world: World; outTradeNo: string }> {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await refund(world.shop, operator, { outTradeNo, refundFee: 40 });
    const record = world.psp.refunds.get(`${outTradeNo}R1`);
    if (record) record.state = 'succeeded';
    await take(world, world.psp.refundNotice(`${outTradeNo}R1`));
    await refund(world.shop, operator, { outTradeNo, refundFee: 10 });
    return { world, outTradeNo };
  }

  test('can be made again from its journal after each step', async () => {
    const { world, outTradeNo } = await refunded();
    expect(quarrel(world, outTradeNo)).toEqual([]);
    const open = await pending(openWorld(paySp));
    expect(disagreements(open, open.journal)).toEqual([]);
  });

  test('that somebody edited does not add up, and the sentence says in what', async () => {
    const { world, outTradeNo } = await refunded();
    const { refunds, attempts } = stored(world, outTradeNo);
    const [first, ...others] = refunds;
    if (!first) throw new Error('no refund');
    expect(quarrel(world, outTradeNo, { state: 'pending' })).toEqual(['is pending, its journal says paid']);
    expect(quarrel(world, outTradeNo, { refunds: others })).toEqual([
      `refund ${first.outRefundNo} is nothing, the journal says succeeded with 40`,
    ]);
    const more = { ...first, amount: { ...first.amount, value: 4 } };
    expect(quarrel(world, outTradeNo, { refunds: [more, ...others] })).toEqual([
      `refund ${first.outRefundNo} is succeeded with 4, the journal says succeeded with 40`,
    ]);
    expect(
      quarrel(world, outTradeNo, { attempts: attempts.map((one) => ({ ...one, state: 'closed' })) }),
    ).toEqual([`attempt ${outTradeNo} is closed, the journal says paid`]);
    expect(quarrel(world, outTradeNo, { total: { ...first.amount, value: 1 } })).toEqual([
      `attempt ${outTradeNo} was paid with 100, the order is of 1`,
    ]);
    expect(quarrel(world, outTradeNo, { paidAttempt: 'another' })).toEqual([
      `was paid by another, the journal says ${outTradeNo}`,
    ]);
  });

  test('that somebody wrote “paid” into was never paid', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    expect(quarrel(world, outTradeNo, { state: 'paid' })).toEqual(['is paid, its journal says pending']);
  });

  test('whose journal tells what cannot be does not add up', async () => {
    const { world, outTradeNo } = await refunded();
    const order = stored(world, outTradeNo);
    const back = { at: 1, event: 'edited', moved: [{ of: 'order', to: 'pending' }] } as const;
    expect(disagreements(order, [...order.journal, back])).toEqual([
      'its journal has the order go from paid to pending',
      'is paid, its journal says pending',
    ]);
  });
});
