/**
 * 2PayNow (Sepay B.V., Netherlands). The vendor's manual is a PDF handed out on request. What is public: the library
 * github.com/Huozhangqi/omnipay-2paynow (its test holds a real notice) and a WeChat community article of 2024-11-13 on
 * overseas mini-program payment. Read 2026-11. GET with everything in the query string, JSON answers.
 *
 * Irregularities that shape this file:
 * - The signature is md5(function + mid + timestamp + key) and covers no business field. A notice is only a hint: the
 *   PSP is asked before anything is booked. Whoever captured a notice can repeat it with other contents within ten
 *   minutes; a pure connector cannot remember what it saw, and need not: the answer to our own question decides.
 * - For the same reason a notice's `trade_no` is not taken over: it could point at somebody else's paid trade.
 * - The calls of the mini-program order and of the refund are not public: `functions` and `fields` name them.
 * - `precreate` knows no merchant number: ours travels in `passback_parameters`. Such a trade is found only by `trade_no`.
 * - Refunds have no query and no known notice; the query of the payment tells how much went back in all.
 * - `it_b_pay` is left out of WeChat orders: how long one can be paid is not known.
 * - `cancel` may reverse a paid trade (the manual would tell): ask before closing.
 */
import { signMd5KeyAppended, type Params } from '../../codecs/sorted-params';
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { isObject, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { toMajor } from '../../kernel/money';
import { present } from '../../kernel/present';
import { equalInConstantTime } from '../../kernel/secret';
import { BUSY, isBusy, understood, undocumented, UNREADABLE } from './answers';
import {
  paymentStrings,
  verified,
  type Connector,
  type PayReply,
  type PayRequest,
  type RefundRequest,
} from './connector';
import { looksLike } from './forms';
import { misfitIn } from './misfit';
import { plainText } from './notice-replies';
import { fields, lacking, named, problemsOf, type TwoPayNowAccount } from './twopaynow-names';
import { isAbout, paymentReport, queried, refundReport } from './twopaynow-reports';
import { WECHAT_TEXTS } from './wechat-words';

const ALIPAY = '0';
const WECHAT = '1';
const LINK_LIFE = '120m';

/** The same tolerance for clocks and for how old a notice may be. */
const WINDOW_MS = 10 * 60_000;

function call(name: string, data: Params, account: TwoPayNowAccount, env: Env): HttpRequest {
  const { mchid, key } = account.config;
  const timestamp = String(env.now);
  const sign = signMd5KeyAppended(name + mchid + timestamp, key);
  const query = new URLSearchParams({ function: name, mid: mchid, timestamp, ...data, sign });
  const url = `${account.endpoint}?${query.toString()}`;
  return { method: 'GET', url, headers: { accept: 'application/json' }, body: '' };
}

/** Opens an answer: `status` 200 together with `function` is yes. No error codes are published, so no code is a definite no. */
function opened<T>(reply: HttpReply, read: (body: JsonObject) => T | undefined): Outcome<T> {
  if (isBusy(reply)) return BUSY;
  const body = readJsonObject(reply.body);
  if (!body || typeof body.status !== 'number') return UNREADABLE;
  const { status } = body;
  const theirs = `${status} ${textAt(body, 'error_info') ?? ''}`.trim();
  if (status >= 500) return { ...BUSY, theirs };
  if (status >= 400) return undocumented(theirs);
  return status === 200 && wordAt(body, 'function') !== undefined ? understood(() => read(body)) : UNREADABLE;
}

function payRequest(input: PayRequest, account: TwoPayNowAccount, env: Env): HttpRequest | undefined {
  const { config } = account;
  const common = {
    subject: input.description,
    amount: toMajor(input.amount),
    currency: input.amount.currency,
    notify_url: account.notifyUrl,
    passback_parameters: JSON.stringify({ out_trade_no: input.attemptNo }),
  };
  if (input.payMethod !== 'wechat')
    return call('precreate', { type: ALIPAY, ...common, it_b_pay: LINK_LIFE }, account, env);
  const [create, openid, appid] = [
    named(config, 'functions', 'create'),
    named(config, 'fields', 'openid'),
    named(config, 'fields', 'appid'),
  ];
  if (create === undefined || openid === undefined || appid === undefined) return undefined;
  const payer = { merchant_trade_no: input.attemptNo, [openid]: input.openid, [appid]: input.appid };
  return call(create, { type: WECHAT, ...common, ...payer }, account, env);
}

/** The five strings come as an object or as its JSON text; a link is the address in the QR code, else its picture. */
function payReply(body: JsonObject, input: PayRequest, { config }: TwoPayNowAccount): PayReply | undefined {
  const spTradeNo = wordAt(body, 'trade_no');
  if (spTradeNo === undefined) return undefined;
  if (input.payMethod !== 'wechat') {
    const addresses = [textAt(body, 'qr_code'), textAt(body, 'pic_url')];
    const url = addresses.find((one) => one !== undefined && /^https?:\/\/\S+$/.test(one));
    return url === undefined ? undefined : { ticket: { url }, spTradeNo };
  }
  const raw = own(body, named(config, 'fields', 'payment') ?? '');
  const strings = typeof raw === 'string' ? readJsonObject(raw) : raw;
  const payment = isObject(strings) ? paymentStrings(strings) : undefined;
  return payment && { ticket: { payment }, spTradeNo };
}

function refundRequest(input: RefundRequest, account: TwoPayNowAccount, env: Env): HttpRequest | undefined {
  const { config } = account;
  const refund = named(config, 'functions', 'refund');
  if (refund === undefined || lacking(config, 'refund').length > 0 || input.spTradeNo === undefined)
    return undefined;
  const values = {
    refund_fee: toMajor(input.amount),
    refund_currency: input.amount.currency,
    out_refund_no: input.outRefundNo,
  };
  const theirs = Object.entries(values).map(([name, value]) => [
    named(config, 'fields', name) ?? name,
    value,
  ]);
  const data = Object.fromEntries(theirs) as Params;
  return call(refund, { trade_no: input.spTradeNo, ...data }, account, env);
}

/** Our number in a notice: `merchant_trade_no`, which a precreated trade leaves empty, or what we gave along. */
function attemptNoIn(content: JsonObject): string | undefined {
  const along = readJsonObject(textAt(content, 'passback_parameters') ?? '') ?? {};
  return wordAt(content, 'merchant_trade_no') ?? wordAt(along, 'out_trade_no');
}

export const twoPayNow = {
  paySp: '2paynow',
  title: '2PayNow',
  docs: { url: 'https://github.com/Huozhangqi/omnipay-2paynow', read: '2026-11' },
  can: {
    payMethods: ['wechat', 'alipay'],
    numberAfterDecline: 'new',
    closeReverses: true,
    refundRetry: 'unknown',
    refundIn: 'configured',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
    maxRefunds: 50,
    currencies: ['EUR', 'CNY'],
    minimum: { EUR: 1, CNY: 1 },
  },
  fields,
  endpoint: () => 'https://www.2paynow.com/zhifu/mc_itf',
  appid: (_config, caller) => caller,
  merchant: ({ mchid }) => mchid,
  problems: problemsOf,

  pay: {
    lacks: ({ config }, _now, payMethod) => (payMethod === 'alipay' ? [] : lacking(config, 'pay')),
    request: payRequest,
    reply: (reply, input, account) => opened(reply, (body) => payReply(body, input, account)),
  },

  query: {
    request({ attemptNo, spTradeNo }, account, env) {
      return spTradeNo === undefined
        ? call('wap_query', { trade_no: attemptNo }, account, env)
        : call('query', { trade_no: spTradeNo }, account, env);
    },
    reply: (reply, { attemptNo, spTradeNo }) => opened(reply, (body) => queried(body, attemptNo, spTradeNo)),
  },

  close: {
    request({ spTradeNo }, account, env) {
      return spTradeNo === undefined ? undefined : call('cancel', { trade_no: spTradeNo }, account, env);
    },
    reply: (reply) => opened(reply, () => true as const),
  },

  refund: {
    lacks: ({ config }) => lacking(config, 'refund'),
    request: refundRequest,
    // Taken is not given back: the payment's `refund_amount` has the last word.
    reply: (reply, { outRefundNo }) =>
      opened(reply, () => ({ kind: 'refund', outRefundNo, status: 'processing', theirs: '200' }) as const),
  },

  queryRefund: {
    request({ spTradeNo }, account, env) {
      return spTradeNo === undefined ? undefined : call('query', { trade_no: spTradeNo }, account, env);
    },
    reply: (reply, input) =>
      opened(reply, (body) =>
        isAbout(body, input.attemptNo, input.spTradeNo) ? refundReport(body, input) : undefined,
      ),
  },

  statement: 'none',

  notifications: {
    by: 'GET',
    believe: 'query',
    glance({ query }) {
      const isNotice = looksLike(query.function, /^\w+$/) && looksLike(query.mid, /^\d+$/);
      if (!isNotice) return { rejected: 'malformed' };
      if (!looksLike(query.sign, /^[0-9a-f]{32}$/)) return { rejected: 'unsigned' };
      return looksLike(query.timestamp, /^\d{13}$/) ? undefined : { rejected: 'malformed' };
    },
    verify({ query }, { config }, env) {
      const signed = `${query.function ?? ''}${query.mid ?? ''}${query.timestamp ?? ''}`;
      if (!equalInConstantTime(signMd5KeyAppended(signed, config.key), query.sign ?? ''))
        return { rejected: 'bad_signature' };
      const age = Math.abs(env.now - Number(query.timestamp));
      return age <= WINDOW_MS ? verified(query) : { rejected: 'stale' };
    },
    read({ content }, { config }) {
      const attemptNo = attemptNoIn(content);
      if (attemptNo === undefined) return [];
      const misfit = misfitIn(content, { always: { mid: config.mchid } });
      const report = paymentReport(content, attemptNo, textAt(content, 'trade_status') ?? '');
      return [{ ...report, ...present({ misfit }) }];
    },
    accepted: plainText(200, 'success'),
    refused: (status) => plainText(status, 'fail'),
  },
} satisfies Connector<typeof fields>;
