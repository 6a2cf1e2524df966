/** A function as the environment has it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { CloudApiError, type CloudApi } from './cloud-api';
import { unzipped } from './zip';

const variableSchema = v.object({ Key: v.string(), Value: v.string() });
const functionSchema = v.looseObject({
  Status: v.string(),
  Runtime: v.string(),
  Timeout: v.number(),
  MemorySize: v.number(),
  Environment: v.nullish(v.looseObject({ Variables: v.nullish(v.array(variableSchema)) })),
  Triggers: v.nullish(v.array(v.looseObject({ TriggerName: v.string(), TriggerDesc: v.string() }))),
});

export interface FunctionOnline {
  readonly status: string;
  readonly runtime: string;
  readonly timeout: number;
  readonly memorySize: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Seven cron fields by the timer's name. */
  readonly timers: ReadonlyMap<string, string>;
}

export async function functionOnline(
  api: CloudApi,
  env: string,
  name: string,
): Promise<FunctionOnline | undefined> {
  try {
    const body = { FunctionName: name, Namespace: env, ShowCode: 'FALSE' };
    const read = await api('scf', 'GetFunction', body, functionSchema);
    return {
      status: read.Status,
      runtime: read.Runtime,
      timeout: read.Timeout,
      memorySize: read.MemorySize,
      variables: Object.fromEntries(
        (read.Environment?.Variables ?? []).map(({ Key, Value }) => [Key, Value]),
      ),
      timers: new Map((read.Triggers ?? []).map((one) => [one.TriggerName, cronOf(one.TriggerDesc)])),
    };
  } catch (error) {
    if (error instanceof CloudApiError && error.code.startsWith('ResourceNotFound')) return undefined;
    throw error;
  }
}

/** A timer's description is its cron fields, or JSON around them. */
const cronOf = (description: string): string => /"cron":\s*"([^"]*)"/.exec(description)?.[1] ?? description;

const addressSchema = v.looseObject({ Url: v.string() });
const DOWNLOAD_LIMIT_MS = 60_000;

/** A function's code, as a zip file. */
export async function codeOnline(api: CloudApi, env: string, name: string): Promise<Buffer> {
  const body = { FunctionName: name, Namespace: env };
  const { Url } = await api('scf', 'GetFunctionAddress', body, addressSchema);
  const answer = await fetch(Url, { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) });
  if (!answer.ok) throw new Error(`the code of ${name} could not be read back (HTTP ${answer.status})`);
  return Buffer.from(await answer.arrayBuffer());
}

/** The paths of files in `folder` that the zip file has not, or has with other content. */
export function differingFiles(zip: Buffer, folder: string): readonly string[] {
  const online = unzipped(zip);
  return filesUnder(folder).filter(
    (file) => !online.get(file)?.equals(readFileSync(path.join(folder, file))),
  );
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
