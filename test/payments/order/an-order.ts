/** Orders and facts for tests: complete, ordinary ones, of which a test changes only what it is about. */
import type { PaymentFact, RefundFact } from '../../../shared/payments/order/facts';
import type { Attempt, Order, Refund } from '../../../shared/payments/order/order';

export const EUR = 'EUR';

export const euros = (value: number): { value: number; currency: string } => ({ value, currency: EUR });

/** A payment attempt that the payer can pay. */
export function anAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    no: 'CPORDER01',
    paySp: 'yaband',
    payMethod: 'wechat',
    appid: 'wx0000000000000001',
    description: 'Stroopwafels',
    state: 'open',
    requestedAt: 1000,
    leaseUntil: 0,
    doubtful: false,
    left: true,
    cancels: 0,
    cancelUntil: 0,
    askAt: 0,
    ...change,
  };
}

/** A pending order of 100 cents with one open attempt. */
export function anOrder(change: Partial<Order> = {}): Order {
  return {
    outTradeNo: 'CPORDER01',
    version: 3,
    appid: 'wx0000000000000001',
    openid: 'o-payer',
    configId: 'payment',
    total: euros(100),
    items: [{ goodsId: 'waffles', title: 'Stroopwafels', quantity: 1, price: 100 }],
    state: 'pending',
    attempts: [anAttempt()],
    refunds: [],
    returns: [],
    decisions: [],
    late: false,
    hook: 'none',
    hookUntil: 0,
    hookTries: 0,
    askedAt: 0,
    attention: [],
    journal: [],
    journalFrom: 0,
    createdAt: 1000,
    endAt: 0,
    ...change,
  };
}

export function aRefund(change: Partial<Refund> = {}): Refund {
  return {
    outRefundNo: 'CPORDER01R1',
    amount: euros(40),
    reason: 'refund',
    state: 'requested',
    requestedAt: 2000,
    sentAt: 2000,
    wish: 'sum',
    isNumberOurs: true,
    told: true,
    leaseUntil: 0,
    doubtful: false,
    left: true,
    askAt: 0,
    ...change,
  };
}

/** The order above, paid. */
export function aPaidOrder(refunds: readonly Refund[] = []): Order {
  return anOrder({
    state: 'paid',
    paidAttempt: 'CPORDER01',
    paidAt: 5000,
    hook: 'done',
    attempts: [anAttempt({ state: 'paid', spTradeNo: 'SP1' })],
    refunds,
  });
}

/** A verified word that the order above is paid in full. */
export function aPayment(change: Partial<PaymentFact> = {}): PaymentFact {
  return {
    kind: 'payment',
    paySp: 'yaband',
    attemptNo: 'CPORDER01',
    status: 'paid',
    amount: euros(100),
    spTradeNo: 'SP1',
    theirs: 'paid',
    ...change,
  };
}

/** A verified word that the refund above went through. */
export function aRefundFact(change: Partial<RefundFact> = {}): RefundFact {
  return {
    kind: 'refund',
    paySp: 'yaband',
    outRefundNo: 'CPORDER01R1',
    status: 'succeeded',
    amount: euros(40),
    theirs: 'refunded',
    ...change,
  };
}
