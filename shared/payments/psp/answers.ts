/**
 * What an answer of a PSP comes to, said the same by every connector. A definite no is a code or a word that the PSP
 * publishes; every other no may be trouble on its side, or a payment or refund that went through all the same.
 */
import { own } from '../../kernel/json';
import type { Outcome, Refusal } from '../../kernel/exchange';
import type { HttpReply } from '../../kernel/http';

/** The codes that a PSP publishes for a no, and what each means to us: a definite one, or `later` for one that is not. */
export type Refusals = Readonly<Record<string, Refusal | 'later'>>;

export const BUSY = { is: 'unknown', why: 'busy' } as const;
export const UNREADABLE = { is: 'unknown', why: 'unreadable' } as const;
export const UNVERIFIED = { is: 'unknown', why: 'unverified' } as const;

/** Words of trouble on the PSP's side: it may have happened, and asking again helps. */
const TROUBLE =
  /系统|超时|稍后|稍候|重试|频率|频繁|繁忙|流程错误|system|time.?out|\blater\b|retry|try again|busy|frequen|network|BANK_?ERROR|USER_?PAYING|REQ_TOO_MUCH|请求过多/i;

export const isTrouble = (words: string): boolean => TROUBLE.test(words);

/** Whether the PSP (or what stands before it) could not answer at all. */
export const isBusy = ({ status }: HttpReply): boolean => status >= 500 || status === 429;

/** A no that the PSP does not publish: nobody can know whether it is one. */
export function undocumented(theirs: string): Outcome<never> {
  return isTrouble(theirs) ? { ...BUSY, theirs } : { is: 'unknown', why: 'undocumented', theirs };
}

/** A no by its code: definite where the table has it, unless a code for many things comes with words of trouble. */
export function saidNo(code: string, words: string, published: Refusals): Outcome<never> {
  const theirs = `${code} ${words}`.trim();
  const why = own(published, code);
  if (why === undefined || (why === 'other' && isTrouble(words))) return undocumented(theirs);
  if (why === 'later') return { is: 'unknown', why, theirs };
  return { is: 'refused', why, theirs };
}

/** A table that gives many codes one meaning. */
export const all = (codes: string, why: Refusal | 'later'): Refusals =>
  Object.fromEntries(codes.split(' ').map((code) => [code, why]));

/** The value that `read` finds; undefined where an amount in it is none. */
export function readable<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An answer that `read` turns into a value, or into undefined when something that must be there is missing. */
export function understood<T>(read: () => T | undefined): Outcome<T> {
  const value = readable(read);
  return value === undefined ? UNREADABLE : { is: 'ok', value };
}
