/** The commands of the pages about deploying, typed as they stand there by somebody who has no keys yet. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandsIn, root, text as page } from '../documents/pages';

const tsx = createRequire(path.join(root, 'package.json')).resolve('tsx');
const { scripts } = JSON.parse(page('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const section = (text: string): string =>
  /^## (?:Into the cloud|部署到云端)$[^]*?(?=^###? )/m.exec(text)?.[0] ?? '';

const pages: Readonly<Record<string, readonly string[]>> = {
  'docs/deploy.md': commandsIn(page('docs/deploy.md')),
  'docs/deploy.zh-CN.md': commandsIn(page('docs/deploy.zh-CN.md')),
  'README.md': commandsIn(section(page('README.md'))),
  'README.zh-CN.md': commandsIn(section(page('README.zh-CN.md'))),
};

/** What keeps a command from a network and from asking a person, and what it says then. */
const harmless: readonly { readonly of: RegExp; readonly more: readonly string[]; readonly says: string }[] =
  [
    { of: /^deploy /, more: ['--dry-run'], says: 'Nothing was sent.' },
    { of: /^config guide/, more: ['--pay-sp', 'v3'], says: 'TENCENTCLOUD_SECRETID' },
    { of: /^config push /, more: [], says: 'shop-a.json' },
    { of: /^doctor /, more: [], says: 'TENCENTCLOUD_SECRETID' },
  ];

let folder: string;
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'typed-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const typed = [...new Set(Object.values(pages).flat())].filter((line) => line.startsWith('npm '));

test.each(typed)('%s is a command that does what it says', (line) => {
  const [name = '', ...words] = line
    .replace(/^npm run /, '')
    .split(' ')
    .filter((word) => word !== '--');
  const rest = words.join(' ');
  const script = scripts[name]?.split(' ').at(-1) ?? 'none';
  const [known] = harmless.filter(({ of }) => of.test(`${name} ${rest}`));
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', pathToFileURL(tsx).href, path.join(root, 'scripts', `${script}.ts`)],
      ...words,
      ...(known?.more ?? []),
    ],
    { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  expect(stdout + stderr).toContain(known?.says ?? 'a line for this command in `harmless`');
});

test('both languages name the same commands, and from clone to deployment there are four, to a shop that is configured five', () => {
  expect(pages['docs/deploy.zh-CN.md']).toEqual(pages['docs/deploy.md']);
  expect(pages['README.zh-CN.md']).toEqual(pages['README.md']);
  const all = pages['README.md'] ?? [];
  const deployed = all.findIndex((line) => line.startsWith('npm run deploy'));
  expect(all.slice(0, deployed + 1)).toHaveLength(4);
  expect(all.slice(deployed + 1)).toEqual(['npm run config -- guide --env ID']);
  expect(page('README.md')).toContain('From clone to deployment it is four commands');
  expect(page('README.zh-CN.md')).toContain('从克隆到部署完成共四条命令');
});
