// Who is signed in. The platform tells the back end; one answer is enough for a whole session.
import { call } from './cloud';

/** The signed-in customer as function `login` knows them. */
export interface Session {
  readonly openid: string;
  readonly unionid?: string;
}

let session: Promise<Session> | undefined;

/** Signs in once and remembers the answer; a failed attempt may be repeated. */
export function login(): Promise<Session> {
  session ??= call<Session>('login', { action: 'login' }).catch((failure: unknown) => {
    session = undefined;
    throw failure;
  });
  return session;
}
