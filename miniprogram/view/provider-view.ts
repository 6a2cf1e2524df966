// The names of the PSPs, and which of them are WeChat itself.
import { text } from '../i18n/language';

const names: Readonly<Record<string, string>> = {
  yaband: 'YabandPay',
  '2paynow': '2PayNow',
  supay: 'SuPay',
  vr: 'VR Payment',
  latipay: 'Latipay',
  nihaopay: 'NihaoPay',
  snappay: 'SnapPay',
  qfpay: 'QFPay',
  royalpay: 'RoyalPay',
  airwallex: 'Airwallex',
  pockyt: 'Pockyt',
};

/** Where the PSP is WeChat itself, its number and WeChat's are one. */
export const isWechatItself = (paySp: string | undefined): boolean =>
  ['v2', 'v2sp', 'v3', 'v3sp', 'cloudpay'].includes(paySp ?? '');

/** The name of a PSP; one that this version does not know keeps its own. */
export const providerTitle = (paySp: string): string =>
  isWechatItself(paySp) ? text('provider_wechat') : (names[paySp] ?? paySp);
