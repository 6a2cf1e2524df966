// PSPs under the names that their merchants know them by.
import { wordIfAny, words } from '../i18n/words';

const brands: Readonly<Record<string, string>> = {
  '2paynow': '2PayNow',
  airwallex: 'Airwallex',
  latipay: 'Latipay',
  nihaopay: 'NihaoPay',
  pockyt: 'Pockyt',
  qfpay: 'QFPay',
  royalpay: 'RoyalPay',
  snappay: 'SnapPay',
  supay: 'SuPay',
  vr: 'VR Payment',
  yaband: 'YabandPay',
};

/** PSPs that are WeChat Pay itself: their number of a payment is WeChat's. */
const wechats = ['v2', 'v2sp', 'v3', 'v3sp', 'cloudpay'];

export const isWechat = (paySp: string | undefined): boolean => wechats.includes(paySp ?? '');

/** The name of a PSP; one that this version does not know keeps the back end's word. */
export function providerName(paySp: string | undefined): string {
  const { provider } = words();
  return paySp ? (brands[paySp] ?? wordIfAny(provider, paySp) ?? paySp) : provider.none;
}
