/**
 * YabandPay (Netherlands). Protocol: docs.yabandpay.com (sign, mini, query, cancel, refund, notify pages) and the
 * vendor's PHP library, read 2026-11. One URL, JSON envelope, HMAC-SHA256 over all fields flat and sorted.
 *
 * Irregularities that shape this file:
 * - Queries know only YabandPay's own number (`trade_id`), refunds only `refund_id`: both must be kept.
 * - Cancelling a paid order gives its money back: ask before closing.
 * - Answers carry no signature; trust rests on TLS. Notices are signed over `data` alone.
 * - The signed text does not escape `&` and `=`, so free text must not contain them.
 * - Whether a merchant number may repeat is not published: a dead attempt is followed by one with a new number,
 *   and a refund whose answer was lost is not sent again, it waits for the notice.
 */
import { isObject, objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { equalInConstantTime } from '../../kernel/secret';
import { signHmacSha256, withoutEmpty, type Params } from '../../codecs/sorted-params';
import type { PaymentFact, PaymentStatus, RefundFact } from '../order/facts';
import { fromMajor, toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { paymentStrings, verified } from './connector';
import type { Env, HttpReply, HttpRequest, Outcome, Refusal } from '../../kernel/exchange';
import type { Account, Connector, PayReply, PayRequest } from './connector';
import { optional, required, secretText, text, textMap } from '../../kernel/fields';

const fields = {
  mchid: required(text(), 'cashier account UID (`user` on the wire)'),
  key: required(secretText(), 'secret key of the cashier account'),
  sub_pay_methods: optional(
    textMap,
    'pay method → YabandPay’s `sub_pay_method`, where its spelling has changed',
  ),
};
type YabandAccount = Account<typeof fields>;

/** Spellings seen in the vendor's pages; they changed over time, hence `sub_pay_methods`. */
const SUB_PAY_METHODS: Readonly<Record<string, string>> = {
  wechat: 'WeChat Pay',
  alipay: 'Alipay',
  paypal: 'PayPal/recurring',
  sofort: 'SOFORT/DIGITAL',
  ideal: 'iDEAL',
  unionpay: 'UnionPay',
};

const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  new: 'pending',
  pending: 'pending',
  processing: 'pending',
  authorized: 'pending',
  verify: 'pending',
  paid: 'paid',
  completed: 'paid',
  declined: 'declined',
  failed: 'declined',
  expired: 'closed',
  cancelled: 'closed',
  canceled: 'closed',
};

const REFUND_STATUS: Readonly<Record<string, RefundFact['status']>> = {
  'to-be-approval': 'processing',
  'refund pending': 'processing',
  'refund processing': 'processing',
  refunded: 'succeeded',
  'refund failed': 'failed',
};

const TIMEOUT_MINUTES = '120';

function envelope(method: string, data: Params, account: YabandAccount, env: Env): HttpRequest {
  const time = Math.floor(env.now / 1000);
  const head = { user: account.config.mchid, method, time: String(time) };
  const sign = signHmacSha256({ ...head, ...data }, account.config.key);
  return {
    method: 'POST',
    url: account.endpoint,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...head, time, sign, data }),
  };
}

/** Opens the answer's envelope; `read` turns its data into a value, or undefined when something is missing. */
function opened<T>(reply: HttpReply, read: (data: JsonObject) => T | undefined): Outcome<T> {
  if (reply.status >= 500) return { is: 'unknown', why: 'busy' };
  const body = readJsonObject(reply.body);
  if (!body || typeof body.status !== 'boolean') return { is: 'unknown', why: 'unreadable' };
  if (!body.status) {
    const message = textAt(body, 'message') ?? 'no reason given';
    return {
      is: 'refused',
      why: refusalOf(message),
      theirs: `${textAt(body, 'code') ?? ''} ${message}`.trim(),
    };
  }
  const value = readable(() => read(objectAt(body, 'data')));
  return value === undefined ? { is: 'unknown', why: 'unreadable' } : { is: 'ok', value };
}

/** YabandPay publishes no error codes; only what changes our next step is told apart, by its words. */
function refusalOf(message: string): Refusal {
  if (/(order|trade|transaction|payment|refund)\b.*(not found|not exist)/i.test(message)) return 'not_found';
  if (/already (been )?paid/i.test(message)) return 'already_paid';
  if (/exist/i.test(message)) return 'number_taken';
  return 'other';
}

function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function amountIn(data: JsonObject, amountName: string, currencyName: string): Money | undefined {
  const amount = data[amountName];
  const currency = textAt(data, currencyName);
  if (currency === undefined || (typeof amount !== 'string' && typeof amount !== 'number')) return undefined;
  return fromMajor(String(amount), currency.toUpperCase());
}

