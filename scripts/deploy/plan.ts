/** What an environment is going to hold: out of cloudbaserc.json, of what is built, and of what the functions keep. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { collections, type Stored } from './stored';

const timerSchema = v.object({ name: v.string(), type: v.literal('timer'), config: v.string() });
const functionSchema = v.object({
  name: v.string(),
  handler: v.string(),
  runtime: v.string(),
  /** Seconds. */
  timeout: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(60)),
  /** Megabytes. */
  memorySize: v.pipe(v.number(), v.integer(), v.minValue(64)),
  /** Set beside those that are online. */
  envVariables: v.optional(v.record(v.string(), v.string()), {}),
  triggers: v.optional(v.array(timerSchema), []),
});
const fileSchema = v.object({ functionRoot: v.string(), functions: v.array(functionSchema) });

export type FunctionPlan = v.InferOutput<typeof functionSchema> & { readonly folder: string };

/** A path of the environment's HTTP access service, and the function behind it. */
export interface Route {
  readonly path: string;
  readonly functionName: string;
}

export interface Plan {
  readonly functions: readonly FunctionPlan[];
  readonly collections: readonly Stored[];
  readonly routes: readonly Route[];
}

export const PARTS = ['functions', 'database', 'routes'] as const;

const routes: readonly Route[] = ['notify', 'login'].map((name) => ({
  path: `/${name}`,
  functionName: name,
}));

/**
 * The plan of the project in `root`; of it only the parts and functions that are named, all where none is.
 * @throws Error in words for whoever typed the command
 */
export function readPlan(root: string, only: readonly string[]): Plan {
  const file: unknown = JSON.parse(readFileSync(path.join(root, 'cloudbaserc.json'), 'utf8'));
  const read = v.safeParse(fileSchema, file);
  if (!read.success)
    throw new Error(
      `cloudbaserc.json: ${read.issues.map((issue) => `${v.getDotPath(issue) ?? ''} ${issue.message}`).join('; ')}`,
    );
  const { functionRoot, functions } = read.output;
  const names = functions.map(({ name }) => name);
  sameFunctions(root, names);
  const known = [...PARTS, ...names];
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only is one of: ${known.join(', ')}`);
  const wanted = (part: string): boolean => only.length === 0 || only.includes(part);
  return {
    functions: functions
      .filter(({ name }) => wanted('functions') || only.includes(name))
      .map((one) => ({
        ...one,
        envVariables: filledIn(one.envVariables),
        folder: path.join(root, functionRoot, one.name),
      })),
    collections: wanted('database') ? collections : [],
    routes: wanted('routes') ? routes : [],
  };
}

/** With `{{env.NAME}}` as the CLI reads it: what this shell says, never the braces themselves. */
function filledIn(variables: Readonly<Record<string, string>>): Record<string, string> {
  const filled = ([key, text]: readonly [string, string]): [string, string] => [
    key,
    text.replace(/{{\s*env\.(\w+)\s*}}/g, (_, name: string) => {
      const value = process.env[name];
      if (value === undefined)
        throw new Error(`cloudbaserc.json: ${key} needs the variable ${name}, which is not set`);
      return value;
    }),
  ];
  return Object.fromEntries(Object.entries(variables).map(filled));
}

function sameFunctions(root: string, named: readonly string[]): void {
  const source = path.join(root, 'cloudfunctions');
  const there = existsSync(source) ? readdirSync(source) : [];
  const missing = there.filter((name) => !named.includes(name));
  const extra = named.filter((name) => !there.includes(name));
  if (missing.length > 0) throw new Error(`cloudbaserc.json does not name ${missing.join(', ')}`);
  if (extra.length > 0) throw new Error(`cloudfunctions/ has no ${extra.join(', ')}`);
}

/** The plan in plain words, a line each. */
export function planLines({ functions, collections, routes }: Plan): readonly string[] {
  const plural = (count: number): string => (count === 1 ? '1 index' : `${count} indexes`);
  return [
    ...functions.map(
      ({ name, runtime, timeout, memorySize, envVariables, triggers }) =>
        `function ${name}: ${[
          `${runtime}, ${timeout} s, ${memorySize} MB`,
          ...Object.keys(envVariables).map((variable) => `variable ${variable}`),
          ...triggers.map((timer) => `timer ${timer.name} (${timer.config})`),
        ].join(', ')}`,
    ),
    ...collections.map(
      ({ name, indexes }) => `collection ${name}: for functions only, ${plural(indexes.length)}`,
    ),
    ...routes.map(({ path: at, functionName }) => `route ${at} → function ${functionName}`),
  ];
}
