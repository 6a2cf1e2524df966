/** Collection `oauth_passes`: states and tickets of web sign-ins, by their hashes. */
import * as v from 'valibot';
import type { Pass } from '../identity/ports';
import { cloudTable, type Kind } from './cloud-table';
import { version } from './document-numbers';
import { problemsIn } from './document-problems';

const time = v.number('must be a number');
const text = v.string('must be a text');
const stored = v.object({
  _id: text,
  version,
  kind: v.picklist(['state', 'ticket'], 'must be state or ticket'),
  appid: text,
  redirect: text,
  openid: v.nullish(text),
  unionid: v.nullish(text),
  created_at: time,
  expires_at: time,
  used_at: v.nullish(time),
});

/** How a pass is stored. */
export const passKind: Kind<Pass> = {
  collection: 'oauth_passes',
  idOf: ({ id }) => id,
  toDocument: ({ kind, appid, redirect, openid, unionid, createdAt, expiresAt, usedAt }) => ({
    kind,
    appid,
    redirect,
    openid: openid ?? null,
    unionid: unionid ?? null,
    created_at: createdAt,
    expires_at: expiresAt,
    used_at: usedAt ?? null,
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (!parsed.success) return { problems: problemsIn(parsed.issues) };
    const { _id: id, openid, unionid, created_at, expires_at, used_at, ...named } = parsed.output;
    return {
      value: {
        ...named,
        id,
        version: named.version,
        openid: openid ?? undefined,
        unionid: unionid ?? undefined,
        createdAt: created_at,
        expiresAt: expires_at,
        usedAt: used_at ?? undefined,
      },
    };
  },
};

export const cloudPasses = cloudTable(passKind);
