/**
 * A shop's day at WeChat Pay and the statement of it, made thing by thing. Each thing says what a comparison must find of it,
 * and nothing else may be found.
 */
import type { Contents } from '../../shared/reconciliation/reports/report';
import { compareDay, type Comparison } from '../../shared/reconciliation/judging/compare-day';
import type { Finding, FindingKind } from '../../shared/reconciliation/reports/finding';
import { keepContents } from '../../shared/reconciliation/reports/keep-report';
import type { Reconciling } from '../../shared/reconciliation/ports';
import { boundsOf, HOUR_MS } from '../../shared/reconciliation/statement-day';
import type {
  Funds,
  Order,
  Refund,
  StatedPaymentLine,
  StatedRefundLine,
  StatementLine,
} from '../../shared/payments';
import type { PspPayment } from '../payments/flows/fake-psp';
import { openWorld, payer, type World } from '../payments/flows/world';
import { anAttempt, anOrder, aRefund } from '../payments/order/an-order';
import { memoryBooks, MemoryReports } from './memory-books';

export const DAY = '2026-11-01';
export const ZONE = '+08:00';
export const day = boundsOf(DAY, ZONE);
export const NOON = day.from + 12 * HOUR_MS;
export const whose = { paySp: 'v3', configId: 'payment' };
const CNY = 'CNY';

const LIMITS = { lines: 100_000, lookups: 1000, questions: 1000, until: Infinity };

interface Expected {
  readonly kind: FindingKind;
  readonly of: 'payment' | 'refund';
  readonly no: string;
}

export class ADay {
  readonly world: World = openWorld('v3');
  readonly reports = new MemoryReports();
  readonly room: Reconciling;
  lines: StatementLine[] = [];
  /** What the PSP says moved on the account. */
  funds: Funds = { is: 'none', why: 'a test' };
  readonly expected: Expected[] = [];
  private made = 0;

  constructor() {
    this.room = {
      shop: this.world.shop,
      books: memoryBooks(this.world.store),
      reports: this.reports,
      statements: {
        timesOf: () => ({ zone: ZONE, readyHour: 10 }),
        get: async () => this.fetched(),
        fundsOf: async () => this.funds,
      },
      configIds: async () => ['payment'],
    };
  }

  /** What the PSP answers when its statement is fetched. */
  fetched: () => Awaited<ReturnType<Reconciling['statements']['get']>> = () => ({
    is: 'lines',
    lines: batches(this.lines),
  });

  nextNo(): string {
    this.made += 1;
    return `CPDAY${String(this.made).padStart(8, '0')}`;
  }

  /** An order that was paid here and there. */
  paid(change: Partial<Order> = {}, at = NOON): Order {
    const no = change.outTradeNo ?? this.nextNo();
    const order = anOrder({
      outTradeNo: no,
      appid: payer.appid,
      openid: payer.openid,
      total: { value: 1000 + this.made, currency: CNY },
      state: 'paid',
      paidAttempt: no,
      paidAt: at,
      transactionId: `42${no}`,
      hook: 'done',
      attempts: [anAttempt({ no, paySp: 'v3', appid: payer.appid, state: 'paid', spTradeNo: `42${no}` })],
      ...change,
    });
    this.put(order);
    this.atPsp(order, 'paid');
    return order;
  }

  /** An order that is open here. */
  unpaid(state: PspPayment['state']): Order {
    const no = this.nextNo();
    const attempts = [anAttempt({ no, paySp: 'v3', appid: payer.appid })];
    const order = anOrder({
      outTradeNo: no,
      appid: payer.appid,
      openid: payer.openid,
      total: { value: 1000 + this.made, currency: CNY },
      attempts,
    });
    this.put(order);
    this.atPsp(order, state);
    return order;
  }

  put(order: Order): void {
    this.world.store.orderTable.set(order.outTradeNo, order);
  }

  order(no: string): Order {
    const order = this.world.store.orderTable.get(no);
    if (!order) throw new Error(`no order ${no}`);
    return order;
  }

