/**
 * Makes dist/mini-program-services: the services of the mini-program as a package of their own, with declarations, for a
 * mini-program that has pages of its own. Where our own pages lead stays at home.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Services that name our own pages. */
const STAY: readonly string[] = ['navigation.ts', 'operator-navigation.ts'];

const HEAD = '/// <reference types="miniprogram-api-typings" />\n';

/** Writes the package into `outDir`; answers the paths of its modules. Throws with what the compiler says. */
export function buildServices(root: string, outDir: string): readonly string[] {
  const source = path.join(root, 'miniprogram', 'services');
  const modules = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !STAY.includes(name))
    .sort();
  rmSync(outDir, { recursive: true, force: true });
  for (const name of modules) writeScript(source, outDir, name);
  writeDeclarations(root, source, outDir, modules);
  writeIndex(outDir, modules);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  write(outDir, 'package.json', `${JSON.stringify(manifest(version), null, 2)}\n`);
  write(outDir, 'README.md', readFileSync(path.join(root, 'docs', 'mini-program-services.md'), 'utf8'));
  write(outDir, 'LICENSE', readFileSync(path.join(root, 'LICENSE'), 'utf8'));
  return modules;
}

/** `miniprogram` names the folder that DevTools copies when it builds npm packages. */
const manifest = (version: string) => ({
  name: 'crosspay-mini-program-services',
  version,
  description: 'Typed calls of the CrossPay cloud functions for WeChat mini-programs.',
  license: 'MIT',
  main: 'index.js',
  types: 'index.d.ts',
  miniprogram: '.',
  peerDependencies: { 'miniprogram-api-typings': '>=4' },
});

function writeScript(source: string, outDir: string, name: string): void {
  const { outputText } = ts.transpileModule(readFileSync(path.join(source, name), 'utf8'), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2018, removeComments: true },
  });
  write(outDir, name.replace(/\.ts$/, '.js'), outputText);
}

function writeDeclarations(root: string, source: string, outDir: string, modules: readonly string[]): void {
  const { config } = ts.readConfigFile(path.join(root, 'miniprogram', 'tsconfig.json'), (file) =>
    readFileSync(file, 'utf8'),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(
    config.compilerOptions,
    path.join(root, 'miniprogram'),
  );
  const program = ts.createProgram(
    modules.map((name) => path.join(source, name)),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: source, outDir },
  );
  const { diagnostics } = program.emit();
  const wrong = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (wrong.length === 0) return;
  throw new Error(
    ts.formatDiagnostics(wrong, { ...ts.sys, getCanonicalFileName: String, getNewLine: () => '\n' }),
  );
}

/** The sentences are reached through `errorSentence`. */
function writeIndex(outDir: string, modules: readonly string[]): void {
  const names = modules.filter((name) => !name.includes(path.sep)).map((name) => name.replace(/\.ts$/, ''));
  write(outDir, 'index.d.ts', `${HEAD}${names.map((name) => `export * from './${name}';\n`).join('')}`);
  const assign = names.map((name) => `Object.assign(exports, require('./${name}'));\n`).join('');
  write(outDir, 'index.js', `'use strict';\n${assign}`);
}

function write(outDir: string, name: string, text: string): void {
  const file = path.join(outDir, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
