/** Merchants of the WeChat Pay v3 sandboxes, direct or through a provider, written from the official documentation. */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { rsaSign } from './v3-merchant';
import type { World } from './world';

const accountShape = v.object({
  appid: v.string(),
  mchid: v.string(),
  serial_no: v.string(),
  private_key: v.string(),
});
export type Account = v.InferOutput<typeof accountShape>;

export const accountOf = (world: World, paySp: 'v3' | 'v3sp'): Account =>
  v.parse(accountShape, world.sandboxes.demoConfig(paySp));

interface Unsigned {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

export function headersFor(world: World, account: Account, { method, url, body }: Unsigned) {
  const timestamp = String(Math.floor(world.clock.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const fields = {
    mchid: account.mchid,
    nonce_str: nonce,
    signature: rsaSign(`${method}\n${url}\n${timestamp}\n${nonce}\n${body}\n`, account.private_key),
    timestamp,
    serial_no: account.serial_no,
  };
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return {
    accept: 'application/json',
    'user-agent': 'CrossPay test',
    ...(body !== '' && { 'content-type': 'application/json' }),
    authorization: `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`,
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Of the key that signed the answer. */
  readonly serial: string;
}

/** A signed request: GET without a body, POST with one. */
export async function ask(world: World, paySp: 'v3' | 'v3sp', path: string, body?: object): Promise<Answer> {
  const unsigned = {
    method: body ? 'POST' : 'GET',
    url: `/sandbox/${paySp}${path}`,
    body: body ? JSON.stringify(body) : '',
  };
  const headers = headersFor(world, accountOf(world, paySp), unsigned);
  const reply = await world.call(unsigned.url, { ...unsigned, headers });
  const words = reply.text === '' ? {} : v.parse(v.record(v.string(), v.unknown()), JSON.parse(reply.text));
  return { status: reply.status, body: words, serial: reply.headers['Wechatpay-Serial'] ?? '' };
}

const terms = {
  description: '郁金香种球',
  out_trade_no: 'ORDER1',
  notify_url: 'http://127.0.0.1:7071/notify',
};

export const partnerOrder = (world: World) => ({
  sp_appid: accountOf(world, 'v3sp').appid,
  sp_mchid: accountOf(world, 'v3sp').mchid,
  sub_appid: 'wxcrosspaydemo0001',
  sub_mchid: '1900000109',
  ...terms,
  amount: { total: 100, currency: 'CNY' },
  payer: { sub_openid: 'oPayer' },
});

export const overseasOrder = (world: World) => ({
  appid: accountOf(world, 'v3').appid,
  mchid: accountOf(world, 'v3').mchid,
  ...terms,
  trade_type: 'JSAPI',
  merchant_category_code: '5812',
  amount: { total: 100, currency: 'EUR' },
  payer: { openid: 'oPayer' },
});
