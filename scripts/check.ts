/** `npm run check`: format, lint, types, import boundaries and generated documents. Stops at the first that fails. */
import { spawnSync } from 'node:child_process';
import { staleDocuments } from './docs/generated';

const TYPE_PROJECTS = ['.', 'miniprogram', 'scripts/preview/phone', 'scripts/console/page'];

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['prettier', ['--check', '--log-level', 'warn', '.']],
  ['eslint', ['--max-warnings', '0', '.']],
  ...TYPE_PROJECTS.map((project) => ['tsc', ['--noEmit', '-p', project]] as const),
];

function main(): void {
  for (const [tool, args] of steps) {
    console.log(`${tool} ${args.join(' ')}`);
    const { status } = spawnSync('npx', ['--no-install', tool, ...args], { stdio: 'inherit' });
    if (status !== 0) {
      process.exitCode = 1;
      return;
    }
  }
  const stale = staleDocuments();
  for (const file of stale) console.error(`${file} is not what the code says: run npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
  else console.log('everything is in order');
}

main();
