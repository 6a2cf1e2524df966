/**
 * Who hears of the money of orders: the members' ledger, WeChat's shipping management, the buyer. A file of its own, loaded when the
 * first order is paid.
 */
import { cloudMembers } from '../adapters/cloud-members';
import { earnForOrder } from '../membership/members/earn';
import { PayError } from '../kernel/errors';
import { toMajor } from '../kernel/money';
import type { Told } from '../payments/order/follow-ups';
import type { FollowUpName } from '../payments/order/order';
import type { FollowUp, PaidOrder } from '../payments/ports';
import { tellBuyer } from '../wechat/messages/buyer-messages';
import type { Occasion } from '../wechat/message-config';
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
    const report = await reportShipping({ ...wechat, deadline }, app, payment, how.logisticsType);
    // Whether WeChat knows of the goods is what counts here; that a message about it goes out is not.
    if (report.is === 'told' && report.state === 'uploaded') await tellOf('shipped', order, deadline);
    return report;
  },
};

/** A message about what happened longer ago is worse than none. */
const NEWS_MS = 3600_000;

/** The buyer hears of the payment once and of each change of what went back. */
const messages: FollowUp = {
  name: 'messages',
  async isWanted({ appid }) {
    const { paid, refunded } = (await wechat.configs.find(appid))?.messages() ?? {};
    return paid !== undefined || refunded !== undefined;
  },
  async tell(order, deadline) {
    const occasion = order.refunded_fee === 0 ? 'paid' : 'refunded';
    return tellOf(occasion, order, deadline);
  },
};

/** Never a reason for a person to look: what cannot be said now is said a little later, or not at all. */
async function tellOf(occasion: Occasion, order: PaidOrder, deadline: number): Promise<Told> {
  const { out_trade_no: number, appid, openid, items } = order;
  try {
    const config = await wechat.configs.find(appid);
    const message = config?.messages()[occasion];
    if (!config || !message) return { is: 'told', state: 'unwanted' };
    const { miniProgram } = config.need('miniProgram');
    if (miniProgram.appid !== appid) return { is: 'told', state: 'unwanted' };
    const goods = items.map(({ title }) => title).join(', ');
    const at = wechat.clock.now();
    const told = { openid, number, goods, amount: amountOf(order, occasion), at };
    return { is: 'told', state: await tellBuyer({ ...wechat, deadline }, miniProgram, message, told) };
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    wechat.log('message_not_sent', { out_trade_no: number, occasion, why: error.message });
    const isNews = occasion === 'paid' && wechat.clock.now() - order.paid_at < NEWS_MS;
    const mayGoAgain = error.code === 'WECHAT_UNREACHABLE' && isNews;
    return mayGoAgain ? { is: 'later', why: error.message } : { is: 'told', state: 'not sent' };
  }
}

/** `€25.90`: a template takes one sign and digits; a currency without a sign of its own goes without. */
function amountOf({ fee_type: currency, total_fee, refunded_fee }: PaidOrder, occasion: Occasion): string {
  const shown = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const sign = shown.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? '';
  const amount = toMajor({ value: occasion === 'refunded' ? refunded_fee : total_fee, currency });
  return /^\p{Sc}$/u.test(sign) ? sign + amount : amount;
}

export const followUps: Readonly<Record<FollowUpName, FollowUp>> = { points, shipping, messages };
