/**
 * A shop at one PSP, in memory, whose order is open there, and the PSP, which answers questions. Notices come through the real
 * door all at the same moment; of each is known what it was answered, what was made of it, and what was asked because of it.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { HttpReply } from '../../shared/kernel/http';
import type { Order, OrderState } from '../../shared/payments/order/order';
import { takeNotification } from '../../shared/payments/flows/notices/take-notification';
import { openShop, type Shop } from '../../shared/payments/flows/shop';
import type { RawNotice } from '../../shared/payments/psp/connector';
import { calledKnock, knockOf } from '../../shared/payments/webhook';
import type { Dice } from '../bad-input/dice';
import type { Words } from '../bad-input/forge';
import type { Subject } from '../contract/subject';
import { MemoryStore } from '../payments/flows/memory-store';
import { memoryTokens } from '../payments/flows/memory-tokens';
import { anAttempt, anOrder } from '../payments/order/an-order';
import type { Arriving } from './twenty';

/** What became of one notice. */
export interface Seen {
  reply?: HttpReply;
  /** What it was archived as, or why it was refused. */
  verdict?: string;
  reason?: string;
  /** How the order stood when the PSP was asked because of it. */
  readonly asked: OrderState[];
}

const CONFIG_AGE_MS = 60_000;
const OTHER = 'SOMEBODYELSES01';

const refusing = (what: string) => () => Promise.reject(new Error(`no notice makes anybody ${what}`));

export class ShopAtOnce {
  readonly store = new MemoryStore();
  /** Whether the PSP says, when it is asked, that the payer has paid. */
  isPaid = true;
  hooks = 0;
  private readonly shop: Shop;
  private readonly current = new AsyncLocalStorage<Seen>();
  private readonly before: ReadonlyMap<string, Order>;
  private now: number;

  constructor(
    private readonly subject: Subject,
    private readonly dice?: Dice,
  ) {
    const { fixture } = subject;
    this.now = (fixture.noticeEnv ?? fixture.env).now;
    this.store.pause = () => this.pause();
    this.configure({});
    const answered = () => this.answer();
    this.shop = openShop({
      store: this.store,
      pspTokens: memoryTokens(),
      http: { send: answered },
      cloudPay: { call: answered },
      downloads: { open: refusing('fetch a statement') },
      keptFiles: { begin: refusing('keep a file') },
      clock: { now: () => this.now, sleep: () => new Promise(() => undefined) },
      random: { hex: (bytes) => '0'.repeat(bytes * 2) },
      log: (event, fields) => this.note(event, fields),
      configMaxAgeMs: CONFIG_AGE_MS,
      exchangeLimitMs: 8000,
      onPaymentSuccess: async () => void (this.hooks += 1),
      followUps: [],
    });
    const orders = [this.awaited(), somebodyElses(subject.paySp)];
    for (const order of orders) this.store.orderTable.set(order.outTradeNo, order);
    this.before = new Map(this.store.orderTable);
  }

  /** The order that the notices are about, as it stands, and as it stood. */
  get order(): Order {
    return this.ofNumber(this.store.orderTable);
  }

  get orderBefore(): Order {
    return this.ofNumber(this.before);
  }

  get isOtherUntouched(): boolean {
    return this.store.orderTable.get(OTHER) === this.before.get(OTHER) && this.store.orderTable.size === 2;
  }

  /** Changes the configuration; a shop that has read it hears of that when its copy is old. */
  configure(change: Words): void {
    const { fixture, paySp } = this.subject;
    const common = { pay_sp: paySp, notify_url: 'https://shop.example/notify' };
    this.store.configTable.set('payment', { ...fixture.config, ...common, ...change });
  }

  /** Until what the shop has read of its configuration is too old to be used. */
  wait(): void {
    this.now += CONFIG_AGE_MS + 1;
  }

  /** Everything arrives at the same moment. */
  takeAll(arriving: readonly Arriving[]): Promise<readonly Seen[]> {
    return Promise.all(arriving.map(({ notice }) => this.take(notice)));
  }

  async take(notice: RawNotice): Promise<Seen> {
    const seen: Seen = { asked: [] };
    seen.reply = await this.current.run(seen, () => this.knock(notice));
    return seen;
  }

  private async knock(notice: RawNotice): Promise<HttpReply> {
    if (notice.method === 'call') return takeNotification(this.shop, calledKnock(JSON.parse(notice.body)));
    const knock = knockOf({
      httpMethod: notice.method,
      path: `/${this.subject.paySp}`,
      headers: notice.headers,
      queryStringParameters: notice.query,
      body: notice.body,
      isBase64Encoded: false,
    });
    if ('refused' in knock) throw new Error(`not a notice: ${knock.refused.body}`);
    return takeNotification(this.shop, knock);
  }

  private async answer(): Promise<HttpReply> {
    this.current.getStore()?.asked.push(this.order.state);
    await this.pause();
    const { fixture } = this.subject;
    if (this.isPaid) return fixture.query.good;
    const statuses = Object.entries(fixture.paymentStatuses);
    const [unpaid = ''] = statuses.find(([, status]) => status === 'pending') ?? [];
    return fixture.queryAnswer(unpaid);
  }

  private note(event: string, { verdict, reason, why }: Words): void {
    const seen = this.current.getStore();
    if (seen && (event === 'notice' || event === 'notice_refused' || event === 'notice_failed')) {
      seen.verdict = String(verdict ?? why);
      seen.reason = typeof reason === 'string' ? reason : '';
    }
  }

  /** Every call takes a while, and with dice not always the same while. */
  private async pause(): Promise<void> {
    const turns = this.dice ? 1 + this.dice.below(4) : 1;
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
  }

  private ofNumber(orders: ReadonlyMap<string, Order>): Order {
    const order = orders.get(this.subject.fixture.query.input.attemptNo);
    if (!order) throw new Error('the order is gone');
    return order;
  }

  private awaited(): Order {
    const { fixture, paySp } = this.subject;
    const { appid = fixture.pay.input.appid, spTradeNo, amount } = fixture.query.value;
    const no = fixture.query.input.attemptNo;
    if (!amount) throw new Error('the fixture does not say how much was paid');
    const known = spTradeNo === undefined ? {} : { spTradeNo };
    return anOrder({
      ...{ outTradeNo: no, appid, total: amount },
      attempts: [anAttempt({ no, paySp, appid, ...known })],
    });
  }
}

const somebodyElses = (paySp: string): Order =>
  anOrder({
    outTradeNo: OTHER,
    openid: 'o-somebody-else',
    attempts: [anAttempt({ no: OTHER, paySp, spTradeNo: 'SOMEBODYELSES' })],
  });
