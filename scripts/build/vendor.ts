/** The packages that functions load on first use, each in a file of its own, made once per version. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { trimmedPackage } from './trimmed/trimmed-package';

/** Package → its files in the vendor folder. */
export type Vendor = ReadonlyMap<string, readonly string[]>;

/** Packages that are loaded lazily. */
export const LAZY = ['wx-server-sdk', 'request-promise'];

/** Bundles the lazy packages into `folder`; their sources change only with the lock file, and with what is trimmed of them. */
export async function bundleVendor(root: string, folder: string, target: string): Promise<Vendor> {
  const stampFile = path.join(folder, 'stamp.json');
  const stamp = JSON.stringify([target, ...(await sources(root))]);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) !== stamp) {
    await mkdir(folder, { recursive: true });
    for (const name of LAZY) await bundle(root, folder, name, target);
    await writeFile(stampFile, stamp);
  }
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js')).sort();
  return new Map(
    LAZY.map((name) => [name, files.filter((file) => [`${name}.js`, `${name}-later.js`].includes(file))]),
  );
}

async function bundle(root: string, folder: string, name: string, target: string): Promise<void> {
  const options = { minify: true, platform: 'node', format: 'cjs', target, logLevel: 'error' } as const;
  for (const [file, text] of await trimmedPackage(root, name, options))
    await writeFile(path.join(folder, file), text);
}

/** What the files are made from, as far as it changes. */
async function sources(root: string): Promise<readonly string[]> {
  const trimmed = path.join(__dirname, 'trimmed');
  const own = (await readdir(trimmed)).sort().map((file) => path.join(trimmed, file));
  const packages = LAZY.map((name) => path.join(root, 'node_modules', name, 'package.json'));
  return Promise.all([...packages, ...own].map((file) => readFile(file, 'utf8')));
}
