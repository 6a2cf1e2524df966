/**
 * Every command that a page names, typed as it stands there and ended by an option that none has: it is read to its end, and begins nothing.
 * Those that e2e/commands-of-the-pages.test.ts runs are left to it.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { compiledCommand } from '../compiled-command';
import { everyNth } from '../thorough';
import { elsewhere, everyLine, namedIn, read, shape } from './lines';
import { commandsIn, pages, root, text, twins } from './pages';
import { played } from './played';

const { scripts } = JSON.parse(text('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** These take no options of their own, or hand them on. */
const taking = ['test', 'check', 'bench', 'docs'];

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

async function ended(script: string, words: readonly string[]): Promise<string> {
  const args = [await compiledCommand(script), ...words, '--bogus'];
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

test('every command in every page is one that there is, with options that it knows', async () => {
  const handedOn = everyLine.filter((line) => read(line).name === 'test');
  const run = new Set(played.map(([line]) => line));
  const typed = worthTyping(everyLine.filter((line) => read(line).name !== 'test')).filter(
    (line) => !run.has(line),
  );
  expect(typed.length).toBeGreaterThan(25);
  expect(await faultsOf(everyNth([...new Set(handedOn), ...typed], 4))).toEqual([]);
}, 400_000);

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
