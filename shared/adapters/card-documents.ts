/** How records about cards are stored, flat: an update merges into an object that is there, and fails on one that is null. */
import * as v from 'valibot';
import type {
  CardNote,
  Consumption,
  StockBook,
  StockChange,
  UploadedPicture,
} from '../membership/cards/ports';
import type { Kind } from './cloud-table';
import { version } from './document-numbers';

/** What is not known is null in the database. */
const maybe = <S extends v.GenericSchema>(schema: S) =>
  v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );

/** Reads a stored document, or says which of its fields are wrong. */
function reader<S extends v.GenericSchema, T>(schema: S, make: (stored: v.InferOutput<S>) => T) {
  return (raw: unknown): { readonly value: T } | { readonly problems: readonly string[] } => {
    const parsed = v.safeParse(schema, raw);
    if (parsed.success) return { value: make(parsed.output) };
    // The issue's own words would repeat what is stored.
    return {
      problems: parsed.issues.map(
        (issue) => `${v.getDotPath(issue) ?? 'it'} is no ${issue.expected ?? issue.type}`,
      ),
    };
  };
}

export const consumptions: Kind<Consumption> = {
  collection: 'card_consumptions',
  idOf: ({ id }) => id,
  toDocument: (one) => ({
    appid: one.appid,
    card_id: one.cardId,
    code: one.code,
    state: one.state,
    operator: one.operator,
    record_no: one.recordNo ?? null,
    openid: one.openid ?? null,
    source: one.source ?? null,
    created_at: one.createdAt,
    sent_at: one.sentAt,
    lease_until: one.leaseUntil,
    ended_at: one.endedAt ?? null,
  }),
  fromDocument: reader(
    v.object({
      _id: v.string(),
      version,
      appid: v.string(),
      card_id: v.string(),
      code: v.string(),
      state: v.picklist(['recorded', 'sending', 'consumed', 'foreign']),
      operator: v.string(),
      record_no: maybe(v.string()),
      openid: maybe(v.string()),
      source: maybe(v.string()),
      created_at: v.number(),
      sent_at: v.number(),
      lease_until: v.number(),
      ended_at: maybe(v.number()),
    }),
    (one) => ({
      id: one._id,
      version: one.version,
      appid: one.appid,
      cardId: one.card_id,
      code: one.code,
      state: one.state,
      operator: one.operator,
      recordNo: one.record_no,
      openid: one.openid,
      source: one.source,
      createdAt: one.created_at,
      sentAt: one.sent_at,
      leaseUntil: one.lease_until,
      endedAt: one.ended_at,
    }),
  ),
};

export const stockChanges: Kind<StockChange> = {
  collection: 'card_stock_changes',
  idOf: ({ id }) => id,
  toDocument: (one) => ({
    appid: one.appid,
    record_no: one.recordNo,
    card_id: one.cardId,
    delta: one.delta,
    operator: one.operator,
    state: one.state,
    created_at: one.createdAt,
    ended_at: one.endedAt ?? null,
  }),
  fromDocument: reader(
    v.object({
      _id: v.string(),
      version,
      appid: v.string(),
      record_no: v.string(),
      card_id: v.string(),
      delta: v.pipe(v.number(), v.safeInteger()),
      operator: v.string(),
      state: v.picklist(['recorded', 'applied']),
      created_at: v.number(),
      ended_at: maybe(v.number()),
    }),
    (one) => ({
      id: one._id,
      version: one.version,
      appid: one.appid,
      recordNo: one.record_no,
      cardId: one.card_id,
      delta: one.delta,
      operator: one.operator,
      state: one.state,
      createdAt: one.created_at,
      endedAt: one.ended_at,
    }),
  ),
};

const FREE = {
  record_no: null,
  delta: 0,
  quantity_before: null,
  total_before: null,
  sent_at: 0,
  lease_until: 0,
};

export const stockBooks: Kind<StockBook> = {
  collection: 'card_stock',
  idOf: ({ id }) => id,
  toDocument: ({ appid, cardId, underWay }) => ({
    appid,
    card_id: cardId,
    ...(underWay
      ? {
          record_no: underWay.recordNo,
          delta: underWay.delta,
          quantity_before: underWay.before.quantity ?? null,
          total_before: underWay.before.total ?? null,
          sent_at: underWay.sentAt,
          lease_until: underWay.leaseUntil,
        }
      : FREE),
  }),
  fromDocument: reader(
    v.object({
      _id: v.string(),
      version,
      appid: v.string(),
      card_id: v.string(),
      record_no: maybe(v.string()),
      delta: v.pipe(v.number(), v.safeInteger()),
      quantity_before: maybe(v.number()),
      total_before: maybe(v.number()),
      sent_at: v.number(),
      lease_until: v.number(),
    }),
    (one) => ({
      ...{ id: one._id, version: one.version, appid: one.appid, cardId: one.card_id },
      underWay:
        one.record_no === undefined
          ? undefined
          : {
              recordNo: one.record_no,
              delta: one.delta,
              before: { quantity: one.quantity_before, total: one.total_before },
              sentAt: one.sent_at,
              leaseUntil: one.lease_until,
            },
    }),
  ),
};

export const pictures: Kind<UploadedPicture> = {
  collection: 'card_pictures',
  idOf: ({ id }) => id,
  toDocument: ({ url, leaseUntil, uploadedAt }) => ({
    url,
    lease_until: leaseUntil,
    uploaded_at: uploadedAt,
  }),
  fromDocument: reader(
    v.object({
      _id: v.string(),
      version,
      url: v.string(),
      lease_until: v.number(),
      uploaded_at: v.number(),
    }),
    ({ _id: id, version: count, url, lease_until: leaseUntil, uploaded_at: uploadedAt }) => ({
      ...{ id, version: count, url, leaseUntil, uploadedAt },
    }),
  ),
};

export const notes: Kind<CardNote> = {
  collection: 'card_notes',
  idOf: ({ id }) => id,
  toDocument: ({ appid, about, of, audit, stock }) => ({
    ...{ appid, about, of },
    ...(audit
      ? { audit: audit.word, audit_reason: audit.detail, audit_at: audit.at }
      : { audit: null, audit_reason: '', audit_at: 0 }),
    ...(stock
      ? { stock: stock.word, stock_detail: stock.detail, stock_at: stock.at }
      : { stock: null, stock_detail: '', stock_at: 0 }),
  }),
  fromDocument: reader(
    v.object({
      _id: v.string(),
      version,
      appid: v.string(),
      about: v.picklist(['card', 'merchant']),
      of: v.string(),
      audit: maybe(v.picklist(['passed', 'refused'])),
      audit_reason: v.string(),
      audit_at: v.number(),
      stock: maybe(v.picklist(['low'])),
      stock_detail: v.string(),
      stock_at: v.number(),
    }),
    ({ _id: id, version: count, appid, about, of, ...told }) => ({
      ...{ id, version: count, appid, about, of },
      audit: told.audit && { word: told.audit, detail: told.audit_reason, at: told.audit_at },
      stock: told.stock && { word: told.stock, detail: told.stock_detail, at: told.stock_at },
    }),
  ),
};
