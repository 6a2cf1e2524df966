// The documents of one collection on the shelf, in the order of insertion, and under which number each is found.
import { BSON } from 'bson';
import { checkDepth } from '../bounds';
import { documentTooLarge } from '../database-errors';
import { keyOf, type Doc } from '../document';
import type { DocumentCache } from './document-cache';
import type { Shelf } from './shelf';
import { documentKey, documentNumber, documentSpan, numberIn, numberKey } from './shelf-keys';

/** What MongoDB takes, in bytes of BSON. */
const largestDocument = 16 * 1024 * 1024;

/** Throws where the document is larger, or nests deeper, than MongoDB takes. */
export function refuseTooLarge(doc: Doc): void {
  checkDepth(doc);
  const bytes = BSON.calculateObjectSize(doc, { ignoreUndefined: true });
  if (bytes > largestDocument) throw documentTooLarge(bytes, largestDocument);
}

export class Documents {
  private next: number | undefined;

  constructor(
    private readonly shelf: Shelf,
    private readonly cache: DocumentCache,
    private readonly collection: number,
  ) {}

  numberOf(key: string): number | undefined {
    const found = this.shelf.get(numberKey(this.collection, key));
    return found && numberIn(found);
  }

  read(number: number): Doc | undefined {
    const cached = this.cache.get(this.placeOf(number));
    if (cached) return cached;
    const bytes = this.shelf.get(documentKey(this.collection, number));
    return bytes && this.decoded(number, bytes);
  }

  *all(): Generator<readonly [number, Doc]> {
    for (const { key, value } of this.shelf.entries(documentSpan(this.collection))) {
      const number = numberIn(key);
      yield [number, this.cache.get(this.placeOf(number)) ?? this.decoded(number, value)];
    }
  }

  /** Writes the document over the one with the same key, or behind all others; answers its number. */
  put(key: string, doc: Doc): number {
    const known = this.numberOf(key);
    const number = known ?? this.nextNumber();
    this.cache.delete(this.placeOf(number));
    this.shelf.put(documentKey(this.collection, number), encoded(doc));
    if (known === undefined) this.shelf.put(numberKey(this.collection, key), documentNumber(number));
    return number;
  }

  remove(number: number, doc: Doc): void {
    this.cache.delete(this.placeOf(number));
    this.shelf.remove(documentKey(this.collection, number));
    this.shelf.remove(numberKey(this.collection, keyOf(doc._id)));
  }

  private nextNumber(): number {
    this.next ??= this.last() + 1;
    const number = this.next;
    this.next += 1;
    return number;
  }

  private last(): number {
    for (const key of this.shelf.keys({ ...documentSpan(this.collection), reverse: true }))
      return numberIn(key);
    return 0;
  }

  private decoded(number: number, bytes: Buffer): Doc {
    const doc = BSON.deserialize(bytes);
    this.cache.set(this.placeOf(number), doc, bytes.length);
    return doc;
  }

  private placeOf(number: number): string {
    return `${this.collection}:${number}`;
  }
}

function encoded(doc: Doc): Buffer {
  const bytes = BSON.serialize(doc, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
