/** Collections `face_sessions` and `face_attempts`: verifications of faces, and how many there were. */
import * as v from 'valibot';
import { adviceWords } from '../identity/face/advice';
import type { Attempts, FaceSessions } from '../identity/face/ports';
import type { FaceSession } from '../identity/face/session';
import { present } from '../kernel/present';
import { collection, database, idIn, isRecord, read } from './cloud-documents';
import { cloudTable, type Kind } from './cloud-table';
import { version } from './document-numbers';

const time = v.pipe(v.number(), v.finite());
const when = v.optional(v.nullable(time));

const session = v.object({
  _id: v.string(),
  version,
  appid: v.string(),
  openid: v.string(),
  from_appid: v.optional(v.nullable(v.string())),
  face_version: v.picklist([1, 2]),
  purpose: v.string(),
  state: v.picklist(['pending', 'verified', 'failed', 'cancelled', 'expired']),
  advice: v.picklist(adviceWords),
  last_code: v.optional(v.nullable(v.number())),
  sealed: v.string(),
  asks: v.number(),
  asked_at: time,
  due_at: when,
  created_at: time,
  expires_at: time,
  ended_at: when,
});

const attempts = v.object({
  _id: v.string(),
  version,
  attempts: v.array(v.object({ out_seq_no: v.string(), at: time })),
});

function problemsOf(issues: readonly v.BaseIssue<unknown>[]): { readonly problems: readonly string[] } {
  // The messages of the schema repeat what stands there.
  return { problems: issues.map((issue) => `${v.getDotPath(issue) ?? 'the document'} is missing or wrong`) };
}

export const faceSessionKind: Kind<FaceSession> = {
  collection: 'face_sessions',
  idOf: ({ outSeqNo }) => outSeqNo,
  toDocument: (one) => ({
    appid: one.appid,
    openid: one.openid,
    from_appid: one.fromAppid ?? null,
    face_version: one.faceVersion,
    purpose: one.purpose,
    state: one.state,
    advice: one.advice,
    last_code: one.lastCode ?? null,
    sealed: one.sealed,
    asks: one.asks,
    asked_at: one.askedAt,
    due_at: one.dueAt ?? null,
    created_at: one.createdAt,
    expires_at: one.expiresAt,
    ended_at: one.endedAt ?? null,
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(session, raw);
    return parsed.success ? { value: sessionOf(parsed.output) } : problemsOf(parsed.issues);
  },
};

function sessionOf(document: v.InferOutput<typeof session>): FaceSession {
  return {
    outSeqNo: document._id,
    version: document.version,
    appid: document.appid,
    openid: document.openid,
    ...present({ fromAppid: document.from_appid ?? undefined }),
    faceVersion: document.face_version,
    purpose: document.purpose,
    state: document.state,
    advice: document.advice,
    ...present({ lastCode: document.last_code ?? undefined }),
    sealed: document.sealed,
    asks: document.asks,
    askedAt: document.asked_at,
    ...present({ dueAt: document.due_at ?? undefined, endedAt: document.ended_at ?? undefined }),
    createdAt: document.created_at,
    expiresAt: document.expires_at,
  };
}

export const faceAttemptsKind: Kind<Attempts> = {
  collection: 'face_attempts',
  idOf: ({ id }) => id,
  toDocument: ({ taken }) => ({
    attempts: taken.map(({ outSeqNo, at }) => ({ out_seq_no: outSeqNo, at })),
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(attempts, raw);
    if (!parsed.success) return problemsOf(parsed.issues);
    const { _id: id, version, attempts: stored } = parsed.output;
    return {
      value: { id, version, taken: stored.map(({ out_seq_no: outSeqNo, at }) => ({ outSeqNo, at })) },
    };
  },
};

export const cloudFaceAttempts = cloudTable(faceAttemptsKind);

export const cloudFaceSessions: FaceSessions = {
  ...cloudTable(faceSessionKind),

  async due(now, limit) {
    const { command } = await database();
    const due = (await collection('face_sessions')).where({ due_at: command.lt(now + 1) });
    const found = due.orderBy('due_at', 'asc').field({ _id: true, openid: true }).limit(limit);
    return (await read(found.get())).map((one) => ({
      outSeqNo: idIn(one),
      openid: isRecord(one) && typeof one.openid === 'string' ? one.openid : '',
    }));
  },

  async postpone(outSeqNo, { now, until }) {
    const { command } = await database();
    const due = (await collection('face_sessions')).where({ _id: outSeqNo, due_at: command.lt(now + 1) });
    await due.update({ data: { due_at: until } });
  },
};
