/**
 * Bundles the cloud functions: one folder each with its entry, package.json and config.json. The SDK, the HTTP client and every
 * module that the code itself imports dynamically go into further files that are loaded on first use, so that a refused
 * notice costs nothing.
 */
import currencies from 'currency-codes/data';
import { build, type Plugin } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LAUNCHER, launcherFor } from './code-cache/code-cache';
import { CODE_CACHE } from './code-cache/place';
import { LICENCES, licenceText, packagesIn } from './licences';
import { asCommonJs, ENTRY, MADE, type Bundle } from './one-entry';
import { bundleVendor, LAZY, type Vendor } from './vendor';
import { refuseTooLarge, zippedSize } from './zipped-size';

const TARGET = 'node18';

export interface BuiltFunction {
  readonly name: string;
  readonly folder: string;
  /** Bytes per file. */
  readonly files: Readonly<Record<string, number>>;
  /** Bytes of all of them as a zip file. */
  readonly zipped: number;
}

/** Where everything goes, and what the functions share. */
interface Workshop {
  readonly root: string;
  readonly outDir: string;
  readonly mapsDir: string;
  readonly vendorDir: string;
  readonly vendor: Vendor;
}

/**
 * Bundles every folder of `root`/cloudfunctions into `outDir`/<name>, with the licences of what is in it; source maps go into a
 * folder beside, since nothing reads them at run time. Throws where a function is too large.
 */
export async function buildFunctions(root: string, outDir: string): Promise<readonly BuiltFunction[]> {
  const source = path.join(root, 'cloudfunctions');
  const names = (await readdir(source, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const vendorDir = path.join(outDir, '..', 'vendor');
  const vendor = await bundleVendor(root, vendorDir, TARGET);
  const workshop = { root, outDir, mapsDir: path.join(outDir, '..', 'source-maps'), vendorDir, vendor };
  const built = await Promise.all(names.map(({ name }) => buildFunction(name, workshop)));
  refuseTooLarge(built);
  return built;
}

async function buildFunction(name: string, workshop: Workshop): Promise<BuiltFunction> {
  const source = path.join(workshop.root, 'cloudfunctions', name);
  const folder = path.join(workshop.outDir, name);
  await mkdir(folder, { recursive: true });
  const { files, used, packages } = await bundleFunction(source, workshop.root);
  await writeBundles(files, folder, path.join(workshop.mapsDir, name));
  const lazy = used.flatMap((one) => workshop.vendor.get(one) ?? []);
  const copied = lazy.flatMap((one) => one.files);
  await Promise.all(
    copied.map((file) => copyFile(path.join(workshop.vendorDir, file), path.join(folder, file))),
  );
  await writeLauncher(folder, [...files.keys(), ...copied]);
  await removeFormer(folder, [LAUNCHER, ...files.keys(), ...copied]);
  const manifest = { name, version: '0.1.0', private: true, main: 'index.js', dependencies: {} };
  await writeIfChanged(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await copyFile(path.join(source, 'config.json'), path.join(folder, 'config.json'));
  const licences = await licenceText([...packages, ...lazy.flatMap((one) => one.packages)]);
  await writeIfChanged(path.join(folder, LICENCES), licences);
  return { name, folder, files: await sizes(folder), zipped: await zippedSize(folder) };
}

/** The files of a function, which lazy packages it uses, and which others have code in it. */
async function bundleFunction(source: string, root: string) {
  const used = new Set<string>();
  const split = await build({
    entryPoints: [{ in: path.join(source, 'index.ts'), out: path.parse(ENTRY).name }],
    // Nothing is written there; it stands in the source maps.
    outdir: path.join(root, MADE),
    absWorkingDir: root,
    bundle: true,
    // What is imported dynamically becomes a file of its own, and shares its modules with the entry: nothing is there twice.
    splitting: true,
    format: 'esm',
    chunkNames: '[name]-[hash]',
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    target: TARGET,
    plugins: [lazily(used), onlyCodesAndDigits],
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  const files = await asCommonJs(split, { target: TARGET, root });
  return { files, used: [...used], packages: packagesIn(split.metafile, root) };
}

async function writeBundles(
  files: ReadonlyMap<string, Bundle>,
  folder: string,
  mapsDir: string,
): Promise<void> {
  await rm(mapsDir, { recursive: true, force: true });
  await mkdir(mapsDir, { recursive: true });
  await Promise.all(
    [...files].flatMap(([file, { text, map }]) => [
      writeIfChanged(path.join(folder, file), text),
      writeFile(path.join(mapsDir, `${file}.map`), map),
    ]),
  );
}

/** Compiled code of an earlier build is never that of this one. */
async function writeLauncher(folder: string, files: readonly string[]): Promise<void> {
  await rm(path.join(folder, CODE_CACHE), { recursive: true, force: true });
  const texts = files.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const);
  const launcher = await launcherFor(new Map(await Promise.all(texts)), TARGET);
  await writeIfChanged(path.join(folder, LAUNCHER), launcher);
}

/** Removes the files of an earlier build: their names tell of their contents, so others do not overwrite them. */
async function removeFormer(folder: string, files: readonly string[]): Promise<void> {
  const former = (await readdir(folder)).filter((file) => file.endsWith('.js') && !files.includes(file));
  await Promise.all(former.map((file) => rm(path.join(folder, file))));
}

/** An unchanged bundle keeps its time, so that warm processes of the local cloud live on. */
async function writeIfChanged(file: string, contents: Uint8Array | string): Promise<void> {
  const old = await readFile(file).catch(() => undefined);
  if (!old?.equals(Buffer.from(contents))) await writeFile(file, contents);
}

async function sizes(folder: string): Promise<Readonly<Record<string, number>>> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.js'));
  const entries = files.map(
    async (file) => [file, (await readFile(path.join(folder, file))).length] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Leaves lazy packages out of the bundle and points their imports at the file beside it. */
function lazily(used: Set<string>): Plugin {
  return {
    name: 'lazy-packages',
    setup(plugin) {
      plugin.onResolve({ filter: new RegExp(`^(${LAZY.join('|')})$`) }, ({ path: name }) => {
        used.add(name);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

/** Of the ISO 4217 list the functions use codes and digits; the names of countries stay at home. */
const onlyCodesAndDigits: Plugin = {
  name: 'only-codes-and-digits',
  setup(plugin) {
    plugin.onLoad({ filter: /currency-codes[\\/]data\.js$/ }, () => {
      const each = currencies.map(({ code, digits }) => `${code}${digits}`).join(' ');
      const read = '(one) => ({ code: one.slice(0, 3), digits: Number(one.slice(3)) })';
      return { contents: `module.exports = '${each}'.split(' ').map(${read});`, loader: 'js' };
    });
  },
};
