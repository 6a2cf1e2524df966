/** The counter of WeChat Pay v3: takes orders, closes, refunds and a payer's strings, and says no in the codes of v3. */
import type { Acquirer } from '../acquirer';
import { BillRefusal } from '../bill-refusal';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { prepayId, transactionId } from '../numbers';
import type { Bill, PaymentStrings } from '../sandbox';
import {
  dayMs,
  minuteMs,
  type OrderFault,
  orderLifeMs,
  paymentNamed,
  type RefundFault,
  signedBill,
  takeOrder,
  takeRefund,
} from '../wechat/business';
import type { Identity, OrderBody, RefundBody } from './bodies';
import { ApiError, isSignedBy } from './gate';
import type { WechatV3Keys } from './keys';
import { fieldError, WechatV3Identities } from './identities';
import { identityNames, type Party, payerNames, type Site } from './parties';
import { newRefundWords, orderWords, refundWords } from './words';

export class WechatV3Desk {
  private readonly identities: WechatV3Identities;

  constructor(
    private readonly acquirer: Acquirer,
    private readonly keys: WechatV3Keys,
    party: Party,
  ) {
    this.identities = new WechatV3Identities(party);
  }

  order(site: Site, body: OrderBody): unknown {
    const { dice } = this.acquirer.kit;
    this.identities.checkNumbers(body);
    this.identities.checkApps(body);
    const paying = this.identities.paying(body);
    const order = {
      outTradeNo: body.out_trade_no,
      fingerprint: fingerprintOf({ ...body, site }),
      taken: (now: number) => ({
        tradeNo: transactionId(dice, now),
        ...taken(body, now),
        ...paying,
        terms: termsOf(site, body),
      }),
      prepay: (now: number) => ({ prepayId: prepayId(dice, now), prepayAt: now }),
    };
    return { prepay_id: takeOrder(this.acquirer, order, noOrder).prepayId };
  }

  query(payment: HeldPayment | undefined, site: Site, asking: URLSearchParams): unknown {
    const numbers = this.identities.inQuery(asking);
    const mine = this.mine(payment, site, numbers);
    return orderWords(mine, this.acquirer.ledger.refundsOf(mine.tradeNo));
  }

  byOutTradeNo(outTradeNo: string): HeldPayment | undefined {
    return paymentNamed(this.acquirer, undefined, outTradeNo);
  }

  /** A number is known only once the order is paid. */
  byTransactionId(id: string): HeldPayment | undefined {
    return paymentNamed(this.acquirer, id, undefined);
  }

  /** Closing can be repeated; a paid order cannot be closed. */
  close(site: Site, asking: Identity, outTradeNo: string): undefined {
    this.identities.checkNumbers(asking);
    const payment = this.mine(this.byOutTradeNo(outTradeNo), site, asking);
    if (payment.state === 'paid') throw noOrder('paid');
    if (this.acquirer.isPayable(payment)) this.acquirer.end(payment, 'closed');
    return undefined;
  }

  refund(site: Site, body: RefundBody): unknown {
    this.identities.checkInRefund(site, body);
    const payment = this.refunded(site, body);
    const asked = {
      outRefundNo: body.out_refund_no,
      total: body.amount.total,
      amount: { value: body.amount.refund, currency: body.amount.currency },
      notifyUrl: body.notify_url ?? '',
      terms: { ...(body.reason && { reason: body.reason }) },
    };
    return newRefundWords(takeRefund(this.acquirer, payment, asked, noRefund), payment);
  }

  queryRefund(site: Site, outRefundNo: string, asking: URLSearchParams): unknown {
    const numbers = this.identities.inRefundQuery(site, asking);
    const refund = this.acquirer.ledger.refundNamed(outRefundNo);
    const payment = refund && this.acquirer.ledger.payment(refund.tradeNo);
    if (!payment || !belongs(payment, site, numbers))
      throw new ApiError(404, 'RESOURCE_NOT_EXISTS', 'the refund does not exist');
    return refundWords(refund, payment);
  }

