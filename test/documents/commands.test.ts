/** Every command that a page names, typed as it stands there and ended by an option that none has: it is read to its end, and begins nothing. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandsIn, pages, prose, root, text, twins } from './pages';

const tsx = createRequire(path.join(root, 'package.json')).resolve('tsx');
const { scripts } = JSON.parse(text('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What comes from elsewhere. */
const elsewhere = /^(?:git clone|cd|export|curl|npx jest|npx crosspay-local-cloud|-d|tcb|npm install)(?= |$)/;

/** These take no options of their own, or hand them on. */
const taking = ['test', 'check', 'bench', 'docs'];

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

const namedIn = (page: string): readonly string[] => [
  ...commandsIn(page).filter((line) => line.startsWith('npm ')),
  ...quotedIn(page),
  ...rowsIn(page),
];

/** The words of a line, without the quotes of the shell. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

interface Typed {
  readonly name: string;
  readonly words: readonly string[];
  /** Options that npm keeps to itself, because they stand before `--`. */
  readonly lost: readonly string[];
}

function read(line: string): Typed {
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

/** What is wrong with a command of this project, or undefined. */
async function faultOf(line: string): Promise<string | undefined> {
  const { name, words, lost } = read(line);
  const script = scripts[name]?.split(' ').at(-1);
  if (script === undefined) return `${line}: there is no such command`;
  if (lost.length > 0) return `${line}: npm takes ${lost.join(' ')} for its own`;
  if (name === 'test')
    return words.every((word) => word === '--thorough' || existsSync(path.join(root, word)))
      ? undefined
      : `${line}: no such tests`;
  if (taking.includes(name)) return words.length > 0 ? `${line}: it takes nothing` : undefined;
  const said = await ended(script, words);
  // An option that wants a value is known as well, and a text may leave the value out.
  const known = /^Unknown option '--bogus'|^Option '--[a-z-]+[^']*' (?:argument|does not)/;
  return known.test(said) ? undefined : `${line}: ${said}`;
}

function ended(script: string, words: readonly string[]): Promise<string> {
  const args = ['--import', pathToFileURL(tsx).href, `scripts/${script}.ts`, ...words, '--bogus'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, timeout: 60_000 }, (_error, stdout, stderr) => {
      resolve((stdout + stderr).trim());
    });
  });
}

/** Four at a time: a command is up in half a second. */
async function faultsOf(lines: readonly string[]): Promise<readonly string[]> {
  const waiting = [...lines];
  const faults: string[] = [];
  const worker = async (): Promise<void> => {
    for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
      const fault = await faultOf(line);
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return faults.sort((one, other) => one.localeCompare(other));
}

/** What a line asks of a command, without the values. */
const shape = (line: string): string => {
  const { name, words } = read(line);
  const [sub = ''] = name === 'config' ? words : [];
  return [name, sub, ...words.filter((word) => word.startsWith('-'))].join(' ');
};

/** The lines that ask for something that no other line asks for: one of each shape, and none whose options another has too. */
function worthTyping(lines: readonly string[]): readonly string[] {
  const asked = [...new Map(lines.map((line) => [shape(line), line])).values()].map((line) => {
    const { name, words } = read(line);
    const sub = name === 'config' ? ` ${words[0] ?? ''}` : '';
    return { line, of: name + sub, options: words.filter((word) => word.startsWith('-')) };
  });
  return asked
    .filter(
      (one) =>
        !asked.some(
          (other) =>
            other.of === one.of &&
            other.options.length > one.options.length &&
            one.options.every((option) => other.options.includes(option)),
        ),
    )
    .map(({ line }) => line);
}

const all = pages.flatMap((page) => namedIn(text(page))).filter((line) => !elsewhere.test(line));

test('every command in every page is one that there is, with options that it knows', async () => {
  const handedOn = all.filter((line) => read(line).name === 'test');
  const typed = worthTyping(all.filter((line) => read(line).name !== 'test'));
  expect(typed.length).toBeGreaterThan(30);
  expect(await faultsOf([...new Set(handedOn), ...typed])).toEqual([]);
}, 240_000);

test('a misspelt command, a misspelt option and one that npm would keep are found', async () => {
  const lines = ['npm run deploi', 'npm run deploy -- --dry-rum', 'npm run config guide --env ID'];
  const page = `\`\`\`sh\n${lines.join('\n')}   # said beside it\n\`\`\`\n\n| \`npm run orders\` | finds: \`--sinse 7d\` |\n`;
  expect(await faultsOf(namedIn(page))).toEqual([
    'npm run config guide --env ID: npm takes --env for its own',
    'npm run deploi: there is no such command',
    "npm run deploy -- --dry-rum: Unknown option '--dry-rum'",
    expect.stringContaining("npm run orders -- --sinse: Unknown option '--sinse'"),
  ]);
});

test('every other line of a block of commands is a known tool', () => {
  const others = pages.flatMap((page) => commandsIn(text(page))).filter((line) => !line.startsWith('npm '));
  expect(others.filter((line) => !elsewhere.test(line))).toEqual([]);
});

test.each(twins)('%s and %s name the same commands', (english, chinese) => {
  // A Chinese page may ask for Chinese answers.
  const asked = (page: string): readonly string[] =>
    namedIn(text(page)).map((line) => shape(line.replace(/ --lang \S+/, '')));
  const shapes = (page: string): readonly string[] => [...new Set(asked(page))].sort();
  expect(shapes(chinese)).toEqual(shapes(english));
});
