// What a page shows of a failed question: nothing is thrown away that was loaded, and it is said from when that is.
import { operatorError } from '../i18n/operator-error';
import type { OperatorError } from '../i18n/operator-error';
import { fill, words } from '../i18n/words';
import type { LoadStatus } from '../../view/load-status';
import { timeText } from '../../view/time-text';
import type { Ask, PagedList } from './paged-list';

export interface FailedView extends OperatorError {
  readonly status: LoadStatus;
  /** What is shown is old; empty where it is not. */
  readonly stale: string;
}

/** After a question that failed. `askedAt`: from when what is shown is; 0 where nothing is shown. */
export function failedView(failure: unknown, askedAt: number): FailedView {
  const said = operatorError(failure);
  if (askedAt === 0) return { status: 'error', stale: '', ...said };
  return { status: 'ready', stale: fill(words().common.stale, { time: timeText(askedAt) }), ...said };
}

/** After a question that was answered. */
export const freshView: FailedView = { status: 'ready', stale: '', trouble: '', detail: '' };

/** What to show after a list was loaded from its start; undefined where another list is meant by now. */
export async function refreshedView<T>(list: PagedList<T>, ask: Ask<T>): Promise<FailedView | undefined> {
  try {
    return (await list.refresh(ask, Date.now)) ? freshView : undefined;
  } catch (failure) {
    return failedView(failure, list.items.length > 0 ? list.askedAt : 0);
  }
}

/** What to show after a list's next page was asked for; undefined where another list is meant by now. */
export async function continuedView<T>(list: PagedList<T>, ask: Ask<T>): Promise<FailedView | undefined> {
  try {
    return (await list.loadMore(ask)) ? freshView : undefined;
  } catch (failure) {
    return failedView(failure, list.askedAt);
  }
}
