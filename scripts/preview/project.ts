// Reads a mini-program project as WeChat DevTools would: app.json, sub-packages, theme.json, and every page's and component's JSON.
// What is wrong becomes a problem with its file; everything else still runs.
import path from 'node:path';
import * as v from 'valibot';
import type { Problem } from './build-problem';
import { libraryMissing, libraryOf } from './extended-library';
import type { PageWindow } from './phone/bundle';
import { SourceFiles } from './source-files';
import { isFolder, isThere } from './source-text';
import { lineOfName, readJson } from './source-json';

const isolations = [
  'isolated',
  'apply-shared',
  'shared',
  'page-isolated',
  'page-apply-shared',
  'page-shared',
] as const;
const text = v.optional(v.string());

const windowSchema = v.object({
  navigationBarTitleText: text,
  navigationBarBackgroundColor: text,
  navigationBarTextStyle: text,
  navigationStyle: text,
  backgroundColor: text,
  enablePullDownRefresh: v.optional(v.boolean()),
  onReachBottomDistance: v.optional(v.number()),
  disableScroll: v.optional(v.boolean()),
});

const tabSchema = v.object({
  pagePath: v.string(),
  text: v.optional(v.string(), ''),
  iconPath: text,
  selectedIconPath: text,
});
const packageSchema = v.object({ root: v.string(), pages: v.array(v.string()) });

const appSchema = v.object({
  pages: v.pipe(v.array(v.string()), v.minLength(1)),
  entryPagePath: text,
  subPackages: v.optional(v.array(packageSchema)),
  subpackages: v.optional(v.array(packageSchema)),
  window: v.optional(windowSchema, {}),
  tabBar: v.optional(
    v.object({
      color: text,
      selectedColor: text,
      backgroundColor: text,
      borderStyle: text,
      custom: v.optional(v.boolean()),
      list: v.array(tabSchema),
    }),
  ),
  usingComponents: v.optional(v.record(v.string(), v.string()), {}),
  darkmode: v.optional(v.boolean(), false),
  themeLocation: text,
  style: text,
  requiredPrivateInfos: v.optional(v.array(v.string()), []),
  useExtendedLib: v.optional(v.record(v.string(), v.unknown()), {}),
});

const componentSchema = v.object({
  ...windowSchema.entries,
  component: v.optional(v.boolean(), false),
  styleIsolation: v.optional(v.picklist(isolations)),
  addGlobalClass: v.optional(v.boolean()),
  pureDataPattern: text,
  usingComponents: v.optional(v.record(v.string(), v.string()), {}),
  componentGenerics: v.optional(
    v.record(v.string(), v.union([v.boolean(), v.object({ default: text })])),
    {},
  ),
  componentPlaceholder: v.optional(v.record(v.string(), v.string()), {}),
});

const configSchema = v.object({
  miniprogramRoot: v.optional(v.string(), ''),
});
const themeSchema = v.object({
  light: v.optional(v.record(v.string(), v.string()), {}),
  dark: v.optional(v.record(v.string(), v.string()), {}),
});

export type AppJson = v.InferOutput<typeof appSchema>;
type ComponentJson = v.InferOutput<typeof componentSchema>;

/** The colours that app.json and page JSON name as `@token`. */
export type Themes = v.InferOutput<typeof themeSchema>;

/** One page or component. */
export interface ComponentSource {
  readonly codePath: string;
  readonly isPage: boolean;
  readonly window: PageWindow;
  /** Tag in the template → code path. */
  readonly using: Readonly<Record<string, string>>;
  readonly generics: Readonly<Record<string, true | { readonly default: string }>>;
  readonly placeholder: Readonly<Record<string, string>>;
  readonly styleIsolation: (typeof isolations)[number];
  readonly pureDataPattern: string | undefined;
  /** Class prefix of an isolated component; pages share their styles with app.wxss. */
  readonly scope: string | undefined;
  /** Absolute; undefined where there is none. */
  readonly script: string | undefined;
}

