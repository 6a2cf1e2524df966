/** Function `faceVerify` over WeChat's server and the database in memory; documents are stored as they are in the cloud. */
import { faceAttemptsKind, faceSessionKind } from '../../../shared/adapters/cloud-face-sessions';
import type { Kind } from '../../../shared/adapters/cloud-table';
import { faceActions } from '../../../shared/identity/face/door';
import { finishFaceSessions, type FaceRun } from '../../../shared/identity/face/finish';
import type { FaceSessions, FaceVerification } from '../../../shared/identity/face/ports';
import type { FaceSession } from '../../../shared/identity/face/session';
import { callable } from '../../../shared/kernel/callable';
import { PayError } from '../../../shared/kernel/errors';
import type { HttpRequest } from '../../../shared/kernel/http';
import type { Documents, Versioned } from '../../../shared/kernel/versioned';
import type { Wechat } from '../../../shared/wechat/open-api/wechat';
import { readWechatConfig } from '../../../shared/wechat/wechat-config';
import { app, openWechatWorld, type WechatWorld } from '../../wechat/open-api/wechat-world';
import { FaceServer } from './face-server';

export type Result = Readonly<Record<string, unknown>>;
type Raw = Record<string, unknown>;

export const ME = 'oMe000000000000000000000001';
export const OTHER = 'oOther0000000000000000000002';
export const APPID = app.appid;
export const CARD = { name: '张三', id_card_number: '11010119000101009X', purpose: 'rent' };
export const ANOTHER_CARD = { ...CARD, name: '李四', id_card_number: '440524188001010014' };

const FACE = 'cityservice/face/identify/';

export class FaceWorld {
  readonly weixin: WechatWorld = openWechatWorld();
  readonly server = new FaceServer(() => this.now);
  readonly sessions = new Map<string, Raw>();
  readonly attempts = new Map<string, Raw>();
  /** Every document that was ever written, as JSON. */
  readonly written: string[] = [];
  readonly ports: FaceVerification;
  /** Collection `config`. */
  readonly config: Record<string, Result> = {
    wechat: {
      appid: APPID,
      secret: 'the-app-secret',
      endpoint: app.endpoint,
      face: { version: 2, purposes: ['rent', 'age-check'], max_attempts: 5 },
    },
  };
  /** What WeChat answers instead, by the name of the API; undefined: as the server does. */
  instead: (api: string) => object | string | undefined = () => undefined;
  /** Runs before an answer of WeChat arrives. */
  meanwhile: (api: string) => void | Promise<void> = () => undefined;

  constructor(version: 1 | 2 = 2, mostAttempts = 5) {
    this.configure({ version, max_attempts: mostAttempts });
    this.weixin.answer = (request, token) => this.answer(request, token);
    this.ports = this.process(this.weixin.wechat);
  }

  get now(): number {
    return this.weixin.wechat.clock.now();
  }

  configure(face: Result): void {
    const known = this.config.wechat;
    this.config.wechat = { ...known, face: { purposes: ['rent', 'age-check'], ...face } };
  }

  /** One running function over the same database. */
  process(wechat: Wechat = this.weixin.another()): FaceVerification {
    const find: Wechat['configs']['find'] = async (fromAppid) => {
      const id = [`wechat_${fromAppid ?? ''}`, 'wechat'].find((one) => this.config[one]);
      return id === undefined ? undefined : readWechatConfig(id, this.config[id] ?? {});
    };
    const forApp: Wechat['configs']['forApp'] = async (fromAppid) => {
      const config = await find(fromAppid);
      if (config) return config;
      throw new PayError('CONFIG_MISSING', 'no document "wechat"');
    };
    return {
      wechat: {
        ...wechat,
        configs: { find, forApp },
        http: {
          send: async (request, limitMs) => {
            await this.meanwhile(new URL(request.url).pathname.slice(1).replace(FACE, ''));
            return wechat.http.send(request, limitMs);
          },
        },
      },
      sessions: memorySessions(this.sessions, this.written),
      attempts: memoryTable(faceAttemptsKind, this.attempts, this.written),
    };
  }

  private answer(request: HttpRequest, token: string): object | string {
    const api = new URL(request.url).pathname.slice(1);
    if (token !== this.weixin.token) return { errcode: 40001, errmsg: 'invalid credential' };
    const body = JSON.parse(request.body) as Result;
    return this.instead(api.replace(FACE, '')) ?? this.server.answer(api, body);
  }

