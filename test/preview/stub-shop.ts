// A stand-in for the local cloud behind the preview: just enough of /wx/callFunction and /sandbox/cashier to walk
// every screen, with a script of what goes wrong next.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mount, WebReply } from '../../scripts/local-cloud/web';
import { json } from '../../scripts/local-cloud/web';
import { Refusal, StubOperator } from './stub-operator';
import { StubWechat } from './stub-wechat';
import type { Data, Outcome } from './stub-wechat';

export interface StubOrder {
  out_trade_no: string;
  state: 'created' | 'pending' | 'paid' | 'closed';
  total_fee: number;
  openid: string;
  [field: string]: unknown;
}

interface StubGoods {
  readonly goods_id: string;
  readonly title: string;
  readonly price: number;
  readonly fee_type: string;
  readonly category?: string;
  readonly description?: string;
  readonly picture?: string;
  readonly specifications?: readonly { specification_id: string; title: string; price: number }[];
}

const goods: readonly StubGoods[] = [
  {
    goods_id: 'tea',
    title: '高山乌龙茶 150g',
    price: 1290,
    fee_type: 'EUR',
    category: '茶 Tea',
    description: '清香型高山乌龙。\nA light oolong from the high mountains.',
  },
  {
    goods_id: 'box',
    title:
      'Handmade ceramic travel tea set with bamboo tray, four cups and a linen carrying pouch, gift wrapped',
    price: 125900,
    fee_type: 'EUR',
    category: '茶具 Ware',
    specifications: [
      { specification_id: 'four', title: '四杯 Four cups', price: 125900 },
      { specification_id: 'six', title: '六杯 Six cups with a very long name of its own', price: 149900 },
    ],
  },
  { goods_id: 'card', title: '代金券 50 欧元', price: 5000, fee_type: 'EUR' },
];

interface StubWish {
  readonly goods_id: string;
  readonly quantity: number;
  readonly specification_id?: string;
}

const allMethods = ['wechat', 'alipay', 'paypal', 'sofort', 'ideal', 'unionpay'];

/** The shop's state and its switches; tests turn them. */
export class StubShop {
  readonly orders: StubOrder[] = [];
  readonly wechat = new StubWechat();
  /** Answers instead where whoever calls is an operator and asks as one. */
  readonly operator = new StubOperator(this.orders);
  readonly calls: { name: string; action: unknown; openid: string | undefined }[] = [];
  goods: readonly object[] = goods;
  /** What action `shop` tells. */
  facts: Data = { fee_type: 'EUR', operator_of: [], templates: {} };
  /** Which calls are lost: `before` the function runs, or its answer `after` it. */
  loses: (action: string) => 'before' | 'after' | undefined = () => undefined;
  /** The next calls of these actions answer this error instead. */
  readonly errors = new Map<string, { errcode: number; errmsg: string; retry_at?: number }>();
  payMethods: readonly string[] = allMethods;
  /** What the shop knows of whoever signs in. */
  user: object = {};
  /** The cashier refuses every payment with this text. */
  refusal: string | undefined;
  /** The payer has paid, but the server does not hear of it. */
  silent = false;
  /** What a click on "pay" does to the order. */
  decline: string | undefined;

  /** One cloud function call. */
  call(name: string, data: Data, openid: string | undefined): Outcome {
    const action = String(data['action']);
    this.calls.push({ name, action, openid });
    const error = this.errors.get(action);
    if (error) return error;
    if (!openid) return { errcode: 4010, errmsg: 'NOT_SIGNED_IN: no identity' };
    if (name === 'login' && action === 'login') return { errcode: 0, openid, user: this.user };
    if (name !== 'pay') return this.wechat.call(name, data, openid);
    try {
      return { errcode: 0, ...this.pay(action, data, openid) };
    } catch (failure) {
      if (failure instanceof Refusal) return { errcode: failure.errcode, errmsg: failure.errmsg };
      if (failure instanceof NotFound) return { errcode: 1101, errmsg: 'ORDER_NOT_FOUND: no such order' };
      throw failure;
    }
  }

  private get hasOperator(): boolean {
    return (this.facts['operator_of'] as readonly string[]).length > 0;
  }

  private pay(action: string, data: Data, openid: string): Outcome {
    if (this.hasOperator && this.operator.isMeant(action, data)) return this.operator.call(action, data);
    switch (action) {
      case 'shop':
        return this.facts;
      case 'listgoods':
        return { goods: this.goods };
      case 'createorder':
        return this.create(data, openid);
      case 'unifiedorder':
        return this.place(this.find(data['out_trade_no']), String(data['pay_method']));
      case 'queryorder':
        return this.withMethods(this.find(data['out_trade_no']));
      case 'listorders':
        return { orders: this.list(openid, data) };
      case 'closeorder':
        this.find(data['out_trade_no']).state = 'closed';
        return { state: 'closed' };
      default:
        throw new Error(`the stub knows no action "${action}"`);
    }
  }

  /** Writes an order directly, as the merchant's own function might. */
  add(fields: Partial<StubOrder>): StubOrder {
    const number = this.orders.length + 1;
    const order: StubOrder = {
      out_trade_no: `CP20261121${String(number).padStart(6, '0')}`,
      state: 'created',
      total_fee: 1290,
      fee_type: 'EUR',
      refunded_fee: 0,
      refundable_fee: 0,
      created_at: Date.UTC(2026, 10, 21, 9, 0, number),
      items: [{ goods_id: 'tea', title: '高山乌龙茶 150g', quantity: 1, price: 1290 }],
      refunds: [],
      openid: 'oDemoCustomer0001',
      ...fields,
    };
    this.orders.push(order);
    return order;
  }

