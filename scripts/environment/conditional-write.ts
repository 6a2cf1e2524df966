/** Documents written on the condition that nobody else has written meanwhile. A database's own words are not repeated: what was sent may stand in them. */
import { isDeepStrictEqual } from 'node:util';
import type { Answer, Database } from 'tcb-admin-node';
import type { StoredDocument } from './documents';

/** A collection of a database. */
export interface Place {
  readonly database: Database;
  readonly collection: string;
}

/**
 * Puts `after` in the place of `before` (undefined: there was none), if `before` still stands there. False where it does not: then
 * nothing was written. Fields that neither of the two has stay.
 */
export const replaceIf = (
  place: Place,
  before: StoredDocument | undefined,
  after: StoredDocument,
): Promise<boolean> => (before === undefined ? added(place, after) : replaced(place, before, after));

/** Takes a document away, if it still stands there as it was read. */
export async function removeIf(place: Place, before: StoredDocument): Promise<boolean> {
  const condition = stillAs(place, before, Object.keys(before));
  const { deleted = 0 } = checked(
    await place.database.collection(place.collection).where(condition).remove(),
  );
  return deleted > 0;
}

/** Every field that either state has must still be as it was read. */
async function replaced(place: Place, before: StoredDocument, after: StoredDocument): Promise<boolean> {
  const { command } = place.database;
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => name !== '_id',
  );
  const changes = names
    .filter((name) => !isDeepStrictEqual(before[name], after[name]))
    .map((name): readonly [string, unknown] => [
      name,
      after[name] === undefined ? command.remove() : command.set(after[name]),
    ]);
  const condition = stillAs(place, before, names);
  const { updated = 0 } = checked(
    await place.database
      .collection(place.collection)
      .where(condition)
      .update(Object.fromEntries<unknown>(changes)),
  );
  return updated > 0;
}

function stillAs(
  { database: { command } }: Place,
  before: StoredDocument,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  const asRead = names.map((name): readonly [string, unknown] => [
    name,
    before[name] === undefined ? command.exists(false) : command.eq(before[name]),
  ]);
  return { ...Object.fromEntries<unknown>(asRead), _id: before._id };
}

/** Adds a document, making the collection on first use. False where the `_id` is taken. */
export async function added({ database, collection }: Place, document: StoredDocument): Promise<boolean> {
  const add = (): Promise<Answer> => database.collection(collection).add(document);
  let answer = await add();
  if (/COLLECTION_NOT_EXIST|-502005|not exist/i.test(`${answer.code} ${answer.message ?? ''}`)) {
    await database.createCollection(collection);
    answer = await add();
  }
  if (/E11000|duplicate/i.test(answer.message ?? '')) return false;
  checked(answer);
  return true;
}

export function checked(answer: Answer): Answer {
  if (answer.code === undefined) return answer;
  throw new Error(`the database said ${answer.code}`);
}
