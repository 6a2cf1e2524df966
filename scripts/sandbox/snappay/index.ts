/**
 * The SnapPay sandbox: mini-program payments, queries, revocations and refunds as the vendor's pages and its Java SDK describe
 * them (see protocol.ts). Unpublished choices are marked where they are made.
 */
import { json, type WebReply, type WebRequest } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { answering } from '../answering';
import { controlsOf } from '../controls';
import { billBehind, handOut } from '../handed-out';
import { fingerprintOf, type HeldPayment } from '../ledger';
import { chosenLadder, type NoticeContent } from '../notifier';
import { compactTime, randomDigits } from '../numbers';
import { entryOf } from '../reading';
import { demoAppid, type Operation, type Sandbox } from '../sandbox';
import {
  account,
  answer,
  callIn,
  cancelFields,
  centsOf,
  check,
  double,
  objectOf,
  oneNumber,
  payFields,
  queryFields,
  refundFields,
  Refusal,
  refused,
  signed,
  stateWord,
  utcTime,
  words,
  type Call,
  type PayFields,
  type Written,
} from './protocol';

const root = '/sandbox/snappay';

export async function snappaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  const gateway = new SnapPay(acquirer);
  return {
    paySp: 'snappay',
    ...controlsOf(acquirer),
    handle: (request) => gateway.handle(request),
    bill: (strings, appid) => billBehind(acquirer, strings, appid),
    demoConfig: () => ({ ...account, endpoint: `${kit.origin()}${root}` }),
  };
}

// --- what goes to the merchant ---------------------------------------------------------------------------------

const numbersOf = (payment: HeldPayment): Written =>
  words({
    trans_no: payment.tradeNo,
    out_order_no: payment.outTradeNo,
    merchant_no: account.merchant_no,
    trans_status: stateWord[payment.state],
  });

/** What queries and notices tell; the rate is made up. */
function told(payment: HeldPayment): Written {
  const { value, currency } = payment.paid ?? payment.amount;
  return {
    ...numbersOf(payment),
    ...words({
      payment_method: 'WECHATPAY',
      pay_user_account_id: payment.openid ?? '',
      trans_currency: currency,
    }),
    pay_operation_method: '8',
    exchange_rate: '5.21',
    trans_amount: double(value, currency),
    c_trans_fee: '0.0',
    customer_paid_amount: double(Math.round(value * 5.21), 'CNY'),
    discount_bmopc: '0.0',
    discount_bpc: '0.0',
    ...(payment.paidAt === undefined ? {} : words({ trans_end_time: utcTime(payment.paidAt) })),
  };
}

/** Inferred: the fields of a query's answer at the top, with the app and how it is signed. */
function notice(payment: HeldPayment, key?: string): NoticeContent {
  const { app_id, sign_type } = account;
  const members = signed({ ...told(payment), ...words({ app_id, sign_type }) }, key);
  const { outTradeNo, notifyUrl: url } = payment;
  return { name: stateWord[payment.state], outTradeNo, url, body: objectOf(members) };
}

const jsonHeaders = (): Record<string, string> => ({ 'content-type': 'application/json;charset=UTF-8' });

const isZero = (body: string): boolean => {
  try {
    return (JSON.parse(body) as { code?: unknown } | null)?.code === '0';
  } catch {
    return false;
  }
};

const rules: AcquirerRules = {
  retryAfterMs: chosenLadder,
  signsAnswers: true,
  failedCanBePaid: true,
  failedRefundHolds: false,
  refundNo: (dice, now) => `R${compactTime(now)}${randomDigits(dice, 6)}`,
  // No notice of a refund is published.
  backOffice: { isNotified: false },
  headers: jsonHeaders,
  acknowledged: ({ status, body }) => status === 200 && isZero(body),
  // Unpublished: whether more than success is told.
  paymentNotice: (payment) => (payment.state === 'paid' ? notice(payment) : undefined),
  refundNotice: () => undefined,
  probes: ['forge'],
  probe: (event, claimed) => {
    const content = { ...notice(claimed, 'not the sign key'), name: 'forged' };
    const body = event.unsigned ? content.body.replace(/,"sign":"\w+"/, '') : content.body;
    return { content: { ...content, body }, headers: jsonHeaders() };
  },
};

// --- what the merchant asks ------------------------------------------------------------------------------------

type Route = readonly [operation: Operation, run: (call: Call) => Written];

const answered = answering(Refusal, refused);

/** An answer whose signature is another's. */
const spoilt = (reply: WebReply): WebReply =>
  'hang' in reply
    ? reply
    : { ...reply, body: String(reply.body).replace(/"sign":"\w*"/, `"sign":"${'0'.repeat(32)}"`) };

