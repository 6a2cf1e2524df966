// The builder either shows a mini-program as WeChat would, or refuses it with file and line.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { WebReply, WebRequest } from '../../scripts/local-cloud/web';
import { buildPreview } from '../../scripts/preview/build';
import { previewMounts } from '../../scripts/preview/mount';
import { checkTemplate } from '../../scripts/preview/wxml-check';
import { writeProject } from './fixture';

const outDir = () => mkdtempSync(path.join(os.tmpdir(), 'preview-out-'));
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

test.each([
  ['an unknown element', '<view>\n  <swiper />\n</view>', 'home.wxml:2: <swiper> is neither declared'],
  ['an unknown property', '<button session-from="x">x</button>', '<button> has no "session-from"'],
  [
    'a word that a property does not take',
    '<button open-type="share" />',
    '<button> has no open-type="share"',
  ],
  ['an expression where only words are known', '<input type="{{t}}" />', '<input> has no type="{{…}}"'],
  ['an unknown event', '<view\n  bindscroll="x"></view>', '<view> has no "bindscroll"'],
  ['WXS', '<wxs module="m" src="./m.wxs" />', '<wxs> is neither'],
  ['an include', '<include src="./x.wxml" />', '<include> is neither'],
  ['an element that is not closed', '<view>', 'home.wxml:1: '],
  ['a broken expression', '<view>{{ a + }}</view>', 'home.wxml:1: '],
])('%s fails the build', async (_, wxml, message) => {
  await expect(build({ 'pages/home/home.wxml': wxml })).rejects.toThrow(message);
});

test('all problems of the templates are told at once', async () => {
  const failing = build({
    'pages/home/home.wxml': '<map /><canvas />',
    'components/tag/tag.wxml': '<video />',
  });
  await expect(failing).rejects.toThrow(/<video>[\s\S]*<map>[\s\S]*<canvas>/);
});

test.each([
  [
    'a component that is not there',
    { 'pages/home/home.json': '{"usingComponents":{"a-b":"./nowhere"}}' },
    '"a-b"',
  ],
  [
    'a page without template',
    { 'app.json': '{"pages":["pages/none/none"]}' },
    'none.json: this file is missing',
  ],
  ['broken JSON', { 'app.json': '{' }, 'app.json: not JSON'],
  [
    'a setting that the preview ignores',
    { 'app.json': '{"pages":["pages/home/home"],"subPackages":[]}' },
    'subPackages',
  ],
  ['a script that does not compile', { 'pages/home/home.ts': 'Page({' }, 'home.ts'],
])('%s fails the build', async (_, files, message) => {
  await expect(build(files as Record<string, string>)).rejects.toThrow(message);
});

test('expressions and comments do not disturb the check of tags', () => {
  const wxml =
    '<!-- <map> -->\n<view wx:if="{{a > 1 && b < 2}}" class="{{a ? \'x>\' : ""}}" data-id="{{1}}" catchtap="x" />';
  expect(checkTemplate(wxml, 'x.wxml', [])).toEqual([]);
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
