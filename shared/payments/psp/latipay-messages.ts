/** Latipay's answers and notices: published refusals, the five signed values, and what they say. Sources: see latipay.ts. */
import { signTextHmacSha256, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { numberText, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime } from '../../kernel/secret';
import type { PaymentReport, PaymentStatus } from '../order/facts';
import { majorAmount } from './amounts';
import { all, BUSY, isBusy, readable, saidNo, understood, UNREADABLE, type Refusals } from './answers';
import { formFields } from './forms';
import type { LatipayAccount } from './latipay-account';
import { misfitIn } from './misfit';

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  pending: 'pending',
  paid: 'paid',
  failed: 'declined',
  rejected: 'declined',
  canceled: 'closed',
};

/** The error codes that every call may answer (page error-code). */
const ANYWHERE: Refusals = {
  ...all('110 204 205 206 207 300 301 302 303 304 305 450', 'other'),
  '201': 'not_found',
};

/** The published error codes by call. A bare `1 FAIL` gives no reason, so at a refund it is no definite no. */
export const REFUSALS = {
  pay: { ...ANYWHERE, ...all('1 454', 'other') },
  query: { ...ANYWHERE, '1': 'other' },
  close: { ...ANYWHERE, ...all('1 3', 'other'), '900': 'already_paid', '901': 'closed' },
  refund: { ...ANYWHERE, ...all('454 559 562', 'other'), ...all('551 558', 'not_found') },
} as const satisfies Readonly<Record<string, Refusals>>;

/** Opens an answer: code 0 or none is yes; only a published code is a definite no. */
export function opened<T>(
  reply: HttpReply,
  published: Refusals,
  read: (body: JsonObject) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body) return UNREADABLE;
  const code = numberText(body, 'code') ?? '0';
  if (code !== '0') return saidNo(code, textAt(body, 'message') ?? '', published);
  return reply.status < 300 ? understood(() => read(body)) : UNREADABLE;
}

export const isDone = (body: JsonObject): true | undefined => numberText(body, 'code') === '0' || undefined;

/** What notices and answers to queries sign: these values and then the amount, joined without separators. */
const SIGNED_HEAD = ['merchant_reference', 'payment_method', 'status', 'currency'] as const;

/** The spellings of an amount in a signed text: JSON turns `120.00` into 120. All mean the same amount. */
export function spellings(amount: unknown): readonly string[] {
  if (typeof amount === 'string') return [amount];
  if (typeof amount !== 'number') return [];
  const [whole = '', cents = ''] = String(amount).split('.');
  const padded = [0, 1, 2].map((digits) => cents.padEnd(digits, '0'));
  return padded.map((digits) => (digits === '' ? whole : `${whole}.${digits}`));
}

/** Whether one of the spellings of its amount makes the five values of a message fit its signature. */
export function isGenuine(
  message: JsonObject,
  amounts: readonly string[],
  { config }: LatipayAccount,
): boolean {
  const head = SIGNED_HEAD.map((name) => textAt(message, name) ?? '').join('');
  const signature = textAt(message, 'signature') ?? '';
  return amounts.some((amount) =>
    equalInConstantTime(signTextHmacSha256(head + amount, config.api_key), signature),
  );
}

const amountIn = (message: JsonObject): Money | undefined =>
  readable(() => majorAmount(spellings(message.amount)[0], textAt(message, 'currency')));

export function paymentReport(message: JsonObject, { config }: LatipayAccount): PaymentReport | undefined {
  const attemptNo = wordAt(message, 'merchant_reference');
  const theirs = textAt(message, 'status') ?? '';
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountIn(message);
  if (attemptNo === undefined || (status === 'paid' && !amount)) return undefined;
  // No message names user or wallet; the wallet's currency is all that tells wallets of one user apart.
  const misfit = misfitIn(message, { always: { currency: config.currency } });
  return { kind: 'payment', attemptNo, status, theirs, ...present({ amount, misfit }) };
}

// --- notices -------------------------------------------------------------------------------------------------

/** The form fields of a notice; undefined when one that matters is missing. */
export function readNotice(body: string): Params | undefined {
  const form = formFields(body);
  return form && [...SIGNED_HEAD, 'amount'].every((name) => name in form) ? form : undefined;
}
