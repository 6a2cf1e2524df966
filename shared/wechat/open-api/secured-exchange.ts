/**
 * One call of WeChat's server API with its body encrypted and signed, and its answer verified and decrypted (WeChat documentation,
 * "server API signature and encryption", read 2026-11). What nothing vouches for is not believed: it may have happened.
 */
import { signRsaPss, verifyRsaPss } from '../../codecs/rsa-pss';
import { openParts, sealParts } from '../../codecs/sealed-parts';
import { exchange } from '../../kernel/exchange';
import type { HttpReply, HttpRequest } from '../../kernel/http';
import { readJsonObject, textAt, type JsonObject } from '../../kernel/json';
import { readApiSecurity, type ApiSecurity } from '../api-security';
import type { App } from '../wechat-config';
import { classOf } from './codes';
import {
  codeIn,
  readAnswer,
  readWith,
  refusesToken,
  type Api,
  type Input,
  type Sent,
  type WithToken,
} from './exchange-with-wechat';
import type { Wechat } from './wechat';

/** WeChat's own example takes no older answer. */
const MOST_AGE_S = 300;

/** How a call is secured; undefined for one that the configuration does not name, and for files. Throws CONFIG_INVALID. */
export function securityOf(app: App, api: Api<unknown>, { upload }: Input): ApiSecurity | undefined {
  const security = readApiSecurity(app.apiSecurity?.());
  return security?.apis.includes(api.path) && api.method !== 'GET' && !upload ? security : undefined;
}

export async function sendSecured<T>(
  wechat: Wechat,
  app: App,
  api: Api<T>,
  { input, token, security }: WithToken & { readonly security: ApiSecurity },
): Promise<Sent<T>> {
  const { clock, random } = wechat;
  const { appid } = app;
  const address = `${app.endpoint}/${api.path}`;
  const call = { appid, security, address };
  const nonce = { iv: Buffer.from(random.hex(12), 'hex'), n: random.hex(16) };
  const request = securedRequest(
    call,
    { ...input.query, ...input.body },
    nonce,
    Math.floor(clock.now() / 1000),
  );
  const url = `${address}?${new URLSearchParams({ access_token: token }).toString()}`;
  let codeInClear = 0;
  const outcome = await exchange<T>(
    wechat,
    { party: 'wechat', operation: api.path },
    (limitMs) => wechat.http.send({ ...request, url }, limitMs),
    (reply) => {
      if (reply.status !== 200) return readAnswer(api, reply);
      const opened = openReply(call, reply, Math.floor(clock.now() / 1000));
      if ('answer' in opened) {
        if (opened.isEnding) wechat.log('wechat_certificate_ends', { appid });
        return readWith(api, opened.answer);
      }
      codeInClear = codeIn(readJsonObject(reply.body) ?? {}) ?? 0;
      const theirs = codeInClear === 0 ? opened.problem : `${opened.problem} (${codeInClear})`;
      return { is: 'unknown', why: 'unverified', theirs };
    },
  );
  return { outcome, isTokenRefused: classOf(codeInClear) === 'token' || refusesToken(outcome) };
}

/** Which call it is: `address` is its URL without the query. */
interface Call {
  readonly appid: string;
  readonly security: ApiSecurity;
  readonly address: string;
}

/** What encryption is bound to. */
const about = ({ address, appid, security }: Call, timestamp: string): string =>
  [address, appid, timestamp, security.aesSn].join('|');

/** The signed and encrypted request, without its URL. `iv`: 12 bytes, `n`: a random text; neither is ever used twice. */
export function securedRequest(
  call: Call,
  fields: JsonObject,
  { iv, n }: { readonly iv: Buffer; readonly n: string },
  now: number,
): Omit<HttpRequest, 'url'> {
  const { appid, security, address } = call;
  const timestamp = String(now);
  const clear = { _n: n, _appid: appid, _timestamp: now, ...fields };
  const body = JSON.stringify(sealParts(JSON.stringify(clear), security.aesKey, about(call, timestamp), iv));
  const serial = security.serial === 'signed' ? [security.sn] : [];
  const signature = signRsaPss([address, appid, timestamp, ...serial, body].join('\n'), security.privateKey);
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'Wechatmp-Appid': appid,
      'Wechatmp-TimeStamp': timestamp,
      'Wechatmp-Signature': signature,
      ...(security.serial === 'none' ? {} : { 'Wechatmp-Serial': security.sn }),
    },
    body,
  };
}

/** `isEnding`: WeChat signs with another certificate too, and will soon with that one alone. */
type Opened = { readonly answer: JsonObject; readonly isEnding: boolean } | { readonly problem: string };

/** The answer in a reply, verified and decrypted. The signature covers our appid, whatever the header says. */
export function openReply(call: Call, { headers, body }: HttpReply, now: number): Opened {
  const { appid, security, address } = call;
  const timestamp = headers['wechatmp-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > MOST_AGE_S)
    return { problem: 'the answer is signed as of another time' };
  const signature = signatureIn(headers, security.platform.serial);
  if (signature === undefined) return { problem: 'the answer is signed with a key that is not configured' };
  if (now * 1000 > (security.platform.notAfter ?? Infinity)) return { problem: 'the certificate is over' };
  if (!verifyRsaPss([address, appid, timestamp, body].join('\n'), signature, security.platform.key))
    return { problem: 'the signature of the answer does not fit' };
  const answer = decrypted(call, body, timestamp);
  return answer ? { answer, isEnding: headers['wechatmp-serial'] !== security.platform.serial } : UNREADABLE;
}

const UNREADABLE = { problem: 'the answer cannot be decrypted, or was encrypted for another call' };

/** While the platform changes its certificate, it signs with both. */
function signatureIn(headers: HttpReply['headers'], serial: string): string | undefined {
  if (headers['wechatmp-serial'] === serial) return headers['wechatmp-signature'];
  return headers['wechatmp-serial-deprecated'] === serial
    ? headers['wechatmp-signature-deprecated']
    : undefined;
}

function decrypted(call: Call, body: string, timestamp: string): JsonObject | undefined {
  const parts = readJsonObject(body) ?? {};
  const part = (name: string): string => textAt(parts, name) ?? '';
  const sealed = { iv: part('iv'), data: part('data'), authtag: part('authtag') };
  const clear = readJsonObject(openParts(sealed, call.security.aesKey, about(call, timestamp)) ?? '');
  if (clear?._appid !== call.appid || String(clear._timestamp) !== timestamp) return undefined;
  const { _n, _appid, _timestamp, ...answer } = clear;
  return answer;
}
