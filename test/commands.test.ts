/** The commands of package.json, typed by somebody who does not know them yet. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** What a command of the lines `node scripts/run.mjs NAME` prints. */
function typed(...words: readonly string[]): { said: string; status: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  return { said: stdout + stderr, status };
}

test.each(Object.entries(scripts))('npm run %s -- --help says how it is typed', (name, command) => {
  const { said, status } = typed(...command.split(' ').slice(1), '--help');
  const own = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`;
  expect([said.slice(0, own.length + 1), status]).toEqual([`\`${own}`, 0]);
});

/** These take no options of their own, or hand them on. */
const taking = ['test', 'check', 'bench', 'docs'];

test.each(Object.entries(scripts).filter(([name]) => !taking.includes(name)))(
  'npm run %s names an option that it does not know, and begins nothing',
  (_name, command) => {
    const script = path.join('scripts', `${command.split(' ').at(-1) ?? ''}.ts`);
    const { said, status } = typed('--import', 'tsx', script, '--bogus');
    expect(said).toMatch(/^Unknown option '--bogus'[^\n]*\n$/);
    expect(status).not.toBe(0);
  },
);
