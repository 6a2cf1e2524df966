/** No update is lost, whoever writes between whom. */
import fc from 'fast-check';
import { PayError } from '../../shared/kernel/errors';
import { change, type Documents } from '../../shared/kernel/versioned';
import { runTimer } from '../../shared/payments/flows/run-timer';
import { settle } from '../../shared/payments/flows/settle';
import type { Fact } from '../../shared/payments/order/facts';
import { openWorld } from '../payments/flows/world';
import { anOrder, aPayment, aRefund, aRefundFact, euros } from '../payments/order/an-order';

interface Counter {
  readonly id: string;
  readonly version: number | undefined;
  readonly count: number;
}

/** One document whose readers and writers wait as long as they are told. */
function counters(pauses: readonly number[]): Documents<Counter> & { stored: Counter } {
  let turn = 0;
  const pause = async (): Promise<void> => {
    const turns = pauses[turn % pauses.length] ?? 0;
    turn += 1;
    for (let one = 0; one <= turns; one += 1) await new Promise(setImmediate);
  };
  const documents = {
    stored: { id: 'c', version: undefined, count: 0 } as Counter,
    idOf: ({ id }: Counter) => id,
    async get() {
      await pause();
      return documents.stored;
    },
    insert: async () => false,
    async replace(next: Counter, expected: number | undefined) {
      await pause();
      if (documents.stored.version !== expected) return false;
      documents.stored = next;
      return true;
    },
  };
  return documents;
}

const more = (one: Counter): Counter => ({ ...one, count: one.count + 1 });

test('two writers that add at the same time both count, however their reads and writes mix', async () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(pauses, fc.integer({ min: 1, max: 3 }), async (waits, each) => {
      const documents = counters(waits);
      const writer = async (): Promise<void> => {
        for (let n = 0; n < each; n += 1) await change(documents, documents.stored, more);
      };
      await Promise.all([writer(), writer()]);
      return documents.stored.count === 2 * each && documents.stored.version === 2 * each;
    }),
    { numRuns: 200 },
  );
});

test('who decides that there is nothing to write says so, and writes nothing', async () => {
  const documents = counters([0]);
  expect(await change(documents, documents.stored, () => undefined)).toMatchObject({ wrote: false });
  expect(documents.stored.version).toBeUndefined();
});

describe('who is overtaken', () => {
  /** How often it was tried to write where every other writer is first, and how that ended. */
  async function tried(get?: () => Promise<undefined>): Promise<readonly unknown[]> {
    let tries = 0;
    const replace = async (): Promise<boolean> => {
      tries += 1;
      return false;
    };
    const documents = { ...counters([0]), replace, ...(get && { get }) };
    const ended = await change(documents, documents.stored, more).catch((error: unknown) => error);
    if (!(ended instanceof PayError)) throw new Error('it did not give up');
    return [tries, ended.code, ended.message];
  }
  const words = 'c is being changed by others at this moment. Try again';

  test('eight times in a row gives up, and is told by what', async () => {
    expect(await tried()).toEqual([8, 'BUSY', words]);
  });

  test('by somebody who took the document away gives up at once', async () => {
    expect(await tried(async () => undefined)).toEqual([1, 'BUSY', words]);
  });
});

describe('facts that two writers bring to one order', () => {
  const attempts = anOrder().attempts;
  const facts: readonly Fact[] = [
    aPayment(),
    aPayment({ status: 'pending' }),
    aPayment({ status: 'declined' }),
    aPayment({ status: 'closed' }),
    aPayment({ transactionId: 'WX1' }),
    aPayment({ amount: euros(99), spTradeNo: 'SP9' }),
    aPayment({ spTradeNo: 'SP2', afterCancels: 1 }),
    aRefundFact({ status: 'processing' }),
    aRefundFact(),
    aRefundFact({ status: 'failed' }),
    aRefundFact({ status: 'abnormal' }),
  ];

  test('are each written once or not at all: versions count the moves, and the journal tells them', async () => {
    const list = fc.array(fc.constantFrom(...facts), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(list, list, fc.boolean(), async (ours, theirs, isPaid) => {
        const world = openWorld('yaband');
        const paid = { state: 'paid', paidAttempt: 'CPORDER01', refunds: [aRefund()] } as const;
        const order = anOrder({ attempts, version: 1, ...(isPaid ? paid : {}) });
        world.store.orderTable.set(order.outTradeNo, order);
        let moves = 0;
        const writer = async (some: readonly Fact[]): Promise<void> => {
          for (const fact of some) {
            const { verdict } = await settle(world.shop, order, fact);
            if (verdict === 'applied') moves += 1;
          }
        };
        await Promise.all([writer(ours), writer(theirs)]);
        const now = world.store.orderTable.get(order.outTradeNo);
        if (!now) throw new Error('the order is gone');
        const waits = now.journal.filter(({ event }) => event.startsWith('waits for a person')).length;
        expect(waits).toBeGreaterThanOrEqual(now.attention.length);
        // Every other line was a move of somebody's, and every move a write of its own.
        expect(now.journal.length - waits).toBeLessThanOrEqual(moves);
        expect((now.version ?? 0) - 1).toBeGreaterThanOrEqual(moves);
        expect((now.version ?? 0) - 1).toBeLessThanOrEqual(moves + waits);
        return true;
      }),
      { numRuns: 100 },
    );
  });

  test('leave nothing to two timers at once but one question', async () => {
    const world = openWorld('yaband');
    const due = attempts.map((one) => ({ ...one, askAt: 1, spTradeNo: 'SP1' }));
    const order = anOrder({ attempts: due, createdAt: world.shop.clock.now() });
    world.store.orderTable.set(order.outTradeNo, order);
    await Promise.all([runTimer(world.shop), runTimer(world.shop)]);
    expect(world.asked.filter((one) => one === 'query')).toHaveLength(1);
  });
});
