/**
 * What the doctor says, in English: code → sentence, with its holes in braces. Codes of problems are told to callers (`code`) and stay;
 * `why_…` says why it matters, `fix_…` what to do, and what begins with `a_` or the like finishes a sentence. Other languages have the
 * same codes.
 */
import { accounts } from './en/accounts';
import { command } from './en/command';
import { shop } from './en/shop';

export const en = { ...accounts, ...shop, ...command } as const;
