/** WeChat Pay v3's behaviour: everything by our number, the same number answers again, a paid order cannot be closed. */
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { Knock } from '../../../shared/payments/flows/notices/take-notification';
import { v3 } from '../../fixtures/v3';
import { sealedNotice, signedReply } from '../../fixtures/v3/platform';
import type { Asked, FakePsp, PspPayment, PspRefund } from './fake-psp';

const PAYMENT_WORDS = { pending: 'NOTPAY', paid: 'SUCCESS', declined: 'PAYERROR', closed: 'CLOSED' };
const REFUND_WORDS = {
  processing: 'PROCESSING',
  succeeded: 'SUCCESS',
  failed: 'CLOSED',
  abnormal: 'ABNORMAL',
};

interface Body {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly appid: string;
  readonly amount: { readonly total: number; readonly refund: number; readonly currency: string };
}

export class FakeV3 implements FakePsp {
  readonly paySp = 'v3';
  readonly config: Readonly<Record<string, unknown>> = v3.config;
  readonly currency = 'CNY';
  readonly payments = new Map<string, PspPayment & { appid: string }>();
  readonly refunds = new Map<string, PspRefund>();

  constructor(private readonly now: () => number) {}

  operationOf({ method, url }: HttpRequest): Asked {
    if (url.endsWith('/v3/certificates')) return 'keys';
    if (url.includes('/refunds')) return method === 'POST' ? 'refund' : 'queryRefund';
    if (url.endsWith('/close')) return 'close';
    return method === 'POST' ? 'pay' : 'query';
  }

  answer(request: HttpRequest): HttpReply {
    const named = /out-trade-no\/([^/?]+)|refunds\/([^/?]+)/.exec(request.url);
    const no = decodeURIComponent(named?.slice(1).find(Boolean) ?? '');
    const body = JSON.parse(request.body || '{}') as Body;
    switch (this.operationOf(request)) {
      case 'pay':
        return this.create(body);
      case 'query':
        return this.withPayment(no, (payment) => this.reply(transaction(payment)));
      case 'close':
        return this.withPayment(no, (payment) => this.close(payment));
      case 'refund':
        return this.giveBack(body);
      default:
        return this.askedRefund(no);
    }
  }

  refusal(words: string): HttpReply {
    const status = /NOT_EXISTS?$/.test(words) ? 404 : 400;
    return signedReply(status, JSON.stringify({ code: words, message: 'in words' }), this.seconds());
  }

  paymentNotice(no: string): Knock {
    const payment = this.payments.get(no);
    if (!payment) throw new Error(`no payment ${no}`);
    return this.knock('transaction', transaction(payment));
  }

  refundNotice(no: string): Knock {
    const refund = this.refunds.get(no);
    if (!refund) throw new Error(`no refund ${no}`);
    const { status, ...data } = refundData(refund);
    return this.knock('refund', { ...data, refund_status: status, mchid: v3.config.mchid });
  }

  private create({ out_trade_no: no, amount, appid }: Body): HttpReply {
    const known = this.payments.get(no);
    if (known?.state === 'paid') return this.refusal('ORDERPAID');
    if (known?.state === 'closed') return this.refusal('ORDER_CLOSED');
    if (known && known.amount !== amount.total) return this.refusal('INVALID_REQUEST');
    const payment = { no, trade: `42${no}`, amount: amount.total, currency: amount.currency, appid };
    if (!known) this.payments.set(no, { ...payment, state: 'pending' });
    return this.reply({ prepay_id: `wx${no}` });
  }

  private close(payment: PspPayment): HttpReply {
    if (payment.state === 'paid') return this.refusal('ORDERPAID');
    payment.state = 'closed';
    return signedReply(204, '', this.seconds());
  }

  private withPayment(no: string, then: (payment: PspPayment & { appid: string }) => HttpReply): HttpReply {
    const payment = this.payments.get(no);
    return payment ? then(payment) : this.refusal('ORDER_NOT_EXIST');
  }

  private giveBack({ out_trade_no: of, out_refund_no: no, amount }: Body): HttpReply {
    const payment = this.payments.get(of);
    if (payment?.state !== 'paid' || payment.amount !== amount.total) return this.refusal('INVALID_REQUEST');
    const id = `50${this.refunds.size}`;
    const refund: PspRefund = this.refunds.get(no) ?? {
      no,
      of,
      id,
      amount: amount.refund,
      state: 'processing',
    };
    this.refunds.set(no, refund);
    return this.reply(refundData(refund));
  }

  private askedRefund(no: string): HttpReply {
    const refund = this.refunds.get(no);
    return refund ? this.reply(refundData(refund)) : this.refusal('RESOURCE_NOT_EXISTS');
  }

  private reply(body: object): HttpReply {
    return signedReply(200, JSON.stringify(body), this.seconds());
  }

  private knock(type: string, resource: object): Knock {
    return { ...sealedNotice(type, resource, this.seconds()), paySp: 'v3', configId: 'payment' };
  }

  private seconds(): number {
    return Math.floor(this.now() / 1000);
  }
}

const transaction = (payment: PspPayment & { appid: string }): object => ({
  appid: payment.appid,
  mchid: v3.config.mchid,
  out_trade_no: payment.no,
  trade_state: PAYMENT_WORDS[payment.state],
  ...(payment.state === 'paid' ? { transaction_id: payment.trade } : {}),
  amount: { total: payment.amount, currency: payment.currency },
});

const refundData = (refund: PspRefund): Readonly<Record<string, unknown>> => ({
  refund_id: refund.id,
  out_refund_no: refund.no,
  out_trade_no: refund.of,
  status: REFUND_WORDS[refund.state],
  amount: { refund: refund.amount, total: 0, currency: 'CNY' },
});
