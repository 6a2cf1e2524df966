/**
 * Access tokens and tickets. Sources: WeChat documentation, "getAccessToken", "getStableAccessToken", JS-SDK appendix and
 * "card api_ticket", read 2026-11.
 */
import * as v from 'valibot';
import { isSame } from '../signing';
import { type App, appNamed, apps, type AppKind } from './apps';
import { asks, type Routes, takes, type TokenBook } from './door';
import { dayMs, minuteMs, secondMs, secondsOf, type WeixinKit } from './kit';
import type { Quota } from './quota';
import { badArguments, Refusal } from './refusal';
import type { Table } from './table';

const lifeMs = 7200 * secondMs;
/** So long before its end a token is replaced; and so long the replaced one still works. */
const overlapMs = 5 * minuteMs;

const heldToken = v.object({
  token: v.string(),
  appid: v.string(),
  kind: v.picklist(['plain', 'stable', 'jsapi', 'wx_card']),
  /** Milliseconds. */
  endsAt: v.number(),
  /** From then on another has taken its place. */
  replacedAt: v.exactOptional(v.number()),
});
type HeldToken = v.InferOutput<typeof heldToken>;
type Kind = HeldToken['kind'];

const counted = v.object({ name: v.string(), count: v.number() });

const stableBody = v.object({
  grant_type: v.exactOptional(v.string()),
  appid: v.exactOptional(v.string()),
  secret: v.exactOptional(v.string()),
  force_refresh: v.exactOptional(v.boolean(), false),
});

