/** Servers on loopback with the manners that a test decides, byte for byte, and what they saw of a caller. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface Party {
  readonly port: number;
  readonly url: string;
  /** Connections so far. */
  connections: number;
  /** Connections that still stand. */
  standing: number;
  /** What was said to it, after TLS. */
  received: string;
}

export type Manner = (socket: Socket) => void;

const closers: (() => void)[] = [];

/** Ends every party of the test. */
export function silence(): void {
  for (const close of closers.splice(0)) close();
}

/** A party on 127.0.0.1 that treats each connection in its manner, over TLS where it has keys. */
export async function party(manner: Manner, keys?: TlsOptions): Promise<Party> {
  const seen = { port: 0, url: '', connections: 0, standing: 0, received: '' };
  const greet = (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => (seen.received += chunk.toString('latin1')));
    manner(socket);
  };
  const server = keys ? createTlsServer(keys, greet) : createServer(greet);
  server.on('connection', (socket: Socket) => {
    seen.connections += 1;
    seen.standing += 1;
    closers.push(() => socket.destroy());
    socket.on('error', () => undefined).on('close', () => (seen.standing -= 1));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => server.close());
  seen.port = (server.address() as AddressInfo).port;
  seen.url = `${keys ? 'https' : 'http'}://127.0.0.1:${seen.port}`;
  return seen;
}

/** Says nothing at all. */
export const mute: Manner = () => undefined;

/** Answers the first bytes of a request with these, and closes. */
export const answer =
  (...parts: readonly (string | Buffer)[]): Manner =>
  (socket) =>
    socket.once('data', () => {
      for (const part of parts) socket.write(part);
      socket.end();
    });

/** Says these bytes and then `more`, again and again, so many milliseconds apart, without end. */
export const drip =
  (first: string, more: string, everyMs: number): Manner =>
  (socket) =>
    socket.once('data', () => {
      socket.write(first);
      const timer = setInterval(() => socket.write(more), everyMs);
      socket.on('close', () => clearInterval(timer));
    });

/** Answers with so many bytes after the head, as fast as they are taken; `sent` says how many were. */
export function flood(head: string, total: number): { readonly manner: Manner; sent: number } {
  const chunk = Buffer.alloc(65_536, 0x61);
  const state = {
    sent: 0,
    manner: (socket: Socket): void => {
      const pour = (): void => {
        while (state.sent < total && socket.writable) {
          state.sent += chunk.length;
          if (!socket.write(chunk)) return;
        }
        socket.end();
      };
      socket.on('drain', pour).once('data', () => {
        socket.write(head);
        pour();
      });
    },
  };
  return state;
}

/** Resolves once `holds` is true; a test that waits in vain ends by its own time-out. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
