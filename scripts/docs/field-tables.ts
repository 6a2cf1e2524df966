/** The tables of docs/configuration.md in both languages: which fields each PSP's account has, read from its connector. */
import { connectors } from '../connectors';
import type { Connector } from '../../shared/payments/psp/connector';
import { abouts } from '../../shared/payments/doctor/words/zh-cn/abouts';
import { titlesInChinese } from './field-words';
import { table } from './table';

interface Words {
  readonly head: readonly string[];
  readonly required: string;
  readonly optional: string;
  readonly secret: string;
  readonly title: (english: string) => string;
  readonly about: (english: string) => string;
}

const english: Words = {
  head: ['field', '', '', 'what it is'],
  required: 'required',
  optional: 'optional',
  secret: 'secret',
  title: (text) => text,
  about: (text) => text,
};

const chinese: Words = {
  head: ['字段', '', '', '含义'],
  required: '必填',
  optional: '可选',
  secret: '保密',
  title: (text) => titlesInChinese[text] ?? text,
  about: (text) => abouts[text] ?? '',
};

/** Throws an error that names every field whose `about` has no Chinese, so that no page keeps quiet about one. */
export function checkAbouts(of: readonly Pick<Connector, 'paySp' | 'fields'>[]): void {
  const missing = of.flatMap(({ paySp, fields }) =>
    Object.entries(fields)
      .filter(([, { about }]) => abouts[about] === undefined)
      .map(([name, { about }]) => `  ${paySp}.${name}: ${about}`),
  );
  if (missing.length > 0)
    throw new Error(`shared/payments/doctor/words/zh-cn/abouts.ts has no Chinese for\n${missing.join('\n')}`);
}

function fieldTable({ paySp, title, fields }: Connector, words: Words): string {
  const rows = Object.entries(fields).map(([name, field]) => [
    `\`${name}\``,
    field.required ? words.required : words.optional,
    field.secret ? words.secret : '',
    words.about(field.about),
  ]);
  return `### \`${paySp}\` · ${words.title(title)}\n\n${table(words.head, rows)}`;
}

/** One table per PSP, under its name. */
export function fieldTables(language: 'en' | 'zh'): string {
  if (language === 'zh') checkAbouts(connectors);
  const words = language === 'en' ? english : chinese;
  return connectors.map((one) => fieldTable(one, words)).join('\n\n');
}
