/** docs/operations.md: each incident has a test that is there, and both languages tell of the same. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const docs = path.join(__dirname, '..', 'docs');
const testsOf = (page: string): readonly string[] =>
  Array.from(
    readFileSync(path.join(docs, page), 'utf8').matchAll(/\]\((\.\.\/test\/[^)]+)\)/g),
    ([, file = '']) => file,
  );

test('fourteen incidents are told of, in both languages, and each names a test', () => {
  expect(testsOf('operations.md')).toHaveLength(14);
  expect(testsOf('operations.zh-CN.md')).toEqual(testsOf('operations.md'));
  const missing = testsOf('operations.md').filter((file) => !existsSync(path.join(docs, file)));
  expect(missing).toEqual([]);
});
