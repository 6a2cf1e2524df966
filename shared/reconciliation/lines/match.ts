/**
 * Meets the lines of a statement with our record. The statement is held whole, packed, for it counts only when its end was
 * read; our record streams past it page by page. What agrees is counted and forgotten here; what is left over on either side is
 * judged afterwards, one by one.
 */
import { StatementUnusable } from '../../kernel/statement-unusable';
import type { PaidRow, RefundRow, StatedPaymentLine, StatedRefundLine, StatementLine } from '../../payments';
import { comparePayment, compareRefund, isAnotherPayment, isNumbered } from './compare';
import type { Found } from '../reports/finding';
import type { Findings } from '../reports/findings';
import type { DayBounds } from '../statement-day';
import { LineBook } from './line-book';
import type { NumberName } from './packed-line';
import { Sums } from '../reports/sums';

/** More of ours than this that a statement lacks are only counted: it is then hardly ours. */
const MOST_LACKING = 20_000;
const MOST_OUTSIDE = 1000;
const MOST_PARTNERS = 20_000;

/** A bounded list and whether something did not fit in. */
export class Bounded<T> {
  readonly items: T[] = [];
  leftOut = 0;

  constructor(private readonly most: number) {}

  add(item: T): void {
    if (this.items.length < this.most) this.items.push(item);
    else this.leftOut += 1;
  }
}

export class Match {
  readonly payments = new LineBook<StatedPaymentLine>();
  readonly refunds = new LineBook<StatedRefundLine>();
  readonly sums = new Sums();
  readonly lackingPayments = new Bounded<PaidRow>(MOST_LACKING);
  readonly lackingRefunds = new Bounded<RefundRow>(MOST_LACKING);
  /** Numbers of ours that this statement has though they happened on another day. */
  readonly outside = new Bounded<string>(MOST_OUTSIDE);
  /** Lines that met one of ours and say otherwise: line → the number of the order. */
  readonly partners = new Map<StatementLine['kind'], Map<number, string>>([
    ['payment', new Map()],
    ['refund', new Map()],
  ]);
  /** Refunds that lines without their number stand for. */
  private readonly metOtherwise = new Set<string>();
  /** Lines that agree with our record. */
  matched = 0;

  constructor(
    private readonly day: DayBounds,
    private readonly mostLines: number,
  ) {}

  get lines(): number {
    return this.payments.count + this.refunds.count;
  }

  /** @throws StatementUnusable `too_large` */
  add(line: StatementLine): void {
    if (this.lines >= this.mostLines)
      throw new StatementUnusable('too_large', `the statement has more than ${this.mostLines} lines`);
    if (line.kind === 'payment') this.payments.add(line);
    else this.refunds.add(line);
    if (movesMoney(line.kind, line.status)) this.sums.add(['theirs'], line.kind, line.amount);
    if (line.fee) this.sums.addFee(line.fee);
  }

  /** After the last line. */
  seal(): void {
    this.payments.seal(['attemptNo'], ['spTradeNo', 'transactionId']);
    this.refunds.seal(['outRefundNo', 'attemptNo'], ['spRefundNo']);
  }

  /** One of our payments. Whoever the statement lacks is remembered where `isExpected`. */
  takePayment(ours: PaidRow, isExpected: boolean): void {
    const named = this.payments.find('attemptNo', ours.attemptNo);
    const line = this.plainlySame(named, ours) ?? this.best(named, ours) ?? this.namedByOthers(ours);
    if (line !== undefined) {
      if (this.isSame(line, ours)) this.meetPayment(line, ours);
      else this.partner('payment', line, ours.outTradeNo);
      return;
    }
    // Pages may bring an order twice when it was written meanwhile.
    const isMet = named.some((one) => this.payments.fateOf(one) === 'met');
    if (!isMet && isExpected) this.lackingPayments.add(ours);
  }

  /** One of our refunds, likewise. */
  takeRefund(ours: RefundRow, isExpected: boolean): void {
    const named = [
      ...this.refunds.find('outRefundNo', ours.outRefundNo),
      ...this.refunds.find('spRefundNo', ours.spRefundNo),
    ];
    const left = named.filter((one) => this.refunds.fateOf(one) === 'left');
    // One that failed at first and went through later under the same number has a line for each.
    const same = left.find((one) => compareRefund(ours, this.refunds.at(one)).is === 'same');
    const [first] = left;
    if (same !== undefined) this.meetRefunds(same, [ours]);
    else if (first !== undefined) this.partner('refund', first, ours.outTradeNo);
    else if (named.length === 0 && isExpected) this.lackingRefunds.add(ours);
  }

  /** A line and a payment of ours that say the same. */
  meetPayment(line: number, ours: PaidRow): void {
    this.payments.decide(line, 'met');
    this.agree('payment', this.payments.moneyAt(line));
    if (ours.paidAt < this.day.from || ours.paidAt >= this.day.to) this.outside.add(ours.attemptNo);
  }

