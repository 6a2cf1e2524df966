/** What a mini-program may ask of function `login`, and the words of its answers. */
import type { Actions } from '../kernel/callable';
import { present } from '../kernel/present';
import { login } from './login';
import type { IdentityPorts, User } from './ports';

const userView = (user: User): Readonly<Record<string, unknown>> => ({
  created_at: user.createdAt,
  last_login_at: user.lastLoginAt,
});

export const loginActions: Actions<IdentityPorts> = {
  login: {
    for: 'signedIn',
    async run(ports, _event, caller) {
      const user = await login(ports, caller);
      return { openid: caller.openid, ...present({ unionid: caller.unionid }), user: userView(user) };
    },
  },
};
