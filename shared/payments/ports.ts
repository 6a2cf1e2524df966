/** What payments need of the world, as interfaces. `adapters/` fills them, tests fill them differently. */
import type { Credential } from '../kernel/credentials';
import type { Downloads, Http, HttpReply } from '../kernel/http';
import type { Clock, Log, Random } from '../kernel/ports';
import type { Documents } from '../kernel/versioned';
import type { Money } from '../kernel/money';
import type { DecisionWord, FollowUpName, Matter, Order } from './order/order';
import type { RefundState } from './order/facts';
import type { Told } from './order/follow-ups';
import type { ArchivedLines } from './order/journal';
import type { AsideFilter, OrderFilter } from './order/filters';
import type { AddressWords, ItemWords } from './order/order-words';
import type { CloudPayRequest } from './psp/operation';

export type { AsideFilter, OfConfig, OrderFilter, OrderSearch, Owner } from './order/filters';

/** Goods of the shop as stored: prices in minor units, the main one and further currencies. */
export interface Goods {
  readonly goodsId: string;
  readonly title: string;
  readonly price: number;
  readonly feeType: string;
  readonly prices: Readonly<Record<string, number>>;
  /** Where it can be seen: a web address, or a path in the mini-program's package. */
  readonly picture?: string;
  /** Under which it is found. */
  readonly category?: string;
  readonly description?: string;
  /** Kinds of it, of which the buyer chooses one. */
  readonly specifications?: readonly Specification[];
}

/** A kind of goods with a price of its own, in the currency of the goods. */
export interface Specification {
  readonly id: string;
  readonly title: string;
  readonly price: number;
  readonly prices: Readonly<Record<string, number>>;
}

/** A document that people edited into something else: named in the log, passed over, in nobody's way. */
export interface Unreadable {
  readonly collection: string;
  readonly id: string;
  /** The fields that are wrong, and how. */
  readonly problem: string;
}

/** A list that was read document by document. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly unreadable: readonly Unreadable[];
}

/** What became of a verified notice. */
export type Verdict = 'applied' | 'duplicate' | 'kept_aside' | 'unknown_order';

/** A verified notice, or an answer that did not fit, for the archive. `raw` is the body as received. */
export interface ArchivedNotice {
  /**
   * Given where one matter is to be one document, however often it is reported. Another payment under the same number gets
   * a document of its own.
   */
  readonly id?: string;
  /** Enough is kept of it: a repetition is not. */
  readonly isEnough?: boolean;
  /** What a notice speaks of that was kept aside. */
  readonly about?: Matter;
  readonly paySp: string;
  /** The configuration whose account heard it. */
  readonly configId: string;
  readonly outTradeNo: string;
  readonly receivedAt: number;
  readonly raw: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** What a person needs to see of money that was kept aside. */
  readonly amount?: number;
  readonly feeType?: string;
  readonly spTradeNo?: string;
  /** WeChat's number, where the PSP is another and told it. */
  readonly transactionId?: string;
}

/** A notice that was kept aside, as an operator sees it. */
export interface AsideNotice extends Omit<
  ArchivedNotice,
  'id' | 'isEnough' | 'raw' | 'verdict' | 'transactionId'
> {
  readonly id: string;
  readonly decided?: Decided;
}

/** What a person decided of a notice. */
export interface Decided {
  readonly word: DecisionWord;
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
  readonly why: string;
  readonly outRefundNo?: string;
}

/** An order as the timer sees it before it reads it whole: enough to be fair between PSPs and buyers. */
export interface DueOrder {
  readonly id: string;
  readonly paySp: string;
  readonly openid: string;
  /** A payment to be asked about or ended, or what comes after it: refunds and hooks. */
  readonly kind: 'payment' | 'afterwards';
}

export interface DueQuestion {
  readonly which: 'longest due' | 'newest';
  /** Milliseconds. */
  readonly now: number;
  /** Only orders at this PSP; an empty text: orders without one. */
  readonly paySp?: string;
  readonly limit: number;
}

