/**
 * The Airwallex sandbox: login, intents, confirmations, cancellations, refunds and webhooks as airwallex.com/docs describes them (read
 * 2026-11). A `request_id` that was used before is refused, as the list of error codes says; that it may also be answered as before
 * is left to the connector's tests.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment, type HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { randomHex } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import {
  account,
  cancelFields,
  check,
  confirmFields,
  createFields,
  minorOf,
  Refusal,
  refundFields,
  refundWord,
  signature,
  statusWord,
  Tokens,
} from './protocol';

export async function airwallexSandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const desk = new AirwallexDesk(acquirer);
  return {
    paySp: 'airwallex',
    ...controlsOf(acquirer),
    handle: (request) => desk.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

const root = '/sandbox/airwallex';
const base = `${root}/api/v1/pa`;
const minute = 60_000;
const lifeMs = 120 * minute;

type Words = Readonly<Record<string, unknown>>;

// --- what goes to the merchant ---------------------------------------------------------------------------------

const major = (value: number, currency: string): number => Number(decimal(value, currency));

const attemptWords: Readonly<Partial<Record<HeldPayment['state'], string>>> = {
  paid: 'SETTLED',
  failed: 'FAILED',
  declined: 'FAILED',
  expired: 'EXPIRED',
};

const intent = (payment: HeldPayment): Words => ({
  id: payment.tradeNo,
  request_id: payment.terms.request_id,
  amount: major((payment.paid ?? payment.amount).value, payment.amount.currency),
  currency: (payment.paid ?? payment.amount).currency,
  merchant_order_id: payment.outTradeNo,
  status: statusWord(payment),
  latest_payment_attempt: payment.strings
    ? {
        id: payment.tradeNo.replace('int_', 'att_'),
        status: attemptWords[payment.state] ?? 'RECEIVED',
        provider_transaction_id: payment.transactionId ?? null,
      }
    : null,
});

const refundOf = (refund: HeldRefund): Words => ({
  id: refund.refundNo,
  request_id: refund.outRefundNo === '' ? refund.refundNo : refund.terms.request_id,
  payment_intent_id: refund.tradeNo,
  amount: major(refund.amount.value, refund.amount.currency),
  currency: refund.amount.currency,
  status: refundWord[refund.state],
});

const event = (name: string, { outTradeNo, notifyUrl }: HeldPayment, object: Words): NoticeContent => ({
  name,
  outTradeNo,
  url: notifyUrl,
  body: JSON.stringify({ id: `evt_${outTradeNo}_${name}`, name, accountId: 'acct_demo', data: { object } }),
});

function paymentEvent(payment: HeldPayment): NoticeContent {
  return event(`payment_intent.${statusWord(payment).toLowerCase()}`, payment, intent(payment));
}

const headers = (body: string, sentAt: number, secret: string = account.webhook_secret) => ({
  'content-type': 'application/json',
  'x-timestamp': String(sentAt),
  'x-signature': signature(String(sentAt), body, secret),
});

const rules: AcquirerRules = {
  // Published: several times within three days.
  retryAfterMs: [1, 5, 30, 120, 480, 1440].map((minutes) => minutes * minute),
  signsAnswers: false,
  failedCanBePaid: true,
  failedRefundHolds: false,
  refundNo: (dice) => `rfd_${randomHex(dice, 20)}`,
  backOffice: { isNotified: true },
  headers: (body, sentAt) => headers(body, sentAt),
  acknowledged: ({ status }) => status === 200,
  paymentNotice: paymentEvent,
  refundNotice: (refund, payment) =>
    event(`refund.${refundWord[refund.state].toLowerCase()}`, payment, refundOf(refund)),
  probes: ['forge'],
  probe: ({ unsigned }, claimed) => {
    const content = { ...paymentEvent(claimed), name: 'forged' };
    const signed = headers(content.body, 0, 'not the secret');
    return { content, headers: unsigned ? { ...signed, 'x-signature': '' } : signed };
  },
};

// --- what the merchant asks --------------------------------------------------------------------------------------

interface Job {
  readonly operation: Operation;
  readonly run: () => Words;
}

const answered = answering(Refusal, ({ status, code, message }) => json({ code, message }, status));

class AirwallexDesk {
  private readonly tokens: Tokens;

  constructor(private readonly acquirer: Acquirer) {
    this.tokens = new Tokens(acquirer.kit);
  }

  async handle(request: WebRequest): Promise<WebReply> {
    return answered(() => {
      if (`${request.method} ${request.path}` === `POST ${root}/api/v1/authentication/login`)
        return this.tokens.login(request);
      this.tokens.check(request);
      const { operation, run } = this.jobOf(request);
      return this.acquirer.faults.serve(operation, () => answered(() => json(run())));
    });
  }

  private jobOf(request: WebRequest): Job {
    const { method, path, query } = request;
    const [, what = '', id = '', deed = ''] = path.slice(base.length).split('/');
    const name = `${method} ${what} ${id === 'create' ? id : id === '' ? 'list' : `one ${deed}`}`.trim();
    const jobs: Readonly<Record<string, Job>> = {
      'POST payment_intents create': { operation: 'create', run: () => this.create(request) },
      'POST payment_intents one confirm': { operation: 'create', run: () => this.confirm(id, request) },
      'POST payment_intents one cancel': { operation: 'close', run: () => this.cancel(id, request) },
      'GET payment_intents one': { operation: 'query', run: () => intent(this.byId(id)) },
      'GET payment_intents list': {
        operation: 'query',
        run: () => this.list(query.get('merchant_order_id')),
      },
      'POST refunds create': { operation: 'refund', run: () => this.refund(request) },
      'GET refunds one': { operation: 'query_refund', run: () => this.refundById(id) },
      'GET refunds list': {
        operation: 'query_refund',
        run: () => this.refunds(query.get('payment_intent_id')),
      },
    };
    const job = path.startsWith(`${base}/`) ? entryOf(jobs, name) : undefined;
    if (!job) throw new Refusal('not_found', 'The requested endpoint does not exist', 404);
    return job;
  }

  private create(request: WebRequest): Words {
    const asked = check(createFields, request);
    const all = this.acquirer.ledger.allPayments();
    refuseUsed(
      all.some(({ terms }) => terms.request_id === asked.request_id),
      asked,
    );
    const { kit } = this.acquirer;
    const now = kit.clock.now();
    const { currency, merchant_order_id: outTradeNo, request_id } = asked;
    const payment = this.acquirer.open({
      tradeNo: `int_${randomHex(kit.dice, 20)}`,
      outTradeNo,
      state: 'open',
      payMethod: 'wechat',
      description: '',
      amount: { value: minorOf(asked.amount, currency), currency },
      appid: demoAppid,
      notifyUrl: `${kit.origin()}/notify/airwallex`,
      fingerprint: fingerprintOf(asked),
      terms: { request_id },
      createdAt: now,
      expiresAt: now + lifeMs,
    });
    return intent(payment);
  }

  private confirm(id: string, request: WebRequest): Words {
    const asked = check(confirmFields, request);
    const payment = this.byId(id);
    refuseUsed(payment.terms.confirmed === asked.request_id, asked);
    if (statusWord(payment) !== 'REQUIRES_PAYMENT_METHOD') throw invalidStatus(payment, 'confirm');
    const { kit, ledger } = this.acquirer;
    const confirmed = ledger.putPayment({
      ...payment,
      ...handOut(kit.dice, kit.clock.now()),
      openid: asked.payment_method.wechatpay.open_id,
      terms: { ...payment.terms, confirmed: asked.request_id },
    });
    const data = { appId: payment.appid, ...confirmed.strings };
    return { ...intent(confirmed), next_action: { type: 'call_sdk', data } };
  }

  private cancel(id: string, request: WebRequest): Words {
    check(cancelFields, request);
    const payment = this.byId(id);
    if (payment.state === 'paid' || payment.state === 'closed' || payment.state === 'reversed')
      throw invalidStatus(payment, 'cancel');
    return intent(this.acquirer.end(payment, 'closed'));
  }

  private refund(request: WebRequest): Words {
    const asked = check(refundFields, request);
    const payment = this.byId(asked.payment_intent_id);
    const used = this.acquirer.ledger.refundsOf(payment.tradeNo);
    refuseUsed(
      used.some(({ terms }) => terms.request_id === asked.request_id),
      asked,
    );
    if (payment.state !== 'paid') throw invalidStatus(payment, 'refund');
    const { currency } = payment.amount;
    const left = this.acquirer.refundable(payment);
    const value = asked.amount === undefined ? left : minorOf(asked.amount, currency);
    if (value > left) throw new Refusal('amount_above_limit', 'more than what is left');
    const { request_id } = asked;
    const refund = this.acquirer.refund(payment, {
      // The merchant's own number is in the id of its request.
      outRefundNo: request_id.replace(/^refund-/, ''),
      amount: { value, currency },
      notifyUrl: payment.notifyUrl,
      fingerprint: fingerprintOf(asked),
      terms: { request_id },
    });
    return refundOf(refund);
  }

  private list(merchantOrderId: string | null): Words {
    const all = this.acquirer.ledger.allPayments();
    return {
      items: all.filter(({ outTradeNo }) => outTradeNo === merchantOrderId).map(intent),
      has_more: false,
    };
  }

  private refunds(id: string | null): Words {
    const all = this.acquirer.ledger.refundsOf(this.byId(id ?? '').tradeNo);
    return { items: all.map(refundOf), has_more: false };
  }

  private refundById(id: string): Words {
    const refund = this.acquirer.ledger.refund(id);
    if (!refund) throw unknown(id);
    return refundOf(refund);
  }

  private byId(id: string): HeldPayment {
    const payment = this.acquirer.ledger.payment(id);
    if (!payment) throw unknown(id);
    return payment;
  }
}

const unknown = (id: string): Refusal =>
  new Refusal('resource_not_found', `The resource with ID ${id} cannot be found`);

const invalidStatus = (payment: HeldPayment, deed: string): Refusal =>
  new Refusal(
    'invalid_status_for_operation',
    `The PaymentIntent status ${statusWord(payment)} is invalid for operation ${deed}`,
  );

function refuseUsed(isUsed: boolean, { request_id }: { readonly request_id: string }): void {
  if (isUsed) throw new Refusal('duplicate_request', `The request ID ${request_id} has been used previously`);
}
