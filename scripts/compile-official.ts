/**
 * `npm run compile:official`: WeChat's own compiler (miniprogram-ci) over the built mini-program, without WeChat's server.
 * The compiler is large, so it lives in dist/official-compile/ and is installed there on first use. Any complaint is red.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildMiniProgram, sizeText } from './build/mini-program';
import { complaints } from './official-compile/verdict';

const root = path.join(__dirname, '..');
const wanted = path.join(__dirname, 'official-compile');
const tool = path.join(root, 'dist', 'official-compile');

async function main(): Promise<void> {
  installCompiler();
  console.log(sizeText(await buildMiniProgram(root)));
  const work = mkdtempSync(path.join(os.tmpdir(), 'official-compile-'));
  try {
    judge(compile(work), path.join(work, 'result.zip'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function installCompiler(): void {
  const lock = path.join(tool, 'package-lock.json');
  const installed = path.join(tool, 'node_modules', '.package-lock.json');
  const isCurrent =
    existsSync(installed) && readFileSync(lock).equals(readFileSync(path.join(wanted, 'package-lock.json')));
  if (isCurrent) return;
  console.log("Installing WeChat's compiler (once, about 275 MB) …");
  mkdirSync(tool, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(path.join(wanted, name), path.join(tool, name));
  }
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: tool,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm ci failed; its message above says why. Nothing was compiled.');
}

interface Compiled {
  readonly status: number | null;
  readonly said: string;
}

function compile(work: string): Compiled {
  const project = path.join(work, 'project');
  cpSync(path.join(root, 'project.config.json'), path.join(project, 'project.config.json'));
  // The compiler warns of each file that packOptions leave out: it is left out beforehand.
  cpSync(path.join(root, 'miniprogram'), path.join(project, 'miniprogram'), {
    recursive: true,
    filter: (file) => path.basename(file) !== 'tsconfig.json' && !file.endsWith('.d.ts'),
  });
  const script = path.join(wanted, 'compile.ts');
  const args = ['--import', 'tsx', script, tool, project, path.join(work, 'result.zip')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, said: `${stdout}\n${stderr}` };
}

function judge({ status, said }: Compiled, result: string): void {
  const found = complaints(said);
  for (const line of found) console.error(line);
  const isThere = existsSync(result) && statSync(result).size > 0;
  if (status !== 0 || !isThere || found.length > 0) {
    if (found.length === 0) console.error(said.trim().split('\n').slice(-20).join('\n'));
    throw new Error("WeChat's compiler does not accept the mini-program as it is.");
  }
  console.log(`WeChat's compiler accepts the mini-program without a warning (${kB(result)} kB packed)`);
}

const kB = (file: string): number => Math.ceil(statSync(file).size / 1024);

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
