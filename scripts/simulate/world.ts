/** One simulated shop: two instances of its functions over one store, its PSPs, and what is known of all that happened. */
import { demoAppid } from '../sandbox';
import type { Log } from '../../shared/kernel/ports';
import { callable } from '../../shared/kernel/callable';
import { payActions } from '../../shared/payments/door';
import { runTimer } from '../../shared/payments/flows/run-timer';
import type { Shop } from '../../shared/payments/flows/shop';
import { takeNotification } from '../../shared/payments/flows/take-notification';
import type { Order } from '../../shared/payments/order/order';
import type { PaidOrder, Store } from '../../shared/payments/ports';
import { calledKnock, calledResult, knockOf, resultOf } from '../../shared/payments/webhook';
import { MemoryStore } from '../../test/payments/flows/memory-store';
import type { Dice } from './dice';
import {
  AWAY,
  DatabaseIsAway,
  Instance,
  type Answer,
  type Call,
  type Moment,
  type Surroundings,
} from './instance';
import type { Told } from '../../shared/payments/order/follow-ups';
import { Followers } from './followers';
import { HOOK_FAILED, Hooks } from './hooks';
import { Network, type Send } from './network';
import { NoticeWay } from './notice-way';
import type { PspHouse } from './psp-house';
import { Scheduler } from './scheduler';
import { configurationOf, goodsOf } from './shop-window';

export type Result = Readonly<Record<string, unknown>>;

/** What a test may put wrong on purpose, to see that it is noticed. */
export interface Plant {
  readonly store?: (store: Store) => Store;
  readonly send?: (send: Send) => Send;
}

export interface WorldOptions {
  readonly dice: Dice;
  readonly house: PspHouse;
  /** The PSPs of the shop; further ones are tried when the first does not take a payment. */
  readonly paySps: readonly string[];
  readonly plant?: Plant;
}

/** What the database and the merchant's hook say when they fail, as they are made to. */
const NOT_OURS = [AWAY, HOOK_FAILED];

let noncesSoFar = 0;

export class World implements Surroundings {
  readonly scheduler: Scheduler;
  readonly memory = new MemoryStore();
  readonly store: Store;
  readonly network: Network;
  readonly send: Send;
  readonly notices: NoticeWay;
  readonly hooks: Hooks;
  readonly followers: Followers;
  readonly violations: string[] = [];
  readonly house: PspHouse;
  readonly paySps: readonly string[];
  /** How likely a call of the store fails. */
  storeTrouble = 0;
  /** Set by a test: sees every port call, and may kill. */
  watch: (call: Call, what: string, when: Moment) => void = () => undefined;
  private instances: Instance[];
  private started = 0;
  private writes = 0;

  constructor({ dice, house, paySps, plant }: WorldOptions) {
    this.house = house;
    this.paySps = paySps;
    this.notices = new NoticeWay(this);
    house.begin(this.notices, dice);
    this.scheduler = new Scheduler(house.clock, dice);
    this.network = new Network(this.scheduler, house);
    const send: Send = (...sent) => this.network.send(...sent);
    this.send = plant?.send?.(send) ?? send;
    this.hooks = new Hooks(this);
    this.followers = new Followers(this);
    this.memory.pause = () => Promise.resolve();
    this.memory.configTable.set('payment', configurationOf(house, paySps));
    this.memory.goodsTable = goodsOf(paySps);
    this.store = plant?.store?.(this.memory) ?? this.memory;
    this.instances = [this.newInstance(), this.newInstance()];
  }

  get dice(): Dice {
    return this.scheduler.dice;
  }

  now(): number {
    return this.scheduler.clock.now();
  }

  orders(): readonly Order[] {
    return [...this.memory.orderTable.values()];
  }

  wrong(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
  }

  // --- what comes in ---------------------------------------------------------------------------------------------

  /** A person calls function `pay` from the mini-program. */
  async ask(name: string, openid: string, event: Result): Promise<Result | undefined> {
    const identity = async () => ({ openid, appid: demoAppid, unionid: '', fromAppid: '' });
    const words = `${name}: ${Object.values(event).filter(isPlain).join(' ')}`;
    const answer = await this.call(words, (shop) =>
      callable({ room: shop, identity, log: shop.log }, payActions, event),
    );
    this.tell(words, answer);
    return answer.is === 'answered' ? answer.value : undefined;
  }

