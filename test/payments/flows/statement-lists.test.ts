/** A statement that is a list, of a PSP that does not say how long a list may be. */
import { fetchStatement, readStatement } from '../../../shared/payments/flows/statements/fetch-statement';
import { inPieces } from '../../fixtures/bills/bill-text';
import { DAY, linesOf, openStatementWorld, toNextMorning, type StatementWorld } from './statement-world';

let world: StatementWorld;
beforeEach(async () => {
  world = await openStatementWorld('yaband');
});

const fetched = async () => linesOf(await fetchStatement(world.shop, world.connected, DAY));
const questions = (): number => world.requests.filter((one) => JSON.stringify(one).includes('Time')).length;

it('has a line for each payment and each refund, in two questions', async () => {
  await world.pay('ORD20261102-0001', 1290);
  await world.refund('ORD20261102-0001', 'RF20261102-0001', 290);
  toNextMorning(world);
  const [payment] = world.sandbox.view().payments;
  expect(await fetched()).toMatchObject([
    {
      kind: 'payment',
      row: 1,
      status: 'paid',
      attemptNo: 'ORD20261102-0001',
      spTradeNo: payment?.trade_no,
      transactionId: payment?.transaction_id,
      amount: { value: 1290, currency: 'EUR' },
      at: payment?.paid_at,
    },
    {
      kind: 'refund',
      row: 2,
      status: 'succeeded',
      outRefundNo: 'RF20261102-0001',
      amount: { value: 290, currency: 'EUR' },
    },
  ]);
  expect(questions()).toBe(2);
});

it('is empty on a day without trade', async () => {
  await world.pay('ORD20261102-0001', 1290);
  toNextMorning(world);
  expect(await linesOf(await fetchStatement(world.shop, world.connected, '2026-11-01'))).toBe('empty');
});

it('is whole although each list is cut in silence at fifty rows', async () => {
  for (let at = 0; at < 130; at++) {
    await world.pay(`ORD20261102-${at}`, 100 + at);
    world.clock.advance(60_000);
  }
  toNextMorning(world);
  const lines = await fetched();
  expect(lines).toHaveLength(130);
  expect(questions()).toBeLessThan(20);
});

it('is unusable where a list is cut however short its span', async () => {
  for (let at = 0; at < 60; at++) await world.pay(`ORD20261102-${at}`, 100 + at);
  toNextMorning(world);
  expect(await fetched()).toBe('unusable list_cut');
});

it.each(['http_500', 'html', 'timeout_before_effect', 'truncated'] as const)(
  'is unknown, not empty, after %s',
  async (kind) => {
    await world.pay('ORD20261102-0001', 1290);
    toNextMorning(world);
    world.fault(kind);
    expect(await fetched()).toBe('unknown');
  },
);

it('is read from no file', async () => {
  expect((await readStatement(world.connected, DAY, inPieces('anything'))).is).toBe('none');
});
