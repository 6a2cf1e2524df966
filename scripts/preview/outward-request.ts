// POST /wx/request: what a mini-program asks of any host (wx.request, wx.uploadFile, wx.downloadFile). A phone knows no CORS, a browser
// does; so this server asks in the phone's place. Only the phone may have it ask: a page of another origin can set none of its headers.
import * as v from 'valibot';
import { json } from '../local-cloud/web';
import type { Mount, WebReply, WebRequest } from '../local-cloud/web';
import type { AnswerHead, NoAnswer } from './network-answer';

/** The longest that a host is waited for, ms; a mini-program may ask for less. */
const longestWait = 60_000;
/** So many bytes of an answer are taken. */
const mostBytes = 50 * 1024 * 1024;

const callSchema = v.object({
  url: v.string(),
  method: v.optional(v.string(), 'GET'),
  header: v.optional(v.record(v.string(), v.string()), {}),
  /** The body's bytes in base64. */
  body: v.optional(v.string()),
  /** Milliseconds. */
  timeout: v.optional(v.number(), longestWait),
  redirect: v.optional(v.picklist(['follow', 'manual']), 'follow'),
});

type Call = v.InferOutput<typeof callSchema>;

/** The route. */
export const outwardRequests: Mount = { prefix: '/wx/request', handle: outwardRequest };

async function outwardRequest(request: WebRequest): Promise<WebReply> {
  if (request.method !== 'POST') return json({ error: 'POST {"url", …} as JSON' }, 405);
  if (!request.headers['x-wx-openid']) return json({ error: 'nobody is signed in' }, 401);
  const call = v.safeParse(v.pipe(v.string(), v.parseJson(), callSchema), request.body.toString());
  if (!call.success) return json({ error: 'POST {"url", …} as JSON' }, 400);
  try {
    return await ask(call.output, request.headers['user-agent']);
  } catch (failure) {
    return json(noAnswer(failure, call.output.url), 502);
  }
}

async function ask({ url, method, header, body, timeout, redirect }: Call, agent = ''): Promise<WebReply> {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new WrongAddress();
  const response = await fetch(url, {
    method,
    headers: { 'user-agent': agent, ...sendable(header) },
    redirect,
    signal: AbortSignal.timeout(Math.max(1, Math.min(timeout, longestWait))),
    ...(body === undefined ? {} : { body: Buffer.from(body, 'base64') }),
  });
  const head: AnswerHead = {
    statusCode: response.status,
    header: Object.fromEntries(response.headers),
    cookies: response.headers.getSetCookie(),
  };
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'x-wx-answer': encodeURIComponent(JSON.stringify(head)),
    },
    body: await bytesOf(response),
  };
}

/** What the connection decides, not the mini-program. */
const ofConnection = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive']);

const sendable = (header: Call['header']) =>
  Object.fromEntries(
    Object.entries(header)
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      // WeChat lets nobody set where a request comes from.
      .filter(([name]) => !ofConnection.has(name) && name !== 'referer'),
  );

async function bytesOf({ body }: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > mostBytes) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

class WrongAddress extends Error {}
class TooLarge extends Error {}

/** Node's word for a failure → Chromium's, which is what a phone tells. */
const netErrors: Readonly<Record<string, string>> = {
  ENOTFOUND: '-105 ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: '-105 ERR_NAME_NOT_RESOLVED',
  ECONNREFUSED: '-102 ERR_CONNECTION_REFUSED',
  ECONNRESET: '-101 ERR_CONNECTION_RESET',
  UND_ERR_SOCKET: '-100 ERR_CONNECTION_CLOSED',
  EHOSTUNREACH: '-109 ERR_ADDRESS_UNREACHABLE',
  ENETUNREACH: '-109 ERR_ADDRESS_UNREACHABLE',
  CERT_HAS_EXPIRED: '-201 ERR_CERT_DATE_INVALID',
  ERR_TLS_CERT_ALTNAME_INVALID: '-200 ERR_CERT_COMMON_NAME_INVALID',
  DEPTH_ZERO_SELF_SIGNED_CERT: '-202 ERR_CERT_AUTHORITY_INVALID',
  SELF_SIGNED_CERT_IN_CHAIN: '-202 ERR_CERT_AUTHORITY_INVALID',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '-202 ERR_CERT_AUTHORITY_INVALID',
};

function noAnswer(failure: unknown, url: string): NoAnswer {
  if (failure instanceof WrongAddress) return { errno: 600_009, reason: `invalid url "${url}"` };
  if (failure instanceof TooLarge)
    return { errno: 600_003, reason: `the answer has more than ${mostBytes} bytes` };
  const { name, message = String(failure), cause } = failure as Thrown;
  if (name === 'TimeoutError') return { errno: 5, reason: 'timeout' };
  const [number, netError] = netErrors[cause?.code ?? '']?.split(' ') ?? [];
  if (number === undefined) return { errno: 600_003, reason: cause?.message ?? message };
  const reason = `errcode:${number} cronet_error_code:${number} error_msg:net::${String(netError)}`;
  return { errno: 600_001, reason };
}

interface Thrown extends Partial<Error> {
  readonly cause?: { readonly code?: string; readonly message?: string };
}
