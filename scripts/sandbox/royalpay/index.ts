/**
 * The sandbox of the RoyalPay family: mini-program orders, queries, closing and refunds of all its operators, each below its
 * own name. Sources: see protocol.ts. Unpublished choices are marked where they are made.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, sum, type HeldPayment, type HeldRefund } from '../ledger';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import { operatorOf, realFee, rulesFor, told, wordOf } from './orders';
import {
  check,
  mustBeSigned,
  operators,
  orderFields,
  refundFields,
  Refusal,
  refundWord,
  wrong,
  type Operator,
  type OrderFields,
} from './protocol';

const root = '/sandbox/royalpay';
/** Unpublished: as long as a prepay id of WeChat lives. */
const lifetimeMs = 2 * 3600 * 1000;
/** Published: a longer description is cut. */
const descriptionLimit = 128;

/** The demo shop's account at an operator, as its configuration has it. */
export function demoAccount(platform: string, origin: string): Record<string, unknown> {
  const { partner_code, credential_code, hours } = operators[platform] ?? {};
  const utc_offset = `${Number(hours) < 0 ? '-' : '+'}${String(Math.abs(Number(hours))).padStart(2, '0')}:00`;
  return { platform, partner_code, credential_code, utc_offset, endpoint: `${origin}${root}/${platform}` };
}

export async function royalpaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer: Acquirer = new Acquirer(
    kit,
    rulesFor(() => acquirer),
  );
  const gateway = new Gateway(acquirer);
  return {
    paySp: 'royalpay',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => demoAccount('royalpay', kit.origin()),
  };
}

interface Asked {
  readonly request: WebRequest;
  readonly at: Operator;
  /** What stands in the path: the order's number, and the refund's. */
  readonly orderId: string;
  readonly refundId: string;
}

type Run = (asked: Asked) => object;
type Route = readonly [operation: Operation, asks: RegExp, run: Run];

/** `/sandbox/royalpay/<operator>/api/v1.0/gateway/partners/<partner>/…` */
const address = /^\/sandbox\/royalpay\/([^/]+)\/api\/v1\.0\/gateway\/partners\/([^/]+)\/(.+)$/;

const answered = answering(Refusal, ({ code, message }) => json({ return_code: code, return_msg: message }));