class SnapPay {
  private readonly methods: Readonly<Record<string, Route>> = {
    'pay.minipay': ['create', (call) => this.create(call)],
    'pay.orderquery': ['query', ({ fields }) => told(this.payment(check(queryFields, fields)))],
    'pay.ordercancel': ['close', ({ fields }) => this.cancel(fields)],
    'pay.orderrefund': ['refund', (call) => this.refund(call)],
  };

  constructor(private readonly acquirer: Acquirer) {}

  async handle(request: WebRequest): Promise<WebReply> {
    if (request.method !== 'POST' || request.path !== root) return json({ message: 'not found' }, 404);
    return answered(() => {
      const call = callIn(request);
      const route = entryOf(this.methods, call.method);
      if (!route) throw new Refusal(`method ${call.method} does not exist`);
      const [operation, run] = route;
      return this.acquirer.faults.serve(operation, () => answered(() => answer(run(call))), spoilt);
    });
  }

  private create({ fields, written }: Call): Written {
    const asked = check(payFields, fields);
    const value = centsOf(written.trans_amount);
    if (asked.extension_parameters.sub_app_id !== demoAppid)
      throw new Refusal(`sub_app_id ${asked.extension_parameters.sub_app_id} is not bound`);
    // The SDK's comment: duplicate order numbers are not allowed, whatever became of the first.
    if (this.acquirer.ledger.paymentOf(asked.out_order_no))
      throw new Refusal(`out_order_no ${asked.out_order_no} already exists`);
    const payment = this.acquirer.open(this.newPayment(asked, value));
    return {
      ...numbersOf(payment),
      ...words({ trade_no: '' }),
      request_payment: JSON.stringify(JSON.stringify({ appId: payment.appid, ...payment.strings })),
    };
  }

  private newPayment(asked: PayFields, value: number): HeldPayment {
    const { clock, dice } = this.acquirer.kit;
    const now = clock.now();
    return {
      tradeNo: `${compactTime(now)}${randomDigits(dice, 6)}`,
      outTradeNo: asked.out_order_no,
      state: 'open',
      payMethod: 'wechat',
      description: asked.description,
      amount: { value, currency: asked.trans_currency },
      appid: asked.extension_parameters.sub_app_id,
      openid: asked.pay_user_account_id,
      notifyUrl: asked.notify_url,
      fingerprint: fingerprintOf(asked),
      terms: {},
      ...handOut(dice, now),
      createdAt: now,
      expiresAt: now + asked.effective_minutes * 60_000,
    };
  }

  /** Inferred from the word: revoking ends an open order and gives a paid one back, unless a part of it went back already. */
  private cancel(fields: unknown): Written {
    const payment = this.payment(check(cancelFields, fields));
    const isWhole = payment.state === 'paid' && this.acquirer.standingRefunds(payment).length === 0;
    if (!this.acquirer.isPayable(payment) && !isWhole)
      throw new Refusal(`the order is ${stateWord[payment.state]} and cannot be revoked`);
    const { trans_no = '', out_order_no = '' } = numbersOf(
      this.acquirer.end(payment, isWhole ? 'reversed' : 'closed'),
    );
    return { trans_no, out_order_no };
  }

  private refund({ fields, written }: Call): Written {
    const asked = check(refundFields, fields);
    const payment = this.payment(asked);
    const value = centsOf(written.refund_amount);
    if (payment.state !== 'paid') throw new Refusal(`the order is ${stateWord[payment.state]}`);
    // The SDK's README: the number has to be unique. Inferred: also where the words are the same.
    if (
      this.acquirer.ledger.refundsOf(payment.tradeNo).some((one) => one.outRefundNo === asked.out_refund_no)
    )
      throw new Refusal(`out_refund_no ${asked.out_refund_no} already exists`);
    if (value > this.acquirer.refundable(payment))
      throw new Refusal('refund_amount is more than what is left');
    const begun = this.acquirer.refund(payment, {
      outRefundNo: asked.out_refund_no,
      amount: { value, currency: payment.amount.currency },
      notifyUrl: '',
      fingerprint: fingerprintOf(asked),
      terms: {},
    });
    // Nothing at SnapPay tells of a refund later, so the answer is its end.
    const refund = this.acquirer.settle(begun, 'succeeded');
    const { trans_no = '', out_order_no = '' } = numbersOf(payment);
    return {
      trans_no,
      out_order_no,
      ...words({
        out_refund_no: refund.outRefundNo,
        trans_status: 'SUCCESS',
        refund_trans_no: refund.refundNo,
        refund_trans_end_time: utcTime(refund.endedAt ?? refund.createdAt),
      }),
    };
  }

  private payment(fields: { out_order_no?: string; trans_no?: string }): HeldPayment {
    const { number, isTheirs } = oneNumber(fields);
    const { ledger } = this.acquirer;
    const payment = isTheirs ? ledger.payment(number) : ledger.paymentOf(number);
    if (!payment) throw new Refusal('the order does not exist');
    return payment;
  }
}
