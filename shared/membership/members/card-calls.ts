/**
 * The calls about members' cards, with the official account's token (WeChat documentation, "member card activation", "update
 * member information", "query member information", "user information", read 2026-11).
 */
import { isObject, type JsonObject } from '../../kernel/json';
import type { Api } from '../../wechat/open-api/exchange-with-wechat';
import { nothing } from '../../wechat/open-api/exchange-with-wechat';

/** Codes about a card and its code: unknown, of a status that forbids it, gifted or deleted, no member card. */
const ABOUT_CARDS = [40053, 40056, 40073, 40078, 40116, 40127, 40174, 72003];
/** Bonus and balance out of range. */
const ABOUT_SUMS = [45022, 45023];

/** The code is nobody's any more, or not one that this call may be about. */
export const isNoCard = (code: number | undefined): boolean =>
  code !== undefined && [40056, 40073, 40116, 40127, 40174].includes(code);

export const MEMBER_ALREADY = 73214;
export const NO_BALANCE = 43010;

/** What WeChat says that a card shows now. */
export interface Shown {
  readonly points: number;
  readonly balance: number | undefined;
}

/** Sets points and balance to what is sent. Not repeated by the client: a late arrival has to be known of. */
export const updateUser: Api<Shown> = {
  path: 'card/membercard/updateuser',
  isRepeatable: false,
  codes: [...ABOUT_CARDS, ...ABOUT_SUMS],
  read({ result_bonus: bonus, result_balance: balance }) {
    const points = wholeIn(bonus);
    return points === undefined ? undefined : { points, balance: wholeIn(balance) };
  },
};

export interface CardInfo extends Shown {
  /** The holder under the official account. */
  readonly openid: string;
  readonly status: string;
  readonly isActive: boolean;
}

export const userInfo: Api<CardInfo> = {
  path: 'card/membercard/userinfo/get',
  isRepeatable: true,
  codes: ABOUT_CARDS,
  read({ openid, bonus, balance, user_card_status: status, has_active: active }) {
    if (typeof openid !== 'string' || typeof status !== 'string') return undefined;
    const isActive = active === true || active === 'true';
    return { openid, status, isActive, points: wholeIn(bonus) ?? 0, balance: wholeIn(balance) };
  },
};

/** Repeating it with the same number does no harm, but would set older points again. */
export const activateCard: Api<true> = {
  path: 'card/membercard/activate',
  isRepeatable: false,
  codes: [...ABOUT_CARDS, ...ABOUT_SUMS, MEMBER_ALREADY],
  read: nothing,
};

export const TICKET_CODES: readonly number[] = [72011, 72012];

/** What was filled in is not read: only that the ticket is good is of use. */
export const ticketInfo: Api<true> = {
  path: 'card/membercard/activatetempinfo/get',
  isRepeatable: true,
  codes: TICKET_CODES,
  read: ({ info }: JsonObject) => (isObject(info) ? true : undefined),
};

/** The unionid of a person of the official account; empty where WeChat does not tell it. */
export const accountUser: Api<{ readonly unionid: string }> = {
  path: 'cgi-bin/user/info',
  method: 'GET',
  isRepeatable: true,
  read: ({ openid, unionid }) =>
    typeof openid === 'string' ? { unionid: typeof unionid === 'string' ? unionid : '' } : undefined,
};

/** WeChat writes numbers as numbers here and as text there. */
function wholeIn(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? Number(number) : undefined;
}
