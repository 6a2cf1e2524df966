/** Members, reserved record numbers and entries as documents, in the ecosystem's words (docs/data.md), and back. */
import * as v from 'valibot';
import { present } from '../kernel/present';
import type { Amounts, Entry, OrderShare } from '../membership/members/entry';
import type { Member, MemberCard } from '../membership/members/member';
import type { Reservation } from '../membership/members/wish';
import type { Kind } from './cloud-table';
import { version } from './document-numbers';

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger());
const word = v.optional(v.nullable(text), null);
const number = v.optional(v.nullable(v.number()), null);

type Document = Readonly<Record<string, string | number | null>>;

/** A value that is not there is stored as null, so that an update can also take one away. */
const orNull = (fields: Readonly<Record<string, string | number | undefined>>): Document =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? null]));

const memberDocument = v.object({
  _id: text,
  version,
  created_at: v.number(),
  membership_number: text,
  accounts: v.optional(v.array(v.object({ appid: text, openid: text })), []),
  unionid: word,
  card_id: word,
  card_code: word,
  card_state: v.optional(v.nullable(v.picklist(['got', 'active', 'gifting', 'gone'])), null),
  card_since: v.optional(v.nullable(v.number()), null),
  told_points: v.optional(v.nullable(count), null),
  told_balance: v.optional(v.nullable(count), null),
  told_level: word,
  due_at: number,
  tries: v.optional(v.number(), 0),
  lease_until: v.optional(v.number(), 0),
  doubt_until: number,
  must_look: v.optional(v.boolean(), false),
  joined_to: word,
  carried: v.optional(v.boolean(), false),
});
type MemberDocument = v.InferOutput<typeof memberDocument>;

export const memberKind: Kind<Member> = {
  collection: 'members',
  idOf: ({ id }) => id,
  toDocument: (member) => ({
    created_at: member.createdAt,
    membership_number: member.number,
    accounts: member.accounts,
    ...cardDocument(member.card),
    ...orNull({ told_points: member.told.points, told_balance: member.told.balance }),
    ...orNull({ told_level: member.told.level, unionid: member.unionid, joined_to: member.joinedTo }),
    ...orNull({ due_at: member.dueAt, doubt_until: member.doubtUntil }),
    tries: member.tries,
    lease_until: member.leaseUntil,
    must_look: member.mustLook,
    carried: member.isCarried,
  }),
  fromDocument: (raw) => parsed(memberDocument, raw, memberOf),
};

const cardDocument = (card: MemberCard | undefined): Document =>
  orNull({
    card_id: card?.cardId,
    card_code: card?.code,
    card_state: card?.state,
    card_since: card?.since,
  });

function memberOf(stored: MemberDocument): Member {
  return {
    id: stored._id,
    version: stored.version,
    createdAt: stored.created_at,
    number: stored.membership_number,
    accounts: stored.accounts,
    unionid: stored.unionid ?? undefined,
    card: cardOf(stored),
    told: present({
      points: stored.told_points ?? undefined,
      balance: stored.told_balance ?? undefined,
      level: stored.told_level ?? undefined,
    }),
    dueAt: stored.due_at ?? undefined,
    tries: stored.tries,
    leaseUntil: stored.lease_until,
    doubtUntil: stored.doubt_until ?? undefined,
    mustLook: stored.must_look,
    joinedTo: stored.joined_to ?? undefined,
    isCarried: stored.carried,
  };
}

function cardOf({ card_id: cardId, card_code: code, ...stored }: MemberDocument): MemberCard | undefined {
  if (cardId === null || code === null) return undefined;
  return { cardId, code, state: stored.card_state ?? 'got', since: stored.card_since ?? 0 };
}

const reservationDocument = v.object({
  _id: text,
  version,
  member: text,
  kind: v.picklist(['entry', 'import', 'earn']),
  points: count,
  balance: count,
  reason: text,
  out_trade_no: word,
  total: v.optional(v.nullable(count), null),
  refunded: v.optional(v.nullable(count), null),
  per: v.optional(v.nullable(count), null),
  per_points: v.optional(v.nullable(count), null),
  due_at: number,
});

