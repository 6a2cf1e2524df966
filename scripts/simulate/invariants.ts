/** What must hold after every single step, whatever happened. */
import { sameMoney, type Money } from '../../shared/kernel/money';
import { goingBack, refundOf, type Order } from '../../shared/payments/order/order';
import type { HeldBooks, HeldPayment, HeldRefund } from './psp-house';
import type { Tickets } from './tickets';
import type { World } from './world';

const MINUTE = 60_000;
/** A cancel arrives so long after the question that allowed it, at the latest. */
const ON_ITS_WAY_MS = MINUTE;

export class Invariants {
  private before = new Map<string, Order>();
  private mark = '';
  private books: readonly HeldBooks[] = [];
  private readonly reversed = new Set<string>();
  private tickets: readonly unknown[] = [];

  constructor(
    private readonly world: World,
    private readonly handed: Tickets,
  ) {}

  /** Looks at everything that may have changed since it looked last. */
  check(): void {
    const { world } = this;
    const mark = `${world.mark()} ${this.handed.list().length} ${world.hooks.runsSoFar()}`;
    if (mark === this.mark) return;
    this.mark = mark;
    const isElsewhere = this.hasChangedElsewhere();
    const changed = world.orders().filter((order) => this.before.get(order.outTradeNo) !== order);
    for (const order of isElsewhere ? world.orders() : changed) this.checkOrder(order);
    if (changed.length > 0) this.checkRefundNumbers();
    if (isElsewhere) this.checkIntents();
    for (const order of changed) this.before.set(order.outTradeNo, order);
  }

  /** Whether the PSPs hold something else, or somebody was handed another ticket. */
  private hasChangedElsewhere(): boolean {
    const { house, paySps } = this.world;
    const books = paySps.map((paySp) => house.books(paySp));
    const isSame =
      this.tickets === this.handed.list() &&
      books.length === this.books.length &&
      books.every((one, at) => one === this.books[at]);
    this.books = books;
    this.tickets = this.handed.list();
    return !isSame;
  }

  private checkOrder(order: Order): void {
    const { house, paySps } = this.world;
    const mine = house.payments(paySps).filter((one) => isOf(order, one));
    this.checkPaid(order, mine);
    this.checkReversed(order, mine);
    this.checkTickets(order, mine);
    this.checkRefunds(order, house.refunds(paySps), mine);
    this.checkLimits(order);
    this.checkHook(order);
  }

  private wrong({ outTradeNo }: Order, what: string): void {
    this.world.wrong(`${outTradeNo}: ${what}`);
  }

  /** A refund's number leads to one order. */
  private checkRefundNumbers(): void {
    if (this.world.memory.orderTable.size < 2) return;
    const numbers = this.world
      .orders()
      .flatMap((order) => goingBack(order).map(({ outRefundNo }) => outRefundNo));
    const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
    if (twice !== undefined) this.world.wrong(`refund ${twice} is a refund of two orders`);
  }

  /** Nothing stands at a PSP that was not written down here first. */
  private checkIntents(): void {
    const orders = this.world.orders();
    const { house, paySps } = this.world;
    for (const payment of house.payments(paySps)) {
      if (!orders.some((order) => isOf(order, payment)))
        this.world.wrong(`${payment.out_trade_no} stands at ${payment.paySp}, and no order knows of it`);
    }
    for (const refund of house.refunds(paySps).filter(({ isElsewhere }) => !isElsewhere)) {
      const isKnown = orders.some(
        (order) =>
          isOf(order, refund) &&
          (refund.out_refund_no === '' ||
            refund.out_refund_no === refund.out_trade_no ||
            refundOf(order, refund.out_refund_no) !== undefined),
      );
      if (!isKnown)
        this.world.wrong(`a refund ${refund.out_refund_no} stands at its PSP that no order knows of`);
    }
  }

  /** Paid only with the money there, as much as the order comes to, and not given back by a cancel. */
  private checkPaid(order: Order, mine: readonly HeldPayment[]): void {
    if (order.state !== 'paid') return;
    const paid = order.attempts.filter(({ state }) => state === 'paid').map(({ no }) => no);
    if (paid.length !== 1 || paid[0] !== order.paidAttempt)
      this.wrong(
        order,
        `is paid as ${order.paidAttempt ?? 'nothing'}, its paid attempts are ${paid.join() || 'none'}`,
      );
    const payment = mine.findLast((one) => one.out_trade_no === order.paidAttempt && one.paid !== undefined);
    if (payment?.state === 'paid' && isSame(payment.paid, order.total)) return;
    if (!this.isExcusedReversal(payment))
      this.wrong(
        order,
        `is paid with ${order.total.value}, and its money at the PSP is ${standing(payment)}`,
      );
  }

  /** A lease is only as long as clocks agree: whoever's cancel met booked money tells a person, unless it dies before. */
  private isExcusedReversal(payment: HeldPayment | undefined): boolean {
    return payment?.state === 'reversed' && this.world.shape.troubles.clocks > MINUTE;
  }

