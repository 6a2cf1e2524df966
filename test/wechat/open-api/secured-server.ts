/** WeChat's side of calls that are encrypted and signed, written from its guide and not with the code under test; and an app that makes them. */
import { constants, createCipheriv, createDecipheriv, sign } from 'node:crypto';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import { callWechat } from '../../../shared/wechat/open-api/call';
import type { Api } from '../../../shared/wechat/open-api/exchange-with-wechat';
import type { App } from '../../../shared/wechat/wechat-config';
import * as keys from './security-keys';
import { app, type WechatWorld } from './wechat-world';

export const NUMBER = 'app00000000000000000000000000sn1';
export const PLATFORM = 'plat0000000000000000000000000sn1';
export const PHONE = 'wxa/business/getuserphonenumber';

/** What of an answer is other than WeChat would have it. */
export interface Said {
  readonly appid?: string;
  readonly timestamp?: number | string;
  readonly about?: string;
  readonly serial?: string;
  readonly inside?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export const NOW = 1_780_000_000;

export function answering(answer: object, said: Said = {}) {
  return ({ url }: HttpRequest): HttpReply => {
    const address = url.split('?')[0] ?? '';
    const {
      appid = app.appid,
      timestamp = NOW,
      about = `${address}|${appid}|${timestamp}|${keys.aesSn}`,
    } = said;
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(keys.aesKey, 'base64'), Buffer.alloc(12, 9));
    cipher.setAAD(Buffer.from(about));
    const clear = JSON.stringify({
      _n: 'x',
      _appid: app.appid,
      _timestamp: timestamp,
      ...answer,
      ...said.inside,
    });
    const data = Buffer.concat([cipher.update(clear), cipher.final()]).toString('base64');
    const body = JSON.stringify({
      iv: Buffer.alloc(12, 9).toString('base64'),
      data,
      authtag: cipher.getAuthTag().toString('base64'),
    });
    const options = {
      key: keys.platformPrivateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    };
    const signature = sign(
      'sha256',
      Buffer.from(`${address}\n${appid}\n${timestamp}\n${body}`),
      options,
    ).toString('base64');
    const headers = {
      'wechatmp-appid': appid,
      'wechatmp-timestamp': String(timestamp),
      'wechatmp-serial': said.serial ?? PLATFORM,
      'wechatmp-signature': signature,
      ...said.headers,
    };
    return { status: 200, headers, body };
  };
}

export function readRequest({ url, body, headers }: HttpRequest): Readonly<Record<string, unknown>> {
  const { iv, data, authtag } = JSON.parse(body) as { iv: string; data: string; authtag: string };
  const decipher = createDecipheriv(
    'aes-256-gcm',
    Buffer.from(keys.aesKey, 'base64'),
    Buffer.from(iv, 'base64'),
  );
  decipher.setAAD(
    Buffer.from(
      [url.split('?')[0], headers['Wechatmp-Appid'], headers['Wechatmp-TimeStamp'], keys.aesSn].join('|'),
    ),
  );
  decipher.setAuthTag(Buffer.from(authtag, 'base64'));
  return JSON.parse(decipher.update(data, 'base64', 'utf8') + decipher.final('utf8')) as Record<
    string,
    unknown
  >;
}

export const phone: Api<string> = {
  path: PHONE,
  isRepeatable: false,
  codes: [40029],
  read: ({ phone: number }) => (typeof number === 'string' ? number : undefined),
};

export const blockOf = (change: object = {}) => ({
  aes_key: keys.aesKey,
  aes_sn: keys.aesSn,
  private_key: keys.appPrivateKey,
  sn: NUMBER,
  certificate: keys.platformCertificate,
  certificate_sn: PLATFORM,
  apis: [`/${PHONE}`],
  ...change,
});

export const securedBy = (block: unknown): App => ({ ...app, apiSecurity: () => block });
export const secured = securedBy(blockOf());
export const ask = (world: WechatWorld, at = secured) =>
  callWechat(world.wechat, at, phone, { body: { code: 'MARKER' }, query: { lang: 'en' } });
