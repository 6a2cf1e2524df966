// The database on a bad day: faults that somebody asked for, each for so many calls, or for a share of them.
import * as v from 'valibot';
import { transactionConflict } from '../database/database-errors';
import { ServiceError } from '../service-error';
import { json, type WebReply } from '../web';

export const databaseFaultKinds = [
  'conflict',
  'limit',
  'http_500',
  'drop_before',
  'drop_after',
  'slow',
] as const;

/** Milliseconds of an answer that is slow. */
const SLOW_MS = 3000;
/** So many faults wait at most. */
const MOST = 100;

export const databaseFaultSchema = v.strictObject({
  /** An action of the service, with or without its `database.`; every one of them where it is missing. */
  action: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^(database\.)?[A-Za-z]+$/, 'must name an action, such as updateDocument, or any'),
    ),
    'any',
  ),
  kind: v.picklist(databaseFaultKinds),
  /** How many calls it befalls: one unless told, with a rate as many as come. */
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
  /** Which share of the calls it befalls, evenly: of 0.25 every fourth. */
  rate: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), 1),
});

export type DatabaseFault = v.InferOutput<typeof databaseFaultSchema>;
type Kind = DatabaseFault['kind'];

interface Waiting {
  readonly fault: DatabaseFault;
  /** How often it still comes. */
  left: number;
  /** What has gathered of the next one. */
  gathered: number;
}

export class DatabaseFaults {
  private waiting: Waiting[] = [];

  /** Plans one. Throws where too many wait. */
  add(fault: DatabaseFault): void {
    if (this.waiting.length >= MOST) throw new Error(`${MOST} faults wait already: remove some, or reset`);
    const left = fault.times ?? (fault.rate < 1 ? Infinity : 1);
    this.waiting.push({ fault, left, gathered: 0 });
  }

  /** Takes back those of this action and kind. */
  remove({ action, kind }: Pick<DatabaseFault, 'action' | 'kind'>): void {
    this.waiting = this.waiting.filter(({ fault }) => fault.action !== action || fault.kind !== kind);
  }

  clear(): void {
    this.waiting = [];
  }

  /** Those that have not come to their end. */
  pending(): readonly DatabaseFault[] {
    return this.waiting.map(({ fault, left }) => ({
      ...fault,
      ...(Number.isFinite(left) ? { times: left } : {}),
    }));
  }

  /** What a call of `action` gets: the answer of `work`, or the fault whose turn it is. Throws the service's own errors. */
  async around(action: string, work: () => Promise<WebReply>): Promise<WebReply> {
    const kind = this.take(action);
    switch (kind) {
      case undefined:
        return work();
      case 'conflict':
        throw transactionConflict();
      case 'limit':
        throw new ServiceError('EXCEED_REQUEST_LIMIT', 'Exceed request limit. Please try again later.');
      case 'http_500':
        return {
          status: 500,
          headers: { 'content-type': 'text/html' },
          body: '<h1>500 Internal Server Error</h1>',
        };
      case 'drop_before':
        return broken;
      case 'drop_after':
        await work().catch(() => undefined);
        return broken;
      case 'slow':
        return { ...(await work()), delayMs: SLOW_MS };
    }
  }

  private take(action: string): Kind | undefined {
    const one = this.waiting.find((each) => befalls(each.fault, action) && isDue(each));
    if (!one) return undefined;
    one.left -= 1;
    if (one.left <= 0) this.waiting = this.waiting.filter((each) => each !== one);
    return one.fault.kind;
  }
}

/** The connection breaks before the answer is whole. */
const broken: WebReply = { ...json({ requestId: 'broken off' }), cutAt: 1 };

const befalls = ({ action }: DatabaseFault, called: string): boolean =>
  called.startsWith('database.') &&
  (action === 'any' || called === action || called === `database.${action}`);

function isDue(one: Waiting): boolean {
  one.gathered += one.fault.rate;
  // A quarter four times over is not always one.
  if (one.gathered < 1 - 1e-9) return false;
  one.gathered -= 1;
  return true;
}
