// Runs one of the project's commands: `node scripts/run.mjs start` runs scripts/start.ts.
// Installs the packages first where they are missing or older than the lock file, so that every
// command works on a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const installed = path.join(root, 'node_modules', '.package-lock.json');
const wanted = path.join(root, 'package-lock.json');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Node.js 20.19 or newer is needed; this is ${process.version}. Get one from https://nodejs.org`,
  );
  process.exit(2);
}

const [command = '', ...args] = process.argv.slice(2);
const script = path.join(root, 'scripts', `${command}.ts`);
if (!existsSync(script)) {
  console.error(`There is no command "${command}". The commands are listed in README.md.`);
  process.exit(2);
}
if (args.includes('--help') || args.includes('-h')) {
  // Every command begins with a comment that says what it does and what it takes.
  const [, said = ''] = /^\/\*\*([^]*?)\*\//.exec(readFileSync(script, 'utf8')) ?? [];
  console.log(said.replace(/^ *\* ?/gm, '').trim());
  process.exit(0);
}
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  console.log('Installing packages (once) …');
  // Not `npm ci`: it refuses a lock file whose optional packages for other platforms are incomplete
  // (npm/cli issue 4828); `install` honours the same versions and adds what this platform needs.
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm install failed; its message above says why. Nothing was started.');
    process.exit(npm.status ?? 1);
  }
}

// A day of a million lines lives in buffers; what is read on the way is soon garbage and needs no room of its own.
const flags = command === 'reconcile' ? ['--max-semi-space-size=1'] : [];
const child = spawn(process.execPath, [...flags, '--import', 'tsx', script, ...args], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
