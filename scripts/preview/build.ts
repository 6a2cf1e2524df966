// Builds the phone preview: exactly the sources that WeChat DevTools opens, plus the runtime that stands in for WeChat.
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { BuildFailure, BuildOptions } from 'esbuild';
import { filesBelow } from '../build/packages/files-below';
import { PACKED, packPackages } from '../build/packages/pack';
import type { Problem } from './build-problem';
import { miniProgramIn, noProgram, readProject } from './project';
import type { ComponentSource, MiniProgram } from './project';
import { miniProgramScripts } from './scripts';
import { compileStyles } from './styles';
import { compileTemplates } from './templates';

/** `root` holds project.config.json; `outDir` receives the site that `previewMounts` serves. */
export interface PreviewOptions {
  readonly root: string;
  readonly outDir: string;
}

export interface BuiltPreview {
  /** How long it took, milliseconds. */
  readonly ms: number;
  /** What is wrong with the sources; the rest of the mini-program runs. */
  readonly problems: readonly Problem[];
}

const phoneSource = path.join(__dirname, 'phone');

/** Builds the desk page and the phone. Nothing that an author writes makes it fail. */
export async function buildPreview({ root, outDir }: PreviewOptions): Promise<BuiltPreview> {
  const startedAt = performance.now();
  const phoneDir = path.join(outDir, 'phone');
  for (const folder of [phoneDir, path.join(outDir, 'preview-assets')])
    mkdirSync(folder, { recursive: true });
  const problems: Problem[] = [];
  await buildDesk(outDir);
  try {
    await buildPhone({ root, outDir, phoneDir, problems });
  } catch (failure) {
    // Whatever nobody has thought of stands on the phone, too.
    problems.push({ kind: 'error', file: root, message: String(failure) });
    await emptyPhone(phoneDir);
  }
  const told = relative(problems, root);
  writeFileSync(path.join(phoneDir, 'problems.json'), JSON.stringify({ root, problems: told }));
  copyFileSync(path.join(phoneSource, 'index.html'), path.join(phoneDir, 'index.html'));
  copyFileSync(path.join(phoneSource, 'phone.css'), path.join(phoneDir, 'phone.css'));
  return { ms: Math.round(performance.now() - startedAt), problems: told };
}

interface PhoneBuild extends PreviewOptions {
  readonly phoneDir: string;
  readonly problems: Problem[];
}

async function buildPhone({ root, outDir, phoneDir, problems }: PhoneBuild): Promise<void> {
  const packed = path.join(outDir, PACKED);
  packPackages({ root: miniProgramIn(root), target: packed });
  const project = readProject(root, packed);
  problems.push(...project.problems);
  writeFileSync(path.join(phoneDir, 'mini-program.css'), compileStyles(project, problems));
  const templates = compileTemplates(project, problems);
  writeTemplates(phoneDir, templates.expression);
  await bundlePhone(project, templates.unknown, { phoneDir, problems });
  copyPictures(project.files.root, phoneDir, problems);
}

interface Bundling {
  readonly phoneDir: string;
  readonly problems: Problem[];
}

/** So many files that only the whole bundle shows to be wrong are left out one after the other. */
const MOST_ROUNDS = 20;

/**
 * A script that the bundler cannot take becomes a problem and fails when it runs; the others run. Where it cannot take anything, a
 * phone without the mini-program shows why.
 */
async function bundlePhone(
  project: MiniProgram,
  unknown: readonly string[],
  { phoneDir, problems }: Bundling,
): Promise<void> {
  const broken = new Map<string, Problem>();
  const bundle = (contents: string) =>
    build({
      ...browserBundle,
      stdin: { contents, resolveDir: phoneSource, sourcefile: 'entry.js' },
      outfile: path.join(phoneDir, 'phone.js'),
      plugins: [miniProgramScripts(project.files, { problems, broken })],
    });
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    try {
      await bundle(phoneEntry(project, unknown));
      return;
    } catch (failure) {
      const found = problemsIn(failure, project.files.root);
      problems.push(...found);
      const fresh = found.filter(({ file }) => project.files.isInside(file) && !broken.has(file));
      if (fresh.length === 0) break;
      for (const one of fresh) broken.set(one.file, one);
    }
  }
  await emptyPhone(phoneDir);
}

