/**
 * How each PSP's notices are written and signed, with node:crypto through the fixtures and never with the product's code: the
 * attacker knows the protocol. With the right key the contents are forged (a PSP gone mad), with another one the signature is.
 */
import type { RawNotice } from '../../../shared/payments/psp/connector';

export type Words = Readonly<Record<string, unknown>>;

export interface Forge {
  /** The fields of the good payment notice, as its signature covers them. */
  readonly good: Words;
  /** Names of the fields that say how much, in which currency, about which order, for whom. */
  readonly amount: string;
  readonly currency?: string;
  readonly number: string;
  readonly account: string;
  /** The PSP's format of amounts: whole minor units, or decimal text. */
  readonly unit: 'minor' | 'major';
  /** The body, or the place of the fields, as text that is parsed. */
  readonly form: 'xml' | 'json' | 'form' | 'query';
  /** A notice of these fields, signed with the right key or another one. */
  write(words: Words, key?: string): RawNotice;
  /** The good notice whose amount stands in its JSON as a number with these digits; missing where amounts are text. */
  digits?(digits: string): RawNotice;
  /** The good notice with another signature in its place. */
  signedAs(signature: unknown): RawNotice;
  /** The good signature, and others that somebody might try: by other keys, algorithms, of other texts. */
  readonly signature: string;
  readonly others: Readonly<Record<string, unknown>>;
}
