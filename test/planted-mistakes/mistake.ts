/** A mistake that somebody could make: a change of a few characters. */
export interface Mistake {
  readonly what: string;
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
  /** The folder or file of tests that should go red. */
  readonly tests: string;
}
