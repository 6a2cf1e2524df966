/** Payments that tests announce, the management itself, and the buyer's confirmation on the phone. */
import * as v from 'valibot';
import { transactionId } from '../numbers';
import { miniProgram } from './apps';
import { clientRoute, type ClientRoutes, openid, openidIn } from './client';
import { controlEvent, type ControlEvents } from './control';
import type { WeixinKit } from './kit';
import { demoPerson, openidOf, systemOpenid } from './people';
import type { Pushes } from './pushes';
import { Refusal } from './refusal';
import { tradeKeyOf, tradeNames } from './shipping-body';
import type { Trade } from './trade';

const paymentBody = v.strictObject({
  event: v.literal('payment'),
  transaction_id: v.exactOptional(v.string()),
  mchid: v.exactOptional(v.string()),
  out_trade_no: v.exactOptional(v.string(), ''),
  openid: v.exactOptional(openid, openidOf(demoPerson, 'mini_program')),
  description: v.exactOptional(v.string(), ''),
  amount: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
  /** Of the amount; a second event about the same payment says what came back since. */
  refunded: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});
const managedBody = v.strictObject({ event: v.literal('trade_managed'), managed: v.boolean() });

export const tradeEvents = (trade: Trade, pushes: Pushes, { clock, dice }: WeixinKit): ControlEvents => ({
  payment: controlEvent(paymentBody, (body) => {
    const now = clock.now();
    const before = trade.find({ transactionId: body.transaction_id ?? '' });
    const id = body.transaction_id ?? transactionId(dice, now);
    trade.announce({
      transactionId: id,
      mchids: body.mchid === undefined ? [] : [body.mchid],
      outTradeNo: body.out_trade_no,
      description: body.description,
      openid: openidIn('mini_program', body.openid),
      amount: body.amount,
      refunded: body.refunded,
      createdAt: before?.createdAt ?? now,
      paidAt: before?.paidAt ?? now,
    });
    return { transaction_id: id };
  }),
  trade_managed: controlEvent(managedBody, ({ managed }) => {
    trade.isManaged = managed;
    if (managed)
      void pushes.send(miniProgram, {
        FromUserName: systemOpenid,
        Event: 'wxa_trade_controlled',
        msg: '请接入发货信息管理服务',
      });
    return { managed };
  }),
});

const confirmBody = v.strictObject({
  openid,
  ...tradeNames,
  /** The buyer closes the page instead. */
  cancel: v.exactOptional(v.boolean(), false),
});

/** `wx.openBusinessView` with `weappOrderConfirm`; the mini-program finds the answer in App.onShow. */
export const confirmRoutes = (trade: Trade): ClientRoutes => ({
  'confirm-receive': clientRoute(confirmBody, ({ openid: who, cancel, ...names }) => {
    const says = (status: string, more: object = {}) => ({
      appId: 'wx1183b055aeec94d1',
      extraData: { status, ...more, req_extradata: names },
    });
    if (cancel) return says('cancel');
    try {
      const payment = trade.find(tradeKeyOf(names));
      const isPayer = payment && (payment.openid ?? who) === openidIn('mini_program', who);
      if (!isPayer) throw new Refusal(10060001);
      trade.confirm(payment, 1);
      return says('success');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return says('fail', { errormsg: error.message });
    }
  }),
});
