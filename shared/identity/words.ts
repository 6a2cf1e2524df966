/**
 * Function `login` in the ecosystem's words: what may come in for each action, and what goes out. Input is copied field by
 * field; whatever else was sent is dropped.
 */
import * as v from 'valibot';
import { present } from '../kernel/present';
import { ADDRESS } from './page-address';
import type { Phone, User } from './ports';
import type { SignedIn } from './web-sign-in';

type Words = Readonly<Record<string, unknown>>;

/** WeChat's codes are letters and digits; what else there may be is bounded, so that nonsense costs no call. */
const code = v.pipe(
  v.string('must be a text'),
  v.regex(
    /^[0-9A-Za-z_-]{8,512}$/,
    'must be the code that WeChat gave: 8 to 512 letters, digits, "_" or "-"',
  ),
);

const address = v.pipe(
  v.string('must be a text'),
  v.regex(ADDRESS, 'must be a whole address as a browser writes it: http(s)://…, at most 2048 characters'),
);

export const phoneInput = v.object({ code });
export const jssdkInput = v.object({ url: address });

const pass = v.pipe(
  v.string('must be a text'),
  v.regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits, exactly as it was handed out'),
);

/** Names that come back in the page's address: it must not bring its own. */
const COMING_BACK = ['code', 'state', 'ticket'];

function bringsItsOwn(redirect: string): boolean {
  const query = /\?([^#]*)/.exec(redirect)?.[1] ?? '';
  return COMING_BACK.some((name) => new URLSearchParams(query).has(name));
}

export const oauthStartInput = v.object({
  redirect: v.pipe(
    address,
    v.check(
      (redirect) => !bringsItsOwn(redirect),
      'must not have a parameter code, state or ticket of its own',
    ),
  ),
  scope: v.optional(
    v.picklist(['snsapi_base', 'snsapi_userinfo'], 'must be snsapi_base or snsapi_userinfo'),
    'snsapi_base',
  ),
});
export const oauthInput = v.object({ code, state: pass });
export const ticketInput = v.object({ ticket: pass });

export const phoneView = ({ phoneNumber, countryCode, purePhoneNumber }: Phone): Words => ({
  phone_number: phoneNumber,
  country_code: countryCode,
  pure_phone_number: purePhoneNumber,
});

/** The record as its owner sees it, with the phone number where it is kept. */
export const userView = (user: User, phone: Phone | undefined): Words => ({
  created_at: user.createdAt,
  last_login_at: user.lastLoginAt,
  ...(phone ? phoneView(phone) : {}),
});

export const signedInView = ({ person: { openid, unionid }, redirect }: SignedIn): Words => ({
  openid,
  ...present({ unionid }),
  redirect,
});
