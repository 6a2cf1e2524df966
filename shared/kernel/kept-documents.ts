/** Configuration documents that are read again only when they are old, and parsed again only when they changed. */
import type { Clock } from './ports';

export type Block = Readonly<Record<string, unknown>>;

export interface Reading<T> {
  /** The raw document `id` of collection `config`. */
  read(id: string): Promise<Block | undefined>;
  readonly clock: Clock;
  /** How long a read document may be used, milliseconds. */
  readonly maxAgeMs: number;
  /** What a document says. Its objects, and with them parsed or downloaded keys, live until the document changes. */
  parse(id: string, document: Block): T | Promise<T>;
}

interface Kept<T> {
  readonly until: number;
  readonly source: string;
  readonly value: T | undefined;
}

/** Answers what document `id` says, at most `maxAgeMs` old; undefined where there is none. Rejects when the database does. */
export function keepDocuments<T>(reading: Reading<T>): (id: string) => Promise<T | undefined> {
  const kept = new Map<string, Promise<Kept<T>>>();

  async function fresh(id: string, before: Kept<T> | undefined): Promise<Kept<T>> {
    const document = await reading.read(id);
    const source = JSON.stringify(document ?? null);
    const value = before?.source === source ? before.value : document && (await reading.parse(id, document));
    return { until: reading.clock.now() + reading.maxAgeMs, source, value };
  }

  function forget(id: string, one: Promise<Kept<T>>): void {
    if (kept.get(id) === one) kept.delete(id);
  }

  return async (id) => {
    const known = kept.get(id);
    const before = await known;
    if (before && before.until > reading.clock.now()) return before.value;
    // Calls that wait side by side share one reading.
    if (kept.get(id) === known) {
      const next = fresh(id, before);
      kept.set(id, next);
      // Ids come from web addresses too: what nobody configured is not remembered, and drives nothing out.
      next.then(
        ({ value }) => value ?? forget(id, next),
        () => {
          forget(id, next);
        },
      );
    }
    return (await kept.get(id))?.value;
  };
}
