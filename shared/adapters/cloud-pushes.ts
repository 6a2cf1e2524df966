/** Collection `wechat_pushes`: what WeChat pushed already, and what of it is not done yet. */
import * as v from 'valibot';
import type { TakenPush, TakenPushes } from '../wechat/message-push/taken-pushes';
import { collection, database, idIn, isMissingCollection, read } from './cloud-documents';
import { cloudTable, foundIn, type Kind } from './cloud-table';

const COLLECTION = 'wechat_pushes';

/** Only `_id` must be good: a document that somebody spoilt must not keep its message from coming again. */
const stored = v.object({
  _id: v.string(),
  version: v.fallback(v.optional(v.number()), undefined),
  appid: v.fallback(v.string(), ''),
  what: v.fallback(v.string(), ''),
  state: v.fallback(v.picklist(['received', 'done']), 'received'),
  received_at: v.fallback(v.number(), 0),
  attempts: v.fallback(v.number(), 0),
  lease_until: v.fallback(v.number(), 0),
  due_at: v.fallback(v.nullish(v.number()), null),
  sealed: v.fallback(v.string(), ''),
  signed: v.fallback(v.optional(v.string()), undefined),
});

const kind: Kind<TakenPush> = {
  collection: COLLECTION,
  idOf: ({ id }) => id,
  toDocument: ({ appid, what, state, receivedAt, attempts, leaseUntil, dueAt, sealed, signed }) => ({
    appid,
    what,
    state,
    received_at: receivedAt,
    attempts,
    lease_until: leaseUntil,
    due_at: dueAt ?? null,
    sealed,
    ...(signed === undefined ? {} : { signed }),
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (!parsed.success) return { problems: ['_id must be a text'] };
    const { _id: id, version, received_at, lease_until, due_at, ...same } = parsed.output;
    return {
      value: {
        ...same,
        id,
        version,
        receivedAt: received_at,
        leaseUntil: lease_until,
        dueAt: due_at ?? undefined,
      },
    };
  },
};

export const cloudPushes: TakenPushes = {
  ...cloudTable(kind),

  async due(now, limit) {
    const { command } = await database();
    const condition = { state: 'received', due_at: command.lt(now + 1) };
    const found = (await collection(COLLECTION)).where(condition).orderBy('due_at', 'asc').limit(limit);
    return (await read(found.get()))
      .map((raw) => foundIn(kind, raw))
      .flatMap((one) => ('value' in one ? [one.value] : []));
  },

  async removeReceivedBefore(moment, limit) {
    const { command } = await database();
    const old = { received_at: command.lt(moment) };
    const found = (await collection(COLLECTION)).where(old).orderBy('received_at', 'asc').limit(limit);
    const ids = (await read(found.field({ _id: true }).get())).map(idIn);
    if (ids.length === 0) return 0;
    // The bound is in the list: a bare condition would remove everything that fits it.
    const condition = { ...old, _id: command.in(ids) };
    try {
      return (await (await collection(COLLECTION)).where(condition).remove()).stats.removed;
    } catch (error) {
      if (isMissingCollection(error)) return 0;
      throw error;
    }
  },
};
