/** WeChat's calls about rules that give a member card after a payment (WeChat documentation, "member cards after payment", read 2026-11). */
import * as v from 'valibot';
import type { JsonObject } from '../../kernel/json';
import { nothing, type Api } from '../../wechat/open-api/exchange-with-wechat';
import { tellOf, toldList, toldObject, toldText, toldWhole } from './terms';

const codes = [40073, 72002, 72003, 72004, 72005, 72010, 72030, 72032, 72033, 72034];

const rule = {
  rule_id: toldWhole,
  type: toldText,
  base_info: toldObject({
    mchid_list: toldList(toldText),
    begin_time: toldWhole,
    end_time: toldWhole,
    status: toldText,
    create_time: toldWhole,
    update_time: toldWhole,
  }),
  member_rule: toldObject({
    card_id: toldText,
    least_cost: toldWhole,
    max_cost: toldWhole,
    jump_url: toldText,
    app_brand_id: toldText,
    app_brand_pass: toldText,
  }),
};

const refusedMerchant = toldObject({
  mchid: toldText,
  errcode: toldWhole,
  errmsg: toldText,
  occupy_rule_id: toldWhole,
  occupy_appid: toldText,
});

/** The page prints bare numbers, and objects where they were refused; both are read. */
const takenMerchant = {
  tell: v.union([
    toldText.tell,
    v.pipe(
      v.object({ mchid: toldText.tell }),
      v.transform(({ mchid }) => mchid),
    ),
  ]),
};

/** Twice makes two rules. `errcode` is 0 although some merchant numbers, or all, were refused. */
export const addPayGift: Api<JsonObject> = {
  path: 'card/paygiftcard/add',
  isRepeatable: false,
  codes,
  read: (answer) =>
    tellOf(
      {
        rule_id: toldWhole,
        succ_mchid_list: toldList(takenMerchant),
        fail_mchid_list: toldList(refusedMerchant),
      },
      answer,
      'rule_id',
    ),
};

export const getPayGift: Api<JsonObject> = {
  path: 'card/paygiftcard/getbyid',
  isRepeatable: true,
  codes,
  read: ({ rule_info: info }) => tellOf(rule, info, 'type'),
};

export const listPayGifts: Api<JsonObject> = {
  path: 'card/paygiftcard/batchget',
  isRepeatable: true,
  codes,
  read: (answer) =>
    tellOf({ total_count: toldWhole, rule_list: toldList(toldObject(rule)) }, answer, 'rule_list'),
};

/** A second deletion finds no rule and is refused. */
export const deletePayGift: Api<true> = {
  path: 'card/paygiftcard/delete',
  isRepeatable: false,
  codes,
  read: nothing,
};
