// One collection: versions of every document, so that transactions read a snapshot, and its indexes.
import { duplicateKey } from './database-errors';
import { isDoc, valueAt, type Doc } from './document';
import { encodeExact } from './ejson';
import { ValueIndex, type Alternatives, type Demand } from './value-index';

/** An index over dotted paths. Unique ones refuse a second document; a missing field counts as null unless `sparse`. */
export interface IndexDefinition {
  readonly name: string;
  readonly keys: readonly string[];
  readonly unique?: boolean;
  readonly sparse?: boolean;
}

/** Uncommitted documents of a collection by key; null stands for a removed one. */
export type Overlay = ReadonlyMap<string, Doc | null>;

interface Version {
  readonly at: number;
  readonly doc: Doc | null;
}

interface UniqueIndex {
  readonly definition: IndexDefinition;
  /** Which document holds a value now. */
  readonly holders: Map<string, string>;
}

export class Collection {
  readonly indexes = new Map<string, IndexDefinition>();
  private readonly versions = new Map<string, Version[]>();
  private readonly unique: UniqueIndex[] = [];
  private readonly byValue: ValueIndex[] = [];
  /** Documents with more history than their last version. */
  private readonly aged = new Set<string>();

  constructor(readonly name: string) {}

  /** The document as of version `at`, or null. */
  read(key: string, at = Infinity): Doc | null {
    return this.versions.get(key)?.findLast((version) => version.at <= at)?.doc ?? null;
  }

  /** When the document was last written, as a version number; 0 for never. */
  writtenAt(key: string): number {
    return this.versions.get(key)?.at(-1)?.at ?? 0;
  }

  /** Every document as of version `at`, with an overlay's own writes in place. */
  *entries(at = Infinity, overlay: Overlay = new Map()): Generator<[string, Doc]> {
    for (const key of this.versions.keys()) {
      const doc = overlay.has(key) ? overlay.get(key) : this.read(key, at);
      if (doc) yield [key, doc];
    }
    for (const [key, doc] of overlay) if (doc && !this.versions.has(key)) yield [key, doc];
  }

  /** Puts a committed version in place; `keepHistory` while a transaction may still read the old one. */
  install(
    key: string,
    doc: Doc | null,
    version: { readonly at: number; readonly keepHistory: boolean },
  ): void {
    const before = this.read(key);
    for (const index of this.unique) move(index, key, before, doc);
    for (const index of this.byValue) index.move(key, before, doc);
    const history = version.keepHistory ? (this.versions.get(key) ?? []) : [];
    history.push({ at: version.at, doc });
    this.versions.set(key, history);
    if (version.keepHistory) this.aged.add(key);
    else if (!doc) this.versions.delete(key);
  }

  /** Drops all history, once no transaction reads it any more. */
  forgetHistory(): void {
    for (const key of this.aged) {
      const last = this.versions.get(key)?.at(-1);
      if (last?.doc) this.versions.set(key, [last]);
      else this.versions.delete(key);
    }
    this.aged.clear();
  }

  /** Fails with E11000 when the documents that are there do not allow it. */
  addIndex(definition: IndexDefinition): void {
    if (definition.unique) {
      const index: UniqueIndex = { definition, holders: new Map() };
      for (const [key, doc] of this.entries()) {
        const value = indexValue(definition, doc);
        if (value !== undefined && index.holders.has(value))
          throw duplicateKey(this.name, definition.name, value);
        move(index, key, null, doc);
      }
      this.unique.push(index);
    }
    this.indexes.set(definition.name, definition);
    const [path] = definition.keys;
    if (path !== undefined && !this.byValue.some((index) => index.path === path)) this.addValues(path);
  }

  private addValues(path: string): void {
    const index = new ValueIndex(path);
    for (const [key, doc] of this.entries()) index.move(key, null, doc);
    this.byValue.push(index);
  }

  /** The index that names the fewest documents. */
  private bestOf(demands: readonly Demand[]): { index: ValueIndex; demand: Demand } | undefined {
    const usable = demands.flatMap((demand) => {
      const index = this.byValue.find(({ path }) => path === demand.path);
      return index ? [{ index, demand, size: index.size(demand) }] : [];
    });
    return usable.sort((one, other) => one.size - other.size)[0];
  }

  /** Keys of the only committed documents that may meet one of the alternatives; undefined where no index knows. */
  keysFor(alternatives: Alternatives): ReadonlySet<string> | undefined {
    if (alternatives.length === 0) return undefined;
    const keys = new Set<string>();
    for (const demands of alternatives) {
      const best = this.bestOf(demands);
      if (!best) return undefined;
      for (const key of best.index.keys(best.demand)) keys.add(key);
    }
    return keys;
  }

  /** What the document has in each unique index. */
  uniqueValues(doc: Doc): readonly string[] {
    return this.unique.flatMap(({ definition }) => {
      const value = indexValue(definition, doc);
      return value === undefined ? [] : [`${definition.name} ${value}`];
    });
  }

  /** Throws E11000 when these writes, taken together, break a unique index. */
  checkUnique(writes: Overlay): void {
    for (const { definition, holders } of this.unique) {
      const claimed = new Set<string>();
      for (const [key, doc] of writes) {
        const value = doc ? indexValue(definition, doc) : undefined;
        if (value === undefined) continue;
        const holder = holders.get(value);
        const heldByAnother = holder !== undefined && holder !== key && !writes.has(holder);
        if (heldByAnother || claimed.has(value)) throw duplicateKey(this.name, definition.name, value);
        claimed.add(value);
      }
    }
  }
}

function move(
  { definition, holders }: UniqueIndex,
  key: string,
  before: Doc | null,
  after: Doc | null,
): void {
  const left = before ? indexValue(definition, before) : undefined;
  const taken = after ? indexValue(definition, after) : undefined;
  if (left !== undefined && left !== taken && holders.get(left) === key) holders.delete(left);
  if (taken !== undefined) holders.set(taken, key);
}

/** The indexed values as text; undefined when a sparse index leaves the document out. */
function indexValue({ keys, sparse }: IndexDefinition, doc: Doc): string | undefined {
  const values = keys.map((path) => valueAt(doc, path));
  if (sparse && values.every((value) => value === undefined)) return undefined;
  return `{ ${keys.map((path, at) => `${path}: ${encodeExact(values[at] ?? null)}`).join(', ')} }`;
}

/** Narrows what a journal or a caller gives as an index. */
export function isIndexDefinition(value: unknown): value is IndexDefinition {
  if (!isDoc(value) || typeof value.name !== 'string' || !Array.isArray(value.keys)) return false;
  return value.keys.length > 0 && value.keys.every((key) => typeof key === 'string');
}
