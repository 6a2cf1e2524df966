/**
 * What a PSP says of one day, line by line: its bill (a file), or its list of payments and refunds. A statement is never
 * booked from; it only tells where to look.
 */
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import type { Fields } from '../../kernel/fields';
import type { Money } from '../../kernel/money';
import type { Account, CloudPayRequest, Operation } from './operation';

/** A day in the statement's own time zone, `YYYY-MM-DD`. */
export type StatementDay = string;

/** A fee, exact beyond the minor unit: thousandths of it (0.08000 CNY are 8000). Negative where it was given back. */
export interface Fee {
  readonly thousandths: number;
  readonly currency: string;
}

/** `reversed`: the money of a payment went back without a refund of ours. */
export type StatedPayment = 'paid' | 'reversed';
export type StatedRefund = 'succeeded' | 'processing' | 'failed' | 'abnormal';

interface Stated {
  /** Where the line stands in the statement, from 1. */
  readonly row: number;
  /** The number that the PSP knows the attempt by (its `out_trade_no`). */
  readonly attemptNo: string;
  /** The PSP's number of the payment, and WeChat's where the PSP is not WeChat. */
  readonly spTradeNo?: string;
  readonly transactionId?: string;
  /** A payment's price, or what a refund was asked for. */
  readonly amount: Money;
  /** What it changes in settlement, where that is said. */
  readonly settled?: Money;
  readonly fee?: Fee;
  /** Milliseconds, UTC. */
  readonly at?: number;
  /** The PSP's own word for its state. */
  readonly theirs: string;
}

export interface StatedPaymentLine extends Stated {
  readonly kind: 'payment';
  readonly status: StatedPayment;
}

export interface StatedRefundLine extends Stated {
  readonly kind: 'refund';
  readonly status: StatedRefund;
  /** Our number of the refund; empty where the statement does not carry it. */
  readonly outRefundNo: string;
  readonly spRefundNo?: string;
}

export type StatementLine = StatedPaymentLine | StatedRefundLine;

/** What a PSP offers of its books. `none` must be said aloud: such a PSP's orders can only be asked about one by one. */
export type StatementSource<F extends Fields> = 'none' | FileSource<F> | ListSource<F>;

interface StatementTerms<F extends Fields> {
  /** The zone that its days are in. */
  readonly zone: '+00:00' | '+08:00';
  /** From this hour of the next day on, in that zone, the day is complete. */
  readonly readyHour: number;
  /** How many days back it can be had. */
  readonly daysBack: number;
  /** What in the configuration keeps it from being asked for, in words that name the fields. */
  lacks?(account: Account<F>): readonly string[];
}

/** One file for a day. How it is asked for and read is loaded when a day is: payments do not pay for it. */
export interface FileSource<F extends Fields> extends StatementTerms<F> {
  readonly by: 'file';
  load(): Promise<FileStatement<F>>;
  /** What moved on the merchant's account, where the PSP states that in a file of its own. */
  readonly funds?: FundsSource<F>;
}

/** The file of what moved on the merchant's account at the PSP, of the same days as the statement. */
export interface FundsSource<F extends Fields> {
  /** Why this account has none, or may not ask for it, in words. `now`: milliseconds. */
  lacks(account: Account<F>, now: number): readonly string[];
  load(): Promise<FileStatement<F, FundMove>>;
}

/** One movement of the account; each is proven by the balance that it left. */
export interface FundMove {
  readonly for: 'payment' | 'refund' | 'fee' | 'other';
  /** Minor units of `currency`; below zero what went out. */
  readonly moved: number;
  /** What the account held afterwards. */
  readonly balance: number;
  readonly currency: string;
}

/** Lists of what happened in a span of time; loaded as files are. */
export interface ListSource<F extends Fields> extends StatementTerms<F> {
  readonly by: 'list';
  load(): Promise<ListStatement<F>>;
}

/** No trade that day, which is a result; or: not yet. */
export type NoFile = { readonly no: 'trade' } | { readonly no: 'file yet'; readonly why: string };

/** Where the PSP put the file, and the SHA-1 of its plain text (hexadecimal) where it says that. */
export interface StatementLink {
  readonly url: string;
  readonly sha1?: string;
}

/** What is fetched: a day, and where the PSP hands out an address for it. */
export interface StatementQuestion {
  readonly day: StatementDay;
  readonly link?: StatementLink;
}

/** How the file of a day is asked for, and read. */
export interface FileStatement<F extends Fields, Line = StatementLine> {
  /** For accounts to which the PSP hands out an address first. */
  link?(account: Account<F>): Operation<F, StatementDay, StatementLink | NoFile> | undefined;
  /** Undefined where the address is not the PSP's own: it is not asked. */
  request(
    question: StatementQuestion,
    account: Account<F>,
    env: Env,
  ): HttpRequest | CloudPayRequest | undefined;
  /** An answer that is no file in itself: it says why there is none, or carries it. */
  reply(
    reply: HttpReply,
    question: StatementQuestion,
    account: Account<F>,
    env: Env,
  ): Outcome<NoFile | Buffer>;
  /** The SHA-1 of the plain text, where the head of the answer says it. */
  announced?(headers: Readonly<Record<string, string>>): string | undefined;
  /** Lines out of the bytes; throws StatementUnusable, at the very end too. */
  lines(file: StatementFile<F>): AsyncIterable<readonly Line[]>;
}

export interface StatementFile<F extends Fields> {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly day: StatementDay;
  readonly account: Account<F>;
  readonly sha1?: string;
}

/** Milliseconds, from `from` up to and without `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How lists are asked for, and read; none is longer than the PSP likes. */
export interface ListStatement<F extends Fields> {
  readonly lists: readonly Operation<F, Span, readonly StatementLine[]>[];
}
