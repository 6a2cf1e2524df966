/**
 * Who the WeChat Pay v3 sandboxes know: a merchant of its own (`v3`), a provider with two sub-merchants (`v3sp`); and the
 * two sites that serve them, mainland and overseas.
 * Sources, read 2026-11: pay.weixin.qq.com/doc/v3/merchant and /doc/v3/partner, and for overseas
 * pay.weixin.qq.com/wiki/doc/api_external with its machine-readable copy wechatpay.js.org/openapi/v3/global.
 */
import type { HeldPayment } from '../ledger';
import { demoAppid } from '../sandbox';

export type Role = 'direct' | 'partner';
export const sites = ['cn', 'global'] as const;
export type Site = (typeof sites)[number];

export interface Party {
  readonly paySp: string;
  readonly role: Role;
  /** The merchant that signs: the provider, where there is one. */
  readonly mchid: string;
  /** Apps bound to that merchant. */
  readonly appids: readonly string[];
  /** The provider's sub-merchants, with the apps bound to each. */
  readonly subMerchants: ReadonlyMap<string, readonly string[]>;
}

export const merchant: Party = {
  paySp: 'v3',
  role: 'direct',
  mchid: '1900000001',
  appids: [demoAppid],
  subMerchants: new Map(),
};

const providerAppid = 'wxcrosspayprov0001';

export const provider: Party = {
  paySp: 'v3sp',
  role: 'partner',
  mchid: '1900000100',
  appids: [providerAppid, demoAppid],
  subMerchants: new Map([
    ['1900000109', [demoAppid]],
    ['1900000110', []],
  ]),
};

/** Where orders live, by who asks and where. */
export const ordersAt: Readonly<Record<Role, Readonly<Record<Site, string>>>> = {
  direct: { cn: '/v3/pay/transactions', global: '/v3/global/transactions' },
  partner: { cn: '/v3/pay/partner/transactions', global: '/v3/global/transactions' },
};

/** The names under which a request says who it is from, and an order remembers it. */
export const identityNames = ['appid', 'mchid', 'sp_appid', 'sp_mchid', 'sub_appid', 'sub_mchid'] as const;
export const payerNames = ['openid', 'sp_openid', 'sub_openid'] as const;

/** Some of the words that an order came with. */
export const wordsOf = (payment: HeldPayment, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(payment.terms).filter(([name]) => names.includes(name)));

export const isOverseas = (payment: HeldPayment): boolean => payment.terms.site === 'global';
