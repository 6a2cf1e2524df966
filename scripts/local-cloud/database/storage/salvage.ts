// What could be read of a damaged database file, put into a new store: collections, documents, and indexes made anew.
import { BSON } from 'bson';
import { messageOf } from '../../service-error';
import { isDoc, keyOf, type Doc } from '../document';
import type { Store } from '../store';
import { isIndexDefinition, type IndexDefinition } from './index-definition';
import type { WrittenDoc } from './journal-record';
import { stateKey } from './shelf-keys';

/** Documents that become one commit. */
const BATCH = 1000;

export type Log = (line: string) => void;

export interface Saved {
  readonly documents: number;
  readonly collections: number;
}

interface Known {
  readonly name: string;
  readonly indexes: readonly IndexDefinition[];
}

/** A store that is made from entries of another. */
export class Salvage {
  private readonly known = new Map<number, Known>();
  private readonly seen = new Map<number, Set<string>>();
  private batch: WrittenDoc[] = [];
  private isHalfFilled = false;

  constructor(private readonly store: Store) {}

  take(line: string): void {
    const [key = Buffer.alloc(0), value = Buffer.alloc(0)] = line
      .split(' ')
      .map((part) => Buffer.from(part, 'base64'));
    const kind = String.fromCharCode(key[0] ?? 0);
    if (kind === 'a') this.isHalfFilled ||= key.equals(stateKey('filling'));
    else if (key.length < 5) return;
    else if (kind === 'c') this.takeCollection(key.readUInt32BE(1), value);
    else if (kind === 'd') this.takeDocument(key.readUInt32BE(1), value);
  }

  finish(log: Log): Saved {
    this.flush();
    // A filling that broke off is undone as a whole, damaged or not.
    if (this.isHalfFilled) {
      this.store.clear();
      return { documents: 0, collections: 0 };
    }
    for (const { name, indexes } of this.known.values())
      for (const index of indexes) this.addIndex(name, index, log);
    const documents = [...this.seen.values()].reduce((sum, keys) => sum + keys.size, 0);
    return { documents, collections: this.known.size };
  }

  private takeCollection(number: number, value: Buffer): void {
    const said = parsed(value);
    if (this.known.has(number) || !isDoc(said) || typeof said.name !== 'string') return;
    const listed = Array.isArray(said.indexes) ? said.indexes.filter(isDoc) : [];
    const indexes = listed.map(({ definition }) => definition).filter(isIndexDefinition);
    if (this.store.names().includes(said.name)) return;
    this.store.createCollection(said.name);
    this.known.set(number, { name: said.name, indexes });
    this.seen.set(number, new Set());
  }

  /** One of a collection whose name is lost cannot be put anywhere. */
  private takeDocument(number: number, value: Buffer): void {
    const [collection, seen] = [this.known.get(number), this.seen.get(number)];
    const doc = documentIn(value);
    if (!collection || !seen || !doc) return;
    const key = keyOf(doc._id);
    if (seen.has(key)) return;
    seen.add(key);
    this.batch.push({ collection: collection.name, key, doc });
    if (this.batch.length >= BATCH) this.flush();
  }

  private flush(): void {
    this.store.replay([{ commit: this.batch }]);
    this.batch = [];
  }

  private addIndex(name: string, index: IndexDefinition, log: Log): void {
    try {
      this.store.addIndex(name, index);
    } catch (error) {
      log(`Index ${index.name} of ${name} could not be made again: ${messageOf(error)}`);
    }
  }
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}

function documentIn(value: Buffer): Doc | undefined {
  try {
    return BSON.deserialize(value);
  } catch {
    return undefined;
  }
}
