/** The counter of WeChat Pay v2: takes orders, closes, refunds and a payer's strings, and says no in the codes of v2. */
import type { Acquirer } from '../acquirer';
import { BillRefusal } from '../bill-refusal';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { prepayId, transactionId } from '../numbers';
import type { Bill, PaymentStrings } from '../sandbox';
import {
  minuteMs,
  type OrderFault,
  orderLifeMs,
  paymentNamed,
  type RefundFault,
  signedBill,
  takeOrder,
  takeRefund,
} from '../wechat/business';
import type { NamedOrder, OrderBody, RefundBody, RefundQueryBody } from './bodies';
import type { Party } from './parties';
import { Refusal } from './refusal';
import { signatureOf, type Words } from './wire';
import { orderWords, refundsWords, refundWords, signTypeOf } from './words';

const refundsPerPage = 10;

export class WechatV2Desk {
  constructor(
    private readonly acquirer: Acquirer,
    private readonly party: Party,
  ) {}

  order(body: OrderBody): Words {
    const { dice } = this.acquirer.kit;
    const payer = payerIn(body);
    const { nonce_str: _, sign: __, ...asked } = body;
    const order = {
      outTradeNo: body.out_trade_no,
      fingerprint: fingerprintOf(asked),
      taken: (now: number) => ({ ...taken(body, payer, now), tradeNo: transactionId(dice, now) }),
      prepay: (now: number) => ({ prepayId: prepayId(dice, now), prepayAt: now }),
    };
    const { prepayId: id = '' } = takeOrder(this.acquirer, order, noOrder);
    return { trade_type: 'JSAPI', prepay_id: id };
  }

  query(body: NamedOrder): Words {
    const payment = this.named(body);
    return orderWords(payment, this.acquirer.ledger.refundsOf(payment.tradeNo));
  }

  /** Not within five minutes after the order was made; which code that gives is not published. */
  close(body: NamedOrder): Words {
    const payment = this.named(body);
    if (payment.state === 'paid') throw new Refusal('ORDERPAID', '订单已支付');
    if (!this.acquirer.isPayable(payment)) throw new Refusal('ORDERCLOSED', '订单已关闭');
    if (this.acquirer.kit.clock.now() - payment.createdAt < 5 * minuteMs)
      throw new Refusal('INVALID_REQUEST', '订单生成后5分钟内不能关单');
    this.acquirer.end(payment, 'closed');
    return { result_msg: 'OK' };
  }

  refund(body: RefundBody): Words {
    const payment = this.named(body);
    const { currency } = payment.paid ?? payment.amount;
    const asked = {
      outRefundNo: body.out_refund_no,
      total: Number(body.total_fee),
      amount: { value: Number(body.refund_fee), currency: body.refund_fee_type ?? currency },
      notifyUrl: body.notify_url ?? '',
      terms: { ...(body.refund_desc !== undefined && { refund_desc: body.refund_desc }) },
    };
    return refundWords(takeRefund(this.acquirer, payment, asked, noRefund), payment);
  }

  queryRefunds(body: RefundQueryBody): Words {
    const one = this.acquirer.ledger
      .allRefunds()
      .find((each) => each.outRefundNo === body.out_refund_no || each.refundNo === body.refund_id);
    const isOne = body.out_refund_no !== undefined || body.refund_id !== undefined;
    const payment = isOne ? one && this.acquirer.ledger.payment(one.tradeNo) : this.named(body);
    const all = payment ? this.acquirer.ledger.refundsOf(payment.tradeNo) : [];
    const offset = Number(body.offset ?? 0);
    const page = one ? [one] : all.slice(offset, offset + refundsPerPage);
    if (!payment || page.length === 0) throw new Refusal('REFUNDNOTEXIST', '退款订单查询失败');
    return refundsWords(page, payment, all.length);
  }

