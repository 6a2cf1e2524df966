/**
 * The Latipay sandbox: mini-program payments, queries, cancellation and refunds as doc.latipay.net describes them
 * (WeChat mini app, hosted online, error codes; read 2026-11). Unpublished choices are marked where they are made.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import {
  account,
  amountOf,
  bodyOf,
  cancelFields,
  check,
  hmac,
  mustBe,
  mustBeUser,
  payFields,
  queryFields,
  refundFields,
  Refusal,
  requestSignature,
  statusWord,
  type CancelFields,
  type PayFields,
  type RefundFields,
} from './protocol';
import type { HeldPayment } from '../ledger';
import type { NoticeContent } from '../notifier';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';

export async function latipaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const gateway = new Latipay(acquirer);
  return {
    paySp: 'latipay',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

const root = '/sandbox/latipay';
/** Unpublished: as long as a prepay id of WeChat lives. */
const lifetimeMs = 2 * 3600 * 1000;

// --- what goes to the merchant ---------------------------------------------------------------------------------

/** The five signed values and the two unsigned ones that notices and queries tell. */
function told(payment: HeldPayment, key: string = account.api_key): Record<string, string> {
  const { value, currency } = payment.paid ?? payment.amount;
  const fields = {
    merchant_reference: payment.outTradeNo,
    payment_method: 'wechat',
    status: statusWord[payment.state],
    currency,
    amount: decimal(value, currency),
  };
  const signature = hmac(Object.values(fields).join(''), key);
  const payTime = new Date(payment.paidAt ?? payment.createdAt).toISOString().slice(0, 19).replace('T', ' ');
  return { ...fields, order_id: payment.tradeNo, pay_time: payTime, signature };
}

function notice(payment: HeldPayment, { signature, ...fields }: Record<string, string>): NoticeContent {
  const body = new URLSearchParams({
    ...fields,
    ...(signature === undefined ? {} : { signature }),
  }).toString();
  return { name: statusWord[payment.state], outTradeNo: payment.outTradeNo, url: payment.notifyUrl, body };
}

const formHeaders = (): Record<string, string> => ({ 'content-type': 'application/x-www-form-urlencoded' });

const rules: AcquirerRules = {
  // Published: about every 30 s without limit. The sandbox stops after a day.
  retryAfterMs: Array.from({ length: 2880 }, () => 30_000),
  signsAnswers: false,
  failedCanBePaid: false,
  failedRefundHolds: false,
  refundNo: (dice, now) => `R${compactTime(now)}${randomDigits(dice, 6)}`,
  // Nothing published at Latipay tells of a refund.
  backOffice: { isNotified: false },
  headers: formHeaders,
  acknowledged: ({ status, body }) => status === 200 && body === 'sent',
  // Unpublished: a cancellation, which the merchant asked for itself, is not notified.
  paymentNotice: (payment) => (payment.state === 'closed' ? undefined : notice(payment, told(payment))),
  refundNotice: () => undefined,
  probes: ['forge'],
  probe: (event, claimed) => {
    const { signature, ...fields } = told(claimed, 'not the api key');
    const forged = event.unsigned || signature === undefined ? fields : { ...fields, signature };
    return { content: { ...notice(claimed, forged), name: 'forged' }, headers: formHeaders() };
  },
};

type Route = readonly [operation: Operation, run: (request: WebRequest) => WebReply];

const answered = answering(Refusal, ({ code, message }) => json({ code, message }));

class Latipay {
  private readonly posts: Readonly<Record<string, Route>> = {
    [`${root}/v2/miniapppay`]: ['create', (request) => this.create(check(payFields, bodyOf(request)))],
    [`${root}/refund`]: ['refund', (request) => this.refund(check(refundFields, bodyOf(request)))],
    [`${root}/cancel`]: ['close', (request) => this.cancel(check(cancelFields, bodyOf(request)))],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    const route = this.routeOf(request);
    if (!route) return json({ code: 300, message: 'Gateway not exist' }, 404);
    const [operation, run] = route;
    return this.acquirer.faults.serve(operation, () => answered(() => run(request)));
  }

  private routeOf({ method, path }: WebRequest): Route | undefined {
    if (method === 'POST') return entryOf(this.posts, path);
    const prefix = `${root}/v2/transaction/`;
    if (method !== 'GET' || !path.startsWith(prefix)) return undefined;
    return ['query', ({ query }) => this.query(path.slice(prefix.length), Object.fromEntries(query))];
  }

