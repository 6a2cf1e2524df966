/** What a PSP says of one day, as a stream of lines. */
import type { Connector } from '../psp/connector';
import type { StatementDay, StatementLine } from '../psp/statement';
import type { StatementFault } from '../../kernel/statement-unusable';
import type { ConnectedAccount } from './payment-config';
import type { Shop } from './shop';

/** What came of fetching a statement. */
export type Fetched =
  /** Batches; iterating may throw StatementUnusable, also at the very end: then nothing of it counts. */
  | { readonly is: 'lines'; readonly lines: AsyncIterable<readonly StatementLine[]> }
  /** No trade that day: a result. */
  | { readonly is: 'empty' }
  | { readonly is: 'later'; readonly why: string }
  | { readonly is: 'unusable'; readonly code: StatementFault; readonly why: string }
  | { readonly is: 'unknown'; readonly why: string }
  | { readonly is: 'none' };

/** When and how a PSP states its days. */
export interface StatementTimes {
  /** The zone of its days, such as `+08:00`. */
  readonly zone: string;
  /** The hour of the following day, in that zone, from which it is ready. */
  readonly readyHour: number;
}

/** When this PSP states its days; undefined where it never does. */
export const statementTimesOf = (_connector: Connector): StatementTimes | undefined => undefined;

export const fetchStatement = async (
  _shop: Shop,
  _connected: ConnectedAccount,
  _day: StatementDay,
): Promise<Fetched> => ({ is: 'none' });

export const readStatement = (
  _connected: ConnectedAccount,
  _day: StatementDay,
  _bytes: AsyncIterable<Uint8Array>,
): Fetched => ({ is: 'none' });
