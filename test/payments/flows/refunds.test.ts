/** Refunds: only operators, never more than was paid, one number per refund, and an unknown outcome keeps its reservation. */
import { queryRefund, refund } from './as-callers';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { refundableFee } from '../../../shared/payments/order/order';
import { connectorOf } from '../../../shared/payments/psp';
import { wechatV3 } from '../../../shared/payments/psp/wechat-v3';

import { givenBack } from './fake-psp';
import {
  codeOf,
  openWorld,
  operator,
  paid,
  payer,
  paySps,
  pending,
  stored,
  stranger,
  take,
  timeout,
  type World,
} from './world';

const ask = (world: World, outTradeNo: string, refundFee?: number, outRefundNo?: string): Promise<unknown> =>
  refund(world.shop, operator, {
    outTradeNo,
    ...(refundFee === undefined ? {} : { refundFee }),
    ...(outRefundNo === undefined ? {} : { outRefundNo }),
  });

describe.each(paySps)('a refund at %s', (paySp) => {
  test('is reserved before the PSP is asked, and succeeds with its notice', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => {
      if (asked === 'refund') {
        expect(stored(world, outTradeNo).refunds).toMatchObject([
          { state: 'requested', amount: { value: 40 } },
        ]);
      }
      return pass();
    };
    expect(await ask(world, outTradeNo, 40)).toMatchObject({
      outRefundNo: `${outTradeNo}R1`,
      state: 'processing',
    });
    const record = world.psp.refunds.get(`${outTradeNo}R1`);
    if (record) record.state = 'succeeded';
    expect((await take(world, world.psp.refundNotice(`${outTradeNo}R1`))).status).toBe(200);
    expect(stored(world, outTradeNo).refunds[0]?.state).toBe('succeeded');
    expect(refundableFee(stored(world, outTradeNo))).toBe(60);
  });

  test('without an amount gives back all that is left', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await ask(world, outTradeNo, 30);
    expect(await ask(world, outTradeNo)).toMatchObject({ amount: { value: 70 } });
    expect(await codeOf(ask(world, outTradeNo))).toBe('REFUND_TOO_LARGE');
  });

  test.each([payer, stranger])('is forbidden to all but operators (%j)', async (caller) => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    expect(await codeOf(refund(world.shop, caller, { outTradeNo }))).toBe('FORBIDDEN');
    expect(await codeOf(refund(world.shop, caller, { outTradeNo: 'CPNOTHERE' }))).toBe('FORBIDDEN');
    expect(world.asked).not.toContain('refund');
  });

  test('of an order that is not paid, not there, or in another currency is refused', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await pending(world);
    expect(await codeOf(ask(world, outTradeNo))).toBe('ORDER_NOT_PAID');
    expect(await codeOf(ask(world, 'CPNOTHERE'))).toBe('ORDER_NOT_FOUND');
    const other = await paid(world);
    const wish = { outTradeNo: other.outTradeNo, refundCurrency: 'USD' };
    expect(await codeOf(refund(world.shop, operator, wish))).toBe('INVALID_INPUT');
  });

  test.each([101, 0, -1, 2 ** 53])('of %d out of 100 is refused and sent nowhere', async (fee) => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    expect(await codeOf(ask(world, outTradeNo, fee))).toBe('REFUND_TOO_LARGE');
    expect(world.psp.refunds.size).toBe(0);
  });

  test('ten times 30 of 100 at once gives back 90 and not a cent more', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    const asked = Array.from({ length: 10 }, (_, n) => codeOf(ask(world, outTradeNo, 30, `REFUND-${n}`)));
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === 'no error')).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set(['no error', 'REFUND_TOO_LARGE']));
    expect(givenBack(world.psp)).toBe(90);
    expect(new Set(world.psp.refunds.keys()).size).toBe(3);
    expect(refundableFee(stored(world, outTradeNo))).toBe(10);
  });

  test('under one number ten times at once reaches the PSP once', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await Promise.all(Array.from({ length: 10 }, () => codeOf(ask(world, outTradeNo, 30, 'REFUND-1'))));
    expect(givenBack(world.psp)).toBe(30);
    expect(stored(world, outTradeNo).refunds).toHaveLength(1);
  });

  test('asked again under its number is answered again, without and with its amount', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    const first = await ask(world, outTradeNo, 40, 'REFUND-1');
    expect(await ask(world, outTradeNo, 40, 'REFUND-1')).toEqual(first);
    expect(await ask(world, outTradeNo, undefined, 'REFUND-1')).toEqual(first);
    expect(world.asked.filter((asked) => asked === 'refund')).toHaveLength(1);
  });

  test('under a known number with another amount, or for another order, is refused', async () => {
    const world = openWorld(paySp);
    const one = await paid(world);
    const other = await paid(world);
    await ask(world, one.outTradeNo, 40, 'REFUND-1');
    expect(await codeOf(ask(world, one.outTradeNo, 41, 'REFUND-1'))).toBe('REFUND_NUMBER_TAKEN');
    expect(await codeOf(ask(world, other.outTradeNo, 40, 'REFUND-1'))).toBe('REFUND_NUMBER_TAKEN');
    expect(givenBack(world.psp)).toBe(40);
  });

  test('whose answer is lost stays reserved and is not made twice', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.network = (_asked, pass) => {
      pass();
      return timeout();
    };
    expect(await codeOf(ask(world, outTradeNo, 80, 'REFUND-1'))).toBe('OUTCOME_UNKNOWN');
    expect(refundableFee(stored(world, outTradeNo))).toBe(20);
    expect(await codeOf(ask(world, outTradeNo, 80, 'REFUND-2'))).toBe('REFUND_TOO_LARGE');
    world.network = (_asked, pass) => pass();
    await ask(world, outTradeNo, 80, 'REFUND-1');
    expect(world.psp.refunds.size).toBe(1);
    expect(givenBack(world.psp)).toBe(80);
    const sent = world.asked.filter((asked) => asked === 'refund');
    expect(sent).toHaveLength(paySp === 'v3' ? 2 : 1);
  });

  test('that never arrived stays reserved too, because nobody can know', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.network = timeout;
    await codeOf(ask(world, outTradeNo, 80));
    expect(stored(world, outTradeNo).refunds[0]?.state).toBe('requested');
    expect(refundableFee(stored(world, outTradeNo))).toBe(20);
  });

  test('that is refused gives its amount free again only where the PSP documents that no', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
    const isDocumented = paySp === 'v3';
    expect(await codeOf(ask(world, outTradeNo, 80))).toBe(isDocumented ? 'PSP_REFUSED' : 'OUTCOME_UNKNOWN');
    expect(stored(world, outTradeNo).refunds[0]?.state).toBe(isDocumented ? 'failed' : 'requested');
    expect(refundableFee(stored(world, outTradeNo))).toBe(isDocumented ? 100 : 20);
  });

  test('that failed later gives its amount free again, and its success still counts if it fits', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await ask(world, outTradeNo, 80);
    const record = world.psp.refunds.get(`${outTradeNo}R1`);
    if (record) record.state = 'failed';
    await take(world, world.psp.refundNotice(`${outTradeNo}R1`));
    expect(refundableFee(stored(world, outTradeNo))).toBe(100);
    if (record) record.state = 'succeeded';
    await take(world, world.psp.refundNotice(`${outTradeNo}R1`));
    expect(refundableFee(stored(world, outTradeNo))).toBe(20);
  });

  test('is asked about by queryrefund, at most once in two seconds, by owner or operator only', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    await ask(world, outTradeNo, 40);
    const no = `${outTradeNo}R1`;
    const record = world.psp.refunds.get(no);
    if (record) record.state = 'succeeded';
    expect(await codeOf(queryRefund(world.shop, stranger, no))).toBe('REFUND_NOT_FOUND');
    expect(await codeOf(queryRefund(world.shop, operator, 'NOTHERE'))).toBe('REFUND_NOT_FOUND');
    world.advance(2000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => queryRefund(world.shop, payer, no)));
    expect(answers.some((one) => one.state === 'succeeded')).toBe(true);
    expect(world.asked.filter((asked) => asked === 'queryRefund')).toHaveLength(1);
  });

  test('that the shop did not ask for is kept aside', async () => {
    const world = openWorld(paySp);
    const { outTradeNo } = await paid(world);
    world.psp.refunds.set('CONSOLE1', {
      no: 'CONSOLE1',
      of: outTradeNo,
      id: 'X',
      amount: 10,
      state: 'succeeded',
    });
    expect((await take(world, world.psp.refundNotice('CONSOLE1'))).status).toBe(200);
    expect(world.store.archive.at(-1)).toMatchObject({ verdict: 'kept_aside' });
    expect(stored(world, outTradeNo).refunds).toEqual([]);
  });
});

