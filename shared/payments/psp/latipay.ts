/**
 * Latipay (New Zealand, Australia). Protocol: doc.latipay.net (WeChat mini app, hosted online and its cancel page,
 * error codes; source at github.com/Latipay/latipay.github.io), read 2026-11. JSON, HMAC-SHA256 with the `api_key`.
 *
 * Irregularities that shape this file:
 * - The key signs and is appended to the signed text as well. `/cancel` alone signs its two fields unsorted: its page
 *   says sorted, its printed signature fits only the unsorted text.
 * - No request names a currency: it is the wallet's, so an account takes orders in that currency alone.
 * - A notice signs five values joined without separators, and neither `order_id`, which refunds need, nor `pay_time`.
 *   The same signature over the same text travels through payers' browsers (`return_url`). So a notice is a hint.
 * - Answers to queries sign the same five values; there the amount is a JSON number, which loses its zeros.
 * - Refunds go by Latipay's `order_id` and have no number of the merchant's, no notice and no query: code 0 is the last
 *   word about one, and a refund whose answer was lost is not sent again.
 * - `pay_time` is called UTC and +08:00 in the same line; it is not read.
 */
import { objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { equalInConstantTime } from '../../kernel/secret';
import {
  canonical,
  signHmacSha256KeyAppended,
  signTextHmacSha256,
  wellFormed,
  withoutEmpty,
  type Params,
} from '../../codecs/sorted-params';
import type { PaymentFact, PaymentStatus } from '../order/facts';
import { fromMajor, toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { paymentStrings, verified } from './connector';
import type { HttpReply, HttpRequest, Outcome, Refusal } from '../../kernel/exchange';
import type { Account, Connector } from './connector';
import { oneOf, required, secretText, text } from '../../kernel/fields';

const CURRENCIES = ['NZD', 'AUD'] as const;

const fields = {
  user_id: required(text(/^U\d+$/, 'must be U and digits'), 'user ID of the wallet’s integration parameters'),
  wallet_id: required(text(/^W\d+$/, 'must be W and digits'), 'wallet ID; a wallet holds one currency'),
  api_key: required(secretText(), 'API key of the user'),
  currency: required(oneOf(...CURRENCIES), 'the wallet’s currency; orders in another one are refused'),
};
type LatipayAccount = Account<typeof fields>;

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  pending: 'pending',
  paid: 'paid',
  failed: 'declined',
  rejected: 'declined',
  canceled: 'closed',
};

/** The published error codes (pages error-code and cancel). */
const REFUSALS: Readonly<Record<string, Refusal>> = {
  ...Object.fromEntries(
    ['1', '3', '110', '204', '205', '206', '207', '300', '301', '302', '303', '304', '305', '450'].map(
      (code) => [code, 'other'] as const,
    ),
  ),
  '201': 'not_found',
  '454': 'other',
  '551': 'not_found',
  '558': 'not_found',
  '559': 'other',
  '562': 'other',
  '900': 'already_paid',
  '901': 'closed',
};

// --- requests ------------------------------------------------------------------------------------------------

/** `&` and `=` are not escaped in the signed text, and half characters cannot be signed at all. */
const harmless = (words: string): string => wellFormed(words.replace(/[&=]/g, ' '));

const signed = (params: Params, { config }: LatipayAccount): string =>
  signHmacSha256KeyAppended(canonical(withoutEmpty(params)), config.api_key);

function post(account: LatipayAccount, path: string, params: Params, signature: string): HttpRequest {
  return {
    method: 'POST',
    url: account.endpoint + path,
    headers: { 'content-type': 'application/json;charset=UTF-8', accept: 'application/json' },
    body: JSON.stringify({ ...params, signature }),
  };
}

// --- answers -------------------------------------------------------------------------------------------------

/** A text, or a whole number that survived JSON: the documents show codes and order numbers as both. */
function numberText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return Number.isSafeInteger(value) ? String(value) : wordAt(body, name);
}

