/**
 * Outgoing HTTP, the only file that knows request-promise. Redirects are off, TLS is always checked (a private CA comes by
 * NODE_EXTRA_CA_CERTS), an exchange is bounded in time and size, and a failure says whether the request may have arrived.
 * Every request has a connection of its own: one that was kept may be dead by the next invocation, and a request
 * written into it may have arrived or not.
 */
import type { LookupFunction } from 'node:net';
import {
  HttpFailure,
  type ClientCertificate,
  type Http,
  type HttpReply,
  type HttpRequest,
} from '../kernel/http';
import { failureOf, lateness, type Connection, type Progress } from './http-failures';

export interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether it was read to the end that its headers promise. */
  readonly complete: boolean;
  readonly body: unknown;
}

interface Upgradable {
  once(event: 'upgrade', listener: (response: Response) => void): unknown;
}

/** A request of request-promise: the promise, which never settles once it was aborted, and the events beneath it. */
export interface Sending {
  on(event: 'request', listener: (request: Upgradable) => void): unknown;
  on(event: 'socket', listener: (connection: Connection) => void): unknown;
  on(event: 'response', listener: (response: Response) => void): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  then(answered: (response: Response) => void, failed: (error: unknown) => void): unknown;
  abort(): void;
  pause(): void;
  resume(): void;
  /** What the promise is settled by; whoever has one gets the whole body at the end. */
  callback: unknown;
}

type Start = (options: Readonly<Record<string, unknown>>) => Sending;

const MAX_ANSWER_BYTES = 1_000_000;

let loaded: Promise<Start> | undefined;

async function load(): Promise<Start> {
  const module: unknown = await import('request-promise');
  // A CommonJS module arrives as itself or as `default`, depending on who bundled it.
  return (module as { default?: Start }).default ?? (module as Start);
}

/** Looks up the addresses of a host, as `dns.lookup` does. */
export type Lookup = LookupFunction;

/** @param lookup in place of Node's; what it refuses is not called, by way of no proxy either */
export function requestPromiseHttp(lookup?: Lookup): Http {
  return {
    async send(request: HttpRequest, limitMs: number): Promise<HttpReply> {
      const { sending, host } = await begun(request, limitMs, lookup);
      return exchange(sending, host, limitMs);
    },
  };
}

/** A request that has just begun. In an object: whoever awaits the request itself awaits its answer. */
export async function begun(
  request: HttpRequest,
  limitMs: number,
  lookup?: Lookup,
): Promise<{ readonly sending: Sending; readonly host: string }> {
  const host = hostOf(request.url);
  if (!(limitMs > 0)) throw new HttpFailure('unreachable', 'there was no time to send it');
  loaded ??= load();
  // Reading the client from disk, once in a process, is no time of the other party's.
  return { sending: begin(await loaded, request, lookup), host };
}

function begin(start: Start, request: HttpRequest, lookup: Lookup | undefined): Sending {
  try {
    return start({ ...optionsOf(request), ...(lookup && { lookup, proxy: null }) });
  } catch {
    // Its words may quote the request.
    throw new HttpFailure('unreachable', 'the request cannot be written');
  }
}

function hostOf(url: string): string {
  try {
    // Stricter than URL, which reads "http:///a/b" as the host a.
    if (/^https?:\/\/[^/?#\\]/i.test(url)) return new URL(url).hostname;
  } catch {
    // Its words would quote the address.
  }
  throw new HttpFailure('unreachable', 'the address is not one of http or https');
}

function optionsOf(request: HttpRequest): Readonly<Record<string, unknown>> {
  return {
    method: request.method,
    uri: request.url,
    headers: request.headers,
    ...(request.bytes ? { body: request.bytes } : request.body === '' ? {} : { body: request.body }),
    simple: false,
    resolveWithFullResponse: true,
    followRedirect: false,
    // Bytes, to count them.
    encoding: null,
    strictSSL: true,
    // Said here, NODE_TLS_REJECT_UNAUTHORIZED has no say.
    rejectUnauthorized: true,
    // An agent that nobody shares, hence a new connection.
    pool: {},
    ...tlsOptions(request.clientCertificate),
  };
}

function tlsOptions(certificate: ClientCertificate | undefined): Readonly<Record<string, unknown>> {
  if (!certificate) return {};
  if ('cert' in certificate) return { cert: certificate.cert, key: certificate.key.reveal() };
  return { pfx: certificate.pfx, passphrase: certificate.passphrase.reveal() };
}

/** Runs one exchange to its end: an answer, a failure, too many bytes, or the limit, whichever comes first. */
function exchange(sending: Sending, host: string, limitMs: number): Promise<HttpReply> {
  return new Promise((resolve, reject) => {
    const progress: Progress = { stands: false, answering: false, bytes: 0 };
    const timer = setTimeout(() => fail(lateness(progress, limitMs)), limitMs);
    const fail = (failure: HttpFailure): void => {
      clearTimeout(timer);
      reject(failure);
      sending.abort();
    };
    const succeed = (response: Response): void => {
      clearTimeout(timer);
      resolve(replyOf(response));
    };
    sending.on('socket', (connection) => watch(connection, progress));
    sending.on('response', () => (progress.answering = true));
    sending.on('data', (chunk) => {
      progress.bytes += chunk.length;
      if (progress.bytes > MAX_ANSWER_BYTES) {
        fail(new HttpFailure('too_large', `the answer is larger than ${MAX_ANSWER_BYTES} bytes`));
      }
    });
    // request-promise waits for ever for the end of such an answer.
    sending.on('request', (request) =>
      request.once('upgrade', (response) => {
        succeed(response);
        sending.abort();
      }),
    );
    sending.then(
      (response) =>
        response.complete ? succeed(response) : fail(new HttpFailure('cut_off', 'the answer was cut off')),
      (error) => fail(failureOf(error, progress, host)),
    );
  });
}

/**
 * Learns when the connection stands. Over TLS the request is held back until the certificate was found good, so that
 * whatever fails before that was certainly not sent.
 */
export function watch(connection: Connection, progress: Progress): void {
  progress.connection = connection;
  const stand = (): void => {
    progress.stands = true;
  };
  if (connection.secureConnecting === true) {
    connection.cork();
    // Before Node looks at the certificate: it destroys the connection, and what it knows, of one that is not good.
    connection.prependListener('secure', () => {
      progress.certificate = connection.getPeerCertificate(true);
    });
    connection.once('secureConnect', () => {
      stand();
      connection.uncork();
    });
  } else if (connection.connecting) connection.once('connect', stand);
  else stand();
}

function replyOf(response: Response): HttpReply {
  const { body } = response;
  const text = Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\ufeff/, '') : '';
  return { ...answerHead(response), body: text };
}

export function answerHead({ statusCode, headers }: Response): Pick<HttpReply, 'status' | 'headers'> {
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')]);
  return { status: statusCode, headers: Object.fromEntries(flat) as Record<string, string> };
}
