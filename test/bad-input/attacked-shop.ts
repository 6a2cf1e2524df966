/**
 * A shop at one PSP, in memory, with an order that waits for exactly the notice that the PSP's fixture holds. Attacks come
 * through the real doors; what each did to answer, store and log is told apart here.
 */
import { openShop, type Shop } from '../../shared/payments/flows/shop';
import { takeNotification, type Knock } from '../../shared/payments/flows/notices/take-notification';
import { calledKnock, calledResult, knockOf, resultOf } from '../../shared/payments/webhook';
import type { HttpReply } from '../../shared/kernel/http';
import type { Fields } from '../../shared/kernel/fields';
import type { HttpResult } from '../../shared/kernel/http-event';
import type { Order } from '../../shared/payments/order/order';
import type { Fact } from '../../shared/payments/order/facts';
import type { Notifications, RawNotice } from '../../shared/payments/psp/connector';
import { subjects, type Subject } from '../contract/subject';
import type { NoticeFixture } from '../fixtures/connector-fixture';
import { anAttempt, anOrder, aRefund } from '../payments/order/an-order';
import { MemoryStore } from '../payments/flows/memory-store';
import { memoryTokens } from '../payments/flows/memory-tokens';
import { cardNumberIn, headerMarkers, markerIn, merchantMarkers, peopleMarkers } from './markers';

/**
 * What became of an input. `refused`: a 4xx with the defined bytes, nothing stored. `same`: the identical fact, applied.
 * `asked`: a hint that the PSP, asked, did not confirm: nothing booked, and the notice may come again. `again`: a duplicate.
 * `paid`: applied as signed, but for a number or a moment beside the money that is another one.
 * `aside`, `unknown`, `nothing`: well signed, but not fitting, of no order, of no concern: kept, and no order got money from it.
 */
export type Verdict = 'refused' | 'same' | 'paid' | 'asked' | 'again' | 'aside' | 'unknown' | 'nothing';

export type Event = Record<string, unknown>;

/** Status and reason of each refusal in the PSP's bytes. */
const REASONS = [
  [400, 'malformed'],
  [401, 'unsigned'],
  [401, 'bad_signature'],
  [401, 'stale'],
  [401, 'unknown_key'],
] as const;

/** What the door itself says before any connector is asked. */
const DOOR_WORDS = [
  /^404 no such (path|PSP)$/,
  /^400 the body must come raw, as text or base64$/,
  /^413 the body is too large$/,
  /^405 notices of \w+ come by \w+$/,
];

/** No notice makes anybody fetch a statement. */
const NO_FILES = {
  downloads: { open: () => Promise.reject(new Error('nobody downloads here')) },
  keptFiles: { begin: () => Promise.reject(new Error('nobody keeps files here')) },
};

/** The doors at which attacks are made: every PSP that sends notices. */
export const attackable: readonly Subject[] = subjects.filter(({ fixture }) => fixture.notices);

export class AttackedShop {
  readonly store = new MemoryStore();
  readonly logged: string[] = [];
  readonly shop: Shop;
  readonly good: NoticeFixture;
  /** The order as the good notice leaves it. */
  private settled = '';
  private base: ReadonlyMap<string, Order>;
  private now: number;
  private hooks = 0;

  constructor(
    readonly subject: Subject,
    /** The notice that the shop waits for: about a payment, or about a refund of what was paid. */
    readonly about: 'payment' | 'refund' = 'payment',
  ) {
    const { fixture, paySp, connector } = subject;
    const good = fixture.notices?.[about];
    if (!good) throw new Error(`${paySp} has no notice about a ${about}`);
    this.good = good;
    this.now = (fixture.noticeEnv ?? fixture.env).now;
    this.store.pause = () => Promise.resolve();
    const common = { notify_url: 'https://shop.example/notify', operators: [peopleMarkers.operatorOpenid] };
    const own = { ...merchantMarkers, ...fixture.config, pay_sp: paySp, ...common };
    const others = subjects.filter((one) => one.paySp !== paySp);
    const providers = Object.fromEntries(others.map((one) => [one.paySp, one.fixture.config]));
    this.store.configTable.set('payment', { ...own, providers });
    // The same account under another name, and another account of the same PSP.
    this.store.configTable.set('payment_wxsame', { ...own, providers });
    this.store.configTable.set('payment_wxstrong', { ...own, sign_type: 'HMAC-SHA256' });
    this.store.configTable.set('payment_wxother', { ...own, ...otherAccount(subject) });
    const honest = async (): Promise<HttpReply> => this.saysUnpaid();
    this.shop = openShop({
      store: this.store,
      pspTokens: memoryTokens(),
      http: { send: honest },
      ...NO_FILES,
      cloudPay: { call: honest },
      clock: { now: () => this.now, sleep: () => new Promise(() => undefined) },
      random: { hex: (bytes) => '0'.repeat(bytes * 2) },
      log: (event, fields) => void this.logged.push(JSON.stringify({ event, ...fields })),
      configMaxAgeMs: Infinity,
      exchangeLimitMs: 8000,
      onPaymentSuccess: async () => void (this.hooks += 1),
      followUps: [],
    });
    const orders = [this.awaited(), bystander(connector.paySp)];
    this.base = new Map(orders.map((order) => [order.outTradeNo, order]));
    this.reset();
  }

