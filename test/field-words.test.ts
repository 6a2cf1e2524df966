/** docs/configuration.md and its Chinese twin name every field of every PSP, in their own language. */
import { connectors } from '../scripts/connectors';
import { checkAbouts } from '../scripts/docs/field-tables';
import { titlesInChinese } from '../scripts/docs/field-words';
import { staleDocuments } from '../scripts/docs/generated';
import { required, secretText } from '../shared/kernel/fields';
import { abouts } from '../shared/payments/doctor/words/zh-cn/abouts';

test.each(['docs/configuration.md', 'docs/configuration.zh-CN.md'])('%s says what the code says', (page) => {
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
