/**
 * The money of a day, per currency, in minor units: payments less refunds. When nothing differs, what we have is what the
 * statement has and what is pending.
 */
import type { Money } from '../../kernel/money';
import type { Fee } from '../../payments';

export interface Balance {
  readonly feeType: string;
  /** Of everything of ours that this statement should have, or has. */
  readonly ours: number;
  readonly theirs: number;
  /** Of what waits for a neighbouring statement, and of refunds on their way that this one lacks. */
  readonly pending: number;
}

/** Fees of one currency, in thousandths of its minor unit; what was given back is taken off. */
export interface FeeSum {
  readonly feeType: string;
  readonly thousandths: number;
}

type Column = 'ours' | 'theirs' | 'pending';

export class Sums {
  private readonly money = new Map<string, Record<Column, number>>();
  private readonly fee = new Map<string, number>();

  /** Payments count up, refunds down. */
  add(columns: readonly Column[], of: 'payment' | 'refund', { value, currency }: Money): void {
    const sums = this.money.get(currency) ?? { ours: 0, theirs: 0, pending: 0 };
    for (const column of columns) sums[column] += of === 'payment' ? value : -value;
    this.money.set(currency, sums);
  }

  addFee({ thousandths, currency }: Fee): void {
    this.fee.set(currency, (this.fee.get(currency) ?? 0) + thousandths);
  }

  get balances(): readonly Balance[] {
    return sorted(this.money).map(([feeType, sums]) => ({ feeType, ...sums }));
  }

  get fees(): readonly FeeSum[] {
    return sorted(this.fee).map(([feeType, thousandths]) => ({ feeType, thousandths }));
  }
}

const sorted = <T>(sums: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
