/** One simulated shop: two instances of its functions over one store, its PSPs, and what is known of all that happened. */
import { demoAppid } from '../sandbox';
import type { Log } from '../../shared/kernel/ports';
import { callable } from '../../shared/kernel/callable';
import { payActions } from '../../shared/payments/door';
import { runTimer } from '../../shared/payments/flows/run-timer';
import type { Shop } from '../../shared/payments/flows/shop';
import { takeNotification } from '../../shared/payments/flows/take-notification';
import type { Told } from '../../shared/payments/order/follow-ups';
import type { Order } from '../../shared/payments/order/order';
import type { PaidOrder, Store } from '../../shared/payments/ports';
import { calledKnock, calledResult, knockOf, resultOf } from '../../shared/payments/webhook';
import { Dice } from './dice';
import { Followers } from './followers';
import { HOOK_FAILED, Hooks } from './hooks';
import {
  AWAY,
  DatabaseIsAway,
  Instance,
  type Answer,
  type Call,
  type Moment,
  type Surroundings,
} from './instance';
import { WatchedStore } from './kept-orders';
import { checkMoves } from './moves';
import { Network, type Send } from './network';
import { NoticeWay } from './notice-way';
import type { PspHouse } from './psp-house';
import { checkAcknowledged, checkReply } from './replies';
import { Scheduler, type Words } from './scheduler';
import { CALM, type Shape, type Troubles } from './shape';
import { configurationOf, goodsOf, identityIn } from './shop-window';

export type Result = Readonly<Record<string, unknown>>;

/** What a test may put wrong on purpose, to see that it is noticed. */
export interface Plant {
  readonly store?: (store: Store) => Store;
  readonly send?: (send: Send) => Send;
}

export interface WorldOptions {
  readonly shape: Shape;
  readonly house: PspHouse;
  readonly isTold: boolean;
  readonly plant?: Plant;
}

/** What the database and the merchant's hook say when they fail, as they are made to. */
const NOT_OURS = [AWAY, HOOK_FAILED];

export class World implements Surroundings {
  readonly shape: Shape;
  readonly house: PspHouse;
  readonly paySps: readonly string[];
  readonly scheduler: Scheduler;
  readonly memory = new WatchedStore((before, now) => this.wrote(before, now));
  readonly store: Store;
  readonly network: Network;
  readonly send: Send;
  readonly notices: NoticeWay;
  readonly hooks: Hooks;
  readonly followers: Followers;
  readonly violations: string[] = [];
  /** For whatever is nobody's own. */
  readonly dice: Dice;
  /** What goes wrong at the moment, and how often. */
  troubles: Troubles = CALM;
  /** Set by a test: sees every port call, and may kill. */
  watch: (call: Call, what: Words, when: Moment) => void = () => undefined;
  private readonly luck: Readonly<Record<'numbers' | 'store' | 'deaths', Dice>>;
  private readonly configuration: Result;
  private readonly older = new Map<string, Order>();
  private instances: Instance[];
  private started = 0;
  private writes = 0;

  constructor({ shape, house, isTold, plant }: WorldOptions) {
    this.shape = shape;
    this.house = house;
    this.paySps = shape.paySps;
    this.dice = new Dice(shape.seed);
    const of = (name: string): Dice => this.dice.of(name);
    this.luck = { numbers: of('numbers'), store: of('store'), deaths: of('deaths') };
    this.notices = new NoticeWay(this, of('notices'));
    house.begin(this.notices, of('psps'));
    this.scheduler = new Scheduler({ clock: house.clock, dice: of('turns'), isTold });
    this.network = new Network(this, of('network'));
    const send: Send = (...sent) => this.network.send(...sent);
    this.send = plant?.send?.(send) ?? send;
    this.hooks = new Hooks(this, of('hooks'));
    this.followers = new Followers(this, of('followers'));
    this.configuration = configurationOf(house, shape);
    this.editConfiguration((document) => document);
    this.memory.goodsTable = goodsOf(shape.paySps);
    this.store = plant?.store?.(this.memory) ?? this.memory;
    this.instances = [this.newInstance(0), this.newInstance(1)];
  }

