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
  withoutEmpty,
  type Params,
} from '../../codecs/sorted-params';
import type { PaymentReport, PaymentStatus } from '../order/facts';
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { majorAmount } from './amounts';
import {
  all,
  BUSY,
  isBusy,
  readable,
  saidNo,
  understood,
  UNREADABLE,
  UNVERIFIED,
  type Refusals,
} from './answers';
import { paymentStrings, verified } from './connector';
import type { HttpReply, HttpRequest, Outcome } from '../../kernel/exchange';
import type { Account, Connector } from './connector';
import { oneOf, required, secretText, text } from '../../kernel/fields';
import { formFields } from './forms';
import { harmless } from './free-text';
import { misfitIn } from './misfit';
import { plainText } from './notice-replies';
import { WECHAT_TEXTS } from './wechat-words';

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

/** The error codes that every call may answer (page error-code). */
const ANYWHERE: Refusals = {
  ...all('110 204 205 206 207 300 301 302 303 304 305 450', 'other'),
  '201': 'not_found',
};

/** The published error codes by call. A bare `1 FAIL` gives no reason, so at a refund it is no definite no. */
const REFUSALS = {
  pay: { ...ANYWHERE, ...all('1 454', 'other') },
  query: { ...ANYWHERE, '1': 'other' },
  close: { ...ANYWHERE, ...all('1 3', 'other'), '900': 'already_paid', '901': 'closed' },
  refund: { ...ANYWHERE, ...all('454 559 562', 'other'), ...all('551 558', 'not_found') },
} as const satisfies Readonly<Record<string, Refusals>>;

// --- requests ------------------------------------------------------------------------------------------------

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

/** Opens an answer: code 0 or none is yes; only a published code is a definite no. */
function opened<T>(
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

const amountIn = (message: JsonObject): Money | undefined =>
  readable(() => majorAmount(spellings(message.amount)[0], textAt(message, 'currency')));

function paymentReport(message: JsonObject, { config }: LatipayAccount): PaymentReport | undefined {
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
function readNotice(body: string): Params | undefined {
  const form = formFields(body);
  return form && [...SIGNED_HEAD, 'amount'].every((name) => name in form) ? form : undefined;
}

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
    texts: WECHAT_TEXTS,
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
    reply: (reply) =>
      opened(reply, REFUSALS.pay, (body) => {
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
      const said = opened(reply, REFUSALS.query, (body) => body);
      if (said.is !== 'ok') return said;
      const amounts = spellings(said.value.amount);
      if (amounts.length === 0) return UNREADABLE;
      if (!isGenuine(said.value, amounts, account)) return UNVERIFIED;
      const report = paymentReport(said.value, account);
      const orderId = numberText(said.value, 'order_id');
      const isAsked = report?.attemptNo === attemptNo && (spTradeNo ?? orderId) === (orderId ?? spTradeNo);
      return isAsked ? { is: 'ok', value: { ...report, ...present({ spTradeNo: orderId }) } } : UNREADABLE;
    },
  },

  close: {
    request({ attemptNo }, account) {
      const { user_id, api_key } = account.config;
      const text = `user_id=${user_id}&merchant_reference=${attemptNo}`;
      const params = { user_id, merchant_reference: attemptNo };
      return post(account, '/cancel', params, signHmacSha256KeyAppended(text, api_key));
    },
    reply: (reply) => opened(reply, REFUSALS.close, isDone),
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
      opened(
        reply,
        REFUSALS.refund,
        (body) => isDone(body) && { kind: 'refund', outRefundNo, status: 'succeeded', theirs: '0' },
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
    read({ content }, account) {
      const report = paymentReport(content, account);
      return report ? [report] : [];
    },
    accepted: plainText(200, 'sent'),
    refused: (status) => plainText(status, 'refused'),
  },
} satisfies Connector<typeof fields>;
