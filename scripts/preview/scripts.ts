// Bundles the mini-program's scripts. One that does not parse, or names a module that is not there, fails when it runs and not
// before: the rest of the bundle stays whole.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import type { Plugin } from 'esbuild';
import { KNOWN } from './build-problem';
import type { Problem } from './build-problem';
import type { SourceFiles } from './source-files';
import { readSource } from './source-text';

/** Marks the question whether a reference is a package that knows nothing of mini-programs. */
const plainPackage = Symbol('plain package');

const endings = ['', '.ts', '.js', '/index.ts', '/index.js'];

export interface Found {
  readonly problems: Problem[];
  /** Files that only the whole bundle showed to be wrong, by their paths. */
  readonly broken: ReadonlyMap<string, Problem>;
}

/** Resolves and reads what belongs to the mini-program; everything else is the preview's own. */
export const miniProgramScripts = (files: SourceFiles, { problems, broken }: Found): Plugin => ({
  name: 'mini-program-scripts',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path: reference, importer, kind, pluginData }) => {
      if (!files.isInside(importer) || pluginData === plainPackage) return undefined;
      const found = files.named(reference, files.codePathOf(importer), endings);
      if (found !== undefined) return { path: found };
      for (const resolveDir of /^[./]/.test(reference) ? [] : [path.dirname(importer), __dirname]) {
        const plain = await build.resolve(reference, {
          importer,
          kind,
          resolveDir,
          pluginData: plainPackage,
        });
        if (plain.errors.length === 0) return plain;
      }
      const message = `"${reference}" is not there`;
      problems.push({ kind: 'error', file: importer, line: lineNaming(importer, reference), message });
      return { path: reference, namespace: 'missing', pluginData: `${importer}: ${message}` };
    });
    build.onLoad({ filter: /.*/, namespace: 'missing' }, ({ pluginData }) => failing(String(pluginData)));
    build.onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
      if (!files.isInside(file)) return undefined;
      const known = broken.get(file);
      if (known) return failing(`${file}:${known.line ?? 1}: ${known.message}`);
      const script = await commonJs(file, readSource(file, problems) ?? '');
      if ('code' in script) return { contents: script.code, loader: 'js' };
      problems.push({ kind: 'error', file, ...script });
      return failing(`${file}:${script.line}: ${script.message}`);
    });
  },
});

const failing = (message: string) =>
  ({
    contents: `throw Object.assign(new Error(${JSON.stringify(message)}), { name: ${JSON.stringify(KNOWN)} });`,
    loader: 'js',
  }) as const;

type Script = { readonly code: string } | { readonly line: number; readonly message: string };

/**
 * WeChat runs modules as CommonJS: one may import and yet set `module.exports`, and a name that is not exported is undefined. Answers
 * the script, or where it breaks.
 */
async function commonJs(file: string, source: string): Promise<Script> {
  try {
    const { code } = await transform(source, {
      loader: file.endsWith('.ts') ? 'ts' : 'js',
      format: 'cjs',
      sourcemap: 'inline',
      sourcefile: path.basename(file),
      logLevel: 'silent',
    });
    return { code };
  } catch (failure) {
    const [first] =
      (failure as { errors?: { text: string; location: { line: number } | null }[] }).errors ?? [];
    return { line: first?.location?.line ?? 1, message: first?.text ?? String(failure) };
  }
}

function lineNaming(file: string, reference: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(reference)) + 1 || 1;
}
