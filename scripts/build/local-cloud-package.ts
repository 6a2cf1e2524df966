/**
 * Makes dist/local-cloud: the local cloud as a package of its own, with a command, a jest preset and declarations, for projects that
 * have nothing to do with payments.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { LICENCES, licenceText, packagesIn } from './licences';

const NAME = 'crosspay-local-cloud';
const COMMAND = 'cli.mjs';

/** Not bundled: what has native code, what functions load themselves, and what only some need. */
const BESIDE = ['lmdb', 'tsx', 'wx-server-sdk'] as const;

/** Bundled CommonJS packages ask for modules of Node by `require`. */
const BANNER = `import { createRequire as requireOfThisFile } from 'node:module';
const require = requireOfThisFile(import.meta.url);`;

/** Writes the package into `outDir`; answers the bytes of its code. */
export async function buildLocalCloud(root: string, outDir: string): Promise<number> {
  const source = path.join(root, 'scripts', 'local-cloud');
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { index: path.join(source, 'project/package.ts'), cli: path.join(source, 'project/cli.ts') },
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    ...{ bundle: true, splitting: true, metafile: true },
    ...{ platform: 'node', format: 'esm', target: 'node20', external: [...BESIDE], legalComments: 'none' },
    banner: { js: BANNER },
  });
  chmodSync(path.join(outDir, COMMAND), 0o755);
  // What runs in other processes is loaded as it stands.
  for (const folder of ['functions', 'jest', 'database/storage'])
    for (const file of readdirSync(path.join(source, folder)).filter((name) => name.endsWith('.cjs')))
      cpSync(path.join(source, folder, file), path.join(outDir, file));
  const write = (name: string, text: string): void => writeFileSync(path.join(outDir, name), text);
  write('jest-preset.json', `${JSON.stringify({ testEnvironment: `${NAME}/environment.cjs` }, null, 2)}\n`);
  write('index.d.ts', declarations(path.join(source, 'project/api.ts')));
  write('package.json', `${JSON.stringify(manifest(root), null, 2)}\n`);
  write('README.md', readFileSync(path.join(root, 'docs', 'local-cloud-package.md'), 'utf8'));
  write('LICENSE', readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  write(LICENCES, await licenceText(packagesIn(metafile, root)));
  return Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
}

function manifest(root: string): object {
  const { version, dependencies, devDependencies } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  ) as { version: string } & Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>;
  const versions = { ...devDependencies, ...dependencies };
  return {
    name: NAME,
    version,
    description: 'CloudBase on your own machine: database, cloud functions, HTTP access, timers and storage.',
    license: 'MIT',
    type: 'commonjs',
    engines: { node: '>=20.19' },
    bin: { [NAME]: COMMAND },
    exports: {
      '.': { types: './index.d.ts', default: './index.mjs' },
      './environment.cjs': './environment.cjs',
      './jest-preset': './jest-preset.json',
      './package.json': './package.json',
    },
    dependencies: Object.fromEntries(BESIDE.map((name) => [name, versions[name]])),
    peerDependencies: { 'jest-environment-node': '>=29' },
    peerDependenciesMeta: { 'jest-environment-node': { optional: true } },
  };
}

function declarations(file: string): string {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(file, 'utf8'), {
    fileName: file,
    compilerOptions: { isolatedDeclarations: true, declaration: true },
  });
  if (diagnostics.length > 0) throw new Error(`${file} does not declare itself`);
  return `${outputText}export declare const openTestCloud: OpenTestCloud;\ndeclare global {\n  /** With the jest preset. */\n  const cloud: TestCloud;\n}\n`;
}
