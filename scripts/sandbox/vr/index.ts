/**
 * The VR Payment sandbox: debit, query, refund and reversal by the names of the Open Payment Platform, for the wallet
 * contract as well as for `opp` (with an entity). It sends no notices: that PSP has to be polled.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal, minorUnits } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment, type HeldRefund } from '../ledger';
import { beijingTime } from '../numbers';
import type { Operation, Sandbox } from '../sandbox';
import {
  account,
  check,
  checkToken,
  debitFields,
  names,
  numberQueryFields,
  paymentResult,
  queryFields,
  readForm,
  readQuery,
  Refusal,
  refundFields,
  refundResult,
  reversalFields,
  succeeded,
  wrong,
  type Result,
} from './protocol';

const root = '/sandbox/vr';
/** The published life of an open session. */
const sessionMs = 30 * 60_000;

export async function vrSandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const desk = new VrDesk(acquirer);
  return {
    paySp: 'vr',
    ...controlsOf(acquirer),
    handle: (request) => desk.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({
      access_token: account.access_token,
      payment_brand: account.payment_brand,
      fields: names,
      endpoint: `${kit.origin()}${root}`,
    }),
  };
}

/** Nobody is told anything. */
const rules: AcquirerRules = {
  retryAfterMs: [],
  signsAnswers: false,
  failedCanBePaid: false,
  failedRefundHolds: false,
  refundNo: (dice) => dice.hex(16),
  // A refund is a transaction of its own, and the payment's says nothing of it.
  backOffice: { isNotified: false },
  headers: () => ({}),
  acknowledged: () => true,
  paymentNotice: () => undefined,
  refundNotice: () => undefined,
  // There are no notices that could be forged.
  probes: [],
  probe: () => {
    throw new Error('vr has no probes');
  },
};

type Words = Readonly<Record<string, unknown>>;
interface Job {
  readonly operation: Operation;
  readonly run: () => Words;
}

/** The answer to a refusal: its status and its result code. */
const answered = answering(Refusal, ({ status, code, message }) =>
  json({ result: { code, description: message } }, status),
);

