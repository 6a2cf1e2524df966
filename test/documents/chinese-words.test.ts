/** One Chinese word for each thing, in every page and everything that phone, console and doctor say. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isChinese, pages, root, text } from './pages';

/** What is not said, and what is said instead. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/沙盒/, '沙箱'],
  [/(?<!微信)支付服务商|支付服務商/, '支付机构；服务商 is who serves sub-merchants at WeChat Pay'],
  [/支付链接|支付連結/, '付款链接'],
  [/运营人员|店员|營運人員|店員/, '操作员'],
  [/共享环境/, '环境共享'],
  [/秘钥/, '密钥'],
  [/剪贴板/, '剪切板'],
  [/决策 ?\d/, '决定'],
  [/你/, '您'],
];

const folders = [
  'miniprogram/i18n',
  'miniprogram/operator/i18n',
  'miniprogram/services/sentences',
  'scripts/console/page',
  'scripts/preview/phone/desk',
  'shared/payments/doctor/words/zh-cn',
  'shared/payments/doctor/words/zh-tw',
];

const said: readonly string[] = [
  ...pages.filter(isChinese),
  ...folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  ),
];

const strange = (file: string, content: string): readonly string[] =>
  content.split('\n').flatMap((line, index) =>
    instead.flatMap(([word, right]) => {
      const found = word.exec(line)?.[0];
      return found === undefined ? [] : [`${file}:${String(index + 1)} ${found} → ${right}`];
    }),
  );

test('one word stands for each thing in Chinese', () => {
  expect(said.length).toBeGreaterThan(60);
  expect(said.flatMap((file) => strange(file, text(file)))).toEqual([]);
});

test('another word is named with its line, and with the one to take', () => {
  expect(strange('a.md', '支付机构\n在沙盒里，你')).toEqual(['a.md:2 沙盒 → 沙箱', 'a.md:2 你 → 您']);
  expect(strange('b.md', '通过微信支付服务商接入')).toEqual([]);
});
