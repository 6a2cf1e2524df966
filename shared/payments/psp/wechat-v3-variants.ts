/**
 * Where the variants of WeChat Pay v3 differ on the wire. Two questions decide: at which site the account is (mainland
 * or overseas), and who sells (the merchant itself, or a sub-merchant through its provider).
 * Sources, read 2026-11: pay.weixin.qq.com/doc/v3/merchant and /doc/v3/partner; for overseas
 * pay.weixin.qq.com/wiki/doc/api_external and its machine-readable copy wechatpay.js.org/openapi/v3/global.
 */
import type { RefundReport } from '../order/facts';
import { settled } from './misfit';
import type { V3Config } from './wechat-v3-fields';

type Words = Readonly<Record<string, string>>;

/** One site: its address, its paths and its words for the same things. */
export interface Site {
  readonly host: string;
  /** Below which orders live, for a merchant of its own and for a provider. */
  readonly orders: { readonly direct: string; readonly partner: string };
  readonly refunds: string;
  /** Below which one refund is found by our number. */
  readonly refundByOurNumber: string;
  readonly certificates: string;
  /** What the site's own numbers are called in answers. */
  readonly names: { readonly transaction: string; readonly refund: string };
  readonly refundStatus: Readonly<Record<string, RefundReport['status']>>;
  /** The state of a refund in the answer to its request. Overseas it has none: the request was taken, no more. */
  readonly newRefund: string | undefined;
  /** The currency of an amount that names none. */
  readonly currency: string | undefined;
  /** Whether the plain text of notices is published; what is not is only a hint to ask. */
  readonly noticesPublished: boolean;
  /** What an order says beside the common words. */
  readonly orderTerms: (config: V3Config) => Words;
  /** How a refund names its seller; undefined without the app that the payment was made in, where that is needed. */
  readonly refundOf: (seller: Seller, payingAppid: string | undefined) => Words | undefined;
  /** How the question for a refund names its seller. */
  readonly refundQuery: (seller: Seller) => Words;
}

const REFUND_STATUS = { SUCCESS: 'succeeded', PROCESSING: 'processing', ABNORMAL: 'abnormal' } as const;

const SITES: Readonly<Record<'cn' | 'global', Site>> = {
  cn: {
    host: 'https://api.mch.weixin.qq.com',
    orders: { direct: '/v3/pay/transactions', partner: '/v3/pay/partner/transactions' },
    refunds: '/v3/refund/domestic/refunds',
    refundByOurNumber: '/v3/refund/domestic/refunds',
    certificates: '/v3/certificates',
    names: { transaction: 'transaction_id', refund: 'refund_id' },
    refundStatus: { ...REFUND_STATUS, CLOSED: 'failed' },
    newRefund: undefined,
    currency: 'CNY',
    noticesPublished: true,
    orderTerms: () => ({}),
    refundOf: (seller) => seller.inRefund,
    refundQuery: (seller) => seller.inRefund,
  },
  global: {
    host: 'https://apihk.mch.weixin.qq.com',
    orders: { direct: '/v3/global/transactions', partner: '/v3/global/transactions' },
    refunds: '/v3/global/refunds',
    refundByOurNumber: '/v3/global/refunds/out-refund-no',
    certificates: '/v3/global/certificates',
    names: { transaction: 'id', refund: 'id' },
    refundStatus: { ...REFUND_STATUS, REFUNDCLOSE: 'failed' },
    newRefund: 'PROCESSING',
    currency: undefined,
    noticesPublished: false,
    orderTerms: ({ merchant_category_code: code = '' }) => ({
      trade_type: 'JSAPI',
      merchant_category_code: code,
    }),
    refundOf: (seller, paying) => (paying === undefined ? undefined : seller.named(paying)),
    refundQuery: (seller) => seller.numbers,
  },
};

export const siteOf = ({ site = 'cn' }: V3Config): Site => SITES[site];

/** Who sells, as the messages name them. */
export interface Seller {
  readonly ordersAt: keyof Site['orders'];
  /** In queries, in closing, and in everything that is about this seller. */
  readonly numbers: Words;
  /** In a new order, with the app that pays. */
  named(payingAppid: string): Words;
  payer(payingAppid: string, openid: string): Words;
  /** In a refund at the mainland site, where the signature alone names a merchant of its own. */
  readonly inRefund: Words;
  /** The app that was paid in, as an answer or a notice names it. */
  readonly appidNames: readonly string[];
  /** The apps that the configuration settles: one that every transaction names, and what others may name at most. */
  readonly apps: { readonly always: Words; readonly ifNamed: Words };
}

/** The seller of an account: without `sub_mchid` the merchant itself. */
export function sellerOf(config: V3Config): Seller {
  const { mchid, sub_mchid: subMchid } = config;
  if (subMchid === undefined) {
    return {
      ordersAt: 'direct',
      numbers: { mchid },
      named: (appid) => ({ appid, mchid }),
      payer: (_appid, openid) => ({ openid }),
      inRefund: {},
      appidNames: ['appid'],
      apps: { always: settled({ appid: config.appid }), ifNamed: {} },
    };
  }
  const numbers = { sp_mchid: mchid, sub_mchid: subMchid };
  return {
    ordersAt: 'partner',
    numbers,
    named: (paying) => ({ ...partnerApps(config, paying), ...numbers }),
    payer: (paying, openid) =>
      'sub_appid' in partnerApps(config, paying) ? { sub_openid: openid } : { sp_openid: openid },
    inRefund: { sub_mchid: subMchid },
    appidNames: ['sub_appid', 'sp_appid'],
    apps: {
      always: settled({ sp_appid: config.appid }),
      ifNamed: settled({ sub_appid: config.sub_appid }),
    },
  };
}

/** The provider's app, and the sub-merchant's where that is another one or is configured. */
function partnerApps({ appid, sub_appid: subAppid }: V3Config, paying: string): Words {
  const provider = appid ?? paying;
  if (subAppid !== undefined) return { sp_appid: provider, sub_appid: subAppid };
  return provider === paying ? { sp_appid: provider } : { sp_appid: provider, sub_appid: paying };
}
