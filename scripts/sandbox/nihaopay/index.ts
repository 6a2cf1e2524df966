/**
 * The NihaoPay sandbox: payments of mini-programs, queries and refunds as docs.nihaopay.com describes them (API v1.2, read
 * 2026-11). A refund has no number of the merchant's, so whoever repeats it refunds twice.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment, type HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import type { Operation, Sandbox } from '../sandbox';
import {
  account,
  check,
  checkToken,
  formOf,
  micropayFields,
  refundFields,
  Refusal,
  refundWord,
  signature,
  statusWord,
  type MicropayFields,
  type RefundFields,
} from './protocol';

export async function nihaopaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const desk = new NihaoPayDesk(acquirer);
  return {
    paySp: 'nihaopay',
    ...controlsOf(acquirer),
    handle: (request) => desk.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

const root = '/sandbox/nihaopay';
const base = `${root}/v1.2/transactions`;
const defaultMinutes = 120;

// --- what goes to the merchant ---------------------------------------------------------------------------------

const utc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** An unset note arrives as the text `null`, and is signed so. */
function told(payment: HeldPayment, token: string = account.token): Record<string, string> {
  const { value, currency } = payment.paid ?? payment.amount;
  const fields = {
    id: payment.tradeNo,
    status: statusWord[payment.state],
    amount: String(value),
    currency,
    rmb_amount: String(value * 7),
    reference: payment.outTradeNo,
    sys_reserve: JSON.stringify({ vendor_id: payment.transactionId ?? '' }),
    time: utc(payment.paidAt ?? payment.createdAt),
    note: payment.terms.note ?? 'null',
  };
  return { ...fields, verify_sign: signature(fields, token) };
}

const notice = (payment: HeldPayment, fields: Record<string, string>): NoticeContent => ({
  name: statusWord[payment.state],
  outTradeNo: payment.outTradeNo,
  url: payment.notifyUrl,
  body: new URLSearchParams(fields).toString(),
});

const formHeaders = (): Record<string, string> => ({ 'content-type': 'application/x-www-form-urlencoded' });
const minute = 60_000;

const rules: AcquirerRules = {
  retryAfterMs: [1, 2, 4, 8, 20, 30].map((minutes) => minutes * minute),
  signsAnswers: false,
  failedCanBePaid: false,
  failedRefundHolds: false,
  refundNo: (dice, now) => `${compactTime(now)}${randomDigits(dice, 6)}`,
  // The list of a payment's refunds counts them.
  backOffice: { isNotified: false },
  headers: formHeaders,
  acknowledged: ({ status }) => status === 200,
  // Published: for this family only successes are told.
  paymentNotice: (payment) => (payment.state === 'paid' ? notice(payment, told(payment)) : undefined),
  refundNotice: () => undefined,
  probes: ['forge'],
  probe: (event, claimed) => {
    const { verify_sign: sign = '', ...fields } = told(claimed, 'not the token');
    const forged = event.unsigned ? fields : { ...fields, verify_sign: sign };
    return { content: { ...notice(claimed, forged), name: 'forged' }, headers: formHeaders() };
  },
};

// --- what the merchant asks --------------------------------------------------------------------------------------

type Words = Readonly<Record<string, unknown>>;
interface Job {
  readonly operation: Operation;
  readonly run: () => Words;
}

const answered = answering(Refusal, ({ status, code, message }) =>
  json({ code, label: 'error', message }, status),
);