test('a refund that WeChat Pay cannot deliver is abnormal: it stays reserved, and a person decides', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  await ask(world, outTradeNo, 40);
  const record = world.psp.refunds.get(`${outTradeNo}R1`);
  if (record) record.state = 'abnormal';
  await take(world, world.psp.refundNotice(`${outTradeNo}R1`));
  expect(stored(world, outTradeNo).refunds[0]?.state).toBe('abnormal');
  expect(refundableFee(stored(world, outTradeNo))).toBe(60);
});

test('a refund that its PSP takes later stays reserved, and goes out again under its number until it is taken', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  const answers = jest.spyOn(wechatV3.refund, 'reply');
  answers.mockReturnValue({ is: 'unknown', why: 'later', theirs: 'not at night' });
  world.network = (asked, pass) => (asked === 'refund' ? world.psp.refusal('NOT_ENOUGH') : pass());
  await expect(ask(world, outTradeNo, 40)).rejects.toThrow(/takes this later \(not at night\)/);
  expect(refundableFee(stored(world, outTradeNo))).toBe(60);
  world.advance(3600_000);
  await runTimer(world.shop);
  expect(stored(world, outTradeNo).refunds).toMatchObject([{ state: 'requested', amount: { value: 40 } }]);
  answers.mockRestore();
  world.network = (_asked, pass) => pass();
  world.advance(3600_000);
  await runTimer(world.shop);
  expect([...world.psp.refunds.keys()]).toEqual([`${outTradeNo}R1`]);
  expect(stored(world, outTradeNo).refunds).toMatchObject([
    { outRefundNo: `${outTradeNo}R1`, state: 'processing' },
  ]);
});

