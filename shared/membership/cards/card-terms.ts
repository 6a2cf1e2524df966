/**
 * What every card has: face, validity, stock, buttons, conditions. Limits are WeChat's, in bytes of UTF-8 where the page says
 * `string(n)` (WeChat documentation, "create a card" and "update card", read 2026-11).
 */
import * as v from 'valibot';
import { isObject, objectAt, type JsonObject } from '../../kernel/json';
import {
  flag,
  formed,
  list,
  never,
  object,
  oneOf,
  required,
  text,
  whole,
  moment,
  unixSeconds,
  wholeNumber,
  answerOf,
  type Term,
  type Terms,
} from './terms';

export const MOST_STOCK = 100_000_000;

/** Money in fen. */
export const fen: Term = whole(0, 1_000_000_000);
/** A web address or a page; WeChat counts 128 bytes. */
export const address: Term = text(128);
/** A mini-program that a button leads to. */
export const miniProgram: Term = formed(
  /^gh_\w{1,120}@app$/,
  'must be the original id of a mini-program, gh_…@app',
);

const dates: Term = {
  isRequired: false,
  take: v.variant(
    'type',
    [
      v.pipe(
        v.object({
          type: v.literal('DATE_TYPE_FIX_TIME_RANGE'),
          begin_timestamp: unixSeconds,
          end_timestamp: unixSeconds,
        }),
        v.check((range) => range.begin_timestamp < range.end_timestamp, 'must end after it begins'),
      ),
      v.object({
        type: v.literal('DATE_TYPE_FIX_TERM'),
        fixed_term: wholeNumber(1, 36_500),
        fixed_begin_term: v.exactOptional(wholeNumber(0, 36_500), 0),
        end_timestamp: v.exactOptional(unixSeconds),
      }),
      v.object({ type: v.literal('DATE_TYPE_PERMANENT') }),
    ],
    'must be DATE_TYPE_FIX_TIME_RANGE, DATE_TYPE_FIX_TERM or DATE_TYPE_PERMANENT',
  ),
  tell: answerOf({
    type: text(64),
    begin_timestamp: moment,
    end_timestamp: moment,
    fixed_term: whole(0, 36_500),
    fixed_begin_term: whole(0, 36_500),
  }),
};

export const colors = '010 020 030 040 050 060 070 080 081 082 090 100 101 102'
  .split(' ')
  .map((number) => `Color${number}`);

const look: Terms = {
  logo_url: required(address),
  brand_name: required(text(36)),
  code_type: required(
    oneOf(
      ...['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'].map(
        (name) => `CODE_TYPE_${name}`,
      ),
    ),
  ),
  title: required(text(27)),
  color: required(oneOf(...colors)),
  notice: required(text(48)),
  description: required(text(3072)),
  date_info: required(dates),
};

const buttons: Terms = {
  center_title: text(18),
  center_sub_title: text(24),
  center_url: address,
  center_app_brand_user_name: miniProgram,
  center_app_brand_pass: address,
  custom_url_name: text(15),
  custom_url: address,
  custom_url_sub_title: text(18),
  custom_app_brand_user_name: miniProgram,
  custom_app_brand_pass: address,
  promotion_url_name: text(15),
  promotion_url: address,
  promotion_url_sub_title: text(18),
  promotion_app_brand_user_name: miniProgram,
  promotion_app_brand_pass: address,
};

const giving: Terms = {
  get_limit: whole(0, MOST_STOCK),
  use_limit: whole(0, MOST_STOCK),
  can_share: flag,
  can_give_friend: flag,
  max_give_friend_times: whole(0, 1000),
  location_id_list: list(whole(1, Number.MAX_SAFE_INTEGER), 1000),
  use_all_locations: flag,
  service_phone: text(24),
  source: text(36),
  need_push_on_view: flag,
  pay_info: object({ swipe_card: object({ is_swipe_card: flag }) }),
};