  private create(asked: PayFields): WebReply {
    mustBeUser(asked.user_id);
    mustBe(asked.signature, requestSignature(asked));
    if (asked.wallet_id !== account.wallet_id) throw new Refusal(450, 'Wallet not assign to user');
    if (asked.app_id !== demoAppid)
      throw new Refusal(304, `Wallet does not support this payment method: app ${asked.app_id} is not bound`);
    const value = amountOf(asked.amount);
    // Published: a unique id. Which code a repeated one gets is not; the sandbox never takes it again.
    if (this.acquirer.ledger.paymentOf(asked.merchant_reference))
      throw new Refusal(207, 'Param is wrong: merchant_reference was used before');
    const payment = this.acquirer.open(this.newPayment(asked, value));
    const { package: packageStr, ...strings } = payment.strings ?? { package: '' };
    return json({ payment: { ...strings, packageStr }, paydata: { order_id: payment.tradeNo } });
  }

  private newPayment(asked: PayFields, value: number): HeldPayment {
    const now = this.acquirer.kit.clock.now();
    return {
      tradeNo: `${compactTime(now)}${randomDigits(this.acquirer.kit.dice, 6)}`,
      outTradeNo: asked.merchant_reference,
      state: 'open',
      payMethod: 'wechat',
      description: asked.product_name ?? '',
      amount: { value, currency: account.currency },
      appid: asked.app_id,
      openid: asked.open_id,
      notifyUrl: asked.notify_url,
      fingerprint: asked.signature,
      terms: {},
      ...handOut(this.acquirer.kit.dice, now),
      createdAt: now,
      expiresAt: now + lifetimeMs,
    };
  }

  /** The amount goes out as a JSON number with two decimals, as the published sample prints it. */
  private query(reference: string, query: unknown): WebReply {
    const { user_id, signature } = check(queryFields, query);
    mustBeUser(user_id);
    mustBe(signature, requestSignature({ merchant_reference: reference, user_id }));
    const { amount = '', ...fields } = told(this.payment(reference));
    const body = JSON.stringify(fields).replace(/^\{/, `{"amount":${amount},`);
    return { status: 200, headers: { 'content-type': 'application/json;charset=UTF-8' }, body };
  }

  private cancel({ signature, user_id, merchant_reference }: CancelFields): WebReply {
    mustBeUser(user_id);
    mustBe(signature, requestSignature({ user_id, merchant_reference }, false));
    const payment = this.payment(merchant_reference);
    if (payment.state === 'paid') throw new Refusal(900, 'transaction has been successfully completed');
    if (payment.state === 'open') this.acquirer.end(payment, 'closed');
    else if (payment.state !== 'closed') throw new Refusal(901, 'transaction has been failed');
    return json({ code: 0, message: 'success' });
  }

  private refund(asked: RefundFields): WebReply {
    mustBeUser(asked.user_id);
    mustBe(asked.signature, requestSignature(asked));
    const payment = this.acquirer.ledger.payment(asked.order_id);
    if (!payment) throw new Refusal(551, 'the transaction to refund does not exist');
    if (payment.state !== 'paid') throw new Refusal(558, `the transaction is ${statusWord[payment.state]}`);
    const value = amountOf(asked.refund_amount);
    // Inferred: only an exact repeat counts as done already.
    const isRepeat = this.acquirer
      .standingRefunds(payment)
      .some((each) => each.amount.value === value && each.outRefundNo === asked.reference);
    if (isRepeat) throw new Refusal(562, 'the refund has been done');
    if (value > this.acquirer.refundable(payment))
      throw new Refusal(207, 'Param is wrong: refund_amount is more than what is left');
    const refund = this.acquirer.refund(payment, {
      outRefundNo: asked.reference,
      amount: { value, currency: payment.amount.currency },
      notifyUrl: payment.notifyUrl,
      fingerprint: asked.signature,
      terms: {},
    });
    // Nothing at Latipay tells of a refund later, so code 0 is its end.
    this.acquirer.settle(refund, 'succeeded');
    return json({ code: 0, message: '' });
  }

  private payment(reference: string): HeldPayment {
    const payment = this.acquirer.ledger.paymentOf(reference);
    if (!payment) throw new Refusal(201, 'order not exist');
    return payment;
  }
}
