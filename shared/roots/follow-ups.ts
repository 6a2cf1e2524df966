/**
 * Who hears of the money of orders: the members' ledger and WeChat's shipping management. A file of its own, loaded when the
 * first order is paid.
 */
import { cloudMembers } from '../adapters/cloud-members';
import { earnForOrder } from '../membership/members/earn';
import type { FollowUpName } from '../payments/order/follow-ups';
import type { FollowUp, PaidOrder } from '../payments/ports';
import { reportShipping } from '../wechat/shipping/report-shipping';
import type { App, Shipping } from '../wechat/wechat-config';
import { wechat } from './wechat';

const points: FollowUp = {
  name: 'points',
  isWanted: async ({ appid }) => (await wechat.configs.find(appid))?.hasMembers === true,
  async tell(order, deadline) {
    const { out_trade_no: outTradeNo, appid, openid, fee_type: feeType } = order;
    const money = { total: order.total_fee, refunded: order.refunded_fee, feeType };
    const room = { wechat: { ...wechat, deadline }, members: cloudMembers };
    await earnForOrder(room, { outTradeNo, appid, openid, ...money });
    return { is: 'told', state: 'entered' };
  },
};

/** Payments through WeChat Pay in the configured mini-program, where the merchant switched the upload on. */
async function shippingOf(order: PaidOrder): Promise<{ app: App; shipping: Shipping } | undefined> {
  const config = await wechat.configs.find(order.appid);
  const shipping = order.pay_method === 'wechat' ? config?.shipping() : undefined;
  if (!config || !shipping) return undefined;
  const { app } = config.need('app');
  return app.appid === order.appid ? { app, shipping } : undefined;
}

const shipping: FollowUp = {
  name: 'shipping',
  isWanted: async (order) => (await shippingOf(order)) !== undefined,
  async tell(order, deadline) {
    const wanted = await shippingOf(order);
    if (!wanted) return { is: 'told', state: 'unwanted' };
    if (order.transaction_id === '') {
      return { is: 'later', why: 'the PSP has not told the number at WeChat' };
    }
    const payment = {
      transactionId: order.transaction_id,
      openid: order.openid,
      description: order.items.map(({ title, quantity }) => `${title} × ${quantity}`).join(', '),
    };
    const { app, shipping: how } = wanted;
    return reportShipping({ ...wechat, deadline }, app, payment, how.logisticsType);
  },
};

export const followUps: Readonly<Record<FollowUpName, FollowUp>> = { points, shipping };
