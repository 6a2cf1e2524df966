// What documents were before they were written, kept while a transaction may still read it.
import type { Doc } from '../document';

interface Former {
  /** The version that replaced it. */
  readonly until: number;
  readonly doc: Doc | null;
}

export class History {
  private readonly formers = new Map<string, Former[]>();

  /** Keys of the documents that have been written. */
  keys(): Iterable<string> {
    return this.formers.keys();
  }

  /** The version that wrote the document last; 0 where no open transaction could care. */
  writtenAt(key: string): number {
    return this.formers.get(key)?.at(-1)?.until ?? 0;
  }

  /** What the document was at version `at`; undefined where it has not been written since. */
  before(key: string, at: number): Doc | null | undefined {
    return this.formers.get(key)?.find(({ until }) => until > at)?.doc;
  }

  keep(key: string, doc: Doc | null, until: number): void {
    const formers = this.formers.get(key);
    if (formers) formers.push({ until, doc });
    else this.formers.set(key, [{ until, doc }]);
  }

  clear(): void {
    this.formers.clear();
  }
}
