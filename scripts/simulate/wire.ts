/** Requests and replies between the two sides: the shop's form of them and the sandboxes', and words for them. */
import { Readable } from 'node:stream';
import type { ClientCertificate, Download, HttpReply, HttpRequest } from '../../shared/kernel/http';
import type { CloudPayRequest } from '../../shared/payments/psp/operation';
import type { SandboxRequest, WebReply } from '../sandbox';

/** A request as a sandbox sees it. */
export function asSeen({ method, url, headers, body, clientCertificate }: HttpRequest): SandboxRequest {
  const { pathname, search, searchParams } = new URL(url);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method,
    url: pathname + search,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: Object.fromEntries(lower),
    body: Buffer.from(body, 'utf8'),
    ...(clientCertificate ? { clientCertificate: shown(clientCertificate) } : {}),
  };
}

/** What a listener would see of the caller. */
function shown(own: ClientCertificate): NonNullable<SandboxRequest['clientCertificate']> {
  if ('cert' in own) return { cert: own.cert, key: own.key.reveal() };
  return { pfx: own.pfx, passphrase: own.passphrase.reveal() };
}

/** A sandbox's answer as the shop sees it. */
export function asAnswered(reply: WebReply): WireReply {
  if ('hang' in reply) throw new Error('the simulation makes its own silences');
  const lower = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const bytes = Buffer.from(reply.body ?? '');
  const head = { status: reply.status, headers: Object.fromEntries(lower) as Record<string, string> };
  return { ...head, body: bytes.toString(), bytes };
}

/** An answer, also as the bytes that it was: a file is no text. */
export interface WireReply extends HttpReply {
  readonly bytes?: Buffer;
}

/** An answer as one who reads it piece by piece has it. */
export function asDownloaded({ status, headers, body, bytes = Buffer.from(body) }: WireReply): Download {
  return { status, headers, bytes: Readable.from([bytes]) };
}

/** The first half of an answer. */
export function halved(reply: WireReply): WireReply {
  const { body, bytes, ...head } = reply;
  const half = body.slice(0, body.length / 2);
  return bytes
    ? { ...head, body: half, bytes: bytes.subarray(0, bytes.length / 2) }
    : { ...head, body: half };
}

/** What a request asks for, in a few words of the PSP's protocol. */
export function wordsFor(request: HttpRequest | CloudPayRequest): string {
  if ('cloudPay' in request) return `cloudPay.${request.cloudPay}`;
  const { pathname, searchParams } = new URL(request.url);
  const name = /"method":"([\w.]+)"|\bservice"?[=:]"?(\w+)|\bpaymentType=(\w+)/.exec(request.body);
  const said = name?.slice(1).find(Boolean) ?? searchParams.get('function');
  // The PSP's own numbers are as the dice of its sandbox fell.
  const path = pathname.replace(/^\/sandbox\//, '').replace(/[0-9a-f]{32}|\d{20,}/g, '#');
  return `${request.method} ${path}${said ? ` ${said}` : ''}`;
}

type Words = Readonly<Record<string, unknown>>;

/** Names as wx-server-sdk turns them, on the way to the platform and back. */
export const snakeCased = (words: unknown): unknown =>
  renamed(words, (name) => name.replace(/[A-Z]/g, (letter, at) => `${at ? '_' : ''}${letter.toLowerCase()}`));

export const camelCased = (words: unknown): unknown =>
  renamed(words, (name) => name.replace(/_[a-z]/g, (letter) => letter.slice(1).toUpperCase()));

function renamed(words: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(words)) return words.map((each) => renamed(each, rename));
  if (typeof words !== 'object' || words === null) return words;
  const entries = Object.entries(words as Words);
  return Object.fromEntries(entries.map(([name, value]) => [rename(name), renamed(value, rename)]));
}
