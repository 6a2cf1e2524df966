/** Pages with generated tables, and their Chinese twins, name every field and every code in their own language. */
import { connectors } from '../scripts/connectors';
import { meaningInChinese, meanings } from '../scripts/docs/face-tables';
import { meaningsInChinese } from '../scripts/docs/face-words';
import { checkAbouts } from '../scripts/docs/field-tables';
import { titlesInChinese } from '../scripts/docs/field-words';
import { staleDocuments } from '../scripts/docs/generated';
import { required, secretText } from '../shared/kernel/fields';
import { abouts } from '../shared/payments/doctor/words/zh-cn/abouts';

test.each([
  'docs/configuration.md',
  'docs/configuration.zh-CN.md',
  'docs/face-verification.md',
  'docs/face-verification.zh-CN.md',
  'docs/states.md',
  'docs/states.zh-CN.md',
])('%s says what the code says', (page) => {
  expect(staleDocuments()).not.toContain(page);
});

test('fields without Chinese words are all named', () => {
  const fields = { one: required(secretText(), 'first'), two: required(secretText(), 'second') };
  expect(() => checkAbouts([{ paySp: 'try-pay', fields }])).toThrow(
    '  try-pay.one: first\n  try-pay.two: second',
  );
});

test('no words are left over from fields and PSPs that are gone', () => {
  const said = connectors.flatMap(({ fields }) => Object.values(fields).map(({ about }) => about));
  const titles = connectors.map(({ title }) => title);
  expect(Object.keys(abouts).filter((about) => !said.includes(about))).toEqual([]);
  expect(Object.keys(titlesInChinese).filter((title) => !titles.includes(title))).toEqual([]);
});

test('a code of WeChat without Chinese words is named', () => {
  expect(() => meaningInChinese('something new')).toThrow('no Chinese for "something new"');
});

test('every meaning of a code that has Chinese words is still one that the tables name', () => {
  const named = meanings();
  expect(Object.keys(meaningsInChinese).filter((means) => !named.has(means))).toEqual([]);
});
