/** `npm test`: every test through jest, then one line that counts them. Arguments go to jest. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
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
  const args = ['--no-install', 'jest', '--json', `--outputFile=${file}`, ...process.argv.slice(2)];
  const { status } = spawnSync('npx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
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

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
