/** Delivers a notice over HTTP: one request with its own connection, an answer within 5 s or a rejection. */
import { request } from 'node:http';

const timeoutMs = 5000;
const maxAnswer = 64 * 1024;

/** Sends `body` byte for byte. The `post` of `SandboxDeps` for a merchant on this machine. */
export function loopbackPost(
  url: string,
  headers: Record<string, string>,
  body: string,
  method: 'GET' | 'POST' = 'POST',
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const bytes = Buffer.from(body, 'utf8');
    const signal = AbortSignal.timeout(timeoutMs);
    const sent = request(
      url,
      { method, agent: false, signal, headers: { ...headers, ...lengthOf(bytes, method) } },
      (answer) => {
        const parts: Buffer[] = [];
        let size = 0;
        answer.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= maxAnswer) parts.push(part);
          else answer.destroy(new Error('the answer is too long'));
        });
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(bytes);
  });
}

/** A GET has no body, so it names no length. */
const lengthOf = (bytes: Buffer, method: 'GET' | 'POST'): Record<string, number> =>
  method === 'GET' ? {} : { 'content-length': bytes.length };
