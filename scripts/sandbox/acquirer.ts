/**
 * The money side that every sandbox shares: what the payer, the bank and time do to payments and
 * refunds, and which notice each step sends. A PSP adds its wire protocol and its words for things.
 */
import type { LocalClock } from '../local-cloud/clock';
import type { Dice } from './dice';
import { Faults } from './faults';
import { Ledger, sum, type HeldPayment, type HeldRefund } from './ledger';
import { type Delivery, type NoticeContent, type NoticeHabits, Notifier } from './notifier';
import { transactionId } from './numbers';
import { type BillFault, ControlError, type Money, type SandboxDeps } from './sandbox';
import { type SandboxEvent } from './event';
import { whileSigning } from './signing';
import type { StateFile } from './state-file';
import type { WireRecorder } from './wire-log';

/** What a sandbox is made with. */
export interface SandboxKit extends Pick<SandboxDeps, 'origin' | 'post' | 'platform' | 'caFile' | 'newKey'> {
  /** The PSP's name here. */
  readonly paySp: string;
  readonly clock: LocalClock;
  readonly dice: Dice;
  readonly inProcess: boolean;
  readonly file: StateFile;
  /** Writes down what goes over the wire; missing where nobody looks. */
  readonly wire?: WireRecorder;
}

/** What refunds made in a PSP's back office look like. */
export interface BackOffice {
  /** Makes the number that stands in the place of the merchant's; nothing does where it is missing. */
  readonly refundNumber?: (dice: Dice, now: number) => string;
  /** Whether they are notified, at the address of the payment. */
  readonly isNotified: boolean;
}

export type Probe = Extract<SandboxEvent['event'], 'forge' | 'signtest'>;

/** What differs from PSP to PSP in the money side. */
export interface AcquirerRules extends NoticeHabits {
  readonly signsAnswers: boolean;
  /** How this PSP's bills can be wrong on request; missing where it makes none. */
  readonly billFaults?: readonly BillFault[];
  /** A failed attempt ends nothing: the payer may try again until the order is closed. Otherwise it is the end. */
  readonly failedCanBePaid: boolean;
  /** A failed refund still holds its money and may yet succeed; otherwise its amount is free again. */
  readonly failedRefundHolds: boolean;
  /** The PSP's own number of a new refund. */
  refundNo(dice: Dice, now: number): string;
  /** Where the PSP shows refunds that were made in its back office. */
  readonly backOffice: BackOffice;
  /** The notice of a payment's present state; undefined where this PSP sends none. */
  paymentNotice(payment: HeldPayment): NoticeContent | undefined;
  refundNotice(refund: HeldRefund, payment: HeldPayment): NoticeContent | undefined;
  /** Tests of the merchant that this PSP's notices allow, beside the repetition of the last one. */
  readonly probes: readonly Probe[];
  /** What a forger would send about a payment that he claims to be paid, or (`signtest`) WeChat's own test of merchants. */
  probe(
    event: SandboxEvent,
    claimed: HeldPayment,
  ): { content: NoticeContent; headers: Record<string, string> };
}

type EndState = Exclude<HeldPayment['state'], 'open' | 'paid'>;

/** How long the bank takes for a refund, milliseconds of the local clock. */
const bankTakesMs = 2000;
const takesMoney: readonly HeldPayment['state'][] = ['open', 'closed', 'expired', 'failed', 'declined'];

export class Acquirer {
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly notifier: Notifier;
  private readonly timers = new Map<string, () => void>();

  constructor(
    readonly kit: SandboxKit,
    readonly rules: AcquirerRules,
  ) {
    this.ledger = new Ledger(kit.file);
    this.faults = new Faults(rules.signsAnswers, rules.billFaults);
    this.notifier = new Notifier(kit, rules);
    for (const each of this.ledger.allPayments()) if (this.isPayable(each)) this.watchExpiry(each);
    for (const each of this.ledger.allRefunds()) if (each.state === 'processing') this.watchBank(each);
  }

  /** Whether the payer can still pay, and the payment can still end. */
  isPayable({ state }: HeldPayment): boolean {
    return state === 'open' || (state === 'failed' && this.rules.failedCanBePaid);
  }

  /** Takes a new payment in, or opens a known one again: after a failed attempt, or with a new prepay id. */
  open({ endedAt: _, ...rest }: HeldPayment): HeldPayment {
    const payment = this.ledger.putPayment({ ...rest, state: 'open' });
    this.watchExpiry(payment);
    return payment;
  }

