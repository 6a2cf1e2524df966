/** A CLI for the PATH: it takes the file of a login, and does with a function what the real one was seen to do. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { goByProxy } from '../../scripts/environment/proxy';
import { fakeCli } from './fake-cli';

interface Login {
  readonly credential: { readonly secretId: string; readonly secretKey: string };
}

async function main([noun, verb, ...rest]: readonly string[]): Promise<void> {
  if (noun === '--version') {
    process.stdout.write('2.12.10\n');
    return;
  }
  const login = path.join(homedir(), '.config', '.cloudbase', 'auth.json');
  const { credential } = JSON.parse(readFileSync(login, 'utf8')) as Login;
  if (credential.secretId === '' || credential.secretKey === '') throw new Error('no valid identity');
  const words = verb === 'code' ? rest.slice(1) : rest;
  const folder = words[words.indexOf('--dir') + 1] ?? '';
  await goByProxy();
  const cli = fakeCli('https://scf.tencentcloudapi.com/');
  process.stdout.write(`${(await cli.upload(words[0] ?? '', folder, verb === 'deploy')).said}\n`);
}

void main(process.argv.slice(2));
