/** What a question for a statement came to that brought none. */
import type { Outcome } from '../../../kernel/exchange';
import { UNKNOWN_WORDS } from '../exchange-with-psp';
import type { NotFetched } from './fetched-statement';

/** A definite no is a matter of the account or the configuration; everything else is no answer. */
export function withoutAnswer(outcome: Exclude<Outcome<unknown>, { is: 'ok' }>): NotFetched {
  if (outcome.is === 'refused') return { is: 'unusable', code: 'refused', why: outcome.theirs };
  if (outcome.is === 'unsent') return { is: 'unknown', why: `nothing was sent: ${outcome.theirs}` };
  const theirs = outcome.theirs === undefined ? '' : ` (${outcome.theirs})`;
  return { is: 'unknown', why: `the PSP ${UNKNOWN_WORDS[outcome.why]}${theirs}` };
}
