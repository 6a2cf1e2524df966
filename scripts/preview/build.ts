// Builds the phone preview: exactly the sources that WeChat DevTools opens, plus the runtime that stands in for WeChat.
import { copyFileSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { readProject } from './project';
import type { MiniProgram } from './project';
import { compileStyles } from './styles';
import { compileTemplates } from './templates';

/** `root` holds project.config.json; `outDir` receives the site that `previewMounts` serves. */
export interface PreviewOptions {
  readonly root: string;
  readonly outDir: string;
}

/** Builds the desk page and the phone. Rejects with a BuildError that names file and line. Answers how long it took. */
export async function buildPreview({ root, outDir }: PreviewOptions): Promise<{ ms: number }> {
  const startedAt = performance.now();
  const project = readProject(root);
  const phoneDir = path.join(outDir, 'phone');
  const deskDir = path.join(outDir, 'preview-assets');
  for (const folder of [phoneDir, deskDir]) mkdirSync(folder, { recursive: true });

  const phoneSource = path.join(__dirname, 'phone');
  const deskSource = path.join(__dirname, 'phone', 'desk');
  const styles = compileStyles(project);
  const contents = phoneEntry(project, compileTemplates(project), path.join(phoneSource, 'main.ts'));
  await Promise.all([
    build({
      ...browserBundle,
      stdin: { contents, resolveDir: project.root, sourcefile: 'entry.js' },
      outfile: path.join(phoneDir, 'phone.js'),
    }),
    build({
      ...browserBundle,
      entryPoints: [path.join(deskSource, 'desk.ts')],
      outfile: path.join(deskDir, 'desk.js'),
    }),
  ]);
  writeFileSync(path.join(phoneDir, 'mini-program.css'), styles);
  copyFileSync(path.join(phoneSource, 'index.html'), path.join(phoneDir, 'index.html'));
  copyFileSync(path.join(phoneSource, 'phone.css'), path.join(phoneDir, 'phone.css'));
  copyFileSync(path.join(deskSource, 'index.html'), path.join(outDir, 'index.html'));
  copyFileSync(path.join(deskSource, 'desk.css'), path.join(deskDir, 'desk.css'));
  copyPictures(project.root, phoneDir);
  return { ms: Math.round(performance.now() - startedAt) };
}

const browserBundle = {
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  sourcemap: 'linked',
  logLevel: 'silent',
  define: { 'process.env.NODE_ENV': '"production"' },
} as const satisfies BuildOptions;

/** The generated start: each component's script runs when the phone asks for it, components before pages. */
function phoneEntry({ root, app, components }: MiniProgram, templates: string, main: string): string {
  const load = (codePath: string) => `() => require(${JSON.stringify(path.join(root, `${codePath}.ts`))})`;
  const rows = components.map(({ codePath, isPage, title, pullDown, using, scope }) => {
    const absolute = Object.fromEntries(Object.entries(using).map(([tag, target]) => [tag, `/${target}`]));
    const data = JSON.stringify({ codePath, isPage, title, pullDown, using: absolute, scope });
    return `{ ...${data}, load: ${load(codePath)} }`;
  });
  return `import { boot } from ${JSON.stringify(main)};
boot({
  app: ${JSON.stringify(app)},
  templates: ${templates},
  components: [${rows.join(',\n')}],
  loadApp: ${load('app')},
});`;
}

/** Pictures are served as they are, under the paths that app.json and the templates use. */
function copyPictures(root: string, phoneDir: string): void {
  const pictures = readdirSync(root, { recursive: true, encoding: 'utf8' });
  for (const file of pictures.filter((name) => /\.(png|jpe?g|svg|gif|webp)$/.test(name))) {
    cpSync(path.join(root, file), path.join(phoneDir, file));
  }
}
