/** The only way a document is changed: read it, decide, write it on the condition that nobody wrote in between. */
import { PayError } from './errors';

/** `version` counts the writes; undefined in a document that somebody else wrote without one. */
export interface Versioned {
  readonly version: number | undefined;
}

/** Documents of one kind. Every method is one round trip. */
export interface Documents<T extends Versioned> {
  idOf(document: T): string;
  get(id: string): Promise<T | undefined>;
  /** False when the id is taken. */
  insert(document: T): Promise<boolean>;
  /** Replaces the document if it still has version `expected`. False when it has not. */
  replace(document: T, expected: number | undefined): Promise<boolean>;
}

const MAX_TRIES = 8;

export interface Changed<T> {
  /** The document as it now is. */
  readonly document: T;
  /** Whether this call wrote it. */
  readonly wrote: boolean;
}

/**
 * Writes what `decide` makes of the newest document. `decide` answers undefined when there is nothing to write; it may
 * throw to refuse, and runs again on the newer document when another writer was first, so it must not have effects.
 * @throws PayError BUSY when eight writers in a row were first
 */
export async function change<T extends Versioned>(
  documents: Documents<T>,
  document: T,
  decide: (newest: T) => T | undefined,
): Promise<Changed<T>> {
  let current = document;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const decided = decide(current);
    if (!decided) return { document: current, wrote: false };
    const next = { ...decided, version: (current.version ?? 0) + 1 };
    if (await documents.replace(next, current.version)) return { document: next, wrote: true };
    const newer = await documents.get(documents.idOf(document));
    if (!newer) break;
    current = newer;
  }
  throw new PayError(
    'BUSY',
    `${documents.idOf(document)} is being changed by others at this moment. Try again`,
  );
}
