/** The list of planted mistakes stays true: each can still be planted, and says what it is once. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mistakes } from './mistakes';

const root = join(__dirname, '..', '..');

test.each(mistakes)('“$what” can be planted', ({ file, find, put }) => {
  expect(readFileSync(join(root, file), 'utf8').split(find)).toHaveLength(2);
  expect(put).not.toBe(find);
});

test('no two mistakes have the same name', () => {
  const names = mistakes.map(({ what }) => what);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('the table names every mistake and who noticed it', () => {
  const table = readFileSync(join(root, 'test/planted-mistakes.md'), 'utf8');
  const missing = mistakes.filter(({ what }) => !table.includes(`| ${what.replaceAll('|', '\\|')} `));
  expect(missing.map(({ what }) => what)).toEqual([]);
  expect(table).not.toContain('**nobody**');
});
