/** Operators: they refund in small pieces at once, repeat everything, ask, and close. */
import type { Result } from '../world';
import { anyOrder, untilTold, type Deed, type Stage } from './stage';

/** Further actions of operators are one line here. */
export function operator(stage: Stage, openid: string): Deed {
  const { dice, habit, world } = stage;
  const actions: Readonly<Record<string, (out_trade_no: string) => Promise<unknown> | undefined>> = {
    refund: (out_trade_no) => refund(stage, openid, out_trade_no),
    again: () => refundAgain(stage, openid),
    queryrefund: () => askAboutRefund(stage, openid),
    closeorder: (out_trade_no) => world.ask('operator', openid, { action: 'closeorder', out_trade_no }),
    queryorder: (out_trade_no) => world.ask('operator', openid, { action: 'queryorder', out_trade_no }),
  };
  return () => {
    const out_trade_no = anyOrder(stage);
    if (out_trade_no === undefined) return undefined;
    const action = dice.weighted([
      [5, 'refund'],
      [2, 'again'],
      [2, 'queryrefund'],
      [habit.closing, 'closeorder'],
      [1, 'queryorder'],
    ] as const);
    return actions[action]?.(out_trade_no);
  };
}

function anyPaid({ world, dice }: Stage): string | undefined {
  const paid = world.orders().filter(({ state }) => state === 'paid');
  return paid.length === 0 ? undefined : dice.pick(paid).outTradeNo;
}

function refund(stage: Stage, openid: string, anyOne: string): Promise<unknown> | undefined {
  const { world, dice, wishes } = stage;
  const paid = anyPaid(stage);
  // Hardly anybody refunds what was never paid.
  if (paid === undefined && dice.chance(0.9)) return undefined;
  const isNew = wishes.length === 0 || dice.chance(0.6);
  const out_refund_no = `refund-${wishes.length + (isNew ? 1 : 0)}`;
  const wish = {
    action: 'refund',
    out_trade_no: paid ?? anyOne,
    ...(dice.chance(0.85) ? { refund_fee: dice.pick([100, 150, 200, 345]) } : {}),
    ...(dice.chance(0.6) ? { out_refund_no } : {}),
  };
  wishes.push(wish);
  return untilTold(stage, () => world.ask('operator', openid, wish));
}

/** The same wish once more, mostly the newest or one that failed; or its number and sum for another order. */
function refundAgain({ world, dice, wishes }: Stage, openid: string): Promise<unknown> | undefined {
  const failed = world.orders().flatMap((order) => order.refunds.filter(({ state }) => state === 'failed'));
  const lost = wishes.find((one) => failed.some(({ outRefundNo }) => outRefundNo === one.out_refund_no));
  const newest = dice.chance(0.5) ? (lost ?? wishes.at(-1)) : wishes.at(-1);
  if (!newest) return undefined;
  const wish: Result = dice.chance(0.6) ? newest : dice.pick(wishes);
  const others = world
    .orders()
    .filter(({ outTradeNo, state }) => state === 'paid' && outTradeNo !== wish.out_trade_no);
  const isForAnother = 'out_refund_no' in wish && others.length > 0 && dice.chance(0.5);
  const another = isForAnother ? { out_trade_no: dice.pick(others).outTradeNo } : {};
  return world.ask('operator', openid, { ...wish, ...another });
}

function askAboutRefund({ world, dice }: Stage, openid: string): Promise<unknown> | undefined {
  const refunds = world.orders().flatMap((order) => order.refunds);
  if (refunds.length === 0) return undefined;
  const out_refund_no = dice.pick(refunds).outRefundNo;
  return world.ask('operator', openid, { action: 'queryrefund', out_refund_no });
}
