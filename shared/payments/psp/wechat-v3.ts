/**
 * WeChat Pay API v3, mini-program payments: of a merchant (`v3`) and of a sub-merchant through its provider (`v3sp`),
 * in mainland China and overseas. Where these differ on the wire stands in wechat-v3-variants.ts.
 * Protocol: pay.weixin.qq.com/doc/v3/merchant and /doc/v3/partner (4012365342 signing, 4013053249 verification, 4012556352
 * errors, order, refund and notification pages) and pay.weixin.qq.com/wiki/doc/api_external, read 2026-11.
 *
 * Irregularities that shape this file:
 * - The same number with the same parameters answers the same prepay id; with others it is an error. One number
 *   space per provider, not per sub-merchant.
 * - A refund notice calls its state `refund_status`, the query calls it `status`; the notice names no currency.
 * - Overseas the answer to a refund has no state at all, and the plain text of notices is not published: such a
 *   notice is only a hint, WeChat Pay is asked before anything is booked.
 * - During a migration answers and notices come signed by certificate and by public key: the serial decides.
 */
import { isObject, objectAt, readJsonObject, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { signRsaSha256 } from '../../codecs/rsa';
import type { Report } from '../order/facts';
import { pathPart } from './forms';
import { readable, saidNo, understood, type Refusals } from './answers';
import { verified, type Connector, type PayReply, type PayRequest } from './connector';
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { jsonText } from './notice-replies';
import { keys, problems, request, type V3Account } from './wechat-v3-account';
import { directFields, partnerFields } from './wechat-v3-fields';
import { authenticity, openAnswer, signatureIn } from '../../wechat/api-v3/open';
import { unsealObject } from '../../wechat/api-v3/unseal';
import { BILL_TERMS, fundsLacks } from './wechat-bill-terms';
import { ALL_CURRENCIES, currenciesOf } from './wechat-fields';
import { V3_REFUSALS } from './wechat-v3-refusals';
import { sellerOf, siteOf } from './wechat-v3-variants';
import { hint, paymentReport, refundReport } from './wechat-v3-reports';
import { WECHAT_TEXTS } from './wechat-words';

/** Opens an answer: what `read` finds in it, or a no; only a code that is published for this call is a definite one. */
function opened<T>(
  reply: HttpReply,
  env: Env,
  published: Refusals,
  read: (body: JsonObject) => T | undefined,
): Outcome<T> {
  const said = openAnswer(reply, env);
  if ('unknown' in said) return said.unknown;
  if ('error' in said) return saidNo(said.error.code, said.error.words, published);
  return understood(() => read(said.body));
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

/** The address of an order by our number; in a query it is followed by whose order it is. */
function transaction(attemptNo: string, { config }: V3Account): string {
  const orders = siteOf(config).orders[sellerOf(config).ordersAt];
  return `${orders}/out-trade-no/${pathPart(attemptNo)}`;
}

const queryOf = (words: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(words).toString();
  return query === '' ? '' : `?${query}`;
};

/** What both connectors have in common: all but name and fields. */
const shared = {
  can: {
    payMethods: ['wechat'],
    numberAfterDecline: 'same',
    closeReverses: false,
    refundRetry: 'safe',
    refundIn: 'order',
    partialRefunds: true,
    texts: WECHAT_TEXTS,
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
    reply: (reply, input, account, env) =>
      opened(reply, env, V3_REFUSALS.pay, (body) => payReply(body, input, account, env)),
  },

  query: {
    request({ attemptNo }, account, env) {
      const path = `${transaction(attemptNo, account)}${queryOf(sellerOf(account.config).numbers)}`;
      return request(account, env, { method: 'GET', path });
    },
    reply: (reply, { attemptNo }, account, env) =>
      opened(reply, env, V3_REFUSALS.query, (body) => {
        const report = paymentReport(body, account);
        return report?.attemptNo === attemptNo ? report : undefined;
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
      opened(reply, env, V3_REFUSALS.close, () => (reply.status === 204 ? true : undefined)),
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
        ...(input.reason === '' ? {} : { reason: input.reason }),
        notify_url: account.notifyUrl,
        amount: { refund: input.amount.value, total: input.total.value, currency: input.amount.currency },
      };
      return request(account, env, { method: 'POST', path: siteOf(config).refunds, body });
    },
    reply: (reply, { outRefundNo }, account, env) =>
      opened(reply, env, V3_REFUSALS.refund, (body) => {
        const status = textAt(body, 'status') ?? siteOf(account.config).newRefund;
        const report = status === undefined ? undefined : refundReport(body, account, status);
        return report?.outRefundNo === outRefundNo ? report : undefined;
      }),
  },

  queryRefund: {
    request({ outRefundNo }, account, env) {
      const { refundByOurNumber, refundQuery } = siteOf(account.config);
      const whose = queryOf(refundQuery(sellerOf(account.config)));
      const path = `${refundByOurNumber}/${pathPart(outRefundNo)}${whose}`;
      return request(account, env, { method: 'GET', path });
    },
    reply: (reply, { outRefundNo }, account, env) =>
      opened(reply, env, V3_REFUSALS.queryRefund, (body) => {
        const report = refundReport(body, account, textAt(body, 'status') ?? '');
        return report?.outRefundNo === outRefundNo ? report : undefined;
      }),
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const body = readJsonObject(notice.body);
      if (!body || !isObject(body.resource)) return { rejected: 'malformed' };
      return signatureIn(notice) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account, env) {
      const seen = authenticity(notice, env);
      if (seen !== 'authentic') return { rejected: seen };
      const sealed = objectAt(readJsonObject(notice.body) ?? {}, 'resource');
      const resource = unsealObject(sealed, account.config.apiv3_key);
      return resource
        ? verified({ type: textAt(sealed, 'original_type'), resource })
        : { rejected: 'malformed' };
    },
    read({ content }, account): readonly Report[] {
      const resource = objectAt(content, 'resource');
      if (!siteOf(account.config).noticesPublished) return hint(resource, account);
      const report = readable<Report>(() => {
        if (content.type === 'transaction') return paymentReport(resource, account);
        if (content.type !== 'refund') return undefined;
        return refundReport(resource, account, textAt(resource, 'refund_status') ?? '', 'always');
      });
      return report ? [report] : [];
    },
    accepted: jsonText(200, { code: 'SUCCESS', message: 'OK' }),
    refused: (status, why) => jsonText(status, { code: 'FAIL', message: why }),
  },

  statement: {
    ...BILL_TERMS,
    by: 'file',
    load: async () => (await import('./wechat-v3-statement')).v3Statement,
    funds: {
      lacks: ({ config }) => fundsLacks(config),
      load: async () => (await import('./wechat-v3-statement')).v3Funds,
    },
  },
  keys,
} satisfies Omit<
  Connector<typeof directFields>,
  'paySp' | 'title' | 'docs' | 'fields' | 'appid' | 'merchant'
>;

export const wechatV3 = {
  ...shared,
  paySp: 'v3',
  title: 'WeChat Pay v3',
  docs: { url: 'https://pay.weixin.qq.com/doc/v3/merchant', read: '2026-11' },
  fields: directFields,
  appid: (config, caller) => config.appid ?? caller,
  merchant: ({ mchid }) => mchid,
} satisfies Connector<typeof directFields>;

export const wechatV3Partner = {
  ...shared,
  paySp: 'v3sp',
  title: 'WeChat Pay v3, service provider',
  docs: { url: 'https://pay.weixin.qq.com/doc/v3/partner', read: '2026-11' },
  fields: partnerFields,
  appid: (config, caller) => config.sub_appid ?? caller,
  merchant: ({ mchid, sub_mchid }) => `${mchid}/${sub_mchid}`,
} satisfies Connector<typeof partnerFields>;
