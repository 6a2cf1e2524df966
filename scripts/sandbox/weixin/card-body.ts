/**
 * What a card is made of, with the limits of its fields. A message that begins with a number names the code of the refusal.
 * Sources: WeChat documentation, "create card", "member card", "update card", read 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { activationOf, memberCard } from './member-card';

/** Name → what a reader gets instead. */
export const colors: Readonly<Record<string, string>> = {
  Color010: '#63b359',
  Color020: '#2c9f67',
  Color030: '#509fc9',
  Color040: '#5885cf',
  Color050: '#9062c0',
  Color060: '#d09a45',
  Color070: '#e4b138',
  Color080: '#ee903c',
  Color081: '#f08500',
  Color082: '#a9d92d',
  Color090: '#dd6549',
  Color100: '#cc463d',
  Color101: '#cf3e36',
  Color102: '#5e6671',
};

/** Text up to so many bytes of UTF-8. */
const upTo = (bytes: number) => v.pipe(filled, v.maxBytes(bytes, `45021 at most ${bytes} bytes`));
const flag = v.exactOptional(v.boolean());
const some = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)));
const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));

export const dateInfo = v.variant(
  'type',
  [
    v.pipe(
      v.object({
        type: v.literal('DATE_TYPE_FIX_TIME_RANGE'),
        begin_timestamp: seconds,
        end_timestamp: seconds,
      }),
      v.check((each) => each.begin_timestamp < each.end_timestamp, '40079 must end after it begins'),
    ),
    v.object({
      type: v.literal('DATE_TYPE_FIX_TERM'),
      fixed_term: v.pipe(v.number(), v.integer(), v.minValue(1)),
      fixed_begin_term: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(90)), 0),
    }),
    v.object({ type: v.literal('DATE_TYPE_PERMANENT') }),
  ],
  '40079 type must be DATE_TYPE_FIX_TIME_RANGE, DATE_TYPE_FIX_TERM or DATE_TYPE_PERMANENT',
);
export type DateInfo = v.InferOutput<typeof dateInfo>;

const codeTypes = ['TEXT', 'BARCODE', 'QRCODE', 'ONLY_QRCODE', 'ONLY_BARCODE', 'NONE'].map(
  (name) => `CODE_TYPE_${name}`,
);
const payInfo = v.looseObject({ swipe_card: v.exactOptional(v.looseObject({ is_swipe_card: flag })) });

const fields = {
  logo_url: v.pipe(
    filled,
    v.maxLength(128, '45021 at most 128 characters'),
    v.startsWith('http://mmbiz.qpic.cn/', '40097 must be an address that media/uploadimg gave'),
  ),
  brand_name: upTo(36),
  code_type: v.picklist(codeTypes, `40072 must be one of ${codeTypes.join(', ')}`),
  title: upTo(27),
  color: v.picklist(Object.keys(colors), '40076 must be Color010 to Color102'),
  notice: upTo(48),
  description: upTo(3072),
  date_info: dateInfo,
  sku: v.object({
    quantity: v.pipe(
      v.number('40122 must be a number'),
      v.integer('40122 must be an integer'),
      v.minValue(1, '40122 must be at least 1'),
      v.maxValue(100_000_000, '40122 must be at most 100000000'),
    ),
  }),
};
const optionalFields = {
  get_limit: some,
  use_limit: some,
  use_custom_code: flag,
  get_custom_code_mode: v.exactOptional(v.literal('GET_CUSTOM_CODE_MODE_DEPOSIT')),
  bind_openid: flag,
  can_share: flag,
  can_give_friend: flag,
  location_id_list: v.exactOptional(v.array(v.pipe(v.number(), v.integer()))),
  use_all_locations: flag,
  center_title: v.exactOptional(upTo(18)),
  need_push_on_view: flag,
  service_phone: v.exactOptional(upTo(24)),
  pay_info: v.exactOptional(payInfo),
  sub_merchant_info: v.exactOptional(v.object({ merchant_id: v.number() })),
};

export const baseInfo = v.looseObject({ ...fields, ...optionalFields });
export type BaseInfo = v.InferOutput<typeof baseInfo>;

/** What an update may carry. */
export const changedBase = v.partial(v.looseObject({ ...fields, ...optionalFields }));

const withBase = (more: v.ObjectEntries) => v.looseObject({ base_info: baseInfo, ...more });
const cents = v.pipe(v.number(), v.integer(), v.minValue(0));
const percent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(99));

/** Card type → what its own object holds. */
export const cardTypes = {
  GROUPON: withBase({ deal_detail: upTo(3072) }),
  CASH: withBase({ least_cost: v.exactOptional(cents), reduce_cost: cents }),
  DISCOUNT: withBase({ discount: percent }),
  GIFT: withBase({ gift: upTo(3072) }),
  GENERAL_COUPON: withBase({ default_detail: upTo(3072) }),
  MEMBER_CARD: v.pipe(
    withBase(memberCard.entries),
    v.check(
      (each) => activationOf(each) === 1,
      '40097 exactly one of auto_activate, wx_activate, activate_url',
    ),
  ),
  GENERAL_CARD: withBase({}),
  MEETING_TICKET: withBase({ meeting_detail: upTo(3072) }),
  SCENIC_TICKET: withBase({ ticket_class: v.exactOptional(upTo(54)) }),
  MOVIE_TICKET: withBase({ detail: v.exactOptional(upTo(3072)) }),
  BOARDING_PASS: withBase({ from: upTo(54), to: upTo(54), flight: upTo(24) }),
} as const;
export type CardType = keyof typeof cardTypes;
export const cardTypeNames = Object.keys(cardTypes) as CardType[];

/** No new ones since 2021-04-01. */
export const closedTypes: readonly CardType[] = ['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'];
/** Only for owners whom WeChat lets. */
export const unauthorisedTypes: readonly CardType[] = ['GENERAL_CARD'];

/** A change of these is audited again. */
export const auditedFields = ['title', 'logo_url', 'brand_name', 'notice', 'description', 'prerogative'];

export const isSwipeCard = ({ pay_info }: Partial<BaseInfo>): boolean =>
  pay_info?.swipe_card?.is_swipe_card === true;
