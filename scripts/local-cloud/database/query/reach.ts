// What a query operator comes to.
import type { Doc } from '../document';

/** A test of one value; `whole` takes an array at the path's end as it is and not element by element. */
export interface Reach {
  readonly test: (leaf: unknown) => boolean;
  readonly whole?: true;
}

/** Makes the test of an operator's argument; `beside` holds the operators that stand beside it. */
export type BuildReach = (argument: unknown, beside: Doc) => Reach;
