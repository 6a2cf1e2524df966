/**
 * What WeChat's codes about cards mean for an operator (WeChat documentation, "card error codes" and "global return codes", and
 * the notices of 2016-04 and 2021-04 about who may create what, read 2026-11).
 */
import { PayError, type ErrorCode } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { failed } from '../../wechat/open-api/call';

export const CLOSED_COUPONS =
  'WeChat closed GROUPON, CASH, DISCOUNT, GIFT and GENERAL_COUPON to new cards on 2021-04-01. Cards that were given out can ' +
  'still be read, consumed and made unavailable; for new coupons use those of WeChat Pay';

interface Meaning {
  readonly codes: readonly number[];
  readonly error: ErrorCode;
  readonly advice: string;
}

const refused = (advice: string, ...codes: readonly number[]): Meaning => ({
  codes,
  error: 'WECHAT_REFUSED',
  advice,
});
const closed = (advice: string, ...codes: readonly number[]): Meaning => ({
  codes,
  error: 'NOT_SUPPORTED',
  advice,
});

const meanings: readonly Meaning[] = [
  {
    codes: [40056, 40116],
    error: 'CARD_NOT_FOUND',
    advice:
      'nobody holds a card with this code; after it was given away it has a new one, and a code of your own needs card_id',
  },
  { codes: [40073], error: 'CARD_NOT_FOUND', advice: 'this account has no such card' },
  { codes: [40099], error: 'CODE_CONSUMED', advice: 'the code is consumed already' },
  {
    codes: [40127],
    error: 'CARD_NOT_USABLE',
    advice: 'the card was given away, deleted or disabled, or it has expired; action code says which',
  },
  closed(
    'this account may not create cards of this kind: new coupons are closed since 2021-04-01, and its category must be approved',
    45160,
  ),
  closed(
    'this account may not create member cards: since 2016-04-20 WeChat allows it to approved categories only; the member cards of WeChat Pay are open',
    72016,
  ),
  closed('this account may not create gift cards: WeChat grants them on application', 72021),
  closed('WeChat has suspended coupons for friends', 73205, 73206, 73207, 73208, 73209),
  closed('links to web pages can no longer be set: use a mini-program (…_app_brand_user_name)', 73211),
  closed('WeChat has removed coupons that are bound to WeChat Pay: use those of WeChat Pay', 73215),
  refused('the stock is no number that WeChat takes', 40070, 40122),
  refused('the encrypted code cannot be read: send it as it came, or url-decoded once', 40075),
  refused(
    'the card is in a state that forbids this: see its status with getcard, and wait for the audit',
    40078,
  ),
  refused('outside the time in which the card may be used', 40079, 40147, 40149),
  refused('dates may only be widened, and their type stays', 40100),
  refused('the card must have passed the audit and must have stores', 40107, 43017),
  refused('the card is bound to another person', 40112, 40146, 40174),
  refused('supply_bonus and supply_balance cannot be taken back', 40135),
  refused('the stock may not go below the codes that were deposited', 40136),
  refused('the sub-merchant does not exist, or is not approved', 40139, 40140),
  refused(
    'quick pay, self-consume and a center button exclude each other: take the other one off first',
    40145,
    45046,
  ),
  refused('a text or picture was stopped by the content filter: write it anew', 40150, 40151),
  refused('a category is wrong: see submerchant with do: protocol', 40104),
  refused('the picture is no JPG or PNG of at most 1 MB', 40005, 40006, 40009, 40137, 45001),
  refused('this account may have no codes of its own (apply for it)', 43009),
  refused('this account may keep no balance on cards (apply for it)', 43010),
  refused('this account may keep no points on cards (apply for it)', 43011),
  refused('this account may set no links of its own on cards (apply for it)', 43012),
  refused('issuing for sub-merchants is not granted to this account (apply for it)', 43014, 43015),
  refused('the quota of codes or QR codes is used up', 45029),
  refused('this card cannot be used with this call', 45030),
  refused('sub-merchants may have no cards of this kind', 45042),
  refused(
    'the stores or verification codes of self-consume are not set',
    45053,
    45054,
    45055,
    45154,
    45155,
    45156,
  ),
  refused('a merchant number does not belong to this account', 72002, 72010, 72030),
  refused('this is no member card', 72003),
  refused('a merchant number is used by another account', 72004),
  refused('too many merchant numbers', 72005),
  refused('WeChat knows no such rule, or it has ended', 72032, 72033, 72034),
  refused('the card must have wx_activate: true before it can have a form', 72026),
];

const meaningOf = new Map(meanings.flatMap((one) => one.codes.map((code) => [code, one] as const)));

/** What to do about a code of WeChat's, for a person; undefined for one that is not about cards. */
export const adviceFor = (code: number): string | undefined => meaningOf.get(code)?.advice;

/**
 * The error for a call that gave no answer. `what`: the thing that was tried; `look`: where an operator sees whether it
 * happened, for calls that must not simply be repeated.
 */
export function cardFailure(
  outcome: Exclude<Outcome<unknown>, { is: 'ok' }>,
  what: string,
  look?: string,
): PayError {
  const known =
    outcome.is === 'refused' && outcome.code !== undefined ? meaningOf.get(outcome.code) : undefined;
  if (known && outcome.is === 'refused') {
    return new PayError(known.error, `${what}: ${known.advice} (WeChat answered ${outcome.theirs})`);
  }
  const failure = failed(outcome, what);
  if (outcome.is !== 'unknown' || look === undefined) return failure;
  return new PayError(failure.code, `${failure.message}. ${look}`);
}