  get listener(): Listener {
    const { notifications } = this.subject.connector;
    if (notifications === 'none') throw new Error('sends no notices');
    return notifications;
  }

  /** Whether what the good notice says is only a reason to ask. */
  get isHint(): boolean {
    return this.listener.believe === 'query' || this.good.report.hint === true;
  }

  later(ms: number): void {
    this.now += ms;
  }

  /** The good notice, taken. Afterwards the shop knows what it makes of the order. */
  async settle(): Promise<void> {
    const reply = await this.knock(this.eventOf(this.good.notice));
    const verdicts = this.store.archive.map(({ verdict }) => verdict);
    const isTaken = reply.statusCode === 200 && verdicts.join() === 'applied';
    if (!this.isHint && !isTaken) throw new Error(`the good notice is answered ${JSON.stringify(reply)}`);
    this.settled = JSON.stringify(this.theOrder());
  }

  /** From now on the orders stand as they do at this moment, before each input. */
  keep(): void {
    this.base = new Map(this.store.orderTable);
    this.reset();
  }

  /** A notice as the access service hands it over, in clear, at the path of its PSP. */
  eventOf(notice: RawNotice, change: Event = {}): Event {
    return {
      httpMethod: notice.method,
      path: `/${this.subject.paySp}`,
      headers: { ...headersWithMarkers, ...notice.headers },
      queryStringParameters: notice.query,
      body: notice.body,
      isBase64Encoded: false,
      ...change,
    };
  }

  /** The answer of function `notify`; calls of the platform come to it in another way. */
  async knock(event: Event): Promise<HttpResult> {
    if ('call' in event) return this.callWith(event.call);
    if (event.httpMethod === 'call') return resultOf(await takeNotification(this.shop, called(event)));
    const knock = knockOf(event);
    return 'refused' in knock ? knock.refused : resultOf(await takeNotification(this.shop, knock));
  }

  /** The answer to a call of the platform, which must be an object. */
  private async callWith(call: unknown): Promise<HttpResult> {
    const reply = await takeNotification(this.shop, calledKnock(call));
    const answer = calledResult(reply);
    if (typeof answer !== 'object' || answer === null) throw new Error('the call is answered with no object');
    return resultOf(reply);
  }

  /** What is wrong with how an input fared; undefined when it got one of the verdicts that it may get. */
  async judge(event: Event, ...allowed: readonly Verdict[]): Promise<string | undefined> {
    try {
      const reply = await this.knock(event);
      const leak = this.leakIn(reply);
      if (leak !== undefined) return `shows ${leak}`;
      const verdict = this.verdictOn(reply, this.listenerAt(event));
      if ('wrong' in verdict) return verdict.wrong;
      const isAllowed = allowed.includes(verdict.is);
      return isAllowed ? undefined : `${verdict.is}, answered ${reply.statusCode} ${reply.body}`;
    } finally {
      this.reset();
    }
  }

  /** Whose bytes are to be expected: those of the PSP that the path names. */
  private listenerAt({ path }: Event): Listener {
    const parts = (typeof path === 'string' ? path : '')
      .split('/')
      .filter((part) => part !== '' && part !== 'notify');
    const named = subjects.find(({ paySp }) => paySp === parts[0]) ?? this.subject;
    const { notifications } = named.connector;
    return notifications === 'none' ? this.listener : notifications;
  }

  private verdictOn(reply: HttpResult, listener: Listener): Seen {
    const [only, ...more] = this.store.archive.map(({ verdict }) => verdict);
    if (more.length > 0) return { wrong: `${more.length + 1} notices archived` };
    if (only === undefined && this.isUntouched()) return nothingStored(reply, listener);
    const due = only === 'unknown_order' ? listener.refused(404, 'unknown order') : listener.accepted;
    const words = only ?? 'not archived';
    if (!isReply(reply, due)) return { wrong: `${words}, answered ${reply.statusCode} ${reply.body}` };
    const is = this.became(only);
    return is ? { is } : { wrong: `${words}, and the orders are ${this.orderWords()}` };
  }

