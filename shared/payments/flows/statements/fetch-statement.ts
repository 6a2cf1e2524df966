/**
 * What a PSP says of one day: its bill or its lists, as lines. Nothing is booked from it, so whatever is wrong with it has a
 * name and ends here.
 */
import { PayError } from '../../../kernel/errors';
import type { Connector } from '../../psp/connector';
import type { StatementDay } from '../../psp/statement';
import { downloadStatement } from './download-statement';
import type { Fetched } from './fetched-statement';
import { listStatement } from './list-statement';
import type { ConnectedAccount } from '../payment-config';
import type { Shop } from '../shop';

export { StatementUnusable, statementFaults, type StatementFault } from '../../../kernel/statement-unusable';

/** When a PSP states its days. */
export interface StatementTimes {
  /** The zone of its days, such as `+08:00`. */
  readonly zone: string;
  /** The hour of the following day, in that zone, from which it is ready. */
  readonly readyHour: number;
}

/** When this PSP states its days; undefined where it never does. */
export const statementTimesOf = ({ statement }: Connector): StatementTimes | undefined =>
  statement === 'none' ? undefined : statement;

/** The statement of a day (`YYYY-MM-DD` in the statement's own zone). Throws INVALID_INPUT for what is no day. */
export async function fetchStatement(
  shop: Shop,
  connected: ConnectedAccount,
  day: StatementDay,
): Promise<Fetched> {
  const { statement } = connected.connector;
  if (statement === 'none') return { is: 'none' };
  const lacks = statement.lacks?.(connected.account) ?? [];
  if (lacks.length > 0) return { is: 'unusable', code: 'lacking', why: lacks.join('; ') };
  const now = shop.clock.now();
  const start = startOf(day, statement.zone);
  if (now < start + DAY_MS + statement.readyHour * HOUR_MS)
    return {
      is: 'later',
      why: `${day} is ready at ${statement.readyHour}:00 of the next day (${statement.zone})`,
    };
  if (now >= start + (statement.daysBack + 1) * DAY_MS)
    return { is: 'unusable', code: 'too_old', why: `it is kept for ${statement.daysBack} days` };
  return statement.by === 'file'
    ? downloadStatement(shop, connected, await statement.load(), { day })
    : listStatement(shop, connected, await statement.load(), { from: start, to: start + DAY_MS });
}

/** The lines of a statement that a person has as a file. Iterating throws StatementUnusable as with a fetched one. */
export async function readStatement(
  { connector, account }: ConnectedAccount,
  day: StatementDay,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Fetched> {
  const { statement } = connector;
  if (statement === 'none' || statement.by === 'list') return { is: 'none' };
  // Throws for what is no day.
  startOf(day, statement.zone);
  const file = await statement.load();
  return { is: 'lines', lines: file.lines({ bytes, day, account }) };
}

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

/** The moment when a day begins, milliseconds. */
function startOf(day: StatementDay, zone: string): number {
  const start = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00${zone}`) : NaN;
  const isReal = !Number.isNaN(start) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  if (isReal) return start;
  throw new PayError('INVALID_INPUT', 'the day must be a date like 2026-11-24');
}