function seconds(data: JsonObject, name: string): number | undefined {
  const value = Number(data[name]);
  return Number.isSafeInteger(value) && value > 1e9 && value < 1e11 ? value * 1000 : undefined;
}

function paymentFact(data: JsonObject, attemptNo: string): PaymentFact | undefined {
  const theirs = (textAt(data, 'state') ?? '').toLowerCase();
  const status = own(PAYMENT_STATUS, theirs) ?? 'pending';
  const amount = amountIn(data, 'amount', 'currency');
  if (status === 'paid' && !amount) return undefined;
  return {
    kind: 'payment',
    paySp: 'yaband',
    attemptNo,
    status,
    theirs,
    ...present({
      amount,
      spTradeNo: wordAt(data, 'trade_id'),
      transactionId: wordAt(data, 'transaction_id'),
    }),
    ...present({ paidAt: seconds(data, 'paid_time') }),
  };
}

function refundFact(data: JsonObject, outRefundNo: string): RefundFact | undefined {
  const theirs = (textAt(data, 'state') ?? '').toLowerCase();
  return {
    kind: 'refund',
    paySp: 'yaband',
    outRefundNo,
    status: own(REFUND_STATUS, theirs) ?? 'processing',
    theirs,
    ...present({ amount: amountIn(data, 'refund_amount', 'refund_currency') }),
    ...present({ spRefundNo: wordAt(data, 'refund_id'), refundedAt: seconds(data, 'refund_time') }),
  };
}

/** A verified notice whose amount is none: kept aside under its order's number. */
const unreadable = (attemptNo: string, theirs: string): PaymentFact => ({
  kind: 'payment',
  paySp: 'yaband',
  attemptNo,
  status: 'pending',
  theirs,
  misfit: 'the notice names no amount that can be read',
});

/** `&` and `=` would let a description pretend to be further signed fields. */
const harmless = (words: string): string => Array.from(words.replace(/[&=]/g, ' ')).slice(0, 120).join('');

function payData(input: PayRequest, account: YabandAccount): Params {
  const spelled = { ...SUB_PAY_METHODS, ...account.config.sub_pay_methods };
  const payer = input.payMethod === 'wechat' ? { sub_app_id: input.appid, sub_open_id: input.openid } : {};
  return {
    pay_method: 'online',
    sub_pay_method: spelled[input.payMethod] ?? '',
    order_id: input.attemptNo,
    amount: toMajor(input.amount),
    currency: input.amount.currency,
    description: harmless(input.description),
    timeout: TIMEOUT_MINUTES,
    notify_url: account.notifyUrl,
    ...payer,
  };
}

function payReply(data: JsonObject, input: PayRequest): PayReply | undefined {
  const spTradeNo = wordAt(data, 'trade_id');
  const url = wordAt(data, 'url');
  const payment = paymentStrings(objectAt(data, 'parameters'));
  const ticket = input.payMethod === 'wechat' ? payment && { payment } : url !== undefined && { url };
  return ticket && spTradeNo !== undefined ? { ticket, spTradeNo } : undefined;
}

// --- notices -------------------------------------------------------------------------------------------------

/** The vendor's library also accepts a form body that begins with `resultData=`. */
function readNotice(body: string): { sign: string; data: JsonObject } | undefined {
  const form = body.startsWith('resultData=') ? new URLSearchParams(body).get('resultData') : undefined;
  const notice = readJsonObject(form ?? body);
  if (!notice || !isObject(notice.data)) return undefined;
  return { sign: textAt(notice, 'sign') ?? '', data: notice.data };
}

