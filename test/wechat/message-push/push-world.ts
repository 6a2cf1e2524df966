/** A door for pushes over memory: time passes only while everybody waits, every call of a port can be counted, delayed or broken. */
import type { HttpResult } from '../../../shared/kernel/http-event';
import { HttpFailure } from '../../../shared/kernel/http';
import type { PushHandlers, PushMessage } from '../../../shared/wechat/message-push/push-message';
import { runPushTimer } from '../../../shared/wechat/message-push/run-push-timer';
import { takeCalledPush } from '../../../shared/wechat/message-push/take-called-push';
import { takePush, type PushDoor } from '../../../shared/wechat/message-push/take-push';
import type { TakenPush, TakenPushes } from '../../../shared/wechat/message-push/taken-pushes';
import { openWechat } from '../../../shared/wechat/open-api/wechat';
import { memoryCredentials } from '../open-api/wechat-world';
import { pushed, type As, type HttpPush, type Message, type Settings } from './pusher';

export const START = 1_795_000_000_000;

export const miniProgram: Settings = {
  appid: 'wx0000000000000001',
  token: 'AAAAA',
  aesKey: 'A'.repeat(43),
  mode: 'secure',
  format: 'json',
};

export const account: Settings = {
  appid: 'wx00000000000000aa',
  token: 'account-token',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  mode: 'secure',
  format: 'xml',
};

const sectionOf = ({ appid, token, aesKey, mode }: Settings): object => ({
  appid,
  push: { token, encoding_aes_key: aesKey, mode },
});

/** A clock on which time passes when nothing else happens. */
class WorldClock {
  private ms = START;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now = (): number => this.ms;
  sleep = (ms: number): Promise<void> =>
    new Promise((wake) => void this.sleepers.push({ at: this.ms + ms, wake }));

  /** Lets time pass until a promise is settled. */
  async until<T>(work: Promise<T>): Promise<T> {
    const state = { isSettled: false };
    const settled = (): void => void (state.isSettled = true);
    work.then(settled, settled);
    for (;;) {
      for (let rounds = 0; rounds < 30 && !state.isSettled; rounds += 1) await new Promise(setImmediate);
      if (state.isSettled) return work;
      const next = this.sleepers.reduce((first, one) => (one.at < first.at ? one : first));
      this.sleepers = this.sleepers.filter((one) => one !== next);
      this.ms = Math.max(this.ms, next.at);
      next.wake();
    }
  }

  advance(ms: number): void {
    this.ms += ms;
    const due = this.sleepers.filter(({ at }) => at <= this.ms);
    this.sleepers = this.sleepers.filter(({ at }) => at > this.ms);
    due.forEach(({ wake }) => wake());
  }
}

export interface PushWorld {
  readonly door: PushDoor;
  readonly clock: WorldClock;
  readonly stored: Map<string, TakenPush>;
  readonly logged: string[];
  /** Calls of the database, by name, in their order. */
  readonly calls: string[];
  /** Messages that a handler was given, by the name of the handler. */
  readonly handled: { readonly by: string; readonly message: PushMessage }[];
  handlers: Partial<PushHandlers>;
  config: Readonly<Record<string, object | undefined>>;
  /** Runs before each call of a port: may throw, or never come back. */
  before: (call: string) => Promise<void> | void;
  now(): number;
  /** Another process of the function over the same database. */
  another(): PushDoor;
  /** Delivers while time stands still; `send` lets it pass. */
  take(event: HttpPush, door?: PushDoor): Promise<HttpResult>;
  send(event: HttpPush, door?: PushDoor): Promise<HttpResult>;
  push(settings: Settings, message: Message, as?: Partial<As>): Promise<HttpResult>;
  call(event: unknown): Promise<unknown>;
  timer(ms?: number): Promise<void>;
  /** Documents about messages, without those about signatures. */
  messages(): readonly TakenPush[];
}

export function openPushWorld(...apps: readonly Settings[]): PushWorld {
  const [mini = miniProgram, official = account] = apps;
  const clock = new WorldClock();
  const stored = new Map<string, TakenPush>();
  const logged: string[] = [];
  const calls: string[] = [];
  const port = async (call: string): Promise<void> => {
    calls.push(call);
    await new Promise(setImmediate);
    await world.before(call);
  };
  let dice = 0;
  const random = {
    hex: (bytes: number): string => {
      dice += 1;
      return dice
        .toString(16)
        .padStart(bytes * 2, '0')
        .slice(-bytes * 2);
    },
  };
  const log: PushDoor['log'] = (event, fields) => void logged.push(JSON.stringify({ event, ...fields }));

  const open = (): PushDoor => {
    const { configs } = openWechat({
      http: { send: () => Promise.reject(new HttpFailure('unreachable', 'not in this test')) },
      cloudApi: { call: () => Promise.reject(new HttpFailure('unreachable', 'not in this test')) },
      credentials: memoryCredentials(new Map()),
      configDocument: async (id) => {
        await port(`config ${id}`);
        return world.config[id] as Readonly<Record<string, unknown>> | undefined;
      },
      configMaxAgeMs: 60_000,
      exchangeLimitMs: 8000,
      clock,
      random,
      log,
    });
    return { clock, random, log, configs, pushes: memoryPushes(stored, port), handlersUntil: handlersOf };
  };

  const heard = (by: string, message: PushMessage): void => void world.handled.push({ by, message });
  const handlersOf = (): PushHandlers => ({
    face: [async (message) => heard('face', message)],
    card: [async (message) => heard('members', message), async (message) => heard('cards', message)],
    shipping: [async (message) => heard('shipping', message)],
    merchant: async (message) => {
      heard('merchant', message);
      return undefined;
    },
    ...world.handlers,
  });

  const world: PushWorld = {
    door: open(),
    clock,
    stored,
    logged,
    calls,
    handled: [],
    handlers: {},
    config: { wechat: { _id: 'wechat', ...sectionOf(mini), official_account: sectionOf(official) } },
    before: () => undefined,
    now: clock.now,
    another: open,
    take: (event, door = world.door) => takePush(door, { ...event }),
    send: (event, door) => clock.until(world.take(event, door)),
    push: (settings, message, as = {}) =>
      world.send(pushed(settings, message, { timestamp: Math.floor(clock.now() / 1000), ...as })),
    call: (event) => clock.until(takeCalledPush(world.door, event)),
    timer: (ms = 15_000) => clock.until(runPushTimer(world.door, clock.now() + ms)),
    messages: () => [...stored.values()].filter(({ what }) => what !== 'signature'),
  };
  return world;
}

function memoryPushes(stored: Map<string, TakenPush>, port: (call: string) => Promise<void>): TakenPushes {
  return {
    idOf: ({ id }) => id,
    async get(id) {
      await port('get');
      return stored.get(id);
    },
    async insert(one) {
      await port('insert');
      if (stored.has(one.id)) return false;
      stored.set(one.id, one);
      return true;
    },
    async replace(one, expected) {
      await port('replace');
      if (stored.get(one.id)?.version !== expected) return false;
      stored.set(one.id, one);
      return true;
    },
    async due(now, limit) {
      await port('due');
      return [...stored.values()]
        .filter(({ state, dueAt }) => state === 'received' && dueAt !== undefined && dueAt <= now)
        .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
        .slice(0, limit);
    },
    async removeReceivedBefore(moment, limit) {
      await port('remove');
      const old = [...stored.values()].filter(({ receivedAt }) => receivedAt < moment).slice(0, limit);
      for (const { id } of old) stored.delete(id);
      return old.length;
    },
  };
}
