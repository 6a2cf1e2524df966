// Walks a mini-program: from project.config.json to app.json to every page and every component they use.
// JSON keys that the preview does not know are refused, so that it never silently shows something else than WeChat.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { BuildError } from './build-problem';

const usingComponents = v.optional(v.record(v.string(), v.string()), {});

const tabSchema = v.strictObject({
  pagePath: v.string(),
  text: v.string(),
  iconPath: v.optional(v.string()),
  selectedIconPath: v.optional(v.string()),
});

const windowSchema = v.strictObject({
  navigationBarTitleText: v.optional(v.string(), ''),
  navigationBarBackgroundColor: v.optional(v.string(), '#ffffff'),
  navigationBarTextStyle: v.optional(v.picklist(['black', 'white']), 'black'),
  backgroundColor: v.optional(v.string(), '#ffffff'),
});

const appSchema = v.strictObject({
  pages: v.pipe(v.array(v.string()), v.minLength(1)),
  window: v.optional(windowSchema, {}),
  tabBar: v.optional(
    v.strictObject({
      color: v.string(),
      selectedColor: v.string(),
      backgroundColor: v.string(),
      borderStyle: v.optional(v.picklist(['black', 'white']), 'black'),
      list: v.array(tabSchema),
    }),
  ),
  usingComponents,
  lazyCodeLoading: v.optional(v.literal('requiredComponents')),
  sitemapLocation: v.optional(v.string()),
});

const componentSchema = v.strictObject({
  component: v.optional(v.boolean(), false),
  navigationBarTitleText: v.optional(v.string()),
  enablePullDownRefresh: v.optional(v.boolean(), false),
  usingComponents,
});

const configSchema = v.object({ miniprogramRoot: v.optional(v.string(), '') });

export type AppConfig = v.InferOutput<typeof appSchema>;

/** One page or component. `codePath` is WeChat's name for it: its path below the root without extension. */
export interface ComponentSource {
  readonly codePath: string;
  readonly isPage: boolean;
  readonly title: string | undefined;
  /** Whether pulling the page down asks it to load anew. */
  readonly pullDown: boolean;
  /** Tag in the template → code path. */
  readonly using: Readonly<Record<string, string>>;
  /** Class prefix of an isolated component; pages share their styles with app.wxss. */
  readonly scope: string | undefined;
}

export interface MiniProgram {
  /** The folder of app.json. */
  readonly root: string;
  readonly app: AppConfig;
  /** Components before the pages and components that use them. */
  readonly components: readonly ComponentSource[];
}

/** Reads the mini-program of the project in `root` (the folder of project.config.json). */
export function readProject(root: string): MiniProgram {
  const { miniprogramRoot } = readJson(path.join(root, 'project.config.json'), configSchema);
  const folder = path.join(root, miniprogramRoot);
  const app = readJson(path.join(folder, 'app.json'), appSchema);
  const components: ComponentSource[] = [];
  const seen = new Set<string>();
  for (const page of app.pages) collect(page, true);
  return { root: folder, app, components };

  function collect(codePath: string, isPage: boolean): void {
    if (seen.has(codePath)) return;
    seen.add(codePath);
    const file = path.join(folder, `${codePath}.json`);
    const config = readJson(file, componentSchema);
    const using: Record<string, string> = {};
    for (const [tag, reference] of Object.entries({ ...app.usingComponents, ...config.usingComponents })) {
      const target = resolveReference(reference, codePath);
      if (!existsSync(path.join(folder, `${target}.json`))) {
        throw new BuildError([{ file, message: `component "${tag}" is not at ${reference}` }]);
      }
      using[tag] = target;
      collect(target, false);
    }
    const scope = isPage ? undefined : codePath.replace(/[^\w-]/g, '_');
    const { navigationBarTitleText: title, enablePullDownRefresh: pullDown } = config;
    components.push({ codePath, isPage, title, pullDown, using, scope });
  }
}

function resolveReference(reference: string, from: string): string {
  return reference.startsWith('/')
    ? reference.slice(1)
    : path.posix.normalize(path.posix.join(path.posix.dirname(from), reference));
}

function readJson<TSchema extends v.GenericSchema>(file: string, schema: TSchema): v.InferOutput<TSchema> {
  if (!existsSync(file)) throw new BuildError([{ file, message: 'this file is missing' }]);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (failure) {
    throw new BuildError([{ file, message: `not JSON: ${String(failure)}` }]);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new BuildError(
    result.issues.map((issue) => ({
      file,
      message: `${v.getDotPath(issue) ?? 'the file'}: ${issue.message} (or the preview does not know this setting)`,
    })),
  );
}
