/**
 * `node --import tsx test/deploy/with-real-cli.ts`: a deployment with the real @cloudbase/cli, fetched from npm, against the stand-in. Its fixed
 * hosts are reached through a CONNECT proxy with a certificate of our own. Not a part of `npm test`: it downloads 32 MB and needs openssl.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createProxy, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { cliOnDisk } from '../../scripts/deploy/cli';
import { cloudApi } from '../../scripts/deploy/cloud-api';
import { keptIn } from '../../scripts/deploy/kept';
import { readPlan } from '../../scripts/deploy/plan';
import { deploy } from '../../scripts/deploy/whole';
import { changesOf, startStandIn } from './stand-in';

const root = path.join(__dirname, '..', '..');

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A proxy that leads the API's hosts, and no others, to the listener. */
async function proxyTo(listener: RequestListener, folder: string): Promise<number> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const names = 'subjectAltName=DNS:*.tencentcloudapi.com';
  const wish = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=stand-in'];
  execFileSync('openssl', [...wish, '-keyout', key, '-out', cert, '-addext', names], { stdio: 'ignore' });
  const secure = createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, listener);
  const port = await listening(secure);
  const proxy = createProxy();
  proxy.on('connect', ({ url }, client) => {
    if (!/\.tencentcloudapi\.com:443$/.test(url ?? '')) {
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
  process.env['NODE_EXTRA_CA_CERTS'] = cert;
  return listening(proxy);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'real-cli-'));
  const standIn = await startStandIn();
  const settings = { env: 'shop-1', root, secretId: 'AKIDstandin', secretKey: 'standin' };
  const cli = cliOnDisk(settings);
  try {
    const proxy = `http://127.0.0.1:${await proxyTo(standIn.listener, folder)}`;
    const api = cloudApi({ ...settings, region: 'ap-shanghai', wait, address: () => standIn.url });
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) process.env[name] = proxy;
    // npm itself goes its usual way.
    process.env['NO_PROXY'] = process.env['no_proxy'] = '';
    const plan = readPlan(root, process.argv.slice(2));
    const deployment = {
      api,
      cli,
      env: 'shop-1',
      plan,
      kept: keptIn(path.join(folder, 'before')),
      wait,
      say,
    };
    const first = await deploy(deployment);
    standIn.calls.length = 0;
    const second = await deploy(deployment);
    say(`first ${first.changes} changed, second ${second.changes}`);
    if (second.changes !== 0 || changesOf(standIn.calls).length > 0) process.exitCode = 1;
  } finally {
    cli.close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
