/** The business rules of WeChat Pay v2: when an order, a close, a refund or a payer's bill is taken. */
import type { Acquirer } from '../acquirer';
import { billOf, fingerprintOf, type HeldPayment } from '../ledger';
import { prepayId, refundId, transactionId } from '../numbers';
import type { Bill, PaymentStrings } from '../sandbox';
import type { NamedOrder, OrderBody, RefundBody, RefundQueryBody } from './bodies';
import type { Party } from './parties';
import { Refusal } from './refusal';
import { signatureOf, type Words } from './wire';
import { orderWords, refundsWords, refundWords, signTypeOf } from './words';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const prepayLifeMs = 120 * minuteMs;
const maxRefunds = 50;
const refundsPerPage = 10;

export class WechatV2Desk {
  constructor(
    private readonly acquirer: Acquirer,
    private readonly party: Party,
  ) {}

  /** Takes an order; the same order again gets the same prepay id while that lives. */
  order(body: OrderBody): Words {
    const payer = this.payer(body);
    const { nonce_str: _, sign: __, ...asked } = body;
    const fingerprint = fingerprintOf(asked);
    const known = this.acquirer.ledger.paymentOf(body.out_trade_no);
    if (known) checkAgain(known, fingerprint);
    const now = this.now();
    const fresh = known?.prepayAt !== undefined && now - known.prepayAt < prepayLifeMs;
    if (known?.prepayId && fresh) {
      // After a failed attempt the payer may try again.
      if (known.state !== 'open') this.acquirer.open(known);
      return { trade_type: 'JSAPI', prepay_id: known.prepayId };
    }
    const prepay = { prepayId: prepayId(now), prepayAt: now };
    const taken = known ?? { ...this.taken(body, payer), fingerprint };
    this.acquirer.open({ ...taken, ...prepay });
    return { trade_type: 'JSAPI', prepay_id: prepay.prepayId };
  }

  query(body: NamedOrder): Words {
    const payment = this.named(body);
    return orderWords(payment, this.acquirer.ledger.refundsOf(payment.tradeNo));
  }

  /** Not within five minutes after the order was made; which code that gives is not published. */
  close(body: NamedOrder): Words {
    const payment = this.named(body);
    if (payment.state === 'paid') throw new Refusal('ORDERPAID', '订单已支付');
    if (!isUnpaid(payment)) throw new Refusal('ORDERCLOSED', '订单已关闭');
    if (this.now() - payment.createdAt < 5 * minuteMs)
      throw new Refusal('INVALID_REQUEST', '订单生成后5分钟内不能关单');
    this.acquirer.end(payment, 'closed');
    return { result_msg: 'OK' };
  }

  refund(body: RefundBody): Words {
    const payment = this.named(body);
    const fingerprint = JSON.stringify([payment.tradeNo, body.refund_fee, body.total_fee]);
    const before = this.acquirer.ledger.refundNamed(body.out_refund_no);
    if (before && before.fingerprint !== fingerprint)
      throw new Refusal('INVALID_REQUEST', 'out_refund_no was used before, for another order or amount');
    if (before) return refundWords(before, payment);
    this.checkRefund(payment, body);
    const refund = this.acquirer.refund(payment, {
      refundNo: refundId(this.now()),
      outRefundNo: body.out_refund_no,
      amount: { value: Number(body.refund_fee), currency: payment.amount.currency },
      notifyUrl: body.notify_url ?? '',
      fingerprint,
      terms: { ...(body.refund_desc !== undefined && { refund_desc: body.refund_desc }) },
    });
    return refundWords(refund, payment);
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
    const payment = this.acquirer.ledger
      .allPayments()
      .find(({ prepayId: id }) => id !== undefined && strings.package.endsWith(id));
    if (!payment) return undefined;
    this.checkStrings(strings, appid, payment);
    if (this.now() - (payment.prepayAt ?? 0) >= prepayLifeMs)
      throw new Error('the prepay id is older than 2 hours');
    if (!isUnpaid(payment)) throw new Error(`order ${payment.outTradeNo} is ${payment.state}`);
    return billOf(payment);
  }

