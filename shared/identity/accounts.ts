/** One person has an account in each app, and each has an openid of its own. WeChat's unionid joins them. */
import type { Log } from '../kernel/ports';
import type { Person } from './login';
import { userId, type Account, type Users } from './ports';

/** The merchant's apps that one person can have an account in. */
const MOST_ACCOUNTS = 20;

/**
 * All accounts of a person, the given one first. Where nobody told a unionid, it is the only one. A record of somebody else
 * is never among them: only the platform and WeChat's server write unionids.
 */
export async function accountsOf(users: Users, person: Person, log: Log): Promise<readonly Account[]> {
  const self: Account = { appid: person.appid, openid: person.openid };
  const unionid = person.unionid ?? (await users.get(userId(self)))?.unionid;
  if (unionid === undefined || unionid === '') return [self];
  const { accounts, unreadable } = await users.withUnionid(unionid, MOST_ACCOUNTS);
  for (const { id, problem } of unreadable) {
    log('unreadable_document', { collection: 'users', _id: id, problem });
  }
  return [self, ...accounts.filter((one) => userId(one) !== userId(self))];
}
