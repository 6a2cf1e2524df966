/**
 * Compares one day's statement with our record: reads the statement to its end, lets our record stream past it, judges what is left
 * over. Nothing is written here but what payments book because the PSP, asked, said so.
 */
import type { PaidRow, RefundRow, RowPage, RowQuestion, StatementDay, StatementLine } from '../../payments';
import { needTime, type Comparing, type Limits, type Progress } from './comparing';
import type { Finding, Whose } from '../reports/finding';
import { Findings } from '../reports/findings';
import { Judging } from './judging';
import { reportBeside } from './neighbours';
import { judgeLacking } from './lacking';
import { judgeLeftLines } from './left-lines';
import { Match } from '../lines/match';
import type { Reconciling } from '../ports';
import { FOR_EVER, pagesOf } from '../pages';
import { allFindings, reportId, type Contents } from '../reports/report';
import { isRefundOn } from '../rows';
import { boundsOf, DAY_MS, dayBeside, EDGE_MS, mayBeOn, type DayBounds } from '../statement-day';

export interface Comparison {
  readonly whose: Whose;
  readonly day: StatementDay;
  readonly zone: string;
  readonly source: Contents['source'];
  /** Batches; iterating may throw StatementUnusable. */
  readonly lines: AsyncIterable<readonly StatementLine[]>;
  readonly limits: Limits;
  readonly onProgress?: (progress: Progress) => void;
}

/** @throws StatementUnusable, OutOfTime: then nothing of it counts. */
export async function compareDay(room: Reconciling, wish: Comparison): Promise<Contents> {
  const { whose, day, zone, limits } = wish;
  const bounds = boundsOf(day, zone);
  const comparing: Comparing = {
    room,
    whose,
    day,
    zone,
    bounds,
    limits,
    match: new Match(bounds, limits.lines),
    findings: new Findings(whose, await knownFindings(room, whose, day), room.shop.clock.now()),
    onProgress: wish.onProgress ?? (() => undefined),
  };
  await readLines(comparing, wish.lines);
  const unreadable = await readOurs(comparing);
  const judging = new Judging(comparing);
  await judgeLeftLines(judging);
  const pending = await judgeLacking(judging);
  const { match, findings } = comparing;
  return {
    zone,
    source: wish.source,
    madeAt: room.shop.clock.now(),
    matched: match.matched,
    settled: judging.settled,
    open: findings.open,
    findings: findings.list,
    leftOut: findings.leftOut,
    pending: pending.items,
    pendingLeftOut: pending.leftOut,
    outside: match.outside.items,
    outsideLeftOut: match.outside.leftOut,
    balances: match.sums.balances,
    fees: match.sums.fees,
    unreadable,
  };
}

/** Findings of the reports of this day and of those beside it, where the same may have been found: this day's come first. */
async function knownFindings(
  room: Reconciling,
  whose: Whose,
  day: StatementDay,
): Promise<ReadonlyMap<string, Finding>> {
  const beside = [dayBeside(day, -1), dayBeside(day, 1)].map((one) => reportBeside(room, whose, one));
  const read = await Promise.all([...beside, room.reports.get(reportId(whose, day))]);
  const found = read.flatMap(allFindings);
  const decided = found.filter((one) => one.decided !== undefined);
  return new Map([...found, ...decided].map((one) => [one.id, one]));
}

async function readLines(comparing: Comparing, lines: Comparison['lines']): Promise<void> {
  const { match } = comparing;
  for await (const batch of lines) {
    needTime(comparing);
    for (const line of batch) match.add(line);
    comparing.onProgress({ lines: match.lines, ours: 0 });
  }
  match.seal();
}

/** Lets our record stream past the statement. Answers how many orders could not be read. */
async function readOurs(comparing: Comparing): Promise<number> {
  const { match, bounds } = comparing;
  const reading = new Reading(comparing);
  const takePayment = (row: PaidRow): void => match.takePayment(row, mayBeOn(row.paidAt, bounds));
  await reading.payments({ from: bounds.from - EDGE_MS, to: bounds.to + EDGE_MS }, takePayment);
  // The rest of the days beside is read only for lines that met nothing yet.
  for (const window of [
    { from: bounds.from - DAY_MS, to: bounds.from - EDGE_MS },
    { from: bounds.to + EDGE_MS, to: bounds.to + DAY_MS },
  ]) {
    if (match.payments.left().next().done !== true) await reading.payments(window, takePayment);
  }
  await reading.refunds(bounds.from - DAY_MS, (row) => match.takeRefund(row, isRefundOn(row, bounds)));
  return reading.unreadable;
}

class Reading {
  unreadable = 0;
  private ours = 0;

  constructor(private readonly comparing: Comparing) {}

  async payments(window: DayBounds, take: (row: PaidRow) => void): Promise<void> {
    const { books } = this.comparing.room;
    await this.pages((question) => books.paidBetween(question), window, take);
  }

  async refunds(since: number, take: (row: RefundRow) => void): Promise<void> {
    const { books } = this.comparing.room;
    await this.pages((question) => books.refundsBetween(question), { from: since, to: FOR_EVER }, take);
  }

  private async pages<T>(
    read: (question: RowQuestion) => Promise<RowPage<T>>,
    window: DayBounds,
    take: (row: T) => void,
  ): Promise<void> {
    const { whose, match, onProgress } = this.comparing;
    const readInTime = (question: RowQuestion): Promise<RowPage<T>> => {
      needTime(this.comparing);
      return read(question);
    };
    for await (const page of pagesOf(readInTime, { ...whose, ...window })) {
      page.rows.forEach(take);
      this.note(page.unreadable);
      this.ours += page.rows.length;
      onProgress({ lines: match.lines, ours: this.ours });
    }
  }

  private note(unreadable: RowPage<unknown>['unreadable']): void {
    this.unreadable += unreadable.length;
    for (const { collection, id, problem } of unreadable) {
      this.comparing.room.shop.log('unreadable_document', { collection, _id: id, problem });
    }
  }
}
