/** A shop at a PSP's sandbox, with payments and refunds of a day, asked for that day's statement on the next. */
import { openShop, type Shop } from '../../../shared/payments/flows/shop';
import { exchangeWithPsp } from '../../../shared/payments/flows/exchange-with-psp';
import type { Fetched } from '../../../shared/payments/flows/statements/fetched-statement';
import { readConfig, type ConnectedAccount } from '../../../shared/payments/flows/payment-config';
import { StatementUnusable } from '../../../shared/kernel/statement-unusable';
import { HttpFailure, type Download, type HttpReply, type HttpRequest } from '../../../shared/kernel/http';
import type { CloudPayRequest } from '../../../shared/payments/psp/operation';
import type { StatementLine } from '../../../shared/payments/psp/statement';
import { connectors } from '../../../scripts/connectors';
import {
  createSandboxes,
  demoAppid,
  type Sandbox,
  type SandboxFault,
  type Sandboxes,
} from '../../../scripts/sandbox';
import { asAnswered, asDownloaded, asSeen, camelCased, snakeCased } from '../../../scripts/simulate/wire';
import { ManualClock } from '../../sandbox/manual-clock';
import { memoryFile } from './memory-file';
import { MemoryStore } from './memory-store';
import { memoryTokens } from './memory-tokens';
import { readyKeys } from '../../ready-keys';

const ORIGIN = 'http://127.0.0.1:7070';
const HOUR = 3600_000;

export interface StatementWorld {
  readonly shop: Shop;
  readonly clock: ManualClock;
  readonly sandbox: Sandbox;
  readonly connected: ConnectedAccount;
  readonly requests: (HttpRequest | CloudPayRequest)[];
  readonly kept: Map<string, Buffer>;
  readonly logged: string[];
  /** Changes what a download brings, set by a test. */
  spoil: (download: Download) => Download;
  pay(attemptNo: string, value: number): Promise<void>;
  refund(attemptNo: string, outRefundNo: string, value: number): Promise<void>;
  fault(kind: SandboxFault['kind'], operation?: SandboxFault['operation']): void;
}

/** 2026-11-02, 12:00 UTC, is where the clock begins. */
export const DAY = '2026-11-02';

/** The next morning in Beijing, at eleven. */
export const toNextMorning = ({ clock }: StatementWorld): void =>
  clock.advance(Date.parse('2026-11-03T11:00:00+08:00') - clock.now());

type Api = (data: Record<string, unknown>) => unknown;

/** The sandboxes of this file's tests; their keys take long to make. */
let house: Promise<House> | undefined;

interface House {
  readonly sandboxes: Sandboxes;
  readonly clock: ManualClock;
  readonly apis: ReadonlyMap<string, Api>;
}

async function openHouse(): Promise<House> {
  const clock = new ManualClock();
  const apis = new Map<string, Api>();
  const sandboxes = await createSandboxes({
    clock,
    origin: () => ORIGIN,
    post: async () => ({ status: 200, body: 'ok' }),
    platform: {
      onCloudPay: (api, answer) => void apis.set(api, answer),
      callFunction: async () => ({ errcode: 0 }),
    },
    inProcess: true,
    newKey: readyKeys(),
  });
  return { sandboxes, clock, apis };
}

