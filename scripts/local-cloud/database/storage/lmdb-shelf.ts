// The database on disk, in LMDB: a file that is mapped and not read in, whole after a kill at any moment, and whose
// freed pages are used again.
import { open, type RootDatabase } from 'lmdb';
import { messageOf } from '../../service-error';
import { ShelfFailure, type Entry, type Shelf, type Span } from './shelf';

export class LmdbShelf implements Shelf {
  private readonly db: RootDatabase<Buffer, Buffer>;

  /** Opens or makes the file; beside it stands `<file>-lock`. */
  constructor(file: string) {
    this.db = open<Buffer, Buffer>({
      path: file,
      noSubdir: true,
      encoding: 'binary',
      keyEncoding: 'binary',
      // A commit is on disk when it returns, not some time after.
      overlappingSync: false,
      // One file for a whole environment: no other databases inside.
      maxDbs: 1,
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.db.get(key);
  }

  *entries({ from, to, reverse = false }: Span): Generator<Entry> {
    const range = reverse
      ? { start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: from, end: to };
    for (const { key, value } of this.db.getRange(range)) yield { key, value };
  }

  *keys({ from, to, reverse = false }: Span): Generator<Buffer> {
    const range = reverse
      ? { start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true }
      : { start: from, end: to };
    yield* this.db.getKeys(range);
  }

  atomically<T>(work: () => T): T {
    let failure: unknown;
    try {
      return this.db.transactionSync(() => {
        try {
          return work();
        } catch (error) {
          failure = error;
          throw error;
        }
      });
    } catch (error) {
      if (error === failure) throw error;
      throw new ShelfFailure(messageOf(error));
    }
  }

  put(key: Buffer, value: Buffer): void {
    this.attempt(() => this.db.putSync(key, value));
  }

  remove(key: Buffer): void {
    this.attempt(() => this.db.removeSync(key));
  }

  clear(): void {
    this.db.clearSync();
  }

  close(): void {
    void this.db.close();
  }

  private attempt(write: () => unknown): void {
    try {
      write();
    } catch (error) {
      throw new ShelfFailure(messageOf(error));
    }
  }
}
