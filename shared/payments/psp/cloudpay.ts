/**
 * CloudBase cloudPay: WeChat Pay v2 in partner mode, carried by the platform itself. Protocol: developers.weixin.qq.com,
 * wxcloud reference (CloudPay.unifiedOrder, queryOrder, closeOrder, refund, queryRefund, paymentCallback), the source of
 * wx-server-sdk 4.0.2, and the status words of WeChat Pay v2, read 2026-11.
 *
 * Irregularities that shape this file:
 * - No key, no signature, no address: the request is a call of `cloud.cloudPay`, only from inside a cloud function.
 * - The SDK turns keys from snake_case to camelCase, except before digits (`refundStatus_0`), and overwrites `errCode`
 *   with 0. WeChat's `err_code` is lost; only `returnCode`, `resultCode` and the words in `errCodeDes` are left. Only
 *   the words of v2's published tables are a definite no.
 * - The notice is a call of a function and carries no signature. Whoever may call functions can forge one, so it is a
 *   hint: the order is queried before anything is booked. It comes for successful payments only, for two days.
 * - A fully refunded order may later read `CLOSED`.
 * - `queryRefund` was reported to answer with empty lists although a refund exists: only `refundStatus_0` counts.
 * - An order cannot be closed within five minutes of its creation.
 */
import { readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import type { PaymentReport, RefundReport } from '../order/facts';
import type { Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { minorAmount } from './amounts';
import { BUSY, isTrouble, readable, understood, undocumented, UNREADABLE } from './answers';
import { paymentStrings, verified, type Connector, type PayReply } from './connector';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { misfitIn, settled } from './misfit';
import { jsonText } from './notice-replies';
import { call, fields, type CloudPayAccount } from './cloudpay-account';
import { BILL_TERMS } from './wechat-bill-terms';
import { V2_WORDS } from './wechat-v2-refusals';
import { beijingTime, tradeState, v2RefundState, WECHAT_TEXTS } from './wechat-words';

/** Opens an answer: WeChat's two layers of success, then what `read` finds. */
function opened<T>(reply: HttpReply, read: (body: JsonObject) => T | undefined): Outcome<T> {
  if (reply.status !== 200) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body) return UNREADABLE;
  const codes = [textAt(body, 'returnCode'), textAt(body, 'resultCode')];
  if (codes.includes('FAIL')) return saidNo(body);
  return codes.every((code) => code === 'SUCCESS') ? understood(() => read(body)) : UNREADABLE;
}

/** A no is known by its words alone: trouble first, then those of v2's tables; other words decide nothing. */
function saidNo(body: JsonObject): Outcome<never> {
  const isCarried = textAt(body, 'returnCode') === 'SUCCESS';
  const theirs = (isCarried ? wordAt(body, 'errCodeDes') : undefined) ?? wordAt(body, 'returnMsg') ?? '';
  const why = isTrouble(theirs) ? undefined : V2_WORDS.find(([words]) => words.test(theirs))?.[1];
  return why ? { is: 'refused', why, theirs } : undocumented(theirs);
}

const amountIn = (body: JsonObject, name: string): Money | undefined =>
  minorAmount(body[name], 'feeType' in body ? textAt(body, 'feeType') : 'CNY');

function paymentReport(
  body: JsonObject,
  attemptNo: string,
  account: CloudPayAccount,
): PaymentReport | undefined {
  const word = textAt(body, 'tradeState') ?? '';
  const state = tradeState(word);
  const amount = amountIn(body, 'totalFee');
  if (wordAt(body, 'outTradeNo') !== attemptNo || (state.status === 'paid' && !amount)) return undefined;
  const transactionId = wordAt(body, 'transactionId');
  return {
    kind: 'payment',
    attemptNo,
    ...state,
    theirs: `${word} ${textAt(body, 'tradeStateDesc') ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid: wordAt(body, 'subAppid') }),
    ...present({ paidAt: beijingTime(textAt(body, 'timeEnd')), misfit: misfit(body, account) }),
  };
}

/** Provider and its app are the platform's own; the merchant, and the app where it is configured, must be ours. */
const misfit = (body: JsonObject, { config }: CloudPayAccount): string | undefined =>
  misfitIn(body, { ifNamed: settled({ subMchId: config.sub_mch_id, subAppid: config.sub_appid }) });

/** The refund that was asked about by our number: always the first one in the answer, its fields end in `_0`. */
function refundReport(
  body: JsonObject,
  outRefundNo: string,
  account: CloudPayAccount,
): RefundReport | undefined {
  const theirs = textAt(body, 'refundStatus_0');
  if (theirs === undefined || (wordAt(body, 'outRefundNo_0') ?? outRefundNo) !== outRefundNo)
    return undefined;
  return {
    kind: 'refund',
    outRefundNo,
    status: v2RefundState(theirs),
    theirs,
    ...present({ amount: amountIn(body, 'refundFee_0'), spRefundNo: wordAt(body, 'refundId_0') }),
    ...present({
      refundedAt: beijingTime(textAt(body, 'refundSuccessTime_0')),
      misfit: misfit(body, account),
    }),
  };
}

/** A refund that was taken: on its way, not yet refunded. */
function refundTaken(
  body: JsonObject,
  outRefundNo: string,
  account: CloudPayAccount,
): RefundReport | undefined {
  const spRefundNo = wordAt(body, 'refundId');
  if (spRefundNo === undefined || (wordAt(body, 'outRefundNo') ?? outRefundNo) !== outRefundNo)
    return undefined;
  return {
    kind: 'refund',
    outRefundNo,
    status: 'processing',
    theirs: 'taken',
    spRefundNo,
    ...present({ amount: amountIn(body, 'refundFee'), misfit: misfit(body, account) }),
  };
}

function payReply(body: JsonObject): PayReply | undefined {
  const payment = body.payment;
  const strings =
    typeof payment === 'object' && payment !== null ? paymentStrings({ ...payment }) : undefined;
  return strings && { ticket: { payment: strings } };
}

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
    texts: WECHAT_TEXTS,
    maxRefunds: 50,
    currencies: ['CNY'],
    minimum: { CNY: 1 },
  },
  fields,
  /** The platform is asked through its SDK; there is no address. */
  endpoint: () => '',
  appid: (config, caller) => config.sub_appid ?? caller,
  merchant: ({ sub_mch_id }) => sub_mch_id,

  pay: {
    request(input, account, env) {
      const { env_id: envId, function_name: functionName = 'notify', sub_appid: subAppid } = account.config;
      const payer = subAppid === undefined ? {} : { subAppid, subOpenid: input.openid };
      const data = {
        body: input.description,
        outTradeNo: input.attemptNo,
        totalFee: input.amount.value,
        spbillCreateIp: '127.0.0.1',
        functionName,
        ...present({ envId }),
        ...payer,
      };
      return call('unifiedOrder', data, account, env);
    },
    reply: (reply) => opened(reply, payReply),
  },

  query: {
    request: ({ attemptNo }, account, env) => call('queryOrder', { outTradeNo: attemptNo }, account, env),
    reply: (reply, { attemptNo }, account) =>
      opened(reply, (body) => paymentReport(body, attemptNo, account)),
  },

  close: {
    request: ({ attemptNo }, account, env) => call('closeOrder', { outTradeNo: attemptNo }, account, env),
    reply: (reply) => opened(reply, () => true as const),
  },

  refund: {
    request(input, account, env) {
      const data = {
        outTradeNo: input.attemptNo,
        outRefundNo: input.outRefundNo,
        totalFee: input.total.value,
        refundFee: input.amount.value,
        ...present({ refundDesc: input.reason === '' ? undefined : input.reason }),
      };
      return call('refund', data, account, env);
    },
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, (body) => refundTaken(body, outRefundNo, account)),
  },

  queryRefund: {
    request: ({ outRefundNo }, account, env) => call('queryRefund', { outRefundNo }, account, env),
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, (body) => refundReport(body, outRefundNo, account)),
  },

  statement: {
    ...BILL_TERMS,
    by: 'file',
    load: async () => (await import('./cloudpay-statement')).cloudpayStatement,
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
      const amount = readable(() => amountIn(content, 'totalFee'));
      const status = isPaid && amount ? 'paid' : 'pending';
      return [{ kind: 'payment', attemptNo, status, theirs, hint: true, ...present({ amount }) }];
    },
    accepted: jsonText(200, { errcode: 0, errmsg: 'SUCCESS' }),
    refused: (status, why) => jsonText(status, { errcode: status, errmsg: why }),
  },
} satisfies Connector<typeof fields>;
