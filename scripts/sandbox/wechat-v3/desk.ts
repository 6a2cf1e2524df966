/** The business rules of WeChat Pay v3: when an order, a close, a refund or a payer's bill is taken. */
import type { Acquirer } from '../acquirer';
import { billOf, fingerprintOf, type HeldPayment } from '../ledger';
import { prepayId, refundId, transactionId } from '../numbers';
import type { Bill, PaymentStrings } from '../sandbox';
import type { Identity, OrderBody, RefundBody } from './bodies';
import { ApiError, isSignedBy } from './gate';
import type { WechatV3Keys } from './keys';
import { fieldError, WechatV3Identities } from './identities';
import { identityNames, type Party, payerNames, type Site } from './parties';
import { newRefundWords, orderWords, refundWords } from './words';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const prepayLifeMs = 120 * minuteMs;
const maxRefunds = 50;

export class WechatV3Desk {
  private readonly identities: WechatV3Identities;

  constructor(
    private readonly acquirer: Acquirer,
    private readonly keys: WechatV3Keys,
    party: Party,
  ) {
    this.identities = new WechatV3Identities(party);
  }

  /** Takes an order; the same order again gets the same prepay id while that lives. */
  order(site: Site, body: OrderBody): unknown {
    this.identities.checkNumbers(body);
    this.identities.checkApps(body);
    const paying = this.identities.paying(body);
    const fingerprint = fingerprintOf({ ...body, site });
    const known = this.acquirer.ledger.paymentOf(body.out_trade_no);
    if (known) this.checkAgain(known, fingerprint);
    const now = this.now();
    const fresh = known?.prepayAt !== undefined && now - known.prepayAt < prepayLifeMs;
    if (known?.prepayId && fresh) {
      // After a failed attempt the payer may try again.
      if (known.state !== 'open') this.acquirer.open(known);
      return { prepay_id: known.prepayId };
    }
    const prepay = { prepayId: prepayId(now), prepayAt: now };
    const taken = known ?? { ...this.taken(body), ...paying, fingerprint, terms: termsOf(site, body) };
    this.acquirer.open({ ...taken, ...prepay });
    return { prepay_id: prepay.prepayId };
  }

  query(payment: HeldPayment | undefined, site: Site, asking: URLSearchParams): unknown {
    const numbers = this.identities.inQuery(asking);
    const mine = this.mine(payment, site, numbers);
    return orderWords(mine, this.acquirer.ledger.refundsOf(mine.tradeNo));
  }

  byOutTradeNo(outTradeNo: string): HeldPayment | undefined {
    return this.acquirer.ledger.paymentOf(outTradeNo);
  }

  /** A number is known only once the order is paid. */
  byTransactionId(id: string): HeldPayment | undefined {
    return this.acquirer.ledger.allPayments().find((each) => each.transactionId === id);
  }

  /** Closing can be repeated; a paid order cannot be closed. */
  close(site: Site, asking: Identity, outTradeNo: string): undefined {
    this.identities.checkNumbers(asking);
    const payment = this.mine(this.byOutTradeNo(outTradeNo), site, asking);
    if (payment.state === 'paid') throw alreadyPaid();
    if (isUnpaid(payment)) this.acquirer.end(payment, 'closed');
    return undefined;
  }

