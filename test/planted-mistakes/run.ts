/**
 * Plants each mistake alone in a copy of the repository and sees whether the tests notice.
 * `node --import tsx test/planted-mistakes/run.ts [--write] [--missing] [name]`: says which were noticed, with --write
 * also in test/planted-mistakes.md. With a part of a name only the mistakes in such files or noticed by such tests, with
 * --missing only those that the table lacks; the others keep their lines. Fails when one went unnoticed.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Mistake } from './mistake';
import { mistakes } from './mistakes';

const root = resolve(__dirname, '../..');
/** Without a mistake the tests come to their end, however busy the machine is. */
const UNHURRIED_MS = 10 * 60_000;
/** A mistake may make a test run for ever: so many times longer than without it, and a minute at least, is called that. */
const TIMES_LONGER = 5;
const LEAST_PATIENCE_MS = 60_000;

interface Report {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** The names of the tests under `path` that are red; undefined when they did not come to an end in `patienceMs`. */
function redTests(tree: string, path: string, patienceMs: number): ReadonlySet<string> | undefined {
  const output = join(tree, 'jest-report.json');
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = { cwd: tree, stdio: 'ignore', timeout: patienceMs } as const;
  const run = spawnSync(process.execPath, [jest, path, '--json', `--outputFile=${output}`], options);
  if (run.error) return undefined;
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  rmSync(output);
  const names = report.testResults.flatMap((file) =>
    file.assertionResults.length === 0 && file.message !== ''
      ? ['a whole file does not load']
      : file.assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName),
  );
  return new Set(names);
}

interface Baseline {
  readonly red: ReadonlySet<string>;
  readonly patienceMs: number;
}

/** How the tests stand without a mistake. */
function baselineOf(tree: string, path: string): Baseline {
  const startedAt = performance.now();
  const red = redTests(tree, path, UNHURRIED_MS);
  if (!red) throw new Error(`${path} does not come to an end, even without a mistake`);
  const took = performance.now() - startedAt;
  return { red, patienceMs: Math.max(LEAST_PATIENCE_MS, Math.ceil(TIMES_LONGER * took)) };
}

function plant(tree: string, { file, find, put }: Mistake): () => void {
  const path = join(tree, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(find).length !== 2) throw new Error(`${file} must hold exactly once: ${find}`);
  writeFileSync(
    path,
    source.replace(find, () => put),
  );
  return () => writeFileSync(path, source);
}

function copyOfTheTree(): string {
  const tree = mkdtempSync(join(tmpdir(), 'planted-'));
  const folders = ['shared', 'cloudfunctions', 'miniprogram', 'scripts', 'test'];
  for (const part of [...folders, 'jest.config.cjs', 'package.json']) {
    cpSync(join(root, part), join(tree, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  return tree;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ⏎ ');

function line(mistake: Mistake, red: readonly string[]): string {
  const change = `\`${cell(mistake.find)}\` → \`${cell(mistake.put) || '(nothing)'}\``;
  const noticed =
    red[0] === undefined ? '**nobody**' : `${cell(red[0])}${red.length > 1 ? ` (+${red.length - 1})` : ''}`;
  return `| ${mistake.what} | ${mistake.file} | ${change} | ${noticed} |`;
}

const ENDLESS = 'the tests do not come to an end';

const table = join(root, 'test/planted-mistakes.md');

/** The lines in the order of the list; a mistake that was not planted this time keeps the line that it had. */
function withKept(lines: readonly string[]): readonly string[] {
  const before = readFileSync(table, 'utf8').split('\n');
  return mistakes.flatMap(({ what }) => {
    const isAbout = (one: string): boolean => one.split(' | ')[0]?.replace(/^\| /, '').trim() === cell(what);
    return lines.find(isAbout) ?? before.find(isAbout) ?? [];
  });
}

const [only] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const recorded = readFileSync(table, 'utf8');
const isWanted = ({ what }: Mistake): boolean =>
  !process.argv.includes('--missing') || !recorded.includes(`| ${cell(what)} `);
const chosen = mistakes
  .filter(({ file, tests }) => [file, tests].some((one) => one.includes(only ?? '')))
  .filter(isWanted);

const tree = copyOfTheTree();
try {
  const before = new Map<string, Baseline>();
  const lines: string[] = [];
  let unnoticed = 0;
  for (const mistake of chosen) {
    const baseline = before.get(mistake.tests) ?? baselineOf(tree, mistake.tests);
    before.set(mistake.tests, baseline);
    const restore = plant(tree, mistake);
    const now = redTests(tree, mistake.tests, baseline.patienceMs) ?? new Set([ENDLESS]);
    const red = [...now].filter((name) => !baseline.red.has(name));
    restore();
    if (red.length === 0) unnoticed += 1;
    lines.push(line(mistake, red));
    process.stdout.write(
      `${red.length === 0 ? 'UNNOTICED' : 'noticed  '} ${mistake.what} (${red.length} red)\n`,
    );
  }
  if (process.argv.includes('--write')) {
    const head =
      '# Planted mistakes\n\nEach was planted alone in a copy of the repository; the test named last went red ' +
      '(and so many more). `node --import tsx test/planted-mistakes/run.ts --write` makes this table anew; a mistake of the ' +
      'list that is not here was planted by hand when it was written, and not recorded since.\n\n' +
      '| mistake | file | change | who noticed |\n|---|---|---|---|\n';
    writeFileSync(table, `${head}${withKept(lines).join('\n')}\n`);
    spawnSync('npx', ['--no-install', 'prettier', '--write', table], { cwd: root, stdio: 'ignore' });
  }
  process.stdout.write(`${chosen.length - unnoticed} of ${chosen.length} noticed\n`);
  process.exitCode = unnoticed === 0 ? 0 : 1;
} finally {
  rmSync(tree, { recursive: true });
}
