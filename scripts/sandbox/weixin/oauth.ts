/**
 * Web login of the official account. Source: WeChat documentation, "web page authorization", read 2026-11.
 * `open.weixin.qq.com/connect/oauth2/authorize` answers below the same address here.
 */
import * as v from 'valibot';
import type { WebRequest } from '../../local-cloud/web';
import { isLoopback } from '../notifier';
import { officialAccount } from './apps';
import type { Codes } from './codes';
import { asks, ok, Raw, type Routes } from './door';
import { dayMs, secondMs, type WeixinKit } from './kit';
import { demoPerson, openidOf, personBehind, unionidOf } from './people';
import { Refusal } from './refusal';
import type { Table } from './table';
import { authorised } from './tokens';

const grant = v.object({
  token: v.string(),
  refreshToken: v.string(),
  person: v.string(),
  scope: v.picklist(['snsapi_base', 'snsapi_userinfo']),
  isSnapshot: v.boolean(),
  /** Milliseconds. */
  endsAt: v.number(),
  refreshEndsAt: v.number(),
});
type Grant = v.InferOutput<typeof grant>;

/** WeChat matches the address of its page against a fixed order. */
const order = ['appid', 'redirect_uri', 'response_type', 'scope', 'state'];

export class Oauth {
  readonly routes: Routes = {
    '/connect/oauth2/authorize': asks('none', (query, { request }) => this.authorize(query, request)),
    '/sns/oauth2/access_token': asks('none', (query) => this.token(query)),
    '/sns/oauth2/refresh_token': asks('none', (query) => this.refresh(query)),
    '/sns/userinfo': asks('none', (query) => this.userinfo(query)),
    '/sns/auth': asks('none', (query) => {
      this.granted(query);
      return ok();
    }),
  };
  private readonly grants: Table<Grant>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly codes: Codes,
  ) {
    this.grants = kit.tables.open('grants', grant, ({ token }) => token);
  }

  /** The page that a browser inside WeChat opens: back to the shop with a code, or a page that says what is wrong. */
  private authorize(query: URLSearchParams, { headers }: WebRequest): Raw {
    const wrong = wrongWith(query);
    if (wrong !== undefined) return new Raw(page(wrong));
    const as = query.get('as') ?? headers['x-wx-openid'] ?? openidOf(demoPerson, 'mini_program');
    const person = personBehind(as);
    if (person === undefined) return new Raw(page(`as=${as} is nobody's openid`));
    const back = new URL(query.get('redirect_uri') ?? '');
    if (!query.has('deny')) back.searchParams.set('code', this.code(person, query));
    back.searchParams.set('state', query.get('state') ?? '');
    return new Raw({ status: 302, headers: { location: back.href } });
  }

  /** In the preview of a page WeChat makes up a user, who is nobody. */
  private code(person: string, query: URLSearchParams): string {
    const scope = query.get('scope') ?? '';
    if (!query.has('snapshot')) return this.codes.make('oauth', person, { scope });
    return this.codes.make('oauth', `Snapshot${this.kit.dice.hex(8)}`, { scope, snapshot: '1' });
  }

  private token(query: URLSearchParams): object {
    authorised(query.get('appid'), query.get('secret'), 'official_account');
    if (query.get('grant_type') !== 'authorization_code') throw new Refusal(40002);
    const code = query.get('code') ?? '';
    if (code === '') throw new Refusal(41008);
    const found = this.codes.look('oauth', code, { expired: 42003, used: 40163 });
    this.codes.use(found);
    const { scope, snapshot } = found.terms;
    const now = this.kit.clock.now();
    return this.answer({
      ...this.newToken(now),
      refreshToken: `98_${this.kit.dice.hex(43)}`,
      refreshEndsAt: now + 30 * dayMs,
      person: found.person,
      scope: scope === 'snsapi_userinfo' ? scope : 'snsapi_base',
      isSnapshot: snapshot !== undefined,
    });
  }

  /** A new access token; the refresh token stays. */
  private refresh(query: URLSearchParams): object {
    if (query.get('appid') !== officialAccount.appid) throw new Refusal(40013);
    if (query.get('grant_type') !== 'refresh_token') throw new Refusal(40002);
    const now = this.kit.clock.now();
    const found = this.grants.all().findLast((each) => each.refreshToken === query.get('refresh_token'));
    if (!found) throw new Refusal(40030);
    if (now >= found.refreshEndsAt) throw new Refusal(42002);
    return this.answer({ ...found, ...this.newToken(now) });
  }

  private userinfo(query: URLSearchParams): object {
    const { person, scope, isSnapshot } = this.granted(query);
    if (scope !== 'snsapi_userinfo' || isSnapshot) throw new Refusal(48001);
    return {
      openid: openidOf(person, 'official_account'),
      nickname: person,
      sex: 0,
      ...{ language: '', city: '', province: '', country: '' },
      headimgurl: '',
      privilege: [],
      unionid: unionidOf(person),
    };
  }

  private granted(query: URLSearchParams): Grant {
    const found = this.grants.get(query.get('access_token') ?? '');
    if (!found) throw new Refusal(40001);
    if (this.kit.clock.now() >= found.endsAt) throw new Refusal(42001);
    if (query.get('openid') !== openidOf(found.person, 'official_account')) throw new Refusal(40003);
    return found;
  }

  private newToken(now: number): Pick<Grant, 'token' | 'endsAt'> {
    for (const each of this.grants.all()) if (now >= each.refreshEndsAt) this.grants.remove(each.token);
    return { token: `99_${this.kit.dice.hex(43)}`, endsAt: now + 7200 * secondMs };
  }

  private answer(made: Grant): object {
    const { token, refreshToken, person, scope, isSnapshot } = this.grants.put(made);
    const isKnown = scope === 'snsapi_userinfo' && !isSnapshot;
    return {
      access_token: token,
      expires_in: 7200,
      refresh_token: refreshToken,
      openid: openidOf(person, 'official_account'),
      scope,
      ...(isSnapshot && { is_snapshotuser: 1 }),
      ...(isKnown && { unionid: unionidOf(person) }),
    };
  }
}

function wrongWith(query: URLSearchParams): string | undefined {
  const names = [...query.keys()];
  if (order.some((name, index) => names[index] !== name))
    return `the parameters must be ${order.join(', ')}, in this order`;
  const redirect = query.get('redirect_uri') ?? '';
  if (query.get('appid') !== officialAccount.appid) return 'appid: 40013, not an official account';
  if (!isLoopback(redirect)) return 'redirect_uri: 10003, the domain is not registered for web login';
  if (query.get('response_type') !== 'code') return 'response_type must be code';
  if (!['snsapi_base', 'snsapi_userinfo'].includes(query.get('scope') ?? ''))
    return 'scope: 10005, must be snsapi_base or snsapi_userinfo';
  if (!/^[0-9A-Za-z]{1,128}$/.test(query.get('state') ?? ''))
    return 'state: 1 to 128 letters and digits, nothing else';
  return undefined;
}

const page = (why: string) => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<html><head><title>微信</title></head><body><h1>Oops! Something went wrong:(</h1><p>${escaped(why)}</p></body></html>`,
});

const escaped = (text: string): string => text.replace(/[&<>"]/g, (each) => `&#${each.charCodeAt(0)};`);
