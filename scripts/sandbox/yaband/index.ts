/**
 * The YabandPay sandbox: one address for all methods, payment links with a cashier page, and WeChat
 * below it, which only takes the five strings that it handed out.
 */
import type { GenericSchema } from 'valibot';
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { uuid } from '../numbers';
import { linkToken, serveLink } from '../payment-link';
import { entryOf } from '../reading';
import type { Operation, Sandbox } from '../sandbox';
import { listPayments, listRefunds } from './lists';
import { refundInfo, sharedFields, yabandRules } from './notices';
import {
  account,
  check,
  linkData,
  minimumOf,
  miniPayData,
  readAmount,
  readCall,
  refundData,
  refundQueryData,
  Refusal,
  stateWord,
  tradeData,
} from './protocol';

export async function yabandSandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, yabandRules);
  const gateway = new YabandGateway(acquirer);
  return {
    paySp: 'yaband',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({
      mchid: account.user,
      key: account.key,
      currency: 'EUR',
      refund_currency: 'EUR',
      endpoint: `${kit.origin()}/sandbox/yaband`,
    }),
  };
}

type Answer = Readonly<Record<string, unknown>>;
type Method = readonly [
  operation: Operation,
  run: (data: unknown, method: string) => Answer | readonly Answer[],
];

const linkPath = '/sandbox/yaband/pay/';
const yearMs = 365 * 24 * 3600 * 1000;
const maxRefunds = 30;

/** Yaband's answer to a refusal: the HTTP status is 200 all the same. */
const answered = answering(Refusal, ({ code, message }) => json({ status: false, code, message }));

