/**
 * One running instance of the functions: a shop with a memory of its own over the store that all share. It dies whole, with
 * every call that it was at; what it sent before goes its way all the same.
 */
import type { HttpReply } from '../../shared/kernel/http';
import type { Log } from '../../shared/kernel/ports';
import { openShop, shopUntil, type Shop } from '../../shared/payments/flows/shop';
import type { Told } from '../../shared/payments/order/follow-ups';
import type { Order } from '../../shared/payments/order/order';
import type { FileBeingKept, PaidOrder, Ports, Store } from '../../shared/payments/ports';
import type { Request, Send } from './network';
import type { Credential } from '../../shared/kernel/credentials';
import { memoryTokens } from '../../test/payments/flows/memory-tokens';
import { storeThrough, type Through } from './port-store';
import { never, type Party, type Scheduler, type Words } from './scheduler';
import type { StoreFaults } from './store-faults';
import { asDownloaded, wordsFor } from './wire';

/** How long the platform lets a function run, milliseconds. */
export const FUNCTION_MS = 20_000;

/** What all instances stand in. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly store: Store;
  readonly tokens: Map<string, Credential>;
  readonly send: Send;
  /** What the merchant's function does; rejects where it fails. */
  hook(call: Call, order: PaidOrder): Promise<void>;
  hears(order: PaidOrder): Promise<Told>;
  log(call: Call, ...line: Parameters<Log>): void;
  /** Each port call, before its effect, with the effect on its way, and after it; may kill. */
  atPort(call: Call, what: Words, when: Moment): void;
  tookTooLong(call: Call): void;
  died(instance: Instance): void;
  lostInDocument(order: Order): void;
  readonly storeFaults: StoreFaults;
  random(bytes: number): string;
  /** Whether every order goes through the document that the database would keep. */
  readonly isThorough: boolean;
}

export type Moment = 'before' | 'during' | 'after';

/** What became of a call, for whoever waits for it. */
export type Answer<T> =
  | { readonly is: 'answered'; readonly value: T; readonly call: Call }
  | { readonly is: 'threw'; readonly error: unknown }
  | { readonly is: 'died' };

export const AWAY = 'the database is away';

export class DatabaseIsAway extends Error {}

/** One call of a function. */
export class Call implements Party {
  /** The database failed it. */
  wasFailed = false;
  /** It wrote an order, or tried to. */
  hasWritten = false;
  /** It kept a record of a notice. */
  hasArchived = false;
  isRunning = true;
  constructor(
    readonly name: string,
    readonly instance: Instance,
    readonly eagerness: number,
  ) {}

  isAlive(): boolean {
    return this.instance.isAlive;
  }

  waits(isWaiting: boolean): void {
    this.instance.noteWait(isWaiting);
  }
}

export class Instance {
  isAlive = true;
  /** How far its clock is ahead of the others', milliseconds. */
  skewMs = 0;
  readonly calls = new Set<Call>();
  private readonly shop: Shop;
  private readonly deaths: (() => void)[] = [];
  /** Calls, or the configuration that they all wait for, that have no turn at the moment; and when one last had none. */
  private waiting = 0;
  private waitedAt = -Infinity;

  constructor(
    readonly name: string,
    private readonly around: Surroundings,
  ) {
    this.shop = openShop(this.ports(new Call(`${name} itself`, this, 1)));
  }

  /** Runs `work` as one call of a function; the platform ends what takes too long. */
  call<T>(name: string, work: (shop: Shop) => Promise<T>, eagerness = 1): Promise<Answer<T>> {
    const call = new Call(`${name} (${this.name})`, this, eagerness);
    this.calls.add(call);
    const { clock } = this.around.scheduler;
    const cancel = clock.at(clock.now() + FUNCTION_MS, () => {
      this.around.tookTooLong(call);
      this.die(`${call.name} took too long`);
    });
    const done = (): void => {
      call.isRunning = false;
      this.calls.delete(call);
      cancel();
    };
    const shop = shopUntil({ ...this.shop, ...this.ports(call) }, FUNCTION_MS);
    return new Promise((resolve) => {
      this.deaths.push(() => {
        if (call.isRunning) resolve({ is: 'died' });
        cancel();
      });
      work(shop).then(
        (value) => {
          done();
          resolve({ is: 'answered', value, call });
        },
        (error: unknown) => {
          done();
          resolve({ is: 'threw', error });
        },
      );
    });
  }

