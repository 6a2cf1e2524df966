// One operator of an update at one place of a document.
import type { Doc } from '../document';

/** Applies one operator at one plain path. */
export interface Application {
  readonly doc: Doc;
  readonly path: string;
  readonly steps: readonly string[];
  readonly operand: unknown;
}

export type Apply = (application: Application) => void;
