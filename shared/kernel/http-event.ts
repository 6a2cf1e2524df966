/** An event of the HTTP access service: the raw body restored and bounded, the path without the route's prefix, texts only. */

/** What PSPs and WeChat send is at most a few thousand bytes; what is larger than this is none of it. */
export const MAX_BODY_BYTES = 64 * 1024;

type Raw = Readonly<Record<string, unknown>>;

export interface HttpEvent {
  /** Upper case. */
  readonly method: string;
  /** Path parts after the route's own prefix. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer in the shape that the HTTP access service passes on. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Whether an event came through the HTTP access service. */
export function isHttpEvent(event: unknown): event is Raw {
  return typeof event === 'object' && event !== null && 'httpMethod' in event;
}

export const plainResult = (statusCode: number, body: string): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});

/** The parts of an event for a route called `route`, or the answer that refuses it before anything else is loaded. */
export function readHttpEvent(event: Raw, route: string): HttpEvent | { readonly refused: HttpResult } {
  const body = rawBody(event);
  if (body === undefined) return { refused: plainResult(400, 'the body must come raw, as text or base64') };
  if (Buffer.byteLength(body, 'utf8') > MAX_BODY_BYTES)
    return { refused: plainResult(413, 'the body is too large') };
  return {
    method: typeof event.httpMethod === 'string' ? event.httpMethod.toUpperCase() : '',
    path: pathOf(event, route),
    query: textsIn(event.queryStringParameters),
    headers: headersOf(event.headers),
    body,
  };
}

/** The access service hands bodies over as text, or as base64 with a flag; a parsed one can no longer be verified. */
function rawBody({ body, isBase64Encoded }: Raw): string | undefined {
  if (body === undefined || body === null) return '';
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded === true ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** Path parts after the route's own prefix, which the service strips unless told otherwise. */
export function pathOf({ path }: Raw, route: string): readonly string[] {
  const parts = (typeof path === 'string' ? path : '').split('/').filter((part) => part !== '');
  return parts[0] === route ? parts.slice(1) : parts;
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
