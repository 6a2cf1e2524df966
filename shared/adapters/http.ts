/**
 * Outgoing HTTP, the only file that knows request-promise. Redirects are off, TLS is always checked (a private CA
 * comes by NODE_EXTRA_CA_CERTS), answers are bounded, and a failure says whether the request can have arrived.
 */
import { HttpFailure, type Http } from '../kernel/ports';
import type { ClientCertificate, HttpReply, HttpRequest } from '../kernel/exchange';

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

type Send = (options: Readonly<Record<string, unknown>>) => Promise<Response>;

/** Nothing was sent when the connection never came to be. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const MAX_REPLY_CHARACTERS = 1_000_000;

let loaded: Promise<Send> | undefined;

async function load(): Promise<Send> {
  const module: unknown = await import('request-promise');
  // A CommonJS module arrives as itself or as `default`, depending on who bundled it.
  return (module as { default?: Send }).default ?? (module as Send);
}

/** HTTP with one time-out for connection and answer, milliseconds. */
export function requestPromiseHttp(timeoutMs: number): Http {
  return {
    async send(request: HttpRequest): Promise<HttpReply> {
      loaded ??= load();
      const send = await loaded;
      try {
        return replyOf(await send(optionsOf(request, timeoutMs)));
      } catch (error) {
        if (error instanceof HttpFailure) throw error;
        throw failureOf(error);
      }
    },
  };
}

function optionsOf(request: HttpRequest, timeout: number): Readonly<Record<string, unknown>> {
  return {
    method: request.method,
    uri: request.url,
    headers: request.headers,
    ...(request.body === '' ? {} : { body: request.body }),
    timeout,
    simple: false,
    resolveWithFullResponse: true,
    followRedirect: false,
    encoding: 'utf8',
    strictSSL: true,
    ...tlsOptions(request.clientCertificate),
  };
}

function tlsOptions(certificate: ClientCertificate | undefined): Readonly<Record<string, unknown>> {
  if (!certificate) return {};
  if ('cert' in certificate) return { cert: certificate.cert, key: certificate.key.reveal() };
  return { pfx: certificate.pfx, passphrase: certificate.passphrase.reveal() };
}

function replyOf({ statusCode, headers, body }: Response): HttpReply {
  const text = typeof body === 'string' ? body : '';
  if (text.length > MAX_REPLY_CHARACTERS) throw new HttpFailure(true, 'the answer is too large');
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')]);
  return { status: statusCode, headers: Object.fromEntries(flat) as Record<string, string>, body: text };
}

/** request-promise wraps the network error as `cause`. Its own message may quote the request, so it is not passed on. */
function failureOf(error: unknown): HttpFailure {
  const cause: unknown = error instanceof Error && 'cause' in error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'NETWORK';
  const connecting = cause instanceof Error && 'connect' in cause && cause.connect === true;
  return new HttpFailure(!NEVER_SENT.has(code) && !(code === 'ETIMEDOUT' && connecting), code);
}