class YabandGateway {
  private readonly methods: Readonly<Record<string, Method>> = {
    'v3.CreatePaymentsWechatMiniPay': ['create', (data) => this.createMiniPay(data)],
    'v3.CreatePayments': ['create', (data) => this.createLink(data)],
    'v3.QueryOrder': ['query', (data) => this.query(data)],
    'v3.CancelPayment': ['close', (data) => this.cancel(data)],
    'v3.CreateRefund': ['refund', (data) => this.refund(data)],
    'v3.QueryRefundOrder': ['query_refund', (data) => this.queryRefund(data)],
    'v3.ListOrderByTime': ['bill', (data) => listPayments(this.acquirer, data)],
    'v3.TimeRefundOrder': ['bill', (data) => listRefunds(this.acquirer, data)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    if (request.path.startsWith(linkPath)) return serveLink(this.acquirer, request, linkPath);
    if (request.path !== '/sandbox/yaband')
      return json({ status: false, code: '404', message: 'not found' }, 404);
    return answered(() => {
      const { method, data } = readCall(request, this.acquirer.kit.clock.now());
      const known = entryOf(this.methods, method);
      if (!known) throw new Refusal('404', `method ${method} is not known`);
      const [operation, run] = known;
      return this.acquirer.faults.serve(operation, () =>
        answered(() => json({ status: true, code: '200', data: run(data, method), message: 'success' })),
      );
    });
  }

  private createMiniPay(data: unknown): Answer {
    const asked = check(miniPayData, data);
    const { sub_app_id: appid, sub_open_id: openid } = asked;
    const payment = this.take(asked, (now) => ({
      ...handOut(this.acquirer.kit.dice, now),
      appid,
      openid,
    }));
    return { ...created(payment), parameters: payment.strings };
  }

  private createLink(data: unknown): Answer {
    const payment = this.take(check(linkData, data), () => ({ token: linkToken(this.acquirer.kit.dice) }));
    return {
      ...created(payment),
      url: `${this.acquirer.kit.origin()}${linkPath}${payment.token ?? ''}`,
    };
  }

  /** A new payment, or the open one that was asked for in the same words before. */
  private take(asked: OrderTerms, extra: (now: number) => Partial<HeldPayment>): HeldPayment {
    const value = readAmount('amount', asked.amount, asked.currency, minimumOf(asked.currency));
    const fingerprint = fingerprintOf(asked);
    const known = this.acquirer.ledger.paymentOf(asked.order_id);
    if (known?.state === 'open' && known.fingerprint === fingerprint) return known;
    if (known) throw new Refusal('409', `order_id exists: ${asked.order_id} is ${stateWord[known.state]}`);
    const now = this.acquirer.kit.clock.now();
    // A timeout of 0 means the longest one.
    const minutes = Number(asked.timeout ?? '0') || 1440;
    const { demo, redirect_url } = asked;
    return this.acquirer.open({
      tradeNo: uuid(this.acquirer.kit.dice),
      outTradeNo: asked.order_id,
      state: 'open',
      payMethod: asked.sub_pay_method,
      description: asked.description,
      amount: { value, currency: asked.currency },
      notifyUrl: asked.notify_url,
      fingerprint,
      terms: { ...(demo && { demo }), ...(redirect_url && { redirect_url }) },
      createdAt: now,
      expiresAt: now + minutes * 60_000,
      ...extra(now),
    });
  }

  private query(data: unknown): Answer {
    const payment = this.trade(tradeData, data);
    const { origin } = this.acquirer.kit;
    return {
      transaction_info: {
        ...sharedFields(payment),
        merchant_name: 'CrossPay demo shop',
        store_name: new URL(origin()).host,
        cashier_name: account.user,
        tip_amount: decimal(0, payment.amount.currency),
        created_at: Math.floor(payment.createdAt / 1000),
        notify_url: payment.notifyUrl,
        redirect_url: payment.terms.redirect_url ?? '',
        time_out: String(Math.floor(payment.expiresAt / 1000)),
      },
    };
  }

  /** Closes an unpaid order. The trap: a paid one is given back in full, until 00:30 of the next day (Central Europe). */
  private cancel(data: unknown): Answer {
    const payment = this.trade(tradeData, data);
    if (payment.state === 'open') return { ...created(this.acquirer.end(payment, 'closed')) };
    if (payment.state === 'closed' || payment.state === 'reversed') return created(payment);
    if (payment.state !== 'paid') throw new Refusal('400', `the order is ${stateWord[payment.state]}`);
    if (this.acquirer.standingRefunds(payment).length > 0)
      throw new Refusal('400', 'an order with a refund cannot be cancelled');
    const halfAnHourAgo = this.acquirer.kit.clock.now() - 30 * 60_000;
    if (dayInCentralEurope(halfAnHourAgo) > dayInCentralEurope(payment.paidAt ?? 0))
      throw new Refusal('400', 'a paid order can be cancelled until 00:30 of the next day; use a refund');
    return created(this.acquirer.end(payment, 'reversed'));
  }

  private refund(data: unknown): Answer {
    const asked = check(refundData, data);
    const payment = this.trade(tradeData, { trade_id: asked.trade_id });
    const fingerprint = fingerprintOf(asked);
    const before = asked.m_refund_id
      ? this.acquirer.ledger.refundsOf(payment.tradeNo).find((each) => each.outRefundNo === asked.m_refund_id)
      : undefined;
    // Unpublished: the sandbox answers a repeated m_refund_id with its first refund, if the words are the same.
    if (before?.fingerprint === fingerprint) return refundInfo(before, payment);
    if (before) throw new Refusal('409', `m_refund_id exists: ${before.outRefundNo}`);
    const value = this.refundable(payment, asked.refund_amount, asked.refund_currency);
    const refund = this.acquirer.refund(payment, {
      outRefundNo: asked.m_refund_id ?? '',
      amount: { value, currency: asked.refund_currency },
      notifyUrl: asked.notify_url ?? payment.notifyUrl,
      fingerprint,
      terms: { refund_description: asked.refund_description },
    });
    return refundInfo(refund, payment);
  }

  /** The amount in minor units, if all rules of refunds allow it. */
  private refundable(payment: HeldPayment, amount: string, currency: string): number {
    const paid = payment.paid ?? payment.amount;
    if (payment.state !== 'paid')
      throw new Refusal('400', `the order is ${stateWord[payment.state]}, not paid`);
    if (currency !== paid.currency) throw new Refusal('400', `refund_currency must be ${paid.currency}`);
    const value = readAmount('refund_amount', amount, currency);
    if (value > this.acquirer.refundable(payment))
      throw new Refusal('400', 'refund_amount is more than what is left');
    if (this.acquirer.kit.clock.now() - (payment.paidAt ?? 0) > yearMs)
      throw new Refusal('400', 'the order is older than a year');
    if (this.acquirer.standingRefunds(payment).length >= maxRefunds - 1)
      throw new Refusal('400', `fewer than ${maxRefunds} refunds are possible for an order`);
    return value;
  }

  private queryRefund(data: unknown): Answer {
    const refund = this.acquirer.ledger.refund(check(refundQueryData, data).refund_id);
    const payment = refund && this.acquirer.ledger.payment(refund.tradeNo);
    if (!payment) throw new Refusal('404', 'refund_id does not exist');
    return refundInfo(refund, payment);
  }

  private trade(schema: GenericSchema<unknown, { trade_id: string }>, data: unknown): HeldPayment {
    const payment = this.acquirer.ledger.payment(check(schema, data).trade_id);
    if (!payment) throw new Refusal('404', 'trade_id does not exist');
    return payment;
  }
}

interface OrderTerms {
  readonly order_id: string;
  readonly sub_pay_method: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string;
  readonly notify_url: string;
  readonly timeout?: string;
  readonly demo?: string;
  readonly redirect_url?: string;
}

function created(payment: HeldPayment): Answer {
  const {
    order_id,
    trade_id,
    amount,
    currency,
    settlement_amount,
    settlement_currency,
    exchange_rate,
    state,
  } = sharedFields(payment);
  return {
    order_id,
    trade_id,
    amount,
    currency,
    settlement_amount,
    settlement_currency,
    exchange_rate,
    state,
  };
}

/** `2026-11-21`: compares as text. */
const dayInCentralEurope = (ms: number): string =>
  new Date(ms).toLocaleDateString('sv-SE', { timeZone: 'Europe/Amsterdam' });
