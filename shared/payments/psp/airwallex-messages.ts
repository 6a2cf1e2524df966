/** Airwallex's answers and notices: published refusals, and what its words mean. Sources: see airwallex.ts. */
import { createHmac } from 'node:crypto';
import { rawElements, rawMembers } from '../../codecs/raw-json';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { sameMoney, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime, type Secret } from '../../kernel/secret';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import type { AirwallexAccount } from './airwallex-account';
import { majorAmount } from './amounts';
import {
  all,
  BUSY,
  isBusy,
  readable,
  saidNo,
  understood,
  undocumented,
  UNREADABLE,
  type Refusals,
} from './answers';
import type { AttemptRef, RawNotice, RefundRef } from './connector';

/** Only SUCCEEDED is paid. `REQUIRES_PAYMENT_METHOD` stands for a new intent and for one whose last try failed. */
const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  REQUIRES_PAYMENT_METHOD: 'pending',
  REQUIRES_CUSTOMER_ACTION: 'pending',
  REQUIRES_CAPTURE: 'pending',
  PENDING: 'pending',
  PENDING_REVIEW: 'pending',
  SUCCEEDED: 'paid',
  CANCELLED: 'closed',
};

/** The words of both generations of the API. */
const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  CREATED: 'processing',
  RECEIVED: 'processing',
  ACCEPTED: 'processing',
  SUCCEEDED: 'succeeded',
  SETTLED: 'succeeded',
  FAILED: 'failed',
};

const ANYWHERE = all('validation_error configuration_error currency_not_supported forbidden', 'other');

/**
 * The published codes by call. A refund whose `request_id` was used before may be there (`duplicate_request`): that is no word about
 * it, and it is asked about.
 */
export const REFUSALS = {
  pay: {
    ...ANYWHERE,
    ...all('amount_above_limit amount_below_limit resource_not_found', 'other'),
    ...all('duplicate_request invalid_status_for_operation', 'number_taken'),
  },
  query: { ...ANYWHERE, resource_not_found: 'not_found' },
  close: { ...ANYWHERE, resource_not_found: 'not_found', invalid_status_for_operation: 'other' },
  refund: {
    ...ANYWHERE,
    ...all('amount_above_limit amount_below_limit invalid_status_for_operation resource_not_found', 'other'),
  },
} as const satisfies Readonly<Record<string, Refusals>>;

/** An object of theirs, and its amount as it was written: a JSON number in major units. */
export interface Thing {
  readonly said: JsonObject;
  readonly amount?: string;
}

export function thingIn(raw = ''): Thing | undefined {
  const members = rawMembers(raw);
  const said = readJsonObject(raw);
  return members && said && { said, ...present({ amount: members.get('amount') }) };
}

/** Opens an answer: errors come with their HTTP status and `{code, message}`. */
export function opened<T>(
  { status, body, ...reply }: HttpReply,
  published: Refusals,
  read: (thing: Thing, body: string) => Outcome<T> | undefined,
): Outcome<T> {
  if (isBusy({ ...reply, status, body })) return BUSY;
  const thing = thingIn(body);
  if (!thing) return UNREADABLE;
  if (status < 300) return flat(understood(() => read(thing, body)));
  const code = textAt(thing.said, 'code');
  return code === undefined || status < 400
    ? UNREADABLE
    : saidNo(code, textAt(thing.said, 'message') ?? '', published);
}

const flat = <T>(outcome: Outcome<Outcome<T>>): Outcome<T> => (outcome.is === 'ok' ? outcome.value : outcome);

export const ok = <T>(value: T | undefined): Outcome<T> | undefined => value && { is: 'ok', value };

const amountOf = ({ said, amount }: Thing): Money | undefined =>
  readable(() => majorAmount(amount, textAt(said, 'currency')));

/** What an intent says; undefined where it lacks what must be there. */
export function paymentReport(thing: Thing): PaymentReport | undefined {
  const { said } = thing;
  const attemptNo = wordAt(said, 'merchant_order_id');
  const spTradeNo = wordAt(said, 'id');
  const theirs = textAt(said, 'status') ?? '';
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountOf(thing);
  if (attemptNo === undefined || spTradeNo === undefined || (status === 'paid' && !amount)) return undefined;
  const attempt = objectAt(said, 'latest_payment_attempt');
  const hasFailed = theirs === 'REQUIRES_PAYMENT_METHOD' && textAt(attempt, 'status') === 'FAILED';
  const transactionId = wordAt(attempt, 'provider_transaction_id');
  const now = hasFailed
    ? ({
        status: 'declined',
        payable: true,
        theirs: `${theirs} ${textAt(attempt, 'failure_code') ?? ''}`.trim(),
      } as const)
    : { status, theirs };
  return { kind: 'payment', attemptNo, ...now, ...present({ amount, spTradeNo, transactionId }) };
}

