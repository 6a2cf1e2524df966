/**
 * `npm test`: every test through jest, then one line that counts them. Arguments go to jest. With `--thorough` only the tests that otherwise try
 * some of many cases that go the same way (test/thorough.ts), and each case of theirs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildWorld, root } from './demo/world';

interface Assertion {
  readonly status: string;
  readonly fullName: string;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly assertionResults: readonly Assertion[] }[];
}

async function main(): Promise<void> {
  await buildWorld();
  const file = path.join(root, 'dist', 'test-report.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const isThorough = process.argv.includes('--thorough');
  const wanted = process.argv.slice(2).filter((word) => word !== '--thorough');
  const chosen = isThorough && wanted.length === 0 ? thoroughTests() : wanted;
  const args = ['--no-install', 'jest', '--json', `--outputFile=${file}`, ...chosen];
  const env = { ...process.env, ...(isThorough ? { THOROUGH: '1' } : {}) };
  const { status } = spawnSync('npx', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  // jest wrote the file in its documented shape (jestjs.io/docs/cli, --json).
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const skipped = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter((one) => one.status === 'pending' || one.status === 'todo'),
  );
  for (const one of skipped) console.log(`skipped: ${one.fullName}`);
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = status === 0 && failed === 0 ? 0 : 1;
}

/** The test files that have more cases than `npm test` tries. */
function thoroughTests(): string[] {
  return readdirSync(path.join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join('test', name))
    .filter((name) => readFileSync(path.join(root, name), 'utf8').includes("/thorough';"));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
