/**
 * WeChat Pay API v3, mini-program payments: of a merchant (`v3`) and of a sub-merchant through its provider (`v3sp`),
 * in mainland China and overseas. Where these differ on the wire stands in wechat-v3-variants.ts.
 * Protocol: pay.weixin.qq.com/doc/v3/merchant and /doc/v3/partner (4012365342 signing, 4013053249 verification, 4012556352
 * errors, order, refund and notification pages) and pay.weixin.qq.com/wiki/doc/api_external, read 2026-11.
 *
 * Irregularities that shape this file:
 * - The same number with the same parameters answers the same prepay id; with others it is an error. One number
 *   space per provider, not per sub-merchant.
 * - `REFUND` as a trade state means paid with some refund, not refunded in full.
 * - A refund notice calls its state `refund_status`, the query calls it `status`; the notice names no currency.
 * - Overseas the answer to a refund has no state at all, and the plain text of notices is not published: such a
 *   notice is only a hint, WeChat Pay is asked before anything is booked.
 * - Probes whose signature begins with WECHATPAY/SIGNTEST/ are wrong on purpose: they fail like any forgery.
 * - During a migration answers and notices come signed by certificate and by public key: the serial decides.
 */
import { openAes256Gcm } from '../../codecs/aead';
import { isObject, objectAt, own, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { signRsaSha256 } from '../../codecs/rsa';
import type { Fact, PaymentFact, PaymentStatus, RefundFact } from '../order/facts';
import { money, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import { verified } from './connector';
import type { Env, HttpReply, Outcome, Refusal } from '../../kernel/exchange';
import type { Connector, PayReply, PayRequest } from './connector';
import { directFields, keys, partnerFields, problems, request } from './wechat-v3-account';
import type { V3Account } from './wechat-v3-account';
import { authenticity } from '../../wechat/api-v3/signature';
import { ALL_CURRENCIES, currenciesOf } from './wechat-fields';
import { sellerOf, siteOf } from './wechat-v3-variants';

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
    why: own(REFUSALS, code) ?? 'other',
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

/** An amount of a message. Overseas every amount must name its currency. */
function amountIn(body: JsonObject, name: string, { config }: V3Account): Money | undefined {
  const amount = objectAt(body, 'amount');
  const value = amount[name];
  const currency = textAt(amount, 'currency') ?? siteOf(config).currency;
  return typeof value === 'number' && currency !== undefined ? money(value, currency) : undefined;
}

function instant(body: JsonObject, name: string): number | undefined {
  const value = Date.parse(textAt(body, name) ?? '');
  return Number.isNaN(value) ? undefined : value;
}

/** A transaction as the query and the notice both describe it; undefined when a paid one lacks its amount. */
function paymentFact(body: JsonObject, account: V3Account): PaymentFact | undefined {
  const attemptNo = wordAt(body, 'out_trade_no');
  const state = textAt(body, 'trade_state') ?? '';
  const status = own(TRADE_STATE, state) ?? 'pending';
  const amount = amountIn(body, 'total', account);
  if (attemptNo === undefined || (status === 'paid' && !amount)) return undefined;
  const transactionId = wordAt(body, siteOf(account.config).names.transaction);
  const [appid] = sellerOf(account.config).appidNames.flatMap((name) => wordAt(body, name) ?? []);
  return {
    kind: 'payment',
    paySp: account.paySp,
    attemptNo,
    status,
    theirs: `${state} ${textAt(body, 'trade_state_desc') ?? ''}`.trim(),
    ...present({ amount, transactionId, spTradeNo: transactionId, appid }),
    ...present({ paidAt: instant(body, 'success_time'), misfit: misfit(body, account) }),
  };
}

function refundFact(body: JsonObject, account: V3Account, theirs: string): RefundFact | undefined {
  const outRefundNo = wordAt(body, 'out_refund_no');
  if (outRefundNo === undefined) return undefined;
  const { refundStatus, names } = siteOf(account.config);
  return {
    kind: 'refund',
    paySp: account.paySp,
    outRefundNo,
    status: own(refundStatus, theirs) ?? 'processing',
    theirs,
    ...present({ amount: amountIn(body, 'refund', account), attemptNo: wordAt(body, 'out_trade_no') }),
    ...present({ spRefundNo: wordAt(body, names.refund), refundedAt: instant(body, 'success_time') }),
  };
}

/** What is wrong when a message is not for this seller: all its numbers must be ours. */
function misfit(body: JsonObject, { config }: V3Account): string | undefined {
  const other = Object.entries(sellerOf(config).numbers).find(([name, ours]) => textAt(body, name) !== ours);
  return other && `the message is for merchant ${textAt(body, other[0]) ?? '(none)'}`;
}

/** What a notice is about, where nothing else of it is published: reason enough to ask. */
function hint(body: JsonObject, account: V3Account): readonly Fact[] {
  const [attemptNo, outRefundNo] = [wordAt(body, 'out_trade_no'), wordAt(body, 'out_refund_no')];
  // Whether it names its merchant is not published either; one that names another is not for us.
  const names = Object.keys(sellerOf(account.config).numbers).some((name) => name in body);
  const other = names ? misfit(body, account) : undefined;
  const said = { paySp: account.paySp, theirs: 'a hint', hint: true, ...present({ misfit: other }) } as const;
  if (outRefundNo !== undefined) return [{ ...said, kind: 'refund', outRefundNo, status: 'processing' }];
  return attemptNo === undefined ? [] : [{ ...said, kind: 'payment', attemptNo, status: 'pending' }];
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

/** The address of an order by our number; in a query it is followed by whose order it is. */
function transaction(attemptNo: string, { config }: V3Account): string {
  const orders = siteOf(config).orders[sellerOf(config).ordersAt];
  return `${orders}/out-trade-no/${encodeURIComponent(attemptNo)}`;
}

const queryOf = (words: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(words).toString();
  return query === '' ? '' : `?${query}`;
};

const answer = (status: number, code: string, message: string): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code, message }),
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
  endpoint: (config) => siteOf(config).host,

  pay: {
    request(input, account, env) {
      const { config } = account;
      const seller = sellerOf(config);
      const body = {
        ...seller.named(input.appid),
        description: input.description,
        out_trade_no: input.attemptNo,
        notify_url: account.notifyUrl,
        amount: { total: input.amount.value, currency: input.amount.currency },
        payer: seller.payer(input.appid, input.openid),
        ...siteOf(config).orderTerms(config),
      };
      return request(account, env, {
        method: 'POST',
        path: `${siteOf(config).orders[seller.ordersAt]}/jsapi`,
        body,
      });
    },
    reply: (reply, input, account, env) => opened(reply, env, (body) => payReply(body, input, account, env)),
  },

  query: {
    request({ attemptNo }, account, env) {
      const path = `${transaction(attemptNo, account)}${queryOf(sellerOf(account.config).numbers)}`;
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
      const body = sellerOf(account.config).numbers;
      return request(account, env, {
        method: 'POST',
        path: `${transaction(attemptNo, account)}/close`,
        body,
      });
    },
    reply: (reply, _input, _account, env) =>
      opened(reply, env, () => (reply.status === 204 ? true : undefined)),
  },

  refund: {
    request(input, account, env) {
      const { config } = account;
      const named = siteOf(config).refundOf(sellerOf(config), input.appid);
      if (!named) return undefined;
      const body = {
        ...named,
        out_trade_no: input.attemptNo,
        out_refund_no: input.outRefundNo,
        ...(input.reason === '' ? {} : { reason: input.reason.slice(0, 80) }),
        notify_url: account.notifyUrl,
        amount: { refund: input.amount.value, total: input.total.value, currency: input.amount.currency },
      };
      return request(account, env, { method: 'POST', path: siteOf(config).refunds, body });
    },
    reply: (reply, { outRefundNo }, account, env) =>
      opened(reply, env, (body) => {
        const status = textAt(body, 'status') ?? siteOf(account.config).newRefund;
        const fact = status === undefined ? undefined : refundFact(body, account, status);
        return fact?.outRefundNo === outRefundNo ? fact : undefined;
      }),
  },

  queryRefund: {
    request({ outRefundNo }, account, env) {
      const { refundByOurNumber, refundQuery } = siteOf(account.config);
      const whose = queryOf(refundQuery(sellerOf(account.config)));
      const path = `${refundByOurNumber}/${encodeURIComponent(outRefundNo)}${whose}`;
      return request(account, env, { method: 'GET', path });
    },
    reply: (reply, { outRefundNo }, account, env) =>
      opened(reply, env, (body) => {
        const fact = refundFact(body, account, textAt(body, 'status') ?? '');
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
      if (!siteOf(account.config).noticesPublished) return hint(resource, account);
      const fact = readable<Fact>(() => {
        if (content.type === 'transaction') return paymentFact(resource, account);
        if (content.type !== 'refund') return undefined;
        return refundFact(resource, account, textAt(resource, 'refund_status') ?? '');
      });
      if (!fact) return [];
      return [{ ...fact, ...present({ misfit: misfit(resource, account) }) }];
    },
    accepted: answer(200, 'SUCCESS', 'OK'),
    refused: (status, why) => answer(status, 'FAIL', why),
  },

  keys,
} satisfies Omit<Connector<typeof directFields>, 'paySp' | 'title' | 'docs' | 'fields' | 'appid'>;

export const wechatV3 = {
  ...shared,
  paySp: 'v3',
  title: 'WeChat Pay v3',
  docs: { url: 'https://pay.weixin.qq.com/doc/v3/merchant', read: '2026-11' },
  fields: directFields,
  appid: (config, caller) => config.appid ?? caller,
} satisfies Connector<typeof directFields>;

export const wechatV3Partner = {
  ...shared,
  paySp: 'v3sp',
  title: 'WeChat Pay v3, service provider',
  docs: { url: 'https://pay.weixin.qq.com/doc/v3/partner', read: '2026-11' },
  fields: partnerFields,
  appid: (config, caller) => config.sub_appid ?? caller,
} satisfies Connector<typeof partnerFields>;
