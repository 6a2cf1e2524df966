/** docs/face-verification.md says what the code says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { staleDocuments } from '../../../scripts/docs/generated';
import { adviceTable } from '../../../shared/identity/face/advice';

const page = readFileSync(join(__dirname, '../../../docs/face-verification.md'), 'utf8');

test('the tables of words and codes are those of the code', () => {
  expect(staleDocuments()).not.toContain('docs/face-verification.md');
});

test.each(Object.entries(adviceTable))('the word %s stands there with its sentences', (word, { en, zh }) => {
  const line = page.split('\n').find((one) => one.startsWith(`| \`${word}\``));
  expect(line).toContain(en);
  expect(line).toContain(zh);
});

test.each([10000, 10003, 10026, 10300, 84010, 84022, 84001, 84006, 90002, 90100])(
  'code %i stands there',
  (code) => {
    expect(page).toMatch(new RegExp(`^\\| [^|]*\\b${code}\\b`, 'm'));
  },
);
