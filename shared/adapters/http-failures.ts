/**
 * Why no answer came, in words for the log: what is said of a connection that never stood, of one that broke, of a certificate
 * that is not trusted. Nothing of the request is in them.
 */
import { HttpFailure, type HttpFailureKind } from '../kernel/http';
import { fit } from '../kernel/text';

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
export interface Connection {
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

/** What is known of an exchange while it runs. */
export interface Progress {
  connection?: Connection;
  certificate?: Certificate;
  /** From here on the request may have arrived. */
  stands: boolean;
  answering: boolean;
  bytes: number;
}

const CONNECTING: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection ended before it stood',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EPRIVATE: 'the host is in no public network',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the host',
  ETIMEDOUT: 'the host did not answer the connection',
};

export function lateness({ stands, answering }: Progress, limitMs: number): HttpFailure {
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

export function failureOf(error: unknown, progress: Progress, host: string): HttpFailure {
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
