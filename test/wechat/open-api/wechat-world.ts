/** WeChat's server in memory, as far as the client needs it: tokens that end, calls that are counted, answers to order. */
import {
  HttpFailure,
  type HttpFailureKind,
  type HttpReply,
  type HttpRequest,
} from '../../../shared/kernel/http';
import { Secret } from '../../../shared/kernel/secret';
import type { Documents } from '../../../shared/kernel/versioned';
import type { Credential } from '../../../shared/kernel/credentials';
import { openWechat, type Wechat } from '../../../shared/wechat/open-api/wechat';
import type { App } from '../../../shared/wechat/wechat-config';

export const app: App = {
  appid: 'wx0000000000000001',
  secret: new Secret('the-app-secret'),
  endpoint: 'https://wechat.test',
};

/** Answers one call: an object as JSON, a text as it is, a reply with its status; a kind of failure by name is thrown. */
export type Answer = (request: HttpRequest, token: string) => object | string;

export interface WechatWorld {
  readonly wechat: Wechat;
  /** Another process over the same database. */
  another(): Wechat;
  readonly stored: Map<string, Credential>;
  /** Paths in the order in which they were asked. */
  readonly asked: string[];
  readonly requests: HttpRequest[];
  readonly logged: string[];
  /** The token that WeChat takes now. */
  token: string;
  /** What stable_token hands out next. */
  next: () => object;
  answer: Answer;
  advance(ms: number): void;
  readonly pauses: number[];
}

const FAILURES: readonly string[] = [
  'unreachable',
  'untrusted_certificate',
  'timeout',
  'cut_off',
  'too_large',
];

export function openWechatWorld(): WechatWorld {
  let now = 1_780_000_000_000;
  let dice = 0;
  let issued = 0;
  const stored = new Map<string, Credential>();
  const asked: string[] = [];
  const requests: HttpRequest[] = [];
  const logged: string[] = [];
  const pauses: number[] = [];

  const send = async (request: HttpRequest): Promise<HttpReply> => {
    const url = new URL(request.url);
    asked.push(url.pathname.slice(1));
    requests.push(request);
    await new Promise(setImmediate);
    const token = url.searchParams.get('access_token') ?? '';
    const said = url.pathname === '/cgi-bin/stable_token' ? world.next() : world.answer(request, token);
    if (typeof said === 'string' && FAILURES.includes(said)) {
      throw new HttpFailure(said as HttpFailureKind, 'no answer');
    }
    if (typeof said === 'object' && 'status' in said && 'headers' in said) return said as HttpReply;
    return { status: 200, headers: {}, body: typeof said === 'string' ? said : JSON.stringify(said) };
  };

  const open = (): Wechat =>
    openWechat({
      http: { send },
      cloudApi: { call: () => Promise.reject(new HttpFailure('unreachable', 'not in this test')) },
      credentials: memoryCredentials(stored),
      configDocument: () => Promise.resolve(undefined),
      configMaxAgeMs: 60_000,
      exchangeLimitMs: 8000,
      clock: {
        now: () => now,
        sleep: async (ms) => {
          pauses.push(ms);
          now += ms;
          await new Promise(setImmediate);
        },
      },
      random: {
        hex: (bytes) => {
          dice += 1;
          return dice
            .toString(16)
            .padStart(bytes * 2, '0')
            .slice(-bytes * 2);
        },
      },
      log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
    });

  const world: WechatWorld = {
    wechat: open(),
    another: open,
    stored,
    asked,
    requests,
    logged,
    pauses,
    token: '',
    next() {
      issued += 1;
      world.token = `token-${issued}`;
      return { access_token: world.token, expires_in: 7200 };
    },
    answer: (_request, token) =>
      token === world.token
        ? { errcode: 0 }
        : { errcode: 40001, errmsg: 'invalid credential rid: 6600aa-11' },
    advance: (ms) => void (now += ms),
  };
  return world;
}

export function memoryCredentials(stored: Map<string, Credential>): Documents<Credential> {
  const later = (): Promise<void> => new Promise(setImmediate);
  return {
    idOf: ({ id }) => id,
    async get(id) {
      await later();
      return stored.get(id);
    },
    async insert(one) {
      await later();
      if (stored.has(one.id)) return false;
      stored.set(one.id, one);
      return true;
    },
    async replace(one, expected) {
      await later();
      if (stored.get(one.id)?.version !== expected) return false;
      stored.set(one.id, one);
      return true;
    },
  };
}
