/** Bundles a package without what the functions do not use of it, and with a second file of what they seldom use. */
import { build, type OnResolveArgs, type Plugin } from 'esbuild';
import { createRequire } from 'node:module';
import path from 'node:path';
import { requiredOnFirstUse } from '../builtins';
import { packagesIn } from '../licences';
import { TRIMS, type Trim } from './packages';
import { isPacked, packedModule, sortedByNames, toldVersion, withoutPacked } from './sdk-files';

/** Where the code of a module is that is loaded later. */
interface Moved {
  readonly file: string;
  readonly namespace: string;
}

export interface TrimmedPackage {
  /** File name → text: the package as one file and, where something of it is loaded later, a second. */
  readonly texts: ReadonlyMap<string, string>;
  /** The folders of all packages that have code in them. */
  readonly packages: readonly string[];
}

/** The package `name` of a project. */
export async function trimmedPackage(root: string, name: string, target: string): Promise<TrimmedPackage> {
  const trim: Trim = TRIMS[name] ?? { absent: {}, later: [], calledEarly: [], copied: [], builtinsLater: [] };
  const second = `${name}-later.js`;
  const moved = new Map<string, Moved>();
  const contents = `module.exports = require('${name}');`;
  const plugins = [requiredOnFirstUse(trim.builtinsLater), standingIn(trim, `./${second}`, moved)];
  const first = await bundled(root, target, contents, plugins);
  if (moved.size === 0) return { texts: new Map([[`${name}.js`, first.text]]), packages: first.packages };
  const table = [...moved.keys()]
    .sort()
    .map((key) => `${JSON.stringify(key)}: () => require('moved:${key}')`);
  const rest = await bundled(root, target, `module.exports = { ${table.join(', ')} };`, [
    whereTheyAre(moved),
  ]);
  const texts = new Map([
    [`${name}.js`, first.text],
    [second, rest.text],
  ]);
  return { texts, packages: [...new Set([...first.packages, ...rest.packages])].sort() };
}

async function bundled(root: string, target: string, contents: string, plugins: Plugin[]) {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target,
    plugins,
    write: false,
    metafile: true,
    logLevel: 'error',
  });
  return { text: outputFiles[0]?.text ?? '', packages: packagesIn(metafile, root) };
}

const STAND_IN = path.join(__dirname, 'stand-in.ts');
const COLLATION = path.join(__dirname, 'collation.ts');

/** Puts stand-ins in the place of the modules of a trim, and notes in `moved` where those are that are loaded later. */
function standingIn(trim: Trim, second: string, moved: Map<string, Moved>): Plugin {
  const names = [...Object.keys(trim.absent), ...trim.later];
  return {
    name: 'standing-in',
    setup(plugin) {
      plugin.onResolve({ filter: /^stand-in$/ }, () => ({ path: STAND_IN }));
      plugin.onResolve({ filter: new RegExp(`${second}$`) }, () => ({ path: second, external: true }));
      plugin.onResolve({ filter: /.*/ }, async (asked) => {
        const name = asked.pluginData === 'really' ? undefined : nameIn(names, asked);
        if (name === undefined) return undefined;
        if (name in trim.absent) return { path: name, namespace: 'absent' };
        const { resolveDir, kind } = asked;
        const found = isPacked(name)
          ? { path: name, namespace: 'packed' }
          : await plugin.resolve(asked.path, { resolveDir, kind, pluginData: 'really' });
        moved.set(name, { file: found.path, namespace: found.namespace });
        return { path: name, namespace: 'later' };
      });
      plugin.onLoad({ filter: /wx-server-sdk[\\/]index\.js$/ }, ({ path: file }) => withoutPacked(file));
      plugin.onLoad({ filter: /node-sdk[\\/]dist[\\/]utils[\\/]version\.js$/ }, (file) =>
        toldVersion(file.path),
      );
      plugin.onResolve({ filter: /^collation$/ }, () => ({ path: COLLATION }));
      plugin.onLoad({ filter: /signature-nodejs[\\/]lib[\\/]keyvalue\.js$/ }, (file) =>
        sortedByNames(file.path),
      );
      plugin.onLoad({ filter: /.*/, namespace: 'absent' }, ({ path: name }) => ({
        contents: `module.exports = require('stand-in').absent(${JSON.stringify(name)}, ${JSON.stringify(trim.absent[name])});`,
        resolveDir: __dirname,
      }));
      plugin.onLoad({ filter: /.*/, namespace: 'later' }, ({ path: name }) => {
        const loading = `() => require('${second}')[${JSON.stringify(name)}]()`;
        const shown = JSON.stringify(trim.copied.includes(name) ? membersOf(moved.get(name)) : []);
        const contents = `module.exports = require('stand-in').later(${loading}, ${shown}, ${trim.calledEarly.includes(name)});`;
        return { contents, resolveDir: __dirname };
      });
    },
  };
}

/** Which of the names an import means: a package by its own name, a file by the end of its path. */
function nameIn(
  names: readonly string[],
  { path: asked, resolveDir, importer }: OnResolveArgs,
): string | undefined {
  if (importer === STAND_IN) return undefined;
  const file = path.resolve(resolveDir, asked).replace(/\.js$/, '').split(path.sep).join('/');
  return names.find((name) => (asked.startsWith('.') ? file.endsWith(`/${name}`) : asked === name));
}

/** The names of what a module exports. */
function membersOf(moved: Moved | undefined): readonly string[] {
  if (moved?.namespace !== 'file') return [];
  const module: unknown = createRequire(moved.file)(moved.file);
  return (typeof module === 'object' || typeof module === 'function') && module ? Object.keys(module) : [];
}

const whereTheyAre = (moved: ReadonlyMap<string, Moved>): Plugin => ({
  name: 'where-they-are',
  setup(plugin) {
    plugin.onResolve({ filter: /^moved:/ }, ({ path: asked }) => {
      const one = moved.get(asked.slice('moved:'.length));
      return one && { path: one.file, namespace: one.namespace };
    });
    plugin.onLoad({ filter: /.*/, namespace: 'packed' }, ({ path: name }) => packedModule(name));
  },
});