class NihaoPayDesk {
  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    return answered(() => {
      checkToken(request);
      const { operation, run } = this.jobOf(request);
      return this.acquirer.faults.serve(operation, () => answered(() => json(run())));
    });
  }

  private jobOf(request: WebRequest): Job {
    const { method, path } = request;
    const [, page = '', number = '', end] = /^\/(\w+)(?:\/(\w+)(\/?))?$/.exec(path.slice(base.length)) ?? [];
    const jobs: Readonly<Record<string, Job>> = {
      'POST micropay': {
        operation: 'create',
        run: () => this.create(check(micropayFields, formOf(request))),
      },
      'POST refund': {
        operation: 'refund',
        run: () => this.refund(number, check(refundFields, formOf(request))),
      },
      'GET merchant': { operation: 'query', run: () => transaction(this.byReference(number)) },
      // Published: without the slash at the end it is not there.
      ...(end === '/' && {
        'GET refunds': { operation: 'query_refund', run: () => this.refunds(this.byId(number)) },
      }),
    };
    const job = path.startsWith(`${base}/`) ? entryOf(jobs, `${method} ${page}`) : undefined;
    if (!job) throw new Refusal(404, 0, `${method} ${path} does not exist`);
    return job;
  }

  private create(asked: MicropayFields): Words {
    if (this.acquirer.ledger.paymentOf(asked.reference)) throw new Refusal(400, 31, 'duplicate reference');
    const { kit } = this.acquirer;
    const now = kit.clock.now();
    const payment = this.acquirer.open({
      tradeNo: `${compactTime(now)}${randomDigits(kit.dice, 6)}`,
      outTradeNo: asked.reference,
      state: 'open',
      payMethod: 'wechat',
      description: asked.description ?? '',
      amount: { value: asked.amount, currency: asked.currency },
      appid: asked.app_id,
      openid: asked.open_id,
      notifyUrl: asked.ipn_url,
      fingerprint: fingerprintOf(asked),
      terms: asked.note === undefined ? {} : { note: asked.note },
      ...handOut(kit.dice, now),
      createdAt: now,
      expiresAt: now + (asked.timeout ?? defaultMinutes) * minute,
    });
    const { package: wechatPackage, ...strings } = payment.strings ?? { package: '' };
    return { ...strings, wechatPackage };
  }

  /** Every refund is a new one, however like the last it is. */
  private refund(id: string, { currency, amount: value }: RefundFields): Words {
    const payment = this.byId(id);
    if (payment.state !== 'paid')
      throw new Refusal(402, 63, `the transaction is ${statusWord[payment.state]}`);
    if (currency !== payment.amount.currency) throw new Refusal(409, 64, 'the currency is another');
    const left = this.acquirer.refundable(payment);
    if (left === 0) throw new Refusal(409, 66, 'already refunded');
    if (value > left) throw new Refusal(402, 67, 'more than what is left');
    const refund = this.acquirer.refund(payment, {
      outRefundNo: '',
      amount: { value, currency },
      notifyUrl: '',
      fingerprint: this.acquirer.kit.dice.hex(8),
      terms: {},
    });
    // The answer tells its end.
    this.acquirer.settle(refund, 'succeeded');
    return { id: refund.refundNo, status: refundWord(refund), refunded: true, transaction_id: id };
  }

  private refunds(payment: HeldPayment): Words {
    const all = this.acquirer.ledger.refundsOf(payment.tradeNo);
    const back = this.acquirer.standingRefunds(payment).reduce((sum, { amount }) => sum + amount.value, 0);
    const newestFirst = [...all].sort((a, b) => b.createdAt - a.createdAt);
    return { status: statusWord[payment.state], refunded_amount: back, refunds: newestFirst.map(listed) };
  }

  private byReference(reference: string): HeldPayment {
    return found(this.acquirer.ledger.paymentOf(reference));
  }

  private byId(id: string): HeldPayment {
    return found(this.acquirer.ledger.payment(id));
  }
}

function found(payment: HeldPayment | undefined): HeldPayment {
  if (!payment) throw new Refusal(402, 61, 'transaction not found');
  return payment;
}

const transaction = (payment: HeldPayment): Words => ({
  id: payment.tradeNo,
  status: statusWord[payment.state],
  type: 'charge',
  vendor: 'wechatpay',
  vendor_id: payment.transactionId ?? null,
  amount: (payment.paid ?? payment.amount).value,
  currency: payment.amount.currency,
  time: utc(payment.paidAt ?? payment.createdAt),
  reference: payment.outTradeNo,
  note: payment.terms.note ?? null,
});

const listed = (refund: HeldRefund): Words => ({
  refund_id: refund.refundNo,
  refund_time: utc(refund.createdAt),
  refunded_amount: refund.amount.value,
  status: refundWord(refund),
});
