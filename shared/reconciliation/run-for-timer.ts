/**
 * The timer's part: yesterday of every PSP that states its days, once, as soon as it is ready, and the days that were missed since the
 * last one, where the timer stood still. A lease keeps two timers from the same day; what is not there yet is asked for again, ever
 * later; what is too much for a function is left to the command.
 */
import { PayError } from '../kernel/errors';
import { isHeld } from '../kernel/lease';
import { change } from '../kernel/versioned';
import type { ConnectedAccount, Shop, StatementDay, StatementTimes } from '../payments';
import type { Limits } from './judging/comparing';
import type { Whose } from './reports/finding';
import { keepProblem } from './reports/keep-report';
import type { Reconciling } from './ports';
import { newReport, reportId, type Report } from './reports/report';
import { runDay, type DayOutcome } from './run-day';
import { boundsOf, dayBeside, dayOf, HOUR_MS } from './statement-day';

const MINUTE_MS = 60_000;
/** Longer than a function lives. */
const LEASE_MS = 2 * MINUTE_MS;
const FIRST_RETRY_MS = 10 * MINUTE_MS;
const LAST_RETRY_MS = 2 * HOUR_MS;
/** About a day and a half of trying. */
const MOST_TRIES = 22;
/** So often a function may run out of time before the day is called too large for it. */
const TRIES_OUT_OF_TIME = 3;
/** So many days are made up for. */
const DAYS_BACK = 7;
/** With less time left none is begun. */
const LEAST_MS = 4000;
/** What a function of 256 MB and 20 s can do. */
const LIMITS = { lines: 200_000, lookups: 400, questions: 40 };

interface Task {
  readonly connected: ConnectedAccount;
  readonly whose: Whose;
  readonly times: StatementTimes;
  readonly day: StatementDay;
  /** Only where an earlier run left it waiting, or the day before it has a report: the timer was at work before it stood still. */
  readonly isPast: boolean;
}

export interface ReconciliationTimer {
  /** Compares what is due until `until` (milliseconds). One day that fails keeps no other from its turn. */
  run(room: Reconciling, until: number): Promise<void>;
}

/** A timer with the memory of one running instance, so that it asks the database about a day only when it may be due. */
export function createReconciliationTimer(): ReconciliationTimer {
  const lookAgainAt = new Map<string, number>();
  return {
    async run(room, until) {
      const { clock } = room.shop;
      for (const task of await tasks(room)) {
        if (until - clock.now() < LEAST_MS) return;
        const id = reportId(task.whose, task.day);
        if ((lookAgainAt.get(id) ?? 0) > clock.now()) continue;
        const again = await oneTask(room, task, until).then(
          (report) => againAt(report, clock.now()),
          (error: unknown) => afterFailure(room.shop, task, error),
        );
        if (lookAgainAt.size > 1000) lookAgainAt.clear();
        lookAgainAt.set(id, again);
      }
    },
  };
}

/** When the database is to be asked about a day again; what has ended is asked about no more. */
function againAt(report: Report | undefined, now: number): number {
  if (!report) return Infinity;
  return report.state === 'waiting' ? Math.max(report.tryAt, report.leaseUntil, now + MINUTE_MS) : Infinity;
}

/** A document that somebody spoilt, or a database that is away: when that day is tried again. */
function afterFailure({ clock, log }: Shop, { whose, day }: Task, error: unknown): number {
  const why = error instanceof Error ? error.message.slice(0, 200) : 'a value was thrown';
  log('reconciliation_failed', { pay_sp: whose.paySp, config_id: whose.configId, date: day, why });
  return clock.now() + FIRST_RETRY_MS;
}

/** Yesterday of every account that states its days, where that is ready; then the days before, the oldest first. */
async function tasks(room: Reconciling): Promise<readonly Task[]> {
  const all: Task[] = [];
  for (const configId of await room.configIds()) {
    for (const connected of await accountsOf(room.shop, configId)) {
      const times = room.statements.timesOf(connected);
      if (!times) continue;
      const whose = { paySp: connected.account.paySp, configId };
      const today = dayOf(room.shop.clock.now() - times.readyHour * HOUR_MS, times.zone);
      const task = { connected, whose, times };
      all.push({ ...task, day: dayBeside(today, -1), isPast: false });
      for (let ago = DAYS_BACK; ago > 1; ago -= 1)
        all.push({ ...task, day: dayBeside(today, -ago), isPast: true });
    }
  }
  return all;
}

