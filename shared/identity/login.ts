/** One record per person and app, so that the shop has customers. */
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import type { IdentityPorts, User } from './ports';

/** The caller as a user of the shop; the first login makes the record. */
export async function login({ users, clock }: IdentityPorts, caller: Caller): Promise<User> {
  const now = clock.now();
  const { appid, openid, unionid } = caller;
  return users.signIn({ appid, openid, ...present({ unionid }), createdAt: now, lastLoginAt: now });
}
