/**
 * What moved on the merchant's account at a PSP on a day, summed while the file comes. It answers what a trade bill cannot: what
 * was really taken as fees, and what the account held before and after. Nothing is compared with it line by line.
 */
import { StatementUnusable } from '../../../kernel/statement-unusable';
import type { FundMove, StatementDay } from '../../psp/statement';
import { downloadStatement } from './download-statement';
import type { NotFetched } from './fetched-statement';
import type { ConnectedAccount } from '../payment-config';
import type { Shop } from '../shop';

/** Minor units; below zero what went out. `before` plus all that moved is `after`. */
export interface FundSums {
  readonly currency: string;
  readonly before: number;
  readonly payments: number;
  readonly refunds: number;
  readonly fees: number;
  readonly other: number;
  readonly after: number;
  readonly moves: number;
}

/**
 * `none`: this account has no such bill, or may not ask for it, and why. `unknown`: it did not come this time. `unusable`: it
 * contradicts itself; the file is kept.
 */
export type Funds =
  | { readonly is: 'summed'; readonly sums: FundSums }
  | { readonly is: 'empty' }
  | { readonly is: 'none' | 'unknown' | 'unusable'; readonly why: string };

const NONE: Funds = { is: 'none', why: 'this PSP states no movements of the account' };

/** Of a day whose statement is ready. Never throws for what the PSP sends. */
export async function fundsOf(shop: Shop, connected: ConnectedAccount, day: StatementDay): Promise<Funds> {
  const { statement } = connected.connector;
  const source = statement !== 'none' && statement.by === 'file' ? statement.funds : undefined;
  if (!source) return NONE;
  const lacks = source.lacks(connected.account, shop.clock.now());
  if (lacks.length > 0) return { is: 'none', why: lacks.join('; ') };
  const fetched = await downloadStatement(shop, connected, await source.load(), {
    day,
    name: `${day}-funds`,
  });
  return fetched.is === 'lines' ? summed(shop, fetched.lines) : without(fetched);
}

function without(fetched: NotFetched): Funds {
  switch (fetched.is) {
    case 'empty':
      return { is: 'empty' };
    case 'none':
      return NONE;
    case 'unusable':
      return fetched.code === 'refused'
        ? { is: 'none', why: `the PSP refuses it: ${fetched.why}` }
        : { is: 'unusable', why: fetched.why };
    case 'later':
    case 'unknown':
      return { is: 'unknown', why: fetched.why };
  }
}

async function summed(shop: Shop, batches: AsyncIterable<readonly FundMove[]>): Promise<Funds> {
  const sums = new Sums();
  try {
    for await (const moves of batches) {
      if (shop.clock.now() >= shop.deadline)
        return { is: 'unknown', why: 'the function ended before its file' };
      for (const move of moves) sums.add(move);
    }
  } catch (error) {
    if (!(error instanceof StatementUnusable)) throw error;
    return { is: 'unusable', why: error.message };
  }
  return sums.result();
}

class Sums {
  private readonly moved: Record<FundMove['for'], number> = { payment: 0, refund: 0, fee: 0, other: 0 };
  private before: number | undefined;
  private last: FundMove | undefined;
  private moves = 0;

  add(move: FundMove): void {
    this.before ??= move.balance - move.moved;
    this.moved[move.for] += move.moved;
    this.last = move;
    this.moves += 1;
  }

  result(): Funds {
    if (this.before === undefined || !this.last) return { is: 'empty' };
    const { payment: payments, refund: refunds, fee: fees, other } = this.moved;
    const { balance: after, currency } = this.last;
    const { before, moves } = this;
    return { is: 'summed', sums: { currency, before, payments, refunds, fees, other, after, moves } };
  }
}
