/**
 * The kinds of cards and what each has of its own (WeChat documentation, "create a card", "create a member card", "special
 * tickets" and "gift cards", read 2026-11).
 */
import * as v from 'valibot';
import { isObject, objectAt, own, wordAt, type JsonObject } from '../../kernel/json';
import { CARD_ID, CARD_ID_SAYS } from './input';
import {
  address,
  advancedInfo,
  baseInfo,
  changedBaseInfo,
  fen,
  optionalOf,
  toldBaseInfo,
} from './card-terms';
import { memberCard, rulesOfActivation, rulesOfChangedActivation } from './member-card-terms';
import {
  flag,
  formed,
  inputOf,
  object,
  oneOf,
  required,
  tellOf,
  text,
  type Rule,
  type Term,
  type Terms,
} from './terms';

interface Kind {
  readonly terms: Terms;
  readonly rules: readonly Rule[];
  /** Rules for a change, which names only what is to be different. */
  readonly changeRules: readonly Rule[];
  /** Only these are for ever. */
  readonly mayBePermanent: boolean;
}

const detail: Term = text(3072);
const plain = (terms: Terms): Kind => ({ terms, rules: [], changeRules: [], mayBePermanent: false });

/** Kinds that WeChat lets nobody create any more; cards that were given out go on. */
const closed: Readonly<Record<string, Kind>> = {
  GROUPON: plain({ deal_detail: detail }),
  CASH: plain({ least_cost: fen, reduce_cost: fen }),
  DISCOUNT: plain({ discount: fen }),
  GIFT: plain({ gift: detail }),
  GENERAL_COUPON: plain({ default_detail: detail }),
};

const giftCard: Terms = {
  sub_card_type: oneOf('GIFT_CARD', 'VOUCHER'),
  background_pic_url: address,
  prerogative: detail,
  supply_bonus: flag,
  supply_balance: flag,
  bonus_url: address,
  balance_url: address,
  auto_activate: flag,
  activate_url: address,
  init_balance: fen,
  custom_field1: memberCard.custom_field1,
  custom_field2: memberCard.custom_field2,
  custom_field3: memberCard.custom_field3,
};

const open: Readonly<Record<string, Kind>> = {
  MEMBER_CARD: {
    terms: memberCard,
    rules: [rulesOfActivation],
    changeRules: [rulesOfChangedActivation],
    mayBePermanent: true,
  },
  GENERAL_CARD: { ...plain(giftCard), mayBePermanent: true },
  MEETING_TICKET: plain({ meeting_detail: required(detail), map_url: address }),
  SCENIC_TICKET: plain({ ticket_class: text(54), guide_url: address }),
  MOVIE_TICKET: plain({ detail }),
  BOARDING_PASS: plain({
    from: required(text(54)),
    to: required(text(54)),
    flight: required(text(24)),
    departure_time: text(54),
    landing_time: text(54),
    gate: text(54),
    check_in_url: address,
    air_model: text(54),
  }),
};

const kinds: Readonly<Record<string, Kind>> = { ...open, ...closed };

export const isClosed = (cardType: string): boolean => Object.hasOwn(closed, cardType);

/** `card.card_type` as an operator may name it. */
export const namedKind = v.object({
  card: v.object(
    { card_type: v.picklist(Object.keys(kinds), `must be one of: ${Object.keys(open).join(', ')}`) },
    'must be an object',
  ),
});

/** WeChat names the object with a card's own fields by the kind. */
const keyOf = (cardType: string): string => cardType.toLowerCase();

/** What `createcard` takes for a card of an open kind. */
export function createInput(cardType: string): v.GenericSchema<unknown, { readonly card: JsonObject }> {
  const { terms, rules, mayBePermanent } = open[cardType] ?? plain({});
  const all = { base_info: baseInfo, advanced_info: advancedInfo, ...terms };
  const card = object(all, ...rules, ...(mayBePermanent ? [] : [endsSomeday]));
  return v.object({
    card: inputOf({ card_type: required(oneOf(cardType)), [keyOf(cardType)]: required(card) }),
  });
}

function endsSomeday({ base_info: base }: JsonObject): readonly string[] {
  const dates = isObject(base) ? base.date_info : undefined;
  return isObject(dates) && dates.type === 'DATE_TYPE_PERMANENT'
    ? ['base_info.date_info must end: only member cards and gift cards may be DATE_TYPE_PERMANENT']
    : [];
}

/** What `updatecard` takes: the card's id and, under the name of its kind, what is to be different. */
export function changeInput(): v.GenericSchema<unknown, JsonObject> {
  const parts = Object.entries(kinds).map(([cardType, { terms, changeRules }]): [string, Term] => {
    const all = { base_info: changedBaseInfo, advanced_info: advancedInfo, ...optionalOf(terms) };
    return [keyOf(cardType), object(all, namesSomething, ...changeRules)];
  });
  return inputOf(
    { card_id: required(formed(CARD_ID, CARD_ID_SAYS)), ...Object.fromEntries(parts) },
    namesOnePart,
  );
}

const namesOnePart: Rule = ({ card_id: _, ...parts }) =>
  Object.keys(parts).length === 1
    ? []
    : [`must have exactly one of: ${Object.keys(kinds).map(keyOf).join(', ')}`];

const namesSomething: Rule = (fields) =>
  Object.values(fields).every((one) => isObject(one) && Object.keys(one).length === 0)
    ? ['must name what is to be different']
    : [];

/** A card as `card/get` tells it. */
export interface ToldCard {
  readonly card: JsonObject;
  /** WeChat's word, `CARD_STATUS_…`; undefined where WeChat does not say. */
  readonly status: string | undefined;
  /** What is left; undefined where WeChat does not say. */
  readonly quantity: number | undefined;
  /** What there ever was, whoever took it. */
  readonly total: number | undefined;
}

/** The card in an answer; undefined when it lacks its own part. Of a kind that we do not know, what all cards have is read. */
export function toldCard(card: unknown): ToldCard | undefined {
  const cardType = isObject(card) ? wordAt(card, 'card_type') : undefined;
  if (!isObject(card) || cardType === undefined || !/^[A-Z_]{1,32}$/.test(cardType)) return undefined;
  const { terms: ofKind } = own(kinds, cardType) ?? plain({});
  const terms = { base_info: object(toldBaseInfo), advanced_info: advancedInfo, ...ofKind };
  const ownPart = tellOf(terms, card[keyOf(cardType)], 'base_info');
  if (!ownPart) return undefined;
  const base = objectAt(ownPart, 'base_info');
  const sku = objectAt(base, 'sku');
  const count = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
  return {
    card: { card_type: cardType, [keyOf(cardType)]: ownPart },
    status: wordAt(base, 'status'),
    quantity: count(sku.quantity),
    total: count(sku.total_quantity),
  };
}
