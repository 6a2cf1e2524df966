/** What cannot be sent back by interface: the operator hears what to do, nothing is decided, and may decide otherwise. */
import { PayError } from '../../../shared/kernel/errors';
import { book } from '../../../shared/payments/flows/ask-psp';
import { resolveAside } from '../../../shared/payments/flows/people/resolve-aside';
import type { AsideNotice } from '../../../shared/payments/ports';
import { listAside } from './as-callers';
import { decide, paidTooLittle, paidTwice, type AsideWorld } from './aside-world';
import { codeOf, openWorld, operator, paid, pending, stored, take, type World } from './world';

/** The notice as reports would have left it that told no more than this. */
function told({ world, notice }: AsideWorld, { amount, feeType, spTradeNo }: Partial<AsideNotice>): void {
  world.store.archive = world.store.archive.map((one) => {
    const { amount: _amount, feeType: _feeType, spTradeNo: _spTradeNo, ...rest } = one;
    const known = { ...(amount === undefined ? {} : { amount }), ...(feeType ? { feeType } : {}) };
    return one._id === notice.id ? { ...rest, ...known, ...(spTradeNo ? { spTradeNo } : {}) } : one;
  });
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return error instanceof PayError ? `${error.code}: ${error.message}` : 'no error';
}

async function refusedAndOpen(aside: AsideWorld, message: RegExp): Promise<void> {
  expect(await messageOf(decide(aside, 'return'))).toMatch(message);
  expect(aside.world.asked).not.toContain('refund');
  expect(stored(aside.world, aside.order.outTradeNo)).toMatchObject({ decisions: [], returns: [] });
  expect(await messageOf(decide(aside, 'returned_elsewhere'))).toBe('no error');
}

test('money of an unknown amount is not returned by interface', async () => {
  const aside = await paidTooLittle('v3');
  told(aside, {});
  await refusedAndOpen(aside, /^NOT_SUPPORTED: nobody told how much.*returned_elsewhere/);
});

test('a payment whose number its PSP never told is not returned by interface', async () => {
  const aside = await paidTwice('yaband');
  const { world, order } = aside;
  told(aside, { amount: 100, feeType: 'EUR' });
  const attempts = order.attempts.map(({ spTradeNo: _, ...rest }) => rest);
  world.store.orderTable.set(order.outTradeNo, { ...order, attempts });
  await refusedAndOpen(aside, /^NOT_SUPPORTED: YabandPay never told its number.*returned_elsewhere/);
});

test('the payment that paid the order is refunded, not returned', async () => {
  const aside = await paidTwice('v3');
  const { world, order } = aside;
  // Meanwhile the order turned out to be paid by this very attempt.
  const paidAttempt = `${order.outTradeNo}_2`;
  world.store.orderTable.set(order.outTradeNo, { ...order, paidAttempt });
  await refusedAndOpen(aside, /^NOT_SUPPORTED: this is the payment that paid order .*refund the order/);
});

test('a second payment that the PSP cannot tell from the order’s own is not returned by interface', async () => {
  const aside = await paidTwice('v3');
  const { world, notice } = aside;
  const about = { paySp: 'v3', no: aside.order.outTradeNo, says: 'paid' };
  world.store.archive = world.store.archive.map((one) =>
    one._id === notice.id ? { ...one, about, spTradeNo: 'ANOTHER' } : one,
  );
  const order = stored(world, aside.order.outTradeNo);
  const attempts = order.attempts.map((one) => ({ ...one, spTradeNo: '42OWN' }));
  world.store.orderTable.set(order.outTradeNo, { ...order, attempts });
  await refusedAndOpen(aside, /^NOT_SUPPORTED: at WeChat Pay v3 a refund names only .*returned_elsewhere/);
});

test('a payment that can still be paid is closed before it is returned', async () => {
  const aside = await paidTooLittle('v3');
  const { world, order } = aside;
  const attempts = order.attempts.map((one) => ({ ...one, state: 'open' as const }));
  world.store.orderTable.set(order.outTradeNo, { ...order, attempts });
  await refusedAndOpen(aside, /^NOT_SUPPORTED: payment .* can still be paid: close the order first/);
});

test('a message about a refund holds no money to return', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  const strange = { no: 'CONSOLE1', of: outTradeNo, id: 'X', amount: 10, state: 'succeeded' as const };
  world.psp.refunds.set('CONSOLE1', strange);
  await take(world, world.psp.refundNotice('CONSOLE1'));
  const [notice] = await listAside(world.shop, operator, {});
  if (!notice) throw new Error('no notice');
  const aside = { world, order: stored(world, outTradeNo), notice };
  await refusedAndOpen(aside, /^NOT_SUPPORTED: this notice tells of no money/);
  expect(stored(world, outTradeNo).attention).toEqual([]);
  // Said once more, it is what was decided already.
  await take(world, world.psp.refundNotice('CONSOLE1'));
  expect(stored(world, outTradeNo).attention).toEqual([]);
});

