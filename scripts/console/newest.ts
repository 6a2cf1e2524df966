/** Reads documents of the local database for the console, newest first. */
import type { LocalDatabase } from '../local-cloud/database/local-database';

export type Doc = Readonly<Record<string, unknown>>;

/** What to read; `time` is the field to sort by. */
export interface Question {
  readonly collection: string;
  readonly time: string;
  readonly skip?: number;
  readonly limit: number;
  readonly where?: Doc;
}

/** Nothing where nobody has made the collection yet. */
export async function newest(
  database: LocalDatabase,
  { collection, time, skip = 0, limit, where = {} }: Question,
): Promise<Doc[]> {
  if (!database.collections().includes(collection)) return [];
  return database.find(collection, where, { sort: { [time]: -1 }, skip, limit });
}
