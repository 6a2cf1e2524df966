/** Pages and strangers at the web door of function `login` (class 12): only listed pages are ever sent on to. */
import { endless, tricks } from '../identity/address-tricks';
import { openIdentityWorld } from '../identity/identity-world';
import type { HttpResult } from '../../shared/kernel/http-event';
import type { Attack, Case } from './attack';
import { headerMarkers, markerIn } from './markers';
import { nastyValues } from './nasty-values';

/** Where a browser may be sent: WeChat's page, and the pages that the merchant listed. */
const LISTED =
  /^https:\/\/(open\.weixin\.qq\.com\/|shop\.example(\/|\?|$)|pages\.example:8443(\/|\?|$)|api\.example(\/|\?|$)|127\.0\.0\.1:7070(\/|\?|$))/;
const STATUSES = [200, 302, 400, 403, 404, 405, 413, 429, 500, 502];

const world = openIdentityWorld();

function problemOf({ statusCode, headers, body }: HttpResult): string | undefined {
  if (!STATUSES.includes(statusCode)) return `status ${statusCode}`;
  const { location } = headers;
  if (location !== undefined) return LISTED.test(location) ? undefined : `sends to ${location.slice(0, 80)}`;
  const result = JSON.parse(body) as { readonly errcode?: unknown; readonly errmsg?: unknown };
  if (result.errcode === 5000) return 'INTERNAL';
  if (body.length > 8_000) return `an answer of ${body.length} characters`;
  return (statusCode === 200) === (result.errcode === 0)
    ? undefined
    : `status ${statusCode}, ${body.slice(0, 80)}`;
}

async function judge(path: string, event: object): Promise<string | undefined> {
  world.logged.length = 0;
  const headers = {
    host: 'api.example',
    cookie: headerMarkers.cookie,
    authorization: headerMarkers.authorization,
  };
  const result = await world.get(path, { headers, ...event });
  world.users.clear();
  world.passes.clear();
  const shown = markerIn([JSON.stringify(result), ...world.logged].join('\n'));
  return shown === undefined ? problemOf(result) : `shows ${shown}`;
}

const routes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/login/jssdk': { url: 'https://shop.example/a' },
  '/login/oauth': { redirect: 'https://shop.example/a', scope: 'snsapi_base' },
  '/login/oauth/callback': { code: 'A'.repeat(32), state: 'a'.repeat(64) },
  '/login/oauth/identity': { ticket: 'a'.repeat(64) },
};

const hosts = [
  'evil.example',
  'api.example.evil.example',
  'api.example:1',
  ' api.example',
  'api.example\r\nx: y',
  '',
  '[::1]',
  'API.EXAMPLE',
  'аpi.example',
];
const paths = [
  '/login',
  '/login/',
  '/login/__proto__',
  '/login/constructor',
  '/login/oauth/../jssdk',
  '/login/oauth/callback/x',
  '/oauth',
  '/',
  '',
  '/login//oauth',
  '/LOGIN/oauth',
  '/login/oauth%2Fcallback',
];

function* cases(): Generator<Case> {
  for (const [path, good] of Object.entries(routes)) {
    const at = (what: string, event: object): Case => ({
      what: `${path} ${what}`,
      run: () => judge(path, event),
    });
    const withQuery = (what: string, change: object): Case =>
      at(what, { queryStringParameters: { ...good, ...change } });
    yield withQuery('as it should be', {});
    for (const name of Object.keys(good)) {
      for (const [index, value] of nastyValues.entries())
        yield withQuery(`${name} ${index}`, { [name]: value });
      for (const trick of [...tricks, ...endless])
        yield withQuery(`${name} ${trick.slice(0, 40)}`, { [name]: trick });
    }
    for (const host of hosts) yield at(`host ${host}`, { headers: { host }, queryStringParameters: good });
    for (const method of ['POST', 'PUT', '', 'get ', undefined, null, {}, { toString: 1 }, []])
      yield at(`method ${typeof method}`, { httpMethod: method, queryStringParameters: good });
    for (const odd of [undefined, null, 1, 'x', [], {}, { toString: 1, valueOf: 1 }]) {
      yield at('odd query', { queryStringParameters: odd });
      yield at('odd headers', { headers: odd, queryStringParameters: good });
      yield at('odd body', { body: odd, queryStringParameters: good });
      yield at('odd path', { path: odd, queryStringParameters: good });
    }
  }
  for (const path of paths) {
    const event = { path, queryStringParameters: routes['/login/oauth'] };
    yield { what: `path ${path}`, run: () => judge('/login/oauth', event) };
  }
}

export const webAttacks: readonly Attack[] = [{ no: 12, at: 'login (web)', cases }];
