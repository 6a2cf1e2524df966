/**
 * The registry: every PSP that CrossPay speaks to, one line each. A connector is loaded when an account or a notice of its PSP is at
 * hand: a shop has one or two of them. See docs/decisions/0009-lazy-second-files.md.
 */
import { own } from '../../kernel/json';
import type { Connector } from './connector';

const registry: Readonly<Record<string, () => Promise<Connector>>> = {
  yaband: async () => (await import('./yaband')).yaband,
  '2paynow': async () => (await import('./twopaynow')).twoPayNow,
  supay: async () => (await import('./supay')).supay,
  vr: async () => (await import('./vr')).vr,
  cloudpay: async () => (await import('./cloudpay')).cloudpay,
  v2: async () => (await import('./wechat-v2')).wechatV2,
  v2sp: async () => (await import('./wechat-v2')).wechatV2Partner,
  v3: async () => (await import('./wechat-v3')).wechatV3,
  v3sp: async () => (await import('./wechat-v3')).wechatV3Partner,
  latipay: async () => (await import('./latipay')).latipay,
  qfpay: async () => (await import('./qfpay')).qfpay,
  nihaopay: async () => (await import('./nihaopay')).nihaopay,
  snappay: async () => (await import('./snappay')).snappay,
  royalpay: async () => (await import('./royalpay')).royalpay,
  pockyt: async () => (await import('./pockyt')).pockyt,
  airwallex: async () => (await import('./airwallex')).airwallex,
};

/** Their names. */
export const paySps: readonly string[] = Object.keys(registry);

/** The one whose notices the platform brings by calling the function. */
export const CALLED_PSP = 'cloudpay';

/** The connector of a `pay_sp` name; undefined where no PSP has that name. */
export async function connectorOf(paySp: string): Promise<Connector | undefined> {
  return own(registry, paySp)?.();
}
