/** The members' part of function `cardSync` in the ecosystem's words: what may come in for each action, and what goes out. */
import * as v from 'valibot';
import { present } from '../../kernel/present';
import type { Entry } from './entry';
import { scopeOf, type Member } from './member';
import type { Statement } from './my-card';
import { MOST_CHANGE } from './reservation';

const formed = (form: RegExp, says: string): v.GenericSchema<unknown, string> =>
  v.pipe(v.string('must be a text'), v.regex(form, says));

const sum = v.optional(
  v.pipe(
    v.number('must be a number'),
    v.safeInteger('must be a whole number'),
    v.minValue(-MOST_CHANGE, `must be at least ${-MOST_CHANGE}`),
    v.maxValue(MOST_CHANGE, `must be at most ${MOST_CHANGE}`),
  ),
  0,
);

const NUMBER_FORM = /^[0-9A-Za-z_-]{1,20}$/;

export const isMembershipNumber = (text: string): boolean => NUMBER_FORM.test(text);
const membershipNumber = formed(NUMBER_FORM, 'must be 1 to 20 characters of 0-9 A-Z a-z _ -');

/** Record numbers that CrossPay itself gives. */
const OWN = /^(earn|import|join|close):/;
const recordNo = v.pipe(
  formed(/^[0-9A-Za-z_\-|*@.:#+]{1,64}$/, 'must be 1 to 64 characters of 0-9 A-Z a-z _ - | * @ . : # +'),
  v.check((value) => !OWN.test(value), 'must not begin with earn:, import:, join: or close:'),
);

export const entryInput = v.pipe(
  v.object({
    openid: v.optional(formed(/^[0-9A-Za-z_-]{1,64}$/, 'must be an openid')),
    membership_number: v.optional(membershipNumber),
    points: sum,
    balance: sum,
    record_no: recordNo,
    reason: v.pipe(
      v.string('must be a text'),
      v.nonEmpty('must not be empty'),
      v.maxLength(100, 'must be at most 100 characters'),
      v.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds a control character or half a character: write it anew'),
    ),
  }),
  v.check(
    ({ openid, membership_number }) => (openid === undefined) !== (membership_number === undefined),
    'needs either openid or membership_number',
  ),
  v.check(({ points, balance }) => points !== 0 || balance !== 0, 'needs points or balance'),
);

export const myCardInput = v.object({
  before: v.optional(
    v.pipe(
      v.number('must be a number'),
      v.safeInteger('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
    ),
  ),
});

const cardId = formed(/^[\w-]{8,64}$/, 'must be a card_id: 8 to 64 letters, digits, "_" or "-"');
const word = (most: number): v.GenericSchema<unknown, string> =>
  v.pipe(
    v.string('must be a text'),
    v.nonEmpty('must not be empty'),
    v.maxLength(most, `must be at most ${most} characters`),
  );

export const cardExtInput = v.object({ card_id: v.optional(cardId) });

export const activateInput = v.object({ activate_ticket: word(512), code: word(20), card_id: cardId });

/** Longer tables are divided. */
const MOST_CHARACTERS = 500_000;

export const importInput = v.object({ csv: word(MOST_CHARACTERS) });

type Result = Readonly<Record<string, unknown>>;

/** An entry as the member sees it. */
export const entryView = ({ seq, recordNo: id, kind, change, after, reason, at, order }: Entry): Result => ({
  seq,
  record_no: scopeOf(id).name,
  kind,
  points: change.points,
  balance: change.balance,
  points_after: after.points,
  balance_after: after.balance,
  reason,
  at,
  ...present({ out_trade_no: order?.outTradeNo }),
});

/** What the member has, and their card where it can be shown. */
export const memberView = ({ member, totals, level }: Statement): Result => ({
  ...cardView(member, level),
  membership_number: member.number,
  points: totals.points,
  balance: totals.balance,
  ...present({ level }),
});

function cardView({ card }: Member, level: string | undefined): Result {
  if (!card || card.state === 'gone') return {};
  const { cardId, code, state } = card;
  return { card: { card_id: cardId, code, state, ...present({ level }) } };
}
