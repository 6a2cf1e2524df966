/** Days of the last week that could not be compared, or that differ and nobody has decided about. */
import type { Reconciling } from './ports';
import { noCounts, type Report } from './reports/report';

const WEEK_MS = 7 * 86_400_000;
/** The reports of a week, of a shop with several PSPs. */
export const MOST_REPORTS = 100;

/** As `v3 2026-11-26 differs`. Answers at most `MOST_REPORTS`. */
export async function failedDays(
  { shop, reports }: Pick<Reconciling, 'shop' | 'reports'>,
  configId: string,
): Promise<readonly string[]> {
  const paySps = shop.allPaySps.filter((paySp) => paySp !== '');
  const before = Number.MAX_SAFE_INTEGER;
  const { items, unreadable } = await reports.list({ configId, paySps, before, limit: MOST_REPORTS });
  const since = shop.clock.now() - WEEK_MS;
  const failed = items
    .filter(({ writtenAt }) => writtenAt > since)
    .flatMap((report) => {
      const why = failureOf(report);
      return why === undefined ? [] : [`${report.paySp} ${report.date} ${why}`];
    });
  return [...failed, ...unreadable.map(({ id }) => id)];
}

function failureOf({ state, contents }: Report): string | undefined {
  if (state === 'unusable' || state === 'too_large' || state === 'given_up') return state;
  const { missing_here: here, missing_there: there, differ } = contents?.open ?? noCounts;
  return state === 'done' && here + there + differ > 0 ? 'differs' : undefined;
}