  /** Where a cancel gives money back, it is sent only after the PSP called the payment unpaid. */
  private checkReversed(order: Order, mine: readonly HeldPayment[]): void {
    const reversed = mine.filter((one) => one.state === 'reversed' && !this.reversed.has(one.trade_no));
    for (const { trade_no } of reversed) this.reversed.add(trade_no);
    if (reversed.length === 0 || this.world.isForced(order.outTradeNo)) return;
    const askedAt = this.world.answeredAt(order.outTradeNo) ?? -Infinity;
    if (this.world.now() - askedAt > ON_ITS_WAY_MS)
      this.wrong(
        order,
        'a payment was cancelled and its money went back, and nobody had asked whether it was paid',
      );
  }

  private checkTickets(order: Order, mine: readonly HeldPayment[]): void {
    // Where a person closed it, or clocks disagree about when an attempt ends by itself, late money is found by asking.
    const doClocksAgree = this.world.shape.troubles.clocks <= MINUTE;
    const isExcused = this.world.isForced(order.outTradeNo) || !doClocksAgree;
    if (order.state === 'closed' && !isExcused && this.handed.working(order.outTradeNo, mine, 0) > 0)
      this.wrong(order, 'is closed, and a ticket of it can still be paid');
    if (doClocksAgree && this.handed.working(order.outTradeNo, mine, 1) > 1)
      this.wrong(order, 'two tickets that were handed out can both be paid');
  }

  private checkRefunds(order: Order, all: readonly HeldRefund[], mine: readonly HeldPayment[]): void {
    const theirs = all.filter((one) => isOf(order, one) && !one.isElsewhere);
    for (const { outRefundNo, state, decidedAt = 0 } of goingBack(order)) {
      const held = theirs.filter((one) => one.out_refund_no === outRefundNo);
      if (held.length > 1) this.wrong(order, `refund ${outRefundNo} is ${held.length} refunds at its PSP`);
      if (state === 'failed' && decidedAt === 0 && held.some(isStanding))
        this.wrong(order, `refund ${outRefundNo} is free here and stands at its PSP`);
    }
    if (hasTwins(order)) this.wrong(order, 'two refunds without an answer stand for one wish');
    if (theirs.length > goingBack(order).length) this.wrong(order, 'has more refunds at its PSP than wishes');
    const held = worth(order.refunds.filter(({ state }) => state !== 'failed'));
    if (held > order.total.value) this.wrong(order, `refunds of ${held} are more than was paid`);
    this.checkGone(order, theirs.filter(isStanding), mine);
  }

  /** No payment gives more back than it brought. */
  private checkGone(order: Order, refunds: readonly HeldRefund[], payments: readonly HeldPayment[]): void {
    for (const no of new Set(refunds.map(({ out_trade_no }) => out_trade_no))) {
      const gone = worth(refunds.filter(({ out_trade_no }) => out_trade_no === no));
      const brought = payments.filter((one) => one.out_trade_no === no);
      const paid = brought.reduce((sum, one) => sum + (one.paid?.value ?? 0), 0);
      if (gone > paid) this.wrong(order, `${gone} went or go back of ${paid} that were paid as ${no}`);
    }
  }

  /** What grows has an end. */
  private checkLimits({ attempts, refunds, attention, items, outTradeNo }: Order): void {
    if (!items.every(({ price }) => Number.isSafeInteger(price)))
      this.world.wrong(`${outTradeNo}: a price is no whole number of minor units`);
    const most = [attempts.length <= 20, refunds.length <= 250, attention.length <= 16];
    if (!most.every(Boolean)) this.world.wrong(`${outTradeNo}: its document grows without end`);
  }

  private checkHook(order: Order): void {
    const { hooks } = this.world;
    const runs = hooks.completedFor(order.outTradeNo);
    if (runs > 1 && !hooks.isExcused(order.outTradeNo))
      this.wrong(order, `the hook ran ${runs} times without a reason`);
  }
}

const standing = (payment: HeldPayment | undefined): string =>
  payment ? `${payment.state} with ${payment.paid?.value ?? 0}` : 'nowhere';

/** A wish without a number is the same wish until it is answered. */
function hasTwins({ refunds }: Order): boolean {
  if (refunds.length < 2) return false;
  const wishes = refunds
    .filter(({ isNumberOurs, state }) => isNumberOurs && state === 'requested')
    .map(({ wish, amount }) => `${wish} ${amount.value}`);
  return new Set(wishes).size < wishes.length;
}

const isSame = (one: Money | undefined, other: Money): boolean => one !== undefined && sameMoney(one, other);

/** Whether a payment or refund at a PSP is of this order. */
export function isOf({ attempts }: Order, { out_trade_no, paySp }: HeldPayment | HeldRefund): boolean {
  return attempts.some(({ no, paySp: at }) => no === out_trade_no && at === paySp);
}

export const isStanding = ({ state }: { readonly state: string }): boolean =>
  state === 'processing' || state === 'succeeded';

/** What refunds come to, minor units. */
export const worth = (refunds: readonly { readonly amount: { readonly value: number } }[]): number =>
  refunds.reduce((total, { amount }) => total + amount.value, 0);
