/** What judging what is left over may cost, and what it gained. */
import type { Comparing } from './comparing';

export const NOT_ASKED = 'the PSP was not asked: there is too much to ask in one run';

export class Judging {
  private questions = 0;
  private lookups = 0;
  /** Lines that agree since the PSP was asked. */
  settled = 0;

  constructor(readonly comparing: Comparing) {}

  /** Takes one of the questions that this run may ask; false when there is none left. */
  takeQuestion(): boolean {
    this.questions += 1;
    return this.questions <= this.comparing.limits.questions;
  }

  takeLookup(): boolean {
    this.lookups += 1;
    return this.lookups <= this.comparing.limits.lookups;
  }
}

/** A line and its place. */
export interface Placed<L> {
  readonly at: number;
  readonly line: L;
}
