/**
 * CloudBase cloudPay: WeChat Pay v2 in partner mode, carried by the platform itself. Protocol: developers.weixin.qq.com,
 * wxcloud reference (CloudPay.unifiedOrder, queryOrder, closeOrder, refund, queryRefund, paymentCallback), the source of
 * wx-server-sdk 4.0.2, and the status words of WeChat Pay v2, read 2026-11.
 *
 * Irregularities that shape this file:
 * - No key, no signature, no address: the request is a call of `cloud.cloudPay`, only from inside a cloud function.
 * - The SDK turns keys from snake_case to camelCase, except before digits (`refundStatus_0`), and overwrites `errCode`
 *   with 0. WeChat's `err_code` is lost; only `returnCode`, `resultCode` and the words in `errCodeDes` are left. Words
 *   that may mean trouble on WeChat's side are no definite no, and a refund takes only words that we know for one.
 * - The notice is a call of a function and carries no signature. Whoever may call functions can forge one, so it is a
 *   hint: the order is queried before anything is booked. It comes for successful payments only, for two days.
 * - `REFUND` as a trade state means paid with some refund; a fully refunded order may later read `CLOSED`.
 * - `queryRefund` was reported to answer with empty lists although a refund exists: only `refundStatus_0` counts.
 * - An order cannot be closed within five minutes of its creation.
 */
import { own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { wellFormed } from '../../codecs/sorted-params';
import type { PaymentFact, PaymentStatus, RefundFact } from '../order/facts';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { paymentStrings, verified } from './connector';
import type { Env, HttpReply, Outcome, Refusal } from '../../kernel/exchange';
import type { Account, CloudPayRequest, Connector, PayReply } from './connector';
import { optional, required, text } from '../../kernel/fields';

const fields = {
  sub_mch_id: required(text(), 'merchant number, as bound in the cloud console'),
  env_id: optional(text(), 'environment of the function that is called back (default: this one)'),
  function_name: optional(text(), 'the function that is called back (default: notify)'),
  sub_appid: optional(
    text(),
    'the paying mini-program, where it is not the one that calls (shared environment)',
  ),
};
type CloudPayAccount = Account<typeof fields>;

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

/** `CHANGE`: the money could not be delivered, a person decides. */
const REFUND_STATUS: Readonly<Record<string, RefundFact['status']>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  REFUNDCLOSE: 'failed',
  CHANGE: 'abnormal',
};

/** SYSTEMERROR, BIZERR_NEED_RETRY, FREQUENCY_LIMITED and their like, by their words: it may have happened. */
const TROUBLE =
  /系统|超时|稍后|稍候|重试|频率|频繁|繁忙|流程错误|system|time.?out|retry|busy|frequen|network/i;

/** The words of v2's error tables; first match wins. */
const REFUSALS: readonly (readonly [words: RegExp, why: Refusal])[] = [
  [/(订单|退款单?|记录)(号)?不存在|order ?not ?exist|refund ?not ?exist/i, 'not_found'],
  [/(已|重复)支付|order ?paid/i, 'already_paid'],
  [/订单号重复|out_trade_no_used|订单号已使用/i, 'number_taken'],
  [/(订单|交易)已关闭|order ?closed/i, 'closed'],
  [/不足|超过|大于|超限|全额退款|无效|参数|权限|未支付|不支持|不匹配|不一致|不存在|注销|长度|格式/, 'other'],
];

/** 80 bytes on the wire. */
const REASON_LENGTH = 26;

/** A call of the platform. Every call carries a nonce: the SDK adds none. */
const call = (api: string, data: Readonly<Record<string, unknown>>, { config }: CloudPayAccount, env: Env) =>
  ({
    cloudPay: api,
    data: { subMchId: config.sub_mch_id, nonceStr: env.nonce, ...data },
  }) satisfies CloudPayRequest;

const UNREADABLE = { is: 'unknown', why: 'unreadable' } as const;

/** Opens an answer: WeChat's two layers of success, then what `read` finds. `unlisted`: what unknown words mean here. */
function opened<T>(
  reply: HttpReply,
  read: (body: JsonObject) => T | undefined,
  unlisted?: Refusal,
): Outcome<T> {
  if (reply.status !== 200) return { is: 'unknown', why: 'busy' };
  const body = readJsonObject(reply.body);
  if (!body) return UNREADABLE;
  const codes = [textAt(body, 'returnCode'), textAt(body, 'resultCode')];
  if (codes.includes('FAIL')) return refusal(body, unlisted);
  const value = codes.every((code) => code === 'SUCCESS') ? read(body) : undefined;
  return value === undefined ? UNREADABLE : { is: 'ok', value };
}