class VrDesk {
  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    return answered(() => {
      checkToken(request);
      const { operation, run } = this.jobOf(request);
      return this.acquirer.faults.serve(operation, () => answered(() => json(run())));
    });
  }

  private jobOf(request: WebRequest): Job {
    const [collection, id, ...rest] = request.path.slice(root.length + 1).split('/');
    if (collection !== 'payments' || rest.length > 0)
      throw new Refusal(404, '200.300.404', `${request.path} does not exist`);
    if (request.method === 'GET') return this.question(id, readQuery(request.query));
    if (request.method !== 'POST') throw new Refusal(400, '200.300.403', 'invalid HTTP method');
    return this.order(id, readForm(request));
  }

  private question(id: string | undefined, query: Record<string, string>): Job {
    if (id === undefined) return { operation: 'query', run: () => this.byNumber(query) };
    const refund = this.acquirer.ledger.refund(id);
    if (!refund) return { operation: 'query', run: () => this.byId(id, query) };
    return {
      operation: 'query_refund',
      run: () => {
        check(queryFields, query);
        return refundWords(refund);
      },
    };
  }

  private order(id: string | undefined, form: Record<string, string>): Job {
    if (id === undefined) return { operation: 'create', run: () => this.debit(form) };
    if (form.paymentType === 'RF') return { operation: 'refund', run: () => this.refund(id, form) };
    if (form.paymentType === 'RV') return { operation: 'close', run: () => this.reverse(id, form) };
    throw wrong('paymentType');
  }

  /** Unpublished: what a repeated number does. Here the open payment answers again, and other words are a duplicate. */
  private debit(form: Record<string, string>): Words {
    const asked = check(debitFields, form);
    const fingerprint = fingerprintOf(asked);
    const known = this.acquirer.ledger.paymentOf(asked.merchantTransactionId);
    if (known?.state === 'open' && known.fingerprint === fingerprint) return handedOut(known);
    if (known) throw new Refusal(400, '800.110.100', 'duplicate transaction');
    const now = this.acquirer.kit.clock.now();
    const payment = this.acquirer.open({
      tradeNo: this.acquirer.kit.dice.hex(16),
      outTradeNo: asked.merchantTransactionId,
      state: 'open',
      payMethod: asked.paymentBrand,
      description: asked[names.description] ?? 'VR Payment',
      amount: { value: minorUnits(asked.amount, 'EUR') ?? 0, currency: 'EUR' },
      notifyUrl: '',
      appid: asked[names.appid],
      openid: asked[names.openid],
      fingerprint,
      terms: {},
      createdAt: now,
      expiresAt: now + sessionMs,
      ...handOut(this.acquirer.kit.dice, now),
    });
    return handedOut(payment);
  }

  private byId(id: string, query: Record<string, string>): Words {
    check(queryFields, query);
    return paymentWords(this.payment(id));
  }

  private byNumber(query: Record<string, string>): Words {
    const { merchantTransactionId: number } = check(numberQueryFields, query);
    const payments = this.acquirer.ledger.allPayments().filter(({ outTradeNo }) => outTradeNo === number);
    const refunds = this.acquirer.ledger.allRefunds().filter(({ outRefundNo }) => outRefundNo === number);
    const found = [...payments.map(paymentWords), ...refunds.map(refundWords)];
    return { result: { code: '000.000.100', description: 'successful request' }, payments: found };
  }

  /** Every request is a refund of its own, also under a number that was used before: a merchant must not repeat it. */
  private refund(id: string, form: Record<string, string>): Words {
    const asked = check(refundFields, form);
    const payment = this.payment(id);
    const value = minorUnits(asked.amount, 'EUR') ?? 0;
    if (value > this.acquirer.refundable(payment))
      throw new Refusal(
        400,
        '700.400.200',
        'cannot refund (refund volume exceeded or tx reversed or invalid)',
      );
    const refund = this.acquirer.refund(payment, {
      outRefundNo: asked.merchantTransactionId ?? '',
      amount: { value, currency: 'EUR' },
      notifyUrl: '',
      fingerprint: '',
      terms: {},
    });
    return refundWords(refund);
  }

  /** Ends an open payment; gives a paid one back whole. */
  private reverse(id: string, form: Record<string, string>): Words {
    check(reversalFields, form);
    const payment = this.payment(id);
    const isWhole = payment.state === 'paid' && this.acquirer.standingRefunds(payment).length === 0;
    if (payment.state !== 'open' && !isWhole)
      throw new Refusal(400, '700.400.300', 'referenced tx can not be reversed');
    this.acquirer.end(payment, payment.state === 'open' ? 'closed' : 'reversed');
    return { id: this.acquirer.kit.dice.hex(16), paymentType: 'RV', referencedId: id, result: succeeded };
  }

  private payment(id: string): HeldPayment {
    const payment = this.acquirer.ledger.payment(id);
    if (!payment) throw new Refusal(404, '200.300.404', 'no payment found for the requested id');
    return payment;
  }
}

interface Transaction {
  readonly id: string;
  readonly paymentType: 'DB' | 'RF';
  readonly merchantTransactionId: string;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly result: Result;
  readonly at: number;
}

function words({ amount, at, merchantTransactionId, ...rest }: Transaction): Words {
  return {
    ...rest,
    paymentBrand: account.payment_brand,
    amount: decimal(amount.value, amount.currency),
    currency: amount.currency,
    ...(merchantTransactionId && { merchantTransactionId }),
    timestamp: beijingTime(at),
  };
}

const paymentWords = (held: HeldPayment): Words =>
  words({
    id: held.tradeNo,
    paymentType: 'DB',
    merchantTransactionId: held.outTradeNo,
    amount: held.paid ?? held.amount,
    result: paymentResult[held.state],
    at: held.createdAt,
  });

const refundWords = (held: HeldRefund): Words => ({
  ...words({
    id: held.refundNo,
    paymentType: 'RF',
    merchantTransactionId: held.outRefundNo,
    amount: held.amount,
    result: refundResult[held.state],
    at: held.createdAt,
  }),
  referencedId: held.tradeNo,
});

/** The answer to a create: the five strings at the place that `names.payment` tells. */
const handedOut = (held: HeldPayment): Words => ({
  ...paymentWords(held),
  wechatpay: { parameters: held.strings },
});
