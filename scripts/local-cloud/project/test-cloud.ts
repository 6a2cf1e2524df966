// What tests of a project hold in their hands: a cloud of their own, called as a mini-program calls it.
import type { LocalCloud } from '../index';
import { openProject } from './open-project';
import type { TestCloud, TestCloudOptions, TestPerson } from './api';

/** Opens the cloud of a project on a free port, in memory, without timers. */
export async function openTestCloud(options: TestCloudOptions): Promise<TestCloud> {
  const lines: string[] = [];
  const cloud = await openProject({
    root: options.project ?? '.',
    port: 0,
    timers: false,
    recording: false,
    log: (line) => lines.push(line),
  });
  return {
    url: cloud.url,
    sdkEnvironment: () => cloud.sdkEnvironment(),
    as: (person) => ({ call: (name, data) => call(cloud, name, data ?? {}, person) }),
    call: (name, data) => call(cloud, name, data ?? {}, {}),
    fireTimer: (name, trigger) => cloud.fireTimer(name, trigger),
    find: (collection, where) => cloud.database.find(collection, where ?? {}, { limit: 1000 }),
    put: async (collection, documents) => {
      cloud.database.ensureCollection(collection);
      for (const document of documents) await cloud.database.put(collection, { ...document });
    },
    logs: () => [...lines, ...cloud.logs.entries().map(({ text }) => text)],
    advance: (ms) => cloud.clock.advance(ms),
    reset: () => cloud.reset(),
    close: () => cloud.close(),
  };
}

async function call(cloud: LocalCloud, name: string, data: object, person: TestPerson): Promise<unknown> {
  const { result } = await cloud.functions.invoke(name, data, { identity: person, source: 'wx_client' });
  return result;
}
