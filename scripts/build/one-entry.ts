/**
 * The files of a split bundle as CommonJS, the only form that the platform loads. Everything that the entry needs at once is one file
 * with it, for each further file would cost a cold start; files that are loaded later take what they share with it out of it. Small
 * pieces that later files share with each other are in the entry too: to open a file costs more than to carry a few lines.
 */
import { build, type BuildOptions, type Metafile, type OutputFile, type Plugin } from 'esbuild';
import path from 'node:path';
import { builtinsOnFirstUse } from './builtins';

/** What a function loads at once. */
export const ENTRY = 'main.js';
/** The folder of a project that the bundles are thought to be in. */
export const MADE = 'dist';
/** Bytes, minified. */
const SMALL = 2500;

/** What esbuild made of one entry with `splitting`: ES modules, and what imports what. */
export interface Split {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/** A file to write, and its source map. */
export interface Bundle {
  readonly text: string;
  readonly map: string;
}

type Texts = ReadonlyMap<string, string>;

/** By name. Source maps name files from `root` on. */
export async function asCommonJs(
  { outputFiles, metafile }: Split,
  { target, root }: { readonly target: string; readonly root: string },
): Promise<ReadonlyMap<string, Bundle>> {
  const all = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
  const texts = new Map([...all].filter(([name]) => name.endsWith('.js')));
  const imports = importsIn(metafile);
  const atOnce = withSmallPieces(reachedFrom(ENTRY, imports), texts, imports);
  const later = [...texts.keys()].filter((name) => !atOnce.has(name));
  const shared = [...atOnce].filter((name) => later.some((one) => imports.get(one)?.has(name)));
  const sources = new Map([...texts].map(([name, text]) => [name, withMap(text, all.get(`${name}.map`))]));
  const written = [ENTRY, ...later].map(async (name) => {
    const isEntry = name === ENTRY;
    const source = isEntry ? entrySource(shared) : (sources.get(name) ?? '');
    const plugin = isEntry ? inOne(sources, atOnce) : outOfEntry(atOnce);
    return [name, await commonJs({ name, source, plugin, target, root })] as const;
  });
  return new Map(await Promise.all(written));
}

/** A text that brings its source map along to where it is bundled next. */
function withMap(text: string, map: string | undefined): string {
  if (map === undefined) return text;
  const encoded = Buffer.from(map).toString('base64');
  return `${text}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

/** File → files that it imports, not dynamically. */
function importsIn({ outputs }: Metafile): ReadonlyMap<string, ReadonlySet<string>> {
  const entries = Object.entries(outputs).map(([file, { imports }]) => {
    const names = imports
      .filter(({ kind, external }) => kind === 'import-statement' && external !== true)
      .map((one) => path.basename(one.path));
    return [path.basename(file), new Set(names)] as const;
  });
  return new Map(entries);
}

function reachedFrom(start: string, imports: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    imports.get(name)?.forEach(visit);
  };
  visit(start);
  return seen;
}

/** `atOnce`, and the small pieces that need nothing else. */
function withSmallPieces(
  atOnce: ReadonlySet<string>,
  texts: Texts,
  imports: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const fits = (name: string, text: string): boolean =>
    /^chunk-/.test(name) &&
    Buffer.byteLength(text) <= SMALL &&
    [...(imports.get(name) ?? [])].every((one) => atOnce.has(one));
  const added = [...texts].filter(([name, text]) => !atOnce.has(name) && fits(name, text));
  if (added.length === 0) return atOnce;
  return withSmallPieces(new Set([...atOnce, ...added.map(([name]) => name)]), texts, imports);
}

/** The entry, and beside its own exports the parts of it that later files share. */
function entrySource(shared: readonly string[]): string {
  const parts = shared.map((name, at) => `import * as part${at} from './${name}';`);
  const table = shared.map((name, at) => `'${name}': part${at}`).join(', ');
  const exported = shared.length === 0 ? '' : `export const shared = { ${table} };`;
  return [...parts, `export * from './${ENTRY}';`, exported].join('\n');
}

interface Piece {
  readonly name: string;
  readonly source: string;
  readonly plugin: Plugin;
  readonly target: string;
  readonly root: string;
}

async function commonJs({ name, source, plugin, target, root }: Piece): Promise<Bundle> {
  const options = {
    stdin: { contents: source, sourcefile: name, resolveDir: path.join(root, MADE), loader: 'js' },
    // Nothing is written there; it stands in the source maps.
    outfile: path.join(root, MADE, name),
    absWorkingDir: root,
    bundle: true,
    minify: true,
    sourcemap: 'external',
    platform: 'node',
    format: 'cjs',
    target,
    // A module that is loaded on first use is loaded by `require` too.
    supported: { 'dynamic-import': false },
    plugins: [builtinsOnFirstUse, plugin],
    write: false,
    logLevel: 'error',
  } satisfies BuildOptions;
  const { outputFiles } = await build(options);
  const textOf = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { text: textOf('.js'), map: textOf('.js.map') };
}

/** Takes in what the entry loads at once; everything else stays a file beside it. */
const inOne = (texts: Texts, atOnce: ReadonlySet<string>): Plugin => ({
  name: 'in-one',
  setup(plugin) {
    plugin.onResolve({ filter: /^\.\// }, ({ path: address, kind }) => {
      const name = path.basename(address);
      const isIn = atOnce.has(name) && kind === 'import-statement';
      return isIn ? { path: name, namespace: 'in-one' } : { path: address, external: true };
    });
    plugin.onLoad({ filter: /.*/, namespace: 'in-one' }, ({ path: name }) => ({
      contents: texts.get(name) ?? '',
      loader: 'js',
    }));
  },
});

/** Takes what is part of the entry out of the entry, which has been loaded when a later file is. */
const outOfEntry = (atOnce: ReadonlySet<string>): Plugin => ({
  name: 'out-of-entry',
  setup(plugin) {
    plugin.onResolve({ filter: /^\.\// }, ({ path: address }) => {
      const name = path.basename(address);
      const isPart = atOnce.has(name) && name !== ENTRY;
      return isPart ? { path: name, namespace: 'part' } : { path: address, external: true };
    });
    plugin.onLoad({ filter: /.*/, namespace: 'part' }, ({ path: name }) => ({
      contents: `module.exports = require('./${ENTRY}').shared['${name}'];`,
      loader: 'js',
    }));
  },
});
