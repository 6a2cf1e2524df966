// What the result page shows, decided from the server's order, this phone's last attempt and how long we have asked.
import { text } from '../i18n/language';
import type { Attempt } from '../services/attempt';
import type { Order } from '../services/pay';
import type { Tone } from './order-view';

export type ResultState =
  'checking' | 'paid' | 'link' | 'unpaid' | 'failed' | 'declined' | 'closed' | 'unknown';

/** What is known so far. `asked` counts the answers without an end, `failures` the calls in a row that failed. */
export interface Knowledge {
  readonly order: Order | undefined;
  readonly attempt: Attempt | undefined;
  readonly asked: number;
  readonly failures: number;
}

/** After so many open answers, or so many failed calls in a row, the page says that it does not know. */
export const patience = { asked: 20, failures: 3 } as const;

/** What the page shows. `url` is set while a payment link is open. */
export interface ResultView {
  readonly state: ResultState;
  readonly sign: Tone | 'checking';
  readonly heading: string;
  readonly body: string;
  readonly url: string;
  readonly total: number;
  readonly currency: string;
}

const signs: Readonly<Record<ResultState, ResultView['sign']>> = {
  checking: 'checking',
  paid: 'good',
  link: 'wait',
  unpaid: 'wait',
  unknown: 'wait',
  failed: 'bad',
  declined: 'bad',
  closed: 'quiet',
};

/** The one state to show. Only the server's order can make it `paid`. */
export function resultState({ order, attempt, asked, failures }: Knowledge): ResultState {
  if (order?.state === 'paid' || order?.state === 'closed') return order.state;
  if (failures >= patience.failures) return 'unknown';
  if (!order) return 'checking';
  return order.decline ? 'declined' : openState(attempt, asked);
}

function openState(attempt: Attempt | undefined, asked: number): ResultState {
  if (!attempt || attempt.outcome === 'cancelled') return 'unpaid';
  if (attempt.outcome === 'unclear') return 'unknown';
  if (attempt.outcome !== 'submitted') return attempt.outcome;
  return asked < patience.asked ? 'checking' : 'unknown';
}

/** Whether asking again cannot change the picture any more. */
export const isFinal = (state: ResultState): boolean => state === 'paid' || state === 'closed';

/** Everything the page shows for what is known. */
export function resultView(known: Knowledge): ResultView {
  const state = resultState(known);
  return {
    state,
    sign: signs[state],
    heading: text(`result_${state}`),
    body: text(`result_${state}_text`),
    url: state === 'link' && known.attempt?.outcome === 'link' ? known.attempt.url : '',
    total: known.order?.total_fee ?? 0,
    currency: known.order?.fee_type ?? '',
  };
}
