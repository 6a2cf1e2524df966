/** An order made again from its journal, to see whether the document says what happened. */
import { present } from '../../kernel/present';
import {
  isReturn,
  type AttemptState,
  type JournalEntry,
  type Move,
  type Order,
  type OrderState,
  type Refund,
} from './order';
import { attemptMoves } from './order-changes';
import type { RefundState } from './facts';
import { refundMoves } from './refund-facts';
import { orderMoves } from './transitions';

interface ReplayedAttempt {
  readonly paySp: string;
  readonly state: AttemptState;
  /** What was paid, minor units. */
  readonly fee?: number;
}

interface ReplayedRefund {
  readonly state: RefundState;
  readonly fee: number;
  /** PSP and currency of kept-aside money, which may be others than the order's. */
  readonly where?: string;
}

/** What a journal alone says of its order. */
export interface Replayed {
  readonly state: OrderState;
  readonly attempts: ReadonlyMap<string, ReplayedAttempt>;
  readonly refunds: ReadonlyMap<string, ReplayedRefund>;
  /** Kept-aside money on its way back. */
  readonly returns: ReadonlyMap<string, ReplayedRefund>;
  /** Lines that cannot follow those before them. */
  readonly problems: readonly string[];
}

class Replay implements Replayed {
  state: OrderState = 'created';
  readonly attempts = new Map<string, ReplayedAttempt>();
  readonly refunds = new Map<string, ReplayedRefund>();
  readonly returns = new Map<string, ReplayedRefund>();
  readonly problems: string[] = [];

  take(move: Move): void {
    switch (move.of) {
      case 'order':
        this.takeOrder(move.to);
        break;
      case 'attempt':
        this.takeAttempt(move);
        break;
      case 'refund':
        this.takeRefund(this.refunds, move);
        break;
      case 'return':
        this.takeRefund(this.returns, move);
        break;
    }
  }

  private takeOrder(to: OrderState): void {
    // The first line says that it was created.
    if (to !== this.state && !orderMoves[this.state].includes(to)) this.cannot('the order', this.state, to);
    this.state = to;
  }

  private takeAttempt({ no, paySp, to, fee }: Extract<Move, { of: 'attempt' }>): void {
    const was = this.attempts.get(no);
    if (to === 'gone') {
      this.attempts.delete(no);
      return;
    }
    const mayMove = !was || was.state === to || attemptMoves[was.state].includes(to);
    if (!mayMove) this.cannot(`attempt ${no}`, was.state, to);
    this.attempts.set(no, { paySp, state: to, ...present({ fee }) });
  }

  private takeRefund(
    known: Map<string, ReplayedRefund>,
    move: Extract<Move, { of: 'refund' | 'return' }>,
  ): void {
    const { of, no, to, fee } = move;
    const was = known.get(no);
    if (to === 'gone') {
      known.delete(no);
      return;
    }
    const mayMove = !was || was.state === to || refundMoves[was.state].includes(to);
    if (!mayMove) this.cannot(`${of} ${no}`, was.state, to);
    const where = move.of === 'return' ? whereOf(move.paySp, move.currency) : undefined;
    known.set(no, { state: to, fee, ...present({ where }) });
  }

  private cannot(what: string, from: string, to: string): void {
    this.problems.push(`its journal has ${what} go from ${from} to ${to}`);
  }
}

const whereOf = (paySp: string, currency: string): string => `at ${paySp} in ${currency}`;

/** What a whole journal, the archived lines first, says of its order. */
export function replay(lines: readonly JournalEntry[]): Replayed {
  const replayed = new Replay();
  for (const { moved } of lines) {
    moved?.forEach((move) => {
      replayed.take(move);
    });
  }
  return replayed;
}

/** In what an order differs from its whole journal, in sentences; empty where it adds up. */
export function disagreements(order: Order, lines: readonly JournalEntry[]): readonly string[] {
  const told = replay(lines);
  return [
    ...told.problems,
    ...(told.state === order.state ? [] : [`is ${order.state}, its journal says ${told.state}`]),
    ...attemptDisagreements(order, told),
    ...refundDisagreements('refund', order.refunds, told.refunds),
    ...refundDisagreements('return', order.returns, told.returns),
  ];
}

/** What somebody says of one thing, the weightiest first. */
type Words = readonly string[];

/** The first word that differs, in a sentence; none where all agree. */
function difference(what: string, is: Words, told: Words): readonly string[] {
  const at = is.findIndex((word, place) => word !== told[place]);
  return at < 0 ? [] : [`${what} is ${is[at] ?? ''}, the journal says ${told[at] ?? ''}`];
}

function attemptDisagreements(order: Order, { attempts }: Replayed): readonly string[] {
  const is = new Map(order.attempts.map((one) => [one.no, one]));
  const known = [...new Set([...is.keys(), ...attempts.keys()])].flatMap((no) => {
    const words = (one: ReplayedAttempt | undefined, none: string): Words =>
      one ? [one.state, `at ${one.paySp}`] : [none];
    return difference(
      `attempt ${no}`,
      words(is.get(no), 'not there'),
      words(attempts.get(no), 'nothing of it'),
    );
  });
  const paid = [...attempts].filter(([, { state }]) => state === 'paid');
  const sums = paid.flatMap(([no, { fee }]) =>
    fee === order.total.value
      ? []
      : [`attempt ${no} was paid with ${fee}, the order is of ${order.total.value}`],
  );
  const names = paid.map(([no]) => no);
  const isNamed = names.length <= 1 && names[0] === order.paidAttempt;
  return [
    ...known,
    ...sums,
    ...(isNamed
      ? []
      : [`was paid by ${order.paidAttempt ?? 'none'}, the journal says ${names.join(', ') || 'none'}`]),
  ];
}

function refundDisagreements(
  what: 'refund' | 'return',
  all: readonly Refund[],
  told: ReadonlyMap<string, ReplayedRefund>,
): readonly string[] {
  const words = (one: ReplayedRefund | undefined): Words =>
    one ? [`${one.state} with ${one.fee}`, one.where ?? ''] : ['nothing'];
  const is = new Map<string, ReplayedRefund>(
    all.map((one) => {
      const { outRefundNo, state, amount } = one;
      const where = isReturn(one) ? whereOf(one.payment.paySp, amount.currency) : undefined;
      return [outRefundNo, { state, fee: amount.value, ...present({ where }) }];
    }),
  );
  const numbers = [...new Set([...is.keys(), ...told.keys()])];
  return numbers.flatMap((no) => difference(`${what} ${no}`, words(is.get(no)), words(told.get(no))));
}
