/** One day, from what came of the question for its statement to the kept report. */
import { StatementUnusable } from '../kernel/statement-unusable';
import type { Fetched, Funds, StatementLine } from '../payments';
import { compareDay, type Comparison } from './judging/compare-day';
import { OutOfTime } from './judging/comparing';
import { keepContents } from './reports/keep-report';
import type { Reconciling } from './ports';
import type { Report } from './reports/report';

/** `done`: the report is kept. In every other case nothing was. */
export type DayOutcome =
  | { readonly is: 'done'; readonly report: Report }
  | { readonly is: 'later' | 'unknown'; readonly why: string }
  | { readonly is: 'unusable'; readonly code: string; readonly why: string }
  | { readonly is: 'none' }
  | { readonly is: 'out of time' };

export interface DayWish extends Omit<Comparison, 'lines'> {
  /** Asks what moved on the account, once the statement has proven usable. */
  readonly funds?: () => Promise<Funds>;
}

export async function runDay(
  room: Reconciling,
  fetched: Fetched,
  { funds, ...wish }: DayWish,
): Promise<DayOutcome> {
  if (fetched.is !== 'lines' && fetched.is !== 'empty') return fetched;
  try {
    const lines = fetched.is === 'lines' ? fetched.lines : noLines();
    const compared = await compareDay(room, { ...wish, lines });
    const contents = funds ? { ...compared, funds: await funds() } : compared;
    return { is: 'done', report: await keepContents(room, wish.whose, wish.day, contents) };
  } catch (error) {
    if (error instanceof StatementUnusable) return { is: 'unusable', code: error.code, why: error.message };
    if (error instanceof OutOfTime) return { is: 'out of time' };
    throw error;
  }
}

/** A day without trade is compared like any other: what we have of it is missing there. */
async function* noLines(): AsyncGenerator<readonly StatementLine[]> {
  // Nothing comes.
}
