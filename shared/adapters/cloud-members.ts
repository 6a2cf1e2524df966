/** The members' store over the CloudBase document database. */
import { PayError } from '../kernel/errors';
import type { Entry } from '../membership/members/entry';
import type { Due, MemberStore } from '../membership/members/ports';
import { collection, database, idIn, insert, isRecord, read } from './cloud-documents';
import { cloudTable } from './cloud-table';
import { entryKind, memberKind, reservationKind } from './member-documents';

const NAMES = 'member_names';
const tables: Readonly<Record<Due['kind'], string>> = {
  members: memberKind.collection,
  reservations: reservationKind.collection,
};

export const cloudMembers: MemberStore = {
  members: cloudTable(memberKind),
  reservations: cloudTable(reservationKind),

  async memberNamed(name) {
    const [found] = await read((await collection(NAMES)).where({ _id: name }).limit(1).get());
    return isRecord(found) && typeof found.member === 'string' ? found.member : undefined;
  },

  giveName: (name, member) => insert(NAMES, { _id: name, member }),

  lastEntry: (member) => entryWhere({ member }, 'seq'),
  entryOfRecord: (recordNo) => entryWhere({ record_no: recordNo }, 'seq'),
  entryOfOrder: (outTradeNo) => entryWhere({ out_trade_no: outTradeNo }, 'refunded'),

  appendEntry: (entry) => insert(entryKind.collection, entryKind.toDocument(entry)),

  async entries(member, before, limit) {
    const { command } = await database();
    const earlier = (await collection(entryKind.collection)).where({ member, seq: command.lt(before) });
    const found = (await read(earlier.orderBy('seq', 'desc').limit(limit).get())).map((raw) =>
      entryKind.fromDocument(raw),
    );
    const entries = found.flatMap((one) => ('value' in one ? [one.value] : []));
    return { entries, unreadable: found.length - entries.length };
  },

  async due({ kind, now, limit }) {
    const { command } = await database();
    const query = (await collection(tables[kind])).where({ due_at: command.lt(now + 1) });
    const sorted = query.orderBy('due_at', 'asc').field({ _id: true }).limit(limit);
    return (await read(sorted.get())).filter(isRecord).map(({ _id }) => String(_id));
  },

  async postpone(kind, id, { now, until }) {
    const { command } = await database();
    const due = (await collection(tables[kind])).where({ _id: id, due_at: command.lt(now + 1) });
    await due.update({ data: { due_at: until } });
  },

  async unionidOf({ appid, openid }) {
    const record = (await collection('users')).where({ _id: `${appid}:${openid}` });
    const [found] = await read(record.limit(1).get());
    const unionid = isRecord(found) ? found.unionid : undefined;
    return typeof unionid === 'string' && unionid !== '' ? unionid : undefined;
  },
};

/** The last in an order of the entries that meet a condition. */
async function entryWhere(
  condition: Readonly<Record<string, unknown>>,
  lastBy: 'seq' | 'refunded',
): Promise<Entry | undefined> {
  const query = (await collection(entryKind.collection)).where(condition);
  const [raw] = await read(query.orderBy(lastBy, 'desc').limit(1).get());
  if (raw === undefined) return undefined;
  const one = entryKind.fromDocument(raw);
  if ('value' in one) return one.value;
  throw new PayError(
    'DOCUMENT_UNREADABLE',
    `document ${idIn(raw)} of collection member_entries is not as docs/data.md says: ${one.problems.join('; ')}`,
  );
}
