/** The table of the scores, `test/mutation.md`: made of what was measured now, and of its own older lines for the other files. */
import { explanationOf, LEAST, percent, type Score } from './score';

export interface Rows {
  /** One line for each file: how many changes, how many of them noticed. */
  readonly scores: readonly string[];
  /** One line for each change that nobody noticed. */
  readonly survivors: readonly string[];
}

const NOT_EXPLAINED = '**not explained**';

/** The file that a line of the table is about. */
export const fileOf = (row: string): string => /^\| ([^ :|]+)/.exec(row)?.[1] ?? '';

const isScore = (row: string): boolean => /^\| \S+ +\| +\d+ \|/.test(row);

/** The lines of a table as it stands in the file. */
export function rowsIn(table: string): Rows {
  const rows = table.split('\n').filter((line) => line.startsWith('| shared/'));
  return { scores: rows.filter(isScore), survivors: rows.filter((row) => !isScore(row)) };
}

const cell = (text: string): string => `\`${text.replaceAll('|', '\\|').replaceAll('`', '′')}\``;

function rowsOf(scores: readonly Score[]): Rows {
  return {
    scores: scores.map(
      (one) => `| ${one.file} | ${one.all} | ${one.killed} | ${percent(one).toFixed(1)} % |`,
    ),
    survivors: scores
      .flatMap(({ survivors }) => survivors)
      .map((one) => {
        const why = explanationOf(one)?.why ?? NOT_EXPLAINED;
        return `| ${one.file}:${one.line} | ${cell(one.from)} → ${cell(one.to)} | ${why} |`;
      }),
  };
}

/** The table with new scores in the place of the old ones. `files`: those that have a line, in their order. */
export function tableOf(
  scores: readonly Score[],
  before: Rows,
  files: readonly string[],
  by: string,
): string {
  const fresh = rowsOf(scores);
  const measured = scores.map(({ file }) => file);
  const merged = (news: readonly string[], old: readonly string[]): readonly string[] => {
    const all = [...news, ...old.filter((row) => !measured.includes(fileOf(row)))];
    return files.flatMap((file) => all.filter((row) => fileOf(row) === file));
  };
  return [
    '# Mutation testing',
    '',
    'How many single changes of an expression the tests of a file notice. `npm run mutate -- --write` makes this table anew, with a word',
    `from the name of a target only its lines (${by}). It fails below ${LEAST} %, and for a change that nobody notices and nobody`,
    'explains in `test/mutation/explained.ts`.',
    '',
    '| file | changes | noticed | |',
    '| --- | --: | --: | --: |',
    ...merged(fresh.scores, before.scores),
    '',
    '## Changes that nobody can notice',
    '',
    '| where | change | why it is the same |',
    '| --- | --- | --- |',
    ...merged(fresh.survivors, before.survivors),
    '',
  ].join('\n');
}
