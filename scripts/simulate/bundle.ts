/** The worker in one file: it starts and runs faster so, and a mistake can be planted in it without touching the sources. */
import { build, type Plugin } from 'esbuild';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** A change of a few characters in a file, named from the root of the repository. */
export interface Edit {
  readonly file: string;
  /** Text that stands in the file exactly once. */
  readonly find: string;
  readonly put: string;
}

const root = path.resolve(__dirname, '../..');

/** Builds the worker into `outfile`, with some sources changed on the way. */
export async function bundleWorker(outfile: string, edits: readonly Edit[] = []): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['scripts/simulate/worker.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
    plugins: edits.length > 0 ? [editing(edits)] : [],
  });
}

function editing(edits: readonly Edit[]): Plugin {
  const found = new Set<Edit>();
  return {
    name: 'edits',
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
        const mine = edits.filter((one) => path.join(root, one.file) === file);
        if (mine.length === 0) return undefined;
        let contents = await readFile(file, 'utf8');
        for (const edit of mine) {
          if (contents.split(edit.find).length !== 2)
            throw new Error(`${edit.file} must hold exactly once: ${edit.find}`);
          contents = contents.replace(edit.find, () => edit.put);
          found.add(edit);
        }
        return { contents, loader: 'ts' };
      });
      builder.onEnd(() => {
        const missed = edits.find((one) => !found.has(one));
        if (missed) throw new Error(`the simulation does not use ${missed.file}`);
      });
    },
  };
}
