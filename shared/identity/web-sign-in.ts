/**
 * Signing in on a web page by the official account. The state is bound to the page that the person goes back to and serves
 * once; so does WeChat's code, and so does the ticket by which a page learns who came back.
 */
import { PayError } from '../kernel/errors';
import type { Outcome } from '../kernel/exchange';
import { present } from '../kernel/present';
import { answerOf } from '../wechat/open-api/call';
import {
  authorizationPage,
  exchangeCode,
  REJECTED_CODES,
  type Scope,
  type WebIdentity,
} from '../wechat/web-sign-in';
import type { OfficialAccount } from '../wechat/wechat-config';
import { signIn, type Person } from './login';
import { isPrivate, requireListed } from './page-address';
import { issue, notFound, take } from './passes';
import type { IdentityPorts } from './ports';

export interface SignInStart {
  /** The page to come back to. */
  readonly redirect: string;
  readonly scope: Scope;
  /** Where WeChat sends the browser first, given the hosts that are listed; to `redirect` itself where nobody says. */
  readonly via?: (hosts: readonly string[]) => string;
}

export interface SignedIn {
  readonly person: Person;
  readonly redirect: string;
}

/** The address of WeChat's page for a sign-in that begins now. Throws INVALID_INPUT for a page that is not served. */
export async function startSignIn(ports: IdentityPorts, start: SignInStart): Promise<string> {
  const { redirect, scope } = start;
  const account = await accountFor(ports);
  requireServed(redirect, account);
  const redirectUri = start.via?.(account.oauthHosts) ?? redirect;
  const purpose = { kind: 'state', appid: account.appid, redirect } as const;
  const state = await issue(ports, { ...purpose, openid: undefined, unionid: undefined });
  return authorizationPage(account, { redirectUri, scope, state });
}

/**
 * Who came back with a code and state, and to which page.
 * @throws PayError SESSION_NOT_FOUND, CODE_REJECTED, IDENTITY_REJECTED, WECHAT_UNKNOWN and those of every call to WeChat
 */
export async function finishSignIn(ports: IdentityPorts, code: string, state: string): Promise<SignedIn> {
  const account = await accountFor(ports);
  const { appid, redirect } = await take(ports, 'state', state);
  if (appid !== account.appid) throw notFound('state');
  // The list may have changed since.
  requireServed(redirect, account);
  const { openid, unionid, isSnapshot } = told(await exchangeCode(ports.wechat, account, code));
  if (isSnapshot) {
    throw new PayError(
      'IDENTITY_REJECTED',
      'this is the made-up person of a page preview. Ask them to use the full service, and start the sign-in again',
    );
  }
  const person = { appid, openid, ...present({ unionid }) };
  await signIn(ports.users, person, ports.wechat.clock.now());
  return { person, redirect };
}

/** The page to go back to, with a ticket for who came. */
export async function pageWithTicket(ports: IdentityPorts, { person, redirect }: SignedIn): Promise<string> {
  const { appid, openid, unionid } = person;
  const ticket = await issue(ports, { kind: 'ticket', appid, redirect, openid, unionid });
  const [page = '', ...fragment] = redirect.split('#');
  const tail = fragment.length === 0 ? '' : `#${fragment.join('#')}`;
  return `${page}${page.includes('?') ? '&' : '?'}ticket=${ticket}${tail}`;
}

/** Whom a ticket stands for. Throws SESSION_NOT_FOUND. */
export async function swapTicket(ports: IdentityPorts, ticket: string): Promise<SignedIn> {
  const { appid, redirect, openid, unionid } = await take(ports, 'ticket', ticket);
  if (openid === undefined) throw notFound('ticket');
  return { person: { appid, openid, ...present({ unionid }) }, redirect };
}

async function accountFor({ wechat }: IdentityPorts): Promise<OfficialAccount> {
  return (await wechat.configs.forApp(undefined)).need('officialAccount').officialAccount;
}

function requireServed(redirect: string, { oauthHosts }: OfficialAccount): void {
  requireListed('redirect', redirect, oauthHosts);
  if (isPrivate(redirect)) return;
  throw new PayError('INVALID_INPUT', 'redirect: must begin with https://, for a ticket goes there');
}

function told(outcome: Outcome<WebIdentity>): WebIdentity {
  if (outcome.is === 'refused' && outcome.code !== undefined && REJECTED_CODES.includes(outcome.code)) {
    throw new PayError(
      'CODE_REJECTED',
      `the code of the sign-in: WeChat answered ${outcome.theirs}. Start the sign-in again`,
    );
  }
  return answerOf(outcome, 'the sign-in (its state is used up: start it again)');
}
