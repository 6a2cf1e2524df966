/**
 * `wxa/sec/order/*`: what merchants tell and ask about shipping. Source: WeChat documentation, "shipping information
 * management", read 2026-11.
 */
import * as v from 'valibot';
import type { WechatPayment } from '../sandbox';
import { miniProgram } from './apps';
import { type Call, ok, type Route, type Routes, takes } from './door';
import { dayMs, secondsOf, type WeixinKit } from './kit';
import { Refusal } from './refusal';
import {
  combinedBody,
  type OrderKey,
  shippingRefusal,
  tradeKeyOf,
  tradeNames,
  uploadBody,
  type UploadedOrder,
} from './shipping-body';
import { express, namesOf, type Parcel, type Shipment, type Trade } from './trade';

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const listBody = v.object({
  pay_time_range: v.exactOptional(
    v.object({ begin_time: v.exactOptional(seconds), end_time: v.exactOptional(seconds) }),
    {},
  ),
  order_state: v.exactOptional(v.picklist([1, 2, 3, 4, 5, 6])),
  openid: v.exactOptional(v.string()),
  last_index: v.exactOptional(v.string(), ''),
  page_size: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 100),
});
const receivedBody = v.object({ ...tradeNames, received_time: v.number('10060029 must be seconds') });
const specialBody = v.object({
  order_id: v.pipe(v.string(), v.minLength(1)),
  type: v.picklist([1, 2], '268546000 must be 1 or 2'),
  delay_to: v.exactOptional(v.number()),
});
const appBody = v.object({ appid: v.string() });

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T, call: Call) => object): Route =>
  takes('mini_program', schema, shippingRefusal, run);
const at = (name: string): string => `/wxa/sec/order/${name}`;

export class Shipping {
  readonly routes: Routes = {
    [at('upload_shipping_info')]: post(uploadBody, (body) => {
      this.upload(body, body);
      return ok();
    }),
    [at('upload_combined_shipping_info')]: post(combinedBody, ({ sub_orders, ...common }) => {
      for (const each of sub_orders) this.payment(each.order_key);
      for (const each of sub_orders) this.upload(each, common);
      return ok();
    }),
    [at('get_order')]: post(v.object(tradeNames), (names) => ok({ order: this.words(this.named(names)) })),
    [at('get_order_list')]: post(listBody, (body) => this.list(body)),
    [at('notify_confirm_receive')]: post(receivedBody, (body) => this.received(body)),
    [at('set_msg_jump_path')]: post(v.object({ path: v.pipe(v.string(), v.minLength(1)) }), () => ok()),
    [at('is_trade_managed')]: post(appBody, ({ appid }) =>
      ok({ is_trade_managed: this.mine(appid) && this.trade.isManaged }),
    ),
    [at('is_trade_management_confirmation_completed')]: post(appBody, ({ appid }) =>
      ok({ completed: this.mine(appid) }),
    ),
    [at('opspecialorder')]: post(specialBody, (body) => this.special(body)),
  };

  constructor(
    private readonly kit: WeixinKit,
    private readonly trade: Trade,
  ) {}

  summary(): object[] {
    return this.trade
      .payments()
      .filter((each) => this.trade.shipmentOf(each))
      .map((each) => this.words(each));
  }

  private upload(
    order: UploadedOrder,
    { upload_time, payer }: { upload_time: string; payer: { openid: string } },
  ): void {
    const payment = this.payment(order.order_key);
    if (payment.openid !== undefined && payment.openid !== payer.openid) throw new Refusal(10060031);
    const before = this.trade.shipmentOf(payment);
    const uploadedAt = Date.parse(upload_time);
    if (this.trade.stateOf(payment) > 2) throw new Refusal(10060004);
    if (before && uploadedAt <= before.uploadedAt)
      throw new Refusal(10060014, 'upload_time must be later than the one before');
    this.trade.put({ ...this.next(payment, order, before), uploadedAt }, payment);
  }

  private next(
    payment: WechatPayment,
    order: UploadedOrder,
    before: Shipment | undefined,
  ): Omit<Shipment, 'uploadedAt'> {
    const isSplit = order.delivery_mode === 2;
    const isWhole = isWholeIn(order);
    const told = order.shipping_list.map(parcelOf);
    if (before?.shippedAt !== undefined) return this.again(before, told, { order, isWhole });
    const known = before?.parcels ?? [];
    const parcels = isSplit ? merged(known, told) : told;
    if (parcels.length > 15) throw new Refusal(10060024);
    if (!isWhole && isSame(parcels, known)) throw new Refusal(10060023);
    return {
      transactionId: payment.transactionId,
      ...kindOf(order),
      parcels,
      isReshipped: false,
      isReminded: false,
      ...(isWhole && { shippedAt: this.kit.clock.now() }),
    };
  }

  /** Everything was shipped: it may be said anew once. */
  private again(
    before: Shipment,
    told: Parcel[],
    { order, isWhole }: { order: UploadedOrder; isWhole: boolean },
  ): Omit<Shipment, 'uploadedAt'> {
    const isSameKind =
      before.logisticsType === order.logistics_type && before.deliveryMode === order.delivery_mode;
    if (isSameKind && told.every((each) => before.parcels.some((one) => isSame(each, one))))
      throw new Refusal(10060023);
    if (!isWhole) throw new Refusal(10060002);
    if (before.isReshipped) throw new Refusal(10060003);
    return { ...before, ...kindOf(order), parcels: told, isReshipped: true };
  }

