/**
 * Function `login` over HTTP, for web pages: `GET /login/jssdk`, `/login/oauth`, `/login/oauth/callback` and
 * `/login/oauth/identity`. Answers are for the page's own origin or its server: none opens itself to other origins, none is
 * kept by a cache, and whoever asks is nobody.
 */
import { callable, type Actions, type Door } from '../kernel/callable';
import { readInput } from '../kernel/input';
import { errorTable, PayError, type ErrorCode } from '../kernel/errors';
import { readHttpEvent, type HttpEvent, type HttpResult } from '../kernel/http-event';
import { own } from '../kernel/json';
import { loginActions } from './door';
import { addressOf } from './page-address';
import type { IdentityPorts } from './ports';
import { finishSignIn, pageWithTicket, startSignIn } from './web-sign-in';
import { oauthInput, oauthStartInput } from './words';

type Result = Readonly<Record<string, unknown>>;

/** What a browser is sent on by: the others answer as their actions do. */
const redirections: Actions<IdentityPorts & { readonly host: string | undefined }> = {
  oauth: {
    for: 'anyone',
    async run(ports, event) {
      const { redirect, scope } = readInput(oauthStartInput, event);
      const via = (hosts: readonly string[]): string => callbackAddress(ports.host, hosts);
      return { location: await startSignIn(ports, { redirect, scope, via }) };
    },
  },

  callback: {
    for: 'anyone',
    async run(ports, event) {
      const { code, state } = readInput(oauthInput, event);
      return { location: await pageWithTicket(ports, await finishSignIn(ports, code, state)) };
    },
  },
};

type Answer = (door: Door<IdentityPorts>, event: HttpEvent) => Promise<Result>;

const routes: Readonly<Record<string, Answer>> = {
  jssdk: (door, { query }) => callable(door, loginActions, { action: 'jssdk', url: query.url }),
  oauth: (door, event) => redirected(door, 'oauth', event),
  'oauth/callback': (door, event) => redirected(door, 'callback', event),
  'oauth/identity': (door, { query }) =>
    callable(door, loginActions, { action: 'oauth', ticket: query.ticket ?? '' }),
};

/** The answer to an event of the HTTP access service. Never rejects. */
export async function answerHttp(door: Door<IdentityPorts>, raw: Result): Promise<HttpResult> {
  const event = readHttpEvent(raw, 'login');
  if ('refused' in event) return json(event.refused.statusCode, unknownWay(event.refused.body));
  const answer = own(routes, event.path.join('/'));
  if (!answer) return json(404, unknownWay(`the path must be one of: ${Object.keys(routes).join(', ')}`));
  if (event.method !== 'GET') return json(405, unknownWay('the method must be GET'), { allow: 'GET' });
  const result = await answer(door, event);
  if (result.errcode !== 0) return json(statusOf(result.errcode), result);
  const { location } = result;
  return typeof location === 'string' ? onwards(location) : json(200, result);
}

const redirected = (
  door: Door<IdentityPorts>,
  action: string,
  { headers, query }: HttpEvent,
): Promise<Result> =>
  callable({ ...door, room: { ...door.room, host: headers.host } }, redirections, { ...query, action });

/**
 * Where WeChat sends the browser back to: this function, under the host by which it was reached. A host that the merchant did
 * not list could be anybody's name for it.
 */
function callbackAddress(host: string | undefined, hosts: readonly string[]): string {
  const address = addressOf(host?.toLowerCase() ?? '', hosts);
  if (address !== undefined) return `${address}/login/oauth/callback`;
  throw new PayError(
    'CONFIG_INVALID',
    'official_account.oauth_hosts must also list the host under which /login is reached. See docs/wechat.md',
  );
}

const SECURED = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

const json = (
  statusCode: number,
  result: Result,
  headers: Readonly<Record<string, string>> = {},
): HttpResult => ({
  statusCode,
  headers: { ...SECURED, 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(result),
});

const onwards = (location: string): HttpResult => ({
  statusCode: 302,
  headers: { ...SECURED, location },
  body: '',
});

const unknownWay = (what: string): Result => ({
  errcode: errorTable.UNKNOWN_ACTION.errcode,
  errmsg: `UNKNOWN_ACTION: ${what}`,
});

/** Mistakes of whoever asks are 4xx; trouble of ours and of WeChat is 5xx. */
const STATUS: readonly (readonly [number, readonly ErrorCode[]])[] = [
  [400, ['INVALID_INPUT', 'SESSION_NOT_FOUND', 'CODE_REJECTED']],
  [403, ['IDENTITY_REJECTED']],
  [429, ['WECHAT_QUOTA']],
  [502, ['WECHAT_REFUSED', 'WECHAT_UNKNOWN', 'WECHAT_UNREACHABLE']],
];
const statusOfErrcode = new Map<number, number>(
  STATUS.flatMap(([status, codes]) => codes.map((code) => [errorTable[code].errcode, status] as const)),
);
const statusOf = (errcode: unknown): number => statusOfErrcode.get(Number(errcode)) ?? 500;
