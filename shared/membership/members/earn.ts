/** Points for payments, taken back with refunds: each payment and each refund once, whatever is repeated, late or lost. */
import { PayError } from '../../kernel/errors';
import { present } from '../../kernel/present';
import type { WechatConfig } from '../../wechat/wechat-config';
import { memberOf, withKnown } from './find-member';
import type { Entry } from './entry';
import { scopeOf, within, type Member } from './member';
import { pointsFor, type OrderFacts } from './order-share';
import type { MembersRoom } from './ports';
import { enterOnce, finish } from './reservation';
import { memberBehind } from './standing-member';

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
  const before =
    (await room.members.entryOfOrder(earning.outTradeNo)) ?? (await begunBefore(room, config, earning));
  const facts = factsOf(config, before?.order, earning);
  if (!facts) return;
  const { outTradeNo, refunded } = earning;
  // Members of a configuration that was replaced since give back what they were given.
  const isFormer = before !== undefined && scopeOf(before.member).scope !== config.id;
  const member = isFormer ? await memberBehind(room, before.member) : await buyerOf(room, config, earning);
  await enterOnce(room, {
    id: within(scopeOf(member.id).scope, `earn:${outTradeNo}:${refunded}`),
    member: member.id,
    kind: 'earn',
    points: 0,
    balance: 0,
    reason: refunded === 0 ? `order ${outTradeNo}` : `refund of ${outTradeNo}`,
    order: facts,
  });
}

/**
 * What a process that died reserved for the payment and did not enter. Where payments earn nothing any more, a refund would
 * otherwise find nothing to take back, and the timer would enter the payment's points afterwards.
 */
async function begunBefore(
  room: MembersRoom,
  config: WechatConfig,
  { outTradeNo, refunded }: Earning,
): Promise<Entry | undefined> {
  if (refunded === 0 || config.need('member').member.earn) return undefined;
  const reservation = await room.members.reservations.get(within(config.id, `earn:${outTradeNo}:0`));
  return reservation && finish(room, reservation);
}

async function buyerOf(
  room: MembersRoom,
  config: WechatConfig,
  { appid, openid, unionid }: Earning,
): Promise<Member> {
  const person = { account: { appid, openid }, ...present({ unionid }) };
  return memberOf(room, { scope: config.id, config }, await withKnown(room, person));
}

/** What the points are worked out from; undefined where there is nothing to enter. */
function factsOf(
  config: WechatConfig,
  before: Entry['order'],
  { outTradeNo, total, refunded, feeType }: Earning,
): OrderFacts | undefined {
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