function refusal(body: JsonObject, unlisted: Refusal | undefined): Outcome<never> {
  const isCarried = textAt(body, 'returnCode') === 'SUCCESS';
  const words = (isCarried ? wordAt(body, 'errCodeDes') : undefined) ?? wordAt(body, 'returnMsg') ?? '';
  if (TROUBLE.test(words)) return { is: 'unknown', why: 'busy' };
  const why = REFUSALS.find(([pattern]) => pattern.test(words))?.[1] ?? unlisted;
  return why ? { is: 'refused', why, theirs: words } : UNREADABLE;
}

/** Whole minor units, as a number or as digits. */
function amountIn(body: JsonObject, amountName: string, currencyName: string): Money | undefined {
  const raw = body[amountName];
  const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (!Number.isSafeInteger(value) || Number(value) < 0) return undefined;
  const currency = textAt(body, currencyName) ?? 'CNY';
  return /^[A-Z]{3}$/.test(currency) ? { value: Number(value), currency } : undefined;
}

/** `yyyyMMddHHmmss` or `yyyy-MM-dd HH:mm:ss` in Beijing, to milliseconds. */
function beijing(raw: string | undefined): number | undefined {
  const match = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/.exec(raw ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const at = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}+08:00`,
  );
  return Number.isNaN(at) ? undefined : at;
}

function paymentFact(body: JsonObject, attemptNo: string, account: CloudPayAccount): PaymentFact | undefined {
  const state = textAt(body, 'tradeState') ?? '';
  const status = own(TRADE_STATE, state) ?? 'pending';
  const amount = amountIn(body, 'totalFee', 'feeType');
  if (wordAt(body, 'outTradeNo') !== attemptNo || (status === 'paid' && !amount)) return undefined;
  const transactionId = wordAt(body, 'transactionId');
  return {
    kind: 'payment',
    paySp: 'cloudpay',
    attemptNo,
    status,
    theirs: `${state} ${textAt(body, 'tradeStateDesc') ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid: wordAt(body, 'subAppid') }),
    ...present({ paidAt: beijing(textAt(body, 'timeEnd')), misfit: misfit(body, account) }),
  };
}

function misfit(body: JsonObject, { config }: CloudPayAccount): string | undefined {
  const merchant = wordAt(body, 'subMchId') ?? config.sub_mch_id;
  return merchant === config.sub_mch_id ? undefined : `the message is for merchant ${merchant}`;
}

/** The refund that was asked about by our number: always the first one in the answer. */
function refundFact(body: JsonObject, outRefundNo: string): RefundFact | undefined {
  const theirs = textAt(body, 'refundStatus_0');
  if (theirs === undefined || (wordAt(body, 'outRefundNo_0') ?? outRefundNo) !== outRefundNo)
    return undefined;
  return {
    kind: 'refund',
    paySp: 'cloudpay',
    outRefundNo,
    status: own(REFUND_STATUS, theirs) ?? 'processing',
    theirs,
    ...present({ amount: amountIn(body, 'refundFee_0', 'feeType'), spRefundNo: wordAt(body, 'refundId_0') }),
    ...present({ refundedAt: beijing(textAt(body, 'refundSuccessTime_0')) }),
  };
}

/** A refund that was taken: on its way, not yet refunded. */
function refundTaken(body: JsonObject, outRefundNo: string): RefundFact | undefined {
  const spRefundNo = wordAt(body, 'refundId');
  if (spRefundNo === undefined || (wordAt(body, 'outRefundNo') ?? outRefundNo) !== outRefundNo)
    return undefined;
  return {
    kind: 'refund',
    paySp: 'cloudpay',
    outRefundNo,
    status: 'processing',
    theirs: 'taken',
    spRefundNo,
    ...present({ amount: amountIn(body, 'refundFee', 'feeType') }),
  };
}

function payReply(body: JsonObject): PayReply | undefined {
  const payment = body.payment;
  const strings =
    typeof payment === 'object' && payment !== null ? paymentStrings({ ...payment }) : undefined;
  return strings && { ticket: { payment: strings } };
}

