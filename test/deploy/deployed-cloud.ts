/** What was deployed to the stand-in, running: its very zips, with the settings, collections and routes that were sent, in a local cloud. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipped } from '../../scripts/deploy/zip';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud';
import type { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import type { Permission } from '../../scripts/local-cloud/client/permissions';
import { createSandboxes, loopbackPoster, type Sandboxes } from '../../scripts/sandbox';
import { readyKeys } from '../ready-keys';
import type { StandIn } from './stand-in';

export interface DeployedCloud {
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  close(): Promise<void>;
}

/** Writes into `folder`. */
export async function runDeployed(standIn: StandIn, folder: string): Promise<DeployedCloud> {
  const functionsRoot = path.join(folder, 'functions');
  for (const [name, { zip }] of standIn.functions) unpack(zip, path.join(functionsRoot, name));
  const cloudbaserc = path.join(folder, 'cloudbaserc.json');
  writeFileSync(cloudbaserc, JSON.stringify({ functions: settingsOf(standIn) }));
  const caFile = path.join(folder, 'sandbox-ca.pem');
  const made: { sandboxes?: Sandboxes } = {};
  const cloud = await startLocalCloud({
    port: 0,
    functionsRoot,
    cloudbaserc,
    functionEnv: { CONFIG_MAX_AGE_MS: '500', NODE_EXTRA_CA_CERTS: caFile },
    httpRoutes: [...standIn.routes.values()].map((one) => ({ path: one.Path, function: one.Name })),
    permissions: permissionsOf(standIn),
    timers: false,
    seed: (database) => makeCollections(standIn, database),
    mounts: async (running) => {
      const common = { clock: running.clock, origin: () => running.url, log: () => undefined };
      made.sandboxes = await createSandboxes({
        ...common,
        post: loopbackPoster(30_000),
        caFile,
        newKey: readyKeys(),
      });
      return made.sandboxes.mounts;
    },
  });
  const { sandboxes } = made;
  if (!sandboxes) throw new Error('the sandboxes are made with the mounts');
  return {
    cloud,
    sandboxes,
    async close() {
      await sandboxes.idle();
      await cloud.close();
      await sandboxes.close();
    },
  };
}

function unpack(zip: string, folder: string): void {
  for (const [name, content] of unzipped(Buffer.from(zip, 'base64'))) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** In the words of cloudbaserc.json. */
const settingsOf = ({ functions }: StandIn): readonly object[] =>
  [...functions].map(([name, { settings, variables, triggers }]) => ({
    name,
    timeout: settings['Timeout'],
    memorySize: settings['MemorySize'],
    runtime: settings['Runtime'],
    envVariables: Object.fromEntries(
      (variables as readonly { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]),
    ),
    triggers: triggers.map(({ TriggerName, TriggerDesc }) => ({
      name: TriggerName,
      type: 'timer',
      config: (JSON.parse(TriggerDesc) as { cron: unknown }).cron,
    })),
  }));

const permissionsOf = ({ collections }: StandIn): Readonly<Record<string, Permission>> =>
  Object.fromEntries([...collections].map(([name, { acl }]) => [name, acl as Permission]));

interface SentIndex {
  readonly Name: string;
  readonly Keys: readonly { readonly Name: string }[];
  readonly Unique: boolean;
}

function makeCollections({ collections }: StandIn, database: LocalDatabase): void {
  for (const [name, { indexes }] of collections) {
    database.ensureCollection(name);
    for (const { Name, Keys, Unique } of indexes as readonly SentIndex[])
      database.ensureIndex(name, { name: Name, keys: Keys.map((key) => key.Name), unique: Unique });
  }
}
