// What a stage of a pipeline is: it checks its argument when it is compiled, and turns a list of documents into another.
import type { Doc } from '../document';
import type { Variables } from '../expression/operator';

/** What a pipeline runs in. */
export interface Surroundings {
  /** The documents of another collection; none where it does not exist. */
  readonly collection: (name: string) => readonly Doc[];
  /** Values of the variables that `$lookup` declared. */
  readonly variables: Variables;
}

export type Run = (docs: readonly Doc[], around: Surroundings) => readonly Doc[];

/** What a stage may need while it is compiled. */
export interface Compiling {
  /** Names of the variables that are declared around the pipeline. */
  readonly variables: readonly string[];
  /** Compiles a pipeline inside this one. */
  readonly pipeline: (stages: unknown, variables: readonly string[]) => Run;
}

export type Stage = (argument: unknown, compiling: Compiling) => Run;
