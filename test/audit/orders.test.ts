/** The second account of the money: an order adds up, or the audit says in what it does not. */
import { booksOf } from '../../scripts/audit/books';
import { auditOf, auditOrder } from '../../scripts/audit/orders';
import type { Documents, StoredDocument } from '../../scripts/environment/documents';
import { toDocument } from '../../shared/adapters/order-document';
import { lineDocument } from '../../shared/adapters/journal-document';
import { changeOrder } from '../../shared/payments/flows/orders';
import { withJournal } from '../../shared/payments/order/journal';
import type { Move } from '../../shared/payments/order/order';
import { refund } from '../payments/flows/as-callers';
import { openWorld, operator, paid, paySps, stored, take, type World } from '../payments/flows/world';

/** What of a world is in its database, as the audit reads it from outside. */
function databaseOf({ store }: World): Documents {
  const journals = [...store.journals.values()].map(({ outTradeNo, from, lines }) => ({
    _id: `${outTradeNo}:${from}`,
    out_trade_no: outTradeNo,
    from,
    lines: lines.map(lineDocument),
  }));
  return {
    name: 'a world in memory',
    async *all() {
      yield* [];
    },
    where: async (_collection, { out_trade_no: no }) =>
      journals.filter(({ out_trade_no }) => out_trade_no === no),
  };
}

const documentOf = (world: World, outTradeNo: string): StoredDocument => ({
  _id: outTradeNo,
  ...toDocument(stored(world, outTradeNo)),
});

/** Paid with 100; 40 went back, 10 are on their way. */
async function sold(paySp: (typeof paySps)[number]): Promise<{ world: World; no: string }> {
  const world = openWorld(paySp);
  const { outTradeNo: no } = await paid(world);
  await refund(world.shop, operator, { outTradeNo: no, refundFee: 40 });
  const record = world.psp.refunds.get(`${no}R1`);
  if (record) record.state = 'succeeded';
  await take(world, world.psp.refundNotice(`${no}R1`));
  await refund(world.shop, operator, { outTradeNo: no, refundFee: 10 });
  return { world, no };
}

describe.each(paySps)('an order at %s', (paySp) => {
  test('adds up, and its books say where the money is', async () => {
    const { world, no } = await sold(paySp);
    const audited = await auditOrder(databaseOf(world), documentOf(world, no));
    expect(audited.problems).toEqual([]);
    const [[, balances] = []] = audited.books?.balances() ?? [];
    expect(balances).toMatchObject({ charged: -100, at_psp: 50, on_its_way: 10, refunded: 40 });
  });

  test.each([
    ['a state', { state: 'pending' }, 'is pending, its journal says paid'],
    ['a price', { total_fee: 101 }, 'was paid with 100, the order is of 101'],
    ['what went back', { refunded_fee: 0 }, 'refunded_fee is 0, it should be 40'],
    ['what is left', { refundable_fee: 100 }, 'refundable_fee is 100, it should be 50'],
    ['a text where a sum stands', { refunded_fee: '40' }, 'refunded_fee is "40", it should be 40'],
    ['null where a sum stands', { refundable_fee: null }, 'refundable_fee is null, it should be 50'],
    ['a list where a sum stands', { refundable_fee: [50] }, 'refundable_fee is [50], it should be 50'],
    ['nothing where a sum stood', { refunded_fee: undefined }, 'refunded_fee is missing, it should be 40'],
    ['all refunds', { refunds: [] }, 'is nothing, the journal says succeeded with 40'],
    ['the journal', { journal: [] }, 'is paid, its journal says created'],
    ['a text for a number', { total_fee: '100' }, 'cannot be read: total_fee'],
    ['archived lines', { journal_from: 32 }, 'lines 0 to 31 of its journal are gone'],
  ])('into which somebody wrote %s does not', async (_what, edit, sentence) => {
    const { world, no } = await sold(paySp);
    const audited = await auditOrder(databaseOf(world), { ...documentOf(world, no), ...edit });
    expect(audited.problems.join('\n')).toContain(sentence);
  });

  test('into which somebody wrote another PSP does not', async () => {
    const { world, no } = await sold(paySp);
    const document = documentOf(world, no);
    const attempts = stored(world, no).attempts.map((one) => ({ ...one, paySp: 'elsewhere' }));
    const edited = { ...document, ...toDocument({ ...stored(world, no), attempts }) };
    expect((await auditOrder(databaseOf(world), edited)).problems).toEqual([
      `attempt ${no} is at elsewhere, the journal says at ${paySp}`,
    ]);
  });

  test('that the merchant’s own function wrote, without sums, does', async () => {
    const world = openWorld(paySp);
    const own = { _id: 'TICKET01', appid: 'wx1', openid: 'o1', total_fee: 100, fee_type: 'EUR' };
    expect((await auditOrder(databaseOf(world), own)).problems).toEqual([]);
  });

  test('with a long journal is read with its archived lines, and not without them', async () => {
    const { world, no } = await sold(paySp);
    for (let line = 0; line < 100; line += 1) {
      await changeOrder(world.shop, stored(world, no), (order) => withJournal(order, line, `event ${line}`));
    }
    expect((await auditOrder(databaseOf(world), documentOf(world, no))).problems).toEqual([]);
    const [first = ''] = world.store.journals.keys();
    world.store.journals.delete(first);
    const lost = await auditOrder(databaseOf(world), documentOf(world, no));
    expect(lost.problems).toEqual([
      `lines 0 to ${stored(world, no).journalFrom - 1} of its journal are gone`,
    ]);
  });

  test('of before journals said what moved is not called wrong, and not called proven', async () => {
    const { world, no } = await sold(paySp);
    const order = stored(world, no);
    const lines = order.journal.map(({ at, event }) => ({ at, event }));
    expect(auditOf(order, lines, documentOf(world, no))).toEqual({
      outTradeNo: no,
      problems: [],
      isOlder: true,
    });
  });
});

