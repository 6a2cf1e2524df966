// What a function's own files say about it: config.json beside it (permissions, triggers) and
// cloudbaserc.json (limits, variables). Formats: WeChat and CloudBase documentation, read 2026-11.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isDoc, type Doc } from '../database/document';
import { messageOf } from '../service-error';

export interface TimerTrigger {
  readonly name: string;
  /** Seven fields: second minute hour day month weekday year, in UTC+8. */
  readonly cron: string;
}

export interface FunctionSettings {
  /** Open APIs that the function may call. */
  readonly openApis: readonly string[];
  readonly timers: readonly TimerTrigger[];
  readonly timeoutMs: number;
  /** Told to the function, not enforced. */
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** The platform's defaults. */
const defaultTimeoutSeconds = 5;
const defaultMemoryMb = 256;

export class FunctionDirectory {
  /** `root` holds one folder per function; `cloudbaserc` is the file's path, where there is one. */
  constructor(
    private readonly root: string,
    private readonly cloudbaserc?: string,
  ) {
    if (!existsSync(root))
      throw new Error(`There are no functions at ${root}: build them first (npm run build).`);
  }

  names(): string[] {
    return readdirSync(this.root).filter((name) => existsSync(path.join(this.root, name, 'index.js')));
  }

  /** The function's folder; undefined when there is no such function. */
  folder(name: string): string | undefined {
    const folder = path.resolve(this.root, name);
    const isName = /^[A-Za-z][\w-]{0,59}$/.test(name);
    return isName && existsSync(path.join(folder, 'index.js')) ? folder : undefined;
  }

  /** Changes whenever a file in the function's folder does. */
  fingerprint(folder: string): string {
    return readdirSync(folder)
      .map((file) => `${file}:${statSync(path.join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0}`)
      .join(' ');
  }

  settings(name: string): FunctionSettings {
    const config = readJson(path.join(this.root, name, 'config.json'));
    const declared = this.declared(name);
    const { permissions, triggers } = config;
    return {
      openApis:
        isDoc(permissions) && Array.isArray(permissions.openapi) ? permissions.openapi.map(String) : [],
      timers: Array.isArray(triggers) ? triggers.filter(isDoc).filter(isTimer).map(timerOf) : [],
      timeoutMs: 1000 * (typeof declared.timeout === 'number' ? declared.timeout : defaultTimeoutSeconds),
      memoryMb: typeof declared.memorySize === 'number' ? declared.memorySize : defaultMemoryMb,
      environment: isDoc(declared.envVariables) ? texts(declared.envVariables) : {},
    };
  }

  /** The function's entry in cloudbaserc.json. */
  private declared(name: string): Doc {
    const { functions } = this.cloudbaserc === undefined ? {} : readJson(this.cloudbaserc);
    return (
      (Array.isArray(functions) ? functions.filter(isDoc) : []).find((entry) => entry.name === name) ?? {}
    );
  }
}

function readJson(file: string): Doc {
  if (!existsSync(file)) return {};
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (isDoc(value)) return value;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${messageOf(error)}`);
  }
  throw new Error(`${file} must hold a JSON object.`);
}

function isTimer(trigger: Doc): boolean {
  return trigger.type === 'timer';
}

function timerOf(trigger: Doc): TimerTrigger {
  return { name: String(trigger.name), cron: String(trigger.config) };
}

function texts(variables: Doc): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]));
}
