// The database actions of tcb-admin-node: plain JSON with loose types, EJSON only inside transactions.
import { isDoc, type Doc } from '../database/document';
import { decodeLoose, encode, encodeLoose } from '../database/ejson';
import { docOf } from './database-actions';
import type { Answer, DatabaseAction, DatabaseSession } from './database-session';
import type { Params } from './params';

/** By wire name; @cloudbase/database 0.9.15. What is not here is the same in both generations. */
export const databaseActionsV1: Readonly<Record<string, DatabaseAction>> = {
  'database.addDocument': async (session, params) => {
    const doc = withId(docOf(decodeLoose(params.raw('data'), session.time), params), params);
    const [id] = await session.store.insert(params.text('collectionName'), [doc]);
    return { data: { _id: id } };
  },

  'database.queryDocument': async (session, params) => {
    const skip = params.optionalNumber('offset') ?? 0;
    const limit = params.optionalNumber('limit') ?? 100;
    const projection = isDoc(params.raw('projection'))
      ? { projection: docOf(params.raw('projection'), params) }
      : {};
    const list = await session.find(params, looseQuery(session, params), {
      sort: sortOf(params),
      skip,
      limit,
      ...projection,
    });
    return { data: { list: list.map(encodeLoose) }, TotalCount: list.length, Limit: limit, Offset: skip };
  },

  'database.countDocument': async (session, params) => ({
    data: { total: await session.count(params, looseQuery(session, params)) },
  }),

  'database.updateDocument': async (session, params) => {
    const { updated, upsertId } = await session.modify(params, {
      criteria: looseQuery(session, params),
      data: docOf(decodeLoose(params.raw('data'), session.time), params),
      merge: params.flag('merge'),
      multi: params.flag('multi'),
      upsert: params.flag('upsert'),
    });
    return { data: { updated, upserted_id: upsertId, upsert_id: upsertId } };
  },

  'database.deleteDocument': async (session, params) => ({
    data: { deleted: await session.remove(params, looseQuery(session, params), params.flag('multi')) },
  }),

  'database.aggregate': async (session, params) => ({
    data: { list: JSON.stringify((await session.aggregate(params)).map(encode)) },
  }),

  'database.getInTransaction': async (session, params) => {
    const [doc] = await session.find(params, looseQuery(session, params), { limit: 1 });
    return { data: doc ? encode(doc) : 'null' };
  },

  'database.insertDocInTransaction': async (session, params): Promise<Answer> => {
    const doc = withId(session.doc(params, 'data'), params);
    const name = params.text('collectionName');
    const [id] = await session.store.insert(name, [doc], session.transaction(params));
    return { id, inserted: encode(1), ok: encode(1) };
  },

  'database.updateDocInTransaction': async (session, params) => {
    const upsert = params.flag('upsert');
    const { updated, upsertId } = await session.modify(params, {
      criteria: looseQuery(session, params),
      data: session.doc(params, 'data'),
      merge: !upsert,
      multi: false,
      upsert,
    });
    const upserted = upsertId === null ? {} : { upserted: JSON.stringify([{ _id: upsertId }]) };
    return { updated: encode(updated), ...upserted };
  },

  'database.deleteDocInTransaction': async (session, params) => ({
    deleted: encode(await session.remove(params, looseQuery(session, params), false)),
  }),
};

function looseQuery(session: DatabaseSession, params: Params): Doc {
  const query = decodeLoose(params.raw('query') ?? {}, session.time);
  if (!isDoc(query)) throw params.wrong('query', 'an object');
  return query;
}

function withId(doc: Doc, params: Params): Doc {
  const id = params.raw('_id');
  return id === undefined ? doc : { ...doc, _id: id };
}

function sortOf(params: Params): Record<string, 1 | -1> {
  const sort: Record<string, 1 | -1> = {};
  if (params.raw('order') === undefined) return sort;
  for (const { field, direction } of params.objects('order')) {
    if (typeof field !== 'string') throw params.wrong('order', 'a list of {field, direction}');
    sort[field] = direction === 'desc' ? -1 : 1;
  }
  return sort;
}
