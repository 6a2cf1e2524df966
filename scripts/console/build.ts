/** Builds the console's pages: a script for each, and the files that stay as they are. */
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const source = path.join(__dirname, 'page');

/** Builds into `outDir`, which `consoleMounts` serves. Answers how long it took. */
export async function buildConsole({ outDir }: { readonly outDir: string }): Promise<{ ms: number }> {
  const startedAt = performance.now();
  await mkdir(outDir, { recursive: true });
  await Promise.all([
    build({
      entryPoints: { console: path.join(source, 'main.ts'), beside: path.join(source, 'beside.ts') },
      outdir: outDir,
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      sourcemap: 'linked',
      logLevel: 'silent',
    }),
    ...['index.html', 'beside.html', 'console.css'].map((file) =>
      copyFile(path.join(source, file), path.join(outDir, file)),
    ),
  ]);
  return { ms: Math.round(performance.now() - startedAt) };
}
