// What the result page shows, decided from the server's order, this phone's last attempt and how long we have asked.
import { text } from '../i18n/language';
import type { PaymentAttempt } from '../services/attempt';
import type { Order } from '../services/pay';

/**
 * `checking`: we are asking the payment provider; `unknown`: we have asked for long, and go on asking more slowly;
 * `aside`: money arrived that does not fit the order, and a person decides about it; `missing`: the shop has no such order for whoever asks.
 */
export type ResultState =
  'checking' | 'paid' | 'link' | 'unpaid' | 'declined' | 'closed' | 'unknown' | 'aside' | 'missing';

/** What is known so far. `asked` counts the answers without an end, `failures` the calls in a row that failed. */
export interface Knowledge {
  readonly order: Order | undefined;
  readonly attempt: PaymentAttempt | undefined;
  readonly asked: number;
  readonly failures: number;
  /** The server has said that there is no such order. */
  readonly isMissing: boolean;
}

/**
 * After so many open answers, or so many failed calls in a row, the page says that it does not know. Where the cashier told of no
 * payment, `ended` answers are enough to say that none has arrived: a payment may be under way all the same.
 */
export const patience = { asked: 20, ended: 3, failures: 3 } as const;

/** What the page shows. `url` is set while a payment link is open. */
export interface ResultView {
  readonly state: ResultState;
  /** The component library's word for the picture; empty while it turns. */
  readonly theme: 'success' | 'warning' | 'error' | 'default' | '';
  readonly icon: string;
  readonly heading: string;
  readonly body: string;
  readonly url: string;
  readonly total: number;
  readonly currency: string;
}

const themes: Readonly<Record<ResultState, ResultView['theme']>> = {
  checking: '',
  paid: 'success',
  link: 'warning',
  unpaid: 'warning',
  unknown: 'warning',
  declined: 'error',
  closed: 'default',
  aside: 'warning',
  missing: 'warning',
};

/** Waiting is no alarm: a clock. While it is checked something turns in the place of a picture. */
const icons: Readonly<Record<ResultState, string>> = {
  checking: '',
  link: 'time',
  unpaid: 'time',
  unknown: 'time',
  aside: 'time',
  paid: 'check-circle-filled',
  declined: 'close-circle-filled',
  closed: 'error-circle-filled',
  missing: 'error-circle-filled',
};

/** The one state to show. Only the server's order can make it `paid`. */
export function resultState({ order, attempt, asked, failures, isMissing }: Knowledge): ResultState {
  if (isMissing) return 'missing';
  const told = order && toldState(order);
  if (told) return told;
  if (failures >= patience.failures) return 'unknown';
  if (!order) return 'checking';
  return order.decline ? 'declined' : openState(attempt, asked);
}

/** What the server's order says by itself. */
function toldState({ state, attention }: Order): 'paid' | 'aside' | 'closed' | undefined {
  if (state === 'paid') return 'paid';
  if (attention?.reason === 'kept_aside') return 'aside';
  return state === 'closed' ? 'closed' : undefined;
}

function openState(attempt: PaymentAttempt | undefined, asked: number): ResultState {
  switch (attempt?.outcome) {
    case undefined:
      return 'unpaid';
    case 'link':
      return 'link';
    case 'cancelled':
    case 'failed':
      return asked < patience.ended ? 'checking' : 'unpaid';
    default:
      return asked < patience.asked ? 'checking' : 'unknown';
  }
}

/** Everything the page shows for what is known. */
export function resultView(known: Knowledge): ResultView {
  const state = resultState(known);
  return {
    state,
    theme: themes[state],
    icon: icons[state],
    heading: text(`result_${state}`),
    body: text(`result_${state}_text`),
    url: state === 'link' ? (known.attempt?.url ?? '') : '',
    total: known.order?.total_fee ?? 0,
    currency: known.order?.fee_type ?? '',
  };
}
