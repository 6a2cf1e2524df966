/** Reads who the customers are for the console: members with their ledger, and verifications of faces. */
import * as v from 'valibot';
import type { LocalDatabase } from '../local-cloud/database/local-database';
import type { FaceView, MemberView, PeopleState } from './console-data';
import { newest, type Doc } from './newest';

const shownMembers = 50;
const shownEntries = 20;
const shownFaces = 50;

const count = v.optional(v.nullable(v.number()), null);

const memberSchema = v.object({
  _id: v.string(),
  membership_number: v.string(),
  accounts: v.array(v.object({ openid: v.string() })),
  card_state: v.optional(v.nullable(v.string()), null),
  told_points: count,
  told_balance: count,
  joined_to: v.optional(v.nullable(v.string()), null),
});
type StoredMember = v.InferOutput<typeof memberSchema>;

const entrySchema = v.object({
  seq: v.number(),
  kind: v.string(),
  points: v.number(),
  balance: v.number(),
  points_after: v.number(),
  balance_after: v.number(),
  reason: v.string(),
  at: v.number(),
  out_trade_no: v.optional(v.nullable(v.string()), null),
});
type StoredEntry = v.InferOutput<typeof entrySchema>;

const faceSchema = v.object({
  _id: v.string(),
  openid: v.string(),
  purpose: v.string(),
  state: v.string(),
  advice: v.string(),
  created_at: v.number(),
});

/** What the database knows of people; no names, no phone numbers, nothing that was sealed. */
export async function readPeople(database: LocalDatabase): Promise<PeopleState> {
  const [members, faces] = await Promise.all([
    newest(database, { collection: 'members', time: 'created_at', limit: shownMembers }),
    newest(database, { collection: 'face_sessions', time: 'created_at', limit: shownFaces }),
  ]);
  const known = readAll(memberSchema, members).filter(({ joined_to }) => joined_to === null);
  return {
    members: await Promise.all(known.map((member) => memberOf(database, member))),
    faces: readAll(faceSchema, faces).map(faceOf),
  };
}

/** Documents that somebody has edited into something else are left out; the functions report them. */
function readAll<Schema extends v.GenericSchema>(
  schema: Schema,
  documents: readonly Doc[],
): v.InferOutput<Schema>[] {
  return documents.flatMap((document) => {
    const read = v.safeParse(schema, document);
    return read.success ? [read.output] : [];
  });
}

async function memberOf(database: LocalDatabase, member: StoredMember): Promise<MemberView> {
  const where = { member: member._id };
  const found = await newest(database, {
    collection: 'member_entries',
    time: 'seq',
    limit: shownEntries,
    where,
  });
  const entries = readAll(entrySchema, found);
  const [last] = entries;
  return {
    id: member._id,
    number: member.membership_number,
    openids: member.accounts.map(({ openid }) => openid),
    points: last?.points_after ?? 0,
    balance: last?.balance_after ?? 0,
    telling: tellingOf(member, last),
    entries: entries.map(({ out_trade_no, seq, kind, points, balance, reason, at }) => ({
      ...{ seq, kind, points, balance, reason, at },
      ...(out_trade_no !== null && { outTradeNo: out_trade_no }),
    })),
  };
}

/** Whether WeChat shows on the card what the ledger says. */
function tellingOf(
  { card_state, told_points, told_balance }: StoredMember,
  last: StoredEntry | undefined,
): MemberView['telling'] {
  if (card_state !== 'active') return 'no_card';
  const isTold =
    (told_points ?? 0) === (last?.points_after ?? 0) && (told_balance ?? 0) === (last?.balance_after ?? 0);
  return isTold ? 'told' : 'untold';
}

const faceOf = ({ _id, created_at, ...face }: v.InferOutput<typeof faceSchema>): FaceView => ({
  ...face,
  outSeqNo: _id,
  at: created_at,
});
