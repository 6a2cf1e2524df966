/** A PSP's statement of a day: fetched from its sandbox, read, and named where it cannot be used. */
import { fetchStatement, readStatement } from '../../../shared/payments/flows/statements/fetch-statement';
import { inPieces } from '../../fixtures/bills/bill-text';
import { DAY, linesOf, openStatementWorld, toNextMorning, type StatementWorld } from './statement-world';

const files = ['v2', 'v2sp', 'v3', 'v3sp', 'cloudpay'];

/** Two payments, one of them refunded in part, and one that nobody paid. */
async function trade(world: StatementWorld): Promise<void> {
  await world.pay('ORD20261102-0001', 1290);
  await world.pay('ORD20261102-0002', 500);
  await world.refund('ORD20261102-0001', 'RF20261102-0001', 290);
}

const fetched = async (world: StatementWorld) =>
  linesOf(await fetchStatement(world.shop, world.connected, DAY));

describe.each(files)('the bill of %s', (paySp) => {
  let world: StatementWorld;
  beforeEach(async () => {
    world = await openStatementWorld(paySp);
    await trade(world);
    toNextMorning(world);
  });

  it('has a line for each payment and each refund of the day', async () => {
    const lines = await fetched(world);
    expect(lines).toMatchObject([
      {
        kind: 'payment',
        status: 'paid',
        attemptNo: 'ORD20261102-0001',
        amount: { value: 1290, currency: 'CNY' },
        fee: { thousandths: 8000, currency: 'CNY' },
        theirs: 'SUCCESS',
      },
      {
        kind: 'refund',
        status: 'succeeded',
        attemptNo: 'ORD20261102-0001',
        outRefundNo: 'RF20261102-0001',
        amount: { value: 290, currency: 'CNY' },
        fee: { thousandths: -2000, currency: 'CNY' },
      },
      { kind: 'payment', attemptNo: 'ORD20261102-0002', amount: { value: 500, currency: 'CNY' } },
    ]);
    const numbers = world.sandbox.view().payments.map((one) => one.transaction_id);
    expect(lines).toMatchObject([{ transactionId: numbers[0] }, {}, { spTradeNo: numbers[1] }]);
  });

  it('is empty on a day without trade', async () => {
    expect(await linesOf(await fetchStatement(world.shop, world.connected, '2026-11-01'))).toBe('empty');
  });

  it('is not asked for before ten o’clock of the next day, nor after three months', async () => {
    const asked = world.requests.length;
    expect(await linesOf(await fetchStatement(world.shop, world.connected, '2026-11-03'))).toBe('later');
    expect(await linesOf(await fetchStatement(world.shop, world.connected, '2026-08-01'))).toBe(
      'unusable too_old',
    );
    expect(world.requests).toHaveLength(asked);
  });

  it.each([
    ['bill_not_ready', 'later'],
    ['bill_refused', 'unusable refused'],
    ['bill_wrong_sum', 'unusable wrong_sums'],
    ['bill_cut', 'unusable bad_row'],
    ['bill_other_account', paySp === 'cloudpay' ? 'skipped' : 'unusable other_account'],
  ] as const)('that is %s comes to: %s', async (kind, outcome) => {
    if (outcome === 'skipped') return;
    world.fault(kind);
    expect(await fetched(world)).toBe(outcome);
  });

  it('that comes plain although gzip was asked for is read', async () => {
    world.fault('bill_plain');
    expect(await fetched(world)).toHaveLength(3);
  });

  it.each(['http_500', 'html', 'timeout_after_effect', 'timeout_before_effect'] as const)(
    'is unknown, not empty, after %s',
    async (kind) => {
      world.fault(kind);
      expect(await fetched(world)).toBe('unknown');
    },
  );

  it('that cannot be used is kept for a person, whole', async () => {
    world.fault('bill_wrong_sum');
    await fetched(world);
    const [[path, bytes] = ['', Buffer.alloc(0)]] = world.kept;
    expect(path).toMatch(new RegExp(`^bills/payment/${paySp}/2026-11-02-\\d+\\.csv\\.gz$`));
    expect(await linesOf(await readStatement(world.connected, DAY, inPieces(bytes)))).toBe(
      'unusable wrong_sums',
    );
  });
});

describe('a bill that is good', () => {
  it('is kept nowhere', async () => {
    const world = await openStatementWorld('v3');
    await trade(world);
    toNextMorning(world);
    await fetched(world);
    expect(world.kept.size).toBe(0);
  });
});
