/** One record per person and app, so that the shop has customers. */
import type { User } from '../ports';
import { present } from '../domain/present';
import type { Caller, Shop } from './shop';

/** The caller as a user of the shop; the first login makes the record. */
export async function login(shop: Shop, caller: Caller): Promise<User> {
  const now = shop.clock.now();
  const { appid, openid, unionid } = caller;
  return shop.store.signIn({ appid, openid, ...present({ unionid }), createdAt: now, lastLoginAt: now });
}