class Gateway {
  private readonly routes: readonly Route[] = [
    ['create', /^PUT microapp_orders\/([^/]+)$/, (asked) => this.create(asked)],
    ['query', /^GET orders\/([^/]+)$/, (asked) => this.query(asked)],
    ['close', /^PUT orders\/([^/]+)\/cancel$/, (asked) => this.cancel(asked)],
    ['refund', /^PUT orders\/([^/]+)\/refunds\/([^/]+)$/, (asked) => this.refund(asked)],
    ['query_refund', /^GET orders\/([^/]+)\/refunds\/([^/]+)$/, (asked) => this.queryRefund(asked)],
  ];

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    const [, platform = '', partner = '', rest = ''] = address.exec(request.path) ?? [];
    const at = entryOf(operators, platform);
    const call = `${request.method} ${rest}`;
    const route = this.routes.find(([, asks]) => asks.test(call));
    if (!at || !route) return json({ error: 'not found' }, 404);
    const [operation, asks, run] = route;
    const [, orderId = '', refundId = ''] = asks.exec(call) ?? [];
    return this.acquirer.faults.serve(operation, () =>
      answered(() => {
        if (partner !== at.partner_code) throw new Refusal('INVALID_SHORT_ID', `no partner ${partner}`);
        mustBeSigned(request.query, at, this.acquirer.kit.clock.now());
        return json({ return_code: 'SUCCESS', ...run({ request, at, orderId, refundId }) });
      }),
    );
  }

  private create({ request, at, orderId }: Asked): object {
    const asked = check(orderFields, request);
    if (asked.channel !== 'Wechat') throw new Refusal('INVALID_CHANNEL', `no channel ${asked.channel}`);
    if (!at.currencies.includes(asked.currency)) throw wrong(`currency: not ${asked.currency} here`);
    // Unpublished: how an app that is not bound is refused.
    if (asked.appid !== demoAppid) throw new Refusal('NOT_PERMITTED', `app ${asked.appid} is not bound`);
    const known = this.acquirer.ledger.paymentOf(orderId);
    if (!known) return this.created(this.acquirer.open(this.newPayment(asked, at, orderId)), 'SUCCESS');
    if (operatorOf(known) !== at) throw new Refusal('ORDER_MISMATCH', 'the order is of another partner');
    if (known.state === 'paid') throw new Refusal('ORDER_PAID', 'the order is paid');
    // Unpublished: the sandbox takes a number that was used for something else, or has ended, for nothing new.
    if (known.fingerprint !== fingerprintOf(asked) || !this.acquirer.isPayable(known))
      throw wrong(`order_id: used before, ${wordOf(this.acquirer, known)}`);
    return this.created(known, 'EXISTS');
  }

  private created(payment: HeldPayment, result_code: string): object {
    const at = operatorOf(payment);
    return {
      result_code,
      partner_code: at.partner_code,
      full_name: 'CrossPay demo shop',
      partner_name: 'CrossPay',
      channel: 'Wechat',
      order_id: payment.tradeNo,
      partner_order_id: payment.outTradeNo,
      sdk_params: at.paramsAreText ? JSON.stringify(payment.strings) : payment.strings,
    };
  }

  private newPayment(asked: OrderFields, at: Operator, orderId: string): HeldPayment {
    const { clock, dice } = this.acquirer.kit;
    const now = clock.now();
    return {
      tradeNo: `${compactTime(now)}${randomDigits(dice, 12)}`,
      outTradeNo: orderId,
      state: 'open',
      payMethod: 'wechat',
      description: Array.from(asked.description).slice(0, descriptionLimit).join(''),
      amount: { value: asked.price, currency: asked.currency },
      appid: asked.appid,
      openid: asked.customer_id,
      notifyUrl: asked.notify_url ?? '',
      fingerprint: fingerprintOf(asked),
      terms: { partner_code: at.partner_code },
      ...handOut(dice, now),
      createdAt: now,
      expiresAt: now + lifetimeMs,
    };
  }

  private query(asked: Asked): object {
    const payment = this.order(asked);
    const result_code = wordOf(this.acquirer, payment);
    const { appid, openid, description: order_description } = payment;
    const who = payment.paidAt === undefined ? {} : { merchant_app_id: appid, merchant_customer_id: openid };
    return { result_code, ...told(payment), order_description, ...who };
  }

  /** Unpublished: what a paid order says to it. */
  private cancel(asked: Asked): object {
    const payment = this.order(asked);
    if (payment.state === 'paid') throw new Refusal('ORDER_PAID', 'the order is paid');
    if (this.acquirer.isPayable(payment)) this.acquirer.end(payment, 'closed');
    return { result_code: 'SUCCESS' };
  }

  private refund(asked: Asked): object {
    const { fee } = check(refundFields, asked.request);
    const payment = this.order(asked);
    if (payment.state !== 'paid') throw new Refusal('ORDER_NOT_PAID', 'the order is not paid');
    const known = this.refundNamed(payment, asked.refundId);
    // Inferred: both numbers are the merchant's, so the same request is the same refund.
    if (known && known.amount.value !== fee) throw wrong('refund_id: used before for another fee');
    if (known) return refunded(known);
    if (fee > realFee(payment) - sum(this.acquirer.standingRefunds(payment)))
      throw wrong('fee: more than what is left of real_fee');
    const refund = this.acquirer.refund(payment, {
      outRefundNo: asked.refundId,
      amount: { value: fee, currency: (payment.paid ?? payment.amount).currency },
      notifyUrl: '',
      fingerprint: '',
      terms: {},
    });
    return refunded(refund);
  }

  private queryRefund(asked: Asked): object {
    const payment = this.order(asked);
    if (payment.state !== 'paid') throw new Refusal('ORDER_NOT_PAID', 'the order is not paid');
    const refund = this.refundNamed(payment, asked.refundId);
    if (refund) return refunded(refund);
    throw this.acquirer.ledger.refundNamed(asked.refundId)
      ? new Refusal('REFUND_MISMATCH', 'the refund is of another order')
      : new Refusal('REFUND_NOT_EXIST', 'no such refund');
  }

  private refundNamed({ tradeNo }: HeldPayment, refundId: string): HeldRefund | undefined {
    return this.acquirer.ledger.refundsOf(tradeNo).find((each) => each.outRefundNo === refundId);
  }

  private order({ at, orderId }: Asked): HeldPayment {
    const payment = this.acquirer.ledger.paymentOf(orderId);
    if (!payment) throw new Refusal('ORDER_NOT_EXIST', 'no such order');
    if (operatorOf(payment) !== at) throw new Refusal('ORDER_MISMATCH', 'the order is of another partner');
    return payment;
  }
}

const refunded = ({ state, refundNo, outRefundNo, amount }: HeldRefund): object => ({
  result_code: refundWord[state],
  amount: amount.value,
  currency: amount.currency,
  channel: 'Wechat',
  refund_id: refundNo,
  partner_refund_id: outRefundNo,
});
