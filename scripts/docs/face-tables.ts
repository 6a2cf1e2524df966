/** The tables of docs/face-verification.md: words with their sentences, and what each code of WeChat means. */
import { adviceTable } from '../../shared/identity/face/advice';
import {
  adviceOfClass,
  refusalOf,
  refusalsOfBoth,
  refusalsOfVersion1,
  refusalsOfVersion2,
} from '../../shared/identity/face/refusals';
import {
  resultCodes,
  unlistedCodes,
  type CodeGroup,
  type Verdict,
} from '../../shared/identity/face/verdicts';
import { classOf } from '../../shared/wechat/open-api/codes';
import { table } from './table';

const word = (text: string): string => `\`${text}\``;

export function adviceRows(): string {
  const rows = Object.entries(adviceTable).map(([name, { en, zh }]) => [word(name), en, zh]);
  return table(['`advice`', 'in English', '中文'], rows);
}

const rowOf = (codes: string, means: string, { state, advice }: Verdict): readonly string[] => [
  codes,
  means,
  word(state),
  word(advice),
];

function codeTable(
  head: string,
  groups: readonly CodeGroup[],
  more: readonly (readonly string[])[] = [],
): string {
  const rows = groups.map(({ codes, means, ...verdict }) => rowOf(codes.join(', '), means, verdict));
  return table([head, 'what it means', '`state`', '`advice`'], [...rows, ...more]);
}

const unlisted: readonly (readonly string[])[] = [
  rowOf('any other 90xxx', 'something on the phone that WeChat does not list', unlistedCodes.phone),
  rowOf('any other 10xxx', 'something at WeChat that it does not list', unlistedCodes.system),
  rowOf('anything else', 'nothing is known; 0 in version 2 among it', unlistedCodes.others),
];

export const resultRows = (version: 1 | 2): string =>
  codeTable(version === 1 ? '`identify_ret`' : '`verify_ret`', resultCodes[version], unlisted);

/** Codes below 90000 that mean the same in every API, by their class. */
const codesOfClass = (name: string): string =>
  Array.from({ length: 90_000 }, (_, code) => code)
    .filter((code) => classOf(code) === name && refusalOf(code) === undefined)
    .join(', ');

export function refusalRows(): string {
  const all = [...refusalsOfVersion2, ...refusalsOfVersion1, ...refusalsOfBoth];
  const classes = Object.entries(adviceOfClass).map(([name, advice]) => [
    codesOfClass(name),
    `about the ${name}, not about the session`,
    '`pending`',
    word(advice),
  ]);
  return codeTable('`errcode`', all, classes);
}