  private checkStrings(strings: PaymentStrings, appid: string, payment: HeldPayment): void {
    const { timeStamp, nonceStr, package: pack, signType, paySign } = strings;
    if (pack !== `prepay_id=${payment.prepayId ?? ''}`) throw new Error('package must be prepay_id=<id>');
    const type = signTypeOf(payment);
    if (signType !== type) throw new Error(`signType must be that of the order, ${type}, not ${signType}`);
    if (appid !== payment.appid)
      throw new Error(`the order belongs to ${payment.appid ?? ''}, not to ${appid}`);
    const words = { appId: appid, timeStamp, nonceStr, package: pack, signType };
    if (signatureOf(words, this.party.key, type) !== paySign)
      throw new Error('paySign does not fit appId, timeStamp, nonceStr, package and signType');
  }

  private now(): number {
    return this.acquirer.kit.clock.now();
  }

  /** The app that the order is paid in, and the payer's openid there. */
  private payer({ appid, sub_appid, openid, sub_openid }: OrderBody): { appid: string; openid: string } {
    if (sub_openid === undefined) {
      if (openid === undefined) throw new Refusal('LACK_PARAMS', 'openid is required for JSAPI');
      return { appid, openid };
    }
    if (sub_appid === undefined) throw new Refusal('LACK_PARAMS', 'sub_appid is required with sub_openid');
    return { appid: sub_appid, openid: sub_openid };
  }

  private taken(body: OrderBody, payer: { appid: string; openid: string }): Omit<HeldPayment, 'fingerprint'> {
    const now = this.now();
    const { appid, mch_id, sub_appid, sub_mch_id, sign_type, attach } = body;
    const currency = body.fee_type ?? 'CNY';
    if (currency !== 'CNY' && body.version === undefined)
      throw new Refusal('PARAM_ERROR', `fee_type: mainland merchants are paid in CNY, not ${currency}`);
    return {
      tradeNo: transactionId(now),
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
      expiresAt: now + 7 * dayMs,
    };
  }

  /** The payment that a request names, by either number or by both in agreement, for the same sub-merchant. */
  private named(body: NamedOrder | RefundBody | RefundQueryBody): HeldPayment {
    const { transaction_id, out_trade_no, sub_mch_id } = body;
    if (transaction_id === undefined && out_trade_no === undefined)
      throw new Refusal('LACK_PARAMS', 'transaction_id or out_trade_no is required');
    const { ledger } = this.acquirer;
    const payment =
      transaction_id === undefined
        ? ledger.paymentOf(out_trade_no ?? '')
        : ledger.allPayments().find((each) => each.transactionId === transaction_id);
    const isOther = out_trade_no !== undefined && payment?.outTradeNo !== out_trade_no;
    if (!payment || isOther || payment.terms.sub_mch_id !== sub_mch_id)
      throw new Refusal('ORDERNOTEXIST', '订单不存在');
    return payment;
  }

  private checkRefund(payment: HeldPayment, body: RefundBody): void {
    const paid = payment.paid ?? payment.amount;
    if (payment.state !== 'paid') throw new Refusal('TRADE_STATE_ERROR', '订单状态错误');
    if (Number(body.total_fee) !== paid.value)
      throw new Refusal('INVALID_REQUEST', `total_fee must be what was paid: ${paid.value}`);
    if ((body.refund_fee_type ?? paid.currency) !== paid.currency)
      throw new Refusal('PARAM_ERROR', `refund_fee_type must be ${paid.currency}`);
    if (Number(body.refund_fee) > this.acquirer.refundable(payment))
      throw new Refusal('ERROR', 'refund_fee is more than what is left');
    if (this.acquirer.ledger.refundsOf(payment.tradeNo).length >= maxRefunds)
      throw new Refusal('ERROR', `an order can be refunded ${maxRefunds} times at most`);
    if (this.now() - (payment.paidAt ?? 0) > 365 * dayMs)
      throw new Refusal('TRADE_OVERDUE', '订单已经超过退款期限');
  }
}

const isUnpaid = ({ state }: HeldPayment): boolean => state === 'open' || state === 'failed';

function checkAgain(known: HeldPayment, fingerprint: string): void {
  if (known.state === 'paid') throw new Refusal('ORDERPAID', '该订单已支付');
  if (!isUnpaid(known)) throw new Refusal('ORDERCLOSED', '该订单已关闭');
  if (known.fingerprint !== fingerprint) throw new Refusal('OUT_TRADE_NO_USED', '商户订单号重复');
}
