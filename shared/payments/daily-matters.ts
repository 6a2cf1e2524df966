/** What waits for a shop's people, as they are told of it: once a day in a digest, and as alarms. */
import type { Versioned } from '../kernel/versioned';

/** Kinds of things that no machine ends. */
export type MatterKind =
  | 'kept_aside'
  | 'unknown_orders'
  | 'waiting_orders'
  | 'refunds_without_end'
  | 'reconciliation_failed'
  | 'configuration';

export interface DailyMatter {
  readonly kind: MatterKind;
  /** The configuration document that it is about; missing where it is about all. */
  readonly configId?: string;
  readonly count: number;
  /** There may be more than were counted. */
  readonly isAtLeast: boolean;
  /** Numbers of orders, days of a PSP, what is wrong with fields of the configuration. Nothing secret, nobody's person. */
  readonly things: readonly string[];
  /** The same in Chinese, where they are more than numbers and days. */
  readonly inChinese?: readonly string[];
}

export interface Digest {
  /** The day in UTC, as 2026-11-27. */
  readonly day: string;
  /** At least one. */
  readonly matters: readonly DailyMatter[];
  /** All of it as one message, a line for each matter. */
  readonly text: { readonly en: string; readonly zh: string };
}

/** One day, by its date in UTC. */
export interface TellingDay extends Versioned {
  readonly day: string;
  readonly state: 'claimed' | 'told' | 'nothing' | 'failed';
  readonly tries: number;
  /** Until then whoever claimed it may be at work, milliseconds. */
  readonly leaseUntil: number;
  /** How much there was to tell. */
  readonly count: number;
}

/** What was told to the address for alarms on one day, by the date on which it began in UTC. */
export interface AlarmDay extends Versioned {
  readonly day: string;
  /** Each thing by its kind, its configuration and its name. */
  readonly told: readonly string[];
  /** How often the address did not take it. */
  readonly failures: number;
  /** Until then no other timer looks, milliseconds. */
  readonly leaseUntil: number;
}