  /** Asks function `faceVerify`. */
  call(data: Result, openid = ME, ports = this.ports, fromAppid = ''): Promise<Result> {
    const identity = () => Promise.resolve({ openid, appid: fromAppid || APPID, unionid: '', fromAppid });
    return callable({ identity, room: ports, log: ports.wechat.log }, faceActions, data);
  }

  start(data: Result = {}, openid = ME): Promise<Result> {
    return this.call({ action: 'start', ...CARD, ...data }, openid);
  }

  result(outSeqNo: unknown, data: Result = {}, openid = ME): Promise<Result> {
    return this.call({ action: 'result', out_seq_no: outSeqNo, ...data }, openid);
  }

  timer(limit = 50, ports = this.ports): Promise<FaceRun> {
    return finishFaceSessions(ports, limit);
  }

  session(outSeqNo: unknown): Raw {
    const found = this.sessions.get(String(outSeqNo));
    if (!found) throw new Error('no such session');
    return found;
  }

  /** The only session that there is. */
  only(): Raw {
    expect(this.sessions.size).toBe(1);
    return this.session([...this.sessions.keys()][0]);
  }

  /** How many attempts are used up, of the person or of the certificate that is named last. */
  used(of: 'person' | 'certificate'): number {
    const found = [...this.attempts].filter(([id]) => id.startsWith(of)).map(([, one]) => one.attempts);
    return Math.max(0, ...found.map((list) => (Array.isArray(list) ? list.length : 0)));
  }

  asked(api: string): number {
    return this.weixin.asked.filter((path) => path === FACE + api).length;
  }

  later(ms: number): void {
    this.weixin.advance(ms);
  }
}

const turn = (): Promise<void> => new Promise(setImmediate);

/** A collection that is as conditional as the one in the cloud. */
export function memoryTable<T extends Versioned>(
  kind: Kind<T>,
  stored: Map<string, Raw>,
  written: string[],
): Documents<T> {
  const put = (_id: string, raw: Raw): void => {
    stored.set(_id, raw);
    written.push(JSON.stringify(raw));
  };
  const rawOf = (one: T): Raw => structuredClone({ ...kind.toDocument(one), version: one.version ?? 1 });
  return {
    idOf: (one) => kind.idOf(one),
    async get(id) {
      await turn();
      const raw = stored.get(id);
      if (!raw) return undefined;
      const read = kind.fromDocument(structuredClone(raw));
      if ('value' in read) return read.value;
      throw new PayError('DOCUMENT_UNREADABLE', `document ${id}: ${read.problems.join('; ')}`);
    },
    async insert(one) {
      await turn();
      const _id = kind.idOf(one);
      if (stored.has(_id)) return false;
      put(_id, { _id, ...rawOf(one) });
      return true;
    },
    async replace(one, expected) {
      await turn();
      const _id = kind.idOf(one);
      if (stored.get(_id)?.version !== expected) return false;
      put(_id, { ...stored.get(_id), ...rawOf(one) });
      return true;
    },
  };
}

function memorySessions(stored: Map<string, Raw>, written: string[]): FaceSessions {
  const isDue = ({ due_at: at }: Raw, now: number): boolean => typeof at === 'number' && at <= now;
  return {
    ...memoryTable<FaceSession>(faceSessionKind, stored, written),
    async due(now, limit) {
      await turn();
      const due = [...stored.values()].filter((one) => isDue(one, now));
      due.sort((a, b) => Number(a.due_at) - Number(b.due_at));
      return due.slice(0, limit).map(({ _id, openid }) => ({
        outSeqNo: String(_id),
        openid: typeof openid === 'string' ? openid : '',
      }));
    },
    async postpone(outSeqNo, { now, until }) {
      await turn();
      const raw = stored.get(outSeqNo);
      if (raw && isDue(raw, now)) stored.set(outSeqNo, { ...raw, due_at: until });
    },
  };
}

/** Answers without a result, and whether the request certainly never arrived. */
export const silences: readonly (readonly [string, object | string])[] = [
  ['HTML', '<html>busy</html>'],
  ['an answer that was cut off', '{"errcode":0,"verify_re'],
  ['a list', '[]'],
  ['an empty answer', ''],
  ['status 502', { status: 502, headers: {}, body: '' }],
  ['status 404', { status: 404, headers: {}, body: 'nothing' }],
  ['no answer in time', 'timeout'],
  ['a broken connection', 'cut_off'],
  ['an answer that is too large', 'too_large'],
  ['system busy', { errcode: -1, errmsg: 'system error' }],
  ['a code that nobody documents', { errcode: 99999, errmsg: 'news' }],
  ['an errcode that is no number', { errcode: {}, errmsg: 'ok' }],
];
