// The builder shows a mini-program as WeChat would, and tells with file and line what it cannot.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WebReply, WebRequest } from '../../scripts/local-cloud/web';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { problemText } from '../../scripts/preview/build-problem';
import { unknownElements } from '../../scripts/preview/unknown-elements';
import { temporaryFolder } from '../temporary-folder';
import { writeProject } from './fixture';

const outDir = () => temporaryFolder('preview-out');
const build = (files: Readonly<Record<string, string>>) =>
  buildPreview({ root: writeProject(files), outDir: outDir() });

test('a small project builds to a phone page without inline code', async () => {
  const out = outDir();
  await buildPreview({ root: writeProject(), outDir: out });
  const html = readFileSync(path.join(out, 'phone', 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script>|<style>|https?:/);
  expect(existsSync(path.join(out, 'phone', 'phone.js'))).toBe(true);
  expect(readFileSync(path.join(out, 'phone', 'mini-program.css'), 'utf8')).toContain(
    '.components_tag_tag--title',
  );
});

const problemsOf = async (files: Readonly<Record<string, string>>) =>
  (await build(files)).problems.map(({ kind, ...problem }) => `${kind} ${problemText({ kind, ...problem })}`);

test.each([
  [
    'an element that nothing draws is a placeholder, told with its place',
    { 'pages/home/home.wxml': '<view>\n  <map />\n</view>' },
    /^warning .*home\.wxml:2: <map> is neither declared/,
  ],
  [
    'components of a library that only WeChat brings, told once',
    {
      'app.json': '{ "pages": ["pages/home/home"],\n"useExtendedLib": { "weui": true } }',
      'pages/home/home.json':
        '{ "usingComponents": { "mp-cell": "weui-miniprogram/cell/cell", "mp-form": "weui-miniprogram/form/form" } }',
      'pages/home/home.wxml': '<view />',
    },
    /^warning .*app\.json:2: useExtendedLib "weui": .* npm install weui-miniprogram$/,
  ],
  ['an element that is not closed', { 'pages/home/home.wxml': '<view>' }, /^error .*home\.wxml:1: /],
  ['a broken expression', { 'pages/home/home.wxml': '<view>{{ a + }}</view>' }, /^error .*home\.wxml:1: /],
  [
    'a broken WXS module',
    { 'pages/home/home.wxml': '<wxs module="m" src="./m.wxs" />', 'pages/home/m.wxs': '\nvar a = ;' },
    /^error .*m\.wxs:2: Unexpected/,
  ],
  [
    'a WXS module that is not there',
    { 'pages/home/home.wxml': '<wxs module="m" src="./m.wxs" />' },
    /^error .*m\.wxs: this script is missing/,
  ],
  [
    'a template that is not there',
    { 'pages/home/home.wxml': '<import src="./x.wxml" />' },
    /^error .*x\.wxml: an imported template is missing/,
  ],
  [
    'a sheet that does not parse',
    { 'pages/home/home.wxss': '.a {\n  color: red;\n' },
    /^error .*home\.wxss:1: Unclosed block/,
  ],
  [
    'a sheet that is not there',
    { 'pages/home/home.wxss': "\n@import 'x.wxss';" },
    /^error .*home\.wxss:2: @import x\.wxss: there is no such file/,
  ],
  [
    'a component that is not there',
    {
      'pages/home/home.json': '{"usingComponents":{"a-b":"./nowhere"}}',
      'pages/home/home.wxml': '<view />',
    },
    /^error .*home\.json:1: component "a-b" is not at \.\/nowhere/,
  ],
  [
    'a page without template',
    { 'app.json': '{"pages":["pages/none/none"]}' },
    /^error .*none\.wxml: this template is missing/,
  ],
  ['broken JSON', { 'app.json': '{\n  "pages": [\n' }, /^error .*app\.json:3: not JSON/],
  ['an app.json without pages', { 'app.json': '{"window":{}}' }, /^error .*app\.json: pages: /],
  [
    'a script that does not compile',
    { 'pages/home/home.ts': 'Page({\n  data: {,\n});' },
    /^error .*home\.ts:2: Expected identifier/,
  ],
  [
    'a module that is not there',
    { 'pages/home/home.ts': "\nimport x from './gone';\nPage({ x });" },
    /^error .*home\.ts:2: "\.\/gone" is not there/,
  ],
  [
    'elements too deep in one another for the compiler',
    { 'pages/home/home.wxml': '<view>'.repeat(2000) + '</view>'.repeat(2000) },
    /^error .*home\.wxml: the template compiler breaks off/,
  ],
  [
    'a page whose path is still being written',
    { 'app.json': '{"pages":["pages/home/home",""]}' },
    /^error .*app\.json:1: "" is no path of a page/,
  ],
  [
    'a page whose path begins with a slash',
    { 'app.json': '{"pages":["pages/home/home","/pages/other/other"]}' },
    /^error .*app\.json:1: "\/pages\/other\/other" is no path of a page/,
  ],
  [
    'a package.json that is no JSON',
    { 'package.json': '{broken' },
    /^error .*package\.json:1: Expected string in JSON/,
  ],
])('%s does not stop the build', async (_, files, message) => {
  expect(await problemsOf(files as Record<string, string>)).toEqual([expect.stringMatching(message)]);
});

test('a script that only the whole bundle shows to be wrong keeps the others running, and is told once', async () => {
  const out = outDir();
  const files = {
    'app.json': '{"pages":["pages/home/home","pages/other/other"]}',
    'pages/home/home.ts': 'const a = 1;\na = 2;\nPage({ data: { a } });',
    'pages/other/other.ts': "Page({ data: { words: 'the other page is there' } });",
    'pages/other/other.wxml': '<view>{{words}}</view>',
  };
  const { problems } = await buildPreview({ root: writeProject(files), outDir: out });
  expect(problems).toMatchObject([
    { kind: 'error', file: expect.stringMatching(/home\.ts$/) as unknown, line: 2, message: /constant/ },
  ]);
  expect(readFileSync(path.join(out, 'phone', 'phone.js'), 'utf8')).toContain('the other page is there');
});

test('a template on which the compiler breaks off leaves the others whole, also in the builds that follow', async () => {
  const out = outDir();
  const files = {
    'app.json': '{"pages":["pages/home/home","pages/other/other"]}',
    'pages/home/home.wxml': '<view>'.repeat(2000),
    'pages/other/other.ts': 'Page({});',
    'pages/other/other.wxml': '<view>the other page is there</view>',
  };
  const { problems } = await buildPreview({ root: writeProject(files), outDir: out });
  expect(problems).toHaveLength(1);
  expect(readFileSync(path.join(out, 'phone', 'templates.js'), 'utf8')).toContain('the other page is there');
  expect(await problemsOf({})).toEqual([]);
});

test("an editor's lock, which is a link to nothing, and a folder that is named as a picture are no sources", async () => {
  const root = writeProject();
  symlinkSync('me@here.1234', path.join(root, 'miniprogram', 'pages', 'home', '.#home.wxml'));
  symlinkSync('me@here.1234', path.join(root, 'miniprogram', '.#logo.svg'));
  mkdirSync(path.join(root, 'miniprogram', 'icons.png'));
  expect((await buildPreview({ root, outDir: outDir() })).problems).toEqual([]);
});

test('a project whose mini-program has not been built yet is told so', async () => {
  const root = writeProject();
  writeFileSync(path.join(root, 'project.config.json'), '{"miniprogramRoot":"dist/"}');
  const { problems } = await buildPreview({ root, outDir: outDir() });
  expect(problems).toMatchObject([{ kind: 'error', message: 'this file is missing', file: 'dist/app.json' }]);
});

test('all problems are told at once', async () => {
  const told = await problemsOf({
    'pages/home/home.wxml': '<map /><ad />',
    'components/tag/tag.wxss': '.a {',
  });
  expect(told).toHaveLength(3);
});

test('expressions, scripts and comments do not disturb the search for elements', () => {
  const wxml =
    '<!-- <map> -->\n<wxs module="m">var a = 1 <b;</wxs>\n<view wx:if="{{a > 1 && b <c}}" class="{{a ? \'x>\' : ""}}" catchtap="x" />';
  expect(unknownElements(wxml, [])).toEqual([]);
});

describe('what the mounts serve', () => {
  const out = outDir();
  const [phone, desk] = previewMounts(out);
  beforeAll(() => buildPreview({ root: writeProject(), outDir: out }));

  const get = async (where: string, method = 'GET') => {
    const request: WebRequest = {
      method,
      url: where,
      path: where,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
    };
    const reply: WebReply | undefined = await (where.startsWith('/phone/') ? phone : desk)?.handle(request);
    if (!reply || 'hang' in reply) throw new Error('no reply');
    return reply;
  };

  test('the desk, the phone and their assets are served under a policy without eval or foreign hosts', async () => {
    for (const where of ['/', '/preview-assets/desk.js', '/phone/', '/phone/phone.js']) {
      const { status, headers } = await get(where);
      expect([where, status]).toEqual([where, 200]);
      expect(headers?.['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
      expect(headers?.['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
    }
  });

  test.each([
    ['/nowhere', 404],
    ['/index.html', 404],
    ['/phone/../../secret.html', 404],
    ['/preview-assets/../../../etc/hosts.html', 404],
    ['/phone', 308],
  ])('%s answers %d', async (where, status) => {
    expect((await get(where)).status).toBe(status);
  });

  test('writing is refused', async () => {
    expect((await get('/phone/', 'POST')).status).toBe(405);
  });
});
