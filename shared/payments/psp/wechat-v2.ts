/**
 * WeChat Pay v2, mini-program payments: of a merchant (`v2`) and of a sub-merchant through its provider (`v2sp`), in
 * mainland China and overseas. XML over POST, MD5 or HMAC-SHA256 with the API key appended.
 * Protocol: pay.weixin.qq.com/doc/v2/merchant and /doc/v2/partner (4011985891 signing; unified order, query, close,
 * refund and notification pages), the older wiki's wxa_api and api_external chapters, read 2026-11.
 *
 * Irregularities that shape this file:
 * - Three layers of status: return_code (unsigned when FAIL), result_code, and in queries trade_state. A payment notice
 *   has no trade_state: the first two say paid.
 * - Fields that we do not know are part of the signature. Its length tells its kind.
 * - The answer to a refund means "taken". Refund queries number their fields: `refund_status_0`.
 * - The envelope of a refund notice is not signed, its content only encrypted with a key made from the API key, in a
 *   mode that does not show changes: such a notice is a hint, WeChat Pay is asked.
 * - Refunds are taken over mutual TLS only. Orders cannot be closed within five minutes of their creation.
 */
import { openAes256Ecb } from '../../codecs/aes-ecb';
import { signWithKeyAppended, md5OfSecret, type Params } from '../../codecs/sorted-params';
import { readXml, writeXml, xmlText } from '../../codecs/xml';
import type { Env } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';
import { present } from '../../kernel/present';
import type { Report } from '../order/facts';
import { readable } from './answers';
import { verified, type AttemptRef, type Connector, type PayReply, type PayRequest } from './connector';
import { isGlued, looksLike } from './forms';
import { BILL_TERMS, fundsLacks } from './wechat-bill-terms';
import { ALL_CURRENCIES, currenciesOf } from './wechat-fields';
import {
  directFields,
  partnerFields,
  problems,
  refundLacks,
  request,
  seller,
  type V2Account,
} from './wechat-v2-account';
import { opened, isSigned, isWeaklySigned } from './wechat-v2-answers';
import { V2_REFUSALS } from './wechat-v2-refusals';
import { misfit, paymentReport, refundReport } from './wechat-v2-reports';
import { WECHAT_TEXTS, tradeState } from './wechat-words';

/** WeChat Pay wants an address here; that of the payer does not reach a cloud function's connector. */
const SPBILL_CREATE_IP = '127.0.0.1';

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
const hasGlued = (message: Params): boolean =>
  Object.entries(message).some(([name, value]) => name !== 'attach' && isGlued(value));

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
    texts: WECHAT_TEXTS,
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
      opened(reply, account, V2_REFUSALS.pay, (body) => payReply(body, input, account, env)),
  },

  query: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/orderquery', params: { out_trade_no: ref.attemptNo } }),
    reply: (reply, { attemptNo }, account) =>
      opened(reply, account, V2_REFUSALS.query, (body) => {
        const report = paymentReport(body, account, tradeState(body.trade_state ?? ''));
        return report?.attemptNo === attemptNo ? report : undefined;
      }),
  },

  close: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/closeorder', params: { out_trade_no: ref.attemptNo } }),
    reply: (reply, _ref, account) => opened(reply, account, V2_REFUSALS.close, () => true as const),
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
        refund_desc: xmlText(input.reason),
        notify_url: account.notifyUrl,
      };
      return about(input, account, env, { path: '/secapi/pay/refund', params });
    },
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, account, V2_REFUSALS.refund, (body) => {
        const report = refundReport(body, account);
        return report?.outRefundNo === outRefundNo ? report : undefined;
      }),
  },

  queryRefund: {
    request: (ref, account, env) =>
      about(ref, account, env, { path: '/pay/refundquery', params: { out_refund_no: ref.outRefundNo } }),
    reply: (reply, { outRefundNo }, account) =>
      opened(reply, account, V2_REFUSALS.queryRefund, (body) => {
        const name = Object.keys(body).find(
          (one) => /^out_refund_no_\d+$/.test(one) && body[one] === outRefundNo,
        );
        return name === undefined
          ? undefined
          : refundReport(body, account, name.slice('out_refund_no'.length));
      }),
  },

  notifications: {
    by: 'POST',
    believe: 'notice',
    glance(notice) {
      const message = readXml(notice.body, 'xml');
      if (message?.return_code !== 'SUCCESS') return { rejected: 'malformed' };
      if (message.req_info) return undefined;
      return looksLike(message.sign, /^([0-9A-F]{32}|[0-9A-F]{64})$/) ? undefined : { rejected: 'unsigned' };
    },
    verify(notice, account) {
      const message = readXml(notice.body, 'xml') ?? {};
      if (message.req_info) {
        const refund = refundNotice(message, account);
        return refund ? verified({ refund }) : { rejected: 'bad_signature' };
      }
      if (isWeaklySigned(message, account) || !isSigned(message, account))
        return { rejected: 'bad_signature' };
      return hasGlued(message) ? { rejected: 'malformed' } : verified({ payment: message });
    },
    read({ content }, account): readonly Report[] {
      const { payment, refund } = content as { payment?: Params; refund?: Params };
      const state = tradeState(payment?.result_code === 'SUCCESS' ? 'SUCCESS' : '');
      const report = readable<Report>(() => {
        if (payment) return paymentReport(payment, account, state);
        const hinted = refund && refundReport(refund, account);
        return hinted && { ...hinted, hint: true };
      });
      return report ? [report] : [];
    },
    accepted: answer(200, 'SUCCESS', 'OK'),
    refused: (status, why) => answer(status, 'FAIL', why),
  },

  statement: {
    ...BILL_TERMS,
    by: 'file',
    lacks: ({ config }) =>
      config.appid === undefined
        ? ['appid is missing: WeChat Pay v2 hands out a bill only to an app that is named']
        : [],
    load: async () => (await import('./wechat-v2-statement')).v2Statement,
    funds: {
      // The certificate is the one that refunds want.
      lacks: (account, now) => [...fundsLacks(account.config), ...refundLacks(account, now)],
      load: async () => (await import('./wechat-v2-statement')).v2Funds,
    },
  },
} satisfies Omit<
  Connector<typeof directFields>,
  'paySp' | 'title' | 'docs' | 'fields' | 'appid' | 'merchant'
>;

export const wechatV2 = {
  ...shared,
  paySp: 'v2',
  title: 'WeChat Pay v2',
  docs: { url: 'https://pay.weixin.qq.com/doc/v2/merchant', read: '2026-11' },
  fields: directFields,
  appid: (config, caller) => config.appid ?? caller,
  merchant: ({ mchid }) => mchid,
} satisfies Connector<typeof directFields>;

export const wechatV2Partner = {
  ...shared,
  paySp: 'v2sp',
  title: 'WeChat Pay v2, service provider',
  docs: { url: 'https://pay.weixin.qq.com/doc/v2/partner', read: '2026-11' },
  fields: partnerFields,
  appid: (config, caller) => config.sub_appid ?? caller,
  merchant: ({ mchid, sub_mchid }) => `${mchid}/${sub_mchid}`,
} satisfies Connector<typeof partnerFields>;
