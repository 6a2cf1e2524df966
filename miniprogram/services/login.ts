// Function `login`: who is signed in, and their phone number. The platform tells the back end who calls; one answer is
// enough for a whole session.
import { call, read } from './cloud';

/** A phone number as WeChat tells it: both parts are digits. */
export interface PhoneNumber {
  readonly country_code: string;
  readonly pure_phone_number: string;
}

/** The signed-in customer as function `login` knows them; the number only where the shop keeps it. */
export interface Session {
  readonly openid: string;
  readonly unionid?: string;
  readonly user?: Partial<PhoneNumber>;
}

let session: Promise<Session> | undefined;

/** Signs in once and remembers the answer; a failed attempt may be repeated. */
export function login(): Promise<Session> {
  session ??= read<Session>('login', { action: 'login' }).catch((failure: unknown) => {
    session = undefined;
    throw failure;
  });
  return session;
}

/** Turns the code of the phone number button into the number. A code works once. */
export const exchangePhoneCode = (code: string) => call<PhoneNumber>('login', { action: 'phone', code });