  /** The payer pays. Money may also come for an attempt that has just ended: the two crossed on the way. */
  pay(payment: HeldPayment, paid: Money = payment.amount, delivery?: Delivery): HeldPayment {
    if (!takesMoney.includes(payment.state))
      throw new ControlError(409, `${payment.outTradeNo} is ${payment.state}: it cannot be paid again`);
    const now = this.kit.clock.now();
    const { endedAt: _, ...rest } = payment;
    return this.report(
      { ...rest, state: 'paid', paid, paidAt: now, transactionId: transactionId(this.kit.dice, now) },
      delivery,
    );
  }

  /** Ends a payment without money, or (`reversed`) gives it back whole. */
  end(payment: HeldPayment, state: EndState, delivery?: Delivery): HeldPayment {
    return this.report({ ...payment, state, endedAt: this.kit.clock.now() }, delivery);
  }

  /** Starts a refund whose rules the PSP has checked; the bank settles it a little later. */
  refund(
    payment: HeldPayment,
    asked: Pick<HeldRefund, 'outRefundNo' | 'amount' | 'notifyUrl' | 'fingerprint' | 'terms'>,
  ): HeldRefund {
    const now = this.kit.clock.now();
    const { tradeNo, outTradeNo } = payment;
    const times = { createdAt: now, settlesAt: now + bankTakesMs };
    const refundNo = this.rules.refundNo(this.kit.dice, now);
    const whose = { refundNo, tradeNo, outTradeNo };
    const refund = this.ledger.putRefund({ ...asked, ...whose, state: 'processing', ...times });
    this.watchBank(refund);
    return refund;
  }

  /** The merchant refunds in the PSP's back office; its shop does not know. */
  refundInBackOffice(payment: HeldPayment, value = this.refundable(payment)): HeldRefund {
    if (value < 1 || value > this.refundable(payment))
      throw new ControlError(
        409,
        `${payment.outTradeNo} is ${payment.state}, and ${this.refundable(payment)} of it can be refunded`,
      );
    const { backOffice } = this.rules;
    return this.refund(payment, {
      outRefundNo: backOffice.refundNumber?.(this.kit.dice, this.kit.clock.now()) ?? '',
      amount: { value, currency: (payment.paid ?? payment.amount).currency },
      notifyUrl: backOffice.isNotified ? payment.notifyUrl : '',
      fingerprint: 'back office',
      terms: {},
    });
  }

  /** Refunds that have taken, or may yet take, their part of the payment. */
  standingRefunds(payment: HeldPayment): HeldRefund[] {
    const standing: HeldRefund['state'][] = ['processing', 'succeeded'];
    if (this.rules.failedRefundHolds) standing.push('failed');
    return this.ledger.refundsOf(payment.tradeNo).filter((each) => standing.includes(each.state));
  }

  /** What can still be refunded, minor units. */
  refundable(payment: HeldPayment): number {
    if (payment.state !== 'paid') return 0;
    return (payment.paid ?? payment.amount).value - sum(this.standingRefunds(payment));
  }

  /** The bank's answer to a refund. */
  settle(refund: HeldRefund, state: HeldRefund['state'], delivery?: Delivery): HeldRefund {
    this.cancelTimer(refund.refundNo);
    const settled = this.ledger.putRefund({ ...refund, state, endedAt: this.kit.clock.now() });
    const payment = this.ledger.payment(refund.tradeNo);
    if (payment) this.notify(() => this.rules.refundNotice(settled, payment), delivery);
    return settled;
  }

  /** Forgets everything; what waits will not happen. */
  clear(): void {
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
    this.notifier.clear();
    this.faults.clear();
    this.ledger.clear();
  }

  private report(payment: HeldPayment, delivery: Delivery | undefined): HeldPayment {
    if (!this.isPayable(payment)) this.cancelTimer(payment.tradeNo);
    this.ledger.putPayment(payment);
    this.notify(() => this.rules.paymentNotice(payment), delivery);
    return payment;
  }

  private notify(make: () => NoticeContent | undefined, delivery: Delivery | undefined): void {
    const { value: notice, signed } = whileSigning(make);
    if (notice) this.notifier.send({ ...notice, signed: [...signed] }, delivery);
  }

  private watchExpiry({ tradeNo, expiresAt }: HeldPayment): void {
    this.watch(tradeNo, expiresAt, () => {
      const payment = this.ledger.payment(tradeNo);
      if (payment && this.isPayable(payment)) this.end(payment, 'expired');
    });
  }

  private watchBank({ refundNo, settlesAt }: HeldRefund): void {
    this.watch(refundNo, settlesAt, () => {
      const refund = this.ledger.refund(refundNo);
      if (refund?.state === 'processing') this.settle(refund, 'succeeded');
    });
  }

  private watch(number: string, at: number, task: () => void): void {
    this.cancelTimer(number);
    this.timers.set(number, this.kit.clock.at(at, task));
  }

  private cancelTimer(number: string): void {
    this.timers.get(number)?.();
    this.timers.delete(number);
  }
}
