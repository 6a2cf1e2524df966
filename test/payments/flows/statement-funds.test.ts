/** What moved on the merchant's account at WeChat Pay: asked for where there is such a bill, and a defined answer everywhere else. */
import { fetchStatement } from '../../../shared/payments/flows/statements/fetch-statement';
import { fundsOf } from '../../../shared/payments/flows/statements/sum-funds';
import { DAY, linesOf, openStatementWorld, toNextMorning, type StatementWorld } from './statement-world';

/** Two payments with their fees, and a refund. */
async function traded(paySp: string, more: Readonly<Record<string, unknown>> = {}): Promise<StatementWorld> {
  const world = await openStatementWorld(paySp, more);
  await world.pay('ORD20261102-0001', 1290);
  await world.pay('ORD20261102-0002', 500);
  await world.refund('ORD20261102-0001', 'RF20261102-0001', 290);
  toNextMorning(world);
  return world;
}

const funds = ({ shop, connected }: StatementWorld) => fundsOf(shop, connected, DAY);

const saying = (words: string): unknown => expect.stringContaining(words);

describe.each(['v2', 'v3'])('the account of %s', (paySp) => {
  let world: StatementWorld;
  beforeEach(async () => {
    world = await traded(paySp);
  });

  it('is summed by what moved on it, and what it held before and afterwards', async () => {
    const sums = { payments: 1790, refunds: -290, fees: -11, other: 0, moves: 5 };
    expect(await funds(world)).toEqual({
      is: 'summed',
      sums: { currency: 'CNY', before: 10_000_000, after: 10_001_489, ...sums },
    });
  });

  it('is empty on a day on which nothing moved', async () => {
    expect(await fundsOf(world.shop, world.connected, '2026-11-01')).toEqual({ is: 'empty' });
  });

  it('may not be asked about by a merchant whom WeChat Pay refuses it: that is said, and nothing is kept', async () => {
    world.fault('bill_refused', 'funds');
    expect(await funds(world)).toMatchObject({ is: 'none', why: saying('refuses') });
    expect(world.kept.size).toBe(0);
  });

  it.each([
    ['bill_not_ready', 'unknown'],
    ['bill_wrong_sum', 'unusable'],
    ['bill_cut', 'unusable'],
  ] as const)('that is %s comes to: %s', async (kind, outcome) => {
    world.fault(kind, 'funds');
    expect((await funds(world)).is).toBe(outcome);
  });

  it.each(['http_500', 'html', 'timeout_before_effect'] as const)('is unknown after %s', async (kind) => {
    world.fault(kind, 'funds');
    expect((await funds(world)).is).toBe('unknown');
  });

  it('whose text is another than was announced is unusable, and its file is kept beside that of the bill', async () => {
    world.spoil = (download) => ({
      ...download,
      headers: { ...download.headers, digest: `SHA=${'0'.repeat(40)}` },
    });
    if (paySp === 'v3') world.fault('bill_wrong_hash', 'funds');
    expect(await funds(world)).toMatchObject({ is: 'unusable' });
    const [path] = [...world.kept.keys()];
    expect(path).toMatch(new RegExp(`^bills/payment/${paySp}/2026-11-02-funds-\\d+\\.csv\\.gz$`));
  });

  it('that takes longer than the function lives is unknown', async () => {
    const shop = { ...world.shop, deadline: world.clock.now() + 60_000 };
    world.spoil = (download) => {
      world.clock.advance(120_000);
      return download;
    };
    expect(await fundsOf(shop, world.connected, DAY)).toMatchObject({ is: 'unknown' });
  });

  it('is asked about with a question of its own: the bill of the day does not change by it', async () => {
    await funds(world);
    const lines = await linesOf(await fetchStatement(world.shop, world.connected, DAY));
    expect(lines).toHaveLength(3);
  });
});

it.each([
  ['v2sp', 'sealed parts'],
  ['v3sp', 'sealed parts'],
  ['cloudpay', 'states no movements'],
  ['yaband', 'states no movements'],
  ['vr', 'states no movements'],
])('%s is not asked, and says why: %s', async (paySp, words) => {
  const world = await openStatementWorld(paySp);
  toNextMorning(world);
  expect(await funds(world)).toEqual({ is: 'none', why: saying(words) });
  expect(world.requests).toEqual([]);
});

it('v2 is not asked without the merchant’s certificate', async () => {
  const world = await openStatementWorld('v2', { cert: undefined, cert_key: undefined });
  toNextMorning(world);
  expect(await funds(world)).toMatchObject({ is: 'none', why: saying('certificate') });
  expect(world.requests).toEqual([]);
});

it('overseas there is none', async () => {
  const world = await openStatementWorld('v3', {
    site: 'global',
    merchant_category_code: '4111',
    currency: 'EUR',
  });
  expect(await funds(world)).toEqual({ is: 'none', why: saying('overseas') });
});
