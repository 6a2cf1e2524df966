// The local cloud as a command of its own, for any project.
import { parseArgs } from 'node:util';
import type { LocalCloud } from '../index';
import { runningOf, runningOptions } from '../running-options';
import { exportLines, importLines } from './json-lines';
import { openProject } from './open-project';
import { replayAddress, replayFile, replayOptions, type ReplayValues } from './replay-command';

interface Named {
  readonly collection: string;
  readonly file: string;
}

const usage = `A CloudBase on this machine for a project: its functions, database, storage and HTTP access.

  --project DIR               the project, the current folder unless told
  --port N                    7070 unless told; 0 is any free one
  --data DIR                  keeps the data there; without it everything lives in memory
  --import COLLECTION=FILE    writes a file of JSON lines into a collection first
  --export COLLECTION=FILE    writes a collection into a file, and ends
  --inspect NAME[:PORT]       lets a debugger attach to a function, at 9229 unless told
  --install                   has npm install the packages of functions that have none
  --node RUNTIME=PATH         runs the functions of a runtime in that Node, for example Nodejs18.15=/opt/node18/bin/node
  --replay FILE               sends recorded traffic again, and tells which answers differ
    --url URL                 to the local cloud that runs there
    --empty                   which starts over first
    --ignore NAME             a field of answers that does not count`;

type Say = (line: string) => void;

/**
 * Starts it, imports and exports files, or replays a recording; answers the exit code when it listens or has done so. Rejects in words for
 * whoever typed the command.
 */
export async function runCloud(args: readonly string[], say: Say): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...runningOptions,
      ...replayOptions,
      project: { type: 'string', default: '.' },
      import: { type: 'string', multiple: true, default: [] },
      export: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(usage);
    return 0;
  }
  const url = replayAddress(values);
  if (url !== undefined && values.replay !== undefined)
    return exitCode(await replayFile(url, values.replay, values, say));
  const { running, ...place } = runningOf(values);
  const files = {
    imports: values.import.map((text) => named('--import', text)),
    exports: values.export.map((text) => named('--export', text)),
  };
  const ends = files.exports.length > 0 || values.replay !== undefined;
  // What ends by itself needs no port that somebody knows, and must not be written down as traffic.
  const quiet = ends ? { port: 0, timers: false, recording: false } : {};
  const cloud = await openProject({ ...place, ...running, ...quiet, root: values.project, log: say });
  try {
    const same = await work(cloud, files, values, say);
    if (ends) await cloud.close();
    else announce(cloud, say);
    return exitCode(same);
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

const exitCode = (same: boolean): number => (same ? 0 : 1);

interface Files {
  readonly imports: readonly Named[];
  readonly exports: readonly Named[];
}

/** What is asked for before it only runs; answers whether a recording was answered as before. */
async function work(
  cloud: LocalCloud,
  { imports, exports }: Files,
  values: ReplayValues,
  say: Say,
): Promise<boolean> {
  for (const line of imports) say(await imported(cloud, line));
  const same = values.replay === undefined || (await replayFile(cloud.url, values.replay, values, say));
  for (const line of exports) say(await exported(cloud, line));
  return same;
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
