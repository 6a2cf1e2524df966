/**
 * Collections of versioned documents of one kind. A document is stored in the ecosystem's words; `version` counts its writes
 * and `_id` is its own number.
 */
import { named } from '../kernel/input';
import { PayError } from '../kernel/errors';
import type { Documents, Versioned } from '../kernel/versioned';
import { collection, database, idIn, insert, read } from './cloud-documents';

/** How one kind of document is stored. */
export interface Kind<T extends Versioned> {
  readonly collection: string;
  idOf(document: T): string;
  /** Everything but `_id` and `version`. */
  toDocument(document: T): Readonly<Record<string, unknown>>;
  /** What is stored, or what is wrong with it: `name problem` lines. */
  fromDocument(raw: unknown): { readonly value: T } | { readonly problems: readonly string[] };
}

export type Found<T> = { readonly value: T } | { readonly id: string; readonly problem: string };

/** The document of a kind in a raw one, or which one cannot be read and why. */
export function foundIn<T extends Versioned>(kind: Kind<T>, raw: unknown): Found<T> {
  const one = kind.fromDocument(raw);
  return 'value' in one ? one : { id: idIn(raw), problem: named(one.problems) };
}

/** The collection as conditional documents. `get` throws PayError DOCUMENT_UNREADABLE. */
export function cloudTable<T extends Versioned>(kind: Kind<T>): Documents<T> {
  return {
    idOf: (document) => kind.idOf(document),

    async get(id) {
      const [raw] = await read((await collection(kind.collection)).where({ _id: id }).limit(1).get());
      if (raw === undefined) return undefined;
      const one = foundIn(kind, raw);
      if ('value' in one) return one.value;
      throw new PayError(
        'DOCUMENT_UNREADABLE',
        `document ${one.id} of collection ${kind.collection} is not as docs/data.md says: ${one.problem}`,
      );
    },

    async insert(document) {
      const data = { ...kind.toDocument(document), version: document.version ?? 1 };
      return insert(kind.collection, { _id: kind.idOf(document), ...data });
    },

    async replace(document, expected) {
      const { command } = await database();
      const version = expected ?? command.exists(false);
      const same = (await collection(kind.collection)).where({ _id: kind.idOf(document), version });
      const { stats } = await same.update({
        data: { ...kind.toDocument(document), version: document.version ?? 1 },
      });
      return stats.updated === 1;
    },
  };
}
