/** Members over memory: a database, a WeChat, a clock, and as many processes as a test wants. */
import { callable, type Action } from '../../../shared/kernel/callable';
import { memberActions } from '../../../shared/membership/members/door';
import { nameOf, type Account } from '../../../shared/membership/members/member';
import type { MembersRoom } from '../../../shared/membership/members/ports';
import type { Credential } from '../../../shared/kernel/credentials';
import { openWechat, wechatUntil } from '../../../shared/wechat/open-api/wechat';
import { memoryCredentials } from '../../wechat/open-api/wechat-world';
import { HttpFailure } from '../../../shared/kernel/http';
import { FakeWechat } from './fake-wechat';
import { memoryMembers, MemoryDatabase, undisturbed, type Process } from './memory-members';

export const APPID = 'wx00000000000000a1';
export const ACCOUNT_APPID = 'wx00000000000000b2';
export const CARD = 'pMemberCard0000001';
export const OPERATOR = 'oOperator';

/** A customer under the mini-program, and the same person under the official account. */
export const anna = { openid: 'oAnna', accountOpenid: 'oa_Anna', unionid: 'uAnna' };
export const bert = { openid: 'oBert', accountOpenid: 'oa_Bert', unionid: 'uBert' };

export const inProgram = (openid: string): Account => ({ appid: APPID, openid });
export const inAccount = (openid: string): Account => ({ appid: ACCOUNT_APPID, openid });

export type Result = Readonly<Record<string, unknown>> & {
  readonly errcode: number;
  readonly errmsg?: string;
};

export interface As {
  readonly unionid?: string;
  readonly appid?: string;
  readonly fromAppid?: string;
  readonly room?: MembersRoom;
}

export class MembersWorld {
  readonly database = new MemoryDatabase();
  readonly wechat = new FakeWechat();
  readonly logged: string[] = [];
  now = 1_780_000_000_000;
  readonly configs = new Map<string, Record<string, unknown>>();
  private readonly credentials = new Map<string, Credential>();
  private dice = 0;
  readonly room: MembersRoom;

  constructor(member: Readonly<Record<string, unknown>> = {}) {
    this.configs.set('wechat', {
      appid: APPID,
      secret: 'the-app-secret',
      official_account: { appid: ACCOUNT_APPID, secret: 'the-account-secret' },
      member: { card_id: CARD, earn: { per: 100, points: 1 }, ...member },
    });
    this.room = this.process();
  }

  /** Another process over the same database. */
  process(process: Process = undisturbed, limitMs = 19_000): MembersRoom {
    const wechat = openWechat({
      http: { send: this.wechat.send },
      cloudApi: { call: () => Promise.reject(new HttpFailure('unreachable', 'not in this test')) },
      credentials: memoryCredentials(this.credentials),
      configDocument: (id) => Promise.resolve(this.configs.get(id)),
      configMaxAgeMs: 1,
      exchangeLimitMs: 8000,
      clock: {
        now: () => this.now,
        sleep: async (ms) => {
          this.now += ms;
          await process.pause();
        },
      },
      random: {
        hex: (bytes) => {
          this.dice += 1;
          return this.dice
            .toString(16)
            .padStart(bytes * 2, '0')
            .slice(-bytes * 2);
        },
      },
      log: (event, fields) => void this.logged.push(JSON.stringify({ event, ...fields })),
    });
    return {
      wechat: wechatUntil(wechat, limitMs),
      members: memoryMembers(this.database, process),
      phoneOf: async ({ fromAppid, ...account }) => {
        const keepsPhones = (await wechat.configs.find(fromAppid))?.keepsPhones === true;
        return keepsPhones ? this.database.people.get(nameOf.account(account))?.phone : undefined;
      },
    };
  }

  /** Calls an action as the platform does for the person of an openid. */
  async call(openid: string, event: Readonly<Record<string, unknown>>, as: As = {}): Promise<Result> {
    const { unionid = '', appid = APPID, fromAppid = '', room = this.fresh() } = as;
    const door = {
      room,
      identity: () => Promise.resolve({ openid, appid, unionid, fromAppid }),
      log: room.wechat.log,
      isOperator: (caller: { readonly openid: string }) => Promise.resolve(caller.openid === OPERATOR),
    };
    const actions: Readonly<Record<string, Action<MembersRoom>>> = memberActions;
    return (await callable(door, actions, event)) as Result;
  }

  /** An operator's entry. */
  entry(wish: Readonly<Record<string, unknown>>, as: As = {}): Promise<Result> {
    return this.call(OPERATOR, { action: 'entry', reason: 'test', ...wish }, as);
  }

  mycard(openid: string, as: As = {}): Promise<Result> {
    return this.call(openid, { action: 'mycard' }, as);
  }

  /** The room of a call that begins now. */
  fresh(): MembersRoom {
    return { ...this.room, wechat: wechatUntil(this.room.wechat, 19_000) };
  }

  allEntries() {
    return [...this.database.entries.values()];
  }
}
