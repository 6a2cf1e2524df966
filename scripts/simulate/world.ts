/** One simulated shop: two instances of its functions over one store, its PSPs, and what is known of all that happened. */
import type { Credential } from '../../shared/kernel/credentials';
import { demoAppid } from '../sandbox';
import type { Log } from '../../shared/kernel/ports';
import { callable } from '../../shared/kernel/callable';
import { payActions } from '../../shared/payments/door';
import { runTimer } from '../../shared/payments/flows/run-timer';
import type { Shop } from '../../shared/payments/flows/shop';
import { takeNotification } from '../../shared/payments/flows/notices/take-notification';
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
import { Requests } from './requests';
import { EAGERNESS, Scheduler, type Words } from './scheduler';
import { Secrets } from './secrets';
import { CALM, type Shape, type Troubles } from './shape';
import { StoreFaults } from './store-faults';
import { configurationOf, currencyOf, goodsOf, identityIn } from './shop-window';
import { isPlain, isTold, summary } from './telling';

export type Result = Readonly<Record<string, unknown>>;

export interface WorldOptions {
  readonly shape: Shape;
  readonly house: PspHouse;
  readonly isTold: boolean;
}

/** What the database and the merchant's hook say when they fail, as they are made to. */
const NOT_OURS = [AWAY, HOOK_FAILED];

export class World implements Surroundings {
  readonly shape: Shape;
  readonly house: PspHouse;
  readonly paySps: readonly string[];
  readonly scheduler: Scheduler;
  readonly memory = new WatchedStore(
    (before, now) => this.wrote(before, now),
    (ids) => goodsOf(this.paySps, ids),
  );
  readonly store: Store = this.memory;
  readonly network: Network;
  readonly send: Send = (...sent) => this.network.send(...sent);
  readonly notices: NoticeWay;
  readonly tokens = new Map<string, Credential>();
  readonly storeFaults: StoreFaults;
  readonly hooks: Hooks;
  readonly followers: Followers;
  readonly violations: string[] = [];
  /** For whatever is nobody's own. */
  readonly dice: Dice;
  /** What goes wrong at the moment, and how often. */
  troubles: Troubles = CALM;
  /** Listens in a thorough world. */
  readonly secrets: Secrets | undefined;
  /** Set by a test: sees every port call, and may kill. */
  watch: (call: Call, what: Words, when: Moment) => void = () => undefined;
  private readonly forced = new Set<string>();
  /** Refunds that a person says have ended, since they looked. */
  readonly judgedRefunds = new Set<string>();
  /** What was asked for under numbers of its own. */
  readonly requests = new Requests();
  private readonly answered = new Map<string, number>();
  private readonly luck: Readonly<Record<'numbers' | 'deaths', Dice>>;
  private configuration: Result;
  private instances: Instance[];
  private started = 0;
  private writes = 0;

  constructor({ shape, house, isTold }: WorldOptions) {
    this.shape = shape;
    this.house = house;
    this.paySps = shape.paySps;
    this.dice = new Dice(shape.seed);
    const of = (name: string): Dice => this.dice.of(name);
    this.luck = { numbers: of('numbers'), deaths: of('deaths') };
    this.notices = new NoticeWay(this, of('notices'));
    house.begin(this.notices, of('psps'));
    this.scheduler = new Scheduler({ clock: house.clock, dice: of('turns'), isTold });
    this.network = new Network(this, of('network'));
    this.storeFaults = new StoreFaults(this, of('store'));
    this.hooks = new Hooks(this, of('hooks'));
    this.followers = new Followers(this, of('followers'));
    this.configuration = configurationOf(house, shape);
    this.editConfiguration((document) => document);
    if (shape.isThorough) this.secrets = new Secrets(this.configuration, this.paySps);
    if (shape.isSpoilt) this.memory.spoil(this.configId, currencyOf(this.paySps));
    this.instances = [this.newInstance(0), this.newInstance(1)];
  }

  get isThorough(): boolean {
    return this.shape.isThorough;
  }

  now(): number {
    return this.scheduler.clock.now();
  }

  /** All that can be read. */
  orders(): readonly Order[] {
    const all = [...this.memory.orderTable.values()];
    return this.memory.spoilt.size === 0
      ? all
      : all.filter(({ outTradeNo }) => !this.memory.spoilt.has(outTradeNo));
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
    const [id, document] = [this.configId, edit(this.configuration)];
    if (document) this.memory.configTable.set(id, document);
    else this.memory.configTable.delete(id);
  }

  /** The right configuration becomes another one. */
  amendConfiguration(edit: (document: Result) => Result): void {
    this.configuration = edit(this.configuration);
    this.editConfiguration((document) => document);
  }

  /** A person closed it, or tried to, whatever its PSP said. */
  isForced(outTradeNo: string): boolean {
    return this.forced.has(outTradeNo);
  }

  /** When a PSP last answered a question about the payment of an order. */
  answeredAt(outTradeNo: string): number | undefined {
    return this.answered.get(outTradeNo);
  }

  /** The platform ended a call, though nobody kept it from going on. */
  tookTooLong(call: Call): void {
    if (call.instance.isUnhindered) this.wrong(`${call.name} was ended by the platform, without an answer`);
  }

  // --- what comes in ---------------------------------------------------------------------------------------------

  /** A person calls function `pay` from the mini-program. */
  async ask(name: string, openid: string, event: Result): Promise<Result | undefined> {
    const identity = async () => ({ openid, appid: demoAppid, ...identityIn(this.shape) });
    if (event.force === true) this.forced.add(String(event.out_trade_no));
    if (event.action === 'createorder') this.requests.ask(openid, event);
    const words = `${name}: ${Object.values(event).filter(isPlain).join(' ')}`;
    const answer = await this.call(words, (shop) =>
      callable({ room: shop, identity, log: shop.log }, payActions, event),
    );
    this.tell(words, answer);
    if (answer.is !== 'answered') return undefined;
    this.secrets?.answers(answer.value);
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
    this.secrets?.logs({ event, fields });
    this.scheduler.note(() => `log ${event} ${said()}`);
    if (event === 'exchange' && fields.operation === 'query' && fields.outcome === 'ok')
      this.answered.set(String(fields.out_trade_no), this.now());
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
    this.storeFaults.remember(before);
    this.secrets?.answers(now.journal.at(-1));
    for (const what of checkMoves(before, now, (order) => this.memory.journalOf(order)))
      this.wrong(`${now.outTradeNo}: ${what}`);
  }

  /** Says the same again as long as nothing has changed, neither here nor at the PSPs. */
  mark(): string {
    return `${this.writes} ${this.house.changesSoFar()}`;
  }

  lostInDocument({ outTradeNo }: Order): void {
    this.wrong(`${outTradeNo}: its document does not say all of it`);
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

  get configId(): string {
    return String(this.configuration._id);
  }

  private skew(): number {
    const most = this.troubles.clocks;
    return most === 0 ? 0 : this.luck.numbers.between(-most, most);
  }
}
