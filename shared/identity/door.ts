/** What a mini-program may ask of function `login`. */
import type { Actions } from '../kernel/callable';
import { present } from '../kernel/present';
import { keptPhoneOf } from './kept-phone';
import { signIn } from './login';
import { signatureFor } from './page-signature';
import { phoneFor } from './phone';
import type { IdentityPorts } from './ports';
import { jssdkInput, phoneInput, phoneView, read, userView } from './words';

export const loginActions: Actions<IdentityPorts> = {
  login: {
    for: 'signedIn',
    async run(ports, _event, { openid, appid, unionid, fromAppid }) {
      const now = ports.wechat.clock.now();
      const user = await signIn(ports.users, { appid, openid, ...present({ unionid }) }, now);
      const phone = await keptPhoneOf(ports, user, fromAppid);
      return { openid, ...present({ unionid: user.unionid }), user: userView(user, phone) };
    },
  },

  jssdk: {
    for: 'anyone',
    async run(ports, event) {
      const { url } = read(jssdkInput, event);
      return { ...(await signatureFor(ports, url)) };
    },
  },

  phone: {
    for: 'signedIn',
    async run(ports, event, caller) {
      const { code } = read(phoneInput, event);
      return phoneView(await phoneFor(ports, caller, code));
    },
  },
};
