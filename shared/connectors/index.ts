/** The registry: every PSP that CrossPay speaks to, one line each. */
import type { Connector } from './connector';
import { wechatV3 } from './wechat-v3';
import { yaband } from './yaband';

export const connectors: readonly Connector[] = [yaband, wechatV3];

/** The connector of a `pay_sp` name. */
export function connectorOf(paySp: string): Connector | undefined {
  return connectors.find((one) => one.paySp === paySp);
}
