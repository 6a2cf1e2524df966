/** Shops in which something was kept aside, and operators who decide about it. */
import type { Caller } from '../../../shared/kernel/ports';
import { resolveAside, type Resolved } from '../../../shared/payments/flows/people/resolve-aside';
import { runTimer } from '../../../shared/payments/flows/run-timer';
import type { DecisionWord, Order } from '../../../shared/payments/order/order';
import type { AsideNotice } from '../../../shared/payments/ports';
import { listAside } from './as-callers';
import { payAt } from './fake-psp';
import { openWorld, operator, paid, pending, stored, take, type paySps, type World } from './world';

export const second: Caller = { openid: 'o-second-operator', appid: operator.appid };

export interface AsideWorld {
  readonly world: World;
  readonly order: Order;
  readonly notice: AsideNotice;
}

const named = (paySp: (typeof paySps)[number]): World => {
  const world = openWorld(paySp);
  const config = world.store.configTable.get('payment');
  world.store.configTable.set('payment', { ...config, operators: [operator.openid, second.openid] });
  return world;
};

/** A pending order, for which 99 of 100 were paid. */
export async function paidTooLittle(paySp: (typeof paySps)[number]): Promise<AsideWorld> {
  const world = named(paySp);
  const { outTradeNo } = await pending(world);
  const payment = world.psp.payments.get(outTradeNo);
  if (payment) payment.amount = 99;
  payAt(world.psp, outTradeNo);
  await take(world, world.psp.paymentNotice(outTradeNo));
  return { world, order: stored(world, outTradeNo), notice: await onlyNotice(world) };
}

/** A paid order, of which another attempt was paid too. */
export async function paidTwice(paySp: (typeof paySps)[number]): Promise<AsideWorld> {
  const world = named(paySp);
  const { outTradeNo } = await paid(world);
  const order = stored(world, outTradeNo);
  const [first] = order.attempts;
  const payment = world.psp.payments.get(outTradeNo);
  if (!first || !payment) throw new Error('nothing was paid');
  const no = `${outTradeNo}_2`;
  const another = { ...payment, no, trade: `${payment.trade}_2` };
  world.psp.payments.set(no, another);
  const attempt = { ...first, no, state: 'closed' as const, spTradeNo: another.trade };
  world.store.orderTable.set(outTradeNo, { ...order, attempts: [...order.attempts, attempt] });
  await take(world, world.psp.paymentNotice(no));
  return { world, order: stored(world, outTradeNo), notice: await onlyNotice(world) };
}

async function onlyNotice(world: World): Promise<AsideNotice> {
  const [notice, ...others] = await listAside(world.shop, operator, {});
  if (!notice || others.length > 0) throw new Error(`${others.length + 1} notices wait`);
  return notice;
}

export const decide = (
  { world, notice }: AsideWorld,
  word: DecisionWord,
  caller: Caller = operator,
  explanation = 'the payer asked for it',
): Promise<Resolved> => resolveAside(world.shop, caller, notice.id, { word, explanation });

/** The timer runs every minute for so long. */
export async function runFor(world: World, minutes: number): Promise<void> {
  for (let n = 0; n < minutes; n += 1) {
    world.advance(60_000);
    await runTimer(world.shop);
  }
}
