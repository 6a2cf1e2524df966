/** The tables of docs/face-verification.md in both languages: words with their sentences, and what each code of WeChat means. */
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
import { meaningsInChinese, rangesInChinese } from './face-words';
import { table } from './table';

type Language = 'en' | 'zh';

const heads = {
  en: { advice: ['`advice`', 'in English', '中文'], means: 'what it means' },
  zh: { advice: ['`advice`', '中文', '英文'], means: '含义' },
} as const;

const word = (text: string): string => `\`${text}\``;

function adviceRows(language: Language): string {
  const rows = Object.entries(adviceTable).map(([name, { en, zh }]) =>
    language === 'en' ? [word(name), en, zh] : [word(name), zh, en],
  );
  return table(heads[language].advice, rows);
}

type Row = readonly [codes: string, means: string, state: string, advice: string];

const rowOf = (codes: string, means: string, { state, advice }: Verdict): Row => [
  codes,
  means,
  word(state),
  word(advice),
];

const rowsOf = (groups: readonly CodeGroup[]): readonly Row[] =>
  groups.map(({ codes, means, ...verdict }) => rowOf(codes.join(', '), means, verdict));

const unlisted: readonly Row[] = [
  rowOf('any other 90xxx', 'something on the phone that WeChat does not list', unlistedCodes.phone),
  rowOf('any other 10xxx', 'something at WeChat that it does not list', unlistedCodes.system),
  rowOf('anything else', 'nothing is known; 0 in version 2 among it', unlistedCodes.others),
];

/** Codes below 90000 that mean the same in every API, by their class. */
const codesOfClass = (name: string): string =>
  Array.from({ length: 90_000 }, (_, code) => code)
    .filter((code) => classOf(code) === name && refusalOf(code) === undefined)
    .join(', ');

const results = (version: 1 | 2): readonly Row[] => [...rowsOf(resultCodes[version]), ...unlisted];

function refusals(): readonly Row[] {
  const classes = Object.entries(adviceOfClass).map(([name, advice]) =>
    rowOf(codesOfClass(name), `about the ${name}, not about the session`, { state: 'pending', advice }),
  );
  return [...rowsOf([...refusalsOfVersion2, ...refusalsOfVersion1, ...refusalsOfBoth]), ...classes];
}

/** Every meaning that the tables name, in English. */
export const meanings = (): ReadonlySet<string> =>
  new Set([...results(1), ...results(2), ...refusals()].map(([, means]) => means));

/** The Chinese of a meaning; an error where there is none, so that no page keeps quiet about a code. */
export function meaningInChinese(means: string): string {
  const chinese = meaningsInChinese[means];
  if (chinese === undefined) throw new Error(`scripts/docs/face-words.ts has no Chinese for "${means}"`);
  return chinese;
}

function codeTable(head: string, rows: readonly Row[], language: Language): string {
  const shown =
    language === 'en'
      ? rows
      : rows.map(([codes, means, ...verdict]) => [
          rangesInChinese[codes] ?? codes,
          meaningInChinese(means),
          ...verdict,
        ]);
  return table([head, heads[language].means, '`state`', '`advice`'], shown);
}

const resultRows = (version: 1 | 2, language: Language): string =>
  codeTable(version === 1 ? '`identify_ret`' : '`verify_ret`', results(version), language);

const refusalRows = (language: Language): string => codeTable('`errcode`', refusals(), language);

/** The sections of the page in one language. */
export const faceSections = (language: Language): Readonly<Record<string, () => string>> => ({
  advice: () => adviceRows(language),
  'results-2': () => resultRows(2, language),
  'results-1': () => resultRows(1, language),
  refusals: () => refusalRows(language),
});
