/** The fixed hosts of the management API, led to a stand-in through a CONNECT proxy with a certificate of our own. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, type RequestListener, type Server as Http } from 'node:http';
import { createServer as createHttps, type Server as Https } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';

const HOSTS = /^\w+\.tencentcloudapi\.com:443$/;

export interface Hosts {
  /** What a process needs in its environment to reach the stand-in. */
  readonly variables: Readonly<Record<string, string>>;
  close(): void;
}

/** Writes into `folder`. */
export async function hostsLeadTo(
  standIn: { readonly listener: RequestListener },
  folder: string,
): Promise<Hosts> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const names = 'subjectAltName=DNS:*.tencentcloudapi.com';
  const wish = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=stand-in'];
  execFileSync('openssl', [...wish, '-keyout', key, '-out', cert, '-addext', names], { stdio: 'ignore' });
  const secure = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, standIn.listener);
  const proxy = proxyTo(await listening(secure));
  const address = `http://127.0.0.1:${await listening(proxy)}`;
  return {
    variables: {
      ...Object.fromEntries(
        ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map((name) => [name, address]),
      ),
      // Where the code of functions lies: the proxy lets nobody through to it.
      ...{ NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      NODE_EXTRA_CA_CERTS: cert,
    },
    close() {
      for (const server of [proxy, secure]) server.close();
      secure.closeAllConnections();
    },
  };
}

/** Lets nobody through to any other host. */
function proxyTo(port: number): Http {
  return createProxy().on('connect', ({ url }, client) => {
    if (!HOSTS.test(url ?? '')) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const through = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      through.pipe(client).pipe(through);
    });
    through.on('error', () => client.destroy());
    client.on('error', () => through.destroy());
  });
}

async function listening(server: Http | Https): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
