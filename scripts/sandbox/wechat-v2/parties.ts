/** Who the WeChat Pay v2 sandboxes know: a merchant of its own (`v2`), and a provider with two sub-merchants (`v2sp`). */
import { demoAppid } from '../sandbox';

export interface Party {
  readonly paySp: 'v2' | 'v2sp';
  /** The merchant that signs: the provider, where there is one. */
  readonly mchid: string;
  /** API key of v2: 32 characters. */
  readonly key: string;
  /** Apps bound to that merchant. */
  readonly appids: readonly string[];
  /** The provider's sub-merchants, with the apps bound to each; empty for a merchant of its own. */
  readonly subMerchants: ReadonlyMap<string, readonly string[]>;
}

export const merchant: Party = {
  paySp: 'v2',
  mchid: '1900000002',
  key: 'crosspaydemoapikeyofwechatpayv2x',
  appids: [demoAppid],
  subMerchants: new Map(),
};

export const providerAppid = 'wxcrosspayprov0001';
export const subMchid = '1900000209';

export const provider: Party = {
  paySp: 'v2sp',
  mchid: '1900000200',
  key: 'crosspaydemoapikeyofproviderv2sp',
  appids: [providerAppid],
  subMerchants: new Map([
    [subMchid, [demoAppid]],
    ['1900000210', []],
  ]),
};
