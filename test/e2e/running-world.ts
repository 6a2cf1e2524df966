/** The real world on a free port, and the ways in which tests talk to it: over HTTP, like everybody else. */
import { openShop } from '../../scripts/demo/shop';
import { startWorld, type World } from '../../scripts/demo/world';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { readyKeys } from '../ready-keys';

export const CUSTOMER = 'oCustomerOne00001';
export const OTHER_CUSTOMER = 'oCustomerTwo00002';
export const OPERATOR = 'oDemoOperator0001';
const APPID = 'wxcrosspaydemo0001';

export type Result = Readonly<Record<string, unknown>>;

export interface Running {
  readonly world: World;
  /** Calls a function as the mini-program does; answers what the function answered. */
  call(name: string, data: Result, openid?: string, unionid?: string): Promise<Result>;
  post(path: string, body: unknown): Promise<{ status: number; body: Result }>;
  order(outTradeNo: string): Promise<Doc>;
  notices(outTradeNo: string): Promise<readonly Doc[]>;
  /** How often the merchant's hook ran for an order. */
  hookRuns(outTradeNo: string): number;
  /** Waits until no notice is under way. */
  quiet(): Promise<void>;
}

/** Starts a world for the tests of one file; the built functions are those of `npm test`. */
export async function openWorld(
  provider: string,
  options: { dataDir?: string; log?: (line: string) => void; pspTimeoutMs?: number } = {},
): Promise<Running> {
  const world = await startWorld({
    port: 0,
    provider,
    timers: false,
    pspTimeoutMs: 3000,
    noticeTimeoutMs: 30_000,
    newKey: readyKeys(),
    ...options,
  });
  const post: Running['post'] = async (path, body) => send(world.url + path, body, {});
  const running = { ...waysTo(world), world, post };
  await waitUntilRefunds(running, provider);
  return running;
}

function waysTo(world: World): Omit<Running, 'world' | 'post'> {
  return {
    async call(name, data, openid = CUSTOMER, unionid = '') {
      const person = openid === '' ? {} : { 'x-wx-openid': openid, 'x-wx-appid': APPID };
      const who = unionid === '' ? person : { ...person, 'x-wx-unionid': unionid };
      const { body } = await send(`${world.url}/wx/callFunction`, { name, data }, who);
      return body.result as Result;
    },
    async order(outTradeNo) {
      const [found] = await world.cloud.database.find('orders', { _id: outTradeNo });
      if (!found) throw new Error(`no order ${outTradeNo}`);
      return found;
    },
    notices: (outTradeNo) =>
      world.cloud.database.find('payment', { out_trade_no: outTradeNo }, { sort: { received_at: 1 } }),
    hookRuns: (outTradeNo) =>
      world.cloud.logs
        .entries()
        .filter(({ text }) => text.includes('"onPaymentSuccess"') && text.includes(`"${outTradeNo}"`)).length,
    quiet: () => world.sandboxes.idle(),
  };
}

/** Until every function believes the configuration as it is now: they read it anew when it is half a second old. */
export const untilConfigCounts = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 600));

/** From now on this world's shop sells through another PSP, with the goods in its currency. */
export async function sellThrough(running: Running, provider: string): Promise<void> {
  const { cloud, url, sandboxes, weixin } = running.world;
  await openShop(cloud.database, { provider, url, sandboxes, weixin });
  await waitUntilRefunds(running, provider);
  await untilConfigCounts();
}

async function waitUntilRefunds(
  { world, post }: Pick<Running, 'world' | 'post'>,
  provider: string,
): Promise<void> {
  if (provider === 'qfpay')
    await post('/control/clock', { advance_ms: untilRefunds(world.cloud.clock.now()) });
}

/** QFPay refunds nothing from 23:30 to 00:30 of Hong Kong: how long until it does, and for ten minutes more, milliseconds. */
function untilRefunds(now: number): number {
  const minute = 60_000;
  const sinceHalfPastEleven = (now + 30 * minute + 8 * 60 * minute) % (24 * 60 * minute);
  const isClosing = sinceHalfPastEleven >= (24 * 60 - 10) * minute;
  if (isClosing) return 71 * minute;
  return sinceHalfPastEleven < 60 * minute ? 61 * minute - sinceHalfPastEleven : 0;
}

async function send(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: Result }> {
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await reply.text();
  return { status: reply.status, body: text.startsWith('{') ? (JSON.parse(text) as Result) : { text } };
}

/** A new order of `quantity` tulip bulbs. */
export async function buy(running: Running, quantity = 1, openid = CUSTOMER): Promise<string> {
  const made = await running.call(
    'pay',
    { action: 'createorder', items: [{ goods_id: 'tulips', quantity }] },
    openid,
  );
  expect(made).toMatchObject({ errcode: 0 });
  return String(made.out_trade_no);
}

/** A new order whose payment was started. */
export async function checkOut(running: Running, payMethod = 'wechat'): Promise<string> {
  const outTradeNo = await buy(running);
  const started = await running.call('pay', {
    action: 'unifiedorder',
    out_trade_no: outTradeNo,
    pay_method: payMethod,
  });
  expect(started).toMatchObject({ errcode: 0 });
  return outTradeNo;
}

/** Something happens at the PSP; afterwards all its notices have been delivered once. */
export async function atPsp(running: Running, paySp: string, event: Result): Promise<void> {
  const { status, body } = await running.post('/control/sandbox', { pay_sp: paySp, ...event });
  if (status !== 200) throw new Error(`the sandbox refused the event: ${JSON.stringify(body)}`);
  await running.quiet();
}

/** A new order, paid and notified. */
export async function paidOrder(running: Running, paySp: string): Promise<string> {
  const outTradeNo = await checkOut(running);
  await atPsp(running, paySp, { out_trade_no: outTradeNo, event: 'pay' });
  // VR Payment's wallet platform notifies nobody: the shop asks.
  if (paySp === 'vr') await running.call('pay', { action: 'queryorder', out_trade_no: outTradeNo });
  expect(await running.order(outTradeNo)).toMatchObject({ state: 'paid' });
  return outTradeNo;
}

/** Lets local time pass, and everything that becomes due be delivered. */
export async function later(running: Running, ms: number): Promise<void> {
  await running.post('/control/clock', { advance_ms: ms });
  await running.quiet();
}
