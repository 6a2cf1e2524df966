/**
 * What happened to one sending is not what happened to the thing. From what was known before and what came of this
 * sending, here alone is decided what is known now: of payments, refunds, closings and questions. Read top to bottom.
 */
import type { Outcome } from '../../kernel/exchange';
import type { PaymentReport } from './facts';

/**
 * Before a sending. `nothing`: nothing under this number has ever reached the PSP, or what did has ended there or was prepared only,
 * which nobody can pay.
 * `doubtful`: an earlier sending had no answer, or its process died. `standing`: the PSP said that it has it.
 */
export type Known = 'nothing' | 'doubtful' | 'standing';

/** After it. `unsent` and `ended` free what was held: nothing can come of it any more. */
export type Now = 'standing' | 'doubtful' | 'unsent' | 'ended';

type Refused = Extract<Outcome<unknown>, { is: 'refused' }>['why'];

const isRefused = (outcome: Outcome<unknown>, ...whys: readonly Refused[]): boolean =>
  outcome.is === 'refused' && whys.includes(outcome.why);

/** A payment was sent under the number of an attempt. */
export function afterPaying(before: Known, outcome: Outcome<unknown>): Now {
  // The PSP has it, and we have what the payer needs.
  if (outcome.is === 'ok') return 'standing';
  // A word about the trade, not about this sending: it is over there.
  if (isRefused(outcome, 'closed')) return 'ended';
  // Something stands there under this number, payable or paid, until it was asked about.
  if (isRefused(outcome, 'already_paid', 'number_taken')) return 'standing';
  // Whatever else became of this sending, it says nothing of an earlier one.
  if (before !== 'nothing') return before;
  // It never left: no attempt exists anywhere.
  if (outcome.is === 'unsent') return 'unsent';
  // The PSP said no to the only sending that there was.
  if (outcome.is === 'refused') return 'ended';
  // A no that nobody documents. But the strings or the link never came, and without them nobody can pay.
  if (outcome.why === 'undocumented') return 'ended';
  // No answer, or none to be believed: it may have happened.
  return 'doubtful';
}

/** A refund was sent under its number. */
export function afterRefunding(before: Known, outcome: Outcome<unknown>): Now {
  if (outcome.is === 'ok') return 'standing';
  // A no to a repetition does not take back what an earlier sending may have done; its end is learned by asking.
  if (before !== 'nothing') return before;
  if (outcome.is === 'unsent') return 'unsent';
  // Only a documented no frees money. Busy, unreadable or unheard-of words hold it.
  if (outcome.is === 'refused') return 'ended';
  return 'doubtful';
}

/** What a closing came to. `ask`: it was not closed, and only the PSP can say why. `untouched`: nothing was sent. */
export type Closed = 'closed' | 'ask' | 'untouched' | 'doubtful';

/** An attempt that is to be closed, as far as it decides what its PSP's words mean. */
export interface Closable {
  /** The payer got the strings or the link, so that the PSP has, or had, it. */
  readonly wasHandedOut: boolean;
  /** Nothing in the configuration names the merchant, so that its keys may be those of another one who knows nothing of ours. */
  readonly isNameless: boolean;
}

/** Whether "no such payment" says that there is none. */
const isGone = (outcome: Outcome<unknown>, { wasHandedOut, isNameless }: Closable): boolean =>
  isRefused(outcome, 'not_found') && !(wasHandedOut && isNameless);

/** The PSP was told to close an attempt. `reverses`: there closing gives money back, so that a doubtful one needs time. */
export function afterClosing(
  outcome: Outcome<unknown>,
  { reverses, ...attempt }: Closable & { readonly reverses: boolean },
): Closed {
  if (outcome.is === 'ok') return 'closed';
  // The strings or the link never came here, so nobody has them: whatever the PSP says, nobody can pay it.
  if (!attempt.wasHandedOut) return 'closed';
  // It was over before, or never there.
  if (isRefused(outcome, 'closed') || isGone(outcome, attempt)) return 'closed';
  if (outcome.is === 'unsent') return 'untouched';
  // Most likely it was paid or ended meanwhile.
  if (outcome.is === 'refused') return 'ask';
  // Where closing moves no money, a no in unheard-of words can be asked about at once.
  if (outcome.why === 'undocumented' && !reverses) return 'ask';
  return 'doubtful';
}

/** Whether an attempt may be cancelled where that gives the money of a paid one back: only after it was said unpaid. */
export function mayCancel(said: Outcome<PaymentReport>, attempt: Closable): 'cancel' | 'book' | 'leave' {
  if (said.is === 'ok') return said.value.status === 'pending' || said.value.payable ? 'cancel' : 'book';
  // Nobody could pay what never reached the payer.
  if (!attempt.wasHandedOut || isGone(said, attempt)) return 'cancel';
  // "System busy", a time-out, words that nobody documents: unpaid is not what that says.
  return 'leave';
}

/** What a PSP makes of a refund that comes a second time (psp/connector.ts says what each means). */
export type RefundRetry = 'safe' | 'listed' | 'unknown';

/** How long after a sending without an answer the PSP's "no such refund" is believed to be its last word. */
const SURELY_ARRIVED_MS = 10 * 60_000;

/** Whether a refund that its PSP, asked, does not know may go out again, so long after its last sending. */
export const mayRepeatRefund = (retry: RefundRetry, sinceLastSending: number): boolean =>
  retry === 'safe' || (retry === 'listed' && sinceLastSending >= SURELY_ARRIVED_MS);

/** What to do after a question about a refund whose sending had no answer. `mayRepeat`: repeating cannot refund twice. */
export function afterAskingForRefund(
  said: Outcome<unknown>,
  { isDoubtful, mayRepeat }: { readonly isDoubtful: boolean; readonly mayRepeat: boolean },
): 'book' | 'send again' | 'wait' {
  if (said.is === 'ok') return 'book';
  // The PSP does not know a refund that may never have arrived: the same wish goes out again under the same number.
  if (isRefused(said, 'not_found') && isDoubtful && mayRepeat) return 'send again';
  return 'wait';
}

/** Whether a refund that was sent again and refused has ended: only if the PSP, asked long after, did not know it. */
export function hasRefundEnded(
  said: Outcome<unknown>,
  again: Outcome<unknown>,
  sinceLastSending: number,
): boolean {
  return isRefused(said, 'not_found') && again.is === 'refused' && sinceLastSending >= SURELY_ARRIVED_MS;
}
