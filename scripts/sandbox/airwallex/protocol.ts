/**
 * Airwallex on the wire: login, tokens, request ids, codes, states and the signature of webhooks. Sources: airwallex.com/docs (API
 * access token, payment statuses, error response codes, refunds, listen for webhook events), read 2026-11.
 */
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import type { SandboxKit } from '../acquirer';
import { currencyDigits } from '../decimal';
import type { HeldPayment, HeldRefund } from '../ledger';
import { randomHex } from '../numbers';
import { signedText } from '../signing';
import { filled, jsonIn, read, text, unitsOf } from '../reading';

/** The demo shop's account. */
export const account = {
  client_id: 'crosspay-demo-client',
  api_key: 'crosspay-demo-airwallex-key',
  webhook_secret: 'crosspay-demo-airwallex-webhook',
} as const;

/** A published error. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: 400 | 401 | 404 = 400,
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export const wrong = (message: string): Refusal => new Refusal('validation_error', message);

/** Lives for half an hour, published. */
const lifeMs = 30 * 60_000;

/** Tokens that were given out; none survives a restart. */
export class Tokens {
  private readonly endsAt = new Map<string, number>();

  constructor(private readonly kit: SandboxKit) {}

  login({ headers }: WebRequest): WebReply {
    if (headers['x-client-id'] !== account.client_id || headers['x-api-key'] !== account.api_key)
      throw new Refusal('credentials_invalid', 'UNAUTHORIZED', 401);
    const { clock, dice } = this.kit;
    const token = `demo.${randomHex(dice, 32)}`;
    const endsAt = clock.now() + lifeMs;
    this.endsAt.set(token, endsAt);
    const expires_at = `${new Date(endsAt).toISOString().slice(0, 19)}+0000`;
    return json({ token, expires_at }, 201);
  }

  check({ headers }: WebRequest): void {
    const endsAt = this.endsAt.get((headers.authorization ?? '').replace(/^Bearer /, '')) ?? 0;
    if (endsAt <= this.kit.clock.now())
      throw new Refusal('unauthorized', 'Access denied, authentication failed', 401);
    if (!/^\d{4}-\d\d-\d\d$/.test(headers['x-api-version'] ?? '')) throw wrong('x-api-version');
  }
}

/** `failed` and what ran out ask for another try. */
export const statusWord = ({ state, strings }: HeldPayment): string => {
  if (state === 'paid' || state === 'reversed') return 'SUCCEEDED';
  if (state === 'closed') return 'CANCELLED';
  return state === 'open' && strings ? 'REQUIRES_CUSTOMER_ACTION' : 'REQUIRES_PAYMENT_METHOD';
};

export const refundWord: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'RECEIVED',
  succeeded: 'SETTLED',
  failed: 'FAILED',
  closed: 'FAILED',
};

export const signature = (timestamp: string, body: string, secret: string): string =>
  createHmac('sha256', secret)
    .update(signedText(timestamp + body))
    .digest('hex');

export function check<T>(schema: v.GenericSchema<unknown, T>, request: WebRequest): T {
  const body = jsonIn(request.body, wrong);
  return read(schema, body, ({ field, issue }) => wrong(`${field} ${issue}`.trim()));
}

/** A JSON number of major units in minor ones. */
export function minorOf(amount: number, currency: string): number {
  const written = amount.toFixed(currencyDigits(currency));
  if (Number(written) !== amount) throw wrong(`amount ${amount} has more digits than ${currency} knows`);
  return unitsOf(written, currency, wrong);
}

const requestId = text(64);
const currency = v.picklist(
  ['AUD', 'CAD', 'CHF', 'CNY', 'EUR', 'GBP', 'HKD', 'JPY', 'NZD', 'SGD', 'USD'],
  'is not supported',
);
const amount = v.pipe(v.number(), v.gtValue(0, 'must be more than 0'));

export const createFields = v.strictObject({
  request_id: requestId,
  amount,
  currency,
  merchant_order_id: text(64),
});

export const confirmFields = v.strictObject({
  request_id: requestId,
  payment_method: v.strictObject({
    type: v.literal('wechatpay'),
    wechatpay: v.strictObject({ flow: v.literal('mini_program'), open_id: filled }),
  }),
});

export const cancelFields = v.strictObject({
  request_id: requestId,
  cancellation_reason: v.exactOptional(v.string()),
});

export const refundFields = v.strictObject({
  request_id: requestId,
  payment_intent_id: filled,
  amount: v.exactOptional(amount),
  reason: v.exactOptional(v.string()),
});
