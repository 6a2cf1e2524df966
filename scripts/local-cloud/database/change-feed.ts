// Tells whoever listens which documents are being written. It is told inside the commit, so that nobody reads a change before it is told;
// a commit that fails may have been told, too.
import type { Write } from './change';

export interface Written {
  readonly collection: string;
  readonly key: string;
  /** Whether there was such a document before. */
  readonly existed: boolean;
  /** `replace` is a document that was written whole. */
  readonly how: 'update' | 'replace' | 'remove';
}

type Listener = (written: Written) => void;

export class ChangeFeed {
  private readonly listeners = new Set<Listener>();

  /** Answers how to stop. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Of a write that is going to be installed. */
  tell({ collection, docs, whole = false }: Write): void {
    if (this.listeners.size === 0) return;
    for (const [key, doc] of docs) {
      const existed = collection.read(key) !== null;
      const how = doc ? (whole ? 'replace' : 'update') : 'remove';
      for (const listener of this.listeners) listener({ collection: collection.name, key, existed, how });
    }
  }
}
