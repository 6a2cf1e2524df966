/** What a mini-program may ask of function `login`. */
import { present } from '../domain/present';
import { login } from '../usecases/login';
import type { Action } from './callable';
import { userView } from './words';

export const loginActions: Readonly<Record<string, Action>> = {
  login: {
    for: 'signedIn',
    async run(shop, _event, caller) {
      const user = await login(shop, caller);
      return { openid: caller.openid, ...present({ unionid: caller.unionid }), user: userView(user) };
    },
  },
};
