/**
 * VR Payment on the wire: bearer token, form bodies, result codes. Sources: the opening part of the wallet's API
 * documentation (service.vr-payment.de) and the Open Payment Platform's pages (hyperpay.docs.oppwa.com,
 * developers.primeiropay.com/result-codes), read 2026-11. What they leave open is chosen here and marked.
 */
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import { minorUnits } from '../decimal';
import type { HeldPayment, HeldRefund } from '../ledger';
import { filled, onceEach, read, text } from '../reading';
import { demoAppid } from '../sandbox';

/** The demo shop's contract. The brand's spelling is not public; this one is the sandbox's. */
export const account = {
  access_token: 'crosspay-demo-vr-access-token',
  entity_id: '8a8294174d0595bb014d05d82e5b01d2',
  payment_brand: 'WECHATPAY',
} as const;

/** The names that VR Payment publishes nowhere, as this sandbox has them; the demo configuration tells them. */
export const names = {
  appid: 'wechatpay.appId',
  openid: 'wechatpay.openId',
  description: 'descriptor',
  payment: 'wechatpay.parameters',
} as const;

/** A refusal: HTTP status, result code and words. */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 401 | 403 | 404,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

/** Admits whoever carries the token. */
export function checkToken({ headers }: WebRequest): void {
  const match = /^Bearer (\S+)$/.exec(headers.authorization ?? '');
  if (!match) throw new Refusal(401, '800.900.300', 'header Authorization: Bearer <token> is expected');
  if (match[1] !== account.access_token)
    throw new Refusal(403, '800.900.300', 'the access token is not known');
}

/** The fields of a form body, each of which may stand there once. */
export function readForm({ headers, body }: WebRequest): Record<string, string> {
  if (!/^application\/x-www-form-urlencoded(;|$)/i.test(headers['content-type'] ?? ''))
    throw new Refusal(400, '200.300.404', 'Content-Type must be application/x-www-form-urlencoded');
  return readQuery(new URLSearchParams(body.toString('utf8')));
}

/** The fields of a form or query string, each of which may stand there once. */
export const readQuery = (params: URLSearchParams): Record<string, string> => onceEach(params, wrong);

export const wrong = (what: string): Refusal =>
  new Refusal(400, '200.300.404', `invalid or missing parameter: ${what}`);

/** `value` as `schema` describes it; refuses with the name of the first wrong, missing or unknown field. */
export function check<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  return read(schema, value, ({ field, issue }) => wrong(`${field} ${issue}`.trim()));
}

const entityId = v.exactOptional(v.literal(account.entity_id, 'entity not found'));
const amount = v.pipe(
  v.string(),
  v.check((value) => (minorUnits(value, 'EUR') ?? 0) > 0, 'must be digits, a dot and two digits'),
);
const money = { amount, currency: v.literal('EUR', 'must be EUR') };

/** Lengths as the Open Payment Platform publishes them: AN255, and AN127 of the descriptor. */
const merchantTransactionId = text(255);

export const debitFields = v.strictObject({
  entityId,
  paymentType: v.literal('DB'),
  paymentBrand: v.literal(account.payment_brand),
  ...money,
  merchantTransactionId,
  [names.appid]: v.literal(demoAppid, `is not bound to the contract; the sandbox knows ${demoAppid}`),
  [names.openid]: filled,
  [names.description]: v.exactOptional(text(127)),
});

export const refundFields = v.strictObject({
  entityId,
  paymentType: v.literal('RF'),
  ...money,
  merchantTransactionId: v.exactOptional(merchantTransactionId),
});

export const reversalFields = v.strictObject({ entityId, paymentType: v.literal('RV') });
export const queryFields = v.strictObject({ entityId });
export const numberQueryFields = v.strictObject({
  entityId: v.literal(account.entity_id, 'entity not found'),
  merchantTransactionId,
});

export interface Result {
  readonly code: string;
  readonly description: string;
}

const result = (code: string, description: string): Result => ({ code, description });
export const succeeded = result('000.000.000', 'Transaction succeeded');

export const paymentResult: Readonly<Record<HeldPayment['state'], Result>> = {
  open: result('000.200.000', 'transaction pending'),
  paid: succeeded,
  closed: result('100.396.101', 'Cancelled'),
  expired: result('100.396.103', 'Previously pending transaction timed out'),
  failed: result('800.100.152', 'transaction declined by authorization system'),
  declined: result('100.396.101', 'Cancelled by user'),
  // A transaction keeps its own result; what reversed it is a transaction of its own.
  reversed: succeeded,
};

export const refundResult: Readonly<Record<HeldRefund['state'], Result>> = {
  processing: result('000.200.000', 'transaction pending'),
  succeeded,
  failed: result('800.100.152', 'transaction declined by authorization system'),
  closed: result('800.100.152', 'transaction declined by authorization system'),
};
