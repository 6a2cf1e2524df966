/** One comparison under way: whose day it is, how much it may do, and what it has found so far. */
import type { StatementDay } from '../../payments';
import type { Whose } from '../reports/finding';
import type { Findings } from '../reports/findings';
import type { Match } from '../lines/match';
import type { DayBounds } from '../statement-day';
import type { Reconciling } from '../ports';

/** How much one comparison may do. */
export interface Limits {
  readonly lines: number;
  /** Lines without a counterpart that are looked up one by one; more are only counted. */
  readonly lookups: number;
  /** Questions to the PSP. */
  readonly questions: number;
  /** When it must have ended, milliseconds. */
  readonly until: number;
}

/** What a comparison says of itself while it runs. */
export interface Progress {
  readonly lines: number;
  readonly ours: number;
}

export interface Comparing {
  readonly room: Reconciling;
  readonly whose: Whose;
  readonly day: StatementDay;
  readonly zone: string;
  readonly bounds: DayBounds;
  readonly limits: Limits;
  readonly match: Match;
  readonly findings: Findings;
  readonly onProgress: (progress: Progress) => void;
}

/** There was not enough time: what was read of it counts for nothing. */
export class OutOfTime extends Error {
  constructor() {
    super('the comparison did not end in its time');
    this.name = 'OutOfTime';
  }
}

/** @throws OutOfTime */
export function needTime({ room, limits }: Pick<Comparing, 'room' | 'limits'>): void {
  if (room.shop.clock.now() >= limits.until) throw new OutOfTime();
}