  /** The bill behind five strings, which the merchant signed with its own key. */
  bill(strings: PaymentStrings, appid: string): Bill | undefined {
    return signedBill(this.acquirer, strings, appid, (payment) => {
      const { timeStamp, nonceStr, package: pack, signType, paySign } = strings;
      const type = signTypeOf(payment);
      if (signType !== type)
        throw new BillRefusal(
          'sign_type',
          `signType must be that of the order, ${type}, not ${signType}`,
          type,
        );
      const words = { appId: appid, timeStamp, nonceStr, package: pack, signType };
      if (signatureOf(words, this.party.key, type) !== paySign)
        throw new BillRefusal(
          'pay_sign',
          'paySign does not fit appId, timeStamp, nonceStr, package and signType',
        );
    });
  }

  /** The payment that a request names, for the same sub-merchant. */
  private named(body: NamedOrder | RefundBody | RefundQueryBody): HeldPayment {
    const { transaction_id, out_trade_no, sub_mch_id } = body;
    if (transaction_id === undefined && out_trade_no === undefined)
      throw new Refusal('LACK_PARAMS', 'transaction_id or out_trade_no is required');
    const payment = paymentNamed(this.acquirer, transaction_id, out_trade_no);
    if (!payment || payment.terms.sub_mch_id !== sub_mch_id) throw new Refusal('ORDERNOTEXIST', '订单不存在');
    return payment;
  }
}

const orderRefusals: Readonly<Record<OrderFault, readonly [code: string, words: string]>> = {
  paid: ['ORDERPAID', '该订单已支付'],
  closed: ['ORDERCLOSED', '该订单已关闭'],
  used: ['OUT_TRADE_NO_USED', '商户订单号重复'],
};
const refundRefusals: Readonly<Record<RefundFault, readonly [code: string, words: string]>> = {
  used: ['INVALID_REQUEST', 'out_refund_no was used before, for another order or amount'],
  unpaid: ['TRADE_STATE_ERROR', '订单状态错误'],
  total: ['INVALID_REQUEST', 'total_fee must be what was paid'],
  currency: ['PARAM_ERROR', 'refund_fee_type must be the currency of the payment'],
  'nothing left': ['ERROR', '订单已全额退款'],
  'too much': ['ERROR', 'refund_fee is more than what is left'],
  'too often': ['ERROR', 'an order can be refunded 50 times at most'],
  'too late': ['TRADE_OVERDUE', '订单已经超过退款期限'],
};
const noOrder = (fault: OrderFault): Refusal => new Refusal(...orderRefusals[fault]);
const noRefund = (fault: RefundFault): Refusal => new Refusal(...refundRefusals[fault]);

interface Payer {
  readonly appid: string;
  readonly openid: string;
}

/** The app that the order is paid in, and the payer's openid there. */
function payerIn({ appid, sub_appid, openid, sub_openid }: OrderBody): Payer {
  if (sub_openid === undefined) {
    if (openid === undefined) throw new Refusal('LACK_PARAMS', 'openid is required for JSAPI');
    return { appid, openid };
  }
  if (sub_appid === undefined) throw new Refusal('LACK_PARAMS', 'sub_appid is required with sub_openid');
  return { appid: sub_appid, openid: sub_openid };
}

function taken(body: OrderBody, payer: Payer, now: number): Omit<HeldPayment, 'fingerprint' | 'tradeNo'> {
  const { appid, mch_id, sub_appid, sub_mch_id, sign_type, attach } = body;
  const currency = body.fee_type ?? 'CNY';
  if (currency !== 'CNY' && body.version === undefined)
    throw new Refusal('PARAM_ERROR', `fee_type: mainland merchants are paid in CNY, not ${currency}`);
  return {
    outTradeNo: body.out_trade_no,
    state: 'open',
    payMethod: 'JSAPI',
    description: body.body,
    amount: { value: Number(body.total_fee), currency },
    ...payer,
    notifyUrl: body.notify_url,
    terms: {
      ...{ appid, mch_id },
      ...(sub_appid !== undefined && { sub_appid }),
      ...(sub_mch_id !== undefined && { sub_mch_id }),
      ...(sign_type !== undefined && { sign_type }),
      ...(attach !== undefined && { attach }),
    },
    createdAt: now,
    expiresAt: now + orderLifeMs,
  };
}
