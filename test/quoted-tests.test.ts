/** Pages that prove a promise by a test quote its name: such a test is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const docs = path.join(__dirname, '..', 'docs');
const pages = readdirSync(docs).filter((file) => file.endsWith('.md'));

/** “[the name](../test/file.test.ts)”, as [name, file]. */
const quotesIn = (page: string): readonly (readonly [string, string])[] =>
  [...readFileSync(path.join(docs, page), 'utf8').matchAll(/“\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)”/g)].map(
    ([, name = '', file = '']) => [name, file],
  );

test.each(pages.filter((page) => quotesIn(page).length > 0))(
  'docs/%s quotes tests that are there',
  (page) => {
    const missing = quotesIn(page).filter(([name, file]) => {
      const at = path.join(docs, file);
      return !existsSync(at) || !readFileSync(at, 'utf8').includes(name);
    });
    expect(missing).toEqual([]);
  },
);

test('the comparison with pay-common proves each of its points in both languages', () => {
  expect(quotesIn('beside-pay-common.zh-CN.md')).toEqual(quotesIn('beside-pay-common.md'));
  expect(quotesIn('beside-pay-common.md').length).toBeGreaterThanOrEqual(8);
});
