/** Bundles: what the code imports dynamically is a file of its own, shares its modules with the entry, and leaves no old files behind. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildFunctions } from '../../scripts/build/functions';
import { LICENCES } from '../../scripts/build/licences';
import { refuseTooLarge } from '../../scripts/build/zipped-size';
import { temporaryFolder } from '../local-cloud/fixture';

const sources = {
  'cloudfunctions/demo/index.ts': `
    import { count } from '../../shared/counter';
    export async function main(event: { later?: boolean }): Promise<unknown> {
      count();
      return event.later ? (await import('../../shared/later')).later() : 'at once';
    }`,
  'cloudfunctions/demo/config.json': '{}',
  'cloudfunctions/two/index.ts': `
    export const main = async ({ first }: { first?: boolean }): Promise<unknown> =>
      first ? (await import('../../shared/first')).first() : (await import('../../shared/second')).second();`,
  'cloudfunctions/two/config.json': '{}',
  'shared/small.ts': `export const small = (): string => 'SMALL';`,
  'shared/large.ts': `export const large = (): string => 'LARGE${'.'.repeat(3000)}'.slice(0, 5);`,
  'shared/first.ts': `
    import { small } from './small';
    import { large } from './large';
    export const first = (): string => small() + large();`,
  'shared/second.ts': `
    import { small } from './small';
    import { third } from './third';
    export const second = async (): Promise<string> => small() + third() + (await import('./fourth')).fourth();`,
  'shared/third.ts': `import { large } from './large'; export const third = (): string => large();`,
  'shared/fourth.ts': `import { small } from './small'; export const fourth = (): string => small();`,
  'cloudfunctions/plain/index.ts': `export const main = (): string => 'plain';`,
  'cloudfunctions/plain/config.json': '{}',
  'shared/counter.ts': `let counted = 0; export const count = (): number => (counted += 1);`,
  'shared/later.ts': `
    import { count } from './counter';
    export const later = (): string => 'MARKER ' + count();`,
};

let root: string;
let remove: () => void;

beforeAll(async () => {
  ({ folder: root, remove } = temporaryFolder());
  for (const [file, text] of Object.entries(sources)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  symlinkSync(path.resolve(__dirname, '../../node_modules'), path.join(root, 'node_modules'));
  await build();
});
afterAll(() => remove());

const out = (): string => path.join(root, 'dist', 'cloudfunctions');
const build = (): ReturnType<typeof buildFunctions> => buildFunctions(root, out());
const filesOf = (name: string): readonly string[] =>
  readdirSync(path.join(out(), name)).filter((file) => file.endsWith('.js'));

/** The result of a function in a process of its own, and which files it loaded. */
function run(name: string, event: object): { readonly result: unknown; readonly loaded: readonly string[] } {
  const code = `require(process.argv[1]).main(JSON.parse(process.argv[2])).then((result) =>
    console.log(JSON.stringify({ result, loaded: Object.keys(require.cache).map((file) => require('path').basename(file)) })))`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', code, path.join(out(), name), JSON.stringify(event)],
    {
      encoding: 'utf8',
    },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof run>;
}

test('a module that is imported dynamically is a file beside the entry, loaded on first use', () => {
  const later = filesOf('demo').filter((file) => file.startsWith('later-'));
  expect(later).toHaveLength(1);
  expect(readFileSync(path.join(out(), 'demo', 'main.js'), 'utf8')).not.toContain('MARKER');
  const atOnce = run('demo', {});
  expect(atOnce.result).toBe('at once');
  expect(atOnce.loaded).not.toContain(later[0]);
  expect(run('demo', { later: true }).loaded).toContain(later[0]);
});

test('what both need is there once, in the entry: they see the same', () => {
  expect(filesOf('demo')).toEqual(['index.js', expect.stringMatching(/^later-/), 'main.js']);
  expect(run('demo', { later: true }).result).toBe('MARKER 2');
});

test('of what later files share with each other, the entry has the small pieces, and large ones are files', () => {
  const withText = (text: string): readonly string[] =>
    filesOf('two').filter((file) => readFileSync(path.join(out(), 'two', file), 'utf8').includes(text));
  expect(withText('SMALL')).toEqual(['main.js']);
  expect(withText('LARGE')).toEqual([expect.stringMatching(/^chunk-/)]);
  expect(run('two', { first: true }).result).toBe('SMALLLARGE');
  expect(run('two', {}).result).toBe('SMALLLARGESMALL');
});

test('a function without such imports is one file and its launcher', () => {
  expect(filesOf('plain')).toEqual(['index.js', 'main.js']);
});

