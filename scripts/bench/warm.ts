/** What a call costs a function that runs already, its memory, and what ten thousand payments come to. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../demo/world';
import { demoAppid } from '../sandbox';
import type { Row } from './row';
import { openShopScene, type ShopScene } from './shop-scene';

/** Calls of each kind: those that warm a process up, and those that are measured. */
const WARM_UP = 100;
const MEASURED = 300;
/** Fewer than the unpaid orders that one buyer may have. */
const ORDERS_OF_A_BUYER = 20;

/** What some calls cost: milliseconds of a call in all and of processor, megabytes of the process in the end. */
interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mb: number;
  /** What each call answered. */
  readonly answers: readonly unknown[];
}

/** A function and what it is called with. */
interface Work {
  /** JavaScript whose value is the function; it finds the packages of this checkout. */
  readonly main: string;
  readonly events: readonly unknown[];
}

const functionOf = (name: string): string =>
  `require(${JSON.stringify(path.join(root, 'dist', 'cloudfunctions', name))}).main`;

/** As many reads as a payment notice has database calls, by the package alone. */
const sdkAlone = `(() => {
  const cloud = require('wx-server-sdk');
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  const orders = cloud.database().collection('orders');
  return async ({ calls }) => { for (let n = 0; n < calls; n += 1) await orders.where({ _id: 'none' }).limit(1).get(); };
})()`;

/**
 * The process that is measured: events come in at once, figures go out; what the function prints goes nowhere. It is ended by itself: a kept
 * connection would hold it.
 */
const measurer = (main: string): string => `
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  const main = ${main};
  let text = '';
  process.stdin.on('data', (part) => (text += part)).on('end', async () => {
    const events = JSON.parse(text);
    const answers = [];
    let from, cpu;
    for (const [place, event] of events.entries()) {
      if (place === ${WARM_UP}) [from, cpu] = [performance.now(), process.cpuUsage()];
      process.env.WX_OPENID = 'oBenchBuyer' + String(Math.floor(place / ${ORDERS_OF_A_BUYER})).padStart(8, '0');
      answers.push(await main(event, {}));
    }
    const ms = (performance.now() - from) / ${MEASURED};
    const { user, system } = process.cpuUsage(cpu);
    const mb = process.memoryUsage.rss() / 1024 / 1024;
    write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 / ${MEASURED}, mb, answers }), () => process.exit());
  });`;

export async function warmRows(): Promise<readonly Row[]> {
  const scene = await openShopScene();
  try {
    return await measured(scene);
  } finally {
    await scene.close();
  }
}

async function measured(scene: ShopScene): Promise<readonly Row[]> {
  const { callLog } = scene.cloud.database;
  const bare = await cost(scene, { main: '() => undefined', events: times(() => ({})) });
  callLog.clear();
  const create = await cost(scene, {
    main: functionOf('pay'),
    events: times(() => ({ action: 'createorder', items: [{ goods_id: 'tulips', quantity: 1 }] })),
  });
  const numbers = create.answers.map(numberIn);
  const ofEach = (action: string): Work => ({
    main: functionOf('pay'),
    events: numbers.map((no) => ({ action, out_trade_no: no, pay_method: 'wechat' })),
  });
  const pay = await cost(scene, ofEach('unifiedorder'));
  for (const number of numbers) await scene.payerPays(number);
  const beforeNotices = callLog.count();
  const notice = await cost(scene, { main: functionOf('notify'), events: scene.notices.map(eventOf) });
  const ofNotice = (callLog.count() - beforeNotices) / numbers.length;
  const look = await cost(scene, ofEach('queryorder'));
  const calls = callLog.count() / numbers.length;
  const sdk = await cost(scene, { main: sdkAlone, events: times(() => ({ calls: Math.round(ofNotice) })) });
  mustBePaid(look.answers);
  return [
    cpuRow('createorder', create, sdk),
    cpuRow('unifiedorder', pay, sdk),
    cpuRow('notice, first', notice, sdk),
    cpuRow('queryorder', look, sdk),
    memoryRow('pay', pay, bare),
    memoryRow('notify', notice, bare),
    tenThousand([create, pay, notice, look], calls),
  ];
}

const times = (event: () => unknown): readonly unknown[] => Array.from({ length: WARM_UP + MEASURED }, event);

function numberIn(answer: unknown): string {
  const no = (answer as { out_trade_no?: unknown }).out_trade_no;
  if (typeof no !== 'string') throw new Error(`no order was made: ${JSON.stringify(answer)}`);
  return no;
}

const eventOf = ({ headers, body }: ShopScene['notices'][number]): unknown => ({
  httpMethod: 'POST',
  path: '/v3/payment',
  queryStringParameters: {},
  headers,
  body,
});

/** Calls that were refused would be cheap. */
function mustBePaid(answers: readonly unknown[]): void {
  const other = answers.find((answer) => (answer as { state?: unknown }).state !== 'paid');
  if (other !== undefined) throw new Error(`an order of the benchmark is not paid: ${JSON.stringify(other)}`);
}

async function cost({ cloud }: ShopScene, { main, events }: Work): Promise<Cost> {
  const child = spawn(process.execPath, ['-e', measurer(main)], {
    cwd: root,
    env: { PATH: process.env.PATH, ...cloud.sdkEnvironment(), ...buyer },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(events));
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Cost;
}

const buyer = {
  WX_CONTEXT_KEYS: 'WX_OPENID,WX_APPID',
  WX_APPID: demoAppid,
  TCB_SOURCE: 'wx_client',
};

const cpuRow = (what: string, { cpuMs, ms }: Cost, sdk: Cost): Row => ({
  what: `${what}, CPU of a call (warm)`,
  measured: `${cpuMs.toFixed(1)} ms, ${ms.toFixed(1)} ms in all`,
  baseline: `${sdk.cpuMs.toFixed(1)} ms a notice's reads by the SDK alone`,
  ratio: `${(cpuMs / sdk.cpuMs).toFixed(2)} ×`,
  wanted: '',
});

const memoryRow = (what: string, { mb }: Cost, bare: Cost): Row => ({
  what: `${what}, memory after ${WARM_UP + MEASURED} calls`,
  measured: `${mb.toFixed(0)} MB`,
  baseline: `${bare.mb.toFixed(0)} MB node -e 0`,
  ratio: `${(mb / bare.mb).toFixed(1)} ×`,
  wanted: '',
});

/** Database and PSP answer at once here: what they take in life comes on top. */
function tenThousand(costs: readonly Cost[], calls: number): Row {
  const ms = costs.reduce((sum, one) => sum + one.ms, 0);
  const cpuMs = costs.reduce((sum, one) => sum + one.cpuMs, 0);
  return {
    what: '10,000 payments (created, paid, noticed, looked at), from 300',
    measured: `${Math.round(ms * 10).toLocaleString('en')} function-seconds, ${Math.round(calls * 10_000).toLocaleString('en')} database calls`,
    baseline: `${Math.round(cpuMs * 10).toLocaleString('en')} s of CPU`,
    ratio: `${calls.toFixed(1)} calls each`,
    wanted: '',
  };
}
