/**
 * The Pockyt sandbox: mini-program payments, queries, cancels and refunds as the vendor's pages and its PHP SDK describe them (see
 * protocol.ts). Unpublished choices are marked where they are made.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { decimal } from '../decimal';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment, type HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import {
  account,
  answer,
  check,
  formIn,
  numberFields,
  prepayFields,
  refundFields,
  Refusal,
  refused,
  signature,
  statusWord,
  unitsIn,
  type NumberFields,
  type PrepayFields,
  type RefundFields,
} from './protocol';

const root = '/sandbox/pockyt';
const minute = 60_000;
const defaultMinutes = 120;

export async function pockytSandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const desk = new PockytDesk(acquirer);
  return {
    paySp: 'pockyt',
    ...controlsOf(acquirer),
    handle: (request) => desk.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

// --- what goes to the merchant ---------------------------------------------------------------------------------

const amountsOf = ({ paid, amount }: HeldPayment) => {
  const { value, currency } = paid ?? amount;
  return { amount: decimal(value, currency), currency, settleCurrency: 'USD' };
};

const numbersOf = ({ tradeNo, outTradeNo }: HeldPayment) => ({
  transactionNo: tradeNo,
  reference: outTradeNo,
});

const told = (payment: HeldPayment): Record<string, string> => ({
  ...numbersOf(payment),
  ...amountsOf(payment),
  status: statusWord[payment.state],
  time: compactTime(payment.createdAt),
  vendorId: payment.transactionId ?? '',
  note: payment.terms.note ?? '',
});

const notice = (payment: HeldPayment, token?: string): NoticeContent => {
  const fields = told(payment);
  const verifySign = token === '' ? {} : { verifySign: signature(fields, token) };
  return {
    name: statusWord[payment.state],
    outTradeNo: payment.outTradeNo,
    url: payment.notifyUrl,
    body: new URLSearchParams({ ...fields, ...verifySign }).toString(),
  };
};

const formHeaders = (): Record<string, string> => ({ 'content-type': 'application/x-www-form-urlencoded' });

/** What the merchant asked for itself is told by the answer; whether a notice follows is not published. */
const asked: readonly HeldPayment['state'][] = ['closed', 'reversed'];

const rules: AcquirerRules = {
  // Published: up to 8 times in two hours; the pauses are ours.
  retryAfterMs: [1, 2, 4, 8, 15, 20, 30, 40].map((minutes) => minutes * minute),
  signsAnswers: false,
  // `failed` is not said to be the end; the worst is a payer who pays after it.
  failedCanBePaid: true,
  failedRefundHolds: false,
  refundNo: (dice, now) => `${compactTime(now)}${randomDigits(dice, 6)}`,
  // What a notice of a refund says is not published, so there are none.
  backOffice: { isNotified: false },
  headers: formHeaders,
  acknowledged: ({ status, body }) => status === 200 && body === 'success',
  paymentNotice: (payment) => (asked.includes(payment.state) ? undefined : notice(payment)),
  refundNotice: () => undefined,
  probes: ['forge'],
  probe: (event, claimed) => {
    const content = notice(claimed, event.unsigned ? '' : 'not the token');
    return { content: { ...content, name: 'forged' }, headers: formHeaders() };
  },
};

// --- what the merchant asks --------------------------------------------------------------------------------------

type Form = Readonly<Record<string, string>>;
type Route = readonly [operation: Operation, run: (form: Form, requestId: string) => WebReply];

const answered = answering(Refusal, refused);