describe('the books', () => {
  const paidWith = (fee: number): Move => ({ of: 'attempt', no: 'a', paySp: 'v3', to: 'paid', fee });
  const refunded = (to: 'requested' | 'failed' | 'succeeded', fee: number, no = 'r'): Move => ({
    of: 'refund',
    no,
    to,
    fee,
  });

  test.each([
    [[paidWith(100), refunded('requested', 40), refunded('failed', 40)], { at_psp: 100, refunded: 0 }],
    [[paidWith(100), refunded('requested', 40)], { at_psp: 60, on_its_way: 40 }],
    [
      [paidWith(100), refunded('requested', 40), refunded('failed', 40), refunded('succeeded', 40)],
      { at_psp: 60, on_its_way: 0, refunded: 40 },
    ],
    [[paidWith(100), refunded('succeeded', 100)], { at_psp: 0, refunded: 100 }],
  ])('of %j come to nothing in all', (moves, expected) => {
    const { books, problems } = booksOf(moves, 'CNY');
    const [[, balances] = []] = books.balances();
    expect(balances).toMatchObject(expected);
    expect(Object.values(balances ?? {}).reduce((sum, one) => sum + one, 0)).toBe(0);
    expect(problems).toEqual([]);
  });

  test('name the moment at which more was to go back than was there', () => {
    const { problems } = booksOf(
      [paidWith(100), refunded('requested', 60), refunded('requested', 60, 's')],
      'CNY',
    );
    expect(problems).toEqual(['refund s requested leaves -20 of what was paid']);
  });
});

describe('the books of kept-aside money', () => {
  const back = (to: 'requested' | 'failed' | 'succeeded'): Move => ({
    of: 'return',
    no: 'b',
    paySp: 'yaband',
    currency: 'EUR',
    to,
    fee: 30,
  });

  test.each([
    [[back('requested')], { kept_aside: -30, on_its_way: 30 }],
    [[back('requested'), back('failed')], { kept_aside: 0, on_its_way: 0 }],
    [[back('requested'), back('succeeded')], { kept_aside: -30, returned: 30, at_psp: 0 }],
  ])('after %j never touch what the order has', (moves, expected) => {
    const [[page, balances] = []] = booksOf(moves, 'CNY').books.balances();
    expect(page).toBe('yaband EUR');
    expect(balances).toMatchObject(expected);
  });
});