  /** The bill behind five strings, which the merchant signed with its own key. */
  bill(strings: PaymentStrings, appid: string): Bill | undefined {
    return signedBill(this.acquirer, strings, appid, ({ prepayId: id = '' }) => {
      if (strings.signType !== 'RSA')
        throw new BillRefusal('sign_type', `signType must be RSA, not ${strings.signType}`, 'RSA');
      const message = `${appid}\n${strings.timeStamp}\n${strings.nonceStr}\nprepay_id=${id}\n`;
      if (!isSignedBy(this.keys.merchant.publicKey, Buffer.from(message, 'utf8'), strings.paySign))
        throw new BillRefusal('pay_sign', 'paySign does not fit appId, timeStamp, nonceStr and package');
    });
  }

  /** The payment that a refund names, by either number or by both in agreement. */
  private refunded(site: Site, body: RefundBody): HeldPayment {
    const { transaction_id, out_trade_no } = body;
    if (transaction_id === undefined && out_trade_no === undefined)
      throw fieldError('transaction_id', 'or out_trade_no is required');
    const payment = paymentNamed(this.acquirer, transaction_id, out_trade_no);
    if (!payment || !belongs(payment, site, body))
      throw new ApiError(404, 'RESOURCE_NOT_EXISTS', 'the order does not exist');
    return payment;
  }

  /** The payment, if it is of this site and of the sub-merchant who asks. */
  private mine(payment: HeldPayment | undefined, site: Site, asking: Identity): HeldPayment {
    if (payment && belongs(payment, site, asking)) return payment;
    throw new ApiError(404, 'ORDER_NOT_EXIST', 'the order does not exist');
  }
}

function taken(body: OrderBody, now: number): Omit<HeldPayment, 'fingerprint' | 'terms' | 'tradeNo'> {
  const expiresAt = body.time_expire === undefined ? now + orderLifeMs : Date.parse(body.time_expire);
  if (expiresAt < now + minuteMs) throw fieldError('time_expire', 'must be at least one minute ahead');
  if (expiresAt > now + 90 * dayMs) throw fieldError('time_expire', 'must be within 90 days');
  return {
    outTradeNo: body.out_trade_no,
    state: 'open',
    payMethod: 'JSAPI',
    description: body.description,
    amount: { value: body.amount.total, currency: body.amount.currency ?? 'CNY' },
    notifyUrl: body.notify_url,
    createdAt: now,
    expiresAt,
  };
}

/** What a payment remembers in the words of its order: site, names, payer, attachment. */
function termsOf(site: Site, body: OrderBody): Record<string, string> {
  const named = identityNames.map((name) => [name, body[name]] as const);
  const payer = payerNames.map((name) => [name, body.payer[name]] as const);
  const all = [['site', site] as const, ['attach', body.attach] as const, ...named, ...payer];
  return Object.fromEntries(all.flatMap(([name, word]) => (word ? [[name, word]] : [])));
}

/** One number space per signing merchant; what a sub-merchant asks for must be its own. */
const belongs = ({ terms }: HeldPayment, site: Site, { sub_mchid: subMchid }: Identity): boolean =>
  terms.site === site && terms.sub_mchid === subMchid;

/** Well formed, but against a business rule. */
const invalid = (message: string): ApiError => new ApiError(400, 'INVALID_REQUEST', message);

/** v2 calls the first ORDERPAID; the published error tables of v3 have no such code and put it under INVALID_REQUEST. */
const orderRefusals: Readonly<Record<OrderFault, () => ApiError>> = {
  paid: () => invalid('the order is already paid'),
  closed: () => new ApiError(400, 'ORDER_CLOSED', 'the order is closed; use a new out_trade_no'),
  used: () => new ApiError(403, 'OUT_TRADE_NO_USED', 'out_trade_no was used before, with other parameters'),
};
const noOrder = (fault: OrderFault): ApiError => orderRefusals[fault]();

const refundRefusals: Readonly<Record<RefundFault, string>> = {
  used: 'out_refund_no was used before, for another order or amount',
  unpaid: 'the order is not paid',
  total: 'amount.total must be what was paid',
  currency: 'amount.currency must be the currency of the payment',
  'nothing left': 'the order is refunded whole',
  'too much': 'amount.refund is more than what is left',
  'too often': 'an order can be refunded 50 times at most',
  'too late': 'the order is older than a year',
};
const noRefund = (fault: RefundFault): ApiError => invalid(refundRefusals[fault]);
