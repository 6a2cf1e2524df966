/** The forges by the name of their PSP. */
import type { Subject } from '../../contract/subject';
import { airwallexForge } from './airwallex';
import { cloudpayForge } from './cloudpay';
import type { Forge } from './forge';
import { nihaopayForge, pockytForge } from './hashed-token';
import { latipayForge } from './latipay';
import { qfpayForge } from './qfpay';
import { royalpayForge } from './royalpay';
import { snappayForge } from './snappay';
import { supayForge } from './supay';
import { twoPayNowForge } from './twopaynow';
import { vrForge } from './vr';
import { v2Forge } from './wechat-v2';
import { v3Forge } from './wechat-v3';
import { yabandForge } from './yaband';

export type { Forge, Words } from './forge';
export { v2Refund } from './wechat-v2';

const forges: Readonly<Record<string, (subject: Subject) => Forge>> = {
  yaband: yabandForge,
  supay: supayForge,
  '2paynow': twoPayNowForge,
  latipay: latipayForge,
  qfpay: qfpayForge,
  nihaopay: nihaopayForge,
  snappay: snappayForge,
  airwallex: airwallexForge,
  royalpay: royalpayForge,
  pockyt: pockytForge,
  v2: v2Forge,
  v2sp: v2Forge,
  v3: v3Forge,
  v3sp: v3Forge,
  vr: vrForge,
  cloudpay: cloudpayForge,
};

const made = new Map<string, Forge>();

/** The forge of a PSP. A PSP that has none fails here: who adds one is to write down how its notices are forged. */
export function forgeOf(subject: Subject): Forge {
  const known = made.get(subject.paySp) ?? forges[subject.paySp]?.(subject);
  if (!known) throw new Error(`nobody wrote down how notices of ${subject.paySp} are forged`);
  made.set(subject.paySp, known);
  return known;
}
