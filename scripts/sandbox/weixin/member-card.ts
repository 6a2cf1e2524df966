/** The fields of a member card. Source: WeChat documentation, "create a member card", read 2026-11. */
import * as v from 'valibot';

const upTo = (bytes: number) =>
  v.pipe(v.string(), v.minLength(1), v.maxBytes(bytes, `45021 at most ${bytes} bytes`));
const flag = v.exactOptional(v.boolean());
const count = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)));

const fieldTypes = [
  'LEVEL',
  'COUPON',
  'STAMP',
  'DISCOUNT',
  'ACHIEVEMEN',
  'MILEAGE',
  'SET_POINTS',
  'TIMS',
].map((name) => `FIELD_NAME_TYPE_${name}`);
const customField = v.exactOptional(
  v.pipe(
    v.looseObject({
      name_type: v.exactOptional(v.picklist(fieldTypes)),
      name: v.exactOptional(upTo(12)),
      url: v.exactOptional(v.string()),
    }),
    v.check((each) => each.name_type !== undefined || each.name !== undefined, '41011 name_type or name'),
  ),
);

export const memberCard = v.looseObject({
  prerogative: upTo(3072),
  supply_bonus: v.boolean(),
  supply_balance: v.boolean(),
  auto_activate: flag,
  wx_activate: flag,
  activate_url: v.exactOptional(upTo(128)),
  wx_activate_after_submit: flag,
  wx_activate_after_submit_url: v.exactOptional(upTo(128)),
  background_pic_url: v.exactOptional(upTo(128)),
  custom_field1: customField,
  custom_field2: customField,
  custom_field3: customField,
  custom_field4: v.exactOptional(v.never('40124 there are three custom fields')),
  custom_cell1: v.exactOptional(
    v.looseObject({ name: upTo(15), tips: v.exactOptional(upTo(18)), url: v.string() }),
  ),
  bonus_rule: v.exactOptional(
    v.object({
      cost_money_unit: count,
      increase_bonus: count,
      max_increase_bonus: count,
      init_increase_bonus: count,
      cost_bonus_unit: count,
      reduce_money: count,
      least_money_to_use_bonus: count,
      max_reduce_bonus: count,
    }),
  ),
  discount: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100))),
});
export type MemberCard = v.InferOutput<typeof memberCard>;

/** How many ways of activation a card has chosen. */
export const activationOf = (card: Readonly<Record<string, unknown>>): number =>
  [card.auto_activate === true, card.wx_activate === true, card.activate_url !== undefined].filter(Boolean)
    .length;

/** Which of the three custom fields, counted from 0, holds the level; -1: none. */
export const levelField = (card: Readonly<Record<string, unknown>>): number => {
  const fields = v.safeParse(v.pick(memberCard, ['custom_field1', 'custom_field2', 'custom_field3']), card);
  if (!fields.success) return -1;
  const { custom_field1: one, custom_field2: two, custom_field3: three } = fields.output;
  return [one, two, three].findIndex((each) => each?.name_type === 'FIELD_NAME_TYPE_LEVEL');
};
