/** What an operator does by command: each verb is an action of function `pay`, and its options are fields of that action's input. */

/** Options by the type of their field. */
export const actOptions = {
  'refund-fee': { type: 'string' },
  reason: { type: 'string' },
  'out-refund-no': { type: 'string' },
  decision: { type: 'string' },
  explanation: { type: 'string' },
  force: { type: 'boolean' },
  all: { type: 'boolean' },
} as const;

export type ActOption = keyof typeof actOptions | 'state' | 'limit';

export interface Act {
  readonly action: string;
  /** What stands after the verb: a number of an order, the id of what waits for a decision, or nothing. */
  readonly names: 'order' | 'waiting' | 'nothing';
  readonly takes: readonly ActOption[];
  /** Whether it cannot be taken back, so that a person is asked first. */
  readonly isFinal: boolean;
}

export const acts = {
  aside: { action: 'listaside', names: 'nothing', takes: ['all', 'limit'], isFinal: false },
  refund: {
    action: 'refund',
    names: 'order',
    takes: ['refund-fee', 'reason', 'out-refund-no'],
    isFinal: true,
  },
  resolve: {
    action: 'resolve',
    names: 'waiting',
    takes: ['decision', 'state', 'explanation'],
    isFinal: true,
  },
  close: { action: 'closeorder', names: 'order', takes: ['force', 'explanation'], isFinal: true },
  ask: { action: 'asknow', names: 'order', takes: ['explanation'], isFinal: false },
  retry: { action: 'retry', names: 'order', takes: ['explanation'], isFinal: false },
  seen: { action: 'seen', names: 'order', takes: ['reason', 'explanation', 'force'], isFinal: true },
} as const satisfies Readonly<Record<string, Act>>;

export type ActName = keyof typeof acts;

export const isAct = (word: string): word is ActName => Object.hasOwn(acts, word);