export async function openStatementWorld(
  paySp: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<StatementWorld> {
  house ??= openHouse();
  const { sandboxes, clock, apis } = await house;
  sandboxes.reset();
  clock.reset();
  let dice = 0;
  const sandbox = sandboxes.list.find((one) => one.paySp === paySp);
  if (!sandbox) throw new Error(`no sandbox ${paySp}`);
  const requests: (HttpRequest | CloudPayRequest)[] = [];
  const logged: string[] = [];
  const kept = new Map<string, Buffer>();
  const served = async (request: HttpRequest) => {
    requests.push(request);
    const reply = await sandboxes.handle(asSeen(request));
    if ('hang' in reply) throw new HttpFailure('timeout', 'no answer');
    if (reply.cutAt !== undefined) throw new HttpFailure('cut_off', 'the answer was cut off');
    return asAnswered(reply);
  };
  const shop = openShop({
    store: new MemoryStore(),
    pspTokens: memoryTokens(),
    http: { send: served },
    downloads: { open: async (request) => world.spoil(asDownloaded(await served(request))) },
    keptFiles: { begin: async () => memoryFile(kept) },
    cloudPay: { call: (request) => carried(request, apis, requests) },
    clock: { now: () => clock.now(), sleep: async () => undefined },
    random: {
      hex: (bytes) => {
        dice += 1;
        return dice.toString(16).padStart(bytes * 2, '0');
      },
    },
    log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 8000,
    onPaymentSuccess: async () => undefined,
    followUps: [],
  });
  const document = {
    pay_sp: paySp,
    notify_url: 'http://127.0.0.1:7070/notify',
    ...sandbox.demoConfig(),
    ...more,
  };
  const connected = readConfig('payment', document, connectors).account(paySp);
  const world: StatementWorld = {
    ...{ shop, clock, sandbox, connected, requests, kept, logged },
    spoil: (download) => download,
    pay: (attemptNo, value) => pay(world, attemptNo, value),
    refund: (attemptNo, outRefundNo, value) => refund(world, attemptNo, { outRefundNo, value }),
    fault: (kind, operation = 'bill') => sandbox.fault({ operation, kind, times: 1 }),
  };
  return world;
}

async function carried(
  request: CloudPayRequest,
  apis: ReadonlyMap<string, Api>,
  requests: (HttpRequest | CloudPayRequest)[],
): Promise<HttpReply> {
  requests.push(request);
  const data = { envId: 'local', ...request.data };
  const wanted = request.cloudPay === 'unifiedOrder' ? data : request.data;
  const said = await Promise.resolve(
    apis.get(request.cloudPay)?.(snakeCased(wanted) as Record<string, unknown>),
  ).catch(() => {
    throw new HttpFailure('cut_off', 'cloudPay failed');
  });
  // As the adapter hands a file on.
  const words = Buffer.isBuffer(said) ? { data: { base64: said.toString('base64') } } : camelCased(said);
  return { status: 200, headers: {}, body: JSON.stringify(words) };
}

/** What the demo shop of the PSP sells in. */
function currencyOf({ sandbox }: StatementWorld): string {
  const { currency } = sandbox.demoConfig();
  return typeof currency === 'string' ? currency : 'CNY';
}

/** The PSP's own number of each payment, for refunds. */
const tradeNoOf = ({ sandbox }: StatementWorld, attemptNo: string): string =>
  sandbox.view().payments.find((one) => one.out_trade_no === attemptNo)?.trade_no ?? '';

async function pay(world: StatementWorld, attemptNo: string, value: number): Promise<void> {
  const { shop, connected, sandbox } = world;
  const outcome = await exchangeWithPsp(shop, connected, 'pay', {
    operation: connected.connector.pay,
    input: {
      attemptNo,
      payMethod: 'wechat',
      amount: { value, currency: world.connected.account.refundCurrency ?? currencyOf(world) },
      description: '华夫饼, 大盒',
      appid: demoAppid,
      openid: 'oDemoBuyer000000001',
    },
    outTradeNo: attemptNo,
  });
  if (outcome.is !== 'ok') throw new Error(JSON.stringify(outcome));
  await sandbox.event({ event: 'pay', out_trade_no: attemptNo });
}

async function refund(
  world: StatementWorld,
  attemptNo: string,
  { outRefundNo, value }: { readonly outRefundNo: string; readonly value: number },
): Promise<void> {
  const { shop, connected, sandbox } = world;
  const { refund: operation } = connected.connector;
  const total = sandbox.view().payments.find((one) => one.out_trade_no === attemptNo)?.paid;
  if (!operation || !total) throw new Error('nothing to refund');
  const outcome = await exchangeWithPsp(shop, connected, 'refund', {
    operation,
    input: {
      attemptNo,
      outRefundNo,
      amount: { value, currency: total.currency },
      total,
      reason: 'broken',
      appid: demoAppid,
      spTradeNo: tradeNoOf(world, attemptNo),
    },
    outTradeNo: attemptNo,
  });
  if (outcome.is !== 'ok') throw new Error(JSON.stringify(outcome));
  world.clock.advance(HOUR);
}

/** All lines of what was fetched, or what it came to. */
export async function linesOf(fetched: Fetched): Promise<readonly StatementLine[] | string> {
  if (fetched.is !== 'lines') return 'code' in fetched ? `${fetched.is} ${fetched.code}` : fetched.is;
  const found: StatementLine[] = [];
  try {
    for await (const batch of fetched.lines) found.push(...batch);
  } catch (error) {
    if (!(error instanceof StatementUnusable)) throw error;
    return `unusable ${error.code}`;
  }
  return found;
}