export interface MiniProgram {
  readonly files: SourceFiles;
  readonly app: AppJson;
  /** The script of the app; absolute, undefined where there is none. */
  readonly script: string | undefined;
  /** All pages, the one that opens first in front, those of the sub-packages included. */
  readonly pages: readonly string[];
  readonly themes: Themes;
  /** Components before the pages and components that use them. */
  readonly components: readonly ComponentSource[];
  readonly problems: readonly Problem[];
}

/** The folder that project.config.json in `root` names; without such a file `root` is the mini-program itself. */
export function miniProgramIn(root: string, problems: Problem[] = []): string {
  const file = path.join(root, 'project.config.json');
  const config = isThere(file) ? readJson(file, configSchema, problems) : undefined;
  return path.join(root, config?.miniprogramRoot ?? '').replace(/[\\/]$/, '');
}

/** Reads the mini-program of the project in `root`; `packed` holds its npm packages where it has not packed them itself. */
export function readProject(root: string, packed: string): MiniProgram {
  const problems: Problem[] = [];
  const miniProgram = miniProgramIn(root, problems);
  const files = new SourceFiles(miniProgram, packed);
  const app = readJson(path.join(miniProgram, 'app.json'), appSchema, problems) ?? emptyApp;
  const pages = pagesOf(app, path.join(miniProgram, 'app.json'), problems);
  const walk = new Walk(files, app, problems);
  if (app.tabBar?.custom === true) walk.collect(customTabBar, false);
  for (const page of pages) walk.collect(page, true);
  return {
    ...{ files, app, pages, script: files.script('app') },
    themes: readThemes(miniProgram, app, problems),
    components: walk.components,
    problems,
  };
}

/** Where a mini-program's own tab bar lies (developers.weixin.qq.com, custom tab bar, read 2026-11). */
const customTabBar = 'custom-tab-bar/index';

const emptyApp = v.parse(appSchema, { pages: ['-'] });

/** What runs where nothing can. */
export const noProgram = {
  ...{ app: emptyApp, script: undefined, pages: [], components: [] },
  themes: { light: {}, dark: {} },
};

