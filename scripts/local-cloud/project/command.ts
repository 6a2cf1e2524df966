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
    },
  });
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