describe('a refund where nothing recognises a repetition, and the PSP tells what went back', () => {
  let world: World;
  let outTradeNo: string;
  let sendings: number;

  beforeEach(async () => {
    const can = (await connectorOf('v3'))?.can;
    if (!can) throw new Error('there is no v3');
    jest.replaceProperty(can, 'refundRetry', 'listed');
    world = openWorld('v3');
    ({ outTradeNo } = await paid(world));
    sendings = 0;
    world.network = (asked, pass) => {
      if (asked !== 'refund') return pass();
      sendings += 1;
      return sendings === 1 ? timeout() : pass();
    };
    expect(await codeOf(ask(world, outTradeNo, 40))).toBe('OUTCOME_UNKNOWN');
  });

  afterEach(() => jest.restoreAllMocks());

  test('goes out again only ten minutes after it was sent, and then once', async () => {
    world.advance(9 * 60_000);
    await runTimer(world.shop);
    expect(sendings).toBe(1);
    world.advance(2 * 60_000);
    await Promise.all([runTimer(world.shop), runTimer(world.shop)]);
    expect(sendings).toBe(2);
    expect([...world.psp.refunds.keys()]).toEqual([`${outTradeNo}R1`]);
  });

  test('whose sender never said what became of it is waited for ten minutes more, for it may be sending still', async () => {
    const order = stored(world, outTradeNo);
    const unsaid = order.refunds.map((one) => ({ ...one, doubtful: false, leaseUntil: one.sentAt + 30_000 }));
    world.store.orderTable.set(outTradeNo, { ...order, refunds: unsaid });
    world.advance(11 * 60_000);
    await runTimer(world.shop);
    world.advance(9 * 60_000);
    await runTimer(world.shop);
    expect(sendings).toBe(1);
    for (let minutes = 0; minutes < 30; minutes += 1) {
      world.advance(60_000);
      await runTimer(world.shop);
    }
    expect(sendings).toBe(2);
  });

  test('that is about to be sent goes out once, though another instance’s clock is ten minutes ahead', async () => {
    world = openWorld('v3');
    const { outTradeNo: no } = await paid(world);
    sendings = 0;
    world.network = async (asked, pass) => {
      if (asked !== 'refund') return pass();
      sendings += 1;
      if (sendings > 1) return pass();
      world.advance(11 * 60_000);
      await runTimer(world.shop);
      await codeOf(queryRefund(world.shop, operator, `${no}R1`));
      world.advance(-11 * 60_000);
      return pass();
    };
    await ask(world, no, 40);
    expect(sendings).toBe(1);
  });

  test('keeps every other refund of its order waiting until it has its answer', async () => {
    expect(await codeOf(ask(world, outTradeNo, 10))).toBe('BUSY');
    expect(stored(world, outTradeNo).refunds).toHaveLength(1);
  });

  test('asked for again by a person answers as it stands, and is not sent', async () => {
    expect(await ask(world, outTradeNo, 40)).toMatchObject({ state: 'requested' });
    expect(sendings).toBe(1);
  });
});

test('more refunds than the PSP takes are refused before it is asked', async () => {
  const world = openWorld('yaband');
  const { outTradeNo } = await paid(world);
  for (let n = 0; n < 29; n += 1) await ask(world, outTradeNo, 1, `REFUND-${n}`);
  expect(await codeOf(ask(world, outTradeNo, 1))).toBe('NOT_SUPPORTED');
  expect(world.psp.refunds.size).toBe(29);
});

test('refunds that failed do not count among those that the PSP takes', async () => {
  const world = openWorld('v3');
  const { outTradeNo } = await paid(world);
  await ask(world, outTradeNo, 10);
  const order = stored(world, outTradeNo);
  const [first] = order.refunds;
  if (!first) throw new Error('no refund');
  const failures = Array.from({ length: 60 }, (_, n) => ({
    ...first,
    outRefundNo: `FAILED${n}`,
    state: 'failed' as const,
    left: false,
  }));
  world.store.orderTable.set(outTradeNo, { ...order, refunds: [first, ...failures] });
  expect(await ask(world, outTradeNo, 20)).toMatchObject({ state: 'processing', amount: { value: 20 } });
});
