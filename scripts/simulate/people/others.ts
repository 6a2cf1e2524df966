/** The timer, a stranger with other people's order numbers, whoever edits the configuration, and plain misfortune. */
import { fromDocument } from '../../../shared/adapters/order-document';
import { BUYERS, currencyOf, MERCHANTS_OWN } from '../shop-window';
import type { Result } from '../world';
import { anyOrder, type Deed, type Stage } from './stage';

/** The trigger fires once a minute; now and then twice, and now and then not. */
export function timer({ world, dice }: Stage): Deed {
  let last = 0;
  return () => {
    if (world.now() - last < 55_000 && !dice.chance(0.05)) return undefined;
    last = world.now();
    return world.runTimer();
  };
}

export const STRANGER = 'oStrangerOne00001';

/** Tries what only owners and operators may do. */
export function stranger(stage: Stage): Deed {
  const { world, dice } = stage;
  return async () => {
    const out_trade_no = anyOrder(stage);
    if (out_trade_no === undefined) return;
    const event = dice.pick<Result>([
      { action: 'unifiedorder', pay_method: 'wechat' },
      { action: 'refund', refund_fee: 100 },
      { action: 'closeorder' },
      { action: 'queryorder' },
    ]);
    const said = await world.ask('stranger', STRANGER, { ...event, out_trade_no });
    if (said?.errcode === 0) world.wrong(`a stranger was allowed to ${String(event.action)} ${out_trade_no}`);
  };
}

/** Edits that leave nothing right for a while; the configuration comes back by itself at the end. */
const edits: readonly ((document: Result, paySp: string) => Result | undefined)[] = [
  () => undefined,
  (document) => ({ ...document, operators: [] }),
  (document) => ({ ...document, pay_sp: 'yabnad' }),
  (document) => ({ ...document, max_open_orders: 'many' }),
  (document) => ({ ...document, order_minutes: 1 }),
  (document, paySp) => withBlock(document, paySp, undefined),
  (document, paySp) => withBlock(document, paySp, { endpoint: 'http://psp.example' }),
];

export function withBlock(document: Result, paySp: string, change: Result | undefined): Result {
  // The world's own configuration, which has a block for each of its PSPs.
  const { [paySp]: block, ...others } = document.providers as Readonly<Record<string, Result>>;
  return {
    ...document,
    providers: change === undefined ? others : { ...others, [paySp]: { ...block, ...change } },
  };
}

export function editor({ world, dice }: Stage): Deed {
  return () => {
    const edit = dice.chance(0.5) ? dice.pick(edits) : (document: Result): Result => document;
    world.editConfiguration((document) => edit(document, dice.pick(world.paySps)));
    return undefined;
  };
}

/** The merchant's own function writes an order: only what is demanded stands in it, its number is as long as may be. */
export function merchant({ world, dice, mostOrders }: Stage): Deed {
  return () => {
    if (world.orders().length > mostOrders) return undefined;
    const _id = `${MERCHANTS_OWN}${dice.hex(14).toUpperCase()}`;
    const fee_type = currencyOf(world.paySps);
    const document = { _id, openid: dice.pick(BUYERS), total_fee: dice.pick([500, 2450]), fee_type };
    const config_id = world.configId;
    world.scheduler.note(`the merchant's own function writes ${_id}`);
    const isDated = dice.chance(0.8) ? { created_at: world.now() } : {};
    world.memory.orderTable.set(_id, fromDocument({ ...document, ...isDated, config_id }));
    return undefined;
  };
}

export function misfortune({ world }: Stage): Deed {
  return () => {
    world.killOne();
    return undefined;
  };
}
