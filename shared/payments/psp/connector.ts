/**
 * What a payment service provider (PSP) is to us: a pure translator between our words and its bytes.
 * A connector builds requests and reads answers; it never sends, waits, reads a clock or rolls dice.
 */
import type { Fresh } from '../../kernel/credentials';
import type { Env, TrustedKey } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import type { PaymentReport, RefundReport, Report } from '../order/facts';
import type { Money } from '../../kernel/money';
import type { Secret } from '../../kernel/secret';
import type { PaymentStrings, Ticket } from '../order/order';
import type { RefundRetry } from '../order/policy';
import type { TextLimit } from '../../kernel/text';
import type { Fields, ValuesOf } from '../../kernel/fields';
import type { StatementSource } from './statement';
import type { Account, Operation } from './operation';

export interface Connector<F extends Fields = Fields> {
  /** The name in `pay_sp`, in notify paths and in stored records. */
  readonly paySp: string;
  readonly title: string;
  /** Where the protocol is written, and when we last read it. */
  readonly docs: { readonly url: string; readonly read: string };
  readonly can: Capabilities;
  readonly fields: F;
  /** The PSP's own address; a configured `endpoint` replaces it. */
  endpoint(config: ValuesOf<F>): string;
  /** The app that pays: the calling mini-program's, unless the configuration says otherwise. */
  appid(config: ValuesOf<F>, caller: string): string;
  /**
   * The number of the merchant whose account it is, as its PSP gave it: payments made under one number are unknown under another.
   * Undefined where the configuration has only what may change for the same merchant: a token, the id of a key.
   */
  merchant(config: ValuesOf<F>): string | undefined;
  /** What is wrong with fields that are right one by one but not together. */
  problems?(config: ValuesOf<F>): readonly string[];
  /** The currencies of this very account, where they are fewer than `can.currencies`. */
  currencies?(config: ValuesOf<F>): readonly string[];

  /**
   * For PSPs that make a payment in two steps: this one goes first, and the number that it answers is written down before `pay`
   * goes out. Sent again it is the same payment, and nobody can pay what only it has made.
   */
  readonly prepare?: Operation<F, PayRequest, Prepared>;
  readonly pay: Operation<F, PayRequest, PayReply>;
  readonly query: Operation<F, AttemptRef, PaymentReport>;
  /** Missing where the PSP closes nothing: its payments expire. */
  readonly close?: Operation<F, AttemptRef, true>;
  readonly refund?: Operation<F, RefundRequest, RefundReport>;
  /** Missing where only a notice tells how a refund ends. */
  readonly queryRefund?: Operation<F, RefundRef, RefundReport>;
  /** The PSP's own books of a day, as a file or as lists. */
  readonly statement: StatementSource<F>;
  /** `none` must be said aloud: such a PSP is polled. */
  readonly notifications: Notifications<F> | 'none';
  /** For PSPs whose messages are signed with keys that are fetched and change. */
  readonly keys?: KeySource<F>;
  /** For PSPs that let in whoever shows a token. */
  readonly login?: Login<F>;
}

/** What a PSP offers, as data; the provider table and the contract suite are made from it. */
export interface Capabilities {
  readonly payMethods: readonly string[];
  /** `same`: a dead attempt may be repeated under its number. `new`: the next attempt gets a number of its own. */
  readonly numberAfterDecline: 'same' | 'new';
  /** Closing gives the money of a paid attempt back, so a `paid` that follows must be asked for again. */
  readonly closeReverses: boolean;
  /** And a question about a payment does not show that it was: after a cancel nothing it says makes an order paid. */
  readonly hidesReversals?: true;
  /**
   * `safe`: repeating a refund under its number cannot refund twice. `listed`: nothing recognises a repetition, but the PSP
   * tells what went back in all: one refund at a time, and again only what is surely missing there. `unknown`: the PSP does not say.
   */
  readonly refundRetry: RefundRetry;
  /** `order`: refunds are in the order's currency. `configured`: only in the account's `refund_currency`. */
  readonly refundIn: 'order' | 'configured';
  readonly partialRefunds: boolean;
  readonly maxRefunds: number;
  /** How long after its sending an attempt can be paid, milliseconds, where our request or the PSP's document says so. */
  readonly paymentLifeMs?: number;
  /** How much text the PSP takes; longer text is cut to whole characters before it is stored and sent. */
  readonly texts: { readonly description: TextLimit; readonly reason: TextLimit };
  /** Currencies that orders may be in. */
  readonly currencies: readonly string[];
  /** Smallest payment per currency, minor units. */
  readonly minimum: Readonly<Record<string, number>>;
}

export interface PayRequest {
  readonly attemptNo: string;
  readonly payMethod: string;
  readonly amount: Money;
  /** Shown to the payer. */
  readonly description: string;
  readonly appid: string;
  readonly openid: string;
  /** What `prepare` answered. */
  readonly spTradeNo?: string;
}

