// What the database is kept on: an ordered store of bytes, on disk or in memory.

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Keys from `from` on, up to `to`, which is left out; ascending unless `reverse`. */
export interface Span {
  readonly from: Buffer;
  readonly to: Buffer;
  readonly reverse?: boolean;
}

/** Keys compare byte by byte and have 1,900 bytes at most. */
export interface Shelf {
  get(key: Buffer): Buffer | undefined;
  entries(span: Span): Iterable<Entry>;
  keys(span: Span): Iterable<Buffer>;
  /** Everything that `work` puts and removes, or nothing of it when it throws; on disk when this returns. */
  atomically<T>(work: () => T): T;
  /** Only inside `atomically`, as is `remove`. */
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
  clear(): void;
  close(): void;
}

/** The disk refuses, because it is full for one; nothing of what was being written is kept. */
export class ShelfFailure extends Error {}