  /** A line and those of our refunds that it stands for: one, or several that it and its like add up to, or none. */
  meetRefunds(line: number, ours: readonly RefundRow[]): void {
    const stated = this.refunds.at(line);
    this.refunds.decide(line, 'met');
    this.agree('refund', this.refunds.moneyAt(line));
    for (const { outRefundNo, sentAt, isFromElsewhere } of ours) {
      const isOutside = sentAt < this.day.from || sentAt >= this.day.to;
      if (isOutside || isFromElsewhere) this.outside.add(outRefundNo);
      if (outRefundNo !== stated.outRefundNo) this.metOtherwise.add(outRefundNo);
    }
  }

  /** Whether a line stands for that refund of ours. */
  isRefundMet(outRefundNo: string): boolean {
    const isMet = (line: number): boolean => this.refunds.fateOf(line) === 'met';
    return this.metOtherwise.has(outRefundNo) || this.refunds.find('outRefundNo', outRefundNo).some(isMet);
  }

  /** A line of money that we know to be no order's. */
  know(kind: StatementLine['kind'], line: number): void {
    const book = kind === 'payment' ? this.payments : this.refunds;
    book.decide(line, 'known');
    this.agree(kind, book.moneyAt(line));
  }

  /** A line that is a finding. What we have of the same, and call different, is ours all the same. */
  report(line: number, found: Found, findings: Findings): void {
    (found.of === 'payment' ? this.payments : this.refunds).decide(line, 'reported');
    findings.add(found);
    const { kind, of, ours } = found;
    const isCounted = ours && kind !== 'duplicate' && !['failed', 'abnormal'].includes(ours.state);
    if (isCounted) this.sums.add(['ours'], of, ours.amount);
  }

  /** Whether this statement says that the PSP took a payment back, for which we booked a refund. */
  isTakenBack(attemptNo: string): boolean {
    return this.payments
      .find('attemptNo', attemptNo)
      .some((line) => this.payments.at(line).status === 'reversed');
  }

  private agree(kind: StatementLine['kind'], { status, value, currency }: StatedMoney): void {
    this.matched += 1;
    if (movesMoney(kind, status)) this.sums.add(['ours'], kind, { value, currency });
  }

  private partner(kind: StatementLine['kind'], line: number, outTradeNo: string): void {
    const partners = this.partners.get(kind);
    if (partners && partners.size < MOST_PARTNERS) partners.set(line, outTradeNo);
  }

  /** The only line of our number, where it says the same in every respect: what nearly all are, found without a copy of the line. */
  private plainlySame(named: readonly number[], ours: PaidRow): number | undefined {
    const [line] = named;
    const { spTradeNo } = ours;
    if (line === undefined || named.length > 1 || spTradeNo === undefined) return undefined;
    const isIt =
      this.payments.hasNumber(line, 'spTradeNo', spTradeNo) ||
      this.payments.hasNumber(line, 'transactionId', spTradeNo);
    return isIt && this.payments.fateOf(line) === 'left' ? line : undefined;
  }

  private isSame(line: number, ours: PaidRow): boolean {
    const { status, value, currency } = this.payments.moneyAt(line);
    const isPlain = status === 'paid' && value === ours.amount.value && currency === ours.amount.currency;
    return isPlain || comparePayment(ours, this.payments.at(line)).is === 'same';
  }

  /** Of the lines of our number the one that fits best: with the PSP's number of ours, and with its money. */
  private best(named: readonly number[], ours: PaidRow): number | undefined {
    const fits = named
      .filter((line) => this.payments.fateOf(line) === 'left')
      .map((line) => ({ line, stated: this.payments.at(line) }))
      .filter(({ stated }) => !isAnotherPayment(ours, stated))
      .map(({ line, stated }) => ({
        line,
        how: (isNumbered(ours, stated) ? 2 : 0) + (comparePayment(ours, stated).is === 'same' ? 1 : 0),
      }));
    return fits.sort((a, b) => b.how - a.how)[0]?.line;
  }

  /** By the PSP's number, then WeChat's, where the statement does not carry ours. */
  private namedByOthers({ spTradeNo, transactionId }: PaidRow): number | undefined {
    const others: readonly (readonly [NumberName, string | undefined])[] = [
      ['spTradeNo', spTradeNo],
      ['transactionId', transactionId],
      ['transactionId', spTradeNo],
    ];
    return others
      .flatMap(([name, number]) => this.payments.find(name, number))
      .find((one) => this.payments.fateOf(one) === 'left' && this.payments.at(one).attemptNo === '');
  }
}

type StatedMoney = ReturnType<LineBook<StatementLine>['moneyAt']>;

/** Whether a line of such a state moves money. */
function movesMoney(kind: StatementLine['kind'], status: StatementLine['status']): boolean {
  return kind === 'payment' ? status === 'paid' : status === 'succeeded' || status === 'processing';
}
