/** The order: one record that holds everything about one sale, changed only by whole conditional writes. */
import type { Money } from '../../kernel/money';
import type { RefundState } from './facts';

export type OrderState = 'created' | 'pending' | 'closed' | 'paid';

/** How people tell orders apart in a list: `unpaid` may still be paid, of `refunded` something went back or is to go back. */
export const listedStates = ['unpaid', 'paid', 'refunded', 'closed'] as const;
export type ListedState = (typeof listedStates)[number];

export interface OrderItem {
  readonly goodsId: string;
  readonly title: string;
  /** The kind of the goods that was chosen, and what it was called. */
  readonly specificationId?: string;
  readonly specification?: string;
  readonly quantity: number;
  /** Price of one, minor unit of the order's currency. */
  readonly price: number;
}

/** Where an order is to be sent, as its buyer wrote it. */
export interface Address {
  readonly name: string;
  readonly phone: string;
  readonly street: string;
  readonly country?: string;
  /** Province or state. */
  readonly region?: string;
  readonly city?: string;
  readonly postalCode?: string;
}

/** The five strings of `wx.requestPayment`. */
export interface PaymentStrings {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** What the payer needs: the strings for the WeChat cashier, or a link to open. */
export type Ticket = { readonly payment: PaymentStrings } | { readonly url: string };

/**
 * `requested`: about to be sent, or sent without an answer. `open`: the payer can pay it. `closing`: we asked the PSP to
 * close it, so that its end is not the order's. `aside`: paid, but not as this order is to be paid; its money waits for a person.
 */
export type AttemptState = 'requested' | 'open' | 'closing' | 'declined' | 'closed' | 'aside' | 'paid';

/** One try to have the order paid, under the number `no` that the PSP knows. Times in milliseconds. */
export interface Attempt {
  readonly no: string;
  readonly paySp: string;
  readonly payMethod: string;
  readonly appid: string;
  /** The PSP's number of the merchant that it was made for, where the configuration names one. */
  readonly merchant?: string;
  readonly description: string;
  readonly state: AttemptState;
  readonly requestedAt: number;
  /** Until then one process is waiting for the PSP's answer and no other may send; 0: nobody is. */
  readonly leaseUntil: number;
  /** An earlier sending under this number had no answer: it may have happened. */
  readonly doubtful: boolean;
  /** A sending under this number has, or may have, reached the PSP. */
  readonly left: boolean;
  /** How often we told the PSP to cancel it. Where cancelling gives money back, no older `paid` counts. */
  readonly cancels: number;
  /** Until then such a cancel may be under way, whatever the attempt has become meanwhile; 0: its outcome is known. */
  readonly cancelUntil: number;
  /** When the PSP is to be asked about it next; 0: not by itself. */
  readonly askAt: number;
  /** When it ends at the PSP by itself, where that is known. */
  readonly expiresAt?: number;
  /** When it ended here without being paid. */
  readonly endedAt?: number;
  readonly spTradeNo?: string;
  readonly ticket?: Ticket;
}

export interface Refund {
  readonly outRefundNo: string;
  readonly amount: Money;
  readonly reason: string;
  readonly state: RefundState;
  readonly requestedAt: number;
  /** When it was last sent, or about to be, with what may have arrived. */
  readonly sentAt: number;
  /** What was asked for: a sum, or all that was left. Together with the amount it tells a repetition from a new wish. */
  readonly wish: 'sum' | 'rest';
  /** The number was ours to choose. */
  readonly isNumberOurs: boolean;
  /** Whoever asked for it was told what came of it; otherwise the same wish is a repetition, not a new one. */
  readonly told: boolean;
  /** Until then one process is waiting for the PSP's answer and no other may send. */
  readonly leaseUntil: number;
  /** A sending under this number had no answer: it may have happened. */
  readonly doubtful: boolean;
  /** A sending under this number has, or may have, reached the PSP. */
  readonly left: boolean;
  /** When the PSP is to be asked about it next; 0: not by itself. */
  readonly askAt: number;
  /** When a person said how it ended, because no PSP would; 0 or missing: nobody did. Its PSP is asked a few times more. */
  readonly decidedAt?: number;
  /** Why it failed, in the PSP's words. */
  readonly theirs?: string;
  readonly spRefundNo?: string;
  readonly refundedAt?: number;
}

/**
 * Where the merchant's `onPaymentSuccess` stands; `due` carries a lease until which its runner has it alone; `stopped`: it
 * failed too often, and a person sets it going again.
 */
export type HookState = 'none' | 'due' | 'done' | 'stopped';

/** Something that no machine can end: a person must look. */
export interface Attention {
  readonly reason: AttentionReason;
  /** Milliseconds. */
  readonly since: number;
  /** What it is about: the number of an attempt, a refund, or the PSP's own number of a payment. */
  readonly of: string;
}

/** Why something waits for a person; docs/operators.md explains each, and says which action ends it. */
export const attentionReasons = [
  'kept_aside',
  'refund_abnormal',
  'refund_unanswered',
  'refund_contradicted',
  'return_failed',
  'refunded_elsewhere',
  'hook_failed',
  'not_ended',
  'not_told',
] as const;

export type AttentionReason = (typeof attentionReasons)[number];

/** Those that nothing ends but that a person has seen it; `kept_aside` only where no notice stands for it. */
export const seenReasons = ['refunded_elsewhere', 'kept_aside'] as const;

/**
 * `return`: it goes back through the PSP. `returned_elsewhere`: it went back in the back office, by bank, in cash.
 * `dismissed`: nothing is to be done about it.
 */
export const decisionWords = ['return', 'returned_elsewhere', 'dismissed'] as const;
export type DecisionWord = (typeof decisionWords)[number];
/** What a message that was kept aside speaks of: the same matter is one thing to decide, however often it is reported. */
export interface Matter {
  readonly paySp: string;
  /** The number of the attempt, or of the refund. */
  readonly no: string;
  /** `paid`: there is money. Otherwise a word of the PSP about a payment or a refund; `denied`: it denied it when asked. */
  readonly says: string;
  /** The PSP's own number of the payment, where it was told. */
  readonly spTradeNo?: string;
}

export interface Decision {
  readonly noticeId: string;
  readonly word: DecisionWord;
  readonly about: Matter;
  /** The openid of the operator. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
  /** In that person's words. */
  readonly why: string;
  /** The number that money goes back under. */
  readonly outRefundNo?: string;
  /** The notice's own document says so too. */
  readonly noted: boolean;
}

/** A payment as its PSP knows it: what a refund of it needs. */
export interface RefundedPayment {
  readonly paySp: string;
  readonly attemptNo: string;
  readonly appid: string;
  /** The PSP's number of the merchant that was paid, where it is known. */
  readonly merchant?: string;
  readonly spTradeNo?: string;
  /** What was paid in all. */
  readonly total: Money;
}

/** Money that was kept aside, on its way back. */
export interface Return extends Refund {
  readonly payment: RefundedPayment;
}

export const followUpNames = ['points', 'shipping', 'messages'] as const;
export type FollowUpName = (typeof followUpNames)[number];

/** How far one of them is. Times in milliseconds. */
export interface FollowUpState {
  readonly name: FollowUpName;
  /** What the order was worth (paid, less refunded; minor units) when they were last told; undefined before the first time. */
  readonly told?: number;
  /** What they made of it, in their words. */
  readonly state: string;
  readonly tries: number;
  readonly tryAt: number;
  /** They will not hear more of this order. */
  readonly over: boolean;
}

/** What one write moved. `gone`: it never left us, and gave its place to the next one. Amounts in minor units. */
export type Move =
  | { readonly of: 'order'; readonly to: OrderState }
  | {
      readonly of: 'attempt';
      readonly no: string;
      readonly paySp: string;
      readonly to: AttemptState | 'gone';
      /** What was paid: with `paid` only. */
      readonly fee?: number;
    }
  | {
      readonly of: 'refund';
      readonly no: string;
      readonly to: RefundState | 'gone';
      readonly fee: number;
    }
  | {
      /** Kept-aside money on its way back: at its own PSP, in its own currency. */
      readonly of: 'return';
      readonly no: string;
      readonly paySp: string;
      readonly to: RefundState;
      readonly fee: number;
      readonly currency: string;
    };

/** Who did something, and why. */
export interface ByPerson {
  /** An operator's openid. */
  readonly by: string;
  /** In that person's words. */
  readonly why?: string;
}

/** One line; by whom where it was a person. */
export interface JournalEntry extends Partial<ByPerson> {
  /** Milliseconds. */
  readonly at: number;
  readonly event: string;
  readonly moved?: readonly Move[];
}

export interface Order {
  readonly outTradeNo: string;
  /** Counts the writes; undefined in a document that the merchant's own function wrote without one. */
  readonly version: number | undefined;
  readonly appid: string;
  readonly openid: string;
  /** The configuration document that the order was made under. */
  readonly configId: string;
  readonly total: Money;
  readonly items: readonly OrderItem[];
  readonly address?: Address;
  readonly state: OrderState;
  readonly attempts: readonly Attempt[];
  readonly refunds: readonly Refund[];
  /** Kept-aside money on its way back; none of it was ever this order's. */
  readonly returns: readonly Return[];
  /** What people decided of what was kept aside. */
  readonly decisions: readonly Decision[];
  /** Number of the attempt that was paid. */
  readonly paidAttempt?: string;
  readonly transactionId?: string;
  readonly paidAt?: number;
  /** Why the last attempt failed, in the PSP's words. */
  readonly decline?: string;
  /** Paid after it had been closed: still money, but a person should look. */
  readonly late: boolean;
  readonly hook: HookState;
  readonly hookUntil: number;
  /** How often the hook was started. */
  readonly hookTries: number;
  /** When a PSP was last asked about this order, milliseconds. */
  readonly askedAt: number;
  readonly attention: readonly Attention[];
  /** Who is told of its money, and how far that is; undefined before that was decided. */
  readonly followUps?: readonly FollowUpState[];
  readonly journal: readonly JournalEntry[];
  /** How many older lines of it are in the archive. */
  readonly journalFrom: number;
  readonly createdAt: number;
  /** When the timer ends it unless it is paid; undefined where nobody says. */
  readonly expiresAt?: number;
  /** When the timer tries (again) to end it; 0: not yet due, see `expiresAt`. */
  readonly endAt: number;
  /** When a person last set going again what had failed too often, milliseconds. */
  readonly triedAnewAt?: number;
}

/** The attempt that matters now: the one that was paid, else the newest. */
export function currentAttempt(order: Order): Attempt | undefined {
  return order.attempts.find((attempt) => attempt.no === order.paidAttempt) ?? order.attempts.at(-1);
}

export function attemptIn(order: Order, no: string): Attempt | undefined {
  return order.attempts.find((attempt) => attempt.no === no);
}

/** All that goes back of an order: its refunds, and kept-aside money. */
export const goingBack = ({ refunds, returns }: Order): readonly (Refund | Return)[] => [
  ...refunds,
  ...returns,
];

/** A refund of the order, or the return of money that was kept aside. */
export function refundOf(order: Order, outRefundNo: string): Refund | Return | undefined {
  return goingBack(order).find((refund) => refund.outRefundNo === outRefundNo);
}

export const isReturn = (refund: Refund | Return): refund is Return => 'payment' in refund;

/** An attempt that the payer may still pay, as far as we know. */
export function isLive(attempt: Attempt): boolean {
  return attempt.state === 'requested' || attempt.state === 'open' || attempt.state === 'closing';
}

/** Whether the order still waits to be paid. */
export function isPayable({ state }: Order): boolean {
  return state === 'created' || state === 'pending';
}

const sum = (refunds: readonly Refund[]): number =>
  refunds.reduce((total, refund) => total + refund.amount.value, 0);

/** A refund whose end the PSP has not told yet. */
export function isOnItsWay({ state }: Refund): boolean {
  return state === 'requested' || state === 'processing';
}

/** What went back to the payer, minor units. */
export function refundedFee(order: Order): number {
  return sum(order.refunds.filter((refund) => refund.state === 'succeeded'));
}

/** What is left to refund, minor units: paid, less everything that went back or may still go. */
export function refundableFee(order: Order): number {
  if (order.state !== 'paid') return 0;
  return order.total.value - sum(order.refunds.filter((refund) => refund.state !== 'failed'));
}
