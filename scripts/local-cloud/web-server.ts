// The listener on the loopback interface: turns Node's requests into plain ones and sends the replies,
// the misbehaving ones (late, cut off, never) included.
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuseForeign } from './loopback';
import { messageOf } from './service-error';
import { json, type WebReply, type WebRequest } from './web';

/** More than most products here take, in bytes; functions have their own, lower limit. */
const usualBodyLimit = 32 * 1024 * 1024;

export interface WebServerOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** How many bytes a body at this path may have, where that is not the usual limit. */
  readonly bodyLimit?: (path: string) => number | undefined;
  /** Whether pages of other origins may write at this path; nowhere unless told. */
  readonly isOpen?: (path: string) => boolean;
  readonly handle: (request: WebRequest) => Promise<WebReply>;
  readonly log: (line: string) => void;
}

/**
 * How long a connection is kept, ms. Node's five seconds can pass while a long query computes, and then the caller's next request meets a
 * connection that is closed before it is heard.
 */
const KEPT_MS = 65_000;

/** How many may wait to be let in while a query computes; beyond Node's 511 the system breaks connections off. */
const WAITING = 4096;

export class WebServer {
  private readonly server: Server;
  private port: number;

  constructor(private readonly options: WebServerOptions) {
    this.port = options.port;
    const settings = { joinDuplicateHeaders: true, keepAliveTimeout: KEPT_MS };
    this.server = createServer(settings, (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        options.log(`${request.method ?? ''} ${request.url ?? ''} failed: ${messageOf(error)}`);
        response.destroy();
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error) => reject(this.explained(error)));
      this.server.listen(this.options.port, '127.0.0.1', WAITING, resolve);
    });
    const address = this.server.address();
    if (address !== null && typeof address === 'object') this.port = address.port;
  }

  /** Breaks off what is still open. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decoded(pathOf(incoming)) ?? '';
    const refusal = this.refusal(incoming, path);
    const limit = this.options.bodyLimit?.(path) ?? usualBodyLimit;
    const body = refusal ? undefined : await readBody(incoming, limit);
    if (refusal || !body) {
      // The rest of the body is not read, so the connection cannot be used again.
      response.shouldKeepAlive = false;
      await send(response, refusal ?? json({ error: `The body is larger than ${limit} bytes.` }, 413));
      return;
    }
    await send(response, await this.answer(requestOf(incoming, body)));
  }

  private refusal({ method = 'GET', url: target = '/', headers }: IncomingMessage, path: string) {
    const { host = '', origin } = headers;
    return refuseForeign({ method, target, host, origin, isOpen: this.options.isOpen?.(path) ?? false });
  }

  private async answer(request: WebRequest | undefined): Promise<WebReply> {
    if (!request) return json({ error: 'The path is not valid percent-encoding.' }, 400);
    try {
      return await this.options.handle(request);
    } catch (error) {
      this.options.log(
        `${request.method} ${request.path} failed: ${error instanceof Error ? String(error.stack) : messageOf(error)}`,
      );
      return json({ error: `The local cloud failed on this request: ${messageOf(error)}` }, 500);
    }
  }

  private explained(error: Error): Error {
    if (!('code' in error) || error.code !== 'EADDRINUSE') return error;
    return new Error(
      `Port ${this.options.port} is taken by another program. Choose another with "-- --port N", or any free one with "-- --port 0".`,
    );
  }
}

/** The request target without the host that a client names who takes this for a proxy. */
function targetOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/]+/i, '') || '/';
}

/** Without the query, still percent-encoded. */
function pathOf(incoming: IncomingMessage): string {
  return targetOf(incoming).split('?')[0] ?? '/';
}

/** Undefined where it is not valid percent-encoding. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The plain request; undefined when the path cannot be decoded. */
function requestOf(incoming: IncomingMessage, body: Buffer): WebRequest | undefined {
  const url = targetOf(incoming);
  const rawPath = pathOf(incoming);
  const path = decoded(rawPath);
  if (path === undefined) return undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const query = new URLSearchParams(url.slice(rawPath.length + 1));
  return { method: incoming.method ?? 'GET', url, path, query, headers, body };
}

/** The whole body; undefined when it is too large. By events: an iterator over the stream costs twice the time. */
function readBody(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        incoming.off('data', take).pause();
        resolve(undefined);
      }
    };
    incoming.on('data', take);
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}

async function send(response: ServerResponse, reply: WebReply): Promise<void> {
  if ('hang' in reply) return;
  if (reply.delayMs) await sleep(reply.delayMs, undefined, { ref: false });
  const { status, body = '', cutAt = Infinity } = reply;
  const headers: OutgoingHttpHeaders = { ...reply.headers };
  for (const [name, list] of Object.entries(reply.repeated ?? {})) headers[name] = [...list];
  if (status === 204 || status === 304) {
    response.writeHead(status, headers).end();
    return;
  }
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'content-length': length });
  // A text goes out in one piece with the headers.
  if (cutAt >= length) response.end(body);
  else response.write(Buffer.from(body).subarray(0, cutAt), () => response.destroy());
}
