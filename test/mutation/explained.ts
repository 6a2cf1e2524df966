/** Mutants that no test can notice, because they do the same, and why. */

export interface Explained {
  readonly file: string;
  /** The text that was changed, as it stands in the file on one line, and what it was changed to. */
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

export const explained: readonly Explained[] = [
  {
    file: 'shared/kernel/money.ts',
    from: "''",
    to: '"Stryker was here!"',
    why: 'stands for a group that the pattern always fills; only the type allows it to be missing',
  },
  {
    file: 'shared/payments/order/policy.ts',
    from: "outcome.is === 'refused'",
    to: 'true',
    why: 'no other outcome has one of these words for its reason; the comparison tells the types apart',
  },
  {
    file: 'shared/payments/order/refund-facts.ts',
    from: "''",
    to: '"Stryker was here!"',
    why: 'a number that no attempt has, in place of another one',
  },
  {
    file: 'shared/payments/order/refund-facts.ts',
    from: "status === 'succeeded'",
    to: 'true',
    why: 'a failed refund is moved by no other word of a PSP (the table of moves)',
  },
  {
    file: 'shared/payments/order/refund-facts.ts',
    from: "state === 'succeeded'",
    to: 'true',
    why: 'a refund in another state is moved by that fact, and does not come here',
  },
];
