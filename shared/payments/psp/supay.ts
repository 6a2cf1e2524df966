/**
 * SuPay / SuperPay (Australia), gateway API. The vendor publishes no manual; the protocol is what working integrations
 * show: ShopXO's plugin `SuperPay.php`, the PHP library `SuperPay\SDK`, a ThinkCMF service, the vendor's mobile SDKs
 * (github.com/supaytech). Read 2026-11. One URL, JSON in, form-urlencoded notices, MD5 over all fields sorted.
 *
 * Irregularities that shape this file:
 * - `recevice_id` and `subOpenId` are spelled like that; the appid is not sent, it is bound at SuPay.
 * - `pay_info` is a JSON text for the WeChat cashier, and a web address for SuPay's own.
 * - Neither answers nor `trade_type` of `query_trade` are known: the field `query` names them, without it nobody asks
 *   and the notices decide. Nothing is known that closes a payment.
 * - Notices carry no currency: it is the account's, AUD. A refund notice may name the refund or the original order.
 * - No error code and no error text is published: `F` holds the money until a person ends it.
 * - Of refund words only REFUND_SUCCESS is known. No other word sets the money free.
 */
import { signWithKeyAppended, type Params } from '../../codecs/sorted-params';
import type { Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime, type Secret } from '../../kernel/secret';
import { asideReasons } from '../order/aside-reasons';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { majorAmount } from './amounts';
import { BUSY, isBusy, readable, understood, undocumented, UNREADABLE } from './answers';
import { paymentStrings, verified, type Connector, type PayReply, type PayRequest } from './connector';
import { formFields, isGlued, looksLike } from './forms';
import { harmless } from './free-text';
import { misfitIn } from './misfit';
import { plainText } from './notice-replies';
import { fields, problemsOf, queryLacks, type SupayAccount } from './supay-account';
import { WECHAT_TEXTS } from './wechat-words';

const CURRENCY = 'AUD';

/** Sent with every order. */
const LIFE_MINUTES = 120;

/** The one word that is known; a configured `query.closed` is the second. */
const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = { TRADE_SUCCESS: 'paid' };

/** Nobody documents a failure: words that look like one hold the money until a person has asked SuPay. */
const REFUND_STATUS: Readonly<Record<string, RefundReport['status']>> = {
  REFUND_SUCCESS: 'succeeded',
  REFUND_FAIL: 'abnormal',
  REFUND_FAILED: 'abnormal',
  REFUND_CLOSED: 'abnormal',
};

function signature({ sign_type: _, ...params }: Params, key: Secret): string {
  return signWithKeyAppended(params, key, 'MD5');
}

function call(service: string, data: Params, account: SupayAccount): HttpRequest {
  const { mchid, key } = account.config;
  const params = { service, mch_id: mchid, charset: 'UTF-8', version: '1.0', ...data };
  return {
    method: 'POST',
    url: account.endpoint,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ ...params, sign_type: 'MD5', sign: signature(params, key) }),
  };
}

/** Opens an answer: `T` is yes. `F` is no, but for which reasons nobody publishes; another word may mean anything. */
function opened<T>(reply: HttpReply, read: (data: JsonObject) => T | undefined): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  if (body?.status === 'F')
    return undocumented(wordAt(body, 'message') ?? wordAt(body, 'data') ?? 'no reason given');
  return body?.status === 'T' ? understood(() => read(objectAt(body, 'data'))) : UNREADABLE;
}

function payData(
  { attemptNo, payMethod, amount, description, openid }: PayRequest,
  account: SupayAccount,
): Params {
  const { mchid, receive_id: receiver = mchid, store_name } = account.config;
  const goods = harmless(description);
  const price = toMajor(amount);
  // Without a channel SuPay opens a cashier of its own, where the payer chooses.
  const way =
    payMethod === 'wechat'
      ? { pay_way: 'JSAPI', pay_channel: 'WXPAY', subOpenId: openid }
      : { pay_way: 'H5' };
  return {
    mch_order_no: attemptNo,
    ...way,
    recevice_id: receiver,
    store_name,
    currency: amount.currency,
    pay_amount: price,
    goods_name: goods,
    goods_price: price,
    goods_desc: goods,
    quantity: '1',
    timeout_express: `${LIFE_MINUTES}m`,
    call_back_url: account.notifyUrl,
  };
}

function payReply(data: JsonObject, { payMethod }: PayRequest): PayReply | undefined {
  const info = textAt(data, 'pay_info') ?? '';
  if (payMethod !== 'wechat') return /^https?:\/\/\S+$/.test(info) ? { ticket: { url: info } } : undefined;
  const payment = paymentStrings(readJsonObject(info) ?? {});
  return payment && { ticket: { payment } };
}

/** Notices carry no currency: it is the account's. */
const amountOf = (decimal: unknown): Money | undefined => readable(() => majorAmount(decimal, CURRENCY));

function paymentStatus(word: string, { config }: SupayAccount): PaymentStatus {
  return own(PAYMENT_STATUS, word) ?? (word !== '' && word === config.query?.closed ? 'closed' : 'pending');
}

interface Told {
  readonly theirs: string;
  readonly amount: unknown;
  readonly spTradeNo: string | undefined;
}

