// The HTTP access service: a request becomes an event, the function's answer becomes a response.
// Shapes: docs.cloudbase.net/service (access-cloud-function, routes, path-passthrough), read 2026-11.
import { randomUUID } from 'node:crypto';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isDoc, type Doc } from '../database/document';
import { json, type WebReply, type WebRequest } from '../web';
import { FunctionError } from './function-error';
import type { FunctionHost } from './function-host';
import type { FunctionRequest } from './http-process';
import { withGatewayCredentials } from '../gateway-credentials';

/** A path prefix in front of a function. `passPath` keeps the prefix in `event.path`; without, it is cut off. */
export interface HttpRoute {
  readonly path: string;
  readonly function: string;
  readonly passPath?: boolean;
}

type SentReply = Exclude<WebReply, { readonly hang: true }>;

/** The platform's limit of a request, in bytes. */
const bodyLimit = 6 * 1024 * 1024;
const textType = /json|text|xml|x-www-form-urlencoded/;

/** Serves one request of a route. The function sees no identity: nobody has vouched for the sender. */
export async function serveHttp(
  { functions, envId }: { functions: FunctionHost; envId: string },
  route: HttpRoute,
  request: WebRequest,
): Promise<WebReply> {
  if (request.body.length > bodyLimit) {
    const message = `the body has ${request.body.length} bytes, more than the ${bodyLimit} that HTTP access takes`;
    return json({ code: 'EXCEED_MAX_PAYLOAD_SIZE', message }, 413);
  }
  try {
    const { reply, requestId } = await (functions.isHttp(route.function)
      ? functions.request(route.function, requestOf(route, request, envId), 'wx_http')
      : answerOf(functions, route.function, eventOf(route, request, envId)));
    return named(sendable(reply), requestId);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const { code, message, requestId } = error;
    return named(json({ code, message, requestId }, 500), requestId);
  }
}

async function answerOf(
  functions: FunctionHost,
  name: string,
  event: Doc,
): Promise<{ reply: WebReply; requestId: string }> {
  const { result, requestId } = await functions.invoke(name, event, { source: 'wx_http' });
  return { reply: replyOf(result), requestId };
}

/** The request as the web server of an HTTP function gets it. */
function requestOf(route: HttpRoute, request: WebRequest, envId: string): FunctionRequest {
  const { method, url, body } = request;
  const target = route.passPath ? url : url.slice(route.path.replace(/\/$/, '').length);
  return {
    method,
    target: target.startsWith('/') ? target : `/${target}`,
    headers: withGatewayCredentials(request.headers, envId),
    body,
  };
}

/** The answer, or a 500 that says what HTTP does not allow about it. */
function sendable(reply: WebReply): WebReply {
  const problem = 'hang' in reply ? undefined : problemOf(reply);
  if (problem === undefined) return reply;
  const message = `the function's answer cannot be sent: ${problem}`;
  return json({ code: 'FUNCTIONS_EXECUTE_FAIL', message }, 500);
}

function problemOf({ status, headers = {}, repeated = {} }: SentReply): string | undefined {
  if (status < 200 || status > 599) return `the statusCode ${status} is not one from 200 to 599`;
  const lists = Object.entries(repeated).flatMap(([name, list]) => list.map((one) => [name, one] as const));
  const wrong = [...Object.entries(headers), ...lists].find(([name, value]) => !isAllowed(name, value));
  if (!wrong) return undefined;
  const [name, value] = wrong.map((text) => JSON.stringify(text));
  return `the header ${name ?? ''} with the value ${value ?? ''} (percent-encode what is not ASCII)`;
}

function isAllowed(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** The answer with the number of its call, as the gateway gives it. */
function named(reply: WebReply, requestId: string): WebReply {
  if ('hang' in reply) return reply;
  return { ...reply, headers: { ...reply.headers, 'x-cloudbase-request-id': requestId } };
}

function eventOf(route: HttpRoute, request: WebRequest, envId: string): Doc {
  const cut = route.passPath ? request.path : request.path.slice(route.path.replace(/\/$/, '').length);
  const isText = textType.test(request.headers['content-type'] ?? '');
  const hasBody = request.body.length > 0;
  return {
    path: cut === '' ? '/' : cut,
    httpMethod: request.method,
    headers: withGatewayCredentials(request.headers, envId),
    queryStringParameters: Object.fromEntries(request.query),
    requestContext: { requestId: randomUUID(), envId, appId: 0, uin: 0 },
    body: hasBody ? request.body.toString(isText ? 'utf8' : 'base64') : '',
    isBase64Encoded: hasBody && !isText,
  };
}

/** An integration response says everything itself; other values get the type that fits them. */
function replyOf(result: unknown): WebReply {
  if (isDoc(result) && Number.isInteger(result.statusCode)) return integrationReply(result);
  if (result === null || result === undefined) return { status: 200, body: '' };
  if (typeof result === 'object') return json(result);
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: textOf(result) };
}

function integrationReply({ statusCode, headers, body, isBase64Encoded }: Doc): WebReply {
  const text = textOf(body);
  return {
    status: Number(statusCode),
    ...(isDoc(headers) ? headersOf(headers) : {}),
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

/** The gateway counts the bytes itself. */
function headersOf(headers: Doc): Pick<SentReply, 'headers' | 'repeated'> {
  const given = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  const lists = given.filter((pair): pair is [string, unknown[]] => Array.isArray(pair[1]));
  const single = given.filter(([, value]) => !Array.isArray(value));
  return {
    headers: Object.fromEntries(single.map(([name, value]) => [name, String(value)])),
    repeated: Object.fromEntries(lists.map(([name, list]) => [name, list.map(String)])),
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