test('a notice of no order is dismissed, and neither returned nor dismissed otherwise', async () => {
  const world = openWorld('v3');
  const nothing = { paySp: 'v3', configId: 'payment', outTradeNo: '', receivedAt: 5, raw: '{}' };
  await world.store.archiveNotice({ ...nothing, id: 'n-1', verdict: 'kept_aside', reason: 'of no concern' });
  const say = (word: 'return' | 'dismissed' | 'returned_elsewhere'): Promise<unknown> =>
    resolveAside(world.shop, operator, 'n-1', { word, explanation: 'a test of theirs' });
  expect(await codeOf(say('return'))).toBe('NOT_SUPPORTED');
  expect(await codeOf(say('dismissed'))).toBe('no error');
  expect(await codeOf(say('dismissed'))).toBe('no error');
  expect(await codeOf(say('returned_elsewhere'))).toBe('NOTICE_DECIDED');
  expect(await listAside(world.shop, operator, {})).toEqual([]);
});

/** The PSP says that 99 of 100 were paid, each time with or (an empty text) without its own number of the payment. */
async function reported(world: World, outTradeNo: string, numbers: readonly string[]): Promise<void> {
  for (const spTradeNo of numbers) {
    await book(world.shop, stored(world, outTradeNo), {
      kind: 'payment',
      paySp: 'v3',
      attemptNo: outTradeNo,
      status: 'paid',
      amount: { value: 99, currency: 'CNY' },
      theirs: 'SUCCESS',
      ...(spTradeNo === '' ? {} : { spTradeNo }),
    });
  }
}

describe('one payment is one notice', () => {
  test('also when it was reported first without and then with the PSP’s number, in any order', async () => {
    for (const order of [
      ['', 'SP1'],
      ['SP1', ''],
      ['', '', 'SP1', 'SP1'],
      ['SP1', '', 'SP1'],
    ]) {
      const world = openWorld('v3');
      const { outTradeNo } = await pending(world);
      await reported(world, outTradeNo, order);
      const notices = await listAside(world.shop, operator, {});
      expect(notices).toMatchObject([{ outTradeNo, amount: 99, spTradeNo: 'SP1' }]);
      expect(stored(world, outTradeNo).attention).toHaveLength(1);
      await resolveAside(world.shop, operator, notices[0]?.id ?? '', { word: 'dismissed', explanation: 'x' });
      await reported(world, outTradeNo, order);
      expect(stored(world, outTradeNo).attention).toEqual([]);
      expect(await listAside(world.shop, operator, {})).toEqual([]);
    }
  });

  test('and two payments under one number are two, each decided by itself', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await pending(world);
    await reported(world, outTradeNo, ['', 'SP1', 'SP2', 'SP1', 'SP2']);
    const notices = await listAside(world.shop, operator, {});
    expect(notices.map(({ spTradeNo }) => spTradeNo).sort()).toEqual(['SP1', 'SP2']);
    expect(stored(world, outTradeNo).attention).toHaveLength(2);
    const one = notices.find(({ spTradeNo }) => spTradeNo === 'SP2');
    await resolveAside(world.shop, operator, one?.id ?? '', { word: 'dismissed', explanation: 'x' });
    expect(stored(world, outTradeNo).attention).toHaveLength(1);
    await reported(world, outTradeNo, ['SP2', 'SP1']);
    expect(stored(world, outTradeNo).attention).toHaveLength(1);
    expect(await listAside(world.shop, operator, {})).toMatchObject([{ spTradeNo: 'SP1' }]);
  });

  test('and another payment under a number that was decided about waits for a person too', async () => {
    const world = openWorld('v3');
    const { outTradeNo } = await pending(world);
    await reported(world, outTradeNo, ['SP1']);
    const [notice] = await listAside(world.shop, operator, {});
    await resolveAside(world.shop, operator, notice?.id ?? '', { word: 'dismissed', explanation: 'x' });
    await reported(world, outTradeNo, ['SP1', 'SP2']);
    expect(stored(world, outTradeNo).attention).toMatchObject([{ reason: 'kept_aside', of: 'SP2' }]);
    expect(await listAside(world.shop, operator, {})).toMatchObject([{ spTradeNo: 'SP2' }]);
  });
});
