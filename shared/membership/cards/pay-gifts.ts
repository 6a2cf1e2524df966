/** Rules that give whoever pays a member card (WeChat documentation, "member cards after payment", read 2026-11). */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { isObject, objectAt, type JsonObject } from '../../kernel/json';
import { address, fen } from './card-terms';
import { ask, errand, oneDeedOf, type Errand, type Result } from './desk';
import { CARD_ID, CARD_ID_SAYS } from './input';
import { addPayGift, deletePayGift, getPayGift, listPayGifts } from './pay-gift-apis';
import { adviceFor } from './refusals';
import { formed, inputOf, list, moment, object, oneOf, required, whole, wholeNumber } from './terms';

const RULE_TYPE = 'RULE_TYPE_PAY_MEMBER_CARD';
const INT = 2 ** 31 - 1;
const ruleId = required(whole(1, Number.MAX_SAFE_INTEGER));

const baseInfo = object(
  {
    mchid_list: required(
      list(formed(/^\d{6,32}$/, 'must be merchant numbers of 6 to 32 digits, as texts'), 100),
    ),
    begin_time: required(moment),
    end_time: required(moment),
  },
  ({ begin_time: begin, end_time: end }) =>
    Number(begin) < Number(end) ? [] : ['end_time must be later than begin_time'],
);

const memberRule = object(
  {
    card_id: required(formed(CARD_ID, CARD_ID_SAYS)),
    least_cost: required(fen),
    max_cost: required(fen),
    jump_url: address,
    app_brand_id: address,
    app_brand_pass: address,
  },
  ({ least_cost: least, max_cost: most }) =>
    Number(least) <= Number(most) ? [] : ['max_cost must be at least least_cost (fen)'],
);

const rule = inputOf({
  rule_info: required(
    object({
      type: required(oneOf(RULE_TYPE)),
      base_info: required(baseInfo),
      member_rule: required(memberRule),
    }),
  ),
});

const page = v.object({
  type: v.optional(v.picklist([RULE_TYPE], `must be ${RULE_TYPE}`), RULE_TYPE),
  effective: v.optional(v.boolean('must be true or false'), true),
  offset: v.optional(wholeNumber(0, INT), 0),
  count: v.optional(wholeNumber(1, 50), 20),
});

const deeds: Readonly<Record<string, (event: unknown) => Errand>> = {
  add: errand(rule, async (desk, body) => {
    const look = 'The rule may exist: look with do: list first, a second one is a second rule';
    return added(await ask(desk, addPayGift, { body }, { what: 'adding the rule', look }));
  }),

  get: errand(inputOf({ rule_id: ruleId }), async (desk, body) => ({
    rule_info: await ask(desk, getPayGift, { body }, { what: 'looking at the rule' }),
  })),

  list: errand(page, (desk, body) => ask(desk, listPayGifts, { body }, { what: 'listing the rules' })),

  delete: errand(inputOf({ rule_id: ruleId }), async (desk, body) => {
    const look = 'Look with do: get whether the rule is still there';
    await ask(desk, deletePayGift, { body }, { what: 'deleting the rule', look });
    return {};
  }),
};

/** `paygiftcard`: what is to be done stands in `do`. */
export const payGiftCard = oneDeedOf(deeds);

/**
 * WeChat answers 0 also where merchant numbers were refused. All of them refused is an error; some of them refused is told:
 * `complete` is false, and each refused number says why.
 */
function added(told: JsonObject): Result {
  const failed = (Array.isArray(told.fail_mchid_list) ? told.fail_mchid_list : []).filter(isObject);
  const succeeded: readonly unknown[] = Array.isArray(told.succ_mchid_list) ? told.succ_mchid_list : [];
  const explained = failed.map((one) => ({ ...one, advice: whyRefused(one) }));
  if (failed.length > 0 && succeeded.length === 0) {
    const each = explained.map(
      ({ advice, ...one }) => `${String(objectAt({ one }, 'one').mchid)}: ${advice}`,
    );
    throw new PayError(
      'WECHAT_REFUSED',
      `the rule is in force for none of the merchant numbers. ${each.join('; ')}`,
      { rule_id: String(told.rule_id) },
    );
  }
  return {
    rule_id: told.rule_id,
    complete: failed.length === 0,
    succ_mchid_list: succeeded,
    fail_mchid_list: explained,
  };
}

function whyRefused({ errcode: code, occupy_rule_id: rule, occupy_appid: appid }: JsonObject): string {
  const known = typeof code === 'number' ? adviceFor(code) : undefined;
  const occupied = [
    ...(typeof rule === 'number' && rule > 0 ? [`rule ${rule}`] : []),
    ...(typeof appid === 'string' && appid !== '' ? [`app ${appid}`] : []),
  ];
  const by = occupied.length === 0 ? '' : `, taken by ${occupied.join(' of ')}`;
  return `${known ?? 'WeChat refused it'} (${String(code)})${by}`;
}
