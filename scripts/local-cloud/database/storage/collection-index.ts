// One index of a collection on the shelf: entries that compare as the values do, each with its document's number at the end.
import type { IndexDefinition } from './index-definition';
import type { Doc } from '../document';
import { entriesOf } from './index-entries';
import { after } from './index-key';
import type { Shelf } from './shelf';
import { documentNumber, indexPrefix, numberIn, numberLength } from './shelf-keys';
import type { ValueSpan } from './value-index';

/** The value of every entry: only its key says something. */
const isThere = Buffer.of(0);

export class CollectionIndex {
  /** Whether a document has had more than one entry. */
  multikey = false;
  private readonly prefix: Buffer;

  constructor(
    private readonly shelf: Shelf,
    collection: number,
    readonly number: number,
    readonly definition: IndexDefinition,
  ) {
    this.prefix = indexPrefix(collection, number);
  }

  /** Whether a document has become the first one with several entries. */
  move(number: number, before: Doc | undefined, next: Doc | undefined): boolean {
    const left = new Map(before ? this.texts(before) : []);
    const taken = new Map(next ? this.texts(next) : []);
    for (const [text, entry] of left) if (!taken.has(text)) this.shelf.remove(this.keyOf(entry, number));
    for (const [text, entry] of taken)
      if (!left.has(text)) this.shelf.put(this.keyOf(entry, number), isThere);
    const first = !this.multikey && taken.size > 1;
    this.multikey ||= first;
    return first;
  }

  /** Numbers of the documents in a span, in the order of the index, some of them more than once. */
  *numbers(span: ValueSpan, reverse = false): Generator<number> {
    for (const key of this.shelf.keys({ ...this.onShelf(span), reverse })) yield numberIn(key);
  }

  /** How many entries a span has, counted up to a limit. */
  size(span: ValueSpan, limit: number): number {
    const keys = this.shelf.keys(this.onShelf(span))[Symbol.iterator]();
    let size = 0;
    while (size < limit && !keys.next().done) size += 1;
    keys.return?.();
    return size;
  }

  /** Numbers of the documents that have this very entry. */
  *holders(entry: Buffer): Generator<number> {
    const length = this.prefix.length + entry.length + numberLength;
    for (const key of this.shelf.keys(this.onShelf({ from: entry, to: after(entry) })))
      if (key.length === length) yield numberIn(key);
  }

  private texts(doc: Doc): (readonly [string, Buffer])[] {
    return entriesOf(this.definition, doc).map((entry) => [entry.toString('latin1'), entry]);
  }

  private keyOf(entry: Buffer, number: number): Buffer {
    return Buffer.concat([this.prefix, entry, documentNumber(number)]);
  }

  private onShelf({ from, to }: ValueSpan): ValueSpan {
    return { from: Buffer.concat([this.prefix, from]), to: Buffer.concat([this.prefix, to]) };
  }
}