const UNREADABLE = { is: 'unknown', why: 'unreadable' } as const;

/** The body of an answer. An undocumented code is no definite no, unless `unlisted` says what it means here. */
function opened(reply: HttpReply, unlisted?: Refusal): Outcome<JsonObject> {
  if (reply.status >= 500 || reply.status === 429) return { is: 'unknown', why: 'busy' };
  const body = readJsonObject(reply.body);
  if (!body) return UNREADABLE;
  const code = numberText(body, 'code') ?? '0';
  if (code === '0') return reply.status < 300 ? { is: 'ok', value: body } : UNREADABLE;
  const why = own(REFUSALS, code) ?? unlisted;
  return why ? { is: 'refused', why, theirs: `${code} ${textAt(body, 'message') ?? ''}`.trim() } : UNREADABLE;
}

/** An answer whose body `read` turns into a value, or into undefined when something is missing. */
function valued<T>(said: Outcome<JsonObject>, read: (body: JsonObject) => T | undefined): Outcome<T> {
  if (said.is !== 'ok') return said;
  const value = read(said.value);
  return value === undefined ? UNREADABLE : { is: 'ok', value };
}

const isDone = (body: JsonObject): true | undefined => numberText(body, 'code') === '0' || undefined;

/** What notices and answers to queries sign: these values and then the amount, joined without separators. */
const SIGNED_HEAD = ['merchant_reference', 'payment_method', 'status', 'currency'] as const;

/** The spellings of an amount in a signed text: JSON turns `120.00` into 120. All mean the same amount. */
function spellings(amount: unknown): readonly string[] {
  if (typeof amount === 'string') return [amount];
  if (typeof amount !== 'number') return [];
  const [whole = '', cents = ''] = String(amount).split('.');
  const padded = [0, 1, 2].map((digits) => cents.padEnd(digits, '0'));
  return padded.map((digits) => (digits === '' ? whole : `${whole}.${digits}`));
}

/** Whether one of the spellings of its amount makes the five values of a message fit its signature. */
function isGenuine(message: JsonObject, amounts: readonly string[], { config }: LatipayAccount): boolean {
  const head = SIGNED_HEAD.map((name) => textAt(message, name) ?? '').join('');
  const signature = textAt(message, 'signature') ?? '';
  return amounts.some((amount) =>
    equalInConstantTime(signTextHmacSha256(head + amount, config.api_key), signature),
  );
}