  private list(body: v.InferOutput<typeof listBody>): object {
    const { begin_time: from = 0, end_time: to = Infinity } = body.pay_time_range;
    const found = this.trade.payments().filter((each) => {
      const paidAt = secondsOf(each.paidAt);
      if (paidAt < from || paidAt > to) return false;
      return (
        (body.openid ?? each.openid) === each.openid &&
        (body.order_state ?? this.trade.stateOf(each)) === this.trade.stateOf(each)
      );
    });
    const start = found.findIndex(({ transactionId }) => transactionId === body.last_index) + 1;
    const page = found.slice(start, start + body.page_size);
    return ok({
      last_index: page.at(-1)?.transactionId ?? '',
      has_more: start + page.length < found.length,
      order_list: page.map((each) => this.words(each)),
    });
  }

  /** The merchant says that the parcel has arrived, so that WeChat asks the buyer. */
  private received({ received_time, ...names }: v.InferOutput<typeof receivedBody>): object {
    const payment = this.named(names);
    const found = this.trade.shipmentOf(payment);
    if (found?.shippedAt === undefined) throw new Refusal(10060028);
    if (found.logisticsType !== express) throw new Refusal(10060032);
    if (found.isReminded) throw new Refusal(10060030);
    const isPossible =
      received_time >= secondsOf(found.shippedAt) && received_time <= secondsOf(this.kit.clock.now());
    if (!isPossible) throw new Refusal(10060029);
    this.trade.remind(found);
    return ok();
  }

  private special({ order_id, type, delay_to }: v.InferOutput<typeof specialBody>): object {
    const payment = this.trade
      .payments()
      .find((each) => [each.transactionId, each.outTradeNo].includes(order_id));
    if (!payment) throw new Refusal(268546001, 'the order is unknown');
    if (this.trade.stateOf(payment) !== 1)
      throw new Refusal(268546002, 'the order is not waiting to be shipped');
    if (type === 2) return ok();
    const days = ((delay_to ?? 0) * 1000 - payment.paidAt) / dayMs;
    if (days < 15 || days > 330) throw new Refusal(268546000, 'delay_to: 15 to 330 days after the payment');
    return ok();
  }

  private mine(appid: string): boolean {
    if (appid !== miniProgram.appid) throw new Refusal(40013);
    return true;
  }

  private payment({ transaction_id, mchid, out_trade_no, order_number_type }: OrderKey): WechatPayment {
    const key =
      order_number_type === 2 ? { transactionId: transaction_id } : { mchid, outTradeNo: out_trade_no };
    return this.known(this.trade.find(key));
  }

  private named(names: Parameters<typeof tradeKeyOf>[0]): WechatPayment {
    const key = tradeKeyOf(names);
    if (key.transactionId === undefined && !(key.mchid && key.outTradeNo))
      throw new Refusal(10060014, 'transaction_id, or merchant_id with merchant_trade_no');
    return this.known(this.trade.find(key));
  }

  private known(payment: WechatPayment | undefined): WechatPayment {
    if (!payment) throw new Refusal(10060001);
    return payment;
  }

  private words(payment: WechatPayment): object {
    const found = this.trade.shipmentOf(payment);
    return {
      ...namesOf(payment),
      description: payment.description,
      paid_amount: payment.amount,
      openid: payment.openid ?? '',
      trade_create_time: secondsOf(payment.createdAt),
      pay_time: secondsOf(payment.paidAt),
      order_state: this.trade.stateOf(payment),
      in_complaint: false,
      ...(found && { shipping: shippingWords(found) }),
    };
  }
}

const isWholeIn = (order: UploadedOrder): boolean =>
  order.delivery_mode !== 2 || order.is_all_delivered === true;

const kindOf = (order: UploadedOrder): Pick<Shipment, 'logisticsType' | 'deliveryMode'> => ({
  logisticsType: order.logistics_type,
  deliveryMode: order.delivery_mode,
});

const parcelOf = ({ contact, ...rest }: UploadedOrder['shipping_list'][number]): Parcel => ({
  ...rest,
  ...(contact && { contact: { ...contact } }),
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A parcel that was told before is not another one. */
const merged = (before: readonly Parcel[], told: readonly Parcel[]): Parcel[] => [
  ...before.filter((each) => !told.some((one) => one.tracking_no === each.tracking_no)),
  ...told,
];

function shippingWords(found: Shipment): object {
  const isDone = found.shippedAt !== undefined;
  return {
    delivery_mode: found.deliveryMode,
    logistics_type: found.logisticsType,
    finish_shipping: isDone,
    finish_shipping_count: isDone ? (found.isReshipped ? 2 : 1) : 0,
    goods_desc: found.parcels.map(({ item_desc }) => item_desc).join('; '),
    shipping_list: found.parcels.map(({ item_desc: goods_desc, ...each }) => ({
      ...each,
      goods_desc,
      upload_time: secondsOf(found.uploadedAt),
    })),
  };
}