  async runTimer(): Promise<void> {
    const answer = await this.call('timer', (shop) => runTimer(shop));
    this.tell('timer', answer);
  }

  takeHttp(event: Result): Promise<Answer<{ readonly statusCode: number; readonly body: string }>> {
    return this.call('notice', async (shop) => {
      const knock = knockOf(event);
      return 'refused' in knock ? knock.refused : resultOf(await takeNotification(shop, knock));
    });
  }

  takeCall(event: Result): Promise<Answer<unknown>> {
    return this.call('notice', async (shop) =>
      calledResult(await takeNotification(shop, calledKnock(event))),
    );
  }

  private call<T>(name: string, work: (shop: Shop) => Promise<T>): Promise<Answer<T>> {
    const eagerness = this.dice.weighted([
      [16, 1],
      [2, 0.1],
      [1, 0.01],
      [2, 4],
    ] as const);
    return this.dice.pick(this.instances).call(name, work, eagerness);
  }

  private tell(words: string, answer: Answer<unknown>): void {
    if (answer.is === 'threw' && !(answer.error instanceof DatabaseIsAway))
      this.wrong(`${words} ended with no answer: ${String(answer.error)}`);
    const said = answer.is === 'answered' ? JSON.stringify(answer.value) : answer.is;
    this.scheduler.note(`${words} → ${summary(said)}`);
  }

  // --- what instances stand in -----------------------------------------------------------------------------------

  hook(call: Call, order: PaidOrder): Promise<void> {
    return this.hooks.run(call, order);
  }

  hears(order: PaidOrder): Promise<Told> {
    return this.followers.hear(order);
  }

  log(call: Call, ...[event, fields]: Parameters<Log>): void {
    const words = Object.entries(fields).filter(([name, value]) => value !== undefined && isTold(name));
    const said = words.map(([name, value]) => `${name}=${String(value)}`).join(' ');
    this.scheduler.note(`log ${event} ${said}`);
    const isOurs = event === 'internal_error' || fields.why === 'INTERNAL';
    const isTheirs = Object.values(fields).some((value) =>
      NOT_OURS.some((one) => String(value).includes(one)),
    );
    if (isOurs && !isTheirs) this.wrong(`${call.name} failed by our own mistake: ${said}`);
  }

  atPort(call: Call, what: string, when: Moment): void {
    this.watch(call, what, when);
  }

  wrote(): void {
    this.writes += 1;
  }

  /** Says the same again as long as nothing has changed, neither here nor at the PSPs. */
  mark(): string {
    return `${this.writes} ${this.house.changesSoFar()}`;
  }

  lostInDocument({ outTradeNo }: Order): void {
    this.wrong(`${outTradeNo}: its document does not say all of it`);
  }

  storeFails(): 'before' | 'after' | undefined {
    if (!this.dice.chance(this.storeTrouble)) return undefined;
    return this.dice.pick(['before', 'after'] as const);
  }

  nonce(bytes: number): string {
    noncesSoFar += 1;
    return noncesSoFar.toString(16).padStart(bytes * 2, '0');
  }

  /** The platform starts another one in its place. */
  died(instance: Instance): void {
    this.hooks.died(instance);
    this.instances = this.instances.map((one) => (one === instance ? this.newInstance() : one));
  }

  killOne(): void {
    this.dice.pick(this.instances).die('its process was ended');
  }

  private newInstance(): Instance {
    this.started += 1;
    return new Instance(`instance ${this.started}`, this);
  }
}

const isPlain = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number';

/** Not told: what differs from run to run. */
const isTold = (name: string): boolean => !['ms', 'detail'].includes(name);

/** The part of an answer that a reader needs; the PSP's own numbers differ from run to run. */
const summary = (said: string): string => {
  const [errcode, state, errmsg] = [/"errcode":\d+/, /"state":"\w+"/, /"errmsg":"[^"]*"/].map(
    (part) => part.exec(said)?.[0] ?? '',
  );
  return [errcode, state, errmsg].filter((one) => one !== '').join(' ') || said.slice(0, 60);
};
