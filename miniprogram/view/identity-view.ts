// What the identity page shows, decided from the back end's result and from how long we have asked.
import { text, textIfAny } from '../i18n/language';
import type { FaceResult, FaceState } from '../services/identity';

/** A verification that has begun, as a picture; `pending` says that we have stopped asking. */
export type VerificationState = FaceState | 'checking';

/** What is known so far. `asked` counts the answers without an end, `failures` the calls in a row that failed. */
export interface Knowledge {
  readonly result: FaceResult | undefined;
  readonly asked: number;
  readonly failures: number;
  /** The person went through WeChat's check, so a result is on its way. */
  readonly isFinished: boolean;
}

/** What the page shows of a verification. */
export interface VerificationView {
  readonly state: VerificationState;
  /** The component library's word for the picture; empty while it turns. */
  readonly theme: 'success' | 'warning' | 'error' | 'default' | '';
  readonly heading: string;
  readonly body: string;
}

/** After so many open answers, or so many failed calls in a row, the page says that there is no result yet. */
export const patience = { finished: 12, unfinished: 3, failures: 3 } as const;

const themes: Readonly<Record<VerificationState, VerificationView['theme']>> = {
  checking: '',
  pending: 'warning',
  verified: 'success',
  failed: 'error',
  cancelled: 'default',
  expired: 'default',
};

/** The one state to show. Only the back end's own word makes it `verified`. */
export function verificationState({ result, asked, failures, isFinished }: Knowledge): VerificationState {
  if (result && result.state !== 'pending') {
    return result.verified || result.state !== 'verified' ? result.state : 'failed';
  }
  const isEnough = asked >= (isFinished ? patience.finished : patience.unfinished);
  return isEnough || failures >= patience.failures ? 'pending' : 'checking';
}

/** Everything the page shows for what is known. The back end's advice says more than the state's own sentence. */
export function verificationView(known: Knowledge): VerificationView {
  const state = verificationState(known);
  const isOver = state !== 'checking' && state !== 'pending';
  const advice = isOver ? textIfAny(`advice_${known.result?.advice ?? ''}`) : undefined;
  return {
    state,
    theme: themes[state],
    heading: text(`identity_${state}`),
    body: advice ?? text(`identity_${state}_text`),
  };
}