/** What is decided once, when a card is created. */
const unchangeable: Terms = {
  sku: required(object({ quantity: required(whole(0, MOST_STOCK)) })),
  use_custom_code: flag,
  get_custom_code_mode: oneOf('GET_CUSTOM_CODE_MODE_DEPOSIT'),
  bind_openid: flag,
  giftcard_info: object({ price: required(fen) }),
  sub_merchant_info: object({ merchant_id: required(whole(1, 2 ** 31)) }),
};

const changeable: Terms = { ...look, ...buttons, ...giving };

/** What only WeChat says. */
const onlyTold: Terms = {
  id: text(64),
  status: text(64),
  create_time: moment,
  update_time: moment,
  sku: object({ quantity: whole(0, MOST_STOCK), total_quantity: whole(0, MOST_STOCK) }),
};

export const baseInfo: Term = required(object({ ...changeable, ...unchangeable }, rulesOfBase, rulesOfStock));

/** The same when an existing card is changed: nothing is required, and what cannot change says so. */
export const changedBaseInfo: Term = object(
  {
    ...optionalOf(changeable),
    ...refused(['brand_name', ...Object.keys(unchangeable)], 'cannot be changed once the card is created'),
    sku: never('is changed by modifystock only'),
  },
  rulesOfBase,
);

export const toldBaseInfo: Terms = { ...changeable, ...unchangeable, ...onlyTold };

/** The same fields, none of them required. */
export function optionalOf(terms: Terms): Terms {
  return Object.fromEntries(
    Object.entries(terms).map(([name, one]) => [name, { ...one, isRequired: false }]),
  );
}

function refused(names: readonly string[], says: string): Terms {
  return Object.fromEntries(names.map((name) => [name, never(says)]));
}

/**
 * WeChat shows one thing in the middle of a card: a button of the merchant's, or the payment code (40145, "can not both set
 * PayCell and CenterCellInfo").
 */
function rulesOfBase(base: JsonObject): readonly string[] {
  const hasCenter = ['center_title', 'center_sub_title', 'center_url'].some(
    (name) => base[name] !== undefined,
  );
  const pays = objectAt(objectAt(base, 'pay_info'), 'swipe_card').is_swipe_card === true;
  return [
    ...(hasCenter && pays ? ['has either a center button or pay_info.swipe_card, not both'] : []),
    ...(base.use_all_locations === true && base.location_id_list !== undefined
      ? ['has either use_all_locations or location_id_list, not both']
      : []),
  ];
}

function rulesOfStock(base: JsonObject): readonly string[] {
  const deposits = base.get_custom_code_mode !== undefined;
  const isEmpty = isObject(base.sku) && base.sku.quantity === 0;
  return [
    // Cards with codes that are imported later begin with none.
    ...(isEmpty && !deposits ? [`sku.quantity must be a whole number from 1 to ${MOST_STOCK}`] : []),
    ...(deposits && base.use_custom_code !== true
      ? ['get_custom_code_mode needs use_custom_code: true']
      : []),
  ];
}

export const advancedInfo: Term = object({
  use_condition: object({
    accept_category: text(512),
    reject_category: text(512),
    least_cost: fen,
    object_use_for: text(512),
    can_use_with_other_discount: flag,
  }),
  abstract: object({ abstract: text(24), icon_url_list: list(address, 1) }),
  text_image_list: list(object({ image_url: address, text: text(512) }), 20),
  time_limit: list(
    object({
      type: required(
        oneOf(...['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY', 'HOLIDAY']),
      ),
      begin_hour: whole(0, 23),
      begin_minute: whole(0, 59),
      end_hour: whole(0, 23),
      end_minute: whole(0, 59),
    }),
    16,
  ),
  business_service: list(
    oneOf(...['DELIVER', 'FREE_PARK', 'WITH_PET', 'FREE_WIFI'].map((name) => `BIZ_SERVICE_${name}`)),
    4,
  ),
});