class PockytDesk {
  private readonly routes: Readonly<Record<string, Route>> = {
    '/micropay/v3/prepay': ['create', (form, id) => this.prepay(check(prepayFields, form), id)],
    '/app-data-search/v3/tran-query': ['query', (form) => this.query(check(numberFields, form))],
    '/app-data-search/v3/cancel': ['close', (form) => this.cancel(check(numberFields, form))],
    '/app-data-search/v3/refund': ['refund', (form, id) => this.refund(check(refundFields, form), id)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    const { method, path, headers } = request;
    const route = method === 'POST' ? entryOf(this.routes, path.slice(root.length)) : undefined;
    if (!route || !path.startsWith(root)) return json({ message: 'not found' }, 404);
    const [operation, run] = route;
    const requestId = headers['pockyt-request-id'] ?? '';
    return this.acquirer.faults.serve(operation, () => answered(() => run(formIn(request), requestId)));
  }

  private prepay(form: PrepayFields, requestId: string): WebReply {
    const value = unitsIn(form.amount);
    const known = this.acquirer.ledger.paymentOf(form.reference);
    // Published: under its request's number a repetition gets the first answer, otherwise an error; its code is not published.
    if (known && !isRepetition(known, requestId)) throw new Refusal('000023', 'Duplicate request error');
    const payment = known ?? this.acquirer.open(this.newPayment(form, value, requestId));
    return answer({ ...payment.strings }, 'prepay success');
  }

  private newPayment(form: PrepayFields, value: number, requestId: string): HeldPayment {
    const { clock, dice } = this.acquirer.kit;
    const now = clock.now();
    return {
      tradeNo: `${compactTime(now)}${randomDigits(dice, 6)}`,
      outTradeNo: form.reference,
      state: 'open',
      payMethod: 'wechat',
      description: form.description ?? '',
      amount: { value, currency: form.currency },
      // No request names the app: it is bound at Pockyt.
      appid: demoAppid,
      openid: form.openid,
      notifyUrl: form.ipnUrl,
      fingerprint: fingerprintOf(form),
      terms: { requestId, ...(form.note === undefined ? {} : { note: form.note }) },
      ...handOut(dice, now),
      createdAt: now,
      expiresAt: now + (form.timeout ?? defaultMinutes) * minute,
    };
  }

  private query(form: NumberFields): WebReply {
    const payment = this.payment(form);
    const { status } = told(payment);
    const result = { ...numbersOf(payment), ...amountsOf(payment), status, transactionType: 'payment' };
    return answer(result, 'query success ');
  }

  /** Published: ends an unpaid payment, gives a paid one back. Unpublished: not one of which a part went back already. */
  private cancel(form: NumberFields): WebReply {
    const payment = this.payment(form);
    const isWhole = payment.state === 'paid' && this.acquirer.standingRefunds(payment).length === 0;
    if (!this.acquirer.isPayable(payment) && !isWhole)
      throw new Refusal('000040', `the transaction is ${statusWord[payment.state]}`);
    this.acquirer.end(payment, isWhole ? 'reversed' : 'closed');
    const { currency, amount } = amountsOf(payment);
    return answer(
      { ...numbersOf(payment), amount: Number(amount), currency, status: 'closed' },
      'cancel success ',
    );
  }

  private refund(form: RefundFields, requestId: string): WebReply {
    const payment = this.payment(form);
    const value = unitsIn(form.refundAmount);
    const outRefundNo = form.refundReference ?? '';
    const known = this.acquirer.ledger
      .refundsOf(payment.tradeNo)
      .find((one) => outRefundNo !== '' && one.outRefundNo === outRefundNo);
    if (known && !isRepetition(known, requestId)) throw new Refusal('000023', 'Duplicate request error');
    return refunded(payment, known ?? this.newRefund(payment, form, value, requestId));
  }

  private newRefund(payment: HeldPayment, form: RefundFields, value: number, requestId: string): HeldRefund {
    if (payment.state !== 'paid')
      throw new Refusal('000040', `the transaction is ${statusWord[payment.state]}`);
    if (value > this.acquirer.refundable(payment)) throw new Refusal('000023', 'data error : refundAmount');
    const begun = this.acquirer.refund(payment, {
      outRefundNo: form.refundReference ?? '',
      amount: { value, currency: form.currency },
      notifyUrl: '',
      fingerprint: fingerprintOf(form),
      terms: { requestId },
    });
    // Nothing that is published tells of a refund later, so the answer is its end.
    return this.acquirer.settle(begun, 'succeeded');
  }

  private payment({
    reference,
    transactionNo,
  }: Pick<NumberFields, 'reference' | 'transactionNo'>): HeldPayment {
    const { ledger } = this.acquirer;
    if (transactionNo === undefined && reference === undefined)
      throw new Refusal('000020', 'data null : transactionNo or reference');
    const payment =
      transactionNo === undefined ? ledger.paymentOf(reference ?? '') : ledger.payment(transactionNo);
    if (!payment) throw new Refusal('000021', 'no such transaction');
    if (reference !== undefined && payment.outTradeNo !== reference)
      throw new Refusal('000022', 'transactionNo and reference are of two transactions');
    return payment;
  }
}

const isRepetition = ({ terms }: Pick<HeldPayment, 'terms'>, requestId: string): boolean =>
  requestId !== '' && terms.requestId === requestId;

const refunded = (payment: HeldPayment, { outRefundNo, refundNo, amount }: HeldRefund): WebReply =>
  answer(
    {
      ...numbersOf(payment),
      ...amountsOf(payment),
      refundAmount: decimal(amount.value, amount.currency),
      refundReference: outRefundNo,
      refundTransactionNo: refundNo,
      status: 'success',
    },
    'refund success ',
  );
