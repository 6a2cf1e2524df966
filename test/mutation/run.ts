/**
 * Mutation testing: `npm run mutate [-- policy] [-- --write]`. Stryker changes one expression at a time in a copy of the
 * repository and runs the tests that are meant to notice. Fails when fewer than 95 of 100 changes in a file are noticed, or when
 * one that is not has no explanation in `explained.ts`; `--write` writes the table.
 *
 * Stryker is fetched by npx in a fixed version and is no dependency: it is 65 MB, and only this command needs it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyOfTheTree } from '../tree-copy';
import { explained, type Explained } from './explained';
import { targets, type Target } from './targets';

const VERSION = '9.6.1';
const PACKAGES = ['core', 'jest-runner'].map((name) => `--package=@stryker-mutator/${name}@${VERSION}`);
const LEAST = 95;

/** Stryker's report in its documented form (mutation-testing-report-schema), as far as it is read here. */
interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

/** A change that no test noticed. */
interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

interface Score {
  readonly file: string;
  readonly all: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
}

/** Places outside the copy of the tree are none: the sandbox is made inside it, so that the packages are found. */
const configFor = ({ files }: Target): object => ({
  mutate: files,
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
    const report = JSON.parse(readFileSync(join(tree.path, 'mutation.json'), 'utf8')) as Report;
    return Object.entries(report.files).map(([file, { source, mutants }]) => scoreOf(file, source, mutants));
  } finally {
    tree.remove();
  }
}

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

function scoreOf(file: string, source: string, mutants: readonly Mutant[]): Score {
  const valid = mutants.filter(({ status }) => [...NOTICED, ...MISSED].includes(status));
  const survivors = valid
    .filter(({ status }) => MISSED.includes(status))
    .map(({ location: { start, end }, replacement }) => ({
      file,
      line: start.line,
      from: oneLine(textBetween(source, start, end)),
      to: oneLine(replacement),
    }));
  return { file, all: valid.length, killed: valid.length - survivors.length, survivors };
}

function textBetween(source: string, start: Place, end: Place): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join('\n');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const explanationOf = ({ file, from, to }: Survivor): Explained | undefined =>
  explained.find((one) => one.file === file && one.from === from && one.to === to);

const percent = ({ killed, all }: Score): number => (all === 0 ? 100 : (killed / all) * 100);

const cell = (text: string): string => `\`${text.replaceAll('|', '\\|').replaceAll('`', '′')}\``;

function tableOf(scores: readonly Score[]): string {
  const rows = scores.map(
    (one) => `| ${one.file} | ${one.all} | ${one.killed} | ${percent(one).toFixed(1)} % |`,
  );
  const left = scores.flatMap(({ survivors }) => survivors);
  const survivors = left.map((one) => {
    const change = `${cell(one.from)} → ${cell(one.to)}`;
    return `| ${one.file}:${one.line} | ${change} | ${explanationOf(one)?.why ?? '**not explained**'} |`;
  });
  return [
    '# Mutation testing',
    '',
    'How many single changes of an expression the tests of a file notice. `npm run mutate -- --write` makes this table anew (Stryker',
    `${VERSION}); it fails below ${LEAST} %, and for a change that nobody notices and nobody explains in \`test/mutation/explained.ts\`.`,
    '',
    '| file | changes | noticed | |',
    '| --- | --: | --: | --: |',
    ...rows,
    '',
    '## Changes that nobody can notice',
    '',
    '| where | change | why it is the same |',
    '| --- | --- | --- |',
    ...survivors,
    '',
  ].join('\n');
}

function print(score: Score): boolean {
  const unexplained = score.survivors.filter((one) => explanationOf(one) === undefined);
  const isGood = percent(score) >= LEAST && unexplained.length === 0;
  process.stdout.write(
    `${score.file}: ${score.killed} of ${score.all}, ${percent(score).toFixed(1)} %${isGood ? '' : ', not good'}\n`,
  );
  for (const { line, from, to } of unexplained)
    process.stdout.write(`  ${score.file}:${line} ${from} → ${to}\n`);
  return isGood;
}

const names = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const chosen = targets.filter(({ name }) => names.length === 0 || names.includes(name));
const scores: Score[] = [];
let isGood = true;
for (const target of chosen) {
  for (const score of mutate(target)) {
    scores.push(score);
    isGood = print(score) && isGood;
  }
}
if (process.argv.includes('--write') && names.length === 0) {
  const file = join(resolve(__dirname, '../..'), 'test/mutation.md');
  writeFileSync(file, tableOf(scores));
  spawnSync('npx', ['--no-install', 'prettier', '--write', file], { stdio: 'ignore' });
}
process.stdout.write(`${scores.length} files, ${isGood ? 'all good' : 'not all good'}\n`);
process.exitCode = isGood && scores.length > 0 ? 0 : 1;