test('another build of the same source writes nothing, and one of another source leaves no old file', async () => {
  const before = filesOf('demo');
  await build();
  expect(filesOf('demo')).toEqual(before);
  writeFileSync(path.join(root, 'shared/later.ts'), sources['shared/later.ts'].replace('MARKER', 'OTHER'));
  const built = await build();
  expect(filesOf('demo')).toHaveLength(before.length);
  expect(filesOf('demo')).not.toEqual(before);
  expect(run('demo', { later: true }).result).toBe('OTHER 2');
  expect(Object.keys(built.find(({ name }) => name === 'demo')?.files ?? {}).sort()).toEqual(
    [...filesOf('demo')].sort(),
  );
});

describe('the functions of this repository', () => {
  let functions: Awaited<ReturnType<typeof build>>;
  beforeAll(async () => {
    functions = await buildFunctions(
      path.resolve(__dirname, '../..'),
      path.join(root, 'real', 'cloudfunctions'),
    );
  });
  const textOf = (name: string, file: string): string =>
    readFileSync(path.join(root, 'real', 'cloudfunctions', name, file), 'utf8');
  const filesWith = (name: string, text: string): readonly string[] => {
    const lazy = ['wx-server-sdk.js', 'wx-server-sdk-later.js', 'request-promise.js'];
    const files = Object.keys(functions.find((one) => one.name === name)?.files ?? {});
    return files.filter((file) => !lazy.includes(file) && textOf(name, file).includes(text));
  };

  test('are the same bytes when they are built again elsewhere, source maps and licences included', async () => {
    const again = path.join(root, 'again');
    await buildFunctions(path.resolve(__dirname, '../..'), path.join(again, 'cloudfunctions'));
    const filesIn = (folder: string): readonly (readonly [string, string])[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'stamp.json')
        .map(({ parentPath, name }) => path.join(parentPath, name))
        .map((file) => [path.relative(folder, file), readFileSync(file, 'base64')] as const)
        .sort(([one], [other]) => one.localeCompare(other));
    const names = filesIn(again).map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining(['cloudfunctions/pay/main.js', 'source-maps/pay/main.js.map']),
    );
    expect(filesIn(again)).toEqual(filesIn(path.join(root, 'real')));
  });

  test('say under which licences the packages in them are, and those of no others', () => {
    const licences = textOf('pay', LICENCES);
    expect(licences).toContain('wx-server-sdk 4.0.2 (MIT)\n\n');
    expect(licences).toContain('Copyright (c) 2013-2018 Petka Antonov');
    expect(licences).not.toMatch(/^(axios|psl|typescript) /m);
  });

  test('come with source maps that lead to our sources, and that are not uploaded', () => {
    const map = path.join(root, 'real', 'source-maps', 'pay', 'main.js.map');
    const { sources: named } = JSON.parse(readFileSync(map, 'utf8')) as { sources: readonly string[] };
    expect(named).toContain('../shared/roots/pay.ts');
    expect(readdirSync(path.join(root, 'real', 'cloudfunctions', 'pay'))).not.toContain('main.js.map');
  });

  test('are too large above 500 kB zipped, which fails the build with their sizes', () => {
    expect(functions.filter(({ zipped }) => !(zipped > 100 * 1024))).toEqual([]);
    expect(() => refuseTooLarge(functions)).not.toThrow();
    expect(() => refuseTooLarge([{ name: 'pay', zipped: 500 * 1024 + 1 }])).toThrow('pay 501 kB');
  });

  test('load at most 150 kB at once', () => {
    const atOnce = functions.map(({ name, files }) => ({ name, kB: (files['main.js'] ?? NaN) / 1024 }));
    expect(atOnce.length).toBeGreaterThan(4);
    expect(atOnce.filter(({ kB }) => !(kB <= 150))).toEqual([]);
  });

  test('keep what WeChat pushes out of the files that a notice of a PSP loads', () => {
    expect(filesWith('notify', 'push_refused')).toEqual([expect.stringMatching(/^beside-payments-/)]);
    expect(filesWith('notify', 'notice_refused')).toEqual(['main.js']);
  });

  test.each(['pay', 'notify'])(
    'keep connectors and readers of bills out of what %s loads at once',
    (name) => {
      expect(filesWith(name, '/v3/bill/tradebill')).toEqual([expect.stringMatching(/^wechat-v3-statement-/)]);
      expect(filesWith(name, 'v3.CreatePaymentsWechatMiniPay')).toEqual([expect.stringMatching(/^yaband-/)]);
      expect(filesWith(name, 'the bill has no column')).toEqual([expect.stringMatching(/^chunk-/)]);
    },
  );
});
