/** A merchant of WeChat Pay v3, written from the official documentation and sharing nothing with the sandbox. */
import { createDecipheriv, createSign, createVerify, randomBytes, X509Certificate } from 'node:crypto';
import * as v from 'valibot';
import type { Received, Reply, World } from './world';

const configShape = v.object({
  appid: v.string(),
  mchid: v.string(),
  serial_no: v.string(),
  private_key: v.string(),
  apiv3_key: v.string(),
  endpoint: v.string(),
});
export type Config = v.InferOutput<typeof configShape>;
export const configOf = (world: World): Config => v.parse(configShape, world.sandboxes.demoConfig('v3'));

export const rsaSign = (message: string, privateKey: string): string =>
  createSign('RSA-SHA256').update(message).sign(privateKey, 'base64');

/** What a test may get wrong on purpose. */
export interface Changes {
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly mchid?: string;
  readonly serial?: string;
  readonly signedUrl?: string;
  readonly signedBody?: string;
  readonly key?: string;
}

export function authorization(
  world: World,
  request: { method: string; url: string; body: string },
  changes: Changes = {},
): string {
  const config = configOf(world);
  const timestamp = changes.timestamp ?? String(Math.floor(world.clock.now() / 1000));
  const nonce = changes.nonce ?? randomBytes(16).toString('hex');
  const url = changes.signedUrl ?? request.url;
  const body = changes.signedBody ?? request.body;
  const message = `${request.method}\n${url}\n${timestamp}\n${nonce}\n${body}\n`;
  const fields = {
    mchid: changes.mchid ?? config.mchid,
    nonce_str: nonce,
    signature: rsaSign(message, changes.key ?? config.private_key),
    timestamp,
    serial_no: changes.serial ?? config.serial_no,
  };
  const list = Object.entries(fields).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
}

export function headersFor(
  world: World,
  request: { method: string; url: string; body: string },
  changes?: Changes,
): Record<string, string> {
  return {
    accept: 'application/json',
    'user-agent': 'CrossPay test',
    ...(request.body !== '' && { 'content-type': 'application/json' }),
    authorization: authorization(world, request, changes),
  };
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  /** Below the endpoint. */
  readonly path: string;
  readonly body?: unknown;
  readonly changes?: Changes;
  readonly headers?: Record<string, string>;
}

export function request(world: World, { method, path, body, changes, headers }: Call) {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const sent = {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url: `/sandbox/v3${path}`,
    body: text,
  };
  return { ...sent, headers: { ...headersFor(world, sent, changes), ...headers } };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly reply: Reply;
}

/** Sends a signed request and insists on a signed answer. */
export async function ask(world: World, call: Call): Promise<Answer> {
  const sent = request(world, call);
  const reply = await world.call(sent.url, sent);
  if (!isSigned(world, reply.headers, reply.text))
    throw new Error(`the answer ${reply.status} is not signed`);
  const body = reply.text === '' ? {} : v.parse(v.record(v.string(), v.any()), JSON.parse(reply.text));
  return { status: reply.status, body, reply };
}

const keysShape = v.object({ public_key_id: v.string(), public_key: v.string() });

/** Verifies an answer or a notice with the public key or the certificate that its serial number names. */
export function isSigned(world: World, headers: Readonly<Record<string, string>>, body: string): boolean {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const message = `${lower['wechatpay-timestamp'] ?? ''}\n${lower['wechatpay-nonce'] ?? ''}\n${body}\n`;
  const key = platformKey(world, lower['wechatpay-serial'] ?? '');
  if (key === undefined) return false;
  return createVerify('RSA-SHA256')
    .update(message)
    .verify(key, lower['wechatpay-signature'] ?? '', 'base64');
}

const platformKeys = new Map<string, string>();

function platformKey(world: World, serial: string): string | undefined {
  const keys = v.parse(keysShape, world.view('v3').keys);
  return serial === keys.public_key_id ? keys.public_key : platformKeys.get(serial);
}

const sealedShape = v.object({
  algorithm: v.literal('AEAD_AES_256_GCM'),
  nonce: v.string(),
  associated_data: v.string(),
  ciphertext: v.string(),
});

export function unseal(world: World, sealed: unknown): string {
  const { nonce, associated_data, ciphertext } = v.parse(sealedShape, sealed);
  const bytes = Buffer.from(ciphertext, 'base64');
  const key = Buffer.from(configOf(world).apiv3_key, 'utf8');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'utf8'));
  decipher.setAAD(Buffer.from(associated_data, 'utf8')).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}

const certificatesShape = v.object({
  data: v.array(
    v.object({ serial_no: v.string(), expire_time: v.string(), encrypt_certificate: v.unknown() }),
  ),
});

/** Downloads the platform certificates; from then on answers and notices can be verified with them. */
export async function downloadCertificates(world: World): Promise<X509Certificate[]> {
  const sent = request(world, { path: '/v3/certificates' });
  const reply = await world.call(sent.url, sent);
  const { data } = v.parse(certificatesShape, JSON.parse(reply.text));
  return data.map(({ serial_no, encrypt_certificate }) => {
    const certificate = new X509Certificate(unseal(world, encrypt_certificate));
    if (certificate.serialNumber !== serial_no) throw new Error('the certificate has another serial number');
    platformKeys.set(serial_no, certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString());
    return certificate;
  });
}

export const orderBody = (world: World) => ({
  appid: configOf(world).appid,
  mchid: configOf(world).mchid,
  description: 'Image形象店-深圳腾大-QQ公仔',
  out_trade_no: 'ORD20261102-0001',
  notify_url: 'http://127.0.0.1:7071/notify/v3',
  amount: { total: 100, currency: 'CNY' },
  payer: { openid: 'oDemoOpenid1' },
});

export const order = (world: World, changes: object = {}): Promise<Answer> =>
  ask(world, { path: '/v3/pay/transactions/jsapi', body: { ...orderBody(world), ...changes } });

/** An order that the payer has paid. */
export async function paidOrder(world: World, changes: object = {}): Promise<void> {
  const { out_trade_no } = { ...orderBody(world), ...changes };
  await order(world, changes);
  await world.control('sandbox', { pay_sp: 'v3', event: 'pay', out_trade_no });
}

export const refundBody = (changes: object = {}) => ({
  out_trade_no: 'ORD20261102-0001',
  out_refund_no: 'RF@0001',
  notify_url: 'http://127.0.0.1:7071/notify/v3',
  amount: { refund: 40, total: 100, currency: 'CNY' },
  ...changes,
});
export const refund = (world: World, changes: object = {}): Promise<Answer> =>
  ask(world, { path: '/v3/refund/domestic/refunds', body: refundBody(changes) });

export const query = (world: World, outTradeNo = 'ORD20261102-0001'): Promise<Answer> =>
  ask(world, { path: `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${configOf(world).mchid}` });

const envelopeShape = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(36)),
  create_time: v.pipe(v.string(), v.isoTimestamp()),
  resource_type: v.literal('encrypt-resource'),
  event_type: v.string(),
  summary: v.string(),
  resource: v.looseObject({ original_type: v.string() }),
});

/** The envelope and the decrypted resource of a notice whose signature is right. */
export function readNotice(world: World, received: Received | undefined) {
  if (!received) throw new Error('no notice has come');
  if (!isSigned(world, received.headers, received.body)) throw new Error('the notice is not signed');
  const envelope = v.parse(envelopeShape, JSON.parse(received.body));
  const { original_type, ...sealed } = envelope.resource;
  const resource = v.parse(v.record(v.string(), v.any()), JSON.parse(unseal(world, sealed)));
  return { event: envelope.event_type, type: original_type, resource };
}
