/**
 * What a PSP sandbox is. A sandbox plays one payment service provider: it speaks the provider's wire
 * protocol, holds payments and refunds, notifies the merchant and misbehaves on request.
 */
import type { KeyObject } from 'node:crypto';
import type { LocalClock } from '../local-cloud/clock';
import type { Mount, WebReply, WebRequest } from '../local-cloud/web';
import type { Dice } from './dice';
import type { NoticeReply, WireLog } from './wire-log';
import type { SandboxEvent } from './event';

/** The mini-program that the demo shop belongs to; every sandbox knows it as bound to its merchant. */
export const demoAppid = 'wxcrosspaydemo0001';

/** An amount in the currency's minor unit. */
export interface Money {
  readonly value: number;
  readonly currency: string;
}

/** The five strings of `wx.requestPayment`. */
export interface PaymentStrings {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** What the payer is asked to pay. */
export interface Bill {
  /** The PSP's own number: names this attempt and no other. */
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly description: string;
  readonly amount: Money;
}

/** `bill`: the question for a day's bill or list; `funds`: that for what moved on the account; `bill_file`: the file, where an address is handed out first. */
export const operations = [
  'create',
  'query',
  'close',
  'refund',
  'query_refund',
  'certificates',
  'bill',
  'funds',
  'bill_file',
] as const;

export type Operation = (typeof operations)[number];

/** How a bill can be wrong: an error instead of it, or a file that contradicts itself or what was said of it. */
export const billFaults = [
  'bill_not_ready',
  'bill_refused',
  'bill_wrong_hash',
  'bill_wrong_sum',
  'bill_plain',
  'bill_cut',
  'bill_other_account',
] as const;

export type BillFault = (typeof billFaults)[number];

export const wireFaults = [
  'timeout_after_effect',
  'timeout_before_effect',
  'http_500',
  'html',
  'truncated',
  'bad_signature',
  'slow',
] as const;

export type WireFault = (typeof wireFaults)[number];

export const faultKinds = [...wireFaults, ...billFaults] as const;

/** The next `times` requests of `operation` are answered badly. */
export interface SandboxFault {
  readonly operation: Operation | 'any';
  readonly kind: (typeof faultKinds)[number];
  readonly times: number;
}

/** A fault by what it does, and by how often it still comes where several do the same. */
export type MeantFault = Pick<SandboxFault, 'operation' | 'kind'> & Partial<Pick<SandboxFault, 'times'>>;

/** A payment as the console sees it. Times are milliseconds since the epoch. */
export interface PaymentView {
  readonly out_trade_no: string;
  readonly trade_no: string;
  readonly transaction_id?: string;
  readonly state: string;
  readonly pay_method: string;
  readonly description: string;
  readonly amount: Money;
  readonly paid?: Money;
  readonly refunded: number;
  readonly notify_url: string;
  readonly created_at: number;
  readonly paid_at?: number;
  readonly ended_at?: number;
}

export interface RefundView {
  readonly out_refund_no: string;
  readonly refund_no: string;
  readonly out_trade_no: string;
  readonly amount: Money;
  readonly state: string;
  readonly created_at: number;
  readonly ended_at?: number;
}

export interface NoticeView {
  readonly id: string;
  readonly name: string;
  readonly out_trade_no: string;
  readonly url: string;
  readonly state: string;
  readonly attempts: readonly { readonly at: number; readonly outcome: string }[];
  readonly next_at?: number;
}

export interface Books {
  readonly payments: readonly PaymentView[];
  readonly refunds: readonly RefundView[];
}

export interface SandboxView extends Books {
  readonly notifications: readonly NoticeView[];
  readonly faults: readonly SandboxFault[];
  /** Tests of the merchant that its notices allow, beside the repetition of one. */
  readonly probes: readonly SandboxEvent['event'][];
  /** What else this PSP shows, for example the serial numbers of its certificates. Never a secret. */
  readonly keys?: Readonly<Record<string, unknown>>;
}

/** A payment as WeChat Pay itself keeps it, whichever door it came through. Times are milliseconds since the epoch. */
export interface WechatPayment {
  readonly transactionId: string;
  /** The merchants under which WeChat knows `outTradeNo`; none where a reseller named the order in its own way. */
  readonly mchids: readonly string[];
  readonly outTradeNo: string;
  readonly description: string;
  /** The payer in the app; unknown where cloudPay took the caller. */
  readonly openid?: string;
  /** Minor units. */
  readonly amount: number;
  readonly refunded: number;
  readonly createdAt: number;
  readonly paidAt: number;
}

/** What every sandbox offers beside its wire protocol. */
export interface SandboxControls {
  /** What was paid inside WeChat. */
  wechatPayments(): readonly WechatPayment[];
  event(event: SandboxEvent): Promise<unknown>;
  fault(fault: SandboxFault): void;
  /** Takes back one fault that has not come yet. Throws where there is none. */
  unfault(fault: MeantFault): void;
  view(): SandboxView;
  /** Its payments and refunds alone; the same object as long as nothing has changed. */
  books(): Books;
  /** Forgets payments, refunds, notices and faults. Keys stay, so a merchant's configuration stays right. */
  reset(): void;
  /** Resolves when everything that changed so far is on disk. */
  stored(): Promise<void>;
  /** Resolves when no notice is under way (waiting for a later attempt does not count). */
  idle(): Promise<void>;
}

/** What a caller shows of itself in mutual TLS; texts are PEM. */
export type ClientCertificate =
  { readonly cert: string; readonly key: string } | { readonly pfx: Buffer; readonly passphrase: string };

/** A request as a sandbox takes it. In process, what would be shown to a listener comes with it. */
export interface SandboxRequest extends WebRequest {
  readonly clientCertificate?: ClientCertificate;
}

export interface Sandbox extends SandboxControls {
  readonly paySp: string;
  /** Answers everything under /sandbox/<paySp>. */
  handle(request: SandboxRequest): Promise<WebReply>;
  /** What the simulated WeChat client shows; undefined: not mine. Throws when the strings are mine but wrong. */
  bill(strings: PaymentStrings, appid: string): Bill | undefined;
  /** Stops a listener of its own. */
  close?(): Promise<void>;
  /** The PSP's block of the document `config/payment` for the demo shop. */
  demoConfig(): Record<string, unknown>;
}

/** The platform below cloudPay: what `cloud.cloudPay.<api>` reaches, and the call of the merchant's function. */
export interface Platform {
  onCloudPay(api: string, answer: (data: Record<string, unknown>) => unknown): void;
  callFunction(name: string, event: Record<string, unknown>): Promise<unknown>;
}

/** What the sandboxes need from the world around them. */
export interface SandboxDeps {
  readonly clock: LocalClock;
  /** Makes all numbers, nonces and salts; the machine's where missing. Keys are always the machine's. */
  readonly dice?: Dice;
  /** The local cloud's address, for example `http://127.0.0.1:7070`. */
  origin(): string;
  /** Delivers a notice, by POST unless told otherwise. Rejects when there is no answer within 5 s. */
  post(
    url: string,
    headers: Record<string, string>,
    body: string,
    method?: 'GET' | 'POST',
  ): Promise<NoticeReply>;
  /** For PSPs that are reached through the platform instead of a web address. */
  readonly platform?: Platform;
  /** Makes RSA keys of at least 2048 bits; the machine where missing. Making one takes a fifth of a second. */
  readonly newKey?: () => Promise<KeyObject>;
  /** Nothing listens on a port of its own: who needs a client certificate shows it with the request. */
  readonly inProcess?: boolean;
  /** Where a sandbox with a TLS listener of its own puts the certificate that its callers must trust (PEM). */
  readonly caFile?: string;
  /** State and keys survive restarts in one file per sandbox here. */
  readonly dataDir?: string;
  /** Keeps what goes over the wire, for people to look at. */
  readonly wire?: WireLog;
  log?(line: string): void;
}

export interface Sandboxes {
  readonly mounts: readonly Mount[];
  /** Answers a request to a sandbox without any server; rejects where a client certificate is not let in. */
  handle(request: SandboxRequest): Promise<WebReply>;
  readonly list: readonly Sandbox[];
  reset(): void;
  stored(): Promise<void>;
  idle(): Promise<void>;
  /** Stops listeners of their own and waits until everything is stored. */
  close(): Promise<void>;
  demoConfig(paySp: string): Record<string, unknown>;
}

/** A control request that cannot be followed: says what was wrong, with the HTTP status to answer. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
    this.name = 'ControlError';
  }
}
