/** Loads the files of a function as Node would, with V8's compiled code at hand where there is some. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';

/** How the compiled code of a file is come by, and who hears of each file that was loaded. */
export interface Compiled {
  of(file: string): Buffer | undefined;
  readonly onLoaded?: (file: string, script: Script) => void;
}

/** Node's own `require` of the file that asks. */
export interface Outer {
  (name: string): unknown;
  readonly cache?: unknown;
  readonly resolve?: unknown;
  readonly main?: unknown;
}

/** With exports, require, module, __filename and __dirname. */
type Run = (...given: unknown[]) => void;

const HEAD = '(function (exports, require, module, __filename, __dirname) { ';

/** A `require` for the files of `folder`; everything else goes to `outer`. */
export function requireIn(folder: string, outer: Outer, compiled: Compiled): (name: string) => unknown {
  const loaded = new Map<string, { exports: object }>();
  const load = (file: string): object => {
    const known = loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const filename = path.join(folder, file);
    const cachedData = compiled.of(file);
    const source = `${HEAD}${readFileSync(filename, 'utf8')}\n})`;
    // What another V8 compiled is rejected by this one, which compiles the source then.
    const script = new Script(source, { filename, ...(cachedData ? { cachedData } : {}) });
    try {
      (script.runInThisContext() as Run)(module.exports, inner, module, filename, folder);
    } catch (error) {
      // As Node does: whoever asks again gets the error again, and nothing half made.
      loaded.delete(file);
      throw error;
    }
    compiled.onLoaded?.(file, script);
    return module.exports;
  };
  const inner = Object.assign(
    (name: string): unknown => (name.startsWith('./') ? load(name.slice(2)) : outer(name)),
    { cache: outer.cache, resolve: outer.resolve, main: outer.main },
  );
  return inner;
}
