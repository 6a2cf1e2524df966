/** What came of the question for a statement, or for what moved on an account. */
import type { StatementFault } from '../../../kernel/statement-unusable';
import type { StatementLine } from '../../psp/statement';

export type Fetched<Line = StatementLine> =
  /** Iterating may throw StatementUnusable, also at the very end: then nothing of it counts. */
  { readonly is: 'lines'; readonly lines: AsyncIterable<readonly Line[]> } | NotFetched;

export type NotFetched =
  /** No trade that day. */
  | { readonly is: 'empty' }
  | { readonly is: 'later'; readonly why: string }
  | { readonly is: 'unusable'; readonly code: StatementFault; readonly why: string }
  /** No answer, or one that says nothing. */
  | { readonly is: 'unknown'; readonly why: string }
  /** This PSP has no statement. */
  | { readonly is: 'none' };
