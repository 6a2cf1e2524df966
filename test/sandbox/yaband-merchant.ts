/** A merchant of YabandPay, written from the vendor's documentation and sharing nothing with the sandbox. */
import { createHmac } from 'node:crypto';
import * as v from 'valibot';
import type { Reply, World } from './world';

export const user = '016683';
export const key = 'crosspay-demo-yaband-secret-key';

export type Fields = Record<string, string | number>;

export function hmac(fields: Fields, secret = key): string {
  const names = Object.keys(fields).sort((a, b) => (a < b ? -1 : 1));
  const message = names.map((name) => `${name}=${fields[name] ?? ''}`).join('&');
  return createHmac('sha256', secret).update(message).digest('hex');
}

export interface Envelope {
  readonly user: unknown;
  readonly method: unknown;
  readonly time: unknown;
  readonly data: unknown;
  readonly sign: unknown;
}

export function envelope(world: World, method: string, data: Fields): Envelope {
  const time = Math.floor(world.clock.now() / 1000);
  return { user, method, time, data, sign: hmac({ ...data, user, method, time }) };
}

export const post = (world: World, body: unknown): Promise<Reply> =>
  world.call('/sandbox/yaband', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const answerShape = v.object({
  status: v.boolean(),
  code: v.string(),
  message: v.string(),
  data: v.exactOptional(v.record(v.string(), v.any())),
});
export type Answer = v.InferOutput<typeof answerShape>;

export async function ask(world: World, method: string, data: Fields): Promise<Answer> {
  const reply = await post(world, envelope(world, method, data));
  return v.parse(answerShape, JSON.parse(reply.text));
}

/** The data of an answer that must be a success. */
export async function succeed(world: World, method: string, data: Fields): Promise<Record<string, unknown>> {
  const answer = await ask(world, method, data);
  if (!answer.status) throw new Error(`${method}: ${answer.message}`);
  return answer.data ?? {};
}

export const miniOrder: Fields = {
  pay_method: 'online',
  sub_pay_method: 'WeChat Pay',
  order_id: 'ORDER0001',
  amount: '24.99',
  currency: 'EUR',
  description: 'Tea 乌龙茶 & "cups"',
  timeout: '0',
  notify_url: 'http://127.0.0.1:7071/notify/yaband',
  sub_app_id: 'wxcrosspaydemo0001',
  sub_open_id: 'oDemoOpenid1',
};

const { sub_app_id: _app, sub_open_id: _open, ...common } = miniOrder;
export const linkOrder: Fields = { ...common, sub_pay_method: 'iDEAL', order_id: 'LINK0001' };

export const create = (world: World, changes: Fields = {}): Promise<Record<string, unknown>> =>
  succeed(world, 'v3.CreatePaymentsWechatMiniPay', { ...miniOrder, ...changes });

/** An order that the payer has paid; its trade_id. */
export async function paidOrder(world: World, changes: Fields = {}): Promise<string> {
  const { trade_id } = await create(world, changes);
  await world.control('sandbox', { pay_sp: 'yaband', event: 'pay', trade_no: trade_id });
  return String(trade_id);
}

export interface Notice {
  readonly sign: string;
  readonly data: Record<string, string>;
}

export const noticeShape = v.object({ sign: v.string(), data: v.record(v.string(), v.string()) });

/** The notice in a body, which must be signed with the shop's key. */
export function readNotice(body: string): Record<string, string> {
  const { sign, data } = v.parse(noticeShape, JSON.parse(body));
  if (sign !== hmac(data)) throw new Error('the notice is not signed by YabandPay');
  return data;
}
