// What cloudbaserc.json says about the functions, with {{env.NAME}} filled in from .env beside it as the CLI does.
// Format: docs.cloudbase.net/cli-v1/functions/configs, read 2026-11.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { isDoc, type Doc } from '../database/document';
import { refuseRealCloud } from '../loopback';
import { messageOf } from '../service-error';
import { FunctionError } from './function-error';

/** The CLI reads them in this order; a later one wins, and the shell over both. */
const environmentFiles = ['.env', '.env.local'];

export class DeclaredFunctions {
  private read: { readonly changedAt: number; readonly functions: readonly Doc[] } | undefined;

  /** `file` is cloudbaserc.json, where there is one. */
  constructor(private readonly file: string | undefined) {}

  /** The folder that paths in the file start from. */
  get folder(): string {
    return this.file === undefined ? process.cwd() : path.dirname(path.resolve(this.file));
  }

  all(): readonly Doc[] {
    if (this.file === undefined) return [];
    // Asked several times per call, so read again only after a change.
    const changedAt = statSync(this.file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (this.read?.changedAt !== changedAt) {
      const { functions } = readJsonObject(this.file);
      this.read = { changedAt, functions: Array.isArray(functions) ? functions.filter(isDoc) : [] };
    }
    return this.read.functions;
  }

  /** The function's entry; empty where it has none. */
  entry(name: string): Doc {
    return this.all().find((entry) => entry.name === name) ?? {};
  }

  /** The environment that the project is deployed to; undefined where nobody says, or a variable in it is not set. */
  envId(): string | undefined {
    const { envId } = this.file === undefined ? {} : readJsonObject(this.file);
    if (typeof envId !== 'string' || envId === '') return undefined;
    try {
      return filledIn('envId', envId, { ...this.fromFiles(), ...process.env });
    } catch (error) {
      if (error instanceof FunctionError) return undefined;
      throw error;
    }
  }

  /** The variables of one function. Throws a FunctionError when one is not set, or looks like a key to a real cloud. */
  environment(name: string): Record<string, string> {
    const { envVariables } = this.entry(name);
    if (!isDoc(envVariables)) return {};
    const given = { ...this.fromFiles(), ...process.env };
    const filled = Object.entries(envVariables).map(
      ([variable, value]) => [variable, filledIn(variable, String(value), given)] as const,
    );
    const environment = Object.fromEntries(filled);
    try {
      refuseRealCloud(environment);
    } catch (error) {
      throw new FunctionError('FUNCTIONS_EXECUTE_FAIL', `cloudbaserc.json: ${messageOf(error)}`);
    }
    return environment;
  }

  private fromFiles(): Record<string, string | undefined> {
    const files = environmentFiles
      .map((file) => path.join(this.folder, file))
      .filter((file) => existsSync(file));
    return Object.assign({}, ...files.map((file) => parseEnv(readFileSync(file, 'utf8')))) as Record<
      string,
      string | undefined
    >;
  }
}

function filledIn(
  variable: string,
  text: string,
  given: Readonly<Record<string, string | undefined>>,
): string {
  return text.replace(/{{\s*env\.(\w+)\s*}}/g, (_, name: string) => {
    const value = given[name];
    if (value !== undefined) return value;
    throw new FunctionError(
      'FUNCTIONS_EXECUTE_FAIL',
      `cloudbaserc.json: ${variable} needs the variable ${name}, which is neither in .env nor set`,
    );
  });
}

/** An empty object where the file is missing. Throws when it is not a JSON object. */
export function readJsonObject(file: string): Doc {
  if (!existsSync(file)) return {};
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (isDoc(value)) return value;
  } catch (error) {
    throw new Error(`${file} is not JSON: ${messageOf(error)}`);
  }
  throw new Error(`${file} must hold a JSON object.`);
}
