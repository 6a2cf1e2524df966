// The database actions of wx-server-sdk and @cloudbase/node-sdk: values travel as EJSON strings.
import { encode } from '../database/ejson';
import type { Doc } from '../database/document';
import type { Selection } from '../database/query/filter';
import type { DatabaseAction, DatabaseSession, Modification } from './database-session';
import type { Params } from './params';

/** By wire name; @cloudbase/database 1.4.3. */
export const databaseActions: Readonly<Record<string, DatabaseAction>> = {
  'database.addCollection': ({ store }, params) => {
    store.createCollection(params.text('collectionName'));
    return {};
  },

  'database.insertDocument': async (session, params) => {
    const docs = params.list('data').map((item) => {
      if (typeof item !== 'string') throw params.wrong('data', 'a list of EJSON texts');
      return docOf(session.value(item), params);
    });
    const insertedIds = await session.store.insert(
      params.text('collectionName'),
      docs,
      session.transaction(params),
    );
    return { data: { insertedIds } };
  },

  'database.getDocument': async (session, params) => {
    const selection = selectionOf(session, params);
    const list = await session.find(params, session.doc(params, 'query'), selection);
    return { data: { list: list.map(encode) }, limit: selection.limit, offset: selection.skip };
  },

  'database.calculateDocument': async (session, params) => ({
    data: { total: await session.count(params, session.doc(params, 'query')) },
  }),

  'database.modifyDocument': async (session, params) => {
    const { updated, upsertId } = await session.modify(params, modificationOf(session, params));
    return { data: { updated, upsert_id: upsertId } };
  },

  'database.modifyAndReturnDoc': async (session, params) => {
    const { matched, after } = await session.update(params, {
      criteria: session.doc(params, 'query'),
      data: session.doc(params, 'data'),
      multi: false,
    });
    const [doc] = after;
    // The service counts the match, also when nothing changed.
    return { data: { updated: matched, doc: doc ? encode(doc) : null } };
  },

  'database.removeDocument': async (session, params) => ({
    data: { deleted: await session.remove(params, session.doc(params, 'query'), params.flag('multi')) },
  }),

  'database.aggregateDocuments': async (session, params) => ({
    data: { list: (await session.aggregate(params)).map(encode) },
  }),

  'database.startTransaction': ({ store }) => ({ transactionId: store.begin() }),

  'database.commitTransaction': async ({ store }, params) => {
    await store.commit(params.text('transactionId'));
    return {};
  },

  'database.abortTransaction': ({ store }, params) => {
    store.abort(params.text('transactionId'));
    return {};
  },
};

/** What `database.modifyDocument` asks for. */
export const modificationOf = (session: DatabaseSession, params: Params): Modification => ({
  criteria: session.doc(params, 'query'),
  data: session.doc(params, 'data'),
  merge: params.flag('merge'),
  multi: params.flag('multi'),
  upsert: params.flag('upsert'),
});

/** The value as a document, or the error that names the action. */
export function docOf(value: unknown, params: Params): Doc {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw params.wrong('data', 'a document');
  return value as Doc;
}

function selectionOf(session: DatabaseSession, params: Params): Selection {
  const sort: Record<string, 1 | -1> = {};
  for (const [field, direction] of Object.entries(session.doc(params, 'order')))
    sort[field] = direction === -1 ? -1 : 1;
  const skip = params.optionalNumber('offset');
  const limit = params.optionalNumber('limit');
  const projection = session.doc(params, 'projection');
  return {
    sort,
    projection,
    ...(skip === undefined ? {} : { skip }),
    ...(limit === undefined ? {} : { limit }),
  };
}
