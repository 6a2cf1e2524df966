// What operators of the shop ask of cloud function `pay` about orders. Field names are the back end's; it decides who may.
import { call, read } from './cloud';
import type { SentenceLanguage } from './error-sentence';
import type { Order, OrderState, Refund } from './pay';

/** Why an order waits for a person (docs/operators.md says what each means). */
export type AttentionReason =
  | 'kept_aside'
  | 'return_failed'
  | 'refund_abnormal'
  | 'refund_unanswered'
  | 'refund_contradicted'
  | 'refunded_elsewhere'
  | 'not_ended'
  | 'not_told'
  | 'hook_failed';

/** One try to have the order paid, under a number of its own at its PSP. */
export interface Attempt {
  readonly no: string;
  readonly pay_sp: string;
  readonly pay_method: string;
  readonly state: string;
  readonly requested_at: number;
  readonly ended_at?: number;
  readonly sp_trade_no?: string;
}

/** A line of the journal: what happened, in the server's words, and by whom where it was a person. */
export interface JournalLine {
  readonly at: number;
  readonly event: string;
  readonly by?: string;
  readonly why?: string;
}

/** An order as its operators see it. */
export interface OperatorOrder extends Order {
  /** The buyer. */
  readonly openid?: string;
  /** Paid after it had been closed. */
  readonly late?: boolean;
  readonly attention?: { readonly reason: string; readonly since: number; readonly of?: string };
  /** Kept-aside money on its way back; none of it was ever this order's. */
  readonly returns?: readonly Refund[];
  readonly attempts?: readonly Attempt[];
  readonly journal?: readonly JournalLine[];
  /** How many older lines are in the archive. */
  readonly journal_from?: number;
}

/** A document that nobody can read, by its number, and what is wrong with it. */
export interface Unreadable {
  readonly out_trade_no?: string;
  readonly notice_id?: string;
  readonly report_id?: string;
  readonly problem: string;
}

/** Which orders to list: those that match everything that is named. */
export interface OrderQuestion {
  readonly state?: OrderState | 'unpaid' | 'refunded';
  /** Only those that wait for a person. */
  readonly attention?: boolean;
  /** A number of the order, a buyer's openid, or a part of a title. */
  readonly search?: string;
  /** In the minor unit of the shop's currency. */
  readonly total_fee?: number;
  /** Made at this moment (ms) or later. */
  readonly since?: number;
}

/** Where the next page begins: after the last order that was shown. */
export type OrderPlace = Pick<Order, 'created_at' | 'out_trade_no'>;

/** All orders of the shop, newest first, from `after` on. */
export const listShopOrders = (question: OrderQuestion, limit: number, after?: OrderPlace) =>
  read<{ readonly orders: readonly OperatorOrder[]; readonly unreadable?: readonly Unreadable[] }>('pay', {
    action: 'listorders',
    ...question,
    limit,
    ...(after ? { before: after.created_at, before_no: after.out_trade_no } : {}),
  });

export const operatorOrder = (out_trade_no: string) =>
  read<OperatorOrder>('pay', { action: 'queryorder', out_trade_no });

/** What each PSP said when it was asked about each payment and refund. */
export interface AskedNow extends OperatorOrder {
  readonly answers: readonly { readonly of: string; readonly said: string }[];
}

/** Has every PSP of the order asked now, whatever the schedule says. */
export const askNow = (out_trade_no: string, explanation?: string) =>
  call<AskedNow>('pay', { action: 'asknow', out_trade_no, ...why(explanation) });

/** Closes an order at its PSP where that can be done, else only here. One that its PSP calls paid stays. */
export const forceClose = (out_trade_no: string, explanation: string) =>
  call<Pick<Order, 'state'>>('pay', { action: 'closeorder', out_trade_no, force: true, explanation });

/** Tries once more at once what has failed too often. */
export const retryOrder = (out_trade_no: string, explanation?: string) =>
  call<OperatorOrder>('pay', { action: 'retry', out_trade_no, ...why(explanation) });

/** Says that a person has seen it. `force`: also where a PSP gives no answer. */
export const markSeen = (
  out_trade_no: string,
  reason: 'refunded_elsewhere' | 'kept_aside',
  explanation: string,
  force = false,
) =>
  call<OperatorOrder>('pay', {
    action: 'seen',
    out_trade_no,
    reason,
    explanation,
    ...(force ? { force } : {}),
  });

/** Days (`2026-11-24`) in a zone such as `+08:00`. */
export interface DaysInZone {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

/** Where the next page of an export begins. */
export interface ExportPlace {
  readonly before: number;
  readonly before_no: string;
}

/** A page of an export: lines of a CSV, the first page with the line of titles. Without `next` it was the last one. */
export interface ExportPage {
  readonly csv: string;
  readonly orders: number;
  readonly next?: ExportPlace;
}

export const exportOrders = (days: DaysInZone, place?: ExportPlace) =>
  read<ExportPage>('pay', { action: 'exportorders', ...days, ...place });

/** What is wrong with the configuration, in full words. */
export interface ConfigProblem {
  readonly config_id: string;
  readonly pay_sp?: string;
  readonly errmsg: string;
  readonly why: string;
  readonly fix: string;
}

/** @param lang in which language they are told */
export const configProblems = (lang: SentenceLanguage) =>
  read<{ readonly problems: readonly ConfigProblem[] }>('pay', { action: 'problems', lang });

const why = (explanation: string | undefined) => (explanation ? { explanation } : {});
