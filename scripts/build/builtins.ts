/** Modules of Node that a bundle loads when it first uses something of them: they are part of Node, yet loading them takes time. */
import type { ImportKind, Plugin } from 'esbuild';

const NAMESPACE = 'on-first-use';

const OFTEN_UNUSED = ['crypto', 'fs/promises', 'os', 'stream', 'tls', 'zlib'];

/** For our own code, which imports them as `node:…`. */
export const builtinsOnFirstUse = onFirstUse(
  new RegExp(`^node:(${OFTEN_UNUSED.join('|')})$`),
  'import-statement',
);

/** For a package, which requires them by these names. Not for one whose members are copied while it loads. */
export const requiredOnFirstUse = (names: readonly string[]): Plugin =>
  onFirstUse(new RegExp(`^(${names.join('|')})$`), 'require-call');

function onFirstUse(filter: RegExp, by: ImportKind): Plugin {
  return {
    name: 'builtins-on-first-use',
    setup(plugin) {
      plugin.onResolve({ filter }, ({ path: name, kind, namespace }) =>
        kind === by && namespace !== NAMESPACE ? { path: name, namespace: NAMESPACE } : undefined,
      );
      plugin.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path: name }) => ({
        // esbuild's wrapper of an import looks a member up in the prototype of what it wraps, at each use.
        contents: `module.exports = Object.create(new Proxy({}, {
          get: (_, member) => (member === '__esModule' ? undefined : require('${name}')[member]),
        }));`,
        loader: 'js',
      }));
    },
  };
}
