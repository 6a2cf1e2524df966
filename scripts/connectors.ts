/** Every connector at once, for documents, the simulation and tests. A function loads those that its configuration names. */
import { cloudpay } from '../shared/payments/psp/cloudpay';
import { pockyt } from '../shared/payments/psp/pockyt';
import { airwallex } from '../shared/payments/psp/airwallex';
import { nihaopay } from '../shared/payments/psp/nihaopay';
import { royalpay } from '../shared/payments/psp/royalpay';
import type { Connector } from '../shared/payments/psp/connector';
import { latipay } from '../shared/payments/psp/latipay';
import { qfpay } from '../shared/payments/psp/qfpay';
import { snappay } from '../shared/payments/psp/snappay';
import { supay } from '../shared/payments/psp/supay';
import { twoPayNow } from '../shared/payments/psp/twopaynow';
import { vr } from '../shared/payments/psp/vr';
import { wechatV2, wechatV2Partner } from '../shared/payments/psp/wechat-v2';
import { wechatV3, wechatV3Partner } from '../shared/payments/psp/wechat-v3';
import { yaband } from '../shared/payments/psp/yaband';

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
  qfpay,
  nihaopay,
  snappay,
  royalpay,
  pockyt,
  airwallex,
];

/** The connector of a `pay_sp` name. */
export function connectorOf(paySp: string): Connector | undefined {
  return connectors.find((one) => one.paySp === paySp);
}
