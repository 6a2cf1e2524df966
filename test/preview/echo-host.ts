// A host on the network that grants nothing to pages of other origins: it answers what it was asked.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EchoHost {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Any path answers the request as JSON; /text, /bytes, /nothing (204), /moved and /missing what their names say; /never nothing at all,
 * /endless without end.
 */
export async function startEchoHost(): Promise<EchoHost> {
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { method, url = '/', headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('latin1');
  const fixed: Readonly<Record<string, (() => void) | undefined>> = {
    '/text': () => outgoing.writeHead(200, { 'content-type': 'text/plain' }).end('{"a":1}'),
    '/bytes': () => outgoing.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([0, 255, 128])),
    '/nothing': () => outgoing.writeHead(204).end(),
    '/moved': () => outgoing.writeHead(302, { location: '/text' }).end(),
    '/missing': () => outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('no'),
    '/broken': () => incoming.socket.destroy(),
    '/never': () => undefined,
  };
  const run = fixed[url];
  if (run) return run();
  outgoing.writeHead(200, { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] });
  outgoing.end(JSON.stringify({ method, url, headers, body }));
}
