// Reads the JSON files of a mini-program; what is wrong becomes a problem with file and line.
import * as v from 'valibot';
import type { Problem } from './build-problem';
import { readSource } from './source-text';

/** The value, or undefined where there is none that the schema takes. */
export function readJson<TSchema extends v.GenericSchema>(
  file: string,
  schema: TSchema,
  problems: Problem[],
): v.InferOutput<TSchema> | undefined {
  const wrong = (message: string, line?: number) => {
    problems.push({ kind: 'error', file, message, ...(line === undefined ? {} : { line }) });
    return undefined;
  };
  const source = readSource(file, problems, 'this file is missing');
  if (source === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (failure) {
    return wrong(`not JSON: ${String(failure)}`, lineOfFailure(source, String(failure)));
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  for (const issue of result.issues) {
    const keys = (issue.path ?? []).map(({ key }: { readonly key?: unknown }) => key);
    const names = keys.filter((key) => typeof key === 'string');
    wrong(`${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`, lineOfNames(source, names));
  }
  return undefined;
}

/** The line of a file on which `name` stands in quotes, for the `count`th time; undefined where it does not. */
export function lineOfName(file: string, name: string, count = 1): number | undefined {
  const source = readSource(file, []) ?? '';
  let at = -1;
  for (let found = 0; found < count; found += 1) {
    at = source.indexOf(JSON.stringify(name), at + 1);
    if (at < 0) return undefined;
  }
  return lineAt(source, at);
}

/** The line of a field, by the names that lead to it. */
function lineOfNames(source: string, names: readonly string[]): number | undefined {
  let at = 0;
  for (const name of names) {
    at = source.indexOf(JSON.stringify(name), at);
    if (at < 0) return undefined;
  }
  return names.length === 0 ? undefined : lineAt(source, at);
}

const lineAt = (source: string, at: number): number => source.slice(0, at).split('\n').length;

/** The parser tells a position, or that the text ended too early. */
function lineOfFailure(source: string, failure: string): number {
  const position = /position (\d+)/.exec(failure)?.[1];
  return lineAt(source, position === undefined ? source.length : Number(position));
}
