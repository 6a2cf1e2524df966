/** CloudBase's own command line, which uploads functions. Both of its generations; what it says of its success is not believed. */
import { spawn } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Stopped } from './stopped';

/** The version that is taken where none is installed. */
export const CLI_VERSION = '2.12.10';
const TIME_LIMIT_MS = 300_000;

export interface CliResult {
  readonly code: number | null;
  readonly said: string;
}

/** Puts a function's folder online, as a new function or as new code of one that is there. */
export interface Cli {
  upload(name: string, folder: string, isNew: boolean): Promise<CliResult>;
}

export interface CliSettings {
  readonly env: string;
  /** Where cloudbaserc.json stands. */
  readonly root: string;
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string | undefined;
}

export interface CliOnDisk extends Cli {
  /** Takes the login away that was made for it. */
  close(): void;
}

export interface Upload {
  readonly env: string;
  readonly name: string;
  readonly folder: string;
  readonly isNew: boolean;
}

/** The words of a CLI of this generation. */
export function uploadWords(generation: number, { env, name, folder, isNew }: Upload): readonly string[] {
  const which = [generation >= 3 ? '--env-id' : '--envId', env, '--dir', folder, '--deployMode', 'zip'];
  return isNew ? ['fn', 'deploy', name, ...which, '--yes'] : ['fn', 'code', 'update', name, ...which];
}

/** The CLI that is installed, or else the one of npm; it is looked for, and let in, when something is first uploaded. */
export function cliOnDisk(settings: CliSettings): CliOnDisk {
  // A home of its own: the login that somebody has of another account stays.
  const home = mkdtempSync(path.join(tmpdir(), 'deploy-'));
  let ready: Promise<Ready> | undefined;
  return {
    upload: async (name, folder, isNew) => {
      const { command, generation } = await (ready ??= letIn(settings, home));
      const words = uploadWords(generation, { env: settings.env, name, folder, isNew });
      return run([...command, ...words], settings, home);
    },
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

interface Ready {
  readonly command: readonly string[];
  readonly generation: number;
}

/**
 * Writes the file that `tcb login` would write. Its own words are not used: whoever else is on the machine can read the words of a
 * process, and the keys would be among them.
 */
function letIn(settings: CliSettings, home: string): Promise<Ready> {
  const { secretId, secretKey, token } = settings;
  const folder = path.join(home, '.config', '.cloudbase');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const credential = { secretId, secretKey, ...(token ? { token } : {}) };
  writeFileSync(path.join(folder, 'auth.json'), JSON.stringify({ credential }), { mode: 0o600 });
  return findCli(settings, home);
}

async function findCli(settings: CliSettings, home: string): Promise<Ready> {
  for (const command of [['tcb'], ['npx', '--yes', `@cloudbase/cli@${CLI_VERSION}`]]) {
    const { code, said } = await run([...command, '--version'], settings, home);
    const [, major] = /(\d+)\.\d+\.\d+/.exec(said) ?? [];
    if (code === 0 && major !== undefined) return { command, generation: Number(major) };
  }
  throw new Stopped(
    `@cloudbase/cli@${CLI_VERSION} could not be started`,
    'see whether npm reaches its registry, or install it: npm install --global @cloudbase/cli',
  );
}

function run(words: readonly string[], { root, env }: CliSettings, home: string): Promise<CliResult> {
  const [command = '', ...args] = words;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: {
        ...process.env,
        ENV_ID: env,
        HOME: home,
        USERPROFILE: home,
        // npm keeps its downloads where it always does.
        npm_config_cache: process.env['npm_config_cache'] ?? path.join(homedir(), '.npm'),
        TCB_NO_BROWSER: '1',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIME_LIMIT_MS,
      shell: process.platform === 'win32',
    });
    let said = '';
    const hear = (chunk: Buffer): void => void (said += chunk.toString('utf8'));
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', () => resolve({ code: 127, said }));
    child.on('close', (code) => resolve({ code, said }));
  });
}
