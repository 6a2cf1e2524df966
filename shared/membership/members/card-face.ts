/** What a member's card should show, and whether it does. */
import type { JsonObject } from '../../kernel/json';
import { fit } from '../../kernel/text';
import { levelAt, type Membership } from '../../wechat/member-config';
import type { Shown } from './card-calls';
import type { Amounts, Entry } from './entry';
import type { MemberCard, Told } from './member';

/** The largest number that WeChat shows. */
const MOST_SHOWN = 2_000_000_000;

/** A debt shows as nought. */
export const shown = (value: number): number => Math.min(Math.max(0, value), MOST_SHOWN);

export interface Face extends Told {
  readonly points: number;
}

/** What the card should show. A balance only where there ever was one, for not every card has one. */
export function faceOf(rules: Membership, totals: Amounts, told: Told): Face {
  const hasBalance = rules.hasBalance && (totals.balance !== 0 || told.balance !== undefined);
  const level = levelAt(rules, totals.earned);
  return {
    points: shown(totals.points),
    ...(hasBalance ? { balance: shown(totals.balance) } : {}),
    ...(level === undefined ? {} : { level }),
  };
}

/** Whether WeChat has confirmed all of it. */
export const isTold = (told: Told, { points, balance = told.balance, level = told.level }: Face): boolean =>
  told.points === points && told.balance === balance && told.level === level;

/** Whether WeChat says that the card shows the numbers now. */
export const isShown = (says: Shown, { points, balance }: Face): boolean =>
  says.points === points && (balance === undefined || says.balance === balance);

/** WeChat shows so much of a reason, in bytes (14 Chinese characters). */
const REASON = { most: 42, unit: 'bytes' } as const;

/** The face as "update member information" takes it, with the reason of the newest entry. */
export function updateOf(
  { cardId, code }: MemberCard,
  { points, balance, level }: Face,
  { levelField }: Membership,
  newest: Entry | undefined,
): JsonObject {
  const reason = fit(newest?.reason ?? '', REASON);
  return {
    code,
    card_id: cardId,
    bonus: points,
    ...(reason === '' ? {} : { record_bonus: reason }),
    ...(balance === undefined ? {} : { balance, ...(reason === '' ? {} : { record_balance: reason }) }),
    ...(level === undefined ? {} : { [`custom_field_value${levelField}`]: level }),
  };
}