  atPsp(order: Order, state: PspPayment['state'], no = order.outTradeNo): void {
    const { value: amount, currency } = order.total;
    const payment = { no, trade: `42${no}`, amount, currency, state, appid: payer.appid };
    (this.world.psp.payments as Map<string, typeof payment>).set(no, payment);
  }

  /** The order with one more refund, here and at the PSP. */
  refunded(
    order: Order,
    change: Partial<Refund> = {},
    there: 'succeeded' | 'failed' | 'processing' = 'succeeded',
  ): Order {
    const outRefundNo = `${order.outTradeNo}R${order.refunds.length + 1}`;
    const refund = aRefund({
      outRefundNo,
      amount: { value: 100, currency: CNY },
      state: 'succeeded',
      requestedAt: NOON,
      sentAt: NOON,
      ...change,
      ...(change.state === undefined || change.state === 'succeeded'
        ? { refundedAt: change.refundedAt ?? change.sentAt ?? NOON }
        : {}),
    });
    const next = { ...order, refunds: [...order.refunds, refund] };
    this.put(next);
    const { value: amount } = refund.amount;
    const id = `50${refund.outRefundNo}`;
    this.world.psp.refunds.set(refund.outRefundNo, {
      no: refund.outRefundNo,
      of: order.outTradeNo,
      id,
      amount,
      state: there,
    });
    return next;
  }

  line(order: Order, change: Partial<StatedPaymentLine> = {}): StatedPaymentLine {
    const line: StatedPaymentLine = {
      kind: 'payment',
      row: this.lines.length + 1,
      status: 'paid',
      attemptNo: order.outTradeNo,
      spTradeNo: `42${order.outTradeNo}`,
      transactionId: `42${order.outTradeNo}`,
      amount: order.total,
      at: order.paidAt ?? NOON,
      theirs: 'SUCCESS',
      ...change,
    };
    this.lines.push(line);
    return line;
  }

  refundLine(order: Order, change: Partial<StatedRefundLine> = {}): StatedRefundLine {
    const refund = order.refunds.at(-1);
    const line: StatedRefundLine = {
      kind: 'refund',
      row: this.lines.length + 1,
      status: 'succeeded',
      attemptNo: order.outTradeNo,
      spTradeNo: `42${order.outTradeNo}`,
      outRefundNo: refund?.outRefundNo ?? '',
      amount: refund?.amount ?? { value: 100, currency: CNY },
      theirs: 'SUCCESS',
      ...change,
    };
    this.lines.push(line);
    return line;
  }

  expect(kind: FindingKind, no: string, of: Expected['of'] = 'payment'): void {
    this.expected.push({ kind, of, no });
  }

  async compared(change: Partial<Comparison> = {}): Promise<Contents> {
    const lines = batches(this.lines);
    return compareDay(this.room, {
      whose,
      day: DAY,
      zone: ZONE,
      source: 'psp',
      lines,
      limits: LIMITS,
      ...change,
    });
  }

  /** Compares and keeps the report, as the command does. */
  async reported(change: Partial<Comparison> = {}): Promise<Contents> {
    const contents = await this.compared(change);
    const report = await keepContents(this.room, whose, change.day ?? DAY, contents);
    if (!report.contents) throw new Error('the report has no contents');
    return report.contents;
  }
}

/** Lines in batches of seven, which divides nothing. */
export async function* batches(lines: readonly StatementLine[]): AsyncGenerator<readonly StatementLine[]> {
  for (let at = 0; at < lines.length; at += 7) yield lines.slice(at, at + 7);
}

/** Findings as `expect` says them, in an order of their own. */
export const named = (findings: readonly Finding[]): readonly string[] =>
  findings
    .map(({ kind, of, outTradeNo, outRefundNo }) => `${kind} ${of} ${outRefundNo ?? outTradeNo}`)
    .sort();

export const wanted = ({ expected }: ADay): readonly string[] =>
  expected.map(({ kind, of, no }) => `${kind} ${of} ${no}`).sort();
