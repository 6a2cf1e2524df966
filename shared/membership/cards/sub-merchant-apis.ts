/**
 * WeChat's calls about sub-merchants that cards are issued for (WeChat documentation, "third-party developer mode", read
 * 2026-11).
 */
import type { JsonObject } from '../../kernel/json';
import type { Api } from '../../wechat/open-api/exchange-with-wechat';
import { tellOf, toldList, toldObject, toldText, toldWhole } from './terms';

const codes = [40104, 40139, 40140, 45042];

export const toldMerchant = {
  merchant_id: toldWhole,
  app_id: toldText,
  brand_name: toldText,
  logo_url: toldText,
  status: toldText,
  reason: toldText,
  create_time: toldWhole,
  update_time: toldWhole,
  begin_time: toldWhole,
  end_time: toldWhole,
  primary_category_id: toldWhole,
  secondary_category_id: toldWhole,
};

const merchantIn = ({ info }: JsonObject): JsonObject | undefined =>
  tellOf(toldMerchant, info, 'merchant_id', 'status');

/** Twice makes two sub-merchants. */
export const submitMerchant: Api<JsonObject> = {
  path: 'card/submerchant/submit',
  isRepeatable: false,
  codes,
  read: merchantIn,
};

/** Starts an audit. */
export const updateMerchant: Api<JsonObject> = {
  path: 'card/submerchant/update',
  isRepeatable: false,
  codes,
  read: merchantIn,
};

export const getMerchant: Api<JsonObject> = {
  path: 'card/submerchant/get',
  isRepeatable: true,
  codes,
  read: merchantIn,
};

export const listMerchants: Api<JsonObject> = {
  path: 'card/submerchant/batchget',
  isRepeatable: true,
  codes,
  read: (answer) =>
    tellOf({ info_list: toldList(toldObject(toldMerchant)), next_begin_id: toldWhole }, answer, 'info_list'),
};

const category = toldObject({
  primary_category_id: toldWhole,
  category_name: toldText,
  secondary_category: toldList(
    toldObject({
      secondary_category_id: toldWhole,
      category_name: toldText,
      need_qualification_stuffs: toldList(toldText),
    }),
  ),
});

/** Categories and what must be handed in for them; they change, so they are fetched each time. */
export const getApplyProtocol: Api<JsonObject> = {
  path: 'card/getapplyprotocol',
  method: 'GET',
  isRepeatable: true,
  codes,
  read: (answer) => tellOf({ category: toldList(category) }, answer, 'category'),
};
