/**
 * The QFPay sandbox: payments in mini-programs (800213), the enquiry and refunds, as sdk.qfapi.com describes them (read
 * 2026-11). Nothing is closed: the page of `close` names other payment types. Unpublished choices are marked where they are made.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { billBehind, handOut } from '../handed-out';
import { sum } from '../ledger';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import {
  account,
  check,
  dayOf,
  formOf,
  isForbiddenHour,
  momentOf,
  monthOf,
  noticeSign,
  payFields,
  queryFields,
  refundFields,
  Refusal,
  tillsToday,
  type QueryFields,
} from './protocol';
import { headers, paymentNotice, paymentRow, refundNotice, refundRow, type Words } from './rows';

const root = '/sandbox/qfpay';
const shopName = 'CrossPay demo shop';

export async function qfpaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const gateway = new Qfpay(acquirer);
  return {
    paySp: 'qfpay',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

const minutes = (each: number): number => each * 60_000;

const rules: AcquirerRules = {
  retryAfterMs: [2, 10, 10, 60, 120, 360, 900].map(minutes),
  signsAnswers: false,
  // Assumed: WeChat's strings stay good after a try that failed.
  failedCanBePaid: true,
  failedRefundHolds: false,
  refundNo: (dice, now) => `${compactTime(now).slice(0, 8)}0003${randomDigits(dice, 14)}`,
  // "Refunds are notified", and a refund of the portal needs some number, too.
  backOffice: { refundNumber: (dice) => randomDigits(dice, 20), isNotified: true },
  headers,
  acknowledged: ({ status, body }) => status === 200 && body === 'SUCCESS',
  // Only successes are notified.
  paymentNotice: (payment) => (payment.state === 'paid' ? paymentNotice(payment) : undefined),
  refundNotice: (refund) => (refund.state === 'succeeded' ? refundNotice(refund) : undefined),
  probes: ['forge'],
  probe: (event, claimed) => {
    const content = { ...paymentNotice(claimed), name: 'forged' };
    const forged = { ...headers(content.body), 'x-qf-sign': noticeSign(content.body, 'not the client key') };
    return { content, headers: event.unsigned ? { 'content-type': 'application/json' } : forged };
  },
};

// --- what the merchant asks ------------------------------------------------------------------------------------

type Form = Record<string, string>;
type Route = readonly [operation: (form: Form) => Operation, run: (form: Form) => object];

const said = (code: string, resperr: string, more: object = {}): WebReply =>
  json({ respcd: code, resperr, respmsg: '', ...more });
const answered = answering(Refusal, ({ code, message }) => said(code, message));

class Qfpay {
  private readonly routes: Readonly<Record<string, Route>> = {
    [`${root}/trade/v1/payment`]: [() => 'create', (form) => this.pay(form)],
    [`${root}/trade/v1/query`]: [(form) => this.questionIn(form), (form) => this.query(form)],
    [`${root}/trade/v1/refund`]: [() => 'refund', (form) => this.refund(form)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    const route = entryOf(this.routes, request.path);
    if (!route || request.method !== 'POST') return json({ error: 'not found' }, 404);
    const [operation, run] = route;
    return answered(() => {
      const form = formOf(request);
      return this.acquirer.faults.serve(operation(form), () =>
        answered(() => said('0000', 'Request successful', run(form))),
      );
    });
  }

  private questionIn({ syssn, out_trade_no }: Form): Operation {
    if (syssn === undefined && out_trade_no === undefined) return 'bill';
    return this.acquirer.ledger.refundNamed(out_trade_no ?? '') ? 'query_refund' : 'query';
  }

  private mustBeNew(no: string): void {
    const { ledger } = this.acquirer;
    if (ledger.paymentOf(no) || ledger.refundNamed(no)) throw new Refusal('2011');
  }

  private pay(form: Form): object {
    const asked = check(payFields, form);
    this.mustBeNew(asked.out_trade_no);
    const { clock, dice } = this.acquirer.kit;
    const now = clock.now();
    const payment = this.acquirer.open({
      tradeNo: `${compactTime(now).slice(0, 8)}0002${randomDigits(dice, 14)}`,
      outTradeNo: asked.out_trade_no,
      state: 'open',
      payMethod: 'wechat',
      // Without a name of goods the payer sees the merchant's.
      description: asked.goods_name ?? shopName,
      amount: { value: asked.txamt, currency: asked.txcurrcd },
      // QFPay binds the app to the app code; no request names it.
      appid: demoAppid,
      openid: asked.sub_openid,
      notifyUrl: asked.notify_url,
      fingerprint: asked.out_trade_no,
      terms: {},
      ...handOut(dice, now),
      createdAt: now,
      expiresAt: now + minutes(asked.expired_time),
    });
    const { syssn, out_trade_no, txamt, txcurrcd, txdtm, sysdtm, pay_type } = paymentRow(payment, 0);
    const row = { syssn, out_trade_no, txamt, txcurrcd, txdtm, sysdtm, pay_type };
    return { ...row, pay_params: { appId: demoAppid, ...payment.strings } };
  }

  /** Unpublished: which of its times is compared, and in which order rows come. Here `sysdtm`, the newest first. */
  private query(form: Form): object {
    const asked = check(queryFields, form);
    const { from, to } = this.spanOf(asked);
    const { ledger } = this.acquirer;
    const payments = ledger.allPayments().map((each) => {
      return [each.createdAt, paymentRow(each, ledger.refunded(each.tradeNo))] as const;
    });
    const refunds = ledger.allRefunds().map((each) => [each.createdAt, refundRow(each)] as const);
    const found = [...payments, ...refunds]
      .filter(([at, row]) => at >= from && at < to && isAsked(asked, row))
      .sort(([a], [b]) => b - a)
      .map(([, row]) => row);
    const start = (asked.page - 1) * asked.page_size;
    return { data: found.slice(start, start + asked.page_size) };
  }

  private spanOf({ start_time, end_time }: QueryFields): { from: number; to: number } {
    const now = this.acquirer.kit.clock.now();
    if ((start_time === undefined) !== (end_time === undefined))
      throw new Refusal('1104', 'start_time and end_time belong together');
    if (start_time === undefined || end_time === undefined) return { from: monthOf(now), to: Infinity };
    return { from: momentOf(start_time), to: momentOf(end_time) + 1000 };
  }

  private refund(form: Form): object {
    const asked = check(refundFields, form);
    this.mustBeNew(asked.out_trade_no);
    const payment = this.acquirer.ledger.payment(asked.syssn);
    if (!payment) throw new Refusal('1268');
    if (payment.state !== 'paid') throw new Refusal('1136');
    const left = this.acquirer.refundable(payment);
    if (left === 0) throw new Refusal('1125');
    if (asked.txamt > left) throw new Refusal('1272');
    this.mustBePossibleNow(asked.txamt);
    const { currency } = payment.paid ?? payment.amount;
    const taken = this.acquirer.refund(payment, {
      outRefundNo: asked.out_trade_no,
      amount: { value: asked.txamt, currency },
      notifyUrl: payment.notifyUrl,
      fingerprint: asked.out_trade_no,
      terms: {},
    });
    // Published: 0000 is success. 1145, "processing", which it may say as well, is not played.
    const { syssn, origssn, ...row } = refundRow(this.acquirer.settle(taken, 'succeeded'));
    return { ...row, syssn, orig_syssn: origssn };
  }

  /** What is put off leaves no trace: unpublished, but who may come later must be able to come under the same number. */
  private mustBePossibleNow(value: number): void {
    const now = this.acquirer.kit.clock.now();
    if (isForbiddenHour(now)) throw new Refusal('1265');
    const { ledger } = this.acquirer;
    const today = dayOf(now);
    const taken = ledger
      .allPayments()
      .filter(({ state, paidAt = 0 }) => state === 'paid' && paidAt >= today)
      .reduce((total, { paid }) => total + (paid?.value ?? 0), tillsToday(now));
    const given = ledger.allRefunds().filter(({ createdAt }) => createdAt >= today);
    if (taken - sum(given) < value) throw new Refusal('1269');
  }
}

const oneOf = (listed: string | undefined, value: string | undefined): boolean =>
  listed === undefined || listed.split(',').includes(value ?? '');

const isAsked = (asked: QueryFields, row: Words): boolean =>
  oneOf(asked.syssn, row.syssn) &&
  oneOf(asked.out_trade_no, row.out_trade_no) &&
  oneOf(asked.pay_type, row.pay_type) &&
  oneOf(asked.respcd, row.respcd);
