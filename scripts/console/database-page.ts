/** The database browser: one collection, page by page, secrets hidden. It only reads. */
import type { LocalDatabase } from '../local-cloud/database/local-database';
import { json, type WebReply, type WebRequest } from '../local-cloud/web';
import type { DatabasePage } from './console-data';
import { withoutSecrets } from './hidden-fields';

const documentsPerPage = 20;
/** The database counts no further. */
const mostCounted = 1000;

export async function serveDatabase(database: LocalDatabase, { query }: WebRequest): Promise<WebReply> {
  const collections = await Promise.all(
    [...database.collections()]
      .toSorted()
      .map(async (name) => ({ name, count: await countOf(database, name) })),
  );
  const chosen = collections.find(({ name }) => name === query.get('collection'));
  const pages = Math.max(1, Math.ceil((chosen?.count ?? 0) / documentsPerPage));
  const asked = Number(query.get('page') ?? 1);
  const page = Number.isSafeInteger(asked) && asked > 0 ? Math.min(asked, pages) : 1;
  const documents = chosen
    ? await database.find(chosen.name, {}, { skip: (page - 1) * documentsPerPage, limit: documentsPerPage })
    : [];
  const shown = documents.map((each) => ({
    id: String(each._id),
    text: JSON.stringify(withoutSecrets(each), null, 2),
  }));
  const answer: DatabasePage = { collections, page, pages, documents: shown };
  return json(answer);
}

async function countOf(database: LocalDatabase, name: string): Promise<number> {
  const found = await database.find(name, {}, { limit: mostCounted, projection: { _id: 1 } });
  return found.length;
}
