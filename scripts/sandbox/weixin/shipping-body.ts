/**
 * What a merchant uploads about shipping, with the codes of its fields. Source: WeChat documentation, "uploadShippingInfo",
 * "uploadCombinedShippingInfo", read 2026-11.
 */
import * as v from 'valibot';
import type { Problem } from '../reading';
import { type Refusal, refusing } from './refusal';
import { express } from './trade';

/** Fields whose absence has a code of its own. */
const missingCodes: Readonly<Record<string, number>> = {
  order_number_type: 268485194,
  logistics_type: 10060005,
  delivery_mode: 268485224,
  upload_time: 268485216,
};

export const shippingRefusal = (problem: Problem): Refusal => {
  const name = problem.field.split('.').at(-1) ?? '';
  return refusing(missingCodes[name] ?? 10060014, 10060014)(problem);
};

/** A field that has a code for whatever is wrong with it. */
const coded = <T>(code: number, schema: v.GenericSchema<unknown, T>, why: string) =>
  v.pipe(
    v.unknown(),
    v.check((value) => v.is(schema, value), `${code} ${why}`),
    v.transform((value) => v.parse(schema, value)),
  );
const filled = v.pipe(v.string(), v.minLength(1));
const optionalText = v.exactOptional(v.string());
/** RFC 3339 with seconds or parts of them, and an offset. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export const orderKey = v.pipe(
  v.object({
    order_number_type: coded(268485194, v.picklist([1, 2]), 'must be 1 or 2'),
    transaction_id: optionalText,
    mchid: optionalText,
    out_trade_no: optionalText,
  }),
  v.check(
    (key) => key.order_number_type !== 2 || !!key.transaction_id,
    '268485195 transaction_id is missing',
  ),
  v.check((key) => key.order_number_type !== 1 || !!key.mchid, '268485196 mchid is missing'),
  v.check((key) => key.order_number_type !== 1 || !!key.out_trade_no, '268485197 out_trade_no is missing'),
);
export type OrderKey = v.InferOutput<typeof orderKey>;

const parcel = v.object({
  tracking_no: v.exactOptional(v.pipe(v.string(), v.maxLength(128, '10060026 at most 128 characters'))),
  express_company: v.exactOptional(v.pipe(v.string(), v.maxLength(128, '10060025 at most 128 characters'))),
  item_desc: v.pipe(
    v.exactOptional(v.string(), ''),
    v.minLength(1, '10060008 what is in it?'),
    v.maxLength(120, '10060009 at most 120 characters'),
  ),
  contact: v.exactOptional(v.object({ consignor_contact: optionalText, receiver_contact: optionalText })),
});
type GivenParcel = v.InferOutput<typeof parcel>;

const upload = {
  order_key: orderKey,
  logistics_type: coded(10060005, v.picklist([1, 2, 3, 4]), 'must be 1, 2, 3 or 4'),
  delivery_mode: coded(268485224, v.picklist([1, 2]), 'must be 1 or 2'),
  is_all_delivered: v.exactOptional(v.boolean()),
  shipping_list: v.pipe(
    v.exactOptional(v.array(parcel), []),
    v.minLength(1, '10060020 is empty'),
    v.maxLength(15, '10060024 at most 15'),
  ),
};
interface Uploaded {
  readonly logistics_type: 1 | 2 | 3 | 4;
  readonly delivery_mode: 1 | 2;
  readonly is_all_delivered?: boolean;
  readonly shipping_list: readonly GivenParcel[];
}

/** The rules between the fields, in turn. */
const fits = <T extends Uploaded>(schema: v.GenericSchema<unknown, T>) =>
  v.pipe(
    schema,
    v.check(
      (each) => !isSplit(each) || each.logistics_type === express,
      '10060006 only parcels can be split',
    ),
    v.check(
      (each) => !isSplit(each) || each.is_all_delivered !== undefined,
      '10060007 is_all_delivered is missing',
    ),
    v.check(
      (each) => isSplit(each) || each.shipping_list.length === 1,
      '268485228 one entry, unless it is split',
    ),
    v.check(
      (each) => !isExpress(each) || each.shipping_list.every((one) => !!one.tracking_no),
      '268485226 tracking_no is missing',
    ),
    v.check(
      (each) => !isExpress(each) || each.shipping_list.every((one) => !!one.express_company),
      '268485227 express_company is missing',
    ),
    v.check(
      (each) => !isExpress(each) || each.shipping_list.every(hasContact),
      '10060014 SF needs a masked phone number, the last four digits readable',
    ),
  );
const isSplit = ({ delivery_mode }: Uploaded): boolean => delivery_mode === 2;
const isExpress = ({ logistics_type }: Uploaded): boolean => logistics_type === express;
const hasContact = ({ express_company, contact }: GivenParcel): boolean =>
  express_company !== 'SF' ||
  [contact?.consignor_contact, contact?.receiver_contact].some((each) => /\*\d{4}$/.test(each ?? ''));

const common = {
  upload_time: coded(
    268485216,
    v.pipe(v.string(), v.regex(rfc3339)),
    'must be like 2022-12-15T13:29:35.120+08:00',
  ),
  payer: v.object({ openid: filled }),
};
const order = fits(v.object(upload));
export type UploadedOrder = v.InferOutput<typeof order>;
export const uploadBody = v.intersect([order, v.object(common)]);
export const combinedBody = v.object({
  order_key: orderKey,
  sub_orders: v.pipe(v.array(order), v.minLength(1, '10060020 is empty')),
  ...common,
});

/** A payment by one of its names. */
export const tradeNames = {
  transaction_id: optionalText,
  merchant_id: optionalText,
  sub_merchant_id: optionalText,
  merchant_trade_no: optionalText,
};
export const tradeKeyOf = (names: {
  transaction_id?: string;
  merchant_id?: string;
  merchant_trade_no?: string;
}) => ({
  transactionId: names.transaction_id === '' ? undefined : names.transaction_id,
  mchid: names.merchant_id,
  outTradeNo: names.merchant_trade_no,
});
