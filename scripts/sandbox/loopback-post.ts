/** Delivers a notice over HTTP: one request with its own connection, an answer in time or a rejection. */
import { request, type IncomingMessage } from 'node:http';
import type { NoticeReply } from './wire-log';

/** How long WeChat Pay waits for the merchant's answer, and here every PSP. */
const patienceMs = 5000;
const maxAnswer = 64 * 1024;

type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
  method?: 'GET' | 'POST',
) => Promise<NoticeReply>;

/** Sends `body` byte for byte and waits so long: the `post` of `SandboxDeps` for a merchant on this machine. */
export function loopbackPoster(timeoutMs: number): Post {
  return async (url, headers, body, method) => {
    const bytes = Buffer.from(body, 'utf8');
    const signal = AbortSignal.timeout(timeoutMs);
    const verb = method ?? 'POST';
    const options = { method: verb, agent: false, signal, headers: { ...headers, ...lengthOf(bytes, verb) } };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, options, resolve).on('error', reject).end(bytes);
    });
    return read(answer);
  };
}

/** The same with the patience of WeChat Pay. */
export const loopbackPost: Post = loopbackPoster(patienceMs);

async function read(answer: IncomingMessage): Promise<NoticeReply> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxAnswer) throw new Error('the answer is too long');
    parts.push(part);
  }
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
  const body = Buffer.concat(parts).toString('utf8');
  return { status: answer.statusCode ?? 0, body, headers: Object.fromEntries(headers) as Headers };
}

type Headers = NonNullable<NoticeReply['headers']>;

/** A GET has no body, so it names no length. */
const lengthOf = (bytes: Buffer, method: 'GET' | 'POST'): Record<string, number> =>
  method === 'GET' ? {} : { 'content-length': bytes.length };
