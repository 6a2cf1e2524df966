/** What a member card has of its own (WeChat documentation, "create a member card", read 2026-11). */
import type { JsonObject } from '../../kernel/json';
import { address, fen, miniProgram } from './card-terms';
import { flag, object, oneOf, required, text, whole, type Term, type Terms } from './terms';

const LONG = 3072;

/** The spelling is WeChat's. */
const fieldNames = ['LEVEL', 'COUPON', 'STAMP', 'DISCOUNT', 'ACHIEVEMEN', 'MILEAGE', 'SET_POINTS', 'TIMS'];

const customField: Term = object(
  {
    name_type: oneOf(...fieldNames.map((name) => `FIELD_NAME_TYPE_${name}`)),
    name: text(24),
    url: address,
    app_brand_user_name: miniProgram,
    app_brand_pass: address,
  },
  (field) =>
    field.name_type === undefined && field.name === undefined ? ['must have name_type or name'] : [],
);

const points: Term = whole(0, 1_000_000_000);

export const memberCard = {
  prerogative: required(text(LONG)),
  supply_bonus: required(flag),
  supply_balance: required(flag),
  auto_activate: flag,
  wx_activate: flag,
  wx_activate_after_submit: flag,
  wx_activate_after_submit_url: address,
  activate_url: address,
  activate_app_brand_user_name: miniProgram,
  activate_app_brand_pass: address,
  background_pic_url: address,
  bonus_url: address,
  balance_url: address,
  bonus_rules: text(LONG),
  bonus_cleared: text(LONG),
  balance_rules: text(LONG),
  custom_field1: customField,
  custom_field2: customField,
  custom_field3: customField,
  custom_cell1: object(
    {
      name: required(text(15)),
      tips: text(18),
      url: address,
      app_brand_user_name: miniProgram,
      app_brand_pass: address,
    },
    (cell) =>
      cell.url === undefined && cell.app_brand_user_name === undefined
        ? ['must lead somewhere: url or app_brand_user_name']
        : [],
  ),
  bonus_rule: object({
    cost_money_unit: fen,
    increase_bonus: points,
    max_increase_bonus: points,
    init_increase_bonus: points,
    cost_bonus_unit: points,
    reduce_money: fen,
    least_money_to_use_bonus: fen,
    max_reduce_bonus: points,
  }),
  discount: whole(0, 100),
} satisfies Terms;

/** The ways in which a new card comes to life that a card names. */
function activations(card: JsonObject): readonly string[] {
  const ownPage = ['activate_url', 'activate_app_brand_user_name'].some((name) => card[name] !== undefined);
  return [
    ...(card.auto_activate === true ? ['auto_activate'] : []),
    ...(card.wx_activate === true ? ['wx_activate'] : []),
    ...(ownPage ? ['activate_url'] : []),
  ];
}

const WAYS =
  'auto_activate: true, wx_activate: true, or activate_url (or activate_app_brand_user_name with activate_app_brand_pass)';

export function rulesOfActivation(card: JsonObject): readonly string[] {
  const named = activations(card);
  return [
    ...(named.length === 1
      ? []
      : [`must have exactly one of ${WAYS}, it has ${named.length === 0 ? 'none' : named.join(' and ')}`]),
    ...(card.wx_activate_after_submit === true && card.wx_activate !== true
      ? ['wx_activate_after_submit needs wx_activate: true']
      : []),
    ...rulesOfPages(card),
  ];
}

export function rulesOfChangedActivation(card: JsonObject): readonly string[] {
  return [
    ...(activations(card).length > 1 ? [`must have at most one of ${WAYS}`] : []),
    ...rulesOfPages(card),
  ];
}

function rulesOfPages(card: JsonObject): readonly string[] {
  return [
    ...(card.wx_activate_after_submit_url !== undefined && card.wx_activate_after_submit !== true
      ? ['wx_activate_after_submit_url needs wx_activate_after_submit: true']
      : []),
    ...((card.activate_app_brand_user_name === undefined) !== (card.activate_app_brand_pass === undefined)
      ? ['activate_app_brand_user_name and activate_app_brand_pass go together']
      : []),
  ];
}
