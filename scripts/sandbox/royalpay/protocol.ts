/**
 * The RoyalPay family on the wire: its operators, signature, fields, codes and words. Sources: the public clients
 * bravemaster619/alphapay (types), go-pay/gopay (folder lakala), shop-r1/royalpay (codes), read 2026-11.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import type { HeldPayment, HeldRefund } from '../ledger';
import { filled, isJson, jsonIn, onceEach, read, webAddress } from '../reading';
import { isSame, signedText } from '../signing';

/** What one operator is like, and the demo shop's account there. */
export interface Operator {
  readonly partner_code: string;
  readonly credential_code: string;
  readonly currencies: readonly string[];
  /** How far its times are ahead of UTC, hours. Published for AlphaPay and Lakala; the others are the sandbox's choice. */
  readonly hours: number;
  /** Lakala's clients know `sdk_params` as JSON in a text. */
  readonly paramsAreText: boolean;
  /** Percent that are added to what the payer pays. At one operator, so that shops can see what then comes of refunds. */
  readonly surcharge: number;
}

const operator = (partner_code: string, currencies: readonly string[], hours: number): Operator => ({
  partner_code,
  credential_code: `crosspay-demo-${partner_code.toLowerCase()}-credential`,
  currencies,
  hours,
  paramsAreText: false,
  surcharge: 0,
});

/** By the name in the sandbox's address, which stands in the place of the host. */
export const operators: Readonly<Record<string, Operator>> = {
  royalpay: operator('ROYA', ['AUD', 'CNY'], 10),
  alphapay: operator('ALPH', ['CAD', 'CNY'], -8),
  globepay: { ...operator('GLOB', ['GBP', 'CNY'], 0), surcharge: 3 },
  'globepay-jp': operator('GLOJ', ['JPY'], 9),
  'lakala-jp': { ...operator('LAKA', ['JPY'], 9), paramsAreText: true },
  sheepay: operator('SHEE', ['HKD', 'CNY'], 8),
};

/** A published code and words. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export const wrong = (what: string): Refusal => new Refusal('PARAM_INVALID', what);

/** The word for an order's state, as long as nothing of it went back. */
export const stateWord: Readonly<Record<HeldPayment['state'], string>> = {
  open: 'PAYING',
  paid: 'PAY_SUCCESS',
  closed: 'CLOSED',
  expired: 'CLOSED',
  failed: 'PAY_FAIL',
  declined: 'PAY_FAIL',
  reversed: 'FULL_REFUND',
};

/** The word for a refund's state. `SUCCESS` is a refund that was handed on. */
export const refundWord: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'SUCCESS',
  succeeded: 'FINISHED',
  failed: 'FAILED',
  closed: 'CREATE_FAILED',
};

/** `2026-11-02 20:00:50` at the operator's. */
export const localTime = (ms: number, { hours }: Operator): string =>
  new Date(ms + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

// --- signature -------------------------------------------------------------------------------------------------

/** SHA-256 of the partner, a moment, a nonce and the credential. */
export const signatureOf = (
  { partner_code, credential_code }: Pick<Operator, 'partner_code' | 'credential_code'>,
  time: string,
  nonce: string,
): string =>
  createHash('sha256')
    .update(`${signedText([partner_code, time, nonce].join('&'))}&${credential_code}`, 'utf8')
    .digest('hex');

const signedQuery = v.looseObject({ time: filled, nonce_str: filled, sign: filled });
const windowMs = 5 * 60_000;

/** Lets a request in that is signed, and not long ago. */
export function mustBeSigned(query: URLSearchParams, by: Operator, now: number): void {
  const fields = v.safeParse(signedQuery, onceEach(query, wrong));
  if (!fields.success) throw new Refusal('INVALID_SIGN', 'time, nonce_str and sign must stand in the query');
  const { time, nonce_str, sign } = fields.output;
  if (!/^\d{13}$/.test(time) || Math.abs(now - Number(time)) > windowMs)
    throw new Refusal('SIGN_TIMEOUT', 'time is more than 5 minutes from ours');
  if (!isSame(sign, signatureOf(by, time, nonce_str))) throw new Refusal('INVALID_SIGN', 'sign is wrong');
}

// --- requests --------------------------------------------------------------------------------------------------

const units = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const orderFields = v.strictObject({
  description: filled,
  price: units,
  currency: filled,
  channel: filled,
  notify_url: v.exactOptional(webAddress),
  operator: v.exactOptional(v.string()),
  appid: filled,
  customer_id: filled,
});
export type OrderFields = v.InferOutput<typeof orderFields>;

export const refundFields = v.strictObject({ fee: units });

/** The JSON in a request's body as `schema` describes it. */
export function check<T>(schema: v.GenericSchema<unknown, T>, request: WebRequest): T {
  if (!isJson(request)) throw wrong('Content-Type must be application/json');
  return read(schema, jsonIn(request.body, wrong), ({ field, issue }) =>
    wrong(`${field || 'body'}: ${issue}`),
  );
}