  refund(site: Site, body: RefundBody): unknown {
    this.identities.checkInRefund(site, body);
    const payment = this.refunded(site, body);
    const fingerprint = JSON.stringify([payment.tradeNo, body.amount.refund, body.amount.total]);
    const before = this.acquirer.ledger.refundNamed(body.out_refund_no);
    if (before && before.fingerprint !== fingerprint)
      throw invalid('out_refund_no was used before, for another order or amount');
    if (before) return newRefundWords(before, payment);
    this.checkRefund(payment, body);
    const refund = this.acquirer.refund(payment, {
      refundNo: refundId(this.now()),
      outRefundNo: body.out_refund_no,
      amount: { value: body.amount.refund, currency: body.amount.currency },
      notifyUrl: body.notify_url ?? '',
      fingerprint,
      terms: { ...(body.reason && { reason: body.reason }) },
    });
    return newRefundWords(refund, payment);
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
    if (strings.package !== `prepay_id=${payment.prepayId ?? ''}`)
      throw new Error('package must be prepay_id=<id>');
    if (strings.signType !== 'RSA') throw new Error(`signType must be RSA, not ${strings.signType}`);
    if (appid !== payment.appid)
      throw new Error(`the order belongs to ${payment.appid ?? ''}, not to ${appid}`);
    const message = `${appid}\n${strings.timeStamp}\n${strings.nonceStr}\n${strings.package}\n`;
    if (!isSignedBy(this.keys.merchant.publicKey, Buffer.from(message, 'utf8'), strings.paySign))
      throw new Error('paySign does not fit appId, timeStamp, nonceStr and package');
  }

  private now(): number {
    return this.acquirer.kit.clock.now();
  }

  private checkAgain(known: HeldPayment, fingerprint: string): void {
    if (known.state === 'paid') throw alreadyPaid();
    if (!isUnpaid(known))
      throw new ApiError(400, 'ORDER_CLOSED', 'the order is closed; use a new out_trade_no');
    if (known.fingerprint !== fingerprint)
      throw new ApiError(403, 'OUT_TRADE_NO_USED', 'out_trade_no was used before, with other parameters');
  }

  private taken(body: OrderBody): Omit<HeldPayment, 'fingerprint' | 'terms'> {
    const now = this.now();
    const expiresAt = body.time_expire === undefined ? now + 7 * dayMs : Date.parse(body.time_expire);
    if (expiresAt < now + minuteMs) throw fieldError('time_expire', 'must be at least one minute ahead');
    if (expiresAt > now + 90 * dayMs) throw fieldError('time_expire', 'must be within 90 days');
    return {
      tradeNo: transactionId(now),
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

  /** The payment that a refund names, by either number or by both in agreement. */
  private refunded(site: Site, body: RefundBody): HeldPayment {
    const { transaction_id, out_trade_no } = body;
    if (transaction_id === undefined && out_trade_no === undefined)
      throw fieldError('transaction_id', 'or out_trade_no is required');
    const payment =
      transaction_id === undefined
        ? this.byOutTradeNo(out_trade_no ?? '')
        : this.byTransactionId(transaction_id);
    const agrees = out_trade_no === undefined || payment?.outTradeNo === out_trade_no;
    if (!payment || !agrees || !belongs(payment, site, body))
      throw new ApiError(404, 'RESOURCE_NOT_EXISTS', 'the order does not exist');
    return payment;
  }

  private checkRefund(payment: HeldPayment, { amount }: RefundBody): void {
    const paid = payment.paid ?? payment.amount;
    if (payment.state !== 'paid') throw invalid('the order is not paid');
    if (amount.total !== paid.value || amount.currency !== paid.currency)
      throw invalid(`amount.total must be what was paid: ${paid.value} ${paid.currency}`);
    if (amount.refund > this.acquirer.refundable(payment))
      throw invalid('amount.refund is more than what is left');
    if (this.acquirer.ledger.refundsOf(payment.tradeNo).length >= maxRefunds)
      throw invalid(`an order can be refunded ${maxRefunds} times at most`);
    if (this.now() - (payment.paidAt ?? 0) > 365 * dayMs) throw invalid('the order is older than a year');
  }

  /** The payment, if it is of this site and of the sub-merchant who asks. */
  private mine(payment: HeldPayment | undefined, site: Site, asking: Identity): HeldPayment {
    if (payment && belongs(payment, site, asking)) return payment;
    throw new ApiError(404, 'ORDER_NOT_EXIST', 'the order does not exist');
  }
}

const isUnpaid = ({ state }: HeldPayment): boolean => state === 'open' || state === 'failed';

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

/** v2 calls this ORDERPAID; the published error tables of v3 have no such code and put it under INVALID_REQUEST. */
const alreadyPaid = (): ApiError => invalid('the order is already paid');
