/** An answer is a promise: what it says stands in the database, and who was refused changed nothing there. */
import { refundOf, type Order } from '../../shared/payments/order/order';
import type { Call } from './instance';
import type { Result, World } from './world';

/** Looks at what a person was answered. */
export function checkReply(world: World, event: Result, said: Result): void {
  // Phones give another number to what is another wish.
  if (String(said.errmsg).startsWith('REQUEST_ID_TAKEN'))
    world.wrong('a repeated request was told that its number is taken');
  if (said.errcode !== 0) return;
  const check = checks[String(event.action)];
  const why = check?.(world, event, said);
  if (why !== undefined) world.wrong(`${String(event.action)} was answered well, but ${why}`);
}

type Check = (world: World, event: Result, said: Result) => string | undefined;

const stored = (world: World, no: unknown): Order | undefined => world.memory.orderTable.get(String(no));

const checks: Readonly<Record<string, Check>> = {
  createorder(world, event, said) {
    const other = world.requests.otherOrder(event, said);
    if (other !== undefined) return `the same request was answered with ${other}`;
    return stored(world, said.out_trade_no) ? undefined : 'there is no such order';
  },
  unifiedorder(world, event) {
    const attempts = stored(world, event.out_trade_no)?.attempts ?? [];
    return attempts.some(({ ticket }) => ticket !== undefined) ? undefined : 'no ticket is stored';
  },
  closeorder(world, event) {
    const state = stored(world, event.out_trade_no)?.state;
    // Money may have come since.
    return state === 'closed' || state === 'paid' ? undefined : `the order is ${state}`;
  },
  refund(world, event, said) {
    const order = stored(world, event.out_trade_no);
    const refund = order && refundOf(order, String(said.out_refund_no));
    // One that never left makes room for the next one; the journal tells that it was there.
    if (!refund) return isToldOf(order, String(said.out_refund_no)) ? undefined : 'no such refund is stored';
    if (said.state === 'failed') return 'its state is failed';
    return 'refund_fee' in event && event.refund_fee !== refund.amount.value
      ? `${refund.amount.value} are stored instead of ${String(event.refund_fee)}`
      : undefined;
  },
};

const isToldOf = (order: Order | undefined, outRefundNo: string): boolean =>
  order?.journal.some(({ event }) => event.includes(outRefundNo)) === true;

/** An acknowledged notice stands in the archive; one that is refused has changed nothing. */
export function checkAcknowledged(world: World, call: Call, status: number): void {
  if (status < 300 && !call.hasArchived && !call.wasFailed)
    world.wrong('a notice was acknowledged, and no record of it is kept');
  if ((status === 400 || status === 401) && call.hasWritten)
    world.wrong('a notice was refused, and an order was written for it');
}
