/**
 * Mutation testing: `npm run mutate [-- policy] [-- --write]`. Stryker changes one expression at a time in a copy of the
 * repository and runs the tests that are meant to notice. Fails when fewer than 95 of 100 changes in a file are noticed, or when
 * one that is not has no explanation in `explained.ts`; `--write` writes the lines of the table. Words choose the targets and
 * the files whose names contain them.
 *
 * Stryker is fetched by npx in a fixed version and is no dependency: it is 65 MB, and only this command needs it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { copyOfTheTree } from '../tree-copy';
import { explanationOf, LEAST, percent, scoresIn, type Report, type Score } from './score';
import { rowsIn, tableOf } from './table';
import { targets, type Target } from './targets';

const root = resolve(__dirname, '../..');
const VERSION = '9.6.1';
const PACKAGES = ['core', 'jest-runner'].map((name) => `--package=@stryker-mutator/${name}@${VERSION}`);

/** What of a file is mutated, as Stryker names it: all of it, or some of its lines. */
function mutated(file: string, { part }: Target): string {
  if (!part) return file;
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.startsWith(part.from));
  const to = lines.findIndex((line, at) => at > from && line.startsWith(part.to));
  if (from < 0 || to < 0) throw new Error(`${file} has no part from "${part.from}" to "${part.to}"`);
  return `${file}:${from + 1}-${to}`;
}

/** Places outside the copy of the tree are none: the sandbox is made inside it, so that the packages are found. */
const configFor = (target: Target): object => ({
  mutate: target.files.map((file) => mutated(file, target)),
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['json'],
  jsonReporter: { fileName: 'mutation.json' },
  // Types are not looked at: SWC takes them away.
  tsconfigFile: 'no-tsconfig.json',
  jest: { configFile: 'mutation-jest.config.cjs', enableFindRelatedTests: false },
});

const jestConfigFor = ({ tests }: Target): string =>
  `module.exports = { ...require('./jest.config.cjs'), testMatch: ${JSON.stringify(tests.map((one) => `<rootDir>/${one}`))} };\n`;

function mutate(target: Target): readonly Score[] {
  const tree = copyOfTheTree();
  try {
    writeFileSync(join(tree.path, 'stryker.config.json'), JSON.stringify(configFor(target)));
    writeFileSync(join(tree.path, 'mutation-jest.config.cjs'), jestConfigFor(target));
    const args = ['--yes', ...PACKAGES, 'stryker', 'run', 'stryker.config.json'];
    // What mutants print has no end that anybody knows.
    const options = { cwd: tree.path, encoding: 'utf8', maxBuffer: 2 ** 30 } as const;
    const { status, stdout } = spawnSync('npx', args, options);
    if (status !== 0) throw new Error(`Stryker ended with ${status ?? 'a signal'}:\n${stdout}`);
    return scoresIn(JSON.parse(readFileSync(join(tree.path, 'mutation.json'), 'utf8')) as Report);
  } finally {
    tree.remove();
  }
}

function print(score: Score): boolean {
  const unexplained = score.survivors.filter((one) => explanationOf(one) === undefined);
  const isGood = percent(score) >= LEAST && unexplained.length === 0;
  process.stdout.write(
    `${score.file}: ${score.killed} of ${score.all}, ${percent(score).toFixed(1)} %${isGood ? '' : ', not good'}\n`,
  );
  for (const { line, on, from, to } of unexplained)
    process.stdout.write(`  ${score.file}:${line} ${from} → ${to}${on === from ? '' : `   in: ${on}`}\n`);
  return isGood;
}

function write(scores: readonly Score[]): void {
  const file = join(root, 'test/mutation.md');
  const before = rowsIn(existsSync(file) ? readFileSync(file, 'utf8') : '');
  const files = targets.flatMap((one) => one.files);
  writeFileSync(file, tableOf(scores, before, files, `Stryker ${VERSION}`));
  spawnSync('npx', ['--no-install', 'prettier', '--write', file], { stdio: 'ignore' });
}

const unknown = process.argv.slice(2).find((one) => one.startsWith('--') && one !== '--write');
if (unknown) {
  process.stderr.write(`Unknown option '${unknown}'\n`);
  process.exit(2);
}
const words = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const isWanted = (name: string): boolean => words.some((word) => name.includes(word));
/** A target that is named, or the files of one that are. */
const named = targets
  .map((one) =>
    isWanted(one.name) ? one : { ...one, files: one.files.filter((file) => isWanted(basename(file))) },
  )
  .filter((one) => one.files.length > 0);
const chosen = words.length === 0 ? targets : named;
let files = 0;
let isGood = chosen.length > 0;
for (const target of chosen) {
  const scores = mutate(target);
  files += scores.length;
  isGood = scores.map(print).every((one) => one) && isGood;
  if (process.argv.includes('--write')) write(scores);
}
process.stdout.write(`${files} files, ${isGood ? 'all good' : 'not all good'}\n`);
process.exitCode = isGood ? 0 : 1;
