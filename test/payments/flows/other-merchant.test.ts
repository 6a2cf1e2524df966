/** The configuration names another merchant of the same PSP while payments and refunds of the one before are open. */
import { closeOrder } from './as-callers';
import { givenBack, payAt, type FakePsp } from './fake-psp';
import { FakeV3 } from './fake-v3';
import { refund } from '../../../shared/payments/flows/refunds/refund';
import { wechatV3 } from '../../../shared/payments/psp/wechat-v3';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import { forceClose } from '../../../shared/payments/flows/people/force-close';
import { resolveRefund } from '../../../shared/payments/flows/people/resolve-refund';
import {
  codeOf,
  openWorld,
  operator,
  ordered,
  paid,
  payer,
  pending,
  started,
  stored,
  timeout,
  type World,
} from './world';

const MINUTE_MS = 60_000;
const SAYS = { by: operator.openid, why: 'the old merchant is gone' };

interface Moved {
  readonly world: World;
  /** What the merchant has that the document names now. */
  readonly newPsp: FakePsp;
  /** The document names the new merchant, or the old one again. */
  readonly name: (which: 'old' | 'new') => void;
}

/** A shop whose document can be made to name another merchant, who knows nothing of the first one's business. */
function twoMerchants(): Moved {
  const world = openWorld('v3');
  const newPsp = new FakeV3(() => world.shop.clock.now());
  const document = world.store.configTable.get('payment');
  let named: 'old' | 'new' = 'old';
  world.network = (_asked, pass, request) => (named === 'old' ? pass() : newPsp.answer(request));
  return {
    world,
    newPsp,
    name(which) {
      named = which;
      const mchid = which === 'old' ? document?.mchid : '1900000999';
      world.store.configTable.set('payment', { ...document, _id: 'payment', mchid });
      world.advance(61_000);
    },
  };
}

async function runFor(world: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    world.advance(MINUTE_MS);
    await runTimer(world.shop);
  }
}

test('an order whose payment can be paid at the merchant before is not called closed', async () => {
  const { world, name } = twoMerchants();
  const { outTradeNo } = await pending(world);
  name('new');
  expect(await codeOf(closeOrder(world.shop, payer, outTradeNo))).toBe('CONFIG_INVALID');
  expect(stored(world, outTradeNo).state).toBe('pending');
  payAt(world.psp, outTradeNo);
  name('old');
  await runFor(world, 5);
  expect(stored(world, outTradeNo).state).toBe('paid');
});

test('no second payment is opened at the new merchant beside one that can still be paid', async () => {
  const { world, newPsp, name } = twoMerchants();
  const order = await pending(world);
  name('new');
  expect(await codeOf(started(world, order))).toBe('CONFIG_INVALID');
  expect(newPsp.payments.size).toBe(0);
});

test('a new order is paid at the new merchant', async () => {
  const { world, newPsp, name } = twoMerchants();
  name('new');
  const order = await ordered(world);
  await started(world, order);
  expect([...newPsp.payments.keys()]).toEqual([order.outTradeNo]);
});

test('a refund without an answer is neither sent to the new merchant nor free, and goes on at the old one', async () => {
  const { world, newPsp, name } = twoMerchants();
  const order = await paid(world);
  world.network = (_asked, pass) => {
    pass();
    return timeout();
  };
  const lost = refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' });
  expect(await codeOf(lost)).toBe('OUTCOME_UNKNOWN');
  world.network = (_asked, _pass, request) => newPsp.answer(request);
  name('new');
  await runFor(world, 60);
  expect(stored(world, order.outTradeNo).refunds[0]?.state).toBe('requested');
  world.network = (_asked, pass) => pass();
  name('old');
  await runFor(world, 30);
  expect(stored(world, order.outTradeNo).refunds[0]?.state).toBe('processing');
  expect(givenBack(world.psp)).toBe(40);
});

