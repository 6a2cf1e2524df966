/**
 * The door of WeChat's server API: finds the call, checks the token, reads the body, and words the answer. Every part of the
 * sandbox contributes a table of its calls.
 */
import type * as v from 'valibot';
import type { WebReply, WebRequest } from '../../local-cloud/web';
import { entryOf, type Problem, read } from '../reading';
import type { App, AppKind } from './apps';
import type { ApiFaults } from './faults';
import type { WeixinKit } from './kit';
import { Refusal } from './refusal';

/** Whose token a call takes; `none`: it knows its caller in another way. */
export type TokenOf = AppKind | 'any' | 'none';

/** One call as it comes to a part. */
export interface Call {
  /** The app whose token it carried; undefined where it takes none. */
  readonly app: App | undefined;
  readonly query: URLSearchParams;
  /** The JSON of the body; undefined for a GET and for forms. */
  readonly body: unknown;
  readonly request: WebRequest;
}

/** An answer that is not JSON. */
export class Raw {
  constructor(readonly reply: WebReply) {}
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly token: TokenOf;
  /** A body that is no JSON. */
  readonly form?: boolean;
  /** Answers the fields of success, or refuses. */
  run(call: Call): object;
}

export type Routes = Readonly<Record<string, Route>>;

/** A GET, whose fields stand in the query. */
export const asks = (token: TokenOf, run: (query: URLSearchParams, call: Call) => object): Route => ({
  method: 'GET',
  token,
  run: (call) => run(call.query, call),
});

/** A POST of JSON as `schema` describes it; `refuse` makes the code of what is wrong. */
export const takes = <T>(
  token: TokenOf,
  schema: v.GenericSchema<unknown, T>,
  refuse: (problem: Problem) => Error,
  run: (body: T, call: Call) => object,
): Route => ({
  method: 'POST',
  token,
  run: (call) => run(read(schema, call.body, refuse), call),
});

/** Success without anything to tell. */
export const ok = (fields: object = {}): object => ({ errcode: 0, errmsg: 'ok', ...fields });

/** What the door needs to know of tokens. */
export interface TokenBook {
  /** The app of a token that is in force; refuses every other. */
  check(token: string | null): App;
}

interface DoorParts {
  readonly kit: WeixinKit;
  readonly tokens: TokenBook;
  readonly faults: ApiFaults;
  readonly routes: Routes;
}

export class Door {
  /** Calls that an app may not make: their capability was not granted. */
  readonly notGranted = new Set<string>();

  constructor(private readonly parts: DoorParts) {}

  /** Answers a request for `path` at api.weixin.qq.com. */
  handle(path: string, request: WebRequest): Promise<WebReply> {
    const route = entryOf(this.parts.routes, path);
    const effect = (): WebReply => this.worded(path, () => this.answer(path, route, request));
    return route
      ? this.parts.faults.serve(path, effect, (no) => this.refused(path, no))
      : Promise.resolve(effect());
  }

  /** What the platform asks for a function of this app, without a token. */
  async ask(app: App, path: string, body: unknown): Promise<WebReply> {
    const bytes = Buffer.from(JSON.stringify(body));
    const request = {
      method: 'POST',
      url: path,
      path,
      query: new URLSearchParams(),
      headers: {},
      body: bytes,
    };
    const effect = (): WebReply =>
      this.worded(path, () => {
        const route = entryOf(this.parts.routes, path);
        if (!route) throw new Refusal(40066, path);
        return this.run(path, route, { app, query: request.query, body, request });
      });
    return this.parts.faults.serve(path, effect, (no) => this.refused(path, no));
  }

  private answer(path: string, route: Route | undefined, request: WebRequest): object {
    if (!route) throw new Refusal(40066, `nothing is at ${path}`);
    if (request.method !== route.method) throw new Refusal(route.method === 'GET' ? 43001 : 43002);
    const app =
      route.token === 'none' ? undefined : this.parts.tokens.check(request.query.get('access_token'));
    const body = route.method === 'GET' || route.form ? undefined : jsonOf(request.body);
    return this.run(path, route, { app, query: request.query, body, request });
  }

  private run(path: string, route: Route, call: Call): object {
    const { app } = call;
    if (this.notGranted.has(path)) throw new Refusal(48001);
    if (app && route.token !== 'any' && route.token !== app.kind)
      throw new Refusal(48001, `this call takes the token of the ${route.token}`);
    return route.run(call);
  }

  private worded(path: string, work: () => object): WebReply {
    try {
      const answer = work();
      return answer instanceof Raw ? answer.reply : this.said(path, answer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.refused(path, error);
    }
  }

  private refused(path: string, { errcode, message }: Refusal): WebReply {
    const rid = [8, 4, 4].map((bytes) => this.parts.kit.dice.hex(bytes)).join('-');
    return this.said(path, { errcode, errmsg: `${message} rid: ${rid}` });
  }

  /** The calls of web login call their JSON plain text. */
  private said(path: string, answer: object): WebReply {
    const type = path.startsWith('/sns/') ? 'text/plain' : 'application/json; encoding=utf-8';
    return { status: 200, headers: { 'content-type': type }, body: JSON.stringify(answer) };
  }
}

/** Chinese text must stand in the JSON as it is; a proxy that escapes it is refused. */
const escapedText = /\\u(?!00[01])[0-9a-f]{4}/i;

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) throw new Refusal(44002);
  const text = body.toString('utf8');
  if (escapedText.test(text)) throw new Refusal(40033);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below, for everything that is no object.
  }
  throw new Refusal(47001, 'the body is not a JSON object');
}