/** How the vendor's PHP joins a value into the signed text; undefined for what has no such form. */
function asSigned(value: unknown): string | undefined {
  if (value === null || value === false) return '';
  if (value === true) return '1';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The signed map: nested objects (`3ds`) flattened one level. Undefined when two fields would share a name, or a value
 * looks like further fields: the same signed text must never have two readings.
 */
function signedParams(data: JsonObject): Params | undefined {
  const params: Record<string, string> = {};
  const flat = Object.entries(data).flatMap(([name, value]) =>
    isObject(value) ? Object.entries(value) : [[name, value] as const],
  );
  for (const [name, value] of flat) {
    const scalar = asSigned(value);
    const isGlued = scalar !== undefined && /&[^&=]+=/.test(scalar);
    if (scalar === undefined || isGlued || name in params || /[&=]/.test(name)) return undefined;
    params[name] = scalar;
  }
  return params;
}

const answer = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

export const yaband = {
  paySp: 'yaband',
  title: 'YabandPay',
  docs: { url: 'https://docs.yabandpay.com', read: '2026-11' },
  can: {
    payMethods: Object.keys(SUB_PAY_METHODS),
    numberAfterDecline: 'new',
    closeReverses: true,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: { description: { most: 120, unit: 'characters' }, reason: { most: 120, unit: 'characters' } },
    paymentLifeMs: 120 * 60_000,
    maxRefunds: 29,
    currencies: ['EUR', 'CNY', 'CHF', 'GBP', 'USD', 'HKD', 'DKK', 'SEK', 'PLN', 'NOK', 'HUF', 'CZK'],
    minimum: { EUR: 10, CNY: 100 },
  },
  fields,
  endpoint: () => 'https://mapi.yabandpay.com/Payments',
  appid: (_config, caller) => caller,

  pay: {
    request(input, account, env) {
      const method = input.payMethod === 'wechat' ? 'v3.CreatePaymentsWechatMiniPay' : 'v3.CreatePayments';
      return envelope(method, payData(input, account), account, env);
    },
    reply: (reply, input) => opened(reply, (data) => payReply(data, input)),
  },

  query: {
    request({ spTradeNo }, account, env) {
      return spTradeNo === undefined
        ? undefined
        : envelope('v3.QueryOrder', { trade_id: spTradeNo }, account, env);
    },
    reply: (reply, { attemptNo, spTradeNo }) =>
      opened(reply, (data) => {
        const info = objectAt(data, 'transaction_info');
        const asked = textAt(info, 'order_id') === attemptNo && textAt(info, 'trade_id') === spTradeNo;
        return asked ? paymentFact(info, attemptNo) : undefined;
      }),
  },

  close: {
    request({ spTradeNo }, account, env) {
      return spTradeNo === undefined
        ? undefined
        : envelope('v3.CancelPayment', { trade_id: spTradeNo }, account, env);
    },
    reply: (reply) => opened(reply, (data) => /^cancell?ed$/i.test(textAt(data, 'state') ?? '') || undefined),
  },

  refund: {
    request(input, account, env) {
      if (input.spTradeNo === undefined) return undefined;
      const data = {
        trade_id: input.spTradeNo,
        m_refund_id: input.outRefundNo,
        refund_amount: toMajor(input.amount),
        refund_currency: input.amount.currency,
        refund_description: harmless(input.reason),
        notify_url: account.notifyUrl,
      };
      return envelope('v3.CreateRefund', data, account, env);
    },
    reply: (reply, { outRefundNo }) =>
      opened(reply, (data) =>
        wordAt(data, 'refund_id') && (wordAt(data, 'm_refund_id') ?? outRefundNo) === outRefundNo
          ? refundFact(data, outRefundNo)
          : undefined,
      ),
  },

  queryRefund: {
    request({ spRefundNo }, account, env) {
      if (spRefundNo === undefined) return undefined;
      return envelope('v3.QueryRefundOrder', { refund_id: spRefundNo }, account, env);
    },
    reply: (reply, { outRefundNo, spRefundNo }) =>
      opened(reply, (data) => {
        const asked = wordAt(data, 'm_refund_id') === outRefundNo && wordAt(data, 'refund_id') === spRefundNo;
        return asked ? refundFact(data, outRefundNo) : undefined;
      }),
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const read = readNotice(notice.body);
      if (!read) return { rejected: 'malformed' };
      return /^[0-9a-f]{64}$/.test(read.sign) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const read = readNotice(notice.body);
      const params = read && signedParams(read.data);
      if (!read || !params) return { rejected: 'malformed' };
      // The documents do not say whether empty fields are signed; both readings need the key.
      const fits = [params, withoutEmpty(params)].some((one) =>
        equalInConstantTime(signHmacSha256(one, account.config.key), read.sign),
      );
      return fits ? verified(params) : { rejected: 'bad_signature' };
    },
    read({ content }, account) {
      const user = wordAt(content, 'user') ?? account.config.mchid;
      const misfit = user === account.config.mchid ? undefined : `the notice is for YabandPay user ${user}`;
      const orderId = wordAt(content, 'order_id');
      const refundId = wordAt(content, 'm_refund_id');
      const isRefund = textAt(content, 'type') === 'refund';
      const fact = readable(() =>
        isRefund ? refundId && refundFact(content, refundId) : orderId && paymentFact(content, orderId),
      );
      if (fact) return [{ ...fact, ...present({ attemptNo: orderId, misfit }) }];
      return isRefund || orderId === undefined ? [] : [unreadable(orderId, textAt(content, 'state') ?? '')];
    },
    accepted: answer(200, 'ok'),
    refused: (status) => answer(status, 'bad'),
  },
} satisfies Connector<typeof fields>;
