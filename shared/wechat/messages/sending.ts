/**
 * What became of a message to a person. A person who did not agree, or cannot be reached, is no error of the shop: it is told as a word,
 * so that a hook that merely wanted to tell somebody is not run again for it.
 */
import type { Outcome } from '../../kernel/exchange';
import { failed } from '../open-api/call';
import { classOf } from '../open-api/codes';

/**
 * `not_agreed`: the person did not accept this message, or not once more. `window_over`: they did not write for too long.
 * `too_many`: they got as many as they may since they last wrote. `not_reachable`: they do not follow, blocked the app, or are
 * blocked. Each is final for this message.
 */
export type Sending = 'sent' | 'not_agreed' | 'window_over' | 'too_many' | 'not_reachable';

export type SendingCodes = Readonly<Record<number, Exclude<Sending, 'sent'>>>;

/** Throws PayError: WECHAT_REFUSED and WECHAT_QUOTA: not sent. WECHAT_UNKNOWN: perhaps sent. WECHAT_UNREACHABLE: try again. */
export function sendingOf(outcome: Outcome<unknown>, codes: SendingCodes, what: string): Sending {
  if (outcome.is === 'ok') return 'sent';
  const code = outcome.is === 'refused' ? outcome.code : undefined;
  const known = code === undefined ? undefined : codes[code];
  if (known) return known;
  if (code !== undefined && classOf(code) === 'person') return 'not_reachable';
  throw failed(outcome, what);
}
