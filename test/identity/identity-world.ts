/** Function login with everything around it in memory: WeChat's server, the collections, the clock, the log. */
import { passKind } from '../../shared/adapters/cloud-passes';
import { userKind } from '../../shared/adapters/cloud-users';
import { loginActions } from '../../shared/identity/door';
import type { IdentityPorts } from '../../shared/identity/ports';
import { answerHttp } from '../../shared/identity/web-door';
import { callable, type Door } from '../../shared/kernel/callable';
import type { HttpResult } from '../../shared/kernel/http-event';
import { HttpFailure, type HttpFailureKind } from '../../shared/kernel/http';
import type { Identity } from '../../shared/kernel/ports';
import { openWechat } from '../../shared/wechat/open-api/wechat';
import { memoryCredentials } from '../wechat/open-api/wechat-world';
import { memoryTable, type Stored } from './memory-table';
import { Weixin } from './weixin';

export const MINI = 'wx00000000000000a1';
export const ACCOUNT = 'wx00000000000000b2';
export const OPENID = 'oCustomer-0001_abcdefghijklm';
export const SECRET = 'secret-of-the-mini-program-00001';
export const ACCOUNT_SECRET = 'secret-of-the-official-account-1';

export type Result = Readonly<Record<string, unknown>>;
export type Block = Readonly<Record<string, unknown>>;

export const wechatDocument: Block = {
  _id: 'wechat',
  appid: MINI,
  secret: SECRET,
  official_account: {
    appid: ACCOUNT,
    secret: ACCOUNT_SECRET,
    oauth_hosts: ['shop.example', 'pages.example:8443', 'api.example', '127.0.0.1:7070'],
  },
};

export interface IdentityWorld {
  readonly ports: IdentityPorts;
  readonly weixin: Weixin;
  /** Collection `config`. */
  readonly config: Map<string, Block>;
  readonly users: Stored;
  readonly passes: Stored;
  readonly logged: string[];
  /** What `cloud.openapi` answers; by default it is not there. */
  cloudApi: (name: string, data: Block) => object;
  /** Calls function login as a mini-program does. */
  call(event: object, who?: Partial<Identity>): Promise<Result>;
  /** GETs a path of function login as a browser does through the HTTP access service. */
  get(path: string, event?: object): Promise<HttpResult>;
  advance(ms: number): void;
}

export function openIdentityWorld(document: Block | null = wechatDocument): IdentityWorld {
  let now = 1_795_000_000_000;
  let dice = 0;
  const logged: string[] = [];
  const config = new Map(document ? [['wechat', document]] : []);
  const tables = { users: new Map() as Stored, passes: new Map() as Stored };
  const weixin = new Weixin({ [MINI]: SECRET, [ACCOUNT]: ACCOUNT_SECRET }, () => now);
  const log: IdentityPorts['wechat']['log'] = (event, fields) =>
    void logged.push(JSON.stringify({ event, ...fields }));
  const wechat = openWechat({
    http: { send: (request) => weixin.answer(request) },
    cloudApi: {
      call: async (name, data) => ({
        status: 200,
        headers: {},
        body: JSON.stringify(world.cloudApi(name, data)),
      }),
    },
    credentials: memoryCredentials(new Map()),
    configDocument: (id) => Promise.resolve(config.get(id)),
    configMaxAgeMs: 1,
    exchangeLimitMs: 8000,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
        await new Promise(setImmediate);
      },
    },
    // Looks like chance, and is the same in every run.
    random: {
      hex: (bytes) => {
        dice += 0x9e37_79b9;
        return dice
          .toString(16)
          .repeat(bytes)
          .slice(0, bytes * 2);
      },
    },
    log,
  });
  const ports: IdentityPorts = {
    wechat,
    users: memoryTable(userKind, tables.users),
    passes: memoryTable(passKind, tables.passes),
  };
  const door: Door<IdentityPorts> = {
    room: ports,
    log,
    identity: () => Promise.reject(new Error('nobody is asked who sends an HTTP event')),
  };
  const world: IdentityWorld = {
    ports,
    weixin,
    config,
    ...tables,
    logged,
    cloudApi: () => failWith('unreachable'),
    call: (event, who = {}) =>
      callable(
        {
          ...door,
          identity: () =>
            Promise.resolve({ openid: OPENID, appid: MINI, unionid: '', fromAppid: '', ...who }),
        },
        loginActions,
        event,
      ),
    get: (path, event = {}) => {
      const { pathname, searchParams } = new URL(path, 'https://api.example');
      return answerHttp(door, {
        httpMethod: 'GET',
        path: pathname,
        headers: { host: 'api.example' },
        queryStringParameters: Object.fromEntries(searchParams),
        body: '',
        isBase64Encoded: false,
        ...event,
      });
    },
    advance: (ms) => void (now += ms),
  };
  return world;
}

export function failWith(kind: HttpFailureKind): never {
  throw new HttpFailure(kind, 'no answer');
}
