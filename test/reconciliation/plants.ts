/** What can happen on a day: things that agree, and every kind of thing that does not. Each says what must be found of it. */
import type { Order } from '../../shared/payments';
import { HOUR_MS } from '../../shared/reconciliation/statement-day';
import { anAttempt } from '../payments/order/an-order';
import { payer } from '../payments/flows/world';
import { day, NOON, type ADay } from './a-day';

type Plant = (on: ADay) => void;

/** An order with a second attempt that is open here. */
function withSecondAttempt(on: ADay, state: 'open' | 'aside'): string {
  const order = on.paid();
  on.line(order);
  const no = `${order.outTradeNo}_2`;
  const second = anAttempt({ no, paySp: 'v3', appid: payer.appid, state, spTradeNo: `42${no}` });
  on.put({ ...order, attempts: [...order.attempts, second] });
  on.line(order, { attemptNo: no, spTradeNo: `42${no}`, transactionId: `42${no}` });
  return no;
}

/** Money that was kept aside and is of no order of ours; answers what the PSP would call its order. */
function keptAsideAlone(on: ADay): Order {
  const no = on.nextNo();
  on.world.store.archive.push({
    _id: `aside:v3:${no}`,
    paySp: 'v3',
    configId: 'payment',
    spTradeNo: `42${no}`,
    transactionId: `4200${no}`,
    about: { paySp: 'v3', no, says: 'paid' },
    outTradeNo: no,
    receivedAt: NOON,
    raw: '',
    verdict: 'kept_aside',
    reason: 'planted',
  });
  const order = on.paid({ outTradeNo: no });
  on.world.store.orderTable.delete(no);
  return order;
}

/** Things of which nothing may be found. */
export const fine: Readonly<Record<string, Plant>> = {
  'a payment': (on) => void on.line(on.paid()),
  'a payment that the statement moved over midnight': (on) => {
    on.line(on.paid({}, day.from - HOUR_MS));
    on.line(on.paid({}, day.to + HOUR_MS));
  },
  'a payment with a moment twenty hours away': (on) => {
    on.line(on.paid({}, day.to + 20 * HOUR_MS));
    on.line(on.paid({}, day.from - 20 * HOUR_MS));
  },
  'a payment that we booked days later': (on) => void on.line(on.paid({}, day.to + 200 * HOUR_MS)),
  'a payment near an end of the day that is in no statement yet': (on) => {
    on.paid({}, day.from + HOUR_MS);
    on.paid({}, day.to - HOUR_MS);
  },
  'a payment of another day': (on) => void on.paid({}, day.from - 3 * HOUR_MS),
  'a payment that the statement knows by WeChat’s number only': (on) => {
    const order = on.paid();
    on.line(order, { attemptNo: '' });
  },
  'a payment at another PSP': (on) => {
    const no = on.nextNo();
    on.paid({ outTradeNo: no, attempts: [anAttempt({ no, paySp: 'yaband', state: 'paid' })] });
  },
  'a refund': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(on.refunded(order));
  },
  'a refund of an old payment': (on) =>
    void on.refundLine(on.refunded(on.paid({}, day.from - 500 * HOUR_MS))),
  'a refund that the statement knows by the PSP’s number only': (on) => {
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS), { spRefundNo: 'SPR1' });
    on.refundLine(order, { outRefundNo: '', spRefundNo: 'SPR1' });
  },
  'a refund that the statement knows by its payment and amount only': (on) =>
    void on.refundLine(on.refunded(on.paid({}, day.from - 500 * HOUR_MS)), { outRefundNo: '' }),
  'refunds made at the PSP that were booked as one': (on) => {
    const order = on.paid({}, day.from - 500 * HOUR_MS);
    const booked = on.refunded(order, {
      outRefundNo: `${order.outTradeNo}E1`,
      isNumberOurs: true,
      amount: { value: 300, currency: 'CNY' },
      sentAt: day.to + 30 * HOUR_MS,
    });
    on.refundLine(booked, { outRefundNo: 'back-office-1', amount: { value: 200, currency: 'CNY' } });
    on.refundLine(booked, { outRefundNo: 'back-office-2', amount: { value: 100, currency: 'CNY' } });
  },
  'a refund that is on its way and not in the statement': (on) => {
    const order = on.paid();
    on.line(order);
    on.refunded(order, { state: 'processing' }, 'processing');
  },
  'a refund that is on its way on both sides': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(on.refunded(order, { state: 'processing' }, 'processing'), {
      status: 'processing',
      theirs: 'PROCESSING',
    });
  },
  'a refund that has gone through since': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(on.refunded(order), { status: 'processing', theirs: 'PROCESSING' });
  },
  'a refund that failed': (on) => {
    const order = on.paid();
    on.line(order);
    on.refunded(order, { state: 'failed' }, 'failed');
  },
  'a payment whose money is kept aside': (on) => void withSecondAttempt(on, 'aside'),
  'money that is kept aside and of no order': (on) => {
    on.line(keptAsideAlone(on));
  },
  'money that is kept aside, in a line that carries the PSP’s number alone': (on) => {
    const order = keptAsideAlone(on);
    on.line(order, { attemptNo: '', transactionId: '' });
  },
  'money that is kept aside, in a line that carries WeChat’s number alone': (on) => {
    const order = keptAsideAlone(on);
    on.line(order, { attemptNo: '', spTradeNo: `4200${order.outTradeNo}`, transactionId: '' });
  },
  'a payment that we did not know of': (on) => void on.line(on.unpaid('paid')),
  'a refund whose end we did not know of': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(on.refunded(order, { state: 'processing' }, 'succeeded'));
  },
  'a refund that failed here and went through': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(on.refunded(order, { state: 'failed' }, 'succeeded'));
  },
  'a payment that was taken back and has gone back here': (on) => {
    const order = on.paid();
    on.refunded(order, { amount: order.total });
    on.line(order, { status: 'reversed', theirs: 'REVOKED' });
  },
};

