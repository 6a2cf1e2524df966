/** Compiled code beside a function: taken where it fits, without a word where it does not. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeCodeCaches } from '../../scripts/build/code-cache/code-cache';
import { buildFunctions } from '../../scripts/build/functions';
import { temporaryFolder } from '../local-cloud/fixture';

let root: string;
let remove: () => void;
const folder = (): string => path.join(root, 'dist', 'cloudfunctions', 'demo');

beforeEach(() => {
  ({ folder: root, remove } = temporaryFolder());
  mkdirSync(path.join(root, 'cloudfunctions', 'demo'), { recursive: true });
  symlinkSync(path.resolve(__dirname, '../../node_modules'), path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'cloudfunctions/demo/config.json'), '{}');
});
afterEach(() => remove());

/** Builds the function with this answer. */
async function build(answer: string): Promise<void> {
  const source = `export const main = async (): Promise<string> => (await import('./later')).later();`;
  writeFileSync(path.join(root, 'cloudfunctions/demo/index.ts'), source);
  writeFileSync(
    path.join(root, 'cloudfunctions/demo/later.ts'),
    `export const later = (): string => '${answer}';`,
  );
  await buildFunctions(root, path.join(root, 'dist', 'cloudfunctions'));
}

const compiled = (): readonly string[] => {
  const [made = ''] = readdirSync(path.join(folder(), 'code-cache'));
  const place = path.join(folder(), 'code-cache', made);
  return readdirSync(place).map((file) => path.join(place, file));
};

/** The function's answer in a process of its own, and what Node said. */
function run(): { readonly answer: string; readonly said: string } {
  const code = `require(process.argv[1]).main().then((answer) => process.stdout.write(answer))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code, folder()], {
    encoding: 'utf8',
    env: {},
  });
  return { answer: stdout, said: stderr };
}

test('a function answers the same with it and without it', async () => {
  await build('one');
  expect(run()).toEqual({ answer: 'one', said: '' });
  makeCodeCaches([folder()]);
  expect(compiled().map((file) => path.basename(file))).toEqual([
    expect.stringMatching(/^later-/),
    'main.js',
  ]);
  expect(run()).toEqual({ answer: 'one', said: '' });
});

test('what V8 does not take is compiled anew, silently', async () => {
  await build('one');
  makeCodeCaches([folder()]);
  const [first = '', second = ''] = compiled();
  writeFileSync(first, 'not compiled by any V8');
  truncateSync(second, 100);
  expect(run()).toEqual({ answer: 'one', said: '' });
});

test('code that was compiled from other sources, though of the same length, is never run', async () => {
  await build('one');
  makeCodeCaches([folder()]);
  const former = compiled().map((file) => [path.basename(file), readFileSync(file)] as const);
  const [place = ''] = readdirSync(path.join(folder(), 'code-cache'));
  await build('two');
  expect(readdirSync(folder())).not.toContain('code-cache');
  mkdirSync(path.join(folder(), 'code-cache', place), { recursive: true });
  for (const [file, code] of former) writeFileSync(path.join(folder(), 'code-cache', place, file), code);
  expect(run()).toEqual({ answer: 'two', said: '' });
});

test('compiled code is what runs, which is why it is kept apart by what it was compiled from', async () => {
  await build('one');
  makeCodeCaches([folder()]);
  const former = readFileSync(compiled()[0] ?? '');
  await build('two');
  makeCodeCaches([folder()]);
  writeFileSync(compiled()[0] ?? '', former);
  expect(run()).toEqual({ answer: 'one', said: '' });
});

test('a Node that cannot run the function fails the making, with what it said', async () => {
  await build('one');
  writeFileSync(path.join(folder(), 'main.js'), 'throw new Error("broken on purpose")');
  expect(() => makeCodeCaches([folder()])).toThrow('broken on purpose');
});
