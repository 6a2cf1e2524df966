/**
 * Decides whether a WeChat Pay v3 request is the merchant's: headers, signature, clock, replay.
 * Source: pay.weixin.qq.com/doc/v3/merchant/4012365342 (signing) and 4012556352 (errors), read 2026-11.
 */
import { verify, type KeyObject } from 'node:crypto';
import type { WebRequest } from '../../local-cloud/web';
import { isJson } from '../reading';

/** A refusal in WeChat Pay's form. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface KnownMerchant {
  readonly mchid: string;
  readonly serial: string;
  readonly publicKey: KeyObject;
}

const scheme = 'WECHATPAY2-SHA256-RSA2048 ';
const fieldNames = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const;
type Authorization = Readonly<Record<(typeof fieldNames)[number], string>>;

/** A timestamp 300 s or more away is refused, as WeChat Pay's own libraries do with answers. */
const windowSeconds = 300;

export class WechatV3Gate {
  /** Nonces of the window, with the second after which they may be forgotten. */
  private readonly nonces = new Map<string, number>();

  constructor(private readonly merchant: KnownMerchant) {}

  /** Forgets which nonces were used. */
  clear(): void {
    this.nonces.clear();
  }

  /** Lets the request through or throws. `now` in milliseconds. */
  admit(request: WebRequest, now: number): void {
    checkHeaders(request);
    const authorization = readAuthorization(request.headers.authorization ?? '');
    this.checkMerchant(authorization);
    const seconds = Math.floor(now / 1000);
    if (!/^\d{10}$/.test(authorization.timestamp)) throw signError('timestamp must be Unix seconds');
    if (Math.abs(seconds - Number(authorization.timestamp)) >= windowSeconds)
      throw signError('timestamp is more than 300 seconds away from the present');
    this.checkSignature(request, authorization);
    this.checkReplay(authorization, seconds);
  }

  private checkMerchant({ mchid, serial_no }: Authorization): void {
    if (mchid !== this.merchant.mchid) throw signError(`mchid ${mchid} does not exist`);
    if (serial_no !== this.merchant.serial)
      throw signError('serial_no is not that of the merchant certificate');
  }

  private checkSignature(request: WebRequest, { timestamp, nonce_str, signature }: Authorization): void {
    const head = `${request.method}\n${request.url}\n${timestamp}\n${nonce_str}\n`;
    const message = Buffer.concat([Buffer.from(head, 'utf8'), request.body, Buffer.from('\n')]);
    if (!isSignedBy(this.merchant.publicKey, message, signature))
      throw new ApiError(401, 'SIGN_ERROR', 'the signature does not fit the request', {
        field: 'signature',
        issue: 'sign not match',
        location: 'authorization',
        sign_information: { method: request.method, url: request.url, truncated_sign_message: head },
      });
  }

  private checkReplay({ nonce_str, timestamp }: Authorization, seconds: number): void {
    for (const [nonce, until] of this.nonces) if (until < seconds) this.nonces.delete(nonce);
    if (this.nonces.has(nonce_str)) throw signError('nonce_str was used before');
    this.nonces.set(nonce_str, Number(timestamp) + windowSeconds);
  }
}

/** RSA-SHA256 in plain base64. Node's decoder would overlook characters that do not belong there. */
export function isSignedBy(key: KeyObject, message: Buffer, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature && verify('sha256', message, key, bytes);
}

function checkHeaders(request: WebRequest): void {
  const { headers, body } = request;
  if (!/(?:^|[\s,])application\/json\b/i.test(headers.accept ?? ''))
    throw headerError('Accept', 'must be application/json');
  if (!headers['user-agent']) throw headerError('User-Agent', 'must be given');
  if (body.length > 0 && !isJson(request)) throw headerError('Content-Type', 'must be application/json');
}

function readAuthorization(header: string): Authorization {
  if (!header.startsWith(scheme)) throw signError(`Authorization must begin with ${scheme.trim()}`);
  const fields = new Map<string, string>();
  for (const part of header.slice(scheme.length).split(',')) {
    const [, name, value] = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined)
      throw signError(`Authorization has an unreadable part: ${part}`);
    if (fields.has(name)) throw signError(`Authorization has ${name} twice`);
    fields.set(name, value);
  }
  if (fields.size !== fieldNames.length)
    throw signError(`Authorization must have exactly ${fieldNames.join(', ')}`);
  const field = (name: (typeof fieldNames)[number]): string => {
    const value = fields.get(name);
    if (!value) throw signError(`Authorization has no ${name}`);
    return value;
  };
  const nonce_str = field('nonce_str');
  if (!/^[0-9A-Za-z]{8,32}$/.test(nonce_str)) throw signError('nonce_str must be 8 to 32 letters and digits');
  const [mchid, signature, timestamp, serial_no] = [
    field('mchid'),
    field('signature'),
    field('timestamp'),
    field('serial_no'),
  ];
  return { mchid, nonce_str, signature, timestamp, serial_no };
}

const signError = (message: string): ApiError =>
  new ApiError(401, 'SIGN_ERROR', message, { location: 'authorization', issue: message });

const headerError = (field: string, issue: string): ApiError =>
  new ApiError(400, 'PARAM_ERROR', `header ${field} ${issue}`, { field, issue, location: 'header' });