/** Things of which exactly one finding must come. */
export const wrong: Readonly<Record<string, Plant>> = {
  'a payment of an order that does not exist': (on) => {
    const order = on.paid();
    on.world.store.orderTable.delete(order.outTradeNo);
    on.line(order);
    on.expect('missing_here', order.outTradeNo);
  },
  'a payment that only the statement knows': (on) => {
    const order = on.unpaid('pending');
    on.line(order);
    on.expect('missing_here', order.outTradeNo);
  },
  'a payment that the statement lacks': (on) => on.expect('missing_there', on.paid().outTradeNo),
  'a payment just inside the day that it lacks': (on) => {
    on.expect('missing_there', on.paid({}, day.from + 2 * HOUR_MS).outTradeNo);
    on.expect('missing_there', on.paid({}, day.to - 2 * HOUR_MS - 1).outTradeNo);
  },
  'another amount': (on) => {
    const order = on.paid();
    on.line(order, { amount: { value: order.total.value - 1, currency: 'CNY' } });
    on.expect('amount', order.outTradeNo);
  },
  'another currency': (on) => {
    const order = on.paid();
    on.line(order, { amount: { value: order.total.value, currency: 'USD' } });
    on.expect('currency', order.outTradeNo);
  },
  'a payment that was taken back': (on) => {
    const order = on.paid();
    on.line(order, { status: 'reversed', theirs: 'REVOKED' });
    on.expect('state', order.outTradeNo);
  },
  'a payment twice': (on) => {
    const order = on.paid();
    on.line(order);
    on.line(order);
    on.expect('duplicate', order.outTradeNo);
  },
  'a second payment of an order': (on) => {
    withSecondAttempt(on, 'open');
    const [no = ''] = [...on.world.store.orderTable.keys()].slice(-1);
    on.expect('duplicate', no);
  },
  'a second payment under the same number': (on) => {
    const order = on.paid();
    on.line(order);
    on.line(order, { spTradeNo: 'OTHER1', transactionId: 'OTHER1' });
    on.expect('duplicate', order.outTradeNo);
  },
  'a second payment in the place of the first': (on) => {
    const order = on.paid();
    on.line(order, { spTradeNo: 'OTHER2', transactionId: 'OTHER2' });
    on.expect('duplicate', order.outTradeNo);
    on.expect('missing_there', order.outTradeNo);
  },
  'a refund made at the PSP, of which the PSP does not tell': (on) => {
    const order = on.paid();
    on.line(order);
    on.refundLine(order, { outRefundNo: 'BACKOFFICE' + order.outTradeNo });
    on.expect('missing_here', 'BACKOFFICE' + order.outTradeNo, 'refund');
  },
  'a refund of an order that does not exist': (on) => {
    const order = on.refunded(on.paid());
    on.world.store.orderTable.delete(order.outTradeNo);
    on.refundLine(order);
    on.expect('missing_here', order.refunds[0]?.outRefundNo ?? '', 'refund');
  },
  'a refund that the statement lacks': (on) => {
    const order = on.paid();
    on.line(order);
    on.expect('missing_there', on.refunded(order).refunds[0]?.outRefundNo ?? '', 'refund');
  },
  'a refund of another amount': (on) => {
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS));
    on.refundLine(order, { amount: { value: 99, currency: 'CNY' } });
    on.expect('amount', order.refunds[0]?.outRefundNo ?? '', 'refund');
  },
  'a refund that failed here, and the statement has it': (on) => {
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS), { state: 'failed' }, 'failed');
    on.refundLine(order);
    on.expect('state', order.refunds[0]?.outRefundNo ?? '', 'refund');
  },
  'a refund that went through here, and failed in the statement': (on) => {
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS));
    on.refundLine(order, { status: 'failed', theirs: 'CLOSED' });
    on.expect('state', order.refunds[0]?.outRefundNo ?? '', 'refund');
  },
  'a refund twice': (on) => {
    const order = on.refunded(on.paid({}, day.from - 500 * HOUR_MS));
    on.refundLine(order);
    on.refundLine(order);
    on.expect('duplicate', order.refunds[0]?.outRefundNo ?? '', 'refund');
  },
};

export const everything: Readonly<Record<string, Plant>> = { ...fine, ...wrong };
