/** A PSP that lets in by a token and makes a payment in two steps, over several instances of the functions. */
import { HttpFailure, type HttpReply, type HttpRequest } from '../../../shared/kernel/http';
import type { Credential } from '../../../shared/kernel/credentials';
import { createOrder } from '../../../shared/payments/flows/create-order';
import { openShop, shopUntil, type Shop } from '../../../shared/payments/flows/shop';
import type { Order } from '../../../shared/payments/order/order';
import { answer, confirmed, intent } from '../../fixtures/airwallex';
import { closeOrder, unifiedOrder } from './as-callers';
import { memoryFile } from './memory-file';
import { MemoryStore } from './memory-store';
import { memoryTokens } from './memory-tokens';
import { codeOf, payer } from './world';

const HALF_HOUR = 30 * 60_000;

type Answer = (request: HttpRequest, step: string) => HttpReply | undefined;

class TwoSteps {
  now = Date.parse('2026-11-02T12:00:00Z');
  readonly store = new MemoryStore();
  readonly tokens = new Map<string, Credential>();
  readonly steps: string[] = [];
  readonly requestIds: string[] = [];
  readonly logged: string[] = [];
  /** What the PSP takes; another one it refuses. */
  token = '';
  logins = 0;
  /** Instead of the good answer to a step. */
  instead: Answer | undefined;
  private dice = 0;

  constructor() {
    this.store.configTable.set('payment', {
      _id: 'payment',
      pay_sp: 'airwallex',
      currency: 'HKD',
      client_id: 'client_1',
      api_key: 'TEST-ONLY-key',
      webhook_secret: 'TEST-ONLY-webhook',
    });
    this.store.goodsTable = [
      { goodsId: 'waffles', title: 'Waffles', price: 1290, feeType: 'HKD', prices: {} },
    ];
  }

  /** One instance, which remembers nothing of the others. */
  instance(): Shop {
    const shop = openShop({
      store: this.store,
      pspTokens: memoryTokens(this.tokens),
      http: { send: (request) => this.answer(request) },
      cloudPay: { call: () => Promise.reject(new HttpFailure('unreachable', 'none')) },
      downloads: { open: () => Promise.reject(new HttpFailure('unreachable', 'none')) },
      keptFiles: { begin: async () => memoryFile(new Map()) },
      clock: {
        now: () => this.now,
        sleep: async (ms) => {
          this.now += ms;
          await new Promise(setImmediate);
        },
      },
      random: { hex: (bytes) => (this.dice += 1).toString(16).padStart(bytes * 2, '0') },
      log: (event, fields) => void this.logged.push(JSON.stringify({ event, ...fields })),
      configMaxAgeMs: 60_000,
      exchangeLimitMs: 8000,
      onPaymentSuccess: async () => undefined,
      followUps: [],
    });
    return shopUntil(shop, 20_000);
  }

  private async answer(request: HttpRequest): Promise<HttpReply> {
    const step = /\w+(?=\?|$)/.exec(request.url)?.[0] ?? '';
    this.steps.push(step);
    await new Promise(setImmediate);
    if (step === 'login') return this.instead?.(request, step) ?? this.login();
    if (request.headers.authorization !== `Bearer ${this.token}`)
      return answer({ code: 'unauthorized', message: 'Access denied' }, 401);
    if (request.body !== '') this.requestIds.push(requestIdIn(request.body));
    return this.instead?.(request, step) ?? this.good(step);
  }

  private login(): HttpReply {
    this.logins += 1;
    this.token = `secret-token-${this.logins}`;
    const expires_at = new Date(this.now + HALF_HOUR).toISOString().replace(/\.\d+Z/, '+0000');
    return answer({ token: this.token, expires_at }, 201);
  }

  private good(step: string): HttpReply {
    const merchant_order_id = this.order.attempts.at(-1)?.no ?? '';
    const unpaid = { merchant_order_id, status: 'REQUIRES_PAYMENT_METHOD', latest_payment_attempt: null };
    if (step === 'confirm') return confirmed({ merchant_order_id });
    if (step === 'cancel') return answer(intent({ ...unpaid, status: 'CANCELLED' }));
    return answer(intent(unpaid));
  }

  get order(): Order {
    const [order] = this.store.orderTable.values();
    if (!order) throw new Error('no order');
    return order;
  }
}

const requestIdIn = (body: string): string => /"request_id":"([^"]*)"/.exec(body)?.[1] ?? '';

async function begun(): Promise<TwoSteps> {
  const world = new TwoSteps();
  await createOrder(world.instance(), payer, { items: [{ goodsId: 'waffles', quantity: 1 }] });
  return world;
}

const pay = (world: TwoSteps, shop = world.instance()) =>
  unifiedOrder(shop, payer, { outTradeNo: world.order.outTradeNo, payMethod: 'wechat' });

const lost = (): never => {
  throw new HttpFailure('timeout', 'no answer');
};

