/** A shop with everything around it in memory: store, clock, dice, network and a PSP. Tests steer each of them. */
import { unifiedOrder } from './as-callers';
import { HttpFailure, type HttpReply, type HttpRequest } from '../../../shared/kernel/http';
import type { Caller } from '../../../shared/kernel/ports';
import { PayError } from '../../../shared/kernel/errors';
import type { Order } from '../../../shared/payments/order/order';
import { type PaidOrder } from '../../../shared/payments/ports';
import { createOrder } from '../../../shared/payments/flows/create-order';
import { openShop, type Shop } from '../../../shared/payments/flows/shop';
import { takeNotification, type Knock } from '../../../shared/payments/flows/notices/take-notification';
import { type PaymentStart } from '../../../shared/payments/flows/unified-order';
import { type Asked, type FakePsp, payAt } from './fake-psp';
import { FakeV3 } from './fake-v3';
import { FakeYaband } from './fake-yaband';
import { memoryFile } from './memory-file';
import { MemoryStore } from './memory-store';
import { memoryTokens } from './memory-tokens';

export const payer: Caller = { openid: 'o-payer', appid: 'wxd678efh567hg6787' };
export const stranger: Caller = { openid: 'o-stranger', appid: 'wxd678efh567hg6787' };
export const operator: Caller = { openid: 'o-operator', appid: 'wxd678efh567hg6787' };

/** 2026-11-02 12:00:00 UTC. */
const START = 1793620800000;

/** A file as it is downloaded. */
export interface DownloadedFile {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What the network does with a request: passes it on, or something worse. */
export type Network = (
  asked: Asked,
  pass: () => HttpReply,
  request: HttpRequest,
) => HttpReply | Promise<HttpReply>;

export interface World {
  readonly shop: Shop;
  readonly store: MemoryStore;
  readonly psp: FakePsp;
  /** What was asked of the PSP, in order. */
  readonly asked: Asked[];
  readonly requests: HttpRequest[];
  readonly hooked: PaidOrder[];
  readonly logged: string[];
  /** Files that were kept for a person, by where they are. */
  readonly kept: Map<string, Buffer>;
  /** Set by a test. */
  network: Network;
  /** What a download brings, set by a test. */
  file: (request: HttpRequest) => DownloadedFile;
  hook: (order: PaidOrder) => Promise<void>;
  advance(ms: number): void;
}

export const paySps = ['yaband', 'v3'] as const;

export function openWorld(paySp: (typeof paySps)[number] = 'yaband'): World {
  let now = START;
  let dice = 0;
  const store = new MemoryStore();
  const psp: FakePsp = paySp === 'yaband' ? new FakeYaband() : new FakeV3(() => now);
  store.configTable.set('payment', {
    _id: 'payment',
    pay_sp: paySp,
    currency: psp.currency,
    notify_url: 'https://shop.example/notify',
    operators: [operator.openid],
    ...psp.config,
  });
  store.goodsTable = [
    { goodsId: 'waffles', title: 'Stroopwafels', price: 100, feeType: psp.currency, prices: { CHF: 95 } },
    { goodsId: 'cheese', title: 'Gouda', price: 1290, feeType: psp.currency, prices: {} },
  ];
  const asked: Asked[] = [];
  const requests: HttpRequest[] = [];
  const hooked: PaidOrder[] = [];
  const logged: string[] = [];
  const kept = new Map<string, Buffer>();
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  const shop = openShop({
    store,
    pspTokens: memoryTokens(),
    cloudPay: { call: () => Promise.reject(new HttpFailure('unreachable', 'no cloudPay in this world')) },
    clock: {
      now: () => now,
      sleep: (ms) => new Promise((wake) => void sleepers.push({ until: now + ms, wake })),
    },
    random: {
      hex: (bytes) => {
        dice += 1;
        return dice.toString(16).padStart(bytes * 2, '0');
      },
    },
    http: {
      async send(request) {
        const operation = psp.operationOf(request);
        asked.push(operation);
        requests.push(request);
        await new Promise(setImmediate);
        return world.network(operation, () => psp.answer(request), request);
      },
    },
    downloads: {
      async open(request) {
        requests.push(request);
        return { headers: {}, ...world.file(request) };
      },
    },
    keptFiles: { begin: async () => memoryFile(kept) },
    log: (event, fields) => {
      logged.push(JSON.stringify({ event, ...fields }));
    },
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 8000,
    onPaymentSuccess: (order) => world.hook(order),
    followUps: [],
  });
  const world: World = {
    shop,
    store,
    psp,
    asked,
    requests,
    hooked,
    logged,
    kept,
    file: () => {
      throw new HttpFailure('unreachable', 'no files in this world');
    },
    network: (_asked, pass) => pass(),
    hook: async (order) => {
      hooked.push(order);
    },
    advance: (ms) => {
      now += ms;
      for (const { until, wake } of sleepers) if (until <= now) wake();
    },
  };
  return world;
}

/** The order as it is stored now. */
export function stored(world: World, outTradeNo: string): Order {
  const order = world.store.orderTable.get(outTradeNo);
  if (!order) throw new Error(`no order ${outTradeNo}`);
  return order;
}

/** A new order of the payer: one box of waffles, 100 minor units. */
export async function ordered(world: World): Promise<Order> {
  return createOrder(world.shop, payer, { items: [{ goodsId: 'waffles', quantity: 1 }] });
}

export async function started(world: World, order: Order, payMethod = 'wechat'): Promise<PaymentStart> {
  return unifiedOrder(world.shop, payer, { outTradeNo: order.outTradeNo, payMethod });
}

/** A new order with an open attempt under its own number. */
export async function pending(world: World): Promise<Order> {
  const order = await ordered(world);
  await started(world, order);
  return stored(world, order.outTradeNo);
}

/** A new order that was paid and whose notice came. */
export async function paid(world: World): Promise<Order> {
  const order = await pending(world);
  payAt(world.psp, order.outTradeNo);
  await take(world, world.psp.paymentNotice(order.outTradeNo));
  return stored(world, order.outTradeNo);
}

export const take = (world: World, knock: Knock): Promise<HttpReply> => takeNotification(world.shop, knock);

/** The code of the PayError that `work` ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PayError) return error.code;
    throw error;
  }
  return 'no error';
}

/** No answer comes; the PSP may have acted before. */
export function timeout(): never {
  throw new HttpFailure('timeout', 'no answer in time');
}
