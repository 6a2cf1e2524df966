/**
 * YabandPay (Netherlands). Protocol: docs.yabandpay.com (sign, mini, query, cancel, refund, notify pages) and the
 * vendor's PHP library, read 2026-11. One URL, JSON envelope, HMAC-SHA256 over all fields flat and sorted.
 *
 * Irregularities that shape this file:
 * - Queries know only YabandPay's own number (`trade_id`), refunds only `refund_id`: both must be kept.
 * - Cancelling a paid order gives its money back: ask before closing.
 * - Answers carry no signature; trust rests on TLS. Notices are signed over `data` alone.
 * - No error code and no error text is published. Every no is undocumented: it holds the money until a person ends it.
 * - Whether a merchant number may repeat is not published: a dead attempt is followed by one with a new number,
 *   and a refund whose answer was lost is not sent again, it waits for the notice.
 */
import { signHmacSha256, withoutEmpty, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { isObject, objectAt, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { toMajor } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime } from '../../kernel/secret';
import { asideReasons } from '../order/aside-reasons';
import type { PaymentReport } from '../order/facts';
import { readable } from './answers';
import { paymentStrings, verified, type Connector, type PayReply, type PayRequest } from './connector';
import { harmless } from './free-text';
import { misfitIn } from './misfit';
import { plainText } from './notice-replies';
import { WECHAT_TEXTS } from './wechat-words';
import { envelope, fields, openedAny, type YabandAccount } from './yaband-account';
import { readNotice, signedParams } from './yaband-notice';
import { paymentReport, refundReport } from './yaband-reports';

/** Spellings seen in the vendor's pages; they changed over time, hence `sub_pay_methods`. */
const SUB_PAY_METHODS: Readonly<Record<string, string>> = {
  wechat: 'WeChat Pay',
  alipay: 'Alipay',
  paypal: 'PayPal/recurring',
  sofort: 'SOFORT/DIGITAL',
  ideal: 'iDEAL',
  unionpay: 'UnionPay',
};

/** Sent with every order. */
const LIFE_MINUTES = 120;

const opened = <T>(reply: HttpReply, read: (data: JsonObject) => T | undefined): Outcome<T> =>
  openedAny(reply, (data) => read(isObject(data) ? data : {}));

/** A verified notice whose amount is none: kept aside under its order's number. */
const unreadable = (attemptNo: string, theirs: string): PaymentReport => ({
  kind: 'payment',
  attemptNo,
  status: 'pending',
  theirs,
  misfit: asideReasons.unreadable_amount(),
});

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
    timeout: String(LIFE_MINUTES),
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
    texts: WECHAT_TEXTS,
    paymentLifeMs: LIFE_MINUTES * 60_000,
    maxRefunds: 29,
    currencies: ['EUR', 'CNY', 'CHF', 'GBP', 'USD', 'HKD', 'DKK', 'SEK', 'PLN', 'NOK', 'HUF', 'CZK'],
    minimum: { EUR: 10, CNY: 100 },
  },
  fields,
  endpoint: () => 'https://mapi.yabandpay.com/Payments',
  appid: (_config, caller) => caller,
  merchant: ({ mchid }) => mchid,

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
        return asked ? paymentReport(info, attemptNo) : undefined;
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
          ? refundReport(data, outRefundNo)
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
        return asked ? refundReport(data, outRefundNo) : undefined;
      }),
  },

  // The days are ours to choose: UTC, and an hour for what is still under way.
  statement: {
    zone: '+00:00',
    readyHour: 1,
    daysBack: 365,
    by: 'list',
    load: async () => (await import('./yaband-lists')).yabandLists,
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
      const misfit = misfitIn(content, { ifNamed: { user: account.config.mchid } });
      const orderId = wordAt(content, 'order_id');
      const refundId = wordAt(content, 'm_refund_id');
      const isRefund = textAt(content, 'type') === 'refund';
      const report = readable(() =>
        isRefund ? refundId && refundReport(content, refundId) : orderId && paymentReport(content, orderId),
      );
      if (report) return [{ ...report, ...present({ attemptNo: orderId, misfit }) }];
      return isRefund || orderId === undefined ? [] : [unreadable(orderId, textAt(content, 'state') ?? '')];
    },
    accepted: plainText(200, 'ok'),
    refused: (status) => plainText(status, 'bad'),
  },
} satisfies Connector<typeof fields>;
