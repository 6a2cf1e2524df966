/**
 * VR Payment's answers and the contents of its webhooks, which have one form: what a result code means to us.
 * Sources: see vr.ts.
 */
import type { Outcome, Refusal } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { isObject, objectAt, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';
import { BUSY, isBusy, readable, undocumented, UNREADABLE, UNVERIFIED } from './answers';
import { theirName, type VrAccount } from './vr-account';
import { resultGroup, type ResultGroup } from './vr-results';

const PAYMENT_STATUS: Readonly<Partial<Record<ResultGroup, PaymentStatus>>> = {
  paid: 'paid',
  review: 'paid',
  rejected: 'declined',
  invalid: 'declined',
  ended: 'closed',
};

const REFUND_STATUS: Readonly<Partial<Record<ResultGroup, RefundReport['status']>>> = {
  paid: 'succeeded',
  review: 'succeeded',
  rejected: 'failed',
  invalid: 'failed',
};

const DUPLICATE = '800.110.100';

const resultIn = (body: JsonObject): JsonObject => objectAt(body, 'result');
const codeIn = (body: JsonObject): string => textAt(resultIn(body), 'code') ?? '';

export function groupIn(body: JsonObject, { config }: VrAccount): ResultGroup {
  const group = resultGroup(codeIn(body));
  return group === 'test' && config.test_mode === true ? 'paid' : group;
}

/** The code and its words, and why it does not count where that is not plain. */
function wordsIn(body: JsonObject, group: ResultGroup): string {
  const note = { review: '(manual review asked for)', test: '(a test code, but test_mode is not set)' };
  const words = [
    codeIn(body),
    textAt(resultIn(body), 'description'),
    new Map(Object.entries(note)).get(group),
  ];
  return words.filter((word) => word !== undefined && word !== '').join(' ');
}

/** Opens an answer: what `read` finds in it, else a no of a published group, else nothing is known. */
export function opened<T>(
  reply: HttpReply,
  account: VrAccount,
  read: (body: JsonObject) => T | undefined,
): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body || !isObject(body.result)) return UNREADABLE;
  const speaksOfIt = reply.status === 200 || reply.status === 400;
  const value = speaksOfIt ? readable(() => read(body)) : undefined;
  return value === undefined ? refusal(reply.status, body, account) : { is: 'ok', value };
}

function refusal(status: number, body: JsonObject, account: VrAccount): Outcome<never> {
  const group = groupIn(body, account);
  const theirs = wordsIn(body, group);
  if (group === 'doubtful') return { ...BUSY, theirs };
  if (group === 'test') return UNVERIFIED;
  if (group === 'unlisted') return codeIn(body) === '' ? UNREADABLE : undocumented(theirs);
  const why = refusalOf(status, codeIn(body), group);
  return why ? { is: 'refused', why, theirs } : UNREADABLE;
}

function refusalOf(status: number, code: string, group: ResultGroup): Refusal | undefined {
  if (code === DUPLICATE) return 'number_taken';
  if (group === 'rejected') return 'declined';
  if (group !== 'invalid' && group !== 'ended') return undefined;
  // The same code says that a parameter is wrong: only the status says that nothing is there.
  return status === 404 ? 'not_found' : 'other';
}

/** Names a transaction: its id where we know it, our number and the payment type that it must have. */
export interface Question {
  readonly id: string | undefined;
  readonly number: string;
  readonly numberName?: string;
  readonly type: 'DB' | 'RF';
}

/** The transaction that was asked about, by its id or as the only one of its number in a list. */
export function transactionIn(
  body: JsonObject,
  { id, number, numberName, type }: Question,
): JsonObject | undefined {
  const isNamed = id !== undefined;
  const all = isNamed ? [body] : Array.isArray(body.payments) ? body.payments.filter(isObject) : [];
  const mine = all.filter(
    (one) =>
      (!isNamed || textAt(one, 'id') === id) &&
      (wordAt(one, numberName ?? 'merchantTransactionId') ?? (isNamed && number)) === number &&
      (wordAt(one, 'paymentType') ?? (isNamed && type)) === type,
  );
  return mine.length === 1 ? mine[0] : undefined;
}

function amountIn(body: JsonObject, amountName = 'amount', currencyName = 'currency'): Money | undefined {
  const [amount, currency] = [textAt(body, amountName), textAt(body, currencyName)];
  const isAmount = amount !== undefined && currency === 'EUR' && /^\d{1,12}\.\d\d$/.test(amount);
  return isAmount ? majorAmount(amount, currency) : undefined;
}

export function paymentReport(
  body: JsonObject,
  attemptNo: string,
  account: VrAccount,
): PaymentReport | undefined {
  const group = groupIn(body, account);
  const status = PAYMENT_STATUS[group] ?? 'pending';
  const amount = amountIn(body);
  if (status === 'paid' && !amount) return undefined;
  const theirs = wordsIn(body, group);
  return {
    kind: 'payment',
    attemptNo,
    status,
    theirs,
    ...present({ amount, spTradeNo: wordAt(body, 'id') }),
  };
}

export function refundReport(body: JsonObject, outRefundNo: string, account: VrAccount): RefundReport {
  const group = groupIn(body, account);
  const [amountName, currencyName] = ['refund_fee', 'refund_currency'].map((one) => theirName(account, one));
  return {
    kind: 'refund',
    outRefundNo,
    status: REFUND_STATUS[group] ?? 'processing',
    theirs: wordsIn(body, group),
    ...present({ amount: amountIn(body, amountName, currencyName), spRefundNo: wordAt(body, 'id') }),
  };
}
