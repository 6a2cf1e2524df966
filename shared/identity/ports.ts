/** What identity needs of the world. */
import type { Clock } from '../kernel/ports';

export interface User {
  readonly appid: string;
  readonly openid: string;
  readonly unionid?: string;
  readonly createdAt: number;
  readonly lastLoginAt: number;
}

export interface Users {
  /** Keeps one record per appid and openid; answers it as it is now. */
  signIn(user: User): Promise<User>;
}

export interface IdentityPorts {
  readonly users: Users;
  readonly clock: Clock;
}
