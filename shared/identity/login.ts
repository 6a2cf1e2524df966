/** One record per person and app, so that the shop has customers. */
import { present } from '../kernel/present';
import { change } from '../kernel/versioned';
import { userId, type Account, type User, type Users } from './ports';

/** Who somebody is, as the platform or WeChat's server says it; a unionid only where it tells one. */
export interface Person extends Account {
  readonly unionid?: string;
}

/** Logins that follow each other as fast as this are one. */
const ONE_LOGIN_MS = 1000;

/** The person as a user of the shop; the first login makes the record. A unionid that is not told again stays. */
export async function signIn(users: Users, { appid, openid, unionid }: Person, now: number): Promise<User> {
  const times = { createdAt: now, lastLoginAt: now };
  const fresh: User = { appid, openid, unionid, ...times, sealedPhone: undefined, version: 1 };
  const known = await users.get(userId(fresh));
  if (!known && (await users.insert(fresh))) return fresh;
  // Somebody may have been first meanwhile, and then knows more than this call.
  const record = known ?? (await users.get(userId(fresh))) ?? fresh;
  const { document } = await change(users, record, (newest) => {
    const isNews = unionid !== undefined && unionid !== newest.unionid;
    if (!isNews && now - newest.lastLoginAt < ONE_LOGIN_MS) return undefined;
    return { ...newest, ...present({ unionid }), lastLoginAt: Math.max(now, newest.lastLoginAt) };
  });
  return document;
}
