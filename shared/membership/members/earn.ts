/** Points for payments, taken back with refunds: each payment and each refund once, whatever is repeated, late or lost. */
import { PayError } from '../../kernel/errors';
import { present } from '../../kernel/present';
import type { WechatConfig } from '../../wechat/wechat-config';
import { memberOf, withKnown } from './find-member';
import { within } from './member';
import { pointsFor, type OrderFacts } from './order-share';
import type { MembersRoom } from './ports';
import { enterOnce } from './reservation';

/** An order as it is paid and refunded now. Amounts in minor units of `feeType`. */
export interface Earning {
  readonly outTradeNo: string;
  /** The app that the buyer paid in, and who they are there. */
  readonly appid: string;
  readonly openid: string;
  readonly unionid?: string;
  readonly total: number;
  /** All that went back by now. */
  readonly refunded: number;
  readonly feeType: string;
}

/**
 * Enters what an order has earned by now, or what its refunds take back. To be called after the payment and after each refund;
 * what is called again, late or out of turn changes nothing. An order keeps the rule by which it earned first.
 * @throws PayError CONFIG_INVALID, INVALID_INPUT, BUSY; nothing is lost then, call again
 */
export async function earnForOrder(room: MembersRoom, earning: Earning): Promise<void> {
  const config = await room.wechat.configs.find(earning.appid);
  if (config?.hasMembers === true) await earnUnder(room, config, earning);
}

/** The same under a configuration that is known already. */
export async function earnUnder(room: MembersRoom, config: WechatConfig, earning: Earning): Promise<void> {
  checkAmounts(earning);
  const facts = await factsOf(room, config, earning);
  if (!facts) return;
  const { appid, openid, unionid, outTradeNo, refunded } = earning;
  const person = { account: { appid, openid }, ...present({ unionid }) };
  const member = await memberOf(room, config.id, await withKnown(room, person));
  await enterOnce(room, {
    id: within(config.id, `earn:${outTradeNo}:${refunded}`),
    member: member.id,
    kind: 'earn',
    points: 0,
    balance: 0,
    reason: refunded === 0 ? `order ${outTradeNo}` : `refund of ${outTradeNo}`,
    order: facts,
  });
}

/** What the points are worked out from; undefined where there is nothing to enter. */
async function factsOf(
  room: MembersRoom,
  config: WechatConfig,
  { outTradeNo, total, refunded, feeType }: Earning,
): Promise<OrderFacts | undefined> {
  const before = (await room.members.entryOfOrder(outTradeNo))?.order;
  if (before) {
    // What was earned is taken back also where payments earn nothing any more.
    const { per, points } = before;
    return before.refunded >= refunded ? undefined : { outTradeNo, total, refunded, per, points };
  }
  const { earn } = config.need('member').member;
  if (!earn || (earn.feeType ?? feeType) !== feeType) return undefined;
  const earnsNothing = refunded === 0 && pointsFor(total, earn) === 0;
  return earnsNothing ? undefined : { outTradeNo, total, refunded, per: earn.per, points: earn.points };
}

function checkAmounts({ total, refunded, openid }: Earning): void {
  const isSum = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (isSum(total) && isSum(refunded) && refunded <= total && openid !== '') return;
  throw new PayError(
    'INVALID_INPUT',
    'an order earns for its buyer, by whole amounts with refunded at most total',
  );
}
