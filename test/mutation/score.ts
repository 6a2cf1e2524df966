/** How well the tests of a file notice changes of it, out of Stryker's report; and what explains the changes that none notices. */
import { explained, type Explained } from './explained';

/** Fewer of a hundred changes noticed is not good enough. */
export const LEAST = 95;

/** Stryker's report in its documented form (mutation-testing-report-schema), as far as it is read here. */
export interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}
interface Mutant {
  readonly status: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}

/** A change that no test noticed. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  /** The line that it begins on, without the spaces around it. */
  readonly on: string;
  readonly from: string;
  readonly to: string;
}

export interface Score {
  readonly file: string;
  readonly all: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
}

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

export const scoresIn = ({ files }: Report): readonly Score[] =>
  Object.entries(files).map(([file, { source, mutants }]) => scoreOf(file, source, mutants));

function scoreOf(file: string, source: string, mutants: readonly Mutant[]): Score {
  const valid = mutants.filter(({ status }) => [...NOTICED, ...MISSED].includes(status));
  const lines = source.split('\n');
  const survivors = valid
    .filter(({ status }) => MISSED.includes(status))
    .map(({ location: { start, end }, replacement }) => ({
      file,
      line: start.line,
      on: oneLine(lines[start.line - 1] ?? ''),
      from: oneLine(textBetween(lines, start, end)),
      to: oneLine(replacement),
    }));
  return { file, all: valid.length, killed: valid.length - survivors.length, survivors };
}

function textBetween(all: readonly string[], start: Place, end: Place): string {
  const lines = all.slice(start.line - 1, end.line);
  const last = lines.length - 1;
  return lines
    .map((line, at) => line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined))
    .join('\n');
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

export const explanationOf = ({ file, on, from, to }: Survivor): Explained | undefined =>
  explained.find((one) => one.file === file && one.on === on && one.from === from && one.to === to);

export const percent = ({ killed, all }: Pick<Score, 'killed' | 'all'>): number =>
  all === 0 ? 100 : (killed / all) * 100;
