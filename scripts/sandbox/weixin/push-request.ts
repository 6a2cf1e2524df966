/** One push as it leaves, signed as of its moment; and what the merchant's answer to it is worth. */
import type { Dice } from '../dice';
import { randomDigits } from '../numbers';
import { isSame } from '../signing';
import type { App, PushSettings } from './apps';
import { secondsOf } from './kit';
import { decrypt, encrypt, sortedSha1 } from './push-crypt';
import { fieldOf, type PushMessage, textOf, written } from './push-format';

/** What somebody who is not WeChat may try. */
export const forgeries = [
  /** Signed with another token. */
  'signature',
  'unsigned',
  /** Signed well, but meant for another app. */
  'appid',
  /** Changed after it was signed. */
  'tampered',
  /** In clear, although the app is set to encryption. */
  'clear',
] as const;
export type Forgery = (typeof forgeries)[number];

export interface Push {
  readonly app: App;
  /** As the console has it, or as a test wants it. */
  readonly settings: PushSettings;
  readonly message: PushMessage;
  readonly forged?: Forgery | undefined;
  /** Signed as of so many seconds ago. */
  readonly ageS?: number | undefined;
}

export interface PushRequest {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const foreignAppid = 'wxsomebodyelsesapp';

/** The request of one attempt at `now` (milliseconds). */
export function requestOf(push: Push, address: string, dice: Dice, now: number): PushRequest {
  const { settings, message } = push;
  const clear = written(message, settings.format);
  const isPlain = settings.mode === 'plain' || push.forged === 'clear';
  const encrypted = isPlain ? undefined : cipherOf(push, clear, dice);
  const query = signedQuery(push, encrypted, { dice, now });
  const body = encrypted === undefined ? clear : envelope(push, encrypted);
  const type = settings.format === 'json' ? 'application/json' : 'text/xml';
  return {
    url: `${address}?${query.toString()}`,
    headers: { 'content-type': type, 'user-agent': 'Mozilla/4.0' },
    body,
  };
}

function cipherOf({ app, settings, forged }: Push, clear: string, dice: Dice): string {
  const appid = forged === 'appid' ? foreignAppid : app.appid;
  return encrypt(clear, { ...settings, appid }, Buffer.from(dice.hex(8)));
}

function signedQuery(
  { settings, message, forged, ageS = 0 }: Push,
  encrypted: string | undefined,
  { dice, now }: { readonly dice: Dice; readonly now: number },
): URLSearchParams {
  const timestamp = String(secondsOf(now) - ageS);
  const nonce = randomDigits(dice, 9);
  const token = forged === 'signature' ? 'a-token-of-the-forger' : settings.token;
  const query = new URLSearchParams();
  if (forged !== 'unsigned') query.set('signature', sortedSha1(token, timestamp, nonce));
  query.set('timestamp', timestamp);
  query.set('nonce', nonce);
  query.set('openid', textOf(message.FromUserName));
  if (encrypted === undefined) return query;
  query.set('encrypt_type', 'aes');
  if (forged !== 'unsigned') query.set('msg_signature', sortedSha1(token, timestamp, nonce, encrypted));
  return query;
}

/** In compatible mode the clear fields stand beside the encrypted ones. */
function envelope({ settings, message, forged }: Push, encrypted: string): string {
  const Encrypt = forged === 'tampered' ? tampered(encrypted) : encrypted;
  const clear = settings.mode === 'compatible' ? message : { ToUserName: message.ToUserName };
  return written({ ...clear, Encrypt }, settings.format);
}

const tampered = (text: string): string => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;

/** The check that the console makes when an address is entered. */
export function urlCheck(
  push: Push,
  address: string,
  dice: Dice,
  now: number,
): PushRequest & { echostr: string } {
  const query = signedQuery(push, undefined, { dice, now });
  query.delete('openid');
  const echostr = randomDigits(dice, 19);
  query.set('echostr', echostr);
  return { url: `${address}?${query.toString()}`, headers: {}, body: '', echostr };
}

/** What an answer is worth; `reply`: what the user or the caller is told, in clear. */
export interface Verdict {
  readonly acknowledged: boolean;
  readonly outcome: string;
  readonly reply?: string;
}

export function judge(push: Push, { status, body }: { status: number; body: string }): Verdict {
  const heard = `${status} ${body.slice(0, 200)}`.trim();
  const no = (why: string): Verdict => ({ acknowledged: false, outcome: `not acknowledged: ${heard}${why}` });
  if (status !== 200) return no('');
  const isVirtualPayment = textOf(push.message.Event).startsWith('xpay_');
  if (!isVirtualPayment && ['', 'success'].includes(body))
    return { acknowledged: true, outcome: `acknowledged: ${heard}` };
  const reply = push.settings.mode === 'plain' ? body : opened(push, body);
  if (reply === undefined) return no(' (the reply is not encrypted and signed as it must be)');
  const { format } = push.settings;
  const said = isVirtualPayment ? fieldOf(reply, 'ErrCode', format) === '0' : isReply(reply, push);
  return said ? { acknowledged: true, outcome: `replied: ${heard}`, reply } : no('');
}

/** A passive reply says its kind to whoever wrote; to other events any JSON will do. */
const isReply = (reply: string, { settings: { format } }: Push): boolean =>
  format === 'xml' ? fieldOf(reply, 'MsgType', 'xml') !== undefined : reply.startsWith('{');

function opened({ app, settings }: Push, body: string): string | undefined {
  const [encrypted, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(
    (name) => fieldOf(body, name, settings.format) ?? '',
  );
  if (!encrypted || !signature) return undefined;
  const expected = sortedSha1(settings.token, timestamp ?? '', nonce ?? '', encrypted);
  return isSame(signature, expected) ? decrypt(encrypted, { ...settings, appid: app.appid }) : undefined;
}