  /** What a kept notice became, by what it did to the orders; undefined where that is not what its verdict says. */
  private became(verdict: string | undefined): Verdict | undefined {
    const untouched = (is: Verdict): Verdict | undefined => (this.isUntouched() ? is : undefined);
    switch (verdict) {
      case 'applied':
        return this.isSettled() ? 'same' : this.isPaidOnce() ? 'paid' : undefined;
      case 'duplicate':
        return untouched('again');
      case 'unknown_order':
        return untouched('unknown');
      case 'kept_aside':
        return this.concernsNothing() ? untouched('nothing') : this.isMoneyUntouched() ? 'aside' : undefined;
      default:
        return undefined;
    }
  }

  /** A secret, a person or a card in the answer, the log, or what was kept; the raw notice is kept on purpose. */
  private leakIn(reply: HttpResult): string | undefined {
    const kept = this.store.archive.map(({ raw: _, ...rest }) => rest);
    const journals = [...this.store.orderTable.values()].map(({ journal, attention }) => ({
      journal,
      attention,
    }));
    const texts = [JSON.stringify(reply), ...this.logged];
    const stored = kept.length > 0 || !this.isUntouched() ? [JSON.stringify([kept, journals])] : [];
    const { secrets } = this.subject.fixture;
    const text = [...texts, ...stored].join('\n');
    return markerIn(text, secrets) ?? (kept.length === 0 ? cardNumberIn(text) : undefined);
  }

  private theOrder(): Order | undefined {
    const [first] = this.base.keys();
    return first === undefined ? undefined : this.store.orderTable.get(first);
  }

  private isUntouched(): boolean {
    return [...this.base].every(([no, order]) => this.store.orderTable.get(no) === order) && this.hooks === 0;
  }

  private isSettled(): boolean {
    return JSON.stringify(this.theOrder()) === this.settled;
  }

  private isPaidOnce(): boolean {
    const [awaited, other] = [...this.store.orderTable.values()];
    const isPaid = awaited?.state === 'paid' && awaited.paidAttempt === awaited.outTradeNo;
    return isPaid && this.hooks === 1 && other === this.base.get(BYSTANDER);
  }

  /** Whether no order got or lost money: a note that a person must look is all that may have come to it. */
  private isMoneyUntouched(): boolean {
    return this.hooks === 0 && [...this.base.values()].every((before) => this.hasSameMoney(before));
  }

  private hasSameMoney(before: Order): boolean {
    const after = this.store.orderTable.get(before.outTradeNo);
    const money = ({ state, paidAttempt, paidAt, refunds }: Order): string =>
      JSON.stringify([state, paidAttempt, paidAt, refunds]);
    return after !== undefined && money(after) === money(before);
  }

  private concernsNothing(): boolean {
    return this.store.archive[0]?.reason === 'the notice concerns no payment or refund';
  }

  private orderWords(): string {
    return [...this.store.orderTable.values()]
      .map(({ outTradeNo, state }) => `${outTradeNo} ${state}`)
      .join();
  }

  private reset(): void {
    this.store.orderTable.clear();
    for (const [no, order] of this.base) this.store.orderTable.set(no, order);
    this.store.archive = [];
    this.store.calls = [];
    this.logged.length = 0;
    this.hooks = 0;
  }

  private saysUnpaid(): HttpReply {
    const { fixture } = this.subject;
    const word = (table: Readonly<Record<string, string>>, wanted: string): string =>
      Object.keys(table).find((one) => table[one] === wanted) ?? '';
    return this.about === 'payment'
      ? fixture.queryAnswer(word(fixture.paymentStatuses, 'pending'))
      : (fixture.refundAnswer?.(word(fixture.refundStatuses, 'processing')) ?? fixture.query.good);
  }

