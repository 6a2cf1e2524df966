// Sources as editors, other systems and unlucky hands leave them. The build takes what WeChat takes, tells the rest with file and line,
// and ends for none of it.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPreview } from '../../scripts/preview/build';
import { problemText } from '../../scripts/preview/build-problem';
import { temporaryFolder } from '../temporary-folder';
import { writeProject } from './fixture';

/** Two pages, so that one can be seen to run where the other does not. */
const twoPages = {
  'pages/home/home.wxml': '<view />',
  'app.json': '{\n  "pages": [\n    "pages/home/home",\n    "pages/other/other"\n  ]\n}',
  'pages/other/other.ts': "Page({ data: { words: 'the other page is there' } });",
  'pages/other/other.wxml': '<view>{{words}}</view>',
};

async function built(files: Readonly<Record<string, string>>, change: (folder: string) => void = () => {}) {
  const root = writeProject({ ...twoPages, ...files });
  change(path.join(root, 'miniprogram'));
  const outDir = temporaryFolder('preview-out');
  const { problems } = await buildPreview({ root, outDir });
  const read = (file: string) => readFileSync(path.join(outDir, 'phone', file), 'utf8');
  return {
    told: problems.map((problem) => `${problem.kind} ${problemText(problem)}`),
    script: read('phone.js') + read('templates.js'),
    styles: read('mini-program.css'),
  };
}

test('a byte order mark is no part of a file', async () => {
  const mark = '\uFEFF';
  const marked = Object.fromEntries(
    Object.entries({
      'app.json': twoPages['app.json'],
      'app.ts': 'App({});',
      'app.wxss': '.marked { color: red; }',
      'pages/home/home.json': '{}',
      'pages/home/home.ts': 'Page({});',
      'pages/home/home.wxml': '<wxs module="m" src="./m.wxs" /><view>words</view>',
      'pages/home/m.wxs': 'module.exports = {};',
      'project.config.json': '{}',
    }).map(([file, text]) => [file, mark + text]),
  );
  const { told, script, styles } = await built(marked);
  expect(told).toEqual([]);
  expect(script).not.toMatch(/\uFEFF|\\uFEFF/i);
  expect(styles).not.toContain(mark);
  expect(styles).toContain('.marked');
});

test.each([
  ['pages/home/home.wxml', 'error miniprogram/pages/home/home.wxml: this is a folder, not a file'],
  ['pages/home/home.json', 'error miniprogram/pages/home/home.json: this is a folder, not a file'],
  ['pages/home/home.wxss', 'error miniprogram/pages/home/home.wxss: this is a folder, not a file'],
  ['pages/home/home.ts', 'error miniprogram/pages/home/home.ts: this is a folder, not a file'],
])('a folder in the place of %s is told, and the other page runs', async (file, message) => {
  const { told, script } = await built({}, (folder) => {
    rmSync(path.join(folder, file));
    mkdirSync(path.join(folder, file));
  });
  expect(told).toEqual([message]);
  expect(script).toContain('the other page is there');
});

test.each(['app.json', 'project.config.json'])('a folder in the place of %s is told', async (file) => {
  const root = writeProject();
  const place = path.join(root, file === 'app.json' ? 'miniprogram' : '', file);
  rmSync(place);
  mkdirSync(place);
  const { problems } = await buildPreview({ root, outDir: temporaryFolder('preview-out') });
  expect(problems.map(problemText)).toContain(`${path.relative(root, place)}: this is a folder, not a file`);
});

test.each([
  ['pages/home/home.wxml', '<import src="./x.wxml" />', 'x.wxml'],
  ['pages/home/home.wxml', '<wxs module="m" src="./x.wxs" />', 'x.wxs'],
  ['pages/home/home.wxss', '@import "x.wxss";', 'x.wxss'],
])('a folder that is imported as a file by %s is told (%s)', async (file, text, imported) => {
  const { told } = await built({ [file]: text }, (folder) =>
    mkdirSync(path.join(folder, 'pages', 'home', imported)),
  );
  expect(told).toEqual([expect.stringContaining('error miniprogram/pages/home/')]);
});

test('links that lead in a circle end nothing', async () => {
  const { told, script } = await built({}, (folder) => {
    const home = path.join(folder, 'pages', 'home');
    symlinkSync('..', path.join(home, 'up'));
    rmSync(path.join(home, 'home.ts'));
    symlinkSync('home.ts', path.join(home, 'home.ts'));
  });
  expect(told).toEqual(['error miniprogram/pages/home/home.js: this script is missing']);
  expect(script).toContain('the other page is there');
});

test('a page without script is told, and drawn', async () => {
  const { told, script } = await built(
    { 'pages/home/home.wxml': '<view>drawn without script</view>' },
    (folder) => rmSync(path.join(folder, 'pages', 'home', 'home.ts')),
  );
  expect(told).toEqual(['error miniprogram/pages/home/home.js: this script is missing']);
  expect(script).toContain('drawn without script');
});

