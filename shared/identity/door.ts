/** What a mini-program may ask of function `login`. */
import type { Actions } from '../kernel/callable';
import { readInput } from '../kernel/input';
import { isObject } from '../kernel/json';
import { present } from '../kernel/present';
import { keptPhoneOf } from './kept-phone';
import { signIn } from './login';
import { signatureFor } from './page-signature';
import { phoneFor } from './phone';
import type { IdentityPorts } from './ports';
import { finishSignIn, startSignIn, swapTicket } from './web-sign-in';
import {
  jssdkInput,
  oauthInput,
  oauthStartInput,
  phoneInput,
  phoneView,
  signedInView,
  ticketInput,
  userView,
} from './words';

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
      const { url } = readInput(jssdkInput, event);
      return { ...(await signatureFor(ports, url)) };
    },
  },

  oauthstart: {
    for: 'anyone',
    async run(ports, event) {
      return { url: await startSignIn(ports, readInput(oauthStartInput, event)) };
    },
  },

  oauth: {
    for: 'anyone',
    async run(ports, event) {
      // A page that came back through /login/oauth/callback has a ticket instead of code and state.
      if (isObject(event) && event.ticket !== undefined) {
        return signedInView(await swapTicket(ports, readInput(ticketInput, event).ticket));
      }
      const { code, state } = readInput(oauthInput, event);
      return signedInView(await finishSignIn(ports, code, state));
    },
  },

  phone: {
    for: 'signedIn',
    async run(ports, event, caller) {
      const { code } = readInput(phoneInput, event);
      return phoneView(await phoneFor(ports, caller, code));
    },
  },
};
