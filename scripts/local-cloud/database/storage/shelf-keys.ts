// Where things stand on the shelf: a letter for what it is, the collection's number, and what tells it apart there.
import { createHash } from 'node:crypto';
import type { Span } from './shelf';

/** How many bytes a document's number has at the end of an index entry. */
export const numberLength = 6;

const letters = { state: 'a', collection: 'c', document: 'd', index: 'i', key: 'k' } as const;

/** Something about the whole environment. */
export const stateKey = (name: string): Buffer => Buffer.from(letters.state + name);

/** What a collection is called, and which indexes it has. */
export const collectionKey = (collection: number): Buffer => numbered(letters.collection, collection);

export const collectionSpan: Span = {
  from: Buffer.from(letters.collection),
  to: Buffer.from(next(letters.collection)),
};

/** A document, in the order of insertion. */
export const documentKey = (collection: number, number: number): Buffer =>
  Buffer.concat([numbered(letters.document, collection), documentNumber(number)]);

export const documentSpan = (collection: number): Span => ({
  from: numbered(letters.document, collection),
  to: numbered(letters.document, collection + 1),
});

/** Which number the document with this key has; a key may be long. */
export function numberKey(collection: number, key: string): Buffer {
  const bytes = Buffer.from(key);
  const short = bytes.length > 1000 ? createHash('sha256').update(bytes).digest() : bytes;
  return Buffer.concat([numbered(letters.key, collection), short]);
}

export const indexPrefix = (collection: number, index: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(index);
  return Buffer.concat([numbered(letters.index, collection), bytes]);
};

export function documentNumber(number: number): Buffer {
  const bytes = Buffer.alloc(numberLength);
  bytes.writeUIntBE(number, 0, numberLength);
  return bytes;
}

/** The number at the end of a key. */
export const numberIn = (key: Buffer): number => key.readUIntBE(key.length - numberLength, numberLength);

function numbered(letter: string, collection: number): Buffer {
  const bytes = Buffer.alloc(5, letter);
  bytes.writeUInt32BE(collection, 1);
  return bytes;
}

function next(letter: string): string {
  return String.fromCharCode(letter.charCodeAt(0) + 1);
}