const answer = (status: number, errcode: number, errmsg: string): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errcode, errmsg }),
});

export const cloudpay = {
  paySp: 'cloudpay',
  title: 'CloudBase cloudPay',
  docs: {
    url: 'https://developers.weixin.qq.com/miniprogram/dev/wxcloud/guide/wechatpay/openapi.html',
    read: '2026-11',
  },
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'same',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    texts: { description: { most: 127, unit: 'bytes' }, reason: { most: 80, unit: 'bytes' } },
    maxRefunds: 50,
    currencies: ['CNY'],
    minimum: { CNY: 1 },
  },
  fields,
  /** The platform is asked through its SDK; there is no address. */
  endpoint: () => '',
  appid: (config, caller) => config.sub_appid ?? caller,

  pay: {
    request(input, account, env) {
      const { env_id: envId, function_name: functionName = 'notify', sub_appid: subAppid } = account.config;
      const payer = subAppid === undefined ? {} : { subAppid, subOpenid: input.openid };
      const data = {
        body: wellFormed(input.description),
        outTradeNo: input.attemptNo,
        totalFee: input.amount.value,
        spbillCreateIp: '127.0.0.1',
        functionName,
        ...present({ envId }),
        ...payer,
      };
      return call('unifiedOrder', data, account, env);
    },
    reply: (reply) => opened(reply, payReply, 'other'),
  },

  query: {
    request: ({ attemptNo }, account, env) => call('queryOrder', { outTradeNo: attemptNo }, account, env),
    reply: (reply, { attemptNo }, account) => opened(reply, (body) => paymentFact(body, attemptNo, account)),
  },

  close: {
    request: ({ attemptNo }, account, env) => call('closeOrder', { outTradeNo: attemptNo }, account, env),
    reply: (reply) => opened(reply, () => true as const, 'other'),
  },

  refund: {
    request(input, account, env) {
      const refundDesc = Array.from(wellFormed(input.reason)).slice(0, REASON_LENGTH).join('');
      const data = {
        outTradeNo: input.attemptNo,
        outRefundNo: input.outRefundNo,
        totalFee: input.total.value,
        refundFee: input.amount.value,
        ...present({ refundDesc: refundDesc === '' ? undefined : refundDesc }),
      };
      return call('refund', data, account, env);
    },
    reply: (reply, { outRefundNo }) => opened(reply, (body) => refundTaken(body, outRefundNo)),
  },

  queryRefund: {
    request: ({ outRefundNo }, account, env) => call('queryRefund', { outRefundNo }, account, env),
    reply: (reply, { outRefundNo }) => opened(reply, (body) => refundFact(body, outRefundNo)),
  },

  notifications: {
    by: 'call',
    believe: 'query',
    claims: ({ body }) => wordAt(readJsonObject(body) ?? {}, 'outTradeNo'),
    glance({ body }) {
      const event = readJsonObject(body);
      if (!event || wordAt(event, 'outTradeNo') === undefined) return { rejected: 'malformed' };
      // What the platform says in every call; the nearest thing to a signature that there is.
      return wordAt(event, 'returnCode') === undefined ? { rejected: 'unsigned' } : undefined;
    },
    /** Nothing in the event proves who sent it; `believe: 'query'` is what stands between it and the order. */
    verify({ body }, account) {
      const event = readJsonObject(body);
      if (!event) return { rejected: 'malformed' };
      return misfit(event, account) === undefined ? verified(event) : { rejected: 'bad_signature' };
    },
    read({ content }) {
      const attemptNo = wordAt(content, 'outTradeNo');
      if (attemptNo === undefined) return [];
      const isPaid = content.returnCode === 'SUCCESS' && content.resultCode === 'SUCCESS';
      const theirs = isPaid ? 'a call says SUCCESS' : 'a call says no success';
      const amount = amountIn(content, 'totalFee', 'feeType');
      const status = isPaid && amount ? 'paid' : 'pending';
      return [
        { kind: 'payment', paySp: 'cloudpay', attemptNo, status, theirs, hint: true, ...present({ amount }) },
      ];
    },
    accepted: answer(200, 0, 'SUCCESS'),
    refused: (status, why) => answer(status, status, why),
  },
} satisfies Connector<typeof fields>;