test('lines that end as on Windows are counted as they are', async () => {
  const { told } = await built({
    'app.json': twoPages['app.json'].replaceAll('\n', '\r\n'),
    'pages/home/home.wxml': '<view>\r\n  <map />\r\n</view>\r\n',
    'pages/home/home.json': '{\r\n  "usingComponents": {\r\n    "x": "./gone"\r\n  }\r\n}',
    'pages/home/home.ts': 'Page({\r\n\r\n  a: ,\r\n});\r\n',
    'pages/home/home.wxss': '.a {\r\n color: red;\r\n}\r\n}',
  });
  expect(told.map((line) => line.split(': ')[0])).toEqual([
    'error miniprogram/pages/home/home.json:3',
    'error miniprogram/pages/home/home.wxss:4',
    'warning miniprogram/pages/home/home.wxml:2',
    'error miniprogram/pages/home/home.ts:3',
  ]);
});

test.each(['home.wxml', 'home.json', 'home.wxss', 'home.ts'])(
  'bytes in %s that are no UTF-8 are told with their line',
  async (file) => {
    const { told } = await built({}, (folder) => {
      const texts: Readonly<Record<string, string>> = {
        'home.wxml': '<view>\n\xd6\xd0</view>',
        'home.json': '{\n"navigationBarTitleText": "\xd6\xd0" }',
        'home.wxss': '.a {}\n/* \xd6\xd0 */',
        'home.ts': '\n// \xd6\xd0\nPage({});',
      };
      writeFileSync(path.join(folder, 'pages', 'home', file), Buffer.from(texts[file] ?? '', 'latin1'));
    });
    expect(told).toEqual([
      `error miniprogram/pages/home/${file}:2: bytes that are no UTF-8: save the file in UTF-8`,
    ]);
  },
);

test.each([
  ['', /^error miniprogram\/app\.json:1: not JSON/],
  ['{\n  "pages": []\n}', /^error miniprogram\/app\.json:2: pages: /],
  ['null', /^error miniprogram\/app\.json: the file: /],
  ['[]', /^error miniprogram\/app\.json: pages: /],
])('an app.json of %j is told', async (text, message) => {
  const { told } = await built({ 'app.json': text });
  expect(told).toEqual([expect.stringMatching(message)]);
});

test('a page that is named twice is told where it is named again', async () => {
  const { told } = await built({
    'app.json': twoPages['app.json'].replace(
      '"pages/other/other"',
      '"pages/other/other",\n"pages/home/home"',
    ),
  });
  expect(told).toEqual(['error miniprogram/app.json:5: "pages/home/home" is named twice']);
});

test('a component may use itself', async () => {
  const { told } = await built({
    'components/tag/tag.json':
      '{ "component": true, "usingComponents": { "my-tag": "/components/tag/tag" } }',
    'components/tag/tag.wxml': '<view><my-tag wx:if="{{text}}" /></view>',
  });
  expect(told).toEqual([]);
});

test('imports may go in a circle', async () => {
  const { told, styles } = await built({
    'pages/home/home.wxml': '<import src="a.wxml" /><include src="home.wxml" />',
    'pages/home/a.wxml': '<import src="home.wxml" /><import src="a.wxml" /><template name="a">a</template>',
    'pages/home/home.wxss': '@import "a.wxss"; .home { color: red; }',
    'pages/home/a.wxss': '@import "home.wxss"; @import "a.wxss"; .a { color: red; }',
  });
  expect(told).toEqual([]);
  expect(styles.match(/\.home \{/g)).toHaveLength(1);
  expect(styles.match(/\.a \{/g)).toHaveLength(1);
});

test.each(['scss', 'sass', 'less'])('a page styled in %s is told', async (ending) => {
  const { told } = await built({ [`pages/home/home.${ending}`]: '.a { .b { color: red; } }' }, (folder) =>
    rmSync(path.join(folder, 'pages', 'home', 'home.wxss')),
  );
  expect(told).toEqual([
    `error miniprogram/pages/home/home.${ending}:1: the preview compiles no Sass and no Less: its styles are left out`,
  ]);
});

test('a package whose package.json is no JSON is told by who uses it', async () => {
  const { told } = await built({
    'pages/home/home.json': '{ "usingComponents": { "x-y": "foo/x" } }',
    'node_modules/foo/package.json': '{bad',
  });
  expect(told).toEqual(['error miniprogram/pages/home/home.json:1: component "x-y" is not at foo/x']);
});

test('twenty thousand elements in one template are drawn', async () => {
  const { told, script } = await built({ 'pages/home/home.wxml': '<view>{{a}}</view>'.repeat(20_000) });
  expect(told).toEqual([]);
  expect(script).toContain('the other page is there');
});