/** What is wrong with one account, or with one document, is said where it is used; the others go on. */
async function accountsOf(shop: Shop, configId: string): Promise<readonly ConnectedAccount[]> {
  try {
    const config = await shop.configs.get(configId);
    return config.configuredPsps().flatMap((paySp) => {
      try {
        return [config.account(paySp)];
      } catch (error) {
        return noneBecause(error);
      }
    });
  } catch (error) {
    return noneBecause(error);
  }
}

function noneBecause(error: unknown): readonly ConnectedAccount[] {
  if (error instanceof PayError) return [];
  throw error;
}

/** The report as it then is; undefined where there is none and none is to be. */
async function oneTask(room: Reconciling, task: Task, until: number): Promise<Report | undefined> {
  const known = await room.reports.get(reportId(task.whose, task.day));
  if (!known && task.isPast && !(await room.reports.get(reportId(task.whose, dayBeside(task.day, -1)))))
    return undefined;
  const claimed = await claim(room, task, known);
  if (!claimed) return room.reports.get(reportId(task.whose, task.day));
  const { connected, whose, times, day } = task;
  const shop = { ...room.shop, deadline: Math.min(room.shop.deadline, until) };
  const limits: Limits = { ...LIMITS, until };
  const fetched = await room.statements.get(shop, connected, day);
  const outcome = await runDay({ ...room, shop }, fetched, {
    whose,
    day,
    zone: times.zone,
    source: 'psp',
    limits,
    funds: () => room.statements.fundsOf(shop, connected, day),
  });
  const ended = await noteOutcome(room, task, claimed, outcome);
  room.shop.log('reconciled', {
    pay_sp: whose.paySp,
    config_id: whose.configId,
    date: day,
    outcome: outcome.is,
    state: ended.state,
    why: 'why' in outcome ? outcome.why.slice(0, 200) : undefined,
    ...(ended.contents?.open ?? {}),
  });
  return ended;
}

const isDue = ({ state, tryAt, leaseUntil }: Report, now: number): boolean =>
  state === 'waiting' && tryAt <= now && !isHeld(leaseUntil, now);

/** Takes the day for this process; undefined where somebody else has it, or it is not due. */
async function claim(
  room: Reconciling,
  { whose, day }: Task,
  known: Report | undefined,
): Promise<Report | undefined> {
  const now = room.shop.clock.now();
  const taken = (report: Report): Report => ({
    ...report,
    leaseUntil: now + LEASE_MS,
    tries: report.tries + 1,
  });
  if (!known) {
    const made = { ...taken(newReport(whose, day)), version: 1, writtenAt: now };
    return (await room.reports.insert(made)) ? made : undefined;
  }
  const { document, wrote } = await change(room.reports, known, (newest) =>
    isDue(newest, now) ? taken(newest) : undefined,
  );
  return wrote ? document : undefined;
}

async function noteOutcome(
  room: Reconciling,
  { whose, day, times }: Task,
  { tries }: Report,
  outcome: DayOutcome,
): Promise<Report> {
  if (outcome.is === 'done') return outcome.report;
  const task = { whose, day };
  const problem = problemOf(outcome);
  const isTooLarge = outcome.is === 'out of time' ? tries >= TRIES_OUT_OF_TIME : problem.code === 'too_large';
  if (isTooLarge)
    return keepProblem(room, task, 'too_large', { problem: { ...problem, why: tooLarge(whose, day) } });
  if (outcome.is === 'unusable') return keepProblem(room, task, 'unusable', { problem });
  const now = room.shop.clock.now();
  // Whoever made up for it late has tried less often, and has as many tries.
  const isLate = now - boundsOf(day, times.zone).to > DAYS_BACK * 24 * HOUR_MS || tries >= MOST_TRIES;
  if (outcome.is === 'none' || isLate) return keepProblem(room, task, 'given_up', { problem });
  const pause = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS);
  return keepProblem(room, task, 'waiting', { problem, tryAt: now + pause });
}

function problemOf(outcome: Exclude<DayOutcome, { is: 'done' }>): {
  readonly code: string;
  readonly why: string;
} {
  switch (outcome.is) {
    case 'unusable':
      return { code: outcome.code, why: outcome.why };
    case 'later':
      return { code: 'later', why: outcome.why };
    case 'unknown':
      return { code: 'no_answer', why: outcome.why };
    case 'none':
      return { code: 'none', why: 'this PSP has no statement' };
    case 'out of time':
      return { code: 'out_of_time', why: 'the function ended before the comparison' };
  }
}

const tooLarge = ({ paySp }: Whose, day: StatementDay): string =>
  `the day is too large for a function: npm run reconcile -- --date ${day} --pay-sp ${paySp} --env <environment>`;
