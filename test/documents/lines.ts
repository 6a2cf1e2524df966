/** The commands of npm that pages name, and how each is read. */
import { commandsIn, pages, prose, text } from './pages';

/** What comes from elsewhere. */
export const elsewhere =
  /^(?:git clone|cd|export|curl|npx jest|npx crosspay-local-cloud|-d|tcb|npm install)(?= |$)/;

/** The commands of npm in the text of a page, each as it stands between its backticks. */
const quotedIn = (page: string): readonly string[] =>
  [...prose(page).matchAll(/`(npm [^`]+)`/g)].map(([, line = '']) => line);

/** The options that a row of a table says of the command in its first cell. */
const rowsIn = (page: string): readonly string[] =>
  [...page.matchAll(/^\| `(npm [^`]+)` +\|(.*)$/gm)].flatMap(([, line = '', rest = '']) =>
    [...rest.matchAll(/`(?:-- )?(--[a-z-]+)/g)].map(([, option = '']) => {
      const whole = line === 'npm run config' ? `${line} show` : line;
      return whole.includes(' -- ') ? `${whole} ${option}` : `${whole} -- ${option}`;
    }),
  );

export const namedIn = (page: string): readonly string[] => [
  ...commandsIn(page).filter((line) => line.startsWith('npm ')),
  ...quotedIn(page),
  ...rowsIn(page),
];

/** The words of a line, without the quotes of the shell. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

export interface Typed {
  readonly name: string;
  readonly words: readonly string[];
  /** Options that npm keeps to itself, because they stand before `--`. */
  readonly lost: readonly string[];
}

export function read(line: string): Typed {
  const [, first = '', second = '', ...rest] = wordsOf(line);
  const [name, words] = first === 'run' ? [second, rest] : [first, second === '' ? [] : [second, ...rest]];
  const dashes = words.indexOf('--');
  const own = dashes < 0 ? words : words.slice(0, dashes);
  return {
    name,
    words: dashes < 0 ? words : [...own, ...words.slice(dashes + 1)],
    lost: own.filter((word) => word.startsWith('-')),
  };
}

/** What a line asks of a command, without the values. */
export const shape = (line: string): string => {
  const { name, words } = read(line);
  const [sub = ''] = name === 'config' ? words : [];
  return [name, sub, ...words.filter((word) => word.startsWith('-'))].join(' ');
};

/** Every command of this project that a page names. */
export const everyLine: readonly string[] = pages
  .flatMap((page) => namedIn(text(page)))
  .filter((line) => !elsewhere.test(line));
