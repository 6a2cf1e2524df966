/** YabandPay's behaviour: queries by its own number, cancelling gives paid money back. */
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { Knock } from '../../../shared/payments/flows/notices/take-notification';
import { plainReply } from '../../fixtures/connector-fixture';
import { notice, yaband } from '../../fixtures/yaband';
import type { Asked, FakePsp, PspPayment, PspRefund } from './fake-psp';

const METHODS: Readonly<Record<string, Asked>> = {
  'v3.CreatePaymentsWechatMiniPay': 'pay',
  'v3.CreatePayments': 'pay',
  'v3.QueryOrder': 'query',
  'v3.CancelPayment': 'close',
  'v3.CreateRefund': 'refund',
  'v3.QueryRefundOrder': 'queryRefund',
};
const PAYMENT_WORDS = { pending: 'pending', paid: 'paid', declined: 'declined', closed: 'cancelled' };
const REFUND_WORDS = {
  processing: 'refund processing',
  succeeded: 'refunded',
  failed: 'refund failed',
  abnormal: 'to-be-approval',
};

type Data = Readonly<Record<string, string>>;
interface Envelope {
  readonly method: string;
  readonly data: Data;
}

const major = (value: number): string => (value / 100).toFixed(2);
const minor = (text = ''): number => Math.round(Number(text) * 100);

export class FakeYaband implements FakePsp {
  readonly paySp = 'yaband';
  readonly config = yaband.config;
  readonly currency = 'EUR';
  readonly payments = new Map<string, PspPayment>();
  readonly refunds = new Map<string, PspRefund>();

  operationOf({ body }: HttpRequest): Asked {
    const operation = METHODS[(JSON.parse(body) as Envelope).method];
    if (!operation) throw new Error(`no method of YabandPay: ${body}`);
    return operation;
  }

  answer(request: HttpRequest): HttpReply {
    const { data } = JSON.parse(request.body) as Envelope;
    switch (this.operationOf(request)) {
      case 'pay':
        return this.create(data);
      case 'query':
        return this.withPayment(data, (payment) => ok({ transaction_info: transaction(payment) }));
      case 'close':
        return this.withPayment(data, (payment) => {
          payment.state = 'closed';
          return ok({ trade_id: payment.trade, state: 'cancelled' });
        });
      case 'refund':
        return this.withPayment(data, (payment) => this.giveBack(payment, data));
      default:
        return this.askedRefund(data);
    }
  }

  refusal(words: string): HttpReply {
    return plainReply(200, JSON.stringify({ status: false, code: '400', data: {}, message: words }));
  }

  paymentNotice(no: string): Knock {
    const payment = this.payments.get(no);
    if (!payment) throw new Error(`no payment ${no}`);
    return knock({ type: 'payment', user: String(this.config.mchid), ...transaction(payment) });
  }

  refundNotice(no: string): Knock {
    const refund = this.refunds.get(no);
    if (!refund) throw new Error(`no refund ${no}`);
    return knock({
      type: 'refund',
      user: String(this.config.mchid),
      order_id: refund.of,
      ...refundData(refund),
    });
  }

  private create(data: Data): HttpReply {
    const no = data.order_id ?? '';
    if (this.payments.has(no)) return this.refusal('order_id already exists');
    const amount = minor(data.amount);
    const trade = `YB${no}`;
    this.payments.set(no, { no, trade, amount, currency: data.currency ?? '', state: 'pending' });
    const strings = {
      timeStamp: '1',
      nonceStr: 'n',
      package: `prepay_id=${no}`,
      signType: 'MD5',
      paySign: 'S',
    };
    return ok({ order_id: no, trade_id: trade, parameters: strings, url: `https://pay.example/${no}` });
  }

  private withPayment(data: Data, then: (payment: PspPayment) => HttpReply): HttpReply {
    const payment = [...this.payments.values()].find((one) => one.trade === data.trade_id);
    return payment ? then(payment) : this.refusal('order does not exist');
  }

  private giveBack(payment: PspPayment, data: Data): HttpReply {
    const no = data.m_refund_id ?? '';
    const refund = { no, of: payment.no, id: `YBR${this.refunds.size}`, amount: minor(data.refund_amount) };
    this.refunds.set(no, { ...refund, state: 'processing' });
    return ok({ refund_id: refund.id, state: 'refund processing' });
  }

  private askedRefund(data: Data): HttpReply {
    const refund = [...this.refunds.values()].find((one) => one.id === data.refund_id);
    return refund ? ok(refundData(refund)) : this.refusal('refund does not exist');
  }
}

const ok = (data: object): HttpReply =>
  plainReply(200, JSON.stringify({ status: true, code: '200', data, message: 'success' }));

const transaction = (payment: PspPayment): Data => ({
  order_id: payment.no,
  trade_id: payment.trade,
  amount: major(payment.amount),
  currency: payment.currency,
  state: PAYMENT_WORDS[payment.state],
});

const refundData = (refund: PspRefund): Data => ({
  refund_id: refund.id,
  m_refund_id: refund.no,
  state: REFUND_WORDS[refund.state],
  refund_amount: major(refund.amount),
  refund_currency: 'EUR',
});

const knock = (data: Data): Knock => ({ ...notice(data), paySp: 'yaband', configId: 'payment' });
