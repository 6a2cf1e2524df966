/**
 * WeChat Pay v2, mini-program payments: of a merchant (`v2`) and of a sub-merchant through its provider (`v2sp`), in
 * mainland China and overseas. XML over POST, MD5 or HMAC-SHA256 with the API key appended.
 * Protocol: pay.weixin.qq.com/doc/v2/merchant and /doc/v2/partner (4011985891 signing; unified order, query, close,
 * refund and notification pages), the older wiki's wxa_api and api_external chapters, read 2026-11.
 *
 * Irregularities that shape this file:
 * - Three layers of status: return_code (unsigned when FAIL), result_code, and in queries trade_state. A payment notice
 *   has no trade_state: the first two say paid. `REFUND` means paid with some refund, not refunded in full.
 * - Fields that we do not know are part of the signature. Its length tells its kind.
 * - The answer to a refund means "taken". Refund queries number their fields: `refund_status_0`.
 * - The envelope of a refund notice is not signed, its content only encrypted with a key made from the API key, in a
 *   mode that does not show changes: such a notice is a hint, WeChat Pay is asked.
 * - Refunds are taken over mutual TLS only. Orders cannot be closed within five minutes of their creation.
 */
import { openAes256Ecb } from '../../codecs/aes-ecb';
import { own } from '../../kernel/json';
import { equalInConstantTime } from '../../kernel/secret';
import { md5OfSecret, signWithKeyAppended, type Params } from '../../codecs/sorted-params';
import { readXml, writeXml, xmlText } from '../../codecs/xml';
import type { Fact, PaymentFact, PaymentStatus, RefundFact } from '../order/facts';
import { money, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { verified } from './connector';
import type { Env, HttpReply, Outcome, Refusal } from '../../kernel/exchange';
import type { AttemptRef, Connector, PayReply, PayRequest } from './connector';
import {
  directFields,
  partnerFields,
  problems,
  refundLacks,
  request,
  seller,
  type V2Account,
} from './wechat-v2-account';
import { ALL_CURRENCIES, currenciesOf } from './wechat-fields';

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
  REFUNDCLOSE: 'failed',
  PROCESSING: 'processing',
  CHANGE: 'abnormal',
};

const REFUSALS: Readonly<Record<string, Refusal>> = {
  ORDERNOTEXIST: 'not_found',
  REFUNDNOTEXIST: 'not_found',
  ORDERPAID: 'already_paid',
  ORDERCLOSED: 'closed',
  OUT_TRADE_NO_USED: 'number_taken',
};

const UNSIGNED = 'return_code FAIL';

/** Codes after which it may have happened: WeChat Pay says to come again with the same parameters. */
const BUSY = new Set(['SYSTEMERROR', 'BIZERR_NEED_RETRY', 'FREQUENCY_LIMITED', 'BANKERROR']);
const BUSY_WORDS = /系统|繁忙|超时|频率|system ?error|busy|time ?out|frequen/i;

/** WeChat Pay wants an address here; that of the payer does not reach a cloud function's connector. */
const SPBILL_CREATE_IP = '127.0.0.1';

/** Opens an answer: nothing in it is believed before its signature fits, except a no that comes unsigned. */
function opened<T>(
  { status, body: xml }: HttpReply,
  account: V2Account,
  read: (body: Params) => T | undefined,
): Outcome<T> {
  if (status >= 500 || status === 429) return { is: 'unknown', why: 'busy' };
  const body = status === 200 ? readXml(xml, 'xml') : undefined;
  if (body?.return_code === 'FAIL') return refused(UNSIGNED, body.return_msg);
  if (body?.return_code !== 'SUCCESS') return { is: 'unknown', why: 'unreadable' };
  if (!isSigned(body, account)) return { is: 'unknown', why: 'unverified' };
  return concluded(body, read);
}

function concluded<T>(body: Params, read: (body: Params) => T | undefined): Outcome<T> {
  if (body.result_code === 'FAIL') return refused(body.err_code, body.err_code_des);
  const value = body.result_code === 'SUCCESS' ? readable(() => read(body)) : undefined;
  return value === undefined ? { is: 'unknown', why: 'unreadable' } : { is: 'ok', value };
}

function refused(code = 'no code', words = ''): Outcome<never> {
  const isBusy = BUSY.has(code) || (code === UNSIGNED && BUSY_WORDS.test(words));
  if (isBusy) return { is: 'unknown', why: 'busy' };
  // Merchants see this code and text where the documents say OUT_TRADE_NO_USED.
  const isTaken = code === 'INVALID_REQUEST' && words.includes('商户订单号重复');
  const why = isTaken ? 'number_taken' : (own(REFUSALS, code) ?? 'other');
  return { is: 'refused', why, theirs: `${code} ${words}`.trim() };
}

/** Whether a message is signed with the account's key; 64 characters are HMAC-SHA256, 32 are MD5. */
function isSigned(message: Params, { config }: V2Account): boolean {
  const sign = message.sign ?? '';
  const type = sign.length === 64 ? 'HMAC-SHA256' : 'MD5';
  return equalInConstantTime(signWithKeyAppended(message, config.key, type), sign);
}

