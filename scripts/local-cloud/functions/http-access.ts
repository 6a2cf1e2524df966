// The HTTP access service: a request becomes an event, the function's answer becomes a response.
// Shapes: docs.cloudbase.net/service (access-cloud-function, routes, path-passthrough), read 2026-11.
import { randomUUID } from 'node:crypto';
import { isDoc, type Doc } from '../database/document';
import { json, type WebReply, type WebRequest } from '../web';
import { FunctionError } from './function-error';
import type { FunctionHost } from './function-host';
import { withGatewayCredentials } from '../gateway-credentials';

/** A path prefix in front of a function. `passPath` keeps the prefix in `event.path`; without, it is cut off. */
export interface HttpRoute {
  readonly path: string;
  readonly function: string;
  readonly passPath?: boolean;
}

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
    const event = eventOf(route, request, envId);
    const { result, requestId } = await functions.invoke(route.function, event, { source: 'wx_http' });
    return named(replyOf(result), requestId);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const { code, message, requestId } = error;
    return named(json({ code, message, requestId }, 500), requestId);
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
    headers: isDoc(headers)
      ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      : {},
    body: isBase64Encoded === true ? Buffer.from(text, 'base64') : text,
  };
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
