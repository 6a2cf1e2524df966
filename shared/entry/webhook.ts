/** A function behind the HTTP access service: restores the raw body, bounds it, and finds out who is addressed. */
import type { HttpReply } from '../ports';
import type { Knock } from '../usecases/take-notification';

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
  if (event.httpMethod !== 'POST') return { refused: plain(405, 'notices come by POST') };
  const body = rawBody(event);
  if (body === undefined) return { refused: plain(400, 'the body must come raw, as text or base64') };
  if (Buffer.byteLength(body, 'utf8') > MAX_BODY_BYTES)
    return { refused: plain(413, 'the body is too large') };
  const [paySp, configId = 'payment', ...rest] = segments(event.path);
  if (rest.length > 0 || !CONFIG_ID.test(configId)) return { refused: plain(404, 'no such path') };
  return { paySp, configId, headers: headersOf(event.headers), body };
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

function headersOf(raw: unknown): Readonly<Record<string, string>> {
  const entries = typeof raw === 'object' && raw !== null ? Object.entries(raw) : [];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value]));
}

export function resultOf(reply: HttpReply): HttpResult {
  return { statusCode: reply.status, headers: reply.headers, body: reply.body };
}