function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function amountIn(value: string | undefined, currency = 'CNY'): Money | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? money(Number(value), currency) : undefined;
}

/** `20240801120005` or `2024-08-01 12:00:05`, Beijing time, as milliseconds. */
function beijing(text = ''): number | undefined {
  const [, ...parts] = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/.exec(text) ?? [];
  const [year = '', month = '', day = '', ...clock] = parts;
  const value = Date.parse(`${year}-${month}-${day}T${clock.join(':')}+08:00`);
  return Number.isNaN(value) ? undefined : value;
}

/** Set when a message names another merchant, sub-merchant or provider's app than ours. */
function misfit(body: Params, { config }: V2Account): string | undefined {
  const ours = { mch_id: config.mchid, sub_mch_id: config.sub_mchid, appid: config.appid };
  const wrong = Object.entries(ours).find(([name, value]) => value !== undefined && body[name] !== value);
  return wrong && `the message is for ${wrong[0]} ${body[wrong[0]] ?? '(none)'}`;
}

/** A payment as the query and the notice describe it; undefined when a paid one lacks its amount. */
function paymentFact(body: Params, account: V2Account, status: PaymentStatus): PaymentFact | undefined {
  const { out_trade_no: attemptNo, transaction_id: transactionId } = body;
  const amount = amountIn(body.total_fee, body.fee_type);
  if (!attemptNo || (status === 'paid' && !amount)) return undefined;
  return {
    kind: 'payment',
    paySp: account.paySp,
    attemptNo,
    status,
    theirs: `${body.trade_state ?? body.result_code ?? ''} ${body.trade_state_desc ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid: payingApp(body) }),
    ...present({ paidAt: beijing(body.time_end), misfit: misfit(body, account) }),
  };
}

/** The app that was paid in; a provider's message names two apps, and not always the second. */
const payingApp = (body: Params): string | undefined =>
  body.sub_mch_id === undefined ? body.appid : body.sub_appid;

/** A refund whose fields end in `suffix`: empty, or `_0`, `_1` … in a query. */
function refundFact(body: Params, account: V2Account, suffix = ''): RefundFact | undefined {
  const field = (name: string): string | undefined => body[`${name}${suffix}`];
  const outRefundNo = field('out_refund_no');
  const amount = amountIn(
    field('refund_fee'),
    field('refund_fee_type') ?? body.refund_fee_type ?? body.fee_type,
  );
  if (!outRefundNo) return undefined;
  const theirs = field('refund_status') ?? 'PROCESSING';
  return {
    kind: 'refund',
    paySp: account.paySp,
    outRefundNo,
    status: own(REFUND_STATUS, theirs) ?? 'processing',
    theirs,
    ...present({ amount, attemptNo: body.out_trade_no, spRefundNo: field('refund_id') }),
    ...present({ refundedAt: beijing(field('refund_success_time') ?? body.success_time) }),
    ...present({ misfit: 'mch_id' in body ? misfit(body, account) : undefined }),
  };
}

function orderParams(input: PayRequest, account: V2Account): Params {
  const parties = seller(account, input.appid);
  const payer = 'sub_appid' in parties ? { sub_openid: input.openid } : { openid: input.openid };
  return {
    ...parties,
    body: xmlText(input.description),
    out_trade_no: input.attemptNo,
    ...overseas(account, { fee_type: input.amount.currency }),
    total_fee: String(input.amount.value),
    spbill_create_ip: SPBILL_CREATE_IP,
    notify_url: account.notifyUrl,
    trade_type: 'JSAPI',
    ...payer,
  };
}

/** At the mainland site everything is in CNY, and not said. */
const overseas = ({ config }: V2Account, params: Params): Params => (config.site === 'global' ? params : {});

function payReply(body: Params, input: PayRequest, { config }: V2Account, env: Env): PayReply | undefined {
  if (!body.prepay_id) return undefined;
  const signType = config.sign_type ?? 'MD5';
  const strings = {
    timeStamp: String(Math.floor(env.now / 1000)),
    nonceStr: env.nonce,
    package: `prepay_id=${body.prepay_id}`,
    signType,
  };
  const paySign = signWithKeyAppended({ appId: input.appid, ...strings }, config.key, signType);
  return { ticket: { payment: { ...strings, paySign } } };
}

/** A call about one payment; undefined when nobody says in which app it was made. */
function about(ref: AttemptRef, account: V2Account, env: Env, call: { path: string; params: Params }) {
  const appid = ref.appid ?? account.config.appid;
  if (appid === undefined) return undefined;
  return request(account, env, call.path, { ...seller(account, appid), ...call.params });
}

/** What an unsigned refund notice hides, if it is for this account and its key opens it. */
function refundNotice(envelope: Params, account: V2Account): Params | undefined {
  const named = { ...present({ sub_mch_id: account.config.sub_mchid }), ...envelope };
  if (misfit(named, account) !== undefined) return undefined;
  const plain = openAes256Ecb(envelope.req_info ?? '', md5OfSecret(account.config.key));
  return plain === undefined ? undefined : readXml(plain, 'root');
}

/** A value that looks like further fields would give the signed text a second reading; only the free text may. */
const isGlued = (message: Params): boolean =>
  Object.entries(message).some(([name, value]) => name !== 'attach' && /&[^&=]+=/.test(value));

const answer = (status: number, code: string, message: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: writeXml({ return_code: code, return_msg: message }),
});

/** What both connectors have in common: all but name and fields. */
const shared = {
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'same',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    texts: { description: { most: 127, unit: 'bytes' }, reason: { most: 80, unit: 'bytes' } },
    maxRefunds: 50,
    currencies: ALL_CURRENCIES,
    minimum: { CNY: 1 },
  },
  problems,
  currencies: currenciesOf,
  endpoint: ({ site }) =>
    site === 'global' ? 'https://apihk.mch.weixin.qq.com' : 'https://api.mch.weixin.qq.com',

  pay: {
    request: (input, account, env) => request(account, env, '/pay/unifiedorder', orderParams(input, account)),
    reply: (reply, input, account, env) =>
      opened(reply, account, (body) => payReply(body, input, account, env)),
  },

  query: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/orderquery', params: { out_trade_no: ref.attemptNo } }),
    reply: (reply, { attemptNo }, account) =>
      opened(reply, account, (body) => {
        const fact = paymentFact(body, account, own(TRADE_STATE, body.trade_state ?? '') ?? 'pending');
        return fact?.attemptNo === attemptNo ? fact : undefined;
      }),
  },

  close: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/closeorder', params: { out_trade_no: ref.attemptNo } }),
    reply: (reply, _ref, account) => opened(reply, account, () => true as const),
  },

  refund: {
    lacks: refundLacks,
    request(input, account, env) {
      const params = {
        out_trade_no: input.attemptNo,
        out_refund_no: input.outRefundNo,
        total_fee: String(input.total.value),
        refund_fee: String(input.amount.value),
        ...overseas(account, { refund_fee_type: input.amount.currency }),
        refund_desc: Array.from(xmlText(input.reason)).slice(0, 80).join(''),
        notify_url: account.notifyUrl,
      };
      return about(input, account, env, { path: '/secapi/pay/refund', params });
    },
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, account, (body) => {
        const fact = refundFact(body, account);
        return fact?.outRefundNo === outRefundNo ? fact : undefined;
      }),
  },

  queryRefund: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/refundquery', params: { out_refund_no: ref.outRefundNo } }),
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, account, (body) => {
        const name = Object.keys(body).find(
          (one) => /^out_refund_no_\d+$/.test(one) && body[one] === outRefundNo,
        );
        return name === undefined ? undefined : refundFact(body, account, name.slice('out_refund_no'.length));
      }),
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const message = readXml(notice.body, 'xml');
      if (message?.return_code !== 'SUCCESS') return { rejected: 'malformed' };
      if (message.req_info) return undefined;
      return /^([0-9A-F]{32}|[0-9A-F]{64})$/.test(message.sign ?? '') ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const message = readXml(notice.body, 'xml') ?? {};
      if (message.req_info) {
        const refund = refundNotice(message, account);
        return refund ? verified({ refund }) : { rejected: 'bad_signature' };
      }
      if (!isSigned(message, account)) return { rejected: 'bad_signature' };
      return isGlued(message) ? { rejected: 'malformed' } : verified({ payment: message });
    },
    read({ content }, account): readonly Fact[] {
      const { payment, refund } = content as { payment?: Params; refund?: Params };
      const status = payment?.result_code === 'SUCCESS' ? 'paid' : 'pending';
      const fact = readable<Fact>(() => {
        if (payment) return paymentFact(payment, account, status);
        const hinted = refund && refundFact(refund, account);
        return hinted && { ...hinted, hint: true };
      });
      return fact ? [fact] : [];
    },
    accepted: answer(200, 'SUCCESS', 'OK'),
    refused: (status, why) => answer(status, 'FAIL', why),
  },
} satisfies Omit<Connector<typeof directFields>, 'paySp' | 'title' | 'docs' | 'fields' | 'appid'>;

export const wechatV2 = {
  ...shared,
  paySp: 'v2',
  title: 'WeChat Pay v2',
  docs: { url: 'https://pay.weixin.qq.com/doc/v2/merchant', read: '2026-11' },
  fields: directFields,
  appid: (config, caller) => config.appid ?? caller,
} satisfies Connector<typeof directFields>;

export const wechatV2Partner = {
  ...shared,
  paySp: 'v2sp',
  title: 'WeChat Pay v2, service provider',
  docs: { url: 'https://pay.weixin.qq.com/doc/v2/partner', read: '2026-11' },
  fields: partnerFields,
  appid: (config, caller) => config.sub_appid ?? caller,
} satisfies Connector<typeof partnerFields>;
