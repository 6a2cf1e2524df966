/**
 * WeChat Pay API v3, direct merchant, mini-program payments. Protocol: pay.weixin.qq.com/doc/v3/merchant (4012365342
 * signing, 4013053249 verification, 4012556352 errors, order, refund and notification pages), read 2026-11.
 *
 * Irregularities that shape this file:
 * - The same number with the same parameters answers the same prepay id; with others it is an error.
 * - `REFUND` as a trade state means paid with some refund, not refunded in full.
 * - A refund notice calls its state `refund_status`, the query calls it `status`; the notice names no currency.
 * - Probes whose signature begins with WECHATPAY/SIGNTEST/ are wrong on purpose: they fail like any forgery.
 * - During a migration answers and notices come signed by certificate and by public key: the serial decides.
 */
import { openAes256Gcm } from '../codecs/aead';
import { isObject, objectAt, readJsonObject, textAt, wordAt, type JsonObject } from '../codecs/json';
import { signRsaSha256 } from '../codecs/rsa';
import type { Fact, PaymentFact, PaymentStatus, RefundFact } from '../domain/facts';
import { money, type Money } from '../domain/money';
import { present } from '../domain/present';
import { verified } from './connector';
import type { Connector, Env, HttpReply, Outcome, PayReply, PayRequest, Refusal } from './connector';
import { fields, keys, request, type V3Account } from './wechat-v3-account';
import { authenticity } from './wechat-v3-signature';

const TRADE_STATE: Readonly<Record<string, PaymentStatus>> = {
  SUCCESS: 'paid',
  REFUND: 'paid',
  NOTPAY: 'pending',
  USERPAYING: 'pending',
  ACCEPT: 'pending',
  PAYERROR: 'declined',
  CLOSED: 'closed',
  REVOKED: 'closed',
};

const REFUND_STATUS: Readonly<Record<string, RefundFact['status']>> = {
  SUCCESS: 'succeeded',
  CLOSED: 'failed',
  PROCESSING: 'processing',
  ABNORMAL: 'abnormal',
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ORDER_NOT_EXIST: 'not_found',
  RESOURCE_NOT_EXISTS: 'not_found',
  ORDERPAID: 'already_paid',
  ORDER_CLOSED: 'closed',
  ORDERCLOSED: 'closed',
  OUT_TRADE_NO_USED: 'number_taken',
};

/** Opens an answer: nothing in it is believed before its signature fits. */
function opened<T>(reply: HttpReply, env: Env, read: (body: JsonObject) => T | undefined): Outcome<T> {
  if (reply.status >= 500 || reply.status === 429) return { is: 'unknown', why: 'busy' };
  const seen = authenticity(reply, env);
  if (reply.status >= 400) return refusedOutcome(reply, seen);
  if (seen === 'unknown_key') return { is: 'unknown', why: 'unknown_key' };
  if (seen !== 'authentic') return { is: 'unknown', why: 'unverified' };
  const body = reply.body === '' ? {} : readJsonObject(reply.body);
  const value = body && reply.status < 300 ? readable(() => read(body)) : undefined;
  return value === undefined ? { is: 'unknown', why: 'unreadable' } : { is: 'ok', value };
}

/** A refusal may come unsigned (a wrong merchant signature has no key to answer with), but never wrongly signed. */
function refusedOutcome<T>(reply: HttpReply, seen: ReturnType<typeof authenticity>): Outcome<T> {
  if (seen === 'unknown_key') return { is: 'unknown', why: 'unknown_key' };
  if (seen === 'bad_signature' || seen === 'stale') return { is: 'unknown', why: 'unverified' };
  const body = readJsonObject(reply.body);
  const code = body && textAt(body, 'code');
  if (!body || code === undefined) return { is: 'unknown', why: 'unreadable' };
  return {
    is: 'refused',
    why: REFUSALS[code] ?? 'other',
    theirs: `${code} ${textAt(body, 'message') ?? ''}`.trim(),
  };
}

