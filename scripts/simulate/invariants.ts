/** What must hold after every single step, whatever happened. */
import type { Money } from '../../shared/kernel/money';
import { attemptMoves, type Order, type Refund } from '../../shared/payments/order/order';
import { orderMoves } from '../../shared/payments/order/transitions';
import { refundMoves } from '../../shared/payments/order/refund-facts';
import { disagreements } from '../../shared/payments/order/replay';
import type { HeldPayment, HeldRefund } from './psp-house';
import type { Tickets } from './tickets';
import type { World } from './world';

export class Invariants {
  private before = new Map<string, Order>();
  private mark = '';

  constructor(
    private readonly world: World,
    private readonly tickets: Tickets,
  ) {}

  /** Looks at everything after whatever may have changed something. */
  check(): void {
    const mark = `${this.world.mark()} ${this.tickets.list().length} ${this.world.hooks.runsSoFar()}`;
    if (mark === this.mark) return;
    this.mark = mark;
    const { house, paySps } = this.world;
    const payments = house.payments(paySps);
    const refunds = house.refunds(paySps);
    for (const order of this.world.orders()) {
      const mine = payments.filter((one) => isOf(order, one));
      this.checkPaid(order, mine);
      this.checkClosed(order, mine);
      this.checkRefunds(order, refunds);
      this.checkHook(order);
      this.checkHistory(order);
      if (this.tickets.working(order.outTradeNo, mine).length > 1)
        this.wrong(order, 'two tickets that were handed out can both be paid');
    }
    this.checkRefundNumbers();
    this.before = new Map(this.world.orders().map((order) => [order.outTradeNo, order]));
  }

  private wrong({ outTradeNo }: Order, what: string): void {
    this.world.wrong(`${outTradeNo}: ${what}`);
  }

  /** A refund's number leads to one order. */
  private checkRefundNumbers(): void {
    const numbers = this.world
      .orders()
      .flatMap(({ refunds }) => refunds.map(({ outRefundNo }) => outRefundNo));
    const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
    if (twice !== undefined) this.world.wrong(`refund ${twice} is a refund of two orders`);
  }

  /** Paid only with the money there, as much as the order comes to, and not given back by a cancel. */
  private checkPaid(order: Order, mine: readonly HeldPayment[]): void {
    if (order.state !== 'paid') return;
    if (order.attempts.filter(({ state }) => state === 'paid').length > 1)
      this.wrong(order, 'has two paid attempts');
    const payment = mine.findLast((one) => one.out_trade_no === order.paidAttempt && one.paid !== undefined);
    if (payment?.state === 'paid' && isSame(payment.paid, order.total)) return;
    const held = payment ? `${payment.state} with ${payment.paid?.value ?? 0}` : 'nowhere';
    this.wrong(order, `is paid with ${order.total.value}, and its money at the PSP is ${held}`);
  }

  private checkClosed(order: Order, mine: readonly HeldPayment[]): void {
    if (order.state !== 'closed') return;
    if (this.tickets.working(order.outTradeNo, mine).length > 0)
      this.wrong(order, 'is closed, and a ticket of it can still be paid');
  }

  private checkRefunds(order: Order, all: readonly HeldRefund[]): void {
    const theirs = all.filter((one) => isOf(order, one) && !one.isElsewhere);
    for (const { outRefundNo, state } of order.refunds) {
      const held = theirs.filter((one) => one.out_refund_no === outRefundNo);
      if (held.length > 1) this.wrong(order, `refund ${outRefundNo} is ${held.length} refunds at its PSP`);
      if (state === 'failed' && held.some(isStanding))
        this.wrong(order, `refund ${outRefundNo} is free here and stands at its PSP`);
    }
    if (hasTwins(order)) this.wrong(order, 'two refunds without an answer stand for one wish');
    if (theirs.length > order.refunds.length) this.wrong(order, 'has more refunds at its PSP than wishes');
    const held = sum(
      order.refunds.filter(({ state }) => state !== 'failed').map(({ amount }) => amount.value),
    );
    if (held > order.total.value) this.wrong(order, `refunds of ${held} are more than was paid`);
  }

