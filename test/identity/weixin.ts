/**
 * WeChat's server in memory, as far as function login talks to it, written from WeChat's pages ("Get stable access token",
 * "getPhoneNumber", "jsapi_ticket", "web page authorization", read 2026-11): codes serve once and for five minutes.
 */
import type { HttpReply, HttpRequest } from '../../shared/kernel/http';

type Answer = object | string;

/** What a code stands for. */
export interface Grant {
  readonly appid: string;
  readonly answer: object;
  /** Where the code is bound to a person. */
  readonly openid?: string;
}

const CODE_LIFE_MS = 5 * 60_000;

export class Weixin {
  /** Paths in the order in which they were asked. */
  readonly asked: string[] = [];
  readonly requests: HttpRequest[] = [];
  /** What answers instead; undefined lets the server answer. May throw an HttpFailure. */
  instead: (path: string, request: HttpRequest) => Answer | undefined = () => undefined;
  private readonly codes = new Map<string, Grant & { readonly endsAt: number; isUsed: boolean }>();
  private readonly tokens = new Map<string, string>();
  private made = 0;

  constructor(
    private readonly secrets: Readonly<Record<string, string>>,
    private readonly now: () => number,
  ) {}

  /** A new code of 32 letters and digits. */
  code(grant: Grant): string {
    this.made += 1;
    const code = `0${'Ab3'.repeat(8)}${String(this.made).padStart(7, '0')}`;
    this.codes.set(code, { ...grant, endsAt: this.now() + CODE_LIFE_MS, isUsed: false });
    return code;
  }

  async answer(request: HttpRequest): Promise<HttpReply> {
    const url = new URL(request.url);
    const path = url.pathname.slice(1);
    this.asked.push(path);
    this.requests.push(request);
    await new Promise(setImmediate);
    const said = this.instead(path, request) ?? this.own(path, url.searchParams, request.body);
    const body = typeof said === 'string' ? said : JSON.stringify(said);
    return { status: 200, headers: {}, body };
  }

  private own(path: string, query: URLSearchParams, body: string): Answer {
    const sent = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    switch (path) {
      case 'cgi-bin/stable_token':
        return this.token(String(sent.appid), String(sent.secret));
      case 'cgi-bin/ticket/getticket':
        return this.ticket(query);
      case 'wxa/business/getuserphonenumber':
        return this.phone(query, sent);
      case 'sns/oauth2/access_token':
        return this.oauth(query);
      default:
        return '<html>404 Not Found</html>';
    }
  }

  private token(appid: string, secret: string): Answer {
    if (!(appid in this.secrets)) return { errcode: 40013, errmsg: 'invalid appid' };
    if (this.secrets[appid] !== secret) return { errcode: 40125, errmsg: 'invalid appsecret' };
    const token = `TOKEN-${appid}`;
    this.tokens.set(token, appid);
    return { access_token: token, expires_in: 7200 };
  }

  private ticket(query: URLSearchParams): Answer {
    const appid = this.tokens.get(query.get('access_token') ?? '');
    if (appid === undefined) return { errcode: 40001, errmsg: 'invalid credential' };
    return {
      errcode: 0,
      errmsg: 'ok',
      ticket: `TICKET-${query.get('type') ?? ''}-${appid}`,
      expires_in: 7200,
    };
  }

  private phone(query: URLSearchParams, { code, openid }: Record<string, unknown>): Answer {
    const appid = this.tokens.get(query.get('access_token') ?? '');
    if (appid === undefined) return { errcode: 40001, errmsg: 'invalid credential' };
    const found = this.codes.get(String(code));
    if (!found || found.isUsed || this.now() >= found.endsAt) return refused(40029, String(code));
    if (found.appid !== appid) return refused(40013, String(code));
    if (openid !== undefined && openid !== found.openid) return refused(40029, String(code));
    found.isUsed = true;
    return found.answer;
  }

  private oauth(query: URLSearchParams): Answer {
    const appid = query.get('appid') ?? '';
    if (this.secrets[appid] !== query.get('secret')) return { errcode: 40125, errmsg: 'invalid appsecret' };
    if (query.get('grant_type') !== 'authorization_code')
      return { errcode: 40002, errmsg: 'invalid grant_type' };
    const code = query.get('code') ?? '';
    const found = this.codes.get(code);
    if (found?.appid !== appid) return refused(40029, code);
    if (found.isUsed) return refused(40163, code);
    if (this.now() >= found.endsAt) return refused(42003, code);
    found.isUsed = true;
    return found.answer;
  }
}

/** WeChat's words may repeat what was sent. */
const refused = (errcode: number, what: string): Answer => ({
  errcode,
  errmsg: `invalid code, hint: [${what}] rid: 6600aabb-11cc22dd`,
});