export interface Prepared {
  readonly spTradeNo: string;
}

export interface PayReply {
  readonly ticket: Ticket;
  readonly spTradeNo?: string;
}

/** Names a payment attempt to its PSP, by whatever numbers we know. */
export interface AttemptRef {
  readonly attemptNo: string;
  readonly spTradeNo?: string;
  /** The app that pays this attempt. */
  readonly appid?: string;
  /** What it is to be paid with, in questions about the attempt: it tells ours from others in a list. */
  readonly price?: Money;
  /** When what is asked about (the attempt, or the refund) was first sent, milliseconds; for PSPs that look into a span of time. */
  readonly sentAt?: number;
}

export interface RefundRequest extends AttemptRef {
  readonly outRefundNo: string;
  readonly amount: Money;
  /** What was paid in all. */
  readonly total: Money;
  readonly reason: string;
}

export interface RefundRef extends AttemptRef {
  readonly outRefundNo: string;
  readonly spRefundNo?: string;
  /** What has gone back of the payment in all, once this refund and every other on its way has; where that is known. */
  readonly allRefunded?: Money;
  /** And without them. */
  readonly refundedBefore?: Money;
}

/** A notice as it came in: header names lower case, query decoded, body exactly as received (UTF-8). */
export interface RawNotice {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

declare const verifiedBrand: unique symbol;

/** A notice whose signature was checked. Only a connector's `verify` makes one, so nothing else can be read. */
export interface Verified {
  readonly [verifiedBrand]: true;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Marks content as verified. For the `verify` functions of connectors only. */
export function verified(content: Readonly<Record<string, unknown>>): Verified {
  // The brand exists in the type alone; this is the one place that grants it.
  return { content } as Verified;
}

/** `malformed` and `unsigned` show without any key; the others need the configuration. */
export interface Rejected {
  readonly rejected: 'malformed' | 'unsigned' | 'bad_signature' | 'stale' | 'unknown_key';
}

export interface Notifications<F extends Fields> {
  /** How notices come: over HTTP by this method, or as a call of function `notify` by the platform. */
  readonly by: 'POST' | 'GET' | 'call';
  /** `notice`: the signature covers what it says. `query`: a notice is a hint, the PSP is asked before anything is booked. */
  readonly believe: 'notice' | 'query';
  /** Our address is entered at the PSP by hand: requests carry none, and the configuration needs no `notify_url`. */
  readonly registered?: true;
  /** The attempt that an unverified call of the platform claims to be about; it only chooses the configuration. */
  claims?(notice: RawNotice): string | undefined;
  /** What is wrong with a notice at first sight, before any key, database or SDK is touched. */
  glance(notice: RawNotice): Rejected | undefined;
  verify(notice: RawNotice, account: Account<F>, env: Env): Verified | Rejected;
  /** The facts in a verified notice; none for an event that does not concern us. */
  read(notice: Verified, account: Account<F>): readonly Report[];
  /** The exact answer that ends the PSP's repetitions. */
  readonly accepted: HttpReply;
  /** The answer that refuses, or asks for a repetition. */
  refused(status: number, why: string): HttpReply;
}

/** Keys that vouch for the PSP's messages: some pinned in the configuration, some downloaded and refreshed. */
export interface KeySource<F extends Fields> {
  pinned(account: Account<F>): readonly TrustedKey[];
  /** Whether this account's keys are to be downloaded at all. */
  downloads(account: Account<F>): boolean;
  readonly download: Operation<F, true, readonly TrustedKey[]>;
}

/** A token that a PSP gives for a while and wants to see with every call. All instances share one, sealed in the database. */
export interface Login<F extends Fields> {
  /** Whose token it is: accounts that answer the same share it. */
  name(account: Account<F>): string;
  /** What it is sealed with: whoever knows this could get a token anyway. */
  secret(account: Account<F>): Secret;
  readonly obtain: Operation<F, true, Fresh>;
  /** Whether a call was turned away at the door because of its token, so that nothing has happened. */
  refuses(reply: HttpReply): boolean;
}

const ALIASES = ['package', 'packageStr', 'packageValue', 'pkg'];

/** The five strings of `wx.requestPayment` out of a PSP's object; undefined unless all five are there. */
export function paymentStrings(raw: Readonly<Record<string, unknown>>): PaymentStrings | undefined {
  const pick = (...names: readonly string[]): string => {
    const value = names.map((name) => raw[name]).find((one) => one !== undefined);
    return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  };
  const strings = {
    timeStamp: pick('timeStamp'),
    nonceStr: pick('nonceStr'),
    package: pick(...ALIASES),
    signType: pick('signType'),
    paySign: pick('paySign'),
  };
  return Object.values(strings).every((value) => value !== '') ? strings : undefined;
}
