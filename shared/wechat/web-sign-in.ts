/**
 * Web sign-in of an official account: the page that asks the person, and the identity behind the code that it gives (WeChat
 * documentation, "web page authorization", read 2026-11). The tokens that come with it are neither read nor kept: they
 * would let their holder act for the person for a month, and nothing here needs that.
 */
import type { JsonObject } from '../kernel/json';
import type { Outcome } from '../kernel/exchange';
import { callWithoutToken } from './open-api/call';
import type { Api } from './open-api/exchange-with-wechat';
import type { Wechat } from './open-api/wechat';
import type { App } from './wechat-config';

/** `snsapi_base` is silent; `snsapi_userinfo` asks the person, and tells the unionid too. */
export type Scope = 'snsapi_base' | 'snsapi_userinfo';

/** `redirectUri`: where WeChat sends the browser with `code` and `state`. `state`: at most 128 letters and digits. */
export interface Authorization {
  readonly redirectUri: string;
  readonly scope: Scope;
  readonly state: string;
}

export interface WebIdentity {
  readonly openid: string;
  /** Only with scope snsapi_userinfo, and only where the account is bound to an Open Platform account. */
  readonly unionid?: string;
  /** In a preview of a page WeChat makes up a person, who is nobody. */
  readonly isSnapshot: boolean;
}

/** Not valid; used; over. */
export const REJECTED_CODES: readonly number[] = [40029, 40163, 42003];

const AUTHORIZATION_SITE = 'https://open.weixin.qq.com';

/** The address of WeChat's page. It takes its parameters in this order only. */
export function authorizationPage(
  { appid, endpoint }: App,
  { redirectUri, scope, state }: Authorization,
): string {
  const query = `appid=${appid}&redirect_uri=${encodeURIComponent(redirectUri)}&response_type=code&scope=${scope}&state=${state}`;
  return `${siteOf(endpoint)}/connect/oauth2/authorize?${query}#wechat_redirect`;
}

/** All of WeChat's own API hosts share one such page; what stands in for them has it at its own address. */
const siteOf = (endpoint: string): string =>
  /^https:\/\/([a-z0-9-]+\.)*weixin\.qq\.com(\/|$)/i.test(endpoint) ? AUTHORIZATION_SITE : endpoint;

const accessToken: Api<WebIdentity> = {
  path: 'sns/oauth2/access_token',
  method: 'GET',
  isRepeatable: false,
  codes: REJECTED_CODES,
  read: identityIn,
};

/** Who gave the code. It serves once, so a lost answer is not asked for again. */
export function exchangeCode(
  wechat: Wechat,
  { appid, secret, endpoint }: App,
  code: string,
): Promise<Outcome<WebIdentity>> {
  const query = { appid, secret: secret.reveal(), code, grant_type: 'authorization_code' };
  return callWithoutToken(wechat, endpoint, accessToken, { query });
}

const ID = /^[\w-]{1,128}$/;

function identityIn(answer: JsonObject): WebIdentity | undefined {
  const { openid, unionid = '', is_snapshotuser: snapshot = 0 } = answer;
  if (typeof openid !== 'string' || !ID.test(openid)) return undefined;
  if (typeof unionid !== 'string' || (unionid !== '' && !ID.test(unionid))) return undefined;
  return {
    openid,
    ...(unionid === '' ? {} : { unionid }),
    // Whatever else it says is no promise that this is a person.
    isSnapshot: snapshot !== 0 && snapshot !== '0',
  };
}
