/** The registry: every PSP that CrossPay speaks to, one line each. */
import { cloudpay } from './cloudpay';
import type { Connector } from './connector';
import { latipay } from './latipay';
import { supay } from './supay';
import { twoPayNow } from './twopaynow';
import { vr } from './vr';
import { wechatV2, wechatV2Partner } from './wechat-v2';
import { wechatV3, wechatV3Partner } from './wechat-v3';
import { yaband } from './yaband';

export const connectors: readonly Connector[] = [
  yaband,
  twoPayNow,
  supay,
  vr,
  cloudpay,
  wechatV2,
  wechatV2Partner,
  wechatV3,
  wechatV3Partner,
  latipay,
];

/** The connector of a `pay_sp` name. */
export function connectorOf(paySp: string): Connector | undefined {
  return connectors.find((one) => one.paySp === paySp);
}
