/** What a mini-program may ask of function `login`, and the words of its answers. */
import type { Actions } from '../kernel/callable';
import { present } from '../kernel/present';
import { signIn } from './login';
import type { IdentityPorts, User } from './ports';

const userView = (user: User): Readonly<Record<string, unknown>> => ({
  created_at: user.createdAt,
  last_login_at: user.lastLoginAt,
});

export const loginActions: Actions<IdentityPorts> = {
  login: {
    for: 'signedIn',
    async run({ users, wechat }, _event, { openid, appid, unionid }) {
      const user = await signIn(users, { appid, openid, ...present({ unionid }) }, wechat.clock.now());
      return { openid, ...present({ unionid: user.unionid }), user: userView(user) };
    },
  },
};