/** A path that no page can have is told and left out: one that is being written is saved empty. So is one that is there twice. */
function pagesOf(app: AppJson, file: string, problems: Problem[]): readonly string[] {
  if (app === emptyApp) return [];
  const subPackages = [...(app.subPackages ?? []), ...(app.subpackages ?? [])];
  const named = [
    ...app.pages,
    ...subPackages.flatMap(({ root, pages }) => pages.map((page) => path.posix.join(root, page))),
  ];
  const all = new Set<string>();
  for (const page of named) {
    if (!isCodePath(page)) problems.push(namedProblem(file, page, 'is no path of a page'));
    else if (all.has(page)) problems.push(namedProblem(file, page, 'is named twice', 2));
    else all.add(page);
  }
  const first = app.entryPagePath?.replace(/^\//, '');
  return first && all.has(first) ? [...new Set([first, ...all])] : [...all];
}

/** Something is wrong with what a JSON file names. */
function namedProblem(file: string, name: string, what: string, count = 1): Problem {
  const line = lineOfName(file, name, count);
  return { kind: 'error', file, message: `"${name}" ${what}`, ...(line === undefined ? {} : { line }) };
}

/** Below the folder of app.json, in its shortest form. */
const isCodePath = (page: string): boolean =>
  page !== '' && path.posix.normalize(page) === page && !/^[./]|\/$/.test(page);

function readThemes(folder: string, { themeLocation }: AppJson, problems: Problem[]): Themes {
  const nothing = { light: {}, dark: {} };
  return themeLocation
    ? (readJson(path.join(folder, themeLocation), themeSchema, problems) ?? nothing)
    : nothing;
}

/** Goes from the pages to every component that they need. */
class Walk {
  readonly components: ComponentSource[] = [];
  private readonly seen = new Set<string>();
  private readonly missingLibraries = new Set<string>();

  constructor(
    private readonly files: SourceFiles,
    private readonly app: AppJson,
    private readonly problems: Problem[],
  ) {}

  collect(codePath: string, isPage: boolean): void {
    if (this.seen.has(codePath)) return;
    this.seen.add(codePath);
    const file = `${this.files.fileOf(codePath)}.json`;
    // A page may do without a JSON file of its own.
    const config =
      (isThere(file) && readJson(file, componentSchema, this.problems)) || v.parse(componentSchema, {});
    const using = {
      ...this.resolved(this.app.usingComponents, 'app'),
      ...this.resolved(config.usingComponents, codePath),
    };
    const styleIsolation = isolationOf(config, isPage);
    this.components.push({
      codePath,
      isPage,
      window: windowOf(config),
      using,
      generics: this.generics(config, codePath),
      placeholder: config.componentPlaceholder,
      styleIsolation,
      pureDataPattern: config.pureDataPattern,
      scope: /isolated$|apply-shared$/.test(styleIsolation) ? codePath.replace(/[^\w-]/g, '_') : undefined,
      script: this.script(codePath),
    });
  }

  /** Without a script a page is drawn and does nothing; without a template, too, it is told to be without that. */
  private script(codePath: string): string | undefined {
    const script = this.files.script(codePath);
    const place = this.files.fileOf(codePath);
    if (script !== undefined || !isThere(`${place}.wxml`)) return script;
    const folder = [`${place}.ts`, `${place}.js`].find(isFolder);
    const message = folder ? 'this is a folder, not a file' : 'this script is missing';
    this.problems.push({ kind: 'error', file: folder ?? `${place}.js`, message });
    return undefined;
  }

  private resolved(references: Readonly<Record<string, string>>, from: string): Record<string, string> {
    const using: Record<string, string> = {};
    for (const [tag, reference] of Object.entries(references)) {
      const target = this.resolve(tag, reference, from);
      if (target !== undefined) using[tag] = target;
    }
    return using;
  }

  private resolve(tag: string, reference: string, from: string): string | undefined {
    const target = this.files.component(reference, from);
    if (target !== undefined) {
      this.collect(target, false);
      return target;
    }
    const library = libraryOf(reference, this.app.useExtendedLib);
    if (library !== undefined) {
      this.missLibrary(library);
      return undefined;
    }
    const problem = namedProblem(`${this.files.fileOf(from)}.json`, tag, `is not at ${reference}`);
    const isPlugin = /^(plugin|plugin-private|ext):/.test(reference);
    this.problems.push({
      ...problem,
      kind: isPlugin ? 'warning' : 'error',
      message: `component ${problem.message}`,
    });
    return undefined;
  }

  /** Told once, however many of its components are used. */
  private missLibrary(name: string): void {
    if (this.missingLibraries.has(name)) return;
    this.missingLibraries.add(name);
    this.problems.push(libraryMissing(name, `${this.files.fileOf('app')}.json`));
  }

  private generics({ componentGenerics }: ComponentJson, from: string): ComponentSource['generics'] {
    const rows = Object.entries(componentGenerics).map(([name, one]) => {
      const reference = typeof one === 'object' ? one.default : undefined;
      const target = reference === undefined ? undefined : this.resolve(name, reference, from);
      return [name, target === undefined ? true : { default: `/${target}` }] as const;
    });
    return Object.fromEntries(rows);
  }
}

function isolationOf({ styleIsolation, addGlobalClass, component }: ComponentJson, isPage: boolean) {
  if (styleIsolation) return styleIsolation;
  if (isPage && !component) return 'shared';
  if (addGlobalClass) return 'apply-shared';
  return isPage ? 'shared' : 'isolated';
}

const windowOf = (config: ComponentJson): PageWindow => v.parse(windowSchema, config);
