/**
 * Makes the mini-program's folder complete, so that WeChat DevTools opens it as it is, and says how large it is. A size
 * above what is allowed fails the build.
 */
import { transform } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { PACKED, packPackages } from './packages/pack';

/** Bytes. WeChat's limit for the main package and for each sub-package is 2 MB; what is our own stays far below. */
export const LIMITS = { ownCompressed: 150 * 1024, package: 1.5 * 1024 * 1024 };

export interface MiniProgramSize {
  /** Our own code, minified and compressed as it travels; without pictures and npm packages. */
  readonly ownCompressed: number;
  /** Package ('' is the main one) → bytes of everything in it, minified, not compressed. */
  readonly packages: ReadonlyMap<string, number>;
}

/** The folder of the mini-program in a project. */
function miniProgramFolder(root: string): string {
  const config = path.join(root, 'project.config.json');
  const { miniprogramRoot = '' } = JSON.parse(readFileSync(config, 'utf8')) as { miniprogramRoot?: string };
  return path.join(root, miniprogramRoot);
}

/** Packs the npm packages that the mini-program of a project names. */
export function packMiniProgram(root: string): void {
  const folder = miniProgramFolder(root);
  packPackages({ root: folder, target: path.join(folder, PACKED) });
}

/** Packs the npm packages and measures. Rejects with the sizes where one is above its limit. */
export async function buildMiniProgram(root: string): Promise<MiniProgramSize> {
  packMiniProgram(root);
  const size = await measure(miniProgramFolder(root));
  const tooLarge = [...size.packages].filter(([, bytes]) => bytes > LIMITS.package);
  if (size.ownCompressed > LIMITS.ownCompressed || tooLarge.length > 0) {
    throw new Error(`The mini-program is too large. ${sizeText(size)}`);
  }
  return size;
}

/** Both sizes and their limits in one line. */
export function sizeText({ ownCompressed, packages }: MiniProgramSize): string {
  const kB = (bytes: number) => `${Math.ceil(bytes / 1024)} kB`;
  const rows = [...packages].map(([name, bytes]) => `${name || 'main package'} ${kB(bytes)}`);
  return `miniprogram: own code ${kB(ownCompressed)} compressed (at most ${kB(LIMITS.ownCompressed)}), ${rows.join(', ')} (at most ${kB(LIMITS.package)} each)`;
}

/** Measures without packing. */
async function measure(folder: string): Promise<MiniProgramSize> {
  const roots = subPackageRoots(folder);
  const packages = new Map<string, number>([['', 0]]);
  let ownCompressed = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const bytes = await shipped(folder, name);
    if (!bytes) continue;
    const home = roots.find((one) => name.startsWith(`${one}${path.sep}`)) ?? '';
    packages.set(home, (packages.get(home) ?? 0) + bytes.length);
    const isOwnCode = !name.startsWith(PACKED) && /\.(ts|js|json|wxml|wxss|wxs)$/.test(name);
    if (isOwnCode) ownCompressed += deflateRawSync(bytes, { level: 9 }).length;
  }
  return { ownCompressed, packages };
}

/** What of a file is sent to phones, or undefined for a folder and for what stays at home. */
async function shipped(folder: string, name: string): Promise<Buffer | undefined> {
  const isSource = /\.(ts|js|json|wxml|wxss|wxs|png|jpe?g|gif|svg|webp)$/.test(name);
  if (!isSource || name.endsWith('.d.ts') || name.endsWith('tsconfig.json')) return undefined;
  const bytes = readFileSync(path.join(folder, name));
  if (!/\.[tj]s$/.test(name)) return bytes;
  const { code } = await transform(bytes.toString(), {
    loader: name.endsWith('.ts') ? 'ts' : 'js',
    minify: true,
    target: 'es2018',
  });
  return Buffer.from(code);
}

function subPackageRoots(folder: string): readonly string[] {
  const app = JSON.parse(readFileSync(path.join(folder, 'app.json'), 'utf8')) as {
    subPackages?: readonly { root: string }[];
    subpackages?: readonly { root: string }[];
  };
  const list = app.subPackages ?? app.subpackages ?? [];
  return list.map((one) => one.root.replace(/\/$/, ''));
}