  noteWait(isWaiting: boolean): void {
    this.waiting += isWaiting ? 1 : -1;
    this.waitedAt = this.around.scheduler.clock.now();
  }

  /** Whether all that took time here lately was the work itself: nothing had to wait for its turn. */
  get isUnhindered(): boolean {
    return this.waiting === 0 && this.around.scheduler.clock.now() - this.waitedAt >= FUNCTION_MS;
  }

  die(why: Words): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.around.scheduler.note(() => `instance ${this.name} dies: ${typeof why === 'string' ? why : why()}`);
    this.around.died(this);
    for (const tell of this.deaths) tell();
  }

  private ports(call: Call): Ports {
    const { scheduler, store } = this.around;
    const { clock } = scheduler;
    const send = (request: Request, limitMs: number): Promise<HttpReply> =>
      this.port(
        call,
        () => `sends ${wordsFor(request)}`,
        () => this.around.send(call, request, limitMs),
      );
    return {
      store: storeThrough(store, this.storePort(call), { around: this.around, call }),
      pspTokens: memoryTokens(this.around.tokens, (what, effect) =>
        this.storePort(call)(what, async () => effect()),
      ),
      http: { send },
      downloads: { open: async (request, { headMs }) => asDownloaded(await send(request, headMs)) },
      keptFiles: { begin: () => Promise.resolve(letGo) },
      cloudPay: { call: send },
      clock: { now: () => clock.now() + this.skewMs, sleep: (ms) => scheduler.sleep(call, ms, 'wakes') },
      random: { hex: (bytes) => this.around.random(bytes) },
      log: (...line) => this.around.log(call, ...line),
      configMaxAgeMs: 60_000,
      exchangeLimitMs: 8000,
      onPaymentSuccess: (order) => this.port(call, 'hook', () => this.around.hook(call, order)),
      followUps: [
        {
          name: 'points',
          isWanted: () => Promise.resolve(true),
          tell: (order) => this.port(call, `tells of ${order.out_trade_no}`, () => this.around.hears(order)),
        },
      ],
    };
  }

  /** A port call: its turn, its effect, and the turn to go on with the answer. */
  private async port<T>(call: Call, what: Words, effect: () => Promise<T>): Promise<T> {
    await this.around.scheduler.turn(call, what);
    this.around.atPort(call, what, 'before');
    if (!call.isAlive()) return never();
    // An effect that outlives its caller still tells the world, but nobody here.
    const doing = effect();
    this.around.atPort(call, what, 'during');
    const result = await doing.catch((error: unknown) => {
      if (!call.isAlive()) return never();
      throw error;
    });
    this.around.atPort(call, what, 'after');
    return call.isAlive() ? result : never();
  }

  private storePort(call: Call): Through {
    return async (what, work) =>
      this.port(call, what, async () => {
        const fails = this.around.storeFaults.fails();
        if (fails === 'before') throw this.failed(call, 'before');
        const result = await work();
        if (fails === 'after') throw this.failed(call, 'after');
        await this.around.scheduler.turn(call, 'has the answer of the store');
        return result;
      });
  }

  private failed(call: Call, when: string): Error {
    call.wasFailed = true;
    this.around.scheduler.note(`(the database fails ${when} the effect)`);
    return new DatabaseIsAway(AWAY);
  }
}

/** A file that nobody looks at: in a simulation no person opens one. */
const letGo: FileBeingKept = {
  write: () => Promise.resolve(),
  keep: (path) => Promise.resolve(path),
  drop: () => Promise.resolve(),
};