/** The database. Every method is one round trip. */
export interface Store {
  /** The raw document `id` of collection `config`. */
  configDocument(id: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** The ids of so many of the payment configurations that there are. */
  configIds(limit: number): Promise<readonly string[]>;
  /** Goods by id, or the first hundred. */
  goods(ids?: readonly string[]): Promise<Listed<Goods>>;
  /** Orders by number. `get` throws PayError DOCUMENT_UNREADABLE for a document that people edited into something else. */
  readonly orders: Documents<Order>;
  /** The order with an attempt of that number: by the form of the number, or (second round) by its attempts. */
  orderOfAttempt(attemptNo: string): Promise<Order | undefined>;
  orderOfRefund(outRefundNo: string): Promise<Order | undefined>;
  /** The order that was paid under WeChat's own number. */
  orderOfTransaction(transactionId: string): Promise<Order | undefined>;
  /** Newest first, by (created, number). */
  listOrders(filter: OrderFilter): Promise<Listed<Order>>;
  /** How many unpaid orders a buyer has. */
  openOrders(openid: string): Promise<number>;
  /** Orders that the timer should look at: the longest due, or those whose payment began last. */
  dueOrders(question: DueQuestion): Promise<readonly DueOrder[]>;
  /** Puts an order that is due and cannot be read at the end of the timer's queue, and in the end out of it. */
  postpone(id: string, when: PutOff): Promise<void>;
  /** Keeps a refund number for one order, for ever; answers the order that has it. */
  reserveRefundNumber(outRefundNo: string, outTradeNo: string): Promise<string>;
  /** Keeps older lines of an order's journal. Lines that are kept already stay as they are. */
  archiveJournal(lines: ArchivedLines): Promise<void>;
  archiveNotice(notice: ArchivedNotice): Promise<void>;
  /** A notice that was kept aside; throws PayError DOCUMENT_UNREADABLE. */
  asideNotice(id: string): Promise<AsideNotice | undefined>;
  /** Newest first; those of one millisecond come together. */
  asideNotices(filter: AsideFilter): Promise<Listed<AsideNotice>>;
  /** Writes what was decided of a notice that nothing was decided of. False where something was. */
  decideNotice(id: string, decided: Decided): Promise<boolean>;
  /** Notices of orders that were unknown when they came, newest first. */
  strayNotices(question: StrayQuestion): Promise<readonly StrayNotice[]>;
  /** How many such notices are kept, `limit` at most. */
  countNotices(question: NoticeCount): Promise<number>;
  /** A stray notice that found its order. */
  adoptNotice(id: string, verdict: Verdict, reason: string): Promise<void>;
}

/** What the archive of notices is asked. */
export type NoticeStore = Pick<
  Store,
  | 'archiveNotice'
  | 'asideNotice'
  | 'asideNotices'
  | 'decideNotice'
  | 'strayNotices'
  | 'countNotices'
  | 'adoptNotice'
>;

/** Milliseconds. */
export interface PutOff {
  readonly now: number;
  readonly until: number;
  /** What could not be read before this moment either is not looked at again. */
  readonly givenUpBefore: number;
}

/** Received after `since`, milliseconds. */
export type StrayQuestion = Pick<AsideFilter, 'paySps' | 'limit'> & { readonly since: number };

/** Received after `since`, milliseconds; of one order where it is named. */
export interface NoticeCount {
  readonly verdict: Verdict;
  readonly paySp: string;
  readonly outTradeNo?: string;
  readonly since: number;
  readonly limit: number;
}

export type StrayNotice = Pick<AsideNotice, 'id' | 'paySp' | 'outTradeNo'>;

/** An order in the few fields that a count needs. */
export interface MadeRow {
  readonly outTradeNo: string;
  readonly currency: string;
  /** Milliseconds. */
  readonly createdAt: number;
}

/** A paid order in the few fields that a comparison with a PSP's statement needs. */
export interface PaidRow {
  readonly outTradeNo: string;
  /** The number of the attempt that was paid. */
  readonly attemptNo: string;
  readonly amount: Money;
  /** What went back of it, minor units. */
  readonly refundedFee: number;
  /** Milliseconds. */
  readonly paidAt: number;
  readonly spTradeNo?: string;
  readonly transactionId?: string;
}

/** A refund in the few fields that a comparison with a PSP's statement needs. Times in milliseconds. */
export interface RefundRow {
  readonly outTradeNo: string;
  readonly attemptNo: string;
  readonly outRefundNo: string;
  readonly amount: Money;
  readonly state: RefundState;
  readonly sentAt: number;
  readonly refundedAt?: number;
  readonly spRefundNo?: string;
  /** Booked because the PSP said so, not asked for here: its times are when it was learned. */
  readonly isFromElsewhere: boolean;
  /** Money that was kept aside goes back, not what the order was paid with. */
  readonly isReturn: boolean;
}

/** A part of the orders of one configuration at one PSP, page by page. */
export interface RowQuestion {
  readonly configId: string;
  /** An empty text stands for orders without one. */
  readonly paySp: string;
  /** Milliseconds; `to` itself is out. */
  readonly from: number;
  readonly to: number;
  /** Where the page before ended. */
  readonly after?: RowPlace;
  readonly limit: number;
}

export interface RowPlace {
  readonly at: number;
  readonly outTradeNo: string;
}

/** `next`: where the following page begins; missing after the last. */
export interface RowPage<T> {
  readonly rows: readonly T[];
  readonly unreadable: readonly Unreadable[];
  readonly next?: RowPlace;
}

/** Our own record, as it is compared with a PSP's statement. Every method is one round trip. */
export interface Books {
  /** Orders made in that time, by (made, number). */
  madeBetween(question: RowQuestion): Promise<RowPage<MadeRow>>;
  /** Orders paid in that time, by (paid, number). */
  paidBetween(question: RowQuestion): Promise<RowPage<PaidRow>>;
  /** All refunds of the orders, and returns of kept-aside money, whose newest refund was sent or went through in that time. */
  refundsBetween(question: RowQuestion): Promise<RowPage<RefundRow>>;
  /** The orders that these attempts can belong to by the form of their numbers. At most a hundred numbers. */
  ordersOfAttempts(attemptNos: readonly string[]): Promise<Listed<Order>>;
  /** The orders that have these refunds. At most a hundred numbers. */
  ordersOfRefunds(outRefundNos: readonly string[]): Promise<Listed<Order>>;
  /** Notices that were kept aside. At most two hundred. */
  keptAside(question: AsideQuestion): Promise<readonly AsideRow[]>;
}

/** By the numbers of notices, or by the number that a PSP or WeChat gave the money of one account. */
export interface AsideQuestion {
  readonly ids: readonly string[];
  readonly paySp: string;
  readonly configId: string;
  readonly theirNumbers: readonly string[];
}

/** A notice that was kept aside, as far as a comparison needs it. */
export interface AsideRow {
  readonly id: string;
  /** The PSP's own number of the payment, where it was told, and WeChat's. */
  readonly spTradeNo?: string;
  readonly transactionId?: string;
  /** `paid`: there is money. */
  readonly says?: string;
}

/** The platform's own payment interface (`cloud.cloudPay`). Rejects with HttpFailure. */
export interface CloudPay {
  call(request: CloudPayRequest, limitMs: number): Promise<HttpReply>;
}

/** The order that the merchant's hook receives, in the words of the database. */
export interface PaidOrder {
  readonly out_trade_no: string;
  readonly appid: string;
  readonly openid: string;
  readonly total_fee: number;
  readonly fee_type: string;
  /** What went back already, where the payment was learned of late. */
  readonly refunded_fee: number;
  readonly pay_sp: string;
  readonly pay_method: string;
  readonly sp_trade_no: string;
  readonly transaction_id: string;
  readonly paid_at: number;
  readonly late: boolean;
  readonly items: readonly ItemWords[];
  readonly address?: AddressWords;
}

/** Somebody who hears of an order's money. */
export interface FollowUp {
  readonly name: FollowUpName;
  /** Whether this shop has them told of this order. */
  isWanted(order: PaidOrder): Promise<boolean>;
  /** Tells them; safe to be told twice, and at once. `deadline`: when the answer must be there, milliseconds. */
  tell(order: PaidOrder, deadline: number): Promise<Told>;
}

/** Files that a person has to look at, such as a bill that cannot be used. */
export interface KeptFiles {
  begin(): Promise<FileBeingKept>;
}

/** A file that is noted down while it is read; nothing is left of it unless it is kept. */
export interface FileBeingKept {
  write(chunk: Uint8Array): Promise<void>;
  /** Keeps it under `path` and says where a person finds it. */
  keep(path: string): Promise<string>;
  /** Lets it go; after `keep`, too. */
  drop(): Promise<void>;
}

export interface Ports {
  readonly store: Store;
  /** Tokens of PSPs that let in by one, sealed. */
  readonly pspTokens: Documents<Credential>;
  readonly http: Http;
  readonly downloads: Downloads;
  readonly keptFiles: KeptFiles;
  readonly cloudPay: CloudPay;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long a read configuration may be used, milliseconds. */
  readonly configMaxAgeMs: number;
  /** How long one exchange with a PSP may take at most, milliseconds. */
  readonly exchangeLimitMs: number;
  readonly onPaymentSuccess: (order: PaidOrder) => Promise<void>;
  /** A program beside the functions books payments, and leaves the merchant's hook and all followers to the functions' timer. */
  readonly leavesHooks?: boolean;
  readonly followUps: readonly FollowUp[];
}