function paymentReport(attemptNo: string, told: Told, account: SupayAccount): PaymentReport | undefined {
  const status = paymentStatus(told.theirs, account);
  const amount = amountOf(told.amount);
  if (status === 'paid' && !amount) return undefined;
  const { theirs, spTradeNo } = told;
  return { kind: 'payment', attemptNo, status, theirs, ...present({ amount, spTradeNo }) };
}

// --- notices -------------------------------------------------------------------------------------------------

/** The form fields of a notice; undefined when a value looks like further signed fields. */
function formOf(body: string): Params | undefined {
  const form = formFields(body);
  return form && Object.values(form).some(isGlued) ? undefined : form;
}

const UNREADABLE_AMOUNT = asideReasons.unreadable_amount();

function refundReport(content: JsonObject, outRefundNo: string): RefundReport {
  const theirs = textAt(content, 'refund_status') ?? '';
  const amount = amountOf(content.refund_amount);
  return {
    kind: 'refund',
    outRefundNo,
    status: own(REFUND_STATUS, theirs) ?? 'processing',
    theirs,
    ...present({ amount, spRefundNo: wordAt(content, 'inner_trade_no') }),
    ...(amount ? {} : { misfit: UNREADABLE_AMOUNT }),
  };
}

function paymentNotice(content: JsonObject, attemptNo: string, account: SupayAccount): PaymentReport {
  const theirs = textAt(content, 'trade_status') ?? '';
  const told = { theirs, amount: content.trade_amount, spTradeNo: wordAt(content, 'inner_trade_no') };
  return (
    paymentReport(attemptNo, told, account) ??
    ({ kind: 'payment', attemptNo, status: 'pending', theirs, misfit: UNREADABLE_AMOUNT } as const)
  );
}

/** A notice need not name merchant or currency, but no other ones. */
const misfit = (content: JsonObject, { config }: SupayAccount): string | undefined =>
  misfitIn(content, { ifNamed: { mch_id: config.mchid, currency: CURRENCY } });

export const supay = {
  paySp: 'supay',
  title: 'SuPay',
  docs: { url: 'https://github.com/supaytech', read: '2026-11' },
  can: {
    payMethods: ['wechat', 'alipay'],
    numberAfterDecline: 'new',
    closeReverses: false,
    refundRetry: 'unknown',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    paymentLifeMs: LIFE_MINUTES * 60_000,
    maxRefunds: 50,
    currencies: [CURRENCY],
    minimum: { [CURRENCY]: 1 },
  },
  fields,
  endpoint: () => 'https://gate.supaytechnology.com/api/gateway/merchant/order',
  appid: (_config, caller) => caller,
  merchant: ({ mchid }) => mchid,
  problems: ({ query }) => problemsOf(query),

  pay: {
    request: (input, account) => call('create_instant_trade', payData(input, account), account),
    reply: (reply, input) => opened(reply, (data) => payReply(data, input)),
  },

  query: {
    lacks: queryLacks,
    request({ attemptNo }, account) {
      const tradeType = account.config.query?.trade_type;
      if (tradeType === undefined) return undefined;
      return call('query_trade', { mch_order_no: attemptNo, trade_type: tradeType }, account);
    },
    reply(reply, { attemptNo }, account) {
      const at = (data: JsonObject, name: string): unknown => data[account.config.query?.[name] ?? ''];
      return opened(reply, (data) => {
        const theirs = at(data, 'status');
        const number = at(data, 'sp_number');
        if (at(data, 'number') !== attemptNo || typeof theirs !== 'string') return undefined;
        const spTradeNo = typeof number === 'string' && number !== '' ? number : undefined;
        return paymentReport(attemptNo, { theirs, amount: at(data, 'amount'), spTradeNo }, account);
      });
    },
  },

  refund: {
    request(input, account) {
      const data = {
        mch_order_no: input.outRefundNo,
        orig_mch_order_no: input.attemptNo,
        refund_amount: toMajor(input.amount),
        refund_note: harmless(input.reason),
        call_back_url: account.notifyUrl,
      };
      return call('create_refund', data, account);
    },
    // Accepted is not refunded: the notice has the last word.
    reply: (reply, { outRefundNo }) =>
      opened(reply, ({ result }) => {
        const accepted = { status: 'processing', theirs: 'accepted' } as const;
        return result === true ? { kind: 'refund', outRefundNo, ...accepted } : undefined;
      }),
  },

  statement: 'none',

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const form = formOf(notice.body);
      if (!form) return { rejected: 'malformed' };
      return looksLike(form.sign, /^[0-9A-F]{32}$/) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const form = formOf(notice.body);
      if (!form) return { rejected: 'malformed' };
      const isOurs = equalInConstantTime(signature(form, account.config.key), form.sign ?? '');
      return isOurs ? verified(form) : { rejected: 'bad_signature' };
    },
    read({ content }, account) {
      const number = wordAt(content, 'outer_trade_no');
      if (number === undefined) return [];
      const aside = present({ misfit: misfit(content, account) });
      const type = textAt(content, 'notify_type');
      if (type === 'refund_status_sync') return [{ ...refundReport(content, number), ...aside }];
      return type === 'trade_status_sync' ? [{ ...paymentNotice(content, number, account), ...aside }] : [];
    },
    accepted: plainText(200, 'success'),
    refused: (status) => plainText(status, 'fail'),
  },
} satisfies Connector<typeof fields>;
