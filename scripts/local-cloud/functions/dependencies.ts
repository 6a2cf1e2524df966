// Installs the packages of a function that has none yet, as the platform does with installDependency.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDoc } from '../database/document';
import { readJsonObject } from './declared-functions';
import { FunctionError } from './function-error';

// Named here: a quiet npm that started this process would have this one fail without a word.
const npmArguments = [
  'install',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--no-package-lock',
  '--loglevel=notice',
];
/** So much of npm's words is shown. */
const shownWords = 500;

export class Dependencies {
  private readonly running = new Map<string, Promise<void>>();

  constructor(private readonly log: (line: string) => void) {}

  /** Settles when the folder's packages are there. Throws a FunctionError with npm's words when they cannot be installed. */
  async install(name: string, folder: string): Promise<void> {
    const { dependencies } = readJsonObject(path.join(folder, 'package.json'));
    if (!isDoc(dependencies) || Object.keys(dependencies).length === 0) return;
    if (existsSync(path.join(folder, 'node_modules')) && !this.running.has(folder)) return;
    const running = this.running.get(folder) ?? this.run(name, folder);
    this.running.set(folder, running);
    await running.finally(() => this.running.delete(folder));
  }

  private async run(name: string, folder: string): Promise<void> {
    this.log(`Installing the packages of function ${name} …`);
    const { code, words } = await npm(folder);
    if (code === 0) return;
    throw new FunctionError('FUNCTIONS_EXECUTE_FAIL', `npm install failed for function "${name}": ${words}`);
  }
}

async function npm(folder: string): Promise<{ code: number | null; words: string }> {
  const child = spawn('npm', npmArguments, {
    cwd: folder,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString()).slice(-shownWords)));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, words: error.message }));
    child.on('close', (code) => resolve({ code, words: words.trim() }));
  });
}