  private checkHook(order: Order): void {
    const { hooks } = this.world;
    const runs = hooks.completedFor(order.outTradeNo);
    if (runs > 1 && !hooks.isExcused(order.outTradeNo))
      this.wrong(order, `the hook ran ${runs} times without a reason`);
  }

  /** From one version to the next everything only moves as it may, and the journal only grows. */
  private checkHistory(order: Order): void {
    const before = this.before.get(order.outTradeNo);
    if (!before || before === order) return;
    const [was, is] = [before.version ?? 0, order.version ?? 0];
    if (is !== was + 1) this.wrong(order, `went from version ${was} to ${is}`);
    this.checkMoves(before, order);
    if (!this.continues(before, order)) this.wrong(order, 'lost lines of its journal');
    for (const one of disagreements(order, this.world.memory.journalOf(order))) this.wrong(order, one);
    if (before.hook === 'done' && order.hook !== 'done')
      this.wrong(order, 'its hook was done, and no longer is');
  }

  /** Whether the newer journal goes on where the older one ends. */
  private continues(before: Order, after: Order): boolean {
    const { memory } = this.world;
    const lines = (order: Order): readonly string[] =>
      memory.journalOf(order).map(({ at, event }) => `${at} ${event}`);
    const now = lines(after);
    return lines(before).every((line, at) => now[at] === line);
  }

  private checkMoves(before: Order, order: Order): void {
    if (order.state !== before.state && !orderMoves[before.state].includes(order.state))
      this.wrong(order, `went from ${before.state} to ${order.state}`);
    for (const old of before.attempts) {
      const now = order.attempts.find(({ no }) => no === old.no);
      // A try that never left is nobody's but ours, and gives its place to the next one.
      if (!now && (old.left || old.state !== 'declined')) this.wrong(order, `lost attempt ${old.no}`);
      if (!now) continue;
      if (now.state !== old.state && !attemptMoves[old.state].includes(now.state))
        this.wrong(order, `attempt ${old.no} went from ${old.state} to ${now.state}`);
    }
    this.checkRefundMoves(before, order);
  }

  private checkRefundMoves(before: Order, order: Order): void {
    for (const old of before.refunds) {
      const now = order.refunds.find(({ outRefundNo }) => outRefundNo === old.outRefundNo);
      if (!now && isWorthKeeping(old)) this.wrong(order, `lost refund ${old.outRefundNo}`);
      if (!now) continue;
      if (now.state !== old.state && !refundMoves[old.state].includes(now.state))
        this.wrong(order, `refund ${old.outRefundNo} went from ${old.state} to ${now.state}`);
    }
  }
}

/** A wish without a number is the same wish until it is answered. */
function hasTwins({ refunds }: Order): boolean {
  const wishes = refunds
    .filter(({ isNumberOurs, state }) => isNumberOurs && state === 'requested')
    .map(({ wish, amount }) => `${wish} ${amount.value}`);
  return new Set(wishes).size < wishes.length;
}

/** A try under a number of ours that never left says nothing, and may go. */
const isWorthKeeping = ({ state, left, isNumberOurs }: Refund): boolean =>
  state !== 'failed' || left || !isNumberOurs;

const isSame = (one: Money | undefined, other: Money): boolean =>
  one?.value === other.value && one.currency === other.currency;

/** Whether a payment or refund at a PSP is of this order. */
export function isOf({ attempts }: Order, { out_trade_no, paySp }: HeldPayment | HeldRefund): boolean {
  return attempts.some(({ no, paySp: at }) => no === out_trade_no && at === paySp);
}

export const isStanding = ({ state }: { readonly state: string }): boolean =>
  state === 'processing' || state === 'succeeded';

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
