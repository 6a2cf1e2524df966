// Bundles the mini-program's scripts. One that does not parse, or names a module that is not there, fails when it runs and not
// before: the rest of the bundle stays whole.
import { readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import type { Plugin } from 'esbuild';
import { KNOWN } from './build-problem';
import type { Problem } from './build-problem';
import type { SourceFiles } from './source-files';

const endings = ['', '.ts', '.js', '/index.ts', '/index.js'];

/** Resolves and reads what belongs to the mini-program; everything else is the preview's own. */
export const miniProgramScripts = (files: SourceFiles, problems: Problem[]): Plugin => ({
  name: 'mini-program-scripts',
  setup(build) {
    build.onResolve({ filter: /.*/ }, ({ path: reference, importer }) => {
      if (!files.isInside(importer)) return undefined;
      const found = files.named(reference, files.codePathOf(importer), endings);
      if (found !== undefined) return { path: found };
      const message = `"${reference}" is not there`;
      problems.push({ kind: 'error', file: importer, line: lineNaming(importer, reference), message });
      return { path: reference, namespace: 'missing', pluginData: `${importer}: ${message}` };
    });
    build.onLoad({ filter: /.*/, namespace: 'missing' }, ({ pluginData }) => failing(String(pluginData)));
    build.onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
      if (!files.isInside(file)) return undefined;
      const contents = readFileSync(file, 'utf8');
      const loader = file.endsWith('.ts') ? 'ts' : 'js';
      const broken = await brokenPlace(contents, loader);
      if (!broken) return { contents, loader };
      problems.push({ kind: 'error', file, ...broken });
      return failing(`${file}:${broken.line}: ${broken.message}`);
    });
  },
});

const failing = (message: string) =>
  ({
    contents: `throw Object.assign(new Error(${JSON.stringify(message)}), { name: ${JSON.stringify(KNOWN)} });`,
    loader: 'js',
  }) as const;

async function brokenPlace(contents: string, loader: 'ts' | 'js') {
  try {
    await transform(contents, { loader, logLevel: 'silent' });
    return undefined;
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
