/**
 * Outgoing HTTP, the only file that knows request-promise. Redirects are off, TLS is always checked (a private CA comes by
 * NODE_EXTRA_CA_CERTS), an exchange is bounded in time and size, and a failure says whether the request may have arrived.
 * Every request has a connection of its own: one that was kept may be dead by the next invocation, and a request
 * written into it may have arrived or not.
 */
import type { ClientCertificate, HttpReply, HttpRequest } from '../kernel/exchange';
import { HttpFailure, type Http, type HttpFailureKind } from '../kernel/ports';
import { fit } from '../kernel/text';

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Whether it was read to the end that its headers promise. */
  readonly complete: boolean;
  readonly body: unknown;
}

type Name = Readonly<Record<string, string | readonly string[] | undefined>>;

/** As Node gives it; a party without a certificate has an empty one. */
interface Certificate {
  readonly subject?: Name;
  readonly issuer?: Name;
  readonly subjectaltname?: string;
  readonly valid_from?: string;
  readonly valid_to?: string;
  readonly issuerCertificate?: Certificate;
}

/** The socket, as far as we use it. */
interface Connection {
  readonly connecting: boolean;
  /** True until the handshake is over and the certificate was found good; missing without TLS. */
  readonly secureConnecting?: boolean;
  readonly authorizationError?: unknown;
  getPeerCertificate(withIssuers: true): Certificate;
  cork(): void;
  uncork(): void;
  once(event: 'connect' | 'secureConnect', listener: () => void): unknown;
  prependListener(event: 'secure', listener: () => void): unknown;
}

interface Upgradable {
  once(event: 'upgrade', listener: (response: Response) => void): unknown;
}

/** A request of request-promise: the promise, which never settles once it was aborted, and the events beneath it. */
interface Sending {
  on(event: 'request', listener: (request: Upgradable) => void): unknown;
  on(event: 'socket', listener: (connection: Connection) => void): unknown;
  on(event: 'response', listener: () => void): unknown;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  then(answered: (response: Response) => void, failed: (error: unknown) => void): unknown;
  abort(): void;
}

type Start = (options: Readonly<Record<string, unknown>>) => Sending;

/** What is known of an exchange while it runs. */
interface Progress {
  connection?: Connection;
  certificate?: Certificate;
  /** From here on the request may have arrived. */
  stands: boolean;
  answering: boolean;
  bytes: number;
}

const MAX_ANSWER_BYTES = 1_000_000;

const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection ended before it stood',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ETIMEDOUT: 'the host did not answer the connection',
};

let loaded: Promise<Start> | undefined;

async function load(): Promise<Start> {
  const module: unknown = await import('request-promise');
  // A CommonJS module arrives as itself or as `default`, depending on who bundled it.
  return (module as { default?: Start }).default ?? (module as Start);
}

export function requestPromiseHttp(): Http {
  return {
    async send(request: HttpRequest, limitMs: number): Promise<HttpReply> {
      const host = hostOf(request.url);
      if (!(limitMs > 0)) throw new HttpFailure('unreachable', 'there was no time to send it');
      loaded ??= load();
      // Reading the client from disk, once in a process, is no time of the other party's.
      return exchange(begin(await loaded, request), host, limitMs);
    },
  };
}

/** Not async: whoever awaits a request of request-promise awaits its answer. */
function begin(start: Start, request: HttpRequest): Sending {
  try {
    return start(optionsOf(request));
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
function watch(connection: Connection, progress: Progress): void {
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

function replyOf({ statusCode, headers, body }: Response): HttpReply {
  const text = Buffer.isBuffer(body) ? body.toString('utf8').replace(/^\ufeff/, '') : '';
  const flat = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value ?? '')]);
  return { status: statusCode, headers: Object.fromEntries(flat) as Record<string, string>, body: text };
}

function lateness({ stands, answering }: Progress, limitMs: number): HttpFailure {
  const within = `within ${Math.round(limitMs)} ms`;
  if (!stands) return new HttpFailure('unreachable', `no connection ${within}`);
  return new HttpFailure('timeout', `${answering ? 'the answer did not end' : 'no answer'} ${within}`);
}

