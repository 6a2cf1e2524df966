/** Collection `users`: one record per appid and openid. */
import type { Users } from '../identity/ports';
import { collection, insert, isRecord } from './cloud-documents';

export const cloudUsers: Users = {
  async signIn(user) {
    const _id = `${user.appid}:${user.openid}`;
    const data = {
      _id,
      appid: user.appid,
      openid: user.openid,
      unionid: user.unionid ?? null,
      created_at: user.createdAt,
      last_login_at: user.lastLoginAt,
    };
    if (await insert('users', data)) return user;
    const record = (await collection('users')).where({ _id });
    await record.update({ data: { last_login_at: user.lastLoginAt, unionid: data.unionid } });
    const known = (await record.limit(1).get()).data.find(isRecord);
    return { ...user, createdAt: Number(known?.created_at ?? user.createdAt) };
  },
};
