/**
 * A command of the project compiled to one file: tests that type it often save the second in which its sources are read one by one.
 * It is made anew for each test file, from the sources as they are.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = path.join(__dirname, '..');

// In the tree, where the packages are found; of one test file, so that nobody reads half of another's.
mkdirSync(path.join(root, 'dist'), { recursive: true });
const folder = mkdtempSync(path.join(root, 'dist', 'test-commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Has each source know its own place, wherever it was compiled to. */
const ownPlace: Plugin = {
  name: 'own-place',
  setup(building) {
    building.onLoad({ filter: /\/(scripts|shared|test)\/.*\.ts$/ }, ({ path: file }) => ({
      loader: 'ts',
      contents: readFileSync(file, 'utf8')
        .replaceAll(/\b__filename\b/g, JSON.stringify(file))
        .replaceAll(/\b__dirname\b/g, JSON.stringify(path.dirname(file)))
        .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(file).href)),
    }));
  },
};

const compiled = new Map<string, Promise<string>>();

/** The file that Node runs in place of scripts/NAME.ts. */
export function compiledCommand(name: string): Promise<string> {
  const known = compiled.get(name) ?? compile(name);
  compiled.set(name, known);
  return known;
}

async function compile(name: string): Promise<string> {
  const file = path.join(folder, `${name}.cjs`);
  await build({
    entryPoints: [path.join(root, 'scripts', `${name}.ts`)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [ownPlace],
    logLevel: 'silent',
  });
  return file;
}
