/**
 * V8's compiled code beside the functions, which spares a cold start the compiling. It is good for one version of Node only, and differs
 * from one making to the next, so that it is no part of what the build makes reproducibly.
 */
import { build, buildSync } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The file in a function's folder that the platform loads; what it launches is `main.js`. */
export const LAUNCHER = 'index.js';

const DIGITS = 16;

/** The launcher of a function whose files have these texts. */
export async function launcherFor(files: ReadonlyMap<string, string>, target: string): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, text] of [...files].sort(([one], [other]) => (one < other ? -1 : 1)))
    hash.update(`${name}\n${text}\n`);
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'launcher.ts')],
    define: { DIGEST: JSON.stringify(hash.digest('hex').slice(0, DIGITS)) },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target,
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]?.text ?? '';
}

/**
 * Compiles the functions in these folders by a Node (a path), the one that runs unless told. Throws with what that Node said where it
 * fails.
 */
export function makeCodeCaches(folders: readonly string[], node = process.execPath): void {
  const workshop = mkdtempSync(path.join(tmpdir(), 'code-cache-'));
  const script = path.join(workshop, 'warm-up.js');
  try {
    const entry = path.join(__dirname, 'warm-up.ts');
    buildSync({ entryPoints: [entry], outfile: script, bundle: true, platform: 'node', target: 'node18' });
    for (const folder of folders) warmUp(node, script, folder);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function warmUp(node: string, script: string, folder: string): void {
  const digest = new RegExp(`"([0-9a-f]{${DIGITS}})"`).exec(
    readFileSync(path.join(folder, LAUNCHER), 'utf8'),
  )?.[1];
  const { status, stderr } = spawnSync(node, [script, folder, digest ?? ''], {
    env: {},
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (digest === undefined || status !== 0)
    throw new Error(`${folder} could not be compiled beforehand: ${stderr}`);
}
