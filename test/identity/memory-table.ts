/** A collection in memory that stores what the database would: a document's words, its `_id` and `version`. */
import type { Kind } from '../../shared/adapters/cloud-table';
import type { Documents, Versioned } from '../../shared/kernel/versioned';

export type Stored = Map<string, Record<string, unknown>>;

const later = (): Promise<void> => new Promise(setImmediate);

export function memoryTable<T extends Versioned>(kind: Kind<T>, stored: Stored): Documents<T> {
  const put = (document: T): void => {
    const words = { ...kind.toDocument(document), version: document.version ?? 1 };
    const _id = kind.idOf(document);
    // As JSON, so that nothing survives that the database would not keep.
    stored.set(
      _id,
      JSON.parse(JSON.stringify({ ...stored.get(_id), ...words, _id })) as Record<string, unknown>,
    );
  };
  return {
    idOf: (document) => kind.idOf(document),
    async get(id) {
      await later();
      const raw = stored.get(id);
      if (!raw) return undefined;
      const one = kind.fromDocument(raw);
      if ('value' in one) return one.value;
      throw new Error(one.problems.join('; '));
    },
    async insert(document) {
      await later();
      if (stored.has(kind.idOf(document))) return false;
      put(document);
      return true;
    },
    async replace(document, expected) {
      await later();
      if (stored.get(kind.idOf(document))?.version !== expected) return false;
      put(document);
      return true;
    },
  };
}
