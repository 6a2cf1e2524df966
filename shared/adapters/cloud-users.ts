/** Collection `users`: one record per appid and openid. */
import * as v from 'valibot';
import { userId, type User, type Users } from '../identity/ports';
import { cloudTable, type Kind } from './cloud-table';
import { version } from './document-numbers';
import { problemsIn } from './document-problems';

const stored = v.object({
  appid: v.string('must be a text'),
  openid: v.string('must be a text'),
  version,
  unionid: v.nullish(v.string('must be a text')),
  created_at: v.number('must be a number'),
  last_login_at: v.number('must be a number'),
  phone_sealed: v.nullish(v.string('must be a text')),
});

/** How a user is stored. */
export const userKind: Kind<User> = {
  collection: 'users',
  idOf: userId,
  toDocument: ({ appid, openid, unionid, createdAt, lastLoginAt, sealedPhone }) => ({
    appid,
    openid,
    unionid: unionid ?? null,
    created_at: createdAt,
    last_login_at: lastLoginAt,
    phone_sealed: sealedPhone ?? null,
  }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (!parsed.success) return { problems: problemsIn(parsed.issues) };
    const { version, unionid, created_at, last_login_at, phone_sealed, ...named } = parsed.output;
    return {
      value: {
        ...named,
        version,
        unionid: unionid ?? undefined,
        createdAt: created_at,
        lastLoginAt: last_login_at,
        sealedPhone: phone_sealed ?? undefined,
      },
    };
  },
};

export const cloudUsers: Users = cloudTable(userKind);
