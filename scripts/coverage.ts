/**
 * `npm run coverage`: how much of the mini-program's services, pages and components the tests without a browser walk through. Names each file with
 * a branch that none of them takes; the last line is `N % of N branches`. Exit code 1 where a test fails or it is less than 95 %.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './demo/world';

/** The share of branches that is asked for, in percent. */
const LEAST = 95;

const FILES = 'miniprogram/{services,pages,operator,components}/**/*.ts';

const folder = path.join(root, 'dist', 'coverage');

interface Share {
  readonly total: number;
  readonly covered: number;
  readonly pct: number;
}

interface Covered {
  readonly branches: Share;
}

type Summary = Readonly<Record<string, Covered>> & { readonly total: Covered };

function main(): void {
  parseArgs({ options: {} });
  const options = [`--collectCoverageFrom=${FILES}`, `--coverageDirectory=${folder}`];
  const args = ['--no-install', 'jest', '--coverage', '--coverageReporters=json-summary', ...options];
  const { status } = spawnSync('npx', [...args, ...suites()], { cwd: root, stdio: 'inherit' });
  if (status !== 0 || !isEnough()) process.exitCode = 1;
}

/** Says how much was walked through; answers whether it is as much as is asked for. */
function isEnough(): boolean {
  // istanbul wrote the file in its documented shape (istanbul.js.org, json-summary).
  const summary = JSON.parse(readFileSync(path.join(folder, 'coverage-summary.json'), 'utf8')) as Summary;
  const { total, ...files } = summary;
  for (const [file, { branches }] of Object.entries(files)) {
    if (branches.covered < branches.total) console.log(lineOf(file, branches));
  }
  const { pct, total: all } = total.branches;
  const lack = pct < LEAST ? `, less than the ${LEAST} % that are asked for` : '';
  console.log(`${pct} % of ${all} branches${lack}`);
  return lack === '';
}

/** The suites of the mini-program that need no browser. */
function suites(): string[] {
  const tests = path.join('test', 'preview');
  return readdirSync(path.join(root, tests))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(tests, name))
    .filter((file) => !readFileSync(path.join(root, file), 'utf8').includes("from '../browser'"));
}

const lineOf = (file: string, { covered, total }: Share): string =>
  `${path.relative(root, file)}: ${total - covered} of ${total} branches untaken`;

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
