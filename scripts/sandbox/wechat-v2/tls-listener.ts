/**
 * A listener of a sandbox's own that speaks mutual TLS: it lets in only who shows a certificate of its authority, as WeChat
 * Pay v2 demands for calls that move money out. Its keys are made once and kept with the sandbox's state.
 */
import { createPrivateKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import * as v from 'valibot';
import type { LocalClock } from '../../local-cloud/clock';
import type { WebReply, WebRequest } from '../../local-cloud/web';
import type { SandboxKit } from '../acquirer';
import { machineKey } from '../machine-key';
import { pause } from '../pause';
import type { ClientCertificate } from '../sandbox';
import { certificate, serialNumber } from '../x509';

const pair = v.object({ certificate: v.string(), key: v.string() });
const kept = v.object({ authority: pair, server: pair, client: pair });

/** A certificate and its private key, both PEM. */
export type KeyPair = v.InferOutput<typeof pair>;
export type TlsKeys = v.InferOutput<typeof kept>;

/** The kept keys, or new ones for the client `clientName`. */
export async function openTlsKeys(kit: SandboxKit, clientName: string): Promise<TlsKeys> {
  const { file } = kit;
  const known = file.read('tls', v.nullable(kept), null);
  const keys = known ?? (await makeKeys(kit, clientName));
  file.keep(() => ({ tls: keys }));
  if (!known) file.changed();
  return keys;
}

async function makeKeys(
  { clock, dice, newKey = machineKey }: SandboxKit,
  clientName: string,
): Promise<TlsKeys> {
  const now = clock.now();
  // Drawn before the wait for the key, so that the order of draws does not hang on how long that takes.
  const [first, second, third] = [serialNumber(dice), serialNumber(dice), serialNumber(dice)];
  // The merchant's key is RSA, as in WeChat Pay's certificates; the others only have to be quick to make.
  const client = await newKey();
  const { privateKey: authority } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { privateKey: server } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { commonName: `sandbox authority for ${clientName}`, key: authority };
  const pairOf = (key: KeyObject, pem: string): KeyPair => ({
    certificate: pem,
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  return {
    authority: pairOf(
      authority,
      certificate({
        commonName: issuer.commonName,
        key: authority,
        extension: 'authority',
        now,
        serial: first,
      }),
    ),
    server: pairOf(
      server,
      certificate({
        commonName: '127.0.0.1',
        key: server,
        issuer,
        extension: 'loopback',
        now,
        serial: second,
      }),
    ),
    client: pairOf(client, certificate({ commonName: clientName, key: client, issuer, now, serial: third })),
  };
}

/** What was let in last, so that the same key is not read and tried again for every request. */
let letIn: { readonly keys: TlsKeys; readonly shown: ClientCertificate } | undefined;

/** Whether who shows this has the merchant's certificate and its key. */
export function isClient(keys: TlsKeys, shown: ClientCertificate): boolean {
  if (letIn?.keys === keys && isSame(letIn.shown, shown)) return true;
  const isLetIn = fits(keys, shown);
  if (isLetIn) letIn = { keys, shown };
  return isLetIn;
}

function isSame(one: ClientCertificate, other: ClientCertificate): boolean {
  if ('pfx' in one) return 'pfx' in other && one.pfx.equals(other.pfx) && one.passphrase === other.passphrase;
  return 'cert' in other && one.cert === other.cert && one.key === other.key;
}

function fits({ client }: TlsKeys, shown: ClientCertificate): boolean {
  const { raw } = new X509Certificate(client.certificate);
  try {
    if ('pfx' in shown) {
      // Throws where the passphrase is wrong.
      createSecureContext(shown);
      return shown.pfx.includes(raw);
    }
    const own = new X509Certificate(shown.cert);
    return own.raw.equals(raw) && own.checkPrivateKey(createPrivateKey(shown.key));
  } catch {
    return false;
  }
}

/** Adds an authority to the file that callers trust; others may stand there already. */
export function trustAuthority(caFile: string, pem: string): void {
  const present = existsSync(caFile) ? readFileSync(caFile, 'utf8') : '';
  if (!present.includes(pem)) writeFileSync(caFile, present + pem);
}

export interface TlsListener {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1. */
export async function listenTls(
  keys: TlsKeys,
  clock: LocalClock,
  handle: (request: WebRequest) => Promise<WebReply>,
): Promise<TlsListener> {
  const { server: own, authority } = keys;
  const options = {
    key: own.key,
    cert: own.certificate,
    ca: [authority.certificate],
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(options, (incoming, response) => {
    serve(incoming, handle)
      .then((reply) => send(response, reply, clock))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `https://127.0.0.1:${port}`, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  incoming: IncomingMessage,
  handle: (request: WebRequest) => Promise<WebReply>,
): Promise<WebReply> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = '', url = '/' } = incoming;
  const { pathname, searchParams } = new URL(url, 'https://127.0.0.1');
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
  const request = { method, url, path: decodeURIComponent(pathname), query: searchParams };
  const body = Buffer.concat(chunks);
  return handle({ ...request, headers: Object.fromEntries(headers), body });
}

async function send(response: ServerResponse, reply: WebReply, clock: LocalClock): Promise<void> {
  if ('hang' in reply) return;
  if (reply.delayMs) await pause(clock, reply.delayMs);
  const { status, headers = {}, cutAt = Infinity } = reply;
  const bytes = Buffer.from(reply.body ?? '');
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  if (cutAt >= bytes.length) response.end(bytes);
  else response.write(bytes.subarray(0, cutAt), () => response.destroy());
}