test('such a refund waits for a person after ten minutes, who can end it', async () => {
  const { world, name } = twoMerchants();
  const order = await paid(world);
  world.network = () => timeout();
  await codeOf(refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' }));
  name('new');
  await runFor(world, 30);
  const waiting = stored(world, order.outTradeNo);
  expect(waiting.attention.map(({ reason }) => reason)).toEqual(['refund_unanswered']);
  const end = { state: 'succeeded', explanation: SAYS.why, by: SAYS.by } as const;
  expect((await resolveRefund(world.shop, waiting, 'R-LOST', end)).state).toBe('succeeded');
});

test('a refund of what was paid to the merchant before is refused, and the words name both', async () => {
  const { world, newPsp, name } = twoMerchants();
  const order = await paid(world);
  name('new');
  await expect(refund(world.shop, order, { refundFee: 40 })).rejects.toThrow(
    /made for merchant 1900007291.*names 1900000999/,
  );
  expect(stored(world, order.outTradeNo).refunds).toEqual([]);
  expect(newPsp.refunds.size).toBe(0);
});

test('a person can close what the new merchant cannot be asked about', async () => {
  const { world, name } = twoMerchants();
  const order = await pending(world);
  name('new');
  expect((await forceClose(world.shop, order, SAYS)).state).toBe('closed');
});

test('new keys of the same merchant change nothing of this', async () => {
  const { world, name } = twoMerchants();
  const order = await pending(world);
  const document = world.store.configTable.get('payment');
  world.store.configTable.set('payment', { ...document, serial_no: '7777777777', _id: 'payment' });
  name('old');
  payAt(world.psp, order.outTradeNo);
  await runFor(world, 5);
  expect(stored(world, order.outTradeNo).state).toBe('paid');
});

test('a payment from before merchants were written down is asked about as ever', async () => {
  const { world, name } = twoMerchants();
  const { outTradeNo, ...rest } = await pending(world);
  const attempts = rest.attempts.map(({ merchant: _, ...attempt }) => attempt);
  world.store.orderTable.set(outTradeNo, { ...rest, outTradeNo, attempts });
  name('new');
  world.network = (_asked, pass) => pass();
  await runFor(world, 2);
  expect(world.asked).toContain('query');
});

test('a refund whose PSP was taken out of the configuration waits for a person after ten minutes', async () => {
  const { world } = twoMerchants();
  const order = await paid(world);
  world.network = () => timeout();
  await codeOf(refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' }));
  const { mchid: _, ...without } = world.store.configTable.get('payment') ?? {};
  world.store.configTable.set('payment', { ...without, _id: 'payment' });
  await runFor(world, 5);
  expect(stored(world, order.outTradeNo).attention).toEqual([]);
  await runFor(world, 25);
  expect(stored(world, order.outTradeNo).attention.map(({ of }) => of)).toEqual(['R-LOST']);
});

describe('where nothing in the document names the merchant', () => {
  const connector: { merchant(config: never): string | undefined } = wechatV3;
  beforeEach(() => {
    jest.spyOn(connector, 'merchant').mockReturnValue(undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  test('an order is not called closed because the keys of another account find nothing', async () => {
    const { world, name } = twoMerchants();
    const { outTradeNo } = await pending(world);
    name('new');
    expect(await codeOf(closeOrder(world.shop, payer, outTradeNo))).toBe('PSP_REFUSED');
    payAt(world.psp, outTradeNo);
    name('old');
    await runFor(world, 5);
    expect(stored(world, outTradeNo).state).toBe('paid');
  });

  test('a refund without an answer is neither sent with the keys of another account nor free', async () => {
    const { world, newPsp, name } = twoMerchants();
    const order = await paid(world);
    world.network = (_asked, pass) => {
      pass();
      return timeout();
    };
    await codeOf(refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' }));
    world.network = (_asked, _pass, request) => newPsp.answer(request);
    name('new');
    await runFor(world, 60);
    const [waiting] = stored(world, order.outTradeNo).refunds;
    expect(waiting?.state).toBe('requested');
    expect(stored(world, order.outTradeNo).attention.map(({ of }) => of)).toEqual(['R-LOST']);
    world.network = (_asked, pass) => pass();
    name('old');
    await runFor(world, 30);
    expect(stored(world, order.outTradeNo).refunds[0]?.state).toBe('processing');
    expect(givenBack(world.psp)).toBe(40);
  });

  test('a person can end a refund that the keys of another account cannot send', async () => {
    const { world, newPsp, name } = twoMerchants();
    const order = await paid(world);
    world.network = () => timeout();
    await codeOf(refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' }));
    world.network = (_asked, _pass, request) => newPsp.answer(request);
    name('new');
    await runFor(world, 30);
    const end = { state: 'succeeded', explanation: SAYS.why, by: SAYS.by } as const;
    const ended = await resolveRefund(world.shop, stored(world, order.outTradeNo), 'R-LOST', end);
    expect(ended.state).toBe('succeeded');
  });

  test('a refund that the account with its payment does not know is sent again', async () => {
    const { world } = twoMerchants();
    const order = await paid(world);
    world.network = () => timeout();
    await codeOf(refund(world.shop, order, { refundFee: 40, outRefundNo: 'R-LOST' }));
    world.network = (_asked, pass) => pass();
    await runFor(world, 5);
    expect(stored(world, order.outTradeNo).refunds[0]?.state).toBe('processing');
  });
});
