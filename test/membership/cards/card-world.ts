/** Function `cardSync` with WeChat's server, a database and a clock in memory. Processes share both, and die on request. */
import { callable } from '../../../shared/kernel/callable';
import type { Documents, Versioned } from '../../../shared/kernel/versioned';
import { cardActions } from '../../../shared/membership/cards/door';
import type {
  CardNote,
  CardRecords,
  Consumption,
  StockBook,
  StockChange,
  UploadedPicture,
} from '../../../shared/membership/cards/ports';
import type { Credential } from '../../../shared/kernel/credentials';
import { openWechat, wechatUntil } from '../../../shared/wechat/open-api/wechat';
import { CardServer } from './card-server';

export type Result = Readonly<Record<string, unknown>>;
export type Ask = (action: string, input?: object, operator?: string) => Promise<Result>;

export interface CardWorld {
  readonly server: CardServer;
  readonly ask: Ask;
  /** Another process over the same database. */
  another(): Ask;
  /** A process whose every touch of the world outside takes up to five turns more than another's, before and after it happens. */
  dawdling(roll: (sides: number) => number): Ask;
  /** A process that dies at its n-th touch of the world outside, before or after the touch. */
  dying(at: number, when: 'before' | 'after'): Ask & { readonly hasDied: () => boolean };
  readonly consumptions: Map<string, Consumption>;
  readonly stockChanges: Map<string, StockChange>;
  readonly stockBooks: Map<string, StockBook>;
  readonly notes: Map<string, CardNote>;
  readonly pictures: Map<string, UploadedPicture>;
  readonly records: CardRecords;
  readonly logged: string[];
  /** The configuration document `wechat`. */
  config: Record<string, unknown>;
  now(): number;
  advance(ms: number): void;
}

export const account = 'wx00000000000000ff';
export const operator = 'oOperator1';
const LIMIT_MS = 19_200;

export function openCardWorld(): CardWorld {
  let time = 1_780_000_000_000;
  let dice = 0;
  const server = new CardServer();
  const logged: string[] = [];
  const credentials = new Map<string, Credential>();
  const stored = {
    consumptions: new Map<string, Consumption>(),
    stockChanges: new Map<string, StockChange>(),
    stockBooks: new Map<string, StockBook>(),
    pictures: new Map<string, UploadedPicture>(),
    notes: new Map<string, CardNote>(),
  };

  /** Time passes while everybody waits: 50 ms for each turn of the event loop, however many wait. */
  let turn: Promise<void> | undefined;
  const nextTurn = (): Promise<void> =>
    (turn ??= new Promise((resolve) =>
      setImmediate(() => {
        time += 50;
        turn = undefined;
        resolve();
      }),
    ));
  const clock = {
    now: () => time,
    sleep: async (ms: number) => {
      for (const until = time + ms; time < until;) await nextTurn();
    },
  };

  function recordsThrough(touch: Touch): CardRecords {
    return {
      consumptions: memoryDocuments(stored.consumptions, touch),
      stockChanges: memoryDocuments(stored.stockChanges, touch),
      stockBooks: memoryDocuments(stored.stockBooks, touch),
      pictures: memoryDocuments(stored.pictures, touch),
      notes: {
        ...memoryDocuments(stored.notes, touch),
        find: (ids) =>
          touch(() => [...stored.notes].filter(([id]) => ids.includes(id)).map(([, note]) => note)),
      },
    };
  }

  function open(touch: Touch): Ask {
    const wechat = openWechat({
      http: { send: (request) => touch(() => server.send(request)) },
      cloudApi: { call: () => Promise.reject(new Error('cards are asked for with a token')) },
      credentials: memoryDocuments(credentials, (work) => Promise.resolve(work())),
      configDocument: (id) => Promise.resolve(id === 'wechat' ? world.config : undefined),
      configMaxAgeMs: 1,
      exchangeLimitMs: 8000,
      clock,
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
    return (action, input = {}, who = operator) =>
      callable(
        {
          identity: () => Promise.resolve({ openid: who, appid: 'wx1', unionid: '', fromAppid: '' }),
          isOperator: ({ openid }) => Promise.resolve(openid.startsWith('oOperator')),
          log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
          room: { wechat: wechatUntil(wechat, LIMIT_MS), cards: recordsThrough(touch) },
        },
        cardActions,
        { action, ...input },
      );
  }

  const world: CardWorld = {
    server,
    logged,
    ...stored,
    records: recordsThrough(always),
    config: {
      _id: 'wechat',
      appid: 'wx0000000000000001',
      endpoint: 'https://wechat.test',
      official_account: { appid: account, secret: 'MARKER-SECRET' },
    },
    ask: (...call) => open(always)(...call),
    another: () => open(always),
    dawdling(roll) {
      const dawdle = async (): Promise<void> => {
        for (let turns = roll(6); turns > 0; turns -= 1) await new Promise(setImmediate);
      };
      return open(async (work) => {
        await dawdle();
        const result = await always(work);
        await dawdle();
        return result;
      });
    },
    dying(at, when) {
      let touches = 0;
      const die = (): never => {
        throw new Error('the process is dead');
      };
      const touch: Touch = async (work) => {
        touches += 1;
        if (touches > at || (touches === at && when === 'before')) die();
        const result = await always(work);
        if (touches >= at) die();
        return result;
      };
      return Object.assign(open(touch), { hasDied: () => touches >= at });
    },
    now: () => time,
    advance: (ms) => void (time += ms),
  };
  return world;
}

/** How a process reaches the world outside. */
type Touch = <T>(work: () => T | Promise<T>) => Promise<T>;

const always: Touch = async (work) => {
  await new Promise(setImmediate);
  return work();
};

export function memoryDocuments<T extends Versioned & { readonly id: string }>(
  stored: Map<string, T>,
  touch: Touch,
): Documents<T> {
  return {
    idOf: ({ id }) => id,
    get: (id) => touch(() => stored.get(id)),
    insert: (one) => touch(() => !stored.has(one.id) && Boolean(stored.set(one.id, one))),
    replace: (one, expected) =>
      touch(() => stored.get(one.id)?.version === expected && Boolean(stored.set(one.id, one))),
  };
}
