/** Where alarms go: `alarm_url` and `alarm_secret` of document `payment`, and what is sent there. */
import { timedSignature } from '../../../codecs/timed-signature';
import type { HttpRequest } from '../../../kernel/http';
import { Secret } from '../../../kernel/secret';

export interface AlarmHook {
  readonly url: string;
  /** Signs what is sent. */
  readonly secret: Secret;
}

export const SHORTEST_SECRET = 16;

type Block = Readonly<Record<string, unknown>>;

/** The hook of a document; undefined where it names none, or what keeps it from being used. `local`: the cloud runs on this machine. */
export function alarmHookIn(
  { alarm_url: raw, alarm_secret: secret }: Block,
  local: boolean,
): AlarmHook | { readonly problem: string } | undefined {
  if (isAbsent(raw) && isAbsent(secret)) return undefined;
  const url = addressIn(raw);
  if (!url || !isOutside(url, local))
    return { problem: 'alarm_url must be an https address with a public host name' };
  if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET)
    return { problem: `alarm_secret must be a text of at least ${SHORTEST_SECRET} characters` };
  return { url: url.href, secret: new Secret(secret) };
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

function addressIn(raw: unknown): URL | undefined {
  try {
    return typeof raw === 'string' ? new URL(raw) : undefined;
  } catch {
    return undefined;
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Names may still lead to a private network: what they lead to is looked at when they are called. */
function isOutside({ protocol, hostname, username, password }: URL, local: boolean): boolean {
  if (username !== '' || password !== '') return false;
  if (LOOPBACK.includes(hostname)) return local;
  return protocol === 'https:' && hostname.includes('.') && !/^[\d.]+$|^\[/.test(hostname);
}

/** What is sent, signed with the secret in `X-CrossPay-Signature`. @param now milliseconds */
export function alarmRequest({ url, secret }: AlarmHook, content: object, now: number): HttpRequest {
  const body = JSON.stringify(content);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'CrossPay',
    'x-crosspay-signature': timedSignature(body, secret, now),
  };
  return { method: 'POST', url, headers, body };
}
