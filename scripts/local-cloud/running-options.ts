// The words after a command that starts a local cloud, and what they mean.
import path from 'node:path';
import type { LocalCloudOptions, RunningFunctions } from './index';

/** For `parseArgs`. */
export const runningOptions = {
  port: { type: 'string', default: '7070' },
  data: { type: 'string' },
  inspect: { type: 'string', multiple: true, default: [] as string[] },
  install: { type: 'boolean', default: false },
  node: { type: 'string', multiple: true, default: [] as string[] },
} as const;

export interface RunningValues {
  readonly port: string;
  readonly data?: string | undefined;
  readonly inspect: readonly string[];
  readonly install: boolean;
  readonly node: readonly string[];
}

/** @throws Error in words for whoever typed the command */
export function runningOf(
  values: RunningValues,
): Pick<LocalCloudOptions, 'port' | 'dataDir'> & { readonly running: RunningFunctions } {
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65535)
    throw new Error(`--port ${values.port} is no port: give a number from 0 (any free one) to 65535`);
  return {
    port,
    running: {
      installDependencies: values.install,
      inspect: Object.fromEntries(values.inspect.map(debugged)),
      runtimes: Object.fromEntries(values.node.map(runtimeNode)),
    },
    ...(values.data === undefined ? {} : { dataDir: values.data }),
  };
}

/** `NAME` or `NAME:PORT`. */
function debugged(text: string): [string, number] {
  const [, name, port = '9229'] = /^([A-Za-z][\w-]*)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (name === undefined) throw new Error(`--inspect ${text}: give the name of a function, or NAME:PORT`);
  return [name, Number(port)];
}

/** `RUNTIME=PATH`. */
function runtimeNode(text: string): [string, string] {
  const [, runtime, file] = /^(Nodejs[\d.]+)=(.+)$/.exec(text) ?? [];
  if (runtime === undefined || file === undefined)
    throw new Error(`--node ${text}: give RUNTIME=PATH, for example Nodejs18.15=/opt/node18/bin/node`);
  return [runtime, path.resolve(file)];
}
