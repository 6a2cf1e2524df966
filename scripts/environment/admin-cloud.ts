/**
 * The database of an environment as the functions' adapters know it, reached with tcb-admin-node from outside. What that package
 * returns as an error is thrown, as the functions' package does.
 */
import type { Answer, Database, Query } from 'tcb-admin-node';
import type { Cloud, CloudCollection, CloudDatabase, CloudQuery } from '../../shared/adapters/cloud';
import type { Connected } from './documents';

/** Only its database and its files can be had from outside; the rest is the functions' own. */
export function adminCloud({ database, uploadFile }: Pick<Connected, 'database' | 'uploadFile'>): Cloud {
  return {
    init: () => undefined,
    database: () => databaseOver(database),
    getWXContext: () => ({}),
    uploadFile: async (file) => ({ fileID: checked(await uploadFile(file)).fileID ?? '' }),
    cloudPay: {},
    openapi: undefined,
    DYNAMIC_CURRENT_ENV: undefined,
  };
}

const databaseOver = (database: Database): CloudDatabase => ({
  command: database.command,
  RegExp: (expression) => database.RegExp(expression),
  collection: (name) => collectionOver(database, name),
  createCollection: async (name) => checked(await database.createCollection(name)),
});

function collectionOver(database: Database, name: string): CloudCollection {
  const collection = database.collection(name);
  return {
    ...queryOver(collection),
    add: async ({ data }) => checked(await collection.add(data)),
  };
}

const queryOver = (query: Query): CloudQuery => ({
  where: (condition) => queryOver(query.where(condition)),
  orderBy: (field, direction) => queryOver(query.orderBy(field, direction)),
  limit: (count) => queryOver(query.limit(count)),
  field: (names) => queryOver(query.field(names)),
  count: async () => ({ total: checked(await query.count()).total ?? 0 }),
  get: async () => ({ data: checked(await query.get()).data ?? [] }),
  update: async ({ data }) => ({ stats: { updated: checked(await query.update(data)).updated ?? 0 } }),
  remove: async () => ({ stats: { removed: checked(await query.remove()).deleted ?? 0 } }),
});

/** What the functions' package would have thrown: with the number that tells a missing collection. */
class DatabaseError extends Error {
  constructor(
    readonly errCode: number,
    message: string,
  ) {
    super(message);
    this.name = 'DatabaseError';
  }
}

const MISSING_COLLECTION = -502005;
const OTHER = -502001;

function checked<A extends Answer>(answer: A): A {
  const { code, message = 'no words' } = answer;
  if (code === undefined) return answer;
  const isMissing = /COLLECTION_NOT_EXIST/i.test(`${code} ${message}`);
  throw new DatabaseError(isMissing ? MISSING_COLLECTION : OTHER, `the database said ${code}: ${message}`);
}
