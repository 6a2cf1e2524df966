/** A copy of the repository in a temporary folder, for tests of commands that write into it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

const parts = [
  ...['shared', 'cloudfunctions', 'miniprogram', 'scripts', 'test', 'docs'],
  ...['package.json', 'tsconfig.json', 'jest.config.cjs', '.prettierrc.json', 'cloudbaserc.json'],
  'project.config.json',
];

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TreeCopy {
  readonly path: string;
  /** Runs a TypeScript file of the copy. */
  run(script: string, ...args: readonly string[]): Ended;
  /** Runs a tool of node_modules/<tool>, named by the path of its program. */
  tool(program: string, ...args: readonly string[]): Ended;
  remove(): void;
}

/** Copies what the commands need; the packages are shared by a link. */
export function copyOfTheTree(): TreeCopy {
  const path = mkdtempSync(join(tmpdir(), 'crosspay-tree-'));
  for (const part of parts) cpSync(join(root, part), join(path, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  const node = (...args: readonly string[]): Ended =>
    spawnSync(process.execPath, args, { cwd: path, encoding: 'utf8', timeout: 100_000 });
  return {
    path,
    run: (script, ...args) => node('--import', 'tsx', script, ...args),
    tool: (program, ...args) => node(join('node_modules', program), ...args),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
