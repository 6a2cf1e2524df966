/** Operators about what no machine can end: they give kept-aside money back, end refunds, close by force, and repeat it all. */
import { goingBack } from '../../../shared/payments/order/order';
import type { HeldRefund } from '../psp-house';
import type { Result } from '../world';
import { anyOrder, type Deed, type Stage } from './stage';

const explanation = 'seen in the PSP’s back office';

/** Longer than anything that was sent can still be on its way. */
const SETTLED_MS = 60_000;

/** Further actions are one line here. */
export function decider(stage: Stage, openid: string): Deed {
  const { dice, world } = stage;
  const ask = (event: Result): Promise<unknown> => world.ask('operator', openid, event);
  const actions: Readonly<Record<string, () => Promise<unknown> | undefined>> = {
    resolve: () => resolve(stage, openid),
    resolverefund: () => resolveRefund(stage, openid),
    asknow: () => onAny(stage, (out_trade_no) => ask({ action: 'asknow', out_trade_no, explanation })),
    retry: () => onAny(stage, (out_trade_no) => ask({ action: 'retry', out_trade_no, explanation })),
    force: () =>
      onAny(stage, (out_trade_no) => ask({ action: 'closeorder', out_trade_no, force: true, explanation })),
  };
  return () => {
    const action = dice.weighted([
      [6, 'resolve'],
      [2, 'resolverefund'],
      [1, 'asknow'],
      [1, 'retry'],
      [0.3, 'force'],
    ] as const);
    return actions[action]?.();
  };
}

function onAny(stage: Stage, work: (out_trade_no: string) => Promise<unknown>): Promise<unknown> | undefined {
  const out_trade_no = anyOrder(stage);
  return out_trade_no === undefined ? undefined : work(out_trade_no);
}

/** Mostly the money goes back; now and then two decide differently. */
function resolve({ world, dice }: Stage, openid: string): Promise<unknown> | undefined {
  const aside = world.memory.archive.filter(({ verdict }) => verdict === 'kept_aside');
  if (aside.length === 0) return undefined;
  const notice_id = dice.pick(aside)._id;
  const decision = dice.weighted([
    [6, 'return'],
    [1, 'dismissed'],
    [1, 'returned_elsewhere'],
  ] as const);
  return world.ask('operator', openid, { action: 'resolve', notice_id, decision, explanation });
}

/** Says what the PSP's back office shows, long after it was sent. */
function resolveRefund({ world, dice }: Stage, openid: string): Promise<unknown> | undefined {
  const old = world
    .orders()
    .flatMap(goingBack)
    .filter(({ sentAt }) => world.now() - sentAt > SETTLED_MS);
  if (old.length === 0) return undefined;
  const { outRefundNo: out_refund_no } = dice.pick(old);
  const held = world.house.refunds(world.paySps).filter((one) => one.out_refund_no === out_refund_no);
  const state = endOf(held);
  if (state === undefined) return undefined;
  world.judgedRefunds.add(out_refund_no);
  return world.ask('operator', openid, { action: 'resolverefund', out_refund_no, state, explanation });
}

/** Undefined where nobody could say. */
function endOf(held: readonly HeldRefund[]): 'succeeded' | 'failed' | undefined {
  const states = held.map(({ state }) => state);
  if (states.includes('succeeded')) return 'succeeded';
  return states.length === 0 ? undefined : states.includes('processing') ? undefined : 'failed';
}