describe('the token', () => {
  it('is got once, kept sealed, and used by every instance', async () => {
    const world = await begun();
    await pay(world);
    await closeOrder(world.instance(), payer, world.order.outTradeNo);
    expect(world.steps).toEqual(['login', 'create', 'confirm', 'cancel']);
    expect(JSON.stringify([...world.tokens.values()])).not.toContain(world.token);
    expect(world.logged.join()).not.toContain(world.token);
  });

  it('is got by one of two instances that want it at once', async () => {
    const world = await begun();
    const shops = [world.instance(), world.instance()];
    const connected = (await (shops[0] ?? world.instance()).configs.get('payment')).account('airwallex');
    const said = await Promise.all(shops.map((shop) => shop.tokens.of(shop, connected)));
    expect(world.logins).toBe(1);
    expect(said.map((one) => 'token' in one && one.token.reveal())).toEqual([world.token, world.token]);
  });

  it('that the PSP refuses is thrown away, and the call made once more', async () => {
    const world = await begun();
    await pay(world);
    world.token = 'another one since';
    await closeOrder(world.instance(), payer, world.order.outTradeNo);
    expect(world.steps.slice(3)).toEqual(['cancel', 'login', 'cancel']);
    expect(world.order.state).toBe('closed');
  });

  it('that is refused though it is new leaves the call unsent, and no number behind', async () => {
    const world = await begun();
    world.instead = (_request, step) => (step === 'login' ? undefined : answer({}, 401));
    expect(await codeOf(pay(world))).toBe('CONFIG_INVALID');
    expect(world.steps).toEqual(['login', 'create', 'login', 'create']);
    expect(world.order.attempts).toMatchObject([{ state: 'declined', left: false, doubtful: false }]);
  });

  it.each([
    [
      'refused',
      () => answer({ code: 'credentials_invalid', message: 'TEST-ONLY-key' }, 401),
      'CONFIG_INVALID',
    ],
    ['without an answer', lost, 'PSP_UNREACHABLE'],
    ['answered by trouble', () => answer({}, 503), 'PSP_UNREACHABLE'],
  ])('whose login is %s leaves the payment unsent, never unknown', async (_what, instead, code) => {
    const world = await begun();
    world.instead = instead;
    expect(await codeOf(pay(world))).toBe(code);
    expect(world.steps).toEqual(['login']);
    expect(world.order.attempts).toMatchObject([{ state: 'declined', left: false, doubtful: false }]);
    expect(world.logged.join()).not.toContain('TEST-ONLY');
  });
});

describe('a payment in two steps', () => {
  it('has its number written down before the second step goes out', async () => {
    const world = await begun();
    let seen: unknown;
    world.instead = (_request, step) => {
      if (step === 'confirm') seen = world.order.attempts.at(-1);
      return undefined;
    };
    await pay(world);
    expect(seen).toMatchObject({ spTradeNo: intent().id, state: 'requested', left: true, doubtful: true });
    expect(world.order.attempts).toMatchObject([{ state: 'open', doubtful: false, spTradeNo: intent().id }]);
  });

  it('whose second step had no answer is confirmed again under the same request id', async () => {
    const world = await begun();
    world.instead = (_request, step) => (step === 'confirm' ? lost() : undefined);
    expect(await codeOf(pay(world))).toBe('OUTCOME_UNKNOWN');
    world.instead = undefined;
    world.now += 60_000;
    await pay(world);
    const no = world.order.outTradeNo;
    expect(world.requestIds).toEqual([`create-${no}`, `confirm-${no}`, `confirm-${no}`]);
    expect(world.order.attempts).toMatchObject([{ state: 'open', doubtful: false }]);
  });

  it('whose first step had no answer is looked for by our number before it is sent again', async () => {
    const world = await begun();
    world.instead = (_request, step) => (step === 'create' ? lost() : undefined);
    expect(await codeOf(pay(world))).toBe('OUTCOME_UNKNOWN');
    const unpaid = { merchant_order_id: world.order.outTradeNo, status: 'REQUIRES_PAYMENT_METHOD' };
    world.instead = ({ method }, step) =>
      step === 'payment_intents' && method === 'GET'
        ? answer({ items: [intent(unpaid)], has_more: false })
        : undefined;
    world.now += 60_000;
    await pay(world);
    expect(world.steps).toEqual(['login', 'create', 'payment_intents', 'confirm']);
  });

  it('that is not found by our number is prepared again, as the same request', async () => {
    const world = await begun();
    world.instead = (_request, step) => (step === 'create' ? lost() : undefined);
    expect(await codeOf(pay(world))).toBe('OUTCOME_UNKNOWN');
    world.instead = ({ method }, step) =>
      step === 'payment_intents' && method === 'GET' ? answer({ items: [], has_more: false }) : undefined;
    world.now += 60_000;
    await pay(world);
    const no = world.order.outTradeNo;
    expect(world.requestIds).toEqual([`create-${no}`, `create-${no}`, `confirm-${no}`]);
  });

  it('whose second step is refused is over: nobody can pay it', async () => {
    const world = await begun();
    world.instead = (_request, step) =>
      step === 'confirm' ? answer({ code: 'configuration_error', message: 'not enabled' }, 400) : undefined;
    expect(await codeOf(pay(world))).toBe('PSP_REFUSED');
    expect(world.order.attempts).toMatchObject([{ state: 'declined', left: true, spTradeNo: intent().id }]);
  });
});