/** What broke, in Node's words. request-promise wraps it as `cause`; its own message may quote the request. */
function causeOf(error: unknown): { readonly code: string; readonly message: string } {
  const wrapped = error as { readonly cause?: unknown } | undefined;
  const cause = (wrapped?.cause ?? wrapped) as
    { readonly code?: unknown; readonly message?: unknown } | undefined;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { code: text(cause?.code), message: text(cause?.message) };
}

function failureOf(error: unknown, progress: Progress, host: string): HttpFailure {
  const { code, message } = causeOf(error);
  const [kind, words] = progress.stands
    ? broken(code, message, progress.answering)
    : neverSent(code, message, progress, host);
  return new HttpFailure(kind, code === '' ? words : `${words} (${code})`);
}

type Verdict = readonly [HttpFailureKind, string];

function neverSent(code: string, message: string, progress: Progress, host: string): Verdict {
  const { connection, certificate = {} } = progress;
  if (!connection) return ['unreachable', unstarted(code)];
  if (connection.authorizationError) return ['untrusted_certificate', distrust(code, certificate, host)];
  return ['unreachable', alertIn(message) ?? CONNECTING[code] ?? 'no connection'];
}

/** The connection stood: the request may have arrived. */
function broken(code: string, message: string, answering: boolean): Verdict {
  if (/^HPE_.*OVERFLOW$/.test(code)) return ['too_large', 'the head of the answer is too large'];
  if (code.startsWith('HPE_')) return ['cut_off', 'the answer is not HTTP'];
  const words = answering ? 'the answer was cut off' : 'the connection ended before an answer came';
  return ['cut_off', alertIn(message) ?? words];
}

/** Before there was a connection. OpenSSL refuses keys and certificates with a code of its own, or with none. */
function unstarted(code: string): string {
  const certificate = code === '' || code.startsWith('ERR_OSSL_');
  if (certificate) return 'the client certificate cannot be used';
  return CONNECTING[code] ?? 'the request cannot be written';
}

/** What OpenSSL says of a broken conversation: "error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert …:". */
function alertIn(message: string): string | undefined {
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1];
  return reason === undefined ? undefined : `TLS failed: ${reason}`;
}

function distrust(code: string, leaf: Certificate, host: string): string {
  const chain = chainFrom(leaf);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `the certificate is for ${namesOf(leaf)}, not for ${host}`;
  if (code === 'CERT_NOT_YET_VALID') return `the certificate is not valid before ${dayOf(leaf.valid_from)}`;
  if (code === 'CERT_HAS_EXPIRED') {
    const old = chain.find(({ valid_to: end }) => Date.parse(end ?? '') < Date.now()) ?? leaf;
    const whose = old === leaf ? '' : ` of "${nameOf(old.subject)}", which vouches for it,`;
    return `the certificate${whose} expired on ${dayOf(old.valid_to)}`;
  }
  return `the certificate is not trusted: signed by "${nameOf(chain.at(-1)?.issuer)}"`;
}

/** A certificate and those that vouch for it, as far as they are known; the last of a chain may vouch for itself. */
function chainFrom(leaf: Certificate): readonly Certificate[] {
  const chain: Certificate[] = [];
  let next: Certificate | undefined = leaf;
  while (next && !chain.includes(next)) {
    chain.push(next);
    next = next.issuerCertificate;
  }
  return chain;
}

function namesOf({ subject, subjectaltname = '' }: Certificate): string {
  const names = [...subjectaltname.matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name = '']) => name);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return names.length === 0 ? nameOf(subject) : clean(names.slice(0, 3).join(', ')) + more;
}

function nameOf(name: Name | undefined): string {
  const [kind, value] =
    Object.entries({ CN: name?.CN, O: name?.O, OU: name?.OU }).find(([, text]) => text) ?? [];
  return kind === undefined ? 'nobody named' : clean(`${kind}=${String(value)}`);
}

/** Words of a stranger, fit for one line of a log. */
function clean(text: string): string {
  return fit(text.replace(/[\p{Cc}\p{Cf}"]/gu, '?'), { most: 100, unit: 'characters' });
}

function dayOf(time: string | undefined): string {
  const ms = Date.parse(time ?? '');
  return Number.isNaN(ms) ? 'a day that cannot be read' : new Date(ms).toISOString().slice(0, 10);
}