function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function amountIn(body: JsonObject, name: string): Money | undefined {
  const amount = objectAt(body, 'amount');
  const value = amount[name];
  return typeof value === 'number' ? money(value, textAt(amount, 'currency') ?? 'CNY') : undefined;
}

function instant(body: JsonObject, name: string): number | undefined {
  const value = Date.parse(textAt(body, name) ?? '');
  return Number.isNaN(value) ? undefined : value;
}

/** A transaction as the query and the notice both describe it; undefined when a paid one lacks its amount. */
function paymentFact(body: JsonObject, account: V3Account): PaymentFact | undefined {
  const attemptNo = wordAt(body, 'out_trade_no');
  const state = textAt(body, 'trade_state') ?? '';
  const status = TRADE_STATE[state] ?? 'pending';
  const amount = amountIn(body, 'total');
  if (attemptNo === undefined || (status === 'paid' && !amount)) return undefined;
  const transactionId = wordAt(body, 'transaction_id');
  return {
    kind: 'payment',
    paySp: 'v3',
    attemptNo,
    status,
    theirs: `${state} ${textAt(body, 'trade_state_desc') ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid: wordAt(body, 'appid') }),
    ...present({ paidAt: instant(body, 'success_time'), misfit: misfit(body, account) }),
  };
}

function refundFact(body: JsonObject, statusName: 'status' | 'refund_status'): RefundFact | undefined {
  const outRefundNo = wordAt(body, 'out_refund_no');
  if (outRefundNo === undefined) return undefined;
  const theirs = textAt(body, statusName) ?? '';
  return {
    kind: 'refund',
    paySp: 'v3',
    outRefundNo,
    status: REFUND_STATUS[theirs] ?? 'processing',
    theirs,
    ...present({ amount: amountIn(body, 'refund'), attemptNo: wordAt(body, 'out_trade_no') }),
    ...present({ spRefundNo: wordAt(body, 'refund_id'), refundedAt: instant(body, 'success_time') }),
  };
}

function misfit(body: JsonObject, account: V3Account): string | undefined {
  const mchid = textAt(body, 'mchid');
  return mchid === account.config.mchid ? undefined : `the message is for merchant ${mchid ?? '(none)'}`;
}

function payReply(body: JsonObject, input: PayRequest, account: V3Account, env: Env): PayReply | undefined {
  const prepayId = wordAt(body, 'prepay_id');
  if (!prepayId) return undefined;
  const timeStamp = String(Math.floor(env.now / 1000));
  const pack = `prepay_id=${prepayId}`;
  const message = `${input.appid}\n${timeStamp}\n${env.nonce}\n${pack}\n`;
  const paySign = signRsaSha256(message, account.config.private_key);
  return { ticket: { payment: { timeStamp, nonceStr: env.nonce, package: pack, signType: 'RSA', paySign } } };
}

function sealedResource(envelope: JsonObject, account: V3Account): JsonObject | undefined {
  const resource = objectAt(envelope, 'resource');
  if (textAt(resource, 'algorithm') !== 'AEAD_AES_256_GCM') return undefined;
  const sealed = {
    ciphertext: textAt(resource, 'ciphertext') ?? '',
    nonce: textAt(resource, 'nonce') ?? '',
    associatedData: textAt(resource, 'associated_data') ?? '',
  };
  const plain = openAes256Gcm(sealed, account.config.apiv3_key);
  return plain === undefined ? undefined : readJsonObject(plain);
}

const transaction = (attemptNo: string): string =>
  `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attemptNo)}`;

const answer = (status: number, code: string, message: string): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code, message }),
});

export const wechatV3 = {
  paySp: 'v3',
  title: 'WeChat Pay v3',
  docs: { url: 'https://pay.weixin.qq.com/doc/v3/merchant', read: '2026-11' },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'same',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    maxRefunds: 50,
    currencies: ['CNY'],
    minimum: { CNY: 1 },
  },
  fields,
  problems: ({ public_key_id: id, public_key: key }) =>
    (id === undefined) === (key === undefined)
      ? []
      : ['public_key_id and public_key belong together: give both or none'],
  endpoint: () => 'https://api.mch.weixin.qq.com',
  appid: (config, caller) => config.appid ?? caller,

  pay: {
    request(input, account, env) {
      const body = {
        appid: input.appid,
        mchid: account.config.mchid,
        description: input.description,
        out_trade_no: input.attemptNo,
        notify_url: account.notifyUrl,
        amount: { total: input.amount.value, currency: input.amount.currency },
        payer: { openid: input.openid },
      };
      return request(account, env, { method: 'POST', path: '/v3/pay/transactions/jsapi', body });
    },
    reply: (reply, input, account, env) => opened(reply, env, (body) => payReply(body, input, account, env)),
  },

  query: {
    request({ attemptNo }, account, env) {
      const path = `${transaction(attemptNo)}?mchid=${account.config.mchid}`;
      return request(account, env, { method: 'GET', path });
    },
    reply: (reply, { attemptNo }, account, env) =>
      opened(reply, env, (body) => {
        const fact = paymentFact(body, account);
        return fact?.attemptNo === attemptNo ? fact : undefined;
      }),
  },

  close: {
    request({ attemptNo }, account, env) {
      const path = `${transaction(attemptNo)}/close`;
      return request(account, env, { method: 'POST', path, body: { mchid: account.config.mchid } });
    },
    reply: (reply, _input, _account, env) =>
      opened(reply, env, () => (reply.status === 204 ? true : undefined)),
  },

  refund: {
    request(input, account, env) {
      const body = {
        out_trade_no: input.attemptNo,
        out_refund_no: input.outRefundNo,
        ...(input.reason === '' ? {} : { reason: input.reason.slice(0, 80) }),
        notify_url: account.notifyUrl,
        amount: { refund: input.amount.value, total: input.total.value, currency: input.amount.currency },
      };
      return request(account, env, { method: 'POST', path: '/v3/refund/domestic/refunds', body });
    },
    reply: (reply, { outRefundNo }, _account, env) =>
      opened(reply, env, (body) => {
        const fact = refundFact(body, 'status');
        return fact?.outRefundNo === outRefundNo ? fact : undefined;
      }),
  },

  queryRefund: {
    request({ outRefundNo }, account, env) {
      const path = `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`;
      return request(account, env, { method: 'GET', path });
    },
    reply: (reply, { outRefundNo }, _account, env) =>
      opened(reply, env, (body) => {
        const fact = refundFact(body, 'status');
        return fact?.outRefundNo === outRefundNo ? fact : undefined;
      }),
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const body = readJsonObject(notice.body);
      if (!body || !isObject(body.resource)) return { rejected: 'malformed' };
      const seen = authenticity(notice, { now: 0, nonce: '', keys: [] });
      return seen === 'unsigned' ? { rejected: 'unsigned' } : undefined;
    },
    verify(notice, account, env) {
      const seen = authenticity(notice, env);
      if (seen !== 'authentic') return { rejected: seen };
      const envelope = readJsonObject(notice.body);
      const resource = envelope && sealedResource(envelope, account);
      if (!envelope || !resource) return { rejected: 'malformed' };
      return verified({ type: textAt(objectAt(envelope, 'resource'), 'original_type'), resource });
    },
    read({ content }, account): readonly Fact[] {
      const resource = objectAt(content, 'resource');
      const fact = readable<Fact>(() => {
        if (content.type === 'transaction') return paymentFact(resource, account);
        return content.type === 'refund' ? refundFact(resource, 'refund_status') : undefined;
      });
      if (!fact) return [];
      return [{ ...fact, ...present({ misfit: misfit(resource, account) }) }];
    },
    accepted: answer(200, 'SUCCESS', 'OK'),
    refused: (status, why) => answer(status, 'FAIL', why),
  },

  keys,
} satisfies Connector<typeof fields>;
