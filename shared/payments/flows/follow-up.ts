/** Tells others of an order's money: those who are due, the next time of each written first. */
import {
  dueFollowUps,
  netFee,
  TELLING_TRIES,
  withTold,
  withTurnsTaken,
  type Told,
} from '../order/follow-ups';
import type { FollowUpName, Order } from '../order/order';
import { changeOrder, claimOrder } from './orders';
import { paidOrder } from './paid-order';
import type { Shop } from './shop';

/** Who wants to hear of a paid order. Where that cannot be found out now, everybody: they say so when they are told. */
export async function wantedFollowUps(shop: Shop, order: Order): Promise<readonly FollowUpName[]> {
  const paid = paidOrder(order);
  const wanted = shop.followUps.map(async (one) =>
    (await one.isWanted(paid).catch(() => true)) ? [one.name] : [],
  );
  return (await Promise.all(wanted)).flat();
}

/** Tells those whose turn it is. Rejects only when the database does; what they refuse is tried again. */
export async function followUp(shop: Shop, order: Order): Promise<void> {
  if (dueFollowUps(order, shop.clock.now()).length === 0) return;
  let names: readonly FollowUpName[] = [];
  const claimed = await claimOrder(shop, order, (current) => {
    const now = shop.clock.now();
    const due = dueFollowUps(current, now);
    names = due.filter(({ tries }) => tries < TELLING_TRIES).map(({ name }) => name);
    return due.length === 0 ? undefined : withTurnsTaken(current, now);
  });
  if (!claimed) return;
  let current = claimed;
  for (const name of names) {
    const said = await tell(shop, claimed, name);
    const net = netFee(claimed);
    current = await changeOrder(shop, current, (newest) =>
      withTold(newest, { name, net, said }, shop.clock.now()),
    );
  }
}

async function tell(shop: Shop, order: Order, name: FollowUpName): Promise<Told> {
  const listener = shop.followUps.find((one) => one.name === name);
  if (!listener) return { is: 'later', why: 'nobody listens here' };
  try {
    const said = await listener.tell(paidOrder(order), shop.deadline);
    if (said.is !== 'told') shop.log('not_told', { out_trade_no: order.outTradeNo, name, why: said.why });
    return said;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'threw';
    shop.log('not_told', { out_trade_no: order.outTradeNo, name, why });
    return { is: 'later', why };
  }
}
