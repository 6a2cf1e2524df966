// The functions of a project: their folders, and what config.json and cloudbaserc.json say about them.
// Formats: WeChat and CloudBase documentation, read 2026-11.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { isDoc, type Doc } from '../database/document';
import { DeclaredFunctions, readJsonObject } from './declared-functions';

export interface TimerTrigger {
  readonly name: string;
  /** Seven fields: second minute hour day month weekday year, in UTC+8. */
  readonly cron: string;
}

export interface FunctionSettings {
  /** `http` has a web server of its own behind scf_bootstrap; `event` exports a handler. */
  readonly kind: 'event' | 'http';
  /** Open APIs that the function may call. */
  readonly openApis: readonly string[];
  readonly timers: readonly TimerTrigger[];
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** For example `Nodejs18.15`; undefined where nobody says. */
  readonly runtime: string | undefined;
}

/** The file that holds the code of an event function, and the name of the handler in it. */
export interface FunctionEntry {
  readonly file: string;
  readonly handler: string;
}

/** The platform's defaults. */
const defaultHandler = 'index.main';
const defaultTimeoutSeconds = 5;
const defaultMemoryMb = 256;

/** JavaScript before TypeScript: what was built is what would be deployed. */
const extensions = ['.js', '.cjs', '.mjs', '.ts'];
/** Starts the web server of an HTTP function. */
export const bootstrapFile = 'scf_bootstrap';
const functionName = /^[A-Za-z][\w-]{0,59}$/;

export class FunctionDirectory {
  private readonly declared: DeclaredFunctions;

  /** `root` holds one folder per function; `cloudbaserc` is the file's path, where there is one. */
  constructor(
    private readonly root: string,
    cloudbaserc?: string,
  ) {
    if (!existsSync(root))
      throw new Error(`There are no functions at ${root}: build them first (npm run build).`);
    this.declared = new DeclaredFunctions(cloudbaserc);
  }

  names(): string[] {
    const elsewhere = this.declared
      .all()
      .flatMap(({ name, dir }) => (isText(dir) && isText(name) ? [name] : []));
    return [...new Set([...readdirSync(this.root), ...elsewhere])].filter(
      (name) => this.folder(name) !== undefined,
    );
  }

  /** The function's folder; undefined when there is no such function. */
  folder(name: string): string | undefined {
    if (!functionName.test(name)) return undefined;
    const { dir } = this.declared.entry(name);
    const folder = isText(dir) ? path.resolve(this.declared.folder, dir) : path.resolve(this.root, name);
    const hasCode = this.isHttp(name)
      ? existsSync(path.join(folder, bootstrapFile))
      : this.entryIn(name, folder) !== undefined;
    return hasCode ? folder : undefined;
  }

  /** Where the handler of an event function is; undefined when there is no such file. */
  entry(name: string): FunctionEntry | undefined {
    const folder = this.folder(name);
    return folder === undefined ? undefined : this.entryIn(name, folder);
  }

  /** Changes whenever a file of the function does, in sub-folders too, or what is declared about it. */
  fingerprint(name: string): string {
    const folder = this.folder(name) ?? this.root;
    return JSON.stringify([filesIn(folder), this.declared.entry(name), this.environment(name)]);
  }

  settings(name: string): FunctionSettings {
    const config = this.configFile(name);
    const declared = this.declared.entry(name);
    const { permissions } = config;
    return {
      kind: this.isHttp(name) ? 'http' : 'event',
      openApis:
        isDoc(permissions) && Array.isArray(permissions.openapi) ? permissions.openapi.map(String) : [],
      timers: timersOf(config.triggers, declared.triggers),
      timeoutMs: 1000 * numberOf(declared.timeout, defaultTimeoutSeconds),
      memoryMb: numberOf(declared.memorySize, defaultMemoryMb),
      runtime: isText(declared.runtime) ? declared.runtime : undefined,
    };
  }

  /** The variables that cloudbaserc.json gives it. Throws a FunctionError when one of them cannot be filled in. */
  environment(name: string): Readonly<Record<string, string>> {
    return this.declared.environment(name);
  }

  private configFile(name: string): Doc {
    const folder = this.folder(name);
    return folder === undefined ? {} : readJsonObject(path.join(folder, 'config.json'));
  }

  private isHttp(name: string): boolean {
    const { type, isHTTP } = this.declared.entry(name);
    return isHTTP === true || (isText(type) && type.toUpperCase() === 'HTTP');
  }

  private entryIn(name: string, folder: string): FunctionEntry | undefined {
    const { handler: declared } = this.declared.entry(name);
    const whole = isText(declared) ? declared : defaultHandler;
    const point = whole.lastIndexOf('.');
    const module = path.join(folder, whole.slice(0, point));
    const file = extensions.map((extension) => module + extension).find((candidate) => existsSync(candidate));
    return file === undefined ? undefined : { file, handler: whole.slice(point + 1) };
  }
}

/** Paths and times of a function's own files; its packages count as one. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') return filesIn(file);
    return [`${file}:${statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0}`];
  });
}

/** Those of config.json and of cloudbaserc.json; of two with one name the latter is what the CLI deploys. */
function timersOf(...lists: readonly unknown[]): TimerTrigger[] {
  const triggers = lists.flatMap((list) => (Array.isArray(list) ? list.filter(isDoc) : []));
  const timers = triggers.filter(({ type }) => type === 'timer');
  const byName = new Map(timers.map(({ name, config }) => [String(name), String(config)]));
  return [...byName].map(([name, cron]) => ({ name, cron }));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
