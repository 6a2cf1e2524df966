/** What is to be entered in a ledger, and the record number that is reserved for it. */
import type { Versioned } from '../../kernel/versioned';
import type { OrderFacts } from './order-share';

export interface Wish {
  /** The record number. */
  readonly id: string;
  readonly member: string;
  readonly kind: 'entry' | 'import' | 'earn';
  readonly points: number;
  readonly balance: number;
  readonly reason: string;
  /** Of `earn`: what the points are worked out from. */
  readonly order: OrderFacts | undefined;
}

export interface Reservation extends Wish, Versioned {
  /** When the timer finishes it, milliseconds; undefined: it is finished. */
  readonly dueAt: number | undefined;
}
