/** A merchant of WeChat Pay v2 whose words are signed and read by the public package tenpay: a third opinion. */
import { request as httpsRequest } from 'node:https';
import * as v from 'valibot';
import type { Sandboxes } from '../../scripts/sandbox';
import type { World } from './world';

export type Words = Record<string, string>;

/** What tenpay offers of use here; it has no types of its own. */
interface Tenpay {
  _getSign(params: object, type?: string): string;
  /** Verifies a message and reads it; rejects with its own words. */
  _parse(xml: string, type: string, signType?: string): Promise<Words & { req_info?: Words }>;
  getPayParamsByPrepay(params: object, signType?: string): Words;
}
type TenpayClass = new (config: object) => Tenpay;
const TenpayOf = jest.requireActual<TenpayClass>('tenpay');
const { buildXML } = jest.requireActual<{ buildXML: (words: object) => string }>('tenpay/lib/util');

const configShape = v.looseObject({
  appid: v.string(),
  mchid: v.string(),
  key: v.string(),
  endpoint: v.string(),
  secure_endpoint: v.string(),
});
export type Config = v.InferOutput<typeof configShape>;
export type PaySp = 'v2' | 'v2sp';

export const configOf = (sandboxes: Sandboxes, paySp: PaySp): Config =>
  v.parse(configShape, sandboxes.demoConfig(paySp));

export const tenpay = ({ appid, mchid, key }: Config): Tenpay =>
  new TenpayOf({ appid, mchid, partnerKey: key });

/** A request as tenpay writes and signs it. */
export function written(config: Config, words: Words): string {
  const all = { appid: config.appid, mch_id: config.mchid, nonce_str: 'ibuaiVcKdpRxkhJA', ...words };
  return buildXML({ ...all, sign: tenpay(config)._getSign(all, words.sign_type) });
}

/** Sends a request, and has tenpay verify and read the answer: the words, or the error code. */
export async function ask(
  world: World,
  path: string,
  words: Words,
  paySp: PaySp = 'v2',
): Promise<Words | string> {
  const config = configOf(world.sandboxes, paySp);
  const reply = await world.call(`/sandbox/${paySp}${path}`, {
    method: 'POST',
    body: written(config, words),
  });
  return read(config, reply.text, words.sign_type);
}

export const read = (config: Config, xml: string, signType?: string): Promise<Words | string> =>
  tenpay(config)
    ._parse(xml, 'unifiedorder', signType)
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));

export const order: Words = {
  body: 'Image形象店 2>1<0',
  out_trade_no: 'ORD20261102-0001',
  total_fee: '100',
  spbill_create_ip: '127.0.0.1',
  notify_url: 'http://127.0.0.1:7071/notify/v2',
  trade_type: 'JSAPI',
  openid: 'oDemoOpenid1',
};

export const place = (world: World, changes: Words = {}): Promise<Words | string> =>
  ask(world, '/pay/unifiedorder', { ...order, ...changes });

/** What a caller shows of itself, and whom it trusts. */
export interface Tls {
  readonly cert?: unknown;
  readonly key?: unknown;
  readonly pfx?: Buffer;
  readonly passphrase?: unknown;
  readonly ca: string;
}

/** POST over TLS; rejects when the listener does not let the caller in. */
export function postSecurely(url: string, body: string, tls: Tls): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { method: 'POST', agent: false, ...(tls as object) }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      reply.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