export class Tokens implements TokenBook {
  readonly routes: Routes = {
    '/cgi-bin/token': asks('none', (query) => this.plain(query)),
    '/cgi-bin/stable_token': takes('none', stableBody, badArguments, (body) => this.stable(body)),
    '/cgi-bin/ticket/getticket': asks('any', (query, { app }) => this.ticket(app, query.get('type'))),
  };
  private readonly held: Table<HeldToken>;
  private readonly counts: Table<v.InferOutput<typeof counted>>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly quota: Quota,
  ) {
    this.held = kit.tables.open('tokens', heldToken, ({ token }) => token);
    this.counts = kit.tables.open('token_counts', counted, ({ name }) => name);
  }

  check(token: string | null): App {
    if (!token) throw new Refusal(41001);
    if (!/^[0-9A-Za-z_-]{40,512}$/.test(token)) throw new Refusal(40014);
    const found = this.held.get(token);
    const app = appNamed(found?.appid ?? '');
    if (!found || !app || !isAccess(found.kind)) throw new Refusal(40001);
    this.checkTime(found);
    return app;
  }

  /** The tickets of the official account that a signature may have been made with. */
  tickets(appid: string, kind: 'jsapi' | 'wx_card'): string[] {
    return this.all(appid, kind)
      .filter(({ endsAt }) => endsAt > this.kit.clock.now())
      .map(({ token }) => token);
  }

  /** All access tokens of the app end now. */
  expire(appid: string): number {
    const alive = this.held
      .all()
      .filter((each) => each.appid === appid && isAccess(each.kind) && each.endsAt > this.kit.clock.now());
    for (const each of alive) this.held.put({ ...each, endsAt: this.kit.clock.now() });
    return alive.length;
  }

  /** What was handed out so far. */
  summary(): object[] {
    return apps.map(({ appid, kind }) => ({
      appid,
      kind,
      ...Object.fromEntries(
        [
          'token_calls',
          'tokens_issued',
          'forced_refreshes',
          'jsapi_tickets_issued',
          'wx_card_tickets_issued',
        ].map((what) => [what, this.counts.get(`${appid} ${what}`)?.count ?? 0]),
      ),
    }));
  }

  private checkTime({ replacedAt, endsAt }: HeldToken): void {
    const now = this.kit.clock.now();
    if (replacedAt !== undefined && now >= replacedAt) throw new Refusal(40001);
    if (now >= endsAt) throw new Refusal(42001);
  }

  private plain(query: URLSearchParams): object {
    if (query.get('grant_type') !== 'client_credential') throw new Refusal(40002);
    const app = authorised(query.get('appid'), query.get('secret'));
    this.count(app, 'token_calls');
    return this.answer(this.replaced(app, 'plain', overlapMs));
  }

  private stable({ grant_type, appid, secret, force_refresh }: v.InferOutput<typeof stableBody>): object {
    if (grant_type !== 'client_credential') throw new Refusal(40002);
    const app = authorised(appid, secret);
    this.count(app, 'token_calls');
    this.limit(`${app.appid} stable`, 10_000, 500_000);
    if (force_refresh) return this.answer(this.forced(app));
    const current = this.current(app, 'stable');
    return this.answer(current ?? this.issue(app, 'stable'));
  }

  private forced(app: App): HeldToken {
    const name = `${app.appid} force_refresh`;
    const last = this.quota.last(name);
    if (last !== undefined && this.kit.clock.now() - last < 30 * secondMs)
      throw new Refusal(45011, 'force_refresh needs 30 s in between');
    if (!this.quota.take(name, dayMs, 20)) throw new Refusal(45009, 'force_refresh works 20 times a day');
    this.count(app, 'forced_refreshes');
    return this.replaced(app, 'stable', 0);
  }

  private ticket(app: App | undefined, type: string | null): object {
    if (type !== 'jsapi' && type !== 'wx_card') throw new Refusal(40097, 'type must be jsapi or wx_card');
    if (!app) throw new Refusal(41001);
    const { token, endsAt } = this.current(app, type) ?? this.issue(app, type);
    return { errcode: 0, errmsg: 'ok', ticket: token, expires_in: secondsOf(endsAt - this.kit.clock.now()) };
  }

  /** The newest one that is not about to end. */
  private current(app: App, kind: Kind): HeldToken | undefined {
    const now = this.kit.clock.now();
    return this.all(app.appid, kind).findLast(
      ({ endsAt, replacedAt }) => replacedAt === undefined && endsAt - now > overlapMs,
    );
  }

  /** A new token; those before it work `stillMs` longer. */
  private replaced(app: App, kind: Kind, stillMs: number): HeldToken {
    const replacedAt = this.kit.clock.now() + stillMs;
    for (const each of this.all(app.appid, kind)) this.held.put({ replacedAt, ...each });
    return this.issue(app, kind);
  }

  private issue(app: App, kind: Kind): HeldToken {
    const now = this.kit.clock.now();
    for (const each of this.held.all()) if (now - each.endsAt > dayMs) this.held.remove(each.token);
    this.count(app, isAccess(kind) ? 'tokens_issued' : `${kind}_tickets_issued`);
    const token = isAccess(kind) ? `97_${this.kit.dice.hex(64)}` : this.kit.dice.hex(43);
    return this.held.put({ token, appid: app.appid, kind, endsAt: now + lifeMs });
  }

  private all(appid: string, kind: Kind): HeldToken[] {
    return this.held.all().filter((each) => each.appid === appid && each.kind === kind);
  }

  private answer({ token, endsAt }: HeldToken): object {
    return { access_token: token, expires_in: secondsOf(endsAt - this.kit.clock.now()) };
  }

  private limit(name: string, perMinute: number, perDay: number): void {
    if (!this.quota.take(`${name} a minute`, minuteMs, perMinute)) throw new Refusal(45011);
    if (!this.quota.take(`${name} a day`, dayMs, perDay)) throw new Refusal(45009);
  }

  private count({ appid }: App, what: string): void {
    const name = `${appid} ${what}`;
    this.counts.put({ name, count: (this.counts.get(name)?.count ?? 0) + 1 });
  }
}

const isAccess = (kind: Kind): boolean => kind === 'plain' || kind === 'stable';

/** The app of an appid and its secret; `kind` where only one of them has this call. */
export function authorised(
  appid: string | null | undefined,
  secret: string | null | undefined,
  kind?: AppKind,
): App {
  if (!appid) throw new Refusal(41002);
  const app = apps.find((each) => each.appid === appid);
  if (!app || (kind !== undefined && app.kind !== kind)) throw new Refusal(40013);
  if (!secret) throw new Refusal(41004);
  if (!isSame(secret, app.secret)) throw new Refusal(40125);
  return app;
}