  private create({ items, address, request_id }: Data, openid: string): Outcome {
    const there = this.orders.find((one) => one['request_id'] === request_id && one.openid === openid);
    if (there && request_id !== undefined) return this.withMethods(there);
    const lines = (items as readonly StubWish[]).map(({ goods_id, quantity, specification_id }) => {
      const { title = '', price = 0, specifications } = goods.find((one) => one.goods_id === goods_id) ?? {};
      const chosen = specifications?.find((one) => one.specification_id === specification_id);
      return {
        ...{ goods_id, quantity, title, price: chosen?.price ?? price },
        ...(chosen ? { specification_id, specification: chosen.title } : {}),
      };
    });
    const total_fee = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const { out_trade_no } = this.add({
      items: lines,
      total_fee,
      openid,
      request_id,
      created_at: Date.now(),
      expires_at: Date.now() + 7_200_000,
      ...(address ? { address } : {}),
    });
    return { out_trade_no, total_fee, fee_type: 'EUR', pay_methods: this.payMethods };
  }

  private place(order: StubOrder, pay_method: string): Outcome {
    Object.assign(order, { state: 'pending', pay_method, pay_sp: 'yaband', sp_trade_no: 'YB2026112100042' });
    delete order['decline'];
    if (pay_method !== 'wechat')
      return { url: `https://pay.example.test/${pay_method}/${order.out_trade_no}` };
    return {
      payment: {
        timeStamp: '1795255200',
        nonceStr: 'n',
        package: `prepay_id=${order.out_trade_no}`,
        signType: 'RSA',
        paySign: 's',
      },
    };
  }

  private withMethods(order: StubOrder): Outcome {
    const isPayable = order.state === 'created' || order.state === 'pending';
    return isPayable ? { ...order, pay_methods: this.payMethods } : order;
  }

  private list(openid: string, { limit, before = Infinity, state, search }: Data): StubOrder[] {
    return this.orders
      .filter((order) => order.openid === openid && Number(order['created_at']) < Number(before))
      .filter((order) => state === undefined || stateOf(order) === state)

      .filter(
        (order) =>
          search === undefined || (typeof search === 'string' && JSON.stringify(order).includes(search)),
      )
      .reverse()
      .slice(0, Number(limit));
  }

  private find(number: unknown): StubOrder {
    const order = this.orders.find(({ out_trade_no }) => out_trade_no === number);
    if (!order) throw new NotFound();
    return order;
  }

  /** The sandbox's part: what the cashier shows, and the payer's yes. */
  cashier(strings: Data, pays: boolean): WebReply {
    if (this.refusal) return json({ error: this.refusal }, 400);
    const number = String(strings['package']).replace('prepay_id=', '');
    const order = this.find(number);
    if (pays && this.decline) order['decline'] = this.decline;
    else if (pays && !this.silent) this.settle(order);
    const amount = { value: order.total_fee, currency: 'EUR' };
    return json(
      pays
        ? { ok: true }
        : { pay_sp: 'yaband', out_trade_no: number, description: 'CrossPay 演示商店', amount },
    );
  }

  /** The PSP tells the server that the order is paid. */
  settle(order: StubOrder): void {
    Object.assign(order, {
      state: 'paid',
      refundable_fee: order.total_fee,
      paid_at: Date.UTC(2026, 10, 21, 9, 30),
      transaction_id: '4200002026112109300000000042',
    });
  }
}

class NotFound extends Error {}

/** The state that a list is filtered by. */
const stateOf = ({ state, refunds }: StubOrder): string => {
  if (state === 'paid') return Array.isArray(refunds) && refunds.length > 0 ? 'refunded' : 'paid';
  return state === 'closed' ? 'closed' : 'unpaid';
};

export interface StubServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the preview's mounts and the shop on one free port. */
export async function serveShop(shop: StubShop, mounts: readonly Mount[]): Promise<StubServer> {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing, { shop, mounts }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Site {
  readonly shop: StubShop;
  readonly mounts: readonly Mount[];
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, site: Site): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const reply = await route(incoming, Buffer.concat(chunks), site);
  if ('hang' in reply) return;
  outgoing.writeHead(reply.status, reply.headers).end(reply.body);
}

/** A cloud function call, as far as the network lets it through. */
function called(shop: StubShop, { name, data = {} }: { name?: string; data?: Data }, openid: unknown) {
  const lost = shop.loses(String(data['action']));
  if (lost === 'before') return { status: 504 };
  const result = shop.call(String(name), data, typeof openid === 'string' ? openid : undefined);
  return lost === 'after'
    ? { status: 504 }
    : json({ result, requestID: 'stub', errMsg: 'cloud.callFunction:ok' });
}

async function route(
  { url = '/', method = 'GET', headers }: IncomingMessage,
  body: Buffer,
  { shop, mounts }: Site,
) {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  if (method === 'POST') {
    const value = JSON.parse(body.toString()) as { name?: string; data?: Data } & Data;
    const client = '/sandbox/weixin/client/';
    if (pathname.startsWith(client)) return shop.wechat.client(pathname.slice(client.length), value);
    if (pathname.startsWith('/sandbox/cashier')) return shop.cashier(value, pathname.endsWith('/pay'));
    return called(shop, value, headers['x-wx-openid']);
  }
  const mount = mounts
    .filter(({ prefix }) => pathname.startsWith(prefix))
    .sort((one, other) => other.prefix.length - one.prefix.length)[0];
  if (!mount) return { status: 404 };
  const plain = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)]));
  return mount.handle({
    method,
    url,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: plain,
    body,
  });
}