export const reservationKind: Kind<Reservation> = {
  collection: 'member_records',
  idOf: ({ id }) => id,
  toDocument: ({ member, kind, points, balance, reason, order, dueAt }) => ({
    member,
    kind,
    points,
    balance,
    reason,
    ...orNull({ out_trade_no: order?.outTradeNo, total: order?.total, refunded: order?.refunded }),
    ...orNull({ per: order?.per, per_points: order?.points, due_at: dueAt }),
  }),
  fromDocument: (raw) => parsed(reservationDocument, raw, reservationOf),
};

function reservationOf(stored: v.InferOutput<typeof reservationDocument>): Reservation {
  const { _id: id, member, kind, points, balance, reason, out_trade_no: outTradeNo } = stored;
  const { total, refunded, per, per_points: each } = stored;
  const order =
    outTradeNo === null || total === null || refunded === null || per === null || each === null
      ? undefined
      : { outTradeNo, total, refunded, per, points: each };
  const dueAt = stored.due_at ?? undefined;
  return { id, version: stored.version, member, kind, points, balance, reason, order, dueAt };
}

const entryDocument = v.object({
  member: text,
  seq: v.pipe(count, v.minValue(1)),
  record_no: text,
  kind: v.picklist(['entry', 'import', 'earn', 'join', 'close']),
  points: count,
  balance: count,
  earned: count,
  points_after: count,
  balance_after: count,
  earned_after: count,
  reason: text,
  at: v.number(),
  out_trade_no: word,
  refunded: v.optional(v.nullable(count), null),
  order_points: v.optional(v.nullable(count), null),
  per: v.optional(v.nullable(count), null),
  per_points: v.optional(v.nullable(count), null),
});
type EntryDocument = v.InferOutput<typeof entryDocument>;

/** Entries are never replaced, so they carry no version. */
export const entryKind = {
  collection: 'member_entries',
  toDocument: ({ member, seq, recordNo, kind, change, after, reason, at, order }: Entry) => ({
    _id: `${member}:${seq}`,
    member,
    seq,
    record_no: recordNo,
    kind,
    points: change.points,
    balance: change.balance,
    earned: change.earned,
    points_after: after.points,
    balance_after: after.balance,
    earned_after: after.earned,
    reason,
    at,
    ...orNull({ out_trade_no: order?.outTradeNo, refunded: order?.refunded, order_points: order?.held }),
    ...orNull({ per: order?.per, per_points: order?.points }),
  }),
  fromDocument: (raw: unknown) => parsed(entryDocument, raw, entryOf),
};

function entryOf(stored: EntryDocument): Entry {
  const { member, seq, record_no: recordNo, kind, reason, at } = stored;
  const change: Amounts = { points: stored.points, balance: stored.balance, earned: stored.earned };
  const after: Amounts = {
    points: stored.points_after,
    balance: stored.balance_after,
    earned: stored.earned_after,
  };
  return { member, seq, recordNo, kind, change, after, reason, at, ...present({ order: shareOf(stored) }) };
}

function shareOf(stored: EntryDocument): OrderShare | undefined {
  const { out_trade_no: outTradeNo, refunded, order_points: held, per, per_points: points } = stored;
  if (outTradeNo === null || refunded === null || held === null || per === null || points === null) {
    return undefined;
  }
  return { outTradeNo, refunded, held, per, points };
}

/** What a schema makes of a document, or which fields are wrong and how; never what stands in them. */
function parsed<S extends v.GenericSchema, T>(
  schema: S,
  raw: unknown,
  read: (stored: v.InferOutput<S>) => T,
): { readonly value: T } | { readonly problems: readonly string[] } {
  const found = v.safeParse(schema, raw);
  if (found.success) return { value: read(found.output) };
  return {
    problems: found.issues.map(
      (issue) => `${v.getDotPath(issue) ?? 'the document'} must be ${issue.expected ?? 'different'}`,
    ),
  };
}
