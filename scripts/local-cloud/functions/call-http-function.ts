// POST /wx/callHTTPFunction: a mini-program's wx.cloud.callHTTPFunction. The caller's identity reaches the function in headers that
// nobody else can set.
import { isDoc, type Doc } from '../database/document';
import { json, type WebReply, type WebRequest } from '../web';
import { identityOf } from './call-function';
import { FunctionError } from './function-error';
import type { FunctionHost } from './function-host';
import type { FunctionRequest } from './http-process';
import type { Identity } from './identity';
import { admit } from './shared-environment';

/** Answers `data`, `statusCode` and `header`, or `errCode` when the function fails, as the client's SDK shows it. */
export async function callHttpFunction(functions: FunctionHost, request: WebRequest): Promise<WebReply> {
  const call = readCall(request.body);
  if (typeof call?.name !== 'string')
    return json(
      { error: 'POST {"name": "<function>", "path"?, "method"?, "header"?, "data"?} as JSON' },
      400,
    );
  try {
    const identity = identityOf(request.headers);
    await admit(functions, identity);
    const asked = requestOf(call, identity);
    const { reply, requestId } = await functions.request(call.name, asked, 'wx_client');
    return json({ ...resultOf(reply), requestID: requestId, errMsg: 'cloud.callHTTPFunction:ok' });
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const errMsg = `cloud.callHTTPFunction:fail Error: errCode: ${error.errCode} ${error.code} | errMsg: ${error.message}`;
    return json({ errCode: error.errCode, errMsg, requestID: error.requestId });
  }
}

function readCall(body: Buffer): Doc | undefined {
  try {
    const call = JSON.parse(body.toString('utf8')) as unknown;
    return isDoc(call) ? call : undefined;
  } catch {
    return undefined;
  }
}

function requestOf({ path = '/', method = 'GET', header, data }: Doc, identity: Identity): FunctionRequest {
  const target = `/${String(path).replace(/^\//, '')}`;
  const isRead = ['GET', 'HEAD'].includes(String(method).toUpperCase());
  return {
    method: String(method).toUpperCase(),
    target: isRead && isDoc(data) ? withQuery(target, data) : target,
    headers: {
      ...(isRead ? {} : { 'content-type': 'application/json' }),
      ...ownHeaders(header),
      ...identityHeaders(identity),
    },
    body:
      isRead || data === undefined
        ? Buffer.alloc(0)
        : Buffer.from(typeof data === 'string' ? data : JSON.stringify(data)),
  };
}

/** As wx.request sends the data of a request that has no body. */
function withQuery(target: string, data: Doc): string {
  const fields = Object.fromEntries(Object.entries(data).map(([name, value]) => [name, String(value)]));
  const query = new URLSearchParams(fields).toString();
  if (query === '') return target;
  return `${target}${target.includes('?') ? '&' : '?'}${query}`;
}

function ownHeaders(header: unknown): Record<string, string> {
  if (!isDoc(header)) return {};
  const lower = Object.entries(header).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return Object.fromEntries(lower.filter(([name]) => !name.startsWith('x-wx-')));
}

/** The headers of the platform (TencentCloudBase/skills, cloud-functions, read 2026-08). */
function identityHeaders({ openid, appid, unionid }: Identity): Record<string, string> {
  const named = {
    'x-wx-openid': openid,
    'x-wx-appid': appid,
    'x-wx-unionid': unionid,
    'x-wx-source': 'wx_client',
  };
  return Object.fromEntries(
    Object.entries(named).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

function resultOf(reply: WebReply): Doc {
  if ('hang' in reply) return {};
  const { status, headers = {}, repeated = {}, body = '' } = reply;
  const data = parsed(body.toString(), headers['content-type'] ?? '');
  return { data, statusCode: status, header: { ...headers, ...repeated } };
}

function parsed(text: string, type: string): unknown {
  if (!type.includes('json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