  /** The order that the good notice is about, as it stands before. */
  private awaited(): Order {
    const { fixture, paySp } = this.subject;
    const payment: Fact = { ...fixture.query.value, paySp };
    const appid = payment.appid ?? fixture.pay.input.appid;
    const no = this.good.report.attemptNo ?? fixture.query.input.attemptNo;
    const attempt = anAttempt({
      no,
      paySp,
      appid,
      ...(payment.spTradeNo === undefined ? {} : { spTradeNo: payment.spTradeNo }),
    });
    const total = payment.amount ?? { value: 1290, currency: 'EUR' };
    const order = anOrder({
      outTradeNo: no,
      appid,
      openid: peopleMarkers.payerOpenid ?? '',
      total,
      attempts: [attempt],
    });
    const { report } = this.good;
    if (report.kind === 'payment') return order;
    const refund = aRefund({
      outRefundNo: report.outRefundNo,
      state: 'processing',
      amount: report.amount ?? total,
    });
    return {
      ...order,
      state: 'paid',
      paidAttempt: no,
      paidAt: 5000,
      hook: 'done',
      attempts: [{ ...attempt, state: 'paid' }],
      refunds: [refund],
    };
  }
}

type Listener = Notifications<Fields>;
type Seen = { readonly is: Verdict } | { readonly wrong: string };

/** What an answer says where nothing was stored and no order touched. */
function nothingStored(reply: HttpResult, listener: Listener): Seen {
  if (isReply(reply, listener.refused(500, 'OUTCOME_UNKNOWN'))) return { is: 'asked' };
  const { statusCode, body } = reply;
  if (statusCode < 400 || statusCode >= 500) return { wrong: `answered ${statusCode} ${body}` };
  const isDefined =
    REASONS.some(([status, why]) => isReply(reply, listener.refused(status, why))) ||
    DOOR_WORDS.some((words) => words.test(`${statusCode} ${body}`));
  return isDefined ? { is: 'refused' } : { wrong: `refused with undefined bytes: ${body}` };
}

/** Another account of the same PSP: its own number, and keys that nobody else has. */
function otherAccount({ paySp, fixture }: Subject): Event {
  const others: Readonly<Record<string, string>> = {
    key: 'another-key-0123456789abcdef0000',
    api_key: 'another-key-0123456789abcdef0000',
    apiv3_key: 'another-key-0123456789abcdef0000',
    webhook_secret: 'f'.repeat(64),
    sub_mch_id: '1900000999',
  };
  const changed = Object.entries(others).filter(([name]) => name in fixture.config);
  const keys = paySp.startsWith('v3') ? { certificates: undefined } : {};
  return { ...Object.fromEntries(changed), ...keys };
}

/** Somebody else's order at the same PSP, unpaid too. */
export const BYSTANDER = 'BYSTANDER0001';
const bystander = (paySp: string): Order =>
  anOrder({
    outTradeNo: BYSTANDER,
    openid: peopleMarkers.strangerOpenid ?? '',
    attempts: [anAttempt({ no: BYSTANDER, paySp, spTradeNo: 'BYSTANDER-SP' })],
    total: { value: 777_777, currency: 'EUR' },
  });

const headersWithMarkers: Readonly<Record<string, string | undefined>> = {
  Cookie: `session=${headerMarkers.cookie ?? ''}`,
  Authorization: `Bearer ${headerMarkers.authorization ?? ''}`,
  'X-Forwarded-For': headerMarkers.xForwardedFor,
  'X-Real-IP': headerMarkers.xRealIp,
  'User-Agent': headerMarkers.userAgent,
  Referer: headerMarkers.referer,
  'X-WX-OPENID': headerMarkers.xWxOpenid,
  'X-WX-UNIONID': headerMarkers.xWxUnionid,
  'X-Api-Key': headerMarkers.xApiKey,
  'X-Trace-Token': headerMarkers.xTraceToken,
};

function called({ body, path }: Event): Knock {
  const paySp = String(path).replace(/^\//, '');
  return {
    paySp,
    configId: undefined,
    method: 'call',
    query: {},
    headers: {},
    body: typeof body === 'string' ? body : '',
  };
}

const isReply = (result: HttpResult, reply: HttpReply): boolean =>
  result.statusCode === reply.status &&
  result.body === reply.body &&
  JSON.stringify(result.headers) === JSON.stringify(reply.headers);

const shops = new Map<string, Promise<AttackedShop>>();

/** The shop of a PSP and a kind of notice, opened once: reading its keys costs more than an attack. */
export function shopAt(subject: Subject, about: 'payment' | 'refund' = 'payment'): Promise<AttackedShop> {
  const name = `${subject.paySp} ${about}`;
  const known = shops.get(name) ?? opened(subject, about);
  shops.set(name, known);
  return known;
}

async function opened(subject: Subject, about: 'payment' | 'refund'): Promise<AttackedShop> {
  const shop = new AttackedShop(subject, about);
  await shop.settle();
  await shop.judge(shop.eventOf(shop.good.notice), 'same', 'asked');
  return shop;
}
