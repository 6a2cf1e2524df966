/** Buyers, each with two phones: they order, pay, change the way to pay, look, and close. */
import { payMethodsOf } from '../shop-window';
import { checkouts } from './checkouts';
import { untilTold, type Deed, type Stage } from './stage';

export function buyer(stage: Stage, openid: string): Deed {
  const { world, dice, habit, mostOrders } = stage;
  const checkOutWith = checkouts(stage, openid);
  const order = (): Promise<unknown> => {
    const goods_id = dice.weighted([
      [5, 'waffles'],
      [4, 'cheese'],
      [0.5, 'halves'],
      [0.3, 'words'],
    ] as const);
    const items = [{ goods_id, quantity: dice.between(1, 2) }];
    return checkOutWith(items);
  };
  return () => {
    const mine = world.orders().filter((one) => one.openid === openid);
    const mayOrder = world.orders().length < mostOrders;
    if (mayOrder && (mine.length === 0 || dice.chance(0.3))) return order();
    if (mine.length === 0) return undefined;
    const { outTradeNo: out_trade_no, decline } = dice.pick(mine);
    // Whose try was declined likes to give up.
    const closing = decline === undefined ? habit.closing : habit.closing + 3;
    const action = dice.weighted([
      [6, 'unifiedorder'],
      [3, 'queryorder'],
      [closing, 'closeorder'],
      [0.3, 'listorders'],
    ] as const);
    if (action === 'unifiedorder') return checkOut(stage, openid, out_trade_no);
    return world.ask('buyer', openid, { action, out_trade_no });
  };
}

async function checkOut(
  { world, dice, habit, tickets }: Stage,
  openid: string,
  out_trade_no: string,
): Promise<void> {
  const methods = payMethodsOf(world.paySps);
  const pay_method = dice.chance(habit.switching) ? dice.pick(methods) : 'wechat';
  const said = await untilTold({ dice }, () =>
    world.ask('buyer', openid, { action: 'unifiedorder', out_trade_no, pay_method }),
  );
  if (said?.errcode === 0) tickets.handOut(out_trade_no, said);
}