/** The intent in a list of those with our number. What is not ours in it says that the list was not filtered as asked. */
export function listedPayment(
  thing: Thing,
  body: string,
  asked: AttemptRef,
): Outcome<PaymentReport> | undefined {
  const items = itemsIn(body);
  if (!items) return undefined;
  const reports = items.flatMap((one) => paymentReport(one) ?? []);
  const ours = reports.filter(
    ({ attemptNo, amount }) => attemptNo === asked.attemptNo && isPrice(amount, asked),
  );
  const [found] = [...ours.filter(({ status }) => status === 'paid'), ...ours];
  if (found) return { is: 'ok', value: found };
  const isWhole =
    thing.said.has_more === false && items.every(({ said }) => said.merchant_order_id === asked.attemptNo);
  return isWhole
    ? { is: 'refused', why: 'not_found', theirs: 'no such merchant_order_id' }
    : undocumented('the list of payments is not of this merchant_order_id alone');
}

const isPrice = (amount: Money | undefined, { price }: AttemptRef): boolean =>
  amount !== undefined && (price === undefined || sameMoney(amount, price));

function itemsIn(body: string): readonly Thing[] | undefined {
  const list = rawElements(rawMembers(body)?.get('items') ?? '');
  const things = list?.map(thingIn);
  return things?.every((one) => one !== undefined) ? things : undefined;
}

/** Ours begin so; the rest is our number. */
const REFUND_PREFIX = 'refund-';

export const refundRequestId = (outRefundNo: string): string => `${REFUND_PREFIX}${outRefundNo}`;

/** What a refund says; undefined for one that was not asked for here, or that lacks what must be there. */
export function refundReport(thing: Thing): RefundReport | undefined {
  const { said } = thing;
  const requestId = textAt(said, 'request_id') ?? '';
  const spRefundNo = wordAt(said, 'id');
  const theirs = textAt(said, 'status') ?? '';
  const outRefundNo = requestId.slice(REFUND_PREFIX.length);
  if (!requestId.startsWith(REFUND_PREFIX) || outRefundNo === '' || spRefundNo === undefined)
    return undefined;
  const status = own(REFUND_STATUS, theirs) ?? 'processing';
  return { kind: 'refund', outRefundNo, status, theirs, ...present({ amount: amountOf(thing), spRefundNo }) };
}

/** The report, where it is about the refund that was asked about. */
export function refundAskedFor(thing: Thing, asked: RefundRef): RefundReport | undefined {
  const report = refundReport(thing);
  const isAsked =
    report?.outRefundNo === asked.outRefundNo &&
    (asked.spRefundNo ?? report.spRefundNo) === report.spRefundNo &&
    said(thing, 'payment_intent_id', asked.spTradeNo) === asked.spTradeNo;
  return isAsked ? report : undefined;
}

const said = (thing: Thing, name: string, otherwise: string | undefined): string | undefined =>
  wordAt(thing.said, name) ?? otherwise;

/** The refund in the list of its payment's. */
export function listedRefund(
  thing: Thing,
  body: string,
  asked: RefundRef,
): Outcome<RefundReport> | undefined {
  const items = itemsIn(body);
  if (!items) return undefined;
  const [found] = items.flatMap((one) => refundAskedFor(one, asked) ?? []);
  if (found) return { is: 'ok', value: found };
  const isWhole =
    thing.said.has_more === false && items.every((one) => one.said.payment_intent_id === asked.spTradeNo);
  return isWhole
    ? { is: 'refused', why: 'not_found', theirs: 'no such request_id' }
    : undocumented('the list of refunds is not of this payment alone');
}

/** What an event is about: `{ name, data: { object } }`. */
export interface Notice {
  readonly name: string;
  readonly thing: Thing;
}

/** Undefined for what is no event. */
export function noticeIn(body: string): Notice | undefined {
  const name = wordAt(readJsonObject(body) ?? {}, 'name');
  const data = rawMembers(rawMembers(body)?.get('data') ?? '');
  const thing = thingIn(data?.get('object'));
  return name !== undefined && thing ? { name, thing } : undefined;
}

function signature({ headers, body }: RawNotice, secret: Secret): string {
  return createHmac('sha256', secret.reveal())
    .update(`${headers['x-timestamp'] ?? ''}${body}`)
    .digest('hex');
}

/** Whether a notice is signed with the secret of its webhook, or the one before. Both are computed whatever the first comes to. */
export function isGenuine(notice: RawNotice, { config }: AirwallexAccount): boolean {
  const given = (notice.headers['x-signature'] ?? '').toLowerCase();
  const secrets = [config.webhook_secret, config.webhook_secret_previous].filter((one) => one !== undefined);
  return secrets.map((secret) => equalInConstantTime(signature(notice, secret), given)).includes(true);
}
