/** The packages that functions load on first use, each in a file of its own, made once per version. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { trimmedPackage } from './trimmed/trimmed-package';

/** What a lazy package is in a function's folder. */
export interface Vendored {
  /** Its files in the vendor folder. */
  readonly files: readonly string[];
  /** The folders of all packages that have code in them. */
  readonly packages: readonly string[];
}

export type Vendor = ReadonlyMap<string, Vendored>;

/** Packages that are loaded lazily. */
export const LAZY = ['wx-server-sdk', 'request-promise'];

const STAMP = 'stamp.json';

/** Bundles the lazy packages into `folder`; their sources change only with the lock file, and with what is trimmed of them. */
export async function bundleVendor(root: string, folder: string, target: string): Promise<Vendor> {
  const from = [target, ...(await sources(root))];
  const former = await stampIn(folder);
  if (former && JSON.stringify(former.from) === JSON.stringify(from)) return new Map(former.made);
  await mkdir(folder, { recursive: true });
  const made: (readonly [string, Vendored])[] = [];
  for (const name of LAZY) made.push([name, await bundle(root, folder, name, target)]);
  await writeFile(path.join(folder, STAMP), JSON.stringify({ from, made } satisfies Stamp));
  return new Map(made);
}

interface Stamp {
  readonly from: readonly string[];
  readonly made: readonly (readonly [string, Vendored])[];
}

async function stampIn(folder: string): Promise<Stamp | undefined> {
  const text = await readFile(path.join(folder, STAMP), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Stamp);
}

async function bundle(root: string, folder: string, name: string, target: string): Promise<Vendored> {
  const { texts, packages } = await trimmedPackage(root, name, target);
  for (const [file, text] of texts) await writeFile(path.join(folder, file), text);
  return { files: [...texts.keys()], packages };
}

/** What the files are made from, as far as it changes. */
async function sources(root: string): Promise<readonly string[]> {
  const trimmed = path.join(__dirname, 'trimmed');
  const own = (await readdir(trimmed)).sort().map((file) => path.join(trimmed, file));
  const packages = LAZY.map((name) => path.join(root, 'node_modules', name, 'package.json'));
  return Promise.all([...packages, ...own].map((file) => readFile(file, 'utf8')));
}
