/** Requests and replies between the two sides: the shop's form of them and the sandboxes', and words for them. */
import { readFileSync } from 'node:fs';
import { request as secureRequest } from 'node:https';
import type { HttpReply, HttpRequest } from '../../shared/kernel/exchange';
import type { CloudPayRequest } from '../../shared/payments/psp/connector';
import type { WebReply, WebRequest } from '../local-cloud/web';

/** A request as a sandbox sees it. */
export function asSeen({ method, url, headers, body }: HttpRequest): WebRequest {
  const { pathname, search, searchParams } = new URL(url);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method,
    url: pathname + search,
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: Object.fromEntries(lower),
    body: Buffer.from(body, 'utf8'),
  };
}

/** A sandbox's answer as the shop sees it. */
export function asAnswered(reply: WebReply): HttpReply {
  if ('hang' in reply) throw new Error('the simulation makes its own silences');
  const lower = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status: reply.status,
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: (reply.body ?? '').toString(),
  };
}

/** Sends over mutual TLS to a listener of a sandbox on this machine. */
export function sendSecurely(request: HttpRequest, caFile: string): Promise<HttpReply> {
  const { clientCertificate: own, method, headers, body } = request;
  const shown = own && ('cert' in own ? { cert: own.cert, key: own.key.reveal() } : withPassphrase(own));
  const options = { method, headers, agent: false as const, ca: readFileSync(caFile), ...shown };
  return new Promise((resolve, reject) => {
    const sent = secureRequest(request.url, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        const names = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(names) as Record<string, string>,
          body: text,
        });
      });
    });
    sent.on('error', reject);
    sent.end(Buffer.from(body, 'utf8'));
  });
}

const withPassphrase = ({ pfx, passphrase }: { pfx: Buffer; passphrase: { reveal(): string } }) => ({
  pfx,
  passphrase: passphrase.reveal(),
});

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
