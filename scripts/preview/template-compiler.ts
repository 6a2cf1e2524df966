// The template compiler is WebAssembly. One that broke off on a template, for example because its elements lie too deep in one another,
// answers nothing more; then a new one takes its place.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compileFunction } from 'node:vm';
import type { TmplGroup } from 'glass-easel-template-compiler';

interface Compiler {
  readonly TmplGroup: new () => TmplGroup;
}

const require = createRequire(__filename);
const file = require.resolve('glass-easel-template-compiler');
let compiler: Compiler | undefined;

/** A new group of templates. */
export function newGroup(): TmplGroup {
  compiler ??= loaded();
  return new compiler.TmplGroup();
}

/** The compiler broke off: the next group is another one's. */
export function giveUpCompiler(): void {
  compiler = undefined;
}

/** Loaded past the module cache, which would answer the same one again. */
function loaded(): Compiler {
  const module = { exports: {} };
  const run = compileFunction(readFileSync(file, 'utf8'), ['module', 'require', '__dirname']) as (
    ...scope: unknown[]
  ) => void;
  run(module, require, path.dirname(file));
  return module.exports as Compiler;
}