  get isThorough(): boolean {
    return this.shape.isThorough;
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

  /** From now on things go wrong, as this world has it. */
  stir(): void {
    this.troubles = this.shape.troubles;
    for (const instance of this.instances) instance.skewMs = this.skew();
  }

  /** Nothing goes wrong any more. */
  calm(): void {
    this.troubles = CALM;
    this.network.outage = undefined;
    this.editConfiguration((document) => document);
    for (const instance of this.instances) instance.skewMs = 0;
  }

  /** The configuration becomes what `edit` makes of the right one; undefined: it is gone. */
  editConfiguration(edit: (document: Result) => Result | undefined): void {
    const [id, document] = [String(this.configuration._id), edit(this.configuration)];
    if (document) this.memory.configTable.set(id, document);
    else this.memory.configTable.delete(id);
  }

  // --- what comes in ---------------------------------------------------------------------------------------------

  /** A person calls function `pay` from the mini-program. */
  async ask(name: string, openid: string, event: Result): Promise<Result | undefined> {
    const identity = async () => ({ openid, appid: demoAppid, ...identityIn(this.shape) });
    const words = `${name}: ${Object.values(event).filter(isPlain).join(' ')}`;
    const answer = await this.call(words, (shop) =>
      callable({ room: shop, identity, log: shop.log }, payActions, event),
    );
    this.tell(words, answer);
    if (answer.is !== 'answered') return undefined;
    checkReply(this, event, answer.value);
    return answer.value;
  }

  async runTimer(): Promise<void> {
    const answer = await this.call('timer', (shop) => runTimer(shop));
    this.tell('timer', answer);
  }

  async takeHttp(event: Result): Promise<Answer<{ readonly statusCode: number; readonly body: string }>> {
    const answer = await this.call('notice', async (shop) => {
      const knock = knockOf(event);
      return 'refused' in knock ? knock.refused : resultOf(await takeNotification(shop, knock));
    });
    if (answer.is === 'answered') checkAcknowledged(this, answer.call, answer.value.statusCode);
    return answer;
  }

  takeCall(event: Result): Promise<Answer<unknown>> {
    return this.call('notice', async (shop) =>
      calledResult(await takeNotification(shop, calledKnock(event))),
    );
  }

  private call<T>(name: string, work: (shop: Shop) => Promise<T>): Promise<Answer<T>> {
    const eagerness = this.dice.weighted(EAGERNESS);
    // Where nothing happens at once, one instance serves them all.
    const [first] = this.instances;
    const instance = this.scheduler.isDirect && first ? first : this.dice.pick(this.instances);
    return instance.call(name, work, eagerness);
  }

  private tell(words: string, answer: Answer<unknown>): void {
    if (answer.is === 'threw' && !(answer.error instanceof DatabaseIsAway))
      this.wrong(`${words} ended with no answer: ${String(answer.error)}`);
    this.scheduler.note(() => {
      const said = answer.is === 'answered' ? JSON.stringify(answer.value) : answer.is;
      return `${words} → ${summary(said)}`;
    });
  }

  // --- what instances stand in -----------------------------------------------------------------------------------

  hook(call: Call, order: PaidOrder): Promise<void> {
    return this.hooks.run(call, order);
  }

  hears(order: PaidOrder): Promise<Told> {
    return this.followers.hear(order);
  }

  log(call: Call, ...[event, fields]: Parameters<Log>): void {
    const said = (): string => {
      const words = Object.entries(fields).filter(([name, value]) => value !== undefined && isTold(name));
      return words.map(([name, value]) => `${name}=${String(value)}`).join(' ');
    };
    this.scheduler.note(() => `log ${event} ${said()}`);
    if (event !== 'internal_error' && fields.why !== 'INTERNAL') return;
    const isTheirs = Object.values(fields).some((value) =>
      NOT_OURS.some((one) => String(value).includes(one)),
    );
    if (!isTheirs) this.wrong(`${call.name} failed by our own mistake: ${said()}`);
  }

  atPort(call: Call, what: Words, when: Moment): void {
    this.watch(call, what, when);
    if (this.luck.deaths.chance(this.troubles.crashes))
      call.instance.die(() => `killed ${when} "${typeof what === 'string' ? what : what()}"`);
  }

  /** From one version to the next everything only moves as it may. */
  private wrote(before: Order | undefined, now: Order): void {
    this.writes += 1;
    if (!before) return;
    this.older.set(now.outTradeNo, before);
    for (const what of checkMoves(before, now)) this.wrong(`${now.outTradeNo}: ${what}`);
  }

  /** Says the same again as long as nothing has changed, neither here nor at the PSPs. */
  mark(): string {
    return `${this.writes} ${this.house.changesSoFar()}`;
  }

  lostInDocument({ outTradeNo }: Order): void {
    this.wrong(`${outTradeNo}: its document does not say all of it`);
  }

  storeFails(): 'before' | 'after' | undefined {
    if (!this.luck.store.chance(this.troubles.store)) return undefined;
    return this.luck.store.pick(['before', 'after'] as const);
  }

  /** Somebody else writes the same document first. */
  rival(outTradeNo: string): void {
    const stored = this.memory.orderTable.get(outTradeNo);
    if (!stored || !this.luck.store.chance(this.troubles.rivals)) return;
    this.scheduler.note('(somebody else writes it first)');
    this.memory.orderTable.set(outTradeNo, { ...stored, version: (stored.version ?? 0) + 1 });
  }

  /** An order as it was one write ago, where a read is answered by a copy that lags behind. */
  stale(outTradeNo: string): Order | undefined {
    const older = this.older.get(outTradeNo);
    if (!older || !this.luck.store.chance(this.troubles.staleness)) return undefined;
    this.scheduler.note('(the answer is one write old)');
    return older;
  }

  random(bytes: number): string {
    return this.luck.numbers.hex(bytes);
  }

  /** The platform starts another one in its place. */
  died(instance: Instance): void {
    this.hooks.died(instance);
    this.instances = this.instances.map((one, at) => (one === instance ? this.newInstance(at) : one));
  }

  killOne(): void {
    this.luck.deaths.pick(this.instances).die('its process was ended');
  }

  private newInstance(at: number): Instance {
    this.started += 1;
    const instance = new Instance(`instance ${this.started}`, this);
    instance.skewMs = at === 0 ? 0 : this.skew();
    return instance;
  }

  private skew(): number {
    const most = this.troubles.clocks;
    return most === 0 ? 0 : this.luck.numbers.between(-most, most);
  }
}

/** Most calls go on as fast as others, some are slow, some overtake. */
const EAGERNESS = [
  [16, 1],
  [2, 0.1],
  [1, 0.01],
  [2, 4],
] as const;

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