/**
 * A script of its own: it is generated, and the bundler would take minutes over a very long template. It is not strict: WXS may set a
 * variable that nobody declared.
 */
function writeTemplates(phoneDir: string, expression: string): void {
  const script = `window.phoneTemplates = () => (${expression});`;
  writeFileSync(path.join(phoneDir, 'templates.js'), script);
}

/** A phone that shows what is wrong, and nothing else. */
async function emptyPhone(phoneDir: string): Promise<void> {
  writeFileSync(path.join(phoneDir, 'mini-program.css'), '');
  writeTemplates(phoneDir, '{}');
  const contents = phoneEntry(noProgram, []);
  await build({
    ...browserBundle,
    stdin: { contents, resolveDir: phoneSource, sourcefile: 'entry.js' },
    outfile: path.join(phoneDir, 'phone.js'),
  });
}

/** What the bundler says, as problems of files; throws what is no failure of it. */
function problemsIn(failure: unknown, root: string): readonly Problem[] {
  const { errors = [] } = failure as Partial<BuildFailure>;
  if (errors.length === 0) throw failure;
  return errors.map(({ text, location }) => ({
    kind: 'error',
    file: location ? path.resolve(location.file) : root,
    message: text,
    ...(location ? { line: location.line } : {}),
  }));
}

/** Paths as the author knows them; each problem once. */
function relative(problems: readonly Problem[], root: string): readonly Problem[] {
  const rows = problems.map((problem) => ({ ...problem, file: path.relative(root, problem.file) }));
  const once = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return [...once.values()];
}

async function buildDesk(outDir: string): Promise<void> {
  const source = path.join(phoneSource, 'desk');
  const assets = path.join(outDir, 'preview-assets');
  await build({
    ...browserBundle,
    entryPoints: ['desk.ts', 'network.ts'].map((file) => path.join(source, file)),
    outdir: assets,
  });
  copyFileSync(path.join(source, 'index.html'), path.join(outDir, 'index.html'));
  copyFileSync(path.join(source, 'desk.css'), path.join(assets, 'desk.css'));
}

const browserBundle = {
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  sourcemap: 'linked',
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
} as const satisfies BuildOptions;

/** The generated start: each component's script runs when the phone asks for it, components before pages. */
function phoneEntry(
  {
    script: appScript,
    app,
    pages,
    themes,
    components,
  }: Pick<MiniProgram, 'script' | 'app' | 'pages' | 'themes' | 'components'>,
  unknown: readonly string[],
): string {
  const load = (script: string | undefined, otherwise: string) =>
    `() => ${script === undefined ? otherwise : `require(${JSON.stringify(script)})`}`;
  const rows = components.map(({ script, using, ...source }) => {
    const otherwise = source.isPage ? 'Page({})' : 'Component({})';
    return `{ ...${JSON.stringify({ ...source, using: absolute(using) })}, load: ${load(script, otherwise)} }`;
  });
  const { window, tabBar, darkmode } = app;
  return `import { boot } from './main.ts';
boot({
  app: ${JSON.stringify({ pages, window, tabBar, darkmode, themes, privateInfos: app.requiredPrivateInfos })},
  templates: window.phoneTemplates(),
  unknown: ${JSON.stringify(unknown)},
  components: [${rows.join(',\n')}],
  loadApp: ${load(appScript, 'App({})')},
});`;
}

const absolute = (using: ComponentSource['using']) =>
  Object.fromEntries(Object.entries(using).map(([tag, target]) => [tag, `/${target}`]));

/** Pictures are served as they are, under the paths that app.json and the templates use. */
function copyPictures(root: string, phoneDir: string, problems: Problem[]): void {
  for (const name of filesBelow(root, /\.(png|jpe?g|svg|gif|webp)$/i)) {
    const file = path.join(root, name);
    try {
      cpSync(file, path.join(phoneDir, name));
    } catch (failure) {
      problems.push({ kind: 'error', file, message: `this picture cannot be read: ${String(failure)}` });
    }
  }
}
