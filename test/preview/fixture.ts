// Writes a small mini-program to a temporary folder, for tests about what the builder accepts.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../temporary-folder';

/** A one-page project with one component; `files` (paths below miniprogram/) replace or add. Answers its root. */
export function writeProject(files: Readonly<Record<string, string>> = {}): string {
  const root = temporaryFolder('mini-program');
  const all: Record<string, string> = {
    'app.json': JSON.stringify({ pages: ['pages/home/home'] }),
    'app.ts': 'App({});',
    'app.wxss': 'page { color: #111; }',
    'pages/home/home.json': JSON.stringify({ usingComponents: { 'my-tag': '/components/tag/tag' } }),
    'pages/home/home.ts': 'Page({});',
    'pages/home/home.wxml': '<view class="title"><my-tag text="hello" /></view>',
    'pages/home/home.wxss': '.title { width: 375rpx; }',
    'components/tag/tag.json': JSON.stringify({ component: true }),
    'components/tag/tag.ts': 'Component({ properties: { text: String } });',
    'components/tag/tag.wxml': '<text class="title">{{text}}</text>',
    'components/tag/tag.wxss': ':host { display: block; } .title { color: red; }',
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    const file = path.join(root, 'miniprogram', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  writeFileSync(path.join(root, 'project.config.json'), JSON.stringify({ miniprogramRoot: 'miniprogram/' }));
  return root;
}