function amountIn(message: JsonObject): Money | undefined {
  const [amount = ''] = spellings(message.amount);
  try {
    return fromMajor(amount, textAt(message, 'currency') ?? '');
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function paymentFact(message: JsonObject): PaymentFact | undefined {
  const attemptNo = wordAt(message, 'merchant_reference');
  const theirs = textAt(message, 'status') ?? '';
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountIn(message);
  if (attemptNo === undefined || (status === 'paid' && !amount)) return undefined;
  return { kind: 'payment', paySp: 'latipay', attemptNo, status, theirs, ...present({ amount }) };
}

// --- notices -------------------------------------------------------------------------------------------------

/** The form fields of a notice; undefined when one that matters is missing or there twice. */
function readNotice(body: string): Readonly<Record<string, string>> | undefined {
  const form = new URLSearchParams(body);
  const isWhole = [...SIGNED_HEAD, 'amount'].every((name) => form.getAll(name).length === 1);
  return isWhole && form.getAll('signature').length < 2 ? Object.fromEntries(form) : undefined;
}

const answer = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

export const latipay = {
  paySp: 'latipay',
  title: 'Latipay',
  docs: { url: 'https://doc.latipay.net', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: { description: { most: 127, unit: 'bytes' }, reason: { most: 80, unit: 'characters' } },
    maxRefunds: 20,
    currencies: CURRENCIES,
    minimum: { NZD: 1, AUD: 1 },
  },
  fields,
  endpoint: () => 'https://api.latipay.net',
  appid: (_config, caller) => caller,
  currencies: ({ currency }) => [currency],

  pay: {
    request(input, account) {
      const { user_id, wallet_id } = account.config;
      const params = {
        user_id,
        wallet_id,
        amount: toMajor(input.amount),
        notify_url: account.notifyUrl,
        merchant_reference: input.attemptNo,
        product_name: harmless(input.description),
        app_id: input.appid,
        open_id: input.openid,
      };
      return post(account, '/v2/miniapppay', params, signed(params, account));
    },
    // Any code is a definite no here: a payment whose strings we never got cannot be paid by anybody.
    reply: (reply) =>
      valued(opened(reply, 'other'), (body) => {
        const payment = paymentStrings(objectAt(body, 'payment'));
        const spTradeNo = numberText(objectAt(body, 'paydata'), 'order_id');
        return payment && spTradeNo !== undefined ? { ticket: { payment }, spTradeNo } : undefined;
      }),
  },

  query: {
    request({ attemptNo }, account) {
      const params = { merchant_reference: attemptNo, user_id: account.config.user_id };
      const query = new URLSearchParams({ user_id: params.user_id, signature: signed(params, account) });
      return {
        method: 'GET',
        url: `${account.endpoint}/v2/transaction/${encodeURIComponent(attemptNo)}?${query.toString()}`,
        headers: { accept: 'application/json' },
        body: '',
      };
    },
    reply(reply, { attemptNo, spTradeNo }, account) {
      const said = opened(reply);
      if (said.is !== 'ok') return said;
      const amounts = spellings(said.value.amount);
      if (amounts.length === 0) return UNREADABLE;
      if (!isGenuine(said.value, amounts, account)) return { is: 'unknown', why: 'unverified' };
      const fact = paymentFact(said.value);
      const orderId = numberText(said.value, 'order_id');
      const isAsked = fact?.attemptNo === attemptNo && (spTradeNo ?? orderId) === (orderId ?? spTradeNo);
      return isAsked ? { is: 'ok', value: { ...fact, ...present({ spTradeNo: orderId }) } } : UNREADABLE;
    },
  },

  close: {
    request({ attemptNo }, account) {
      const { user_id, api_key } = account.config;
      const text = `user_id=${user_id}&merchant_reference=${attemptNo}`;
      const params = { user_id, merchant_reference: attemptNo };
      return post(account, '/cancel', params, signHmacSha256KeyAppended(text, api_key));
    },
    reply: (reply) => valued(opened(reply), isDone),
  },

  refund: {
    request({ spTradeNo, outRefundNo, amount }, account) {
      if (spTradeNo === undefined) return undefined;
      const params = {
        user_id: account.config.user_id,
        order_id: spTradeNo,
        refund_amount: toMajor(amount),
        // Latipay takes no number of ours; as the note it is at least what a person finds in the portal.
        reference: outRefundNo,
      };
      return post(account, '/refund', params, signed(params, account));
    },
    reply: (reply, { outRefundNo }) =>
      valued(opened(reply), (body) =>
        isDone(body)
          ? { kind: 'refund', paySp: 'latipay', outRefundNo, status: 'succeeded', theirs: '0' }
          : undefined,
      ),
  },

  notifications: {
    by: 'POST',
    believe: 'query',
    glance(notice) {
      const fields = readNotice(notice.body);
      if (!fields) return { rejected: 'malformed' };
      return /^[0-9a-f]{64}$/.test(fields.signature ?? '') ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const fields = readNotice(notice.body);
      if (!fields) return { rejected: 'malformed' };
      return isGenuine(fields, spellings(fields.amount), account)
        ? verified(fields)
        : { rejected: 'bad_signature' };
    },
    read({ content }) {
      const fact = paymentFact(content);
      return fact ? [fact] : [];
    },
    accepted: answer(200, 'sent'),
    refused: (status) => answer(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
