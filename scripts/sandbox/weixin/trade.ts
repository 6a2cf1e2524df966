/**
 * The trades under shipping management: what was paid, what the merchant said of the shipping, and what time and the buyer make
 * of it. Source: WeChat documentation, "shipping information management", read 2026-11.
 */
import * as v from 'valibot';
import type { WechatPayment } from '../sandbox';
import { miniProgram } from './apps';
import { dayMs, minuteMs, secondsOf, type WeixinKit } from './kit';
import { systemOpenid } from './people';
import type { Pushes } from './pushes';
import { Refusal } from './refusal';
import type { Table } from './table';

const announced = v.object({
  transactionId: v.string(),
  mchids: v.pipe(v.array(v.string()), v.readonly()),
  outTradeNo: v.string(),
  description: v.string(),
  openid: v.exactOptional(v.string()),
  amount: v.number(),
  refunded: v.number(),
  createdAt: v.number(),
  paidAt: v.number(),
});

/** One parcel, or the one entry of what needs none. */
export const parcel = v.object({
  tracking_no: v.exactOptional(v.string()),
  express_company: v.exactOptional(v.string()),
  item_desc: v.string(),
  contact: v.exactOptional(v.record(v.string(), v.string())),
});
export type Parcel = v.InferOutput<typeof parcel>;

const shipment = v.object({
  transactionId: v.string(),
  logisticsType: v.number(),
  deliveryMode: v.number(),
  parcels: v.array(parcel),
  /** Everything is on its way; milliseconds. */
  shippedAt: v.exactOptional(v.number()),
  /** The one chance to say it anew was used. */
  isReshipped: v.boolean(),
  /** The newest `upload_time`, milliseconds. */
  uploadedAt: v.number(),
  isReminded: v.boolean(),
  /** The buyer (1) or time (2) confirmed. */
  confirmedBy: v.exactOptional(v.picklist([1, 2])),
  confirmedAt: v.exactOptional(v.number()),
  settledAt: v.exactOptional(v.number()),
});
export type Shipment = v.InferOutput<typeof shipment>;

export const express = 1;

/** Under which a payment is looked for. */
export interface TradeKey {
  readonly transactionId?: string | undefined;
  readonly mchid?: string | undefined;
  readonly outTradeNo?: string | undefined;
}

/** How long after the confirmation money is settled here; WeChat publishes no time. */
const settlingMs = minuteMs;
/** Time confirms what the buyer does not: parcels after ten days, everything else after two. */
const confirmsAfter = (logisticsType: number): number => (logisticsType === express ? 10 : 2) * dayMs;

export class Trade {
  /** Whether the mini-program is under management. */
  isManaged = true;
  private readonly announced: Table<WechatPayment>;
  private readonly shipments: Table<Shipment>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly pushes: Pushes,
    /** What was paid at the PSPs. */
    private readonly paid: () => readonly WechatPayment[],
  ) {
    this.announced = kit.tables.open('payments', announced, ({ transactionId }) => transactionId);
    this.shipments = kit.tables.open('shipments', shipment, ({ transactionId }) => transactionId);
    for (const each of this.shipments.all()) this.watch(each);
  }

  announce(payment: WechatPayment): void {
    this.announced.put(payment);
  }

  /** Oldest first. */
  payments(): WechatPayment[] {
    return [...this.announced.all(), ...this.paid()];
  }

  /** The payment of that key; undefined where WeChat has not heard of it. */
  find({ transactionId, mchid, outTradeNo }: TradeKey): WechatPayment | undefined {
    if (transactionId !== undefined)
      return this.payments().find((each) => each.transactionId === transactionId);
    return this.payments().find(
      (each) => each.outTradeNo === outTradeNo && each.mchids.includes(mchid ?? ''),
    );
  }

  shipmentOf({ transactionId }: Pick<WechatPayment, 'transactionId'>): Shipment | undefined {
    return this.shipments.get(transactionId);
  }

  hasEverShipped(): boolean {
    return this.shipments.all().length > 0;
  }

  /** Keeps what the merchant said; where everything is on its way for the first time, the merchant is told what follows. */
  put(next: Shipment, payment: WechatPayment): void {
    const isNew =
      next.shippedAt !== undefined && this.shipments.get(next.transactionId)?.shippedAt === undefined;
    this.watch(this.shipments.put(next));
    if (isNew) this.tell(payment, next, { estimated_settlement_time: secondsOf(this.confirmsAt(next)) });
  }

  remind(found: Shipment): void {
    this.shipments.put({ ...found, isReminded: true });
  }

  /** 1 to ship, 2 shipped, 3 confirmed, 4 done, 5 refunded. */
  stateOf(payment: WechatPayment): 1 | 2 | 3 | 4 | 5 {
    if (payment.refunded >= payment.amount) return 5;
    const found = this.shipmentOf(payment);
    if (found?.settledAt !== undefined) return 4;
    if (found?.confirmedAt !== undefined) return 3;
    return found?.shippedAt === undefined ? 1 : 2;
  }

  /** The goods have arrived, says the buyer (1) or time (2). */
  confirm(payment: WechatPayment, by: 1 | 2): void {
    const found = this.shipmentOf(payment);
    if (this.stateOf(payment) !== 2 || !found)
      throw new Refusal(10060004, 'nothing waits for a confirmation');
    this.watch(this.shipments.put({ ...found, confirmedBy: by, confirmedAt: this.kit.clock.now() }));
  }

  private confirmsAt({ shippedAt = 0, logisticsType }: Shipment): number {
    return shippedAt + confirmsAfter(logisticsType);
  }

  /** What time will do to a shipment. */
  private watch(found: Shipment): void {
    const { transactionId, shippedAt, confirmedAt, settledAt } = found;
    if (shippedAt === undefined || settledAt !== undefined) return;
    const [time, work] =
      confirmedAt === undefined
        ? ([this.confirmsAt(found), (payment: WechatPayment) => this.confirm(payment, 2)] as const)
        : ([confirmedAt + settlingMs, (payment: WechatPayment) => this.settle(payment)] as const);
    this.kit.timers.set(`trade ${transactionId}`, time, () => {
      const payment = this.find({ transactionId });
      // What went back whole is neither confirmed nor settled.
      if (payment && this.stateOf(payment) !== 5) work(payment);
    });
  }

  private settle(payment: WechatPayment): void {
    const found = this.shipmentOf(payment);
    if (!found) return;
    const settled = this.shipments.put({ ...found, settledAt: this.kit.clock.now() });
    this.tell(payment, settled, {
      confirm_receive_method: found.confirmedBy ?? 2,
      confirm_receive_time: secondsOf(found.confirmedAt ?? 0),
      settlement_time: secondsOf(this.kit.clock.now()),
    });
  }

  private tell(payment: WechatPayment, found: Shipment, more: Readonly<Record<string, number>>): void {
    void this.pushes.send(miniProgram, {
      FromUserName: systemOpenid,
      Event: 'trade_manage_order_settlement',
      ...namesOf(payment),
      pay_time: secondsOf(payment.paidAt),
      shipped_time: secondsOf(found.shippedAt ?? 0),
      ...more,
    });
  }
}

/** How events and answers name a payment. */
export const namesOf = ({ transactionId, mchids: [merchant = '', sub = ''], outTradeNo }: WechatPayment) => ({
  transaction_id: transactionId,
  merchant_id: merchant,
  sub_merchant_id: sub,
  merchant_trade_no: outTradeNo,
});
