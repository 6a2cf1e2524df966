/** A function behind the HTTP access service: restores the raw body, bounds it, and finds out who is addressed. */
import { connectors } from './psp';
import type { HttpReply } from '../kernel/exchange';
import type { Knock } from './flows/take-notification';

/** Notices are a few hundred bytes; what is larger than this is none. */
const MAX_BODY_BYTES = 64 * 1024;
const CONFIG_ID = /^payment(_[0-9A-Za-z]{1,40})?$/;

/** The answer in the shape that the HTTP access service passes on. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whether an event came through the HTTP access service. */
export function isHttpEvent(event: unknown): event is Readonly<Record<string, unknown>> {
  return typeof event === 'object' && event !== null && 'httpMethod' in event;
}

const plain = (statusCode: number, body: string): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** The notice in an HTTP event, or the answer that refuses it before anything else is loaded. */
export function knockOf(event: Readonly<Record<string, unknown>>): Knock | { readonly refused: HttpResult } {
  const body = rawBody(event);
  if (body === undefined) return { refused: plain(400, 'the body must come raw, as text or base64') };
  if (Buffer.byteLength(body, 'utf8') > MAX_BODY_BYTES)
    return { refused: plain(413, 'the body is too large') };
  const [paySp, configId = 'payment', ...rest] = segments(event.path);
  if (rest.length > 0 || !CONFIG_ID.test(configId)) return { refused: plain(404, 'no such path') };
  const query = textsIn(event.queryStringParameters);
  return {
    paySp,
    configId,
    // Upper case, so that nothing that came as an HTTP event can pass for a call of the platform.
    method: String(event.httpMethod).toUpperCase(),
    query,
    headers: headersOf(event.headers),
    body,
  };
}

/** The access service hands bodies over as text, or as base64 with a flag; a parsed one can no longer be verified. */
function rawBody({ body, isBase64Encoded }: Readonly<Record<string, unknown>>): string | undefined {
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** Path parts after the route's own prefix, which the service strips unless told otherwise. */
function segments(path: unknown): readonly string[] {
  const parts = (typeof path === 'string' ? path : '').split('/').filter((part) => part !== '');
  return parts[0] === 'notify' ? parts.slice(1) : parts;
}

function textsIn(raw: unknown): Readonly<Record<string, string>> {
  const entries = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function headersOf(raw: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(textsIn(raw)).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Whether an event is a run of the timer trigger. */
export function isTimerEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'Type' in event && event.Type === 'Timer';
}

/** The notice in a direct call of the function, as the platform makes it for cloudPay. */
export function calledKnock(event: unknown): Knock {
  const { userInfo: _platformNote, ...notice } = Object(event) as Record<string, unknown>;
  const paySp = connectors.find(
    ({ notifications }) => notifications !== 'none' && notifications.by === 'call',
  )?.paySp;
  return {
    paySp: paySp ?? 'call',
    configId: undefined,
    method: 'call',
    query: {},
    headers: {},
    body: JSON.stringify(notice),
  };
}

/** The answer to a direct call: the object in the reply's body. */
export function calledResult({ status, body }: HttpReply): unknown {
  return body.startsWith('{') ? (JSON.parse(body) as unknown) : { errcode: status, errmsg: body };
}

export function resultOf(reply: HttpReply): HttpResult {
  return { statusCode: reply.status, headers: reply.headers, body: reply.body };
}
