// The local cloud as a command of its own, for any project.
import { parseArgs } from 'node:util';
import type { LocalCloud } from '../index';
import { runningOf, runningOptions } from '../running-options';
import { exportLines, importLines } from './json-lines';
import { openProject } from './open-project';

interface Named {
  readonly collection: string;
  readonly file: string;
}

type Say = (line: string) => void;

/** Starts it, or imports and exports files; answers when it listens or has written. Rejects in words for whoever typed the command. */
export async function runCloud(args: readonly string[], say: Say): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...runningOptions,
      project: { type: 'string', default: '.' },
      import: { type: 'string', multiple: true, default: [] },
      export: { type: 'string', multiple: true, default: [] },
    },
  });
  const { running, ...place } = runningOf(values);
  const imports = values.import.map((text) => named('--import', text));
  const exports = values.export.map((text) => named('--export', text));
  // What is only written into a file needs no port that somebody knows.
  const port = exports.length > 0 ? { port: 0, timers: false } : {};
  const cloud = await openProject({ ...place, ...running, ...port, root: values.project, log: say });
  try {
    for (const line of imports) say(await imported(cloud, line));
    for (const line of exports) say(await exported(cloud, line));
  } catch (error) {
    await cloud.close();
    throw error;
  }
  if (exports.length > 0) await cloud.close();
  else announce(cloud, say);
}

async function imported({ database, clock }: LocalCloud, { collection, file }: Named): Promise<string> {
  return `${collection}: ${await importLines(database, collection, file, clock.now())} documents from ${file}`;
}

async function exported({ database }: LocalCloud, { collection, file }: Named): Promise<string> {
  return `${collection}: ${await exportLines(database, collection, file)} documents into ${file}`;
}

function announce(cloud: LocalCloud, say: Say): void {
  for (const name of cloud.functions.names()) say(`function ${name}`);
  say('In the shell of a program that uses an SDK of CloudBase:');
  for (const [name, value] of Object.entries(cloud.sdkEnvironment())) say(`  export ${name}='${value}'`);
  say(`ready ${cloud.url}`);
  // Functions that go on would hold the process after everything is closed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void cloud.close().then(() => process.exit(0)));
}

/** `NAME=FILE`. */
function named(option: string, text: string): Named {
  const [, collection, file] = /^([A-Za-z_][\w-]*)=(.+)$/.exec(text) ?? [];
  if (collection === undefined || file === undefined)
    throw new Error(`${option} ${text}: give COLLECTION=FILE, a file of JSON lines`);
  return { collection, file };
}
