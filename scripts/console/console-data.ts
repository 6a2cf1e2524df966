/**
 * What `GET /console/data` answers, shared by the server and the page. Only what is named here leaves the server;
 * the configuration document is never read. Times are milliseconds since the epoch.
 */
import type { Money } from '../../shared/kernel/money';
import type { Attempt, Order } from '../../shared/payments/order/order';
import type { RunStep, WireExchange } from '../sandbox/wire-exchange';

export type { RunStep } from '../sandbox/wire-exchange';

/** One try to have an order paid; of what the payer got only a link is told, never the signed strings. */
export interface AttemptView extends Omit<Attempt, 'ticket'> {
  readonly link?: string;
}

export interface OrderView extends Omit<Order, 'attempts'> {
  readonly attempts: readonly AttemptView[];
  readonly refunded: Money;
  /** What an operator can still give back. */
  readonly refundable: Money;
}

/** A document of collection `orders` that is not as documented, with what is wrong about it. */
export interface BrokenOrder {
  readonly outTradeNo: string;
  readonly problem: string;
}

/** A notice that a PSP sent: archived, or refused and known from the function's log only. */
export interface NoticeView {
  readonly id: string;
  readonly at: number;
  readonly paySp: string;
  readonly outTradeNo: string;
  /** `applied`, `duplicate`, `kept_aside`, `unknown_order`; `refused` and `failed` are stored nowhere. */
  readonly verdict: string;
  readonly reason: string;
  /** The body as received, where it was archived. */
  readonly raw?: string;
}

/** An exchange with a PSP, its secrets hidden. */
export interface WireView extends WireExchange {
  /** The number of the order; empty where none is known. */
  readonly order: string;
  /** Of a notice, as far as its log line is still there: what the shop made of it, and why. */
  readonly verdict?: string;
  readonly reason?: string;
}

/** A page of the orders that were looked for, newest first. */
export interface OrderPage {
  readonly rows: readonly (OrderView | BrokenOrder)[];
  /** 1000 at most. */
  readonly total: number;
  /** From 1. */
  readonly page: number;
  readonly pages: number;
}

/** One order with everything that speaks of it. */
export interface OrderDetail {
  readonly order: OrderView | BrokenOrder;
  readonly notices: readonly NoticeView[];
  readonly wire: readonly WireView[];
  /** What was made to happen to its payments, oldest first. */
  readonly steps: readonly RunStep[];
}

/** What was kept aside and waits for a decision. */
export interface AsideView {
  readonly id: string;
  readonly at: number;
  readonly paySp: string;
  readonly outTradeNo: string;
  readonly reason: string;
  readonly amount?: Money;
}

export interface SandboxRefund {
  readonly out_refund_no: string;
  readonly refund_no: string;
  readonly amount: Money;
  readonly state: string;
}

/** A notice on its way from a sandbox to the merchant. */
export interface SandboxNotice {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly attempts: readonly { readonly at: number; readonly outcome: string }[];
  readonly next_at?: number;
}

export interface SandboxPayment {
  readonly out_trade_no: string;
  readonly trade_no: string;
  readonly transaction_id?: string;
  readonly state: string;
  readonly pay_method: string;
  readonly amount: Money;
  readonly paid?: Money;
  /** Minor units. */
  readonly refunded: number;
  readonly created_at: number;
  readonly refunds: readonly SandboxRefund[];
  readonly notices: readonly SandboxNotice[];
}

export interface SandboxState {
  readonly paySp: string;
  readonly payments: readonly SandboxPayment[];
  readonly faults: readonly { readonly operation: string; readonly kind: string; readonly times: number }[];
  /** What its notices can be tested with, beside the repetition of one. */
  readonly probes: readonly string[];
}

export interface MemberEntryView {
  readonly seq: number;
  readonly kind: string;
  readonly points: number;
  /** Fen. */
  readonly balance: number;
  readonly reason: string;
  readonly at: number;
  readonly outTradeNo?: string;
}

/** A member as the ledger has it. */
export interface MemberView {
  readonly id: string;
  readonly number: string;
  readonly openids: readonly string[];
  readonly points: number;
  /** Fen. */
  readonly balance: number;
  /** Whether WeChat shows on the card what the ledger says. */
  readonly telling: 'told' | 'untold' | 'no_card';
  readonly entries: readonly MemberEntryView[];
}

/** A verification of a face. */
export interface FaceView {
  readonly outSeqNo: string;
  readonly openid: string;
  readonly purpose: string;
  readonly state: string;
  readonly advice: string;
  readonly at: number;
}

export interface PeopleState {
  readonly members: readonly MemberView[];
  readonly faces: readonly FaceView[];
}

/** Everything that the page shows beside the logs; newest first. */
export interface ConsoleState {
  readonly envId: string;
  readonly operator: { readonly openid: string; readonly appid: string };
  readonly orders: OrderPage;
  /** Orders that wait for a person, whatever is looked for. */
  readonly waiting: readonly OrderView[];
  /** The order that was asked for; missing where there is none of that number. */
  readonly order?: OrderDetail;
  /** What went over the wire; missing unless asked for. */
  readonly wire?: readonly WireView[];
  readonly notices: readonly NoticeView[];
  readonly aside: readonly AsideView[];
  readonly people: PeopleState;
  readonly sandboxes: readonly SandboxState[];
  /** What a sandbox can be told to do wrong. */
  readonly operations: readonly string[];
  readonly faultKinds: readonly string[];
}

export interface LogLineView {
  readonly id: number;
  readonly at: number;
  readonly functionName: string;
  readonly stream: string;
  readonly text: string;
  /** The order that its call is about. */
  readonly order?: string;
}

export interface ConsoleData {
  /** Another one than before: the local cloud was started anew. */
  readonly run: string;
  readonly now: number;
  readonly offsetMs: number;
  /** Names this state; the page sends it back as `seen`. */
  readonly revision: string;
  /** Missing where the page has seen it. */
  readonly state?: ConsoleState;
  readonly logs: {
    /** Lines with smaller ids are forgotten. */
    readonly from: number;
    readonly lines: readonly LogLineView[];
  };
}

/** A document that the shop editor offers, as JSON with secrets hidden. */
export interface ShopDocument {
  readonly collection: 'config' | 'goods';
  readonly id: string;
  readonly text: string;
}

/** One field that an edit changes, both values as JSON; an empty text where there is none. */
export interface ShopChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What an edit would do to the document as it stands. Problems are those that the functions would report; `not_json` where it cannot be
 * read, `changed_meanwhile` where the document is not the one any more whose difference was shown.
 */
export interface ShopCheck {
  readonly problems: readonly string[];
  readonly changes: readonly ShopChange[];
  /** Names the document as it stands; only who shows this difference may write. */
  readonly revision: string;
}

/** A page of one collection. */
export interface DatabasePage {
  /** Counted to 1000. */
  readonly collections: readonly { readonly name: string; readonly count: number }[];
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  readonly documents: readonly { readonly id: string; readonly text: string }[];
}
