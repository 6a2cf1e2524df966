// Data on disk: nothing acknowledged is lost when the process is killed, and what earlier versions kept is taken over.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { isThorough } from '../thorough';
import { startCloud, temporaryFolder } from './fixture';

const projectRoot = path.resolve(__dirname, '../..');

let dataDir: string;
let remove: () => void;

beforeEach(() => {
  const { folder, remove: removeFolder } = temporaryFolder();
  dataDir = path.join(folder, 'made', 'when', 'missing');
  remove = removeFolder;
});
afterEach(() => remove());

/** Runs `work` on a cloud over the data directory; answers what it logged. */
async function withCloud(work: (cloud: LocalCloud) => unknown): Promise<string[]> {
  const lines: string[] = [];
  const { cloud, stop } = await startCloud({}, { dataDir, log: (line) => lines.push(line) });
  await work(cloud);
  await stop();
  return lines;
}

const journal = (): string => path.join(dataDir, 'local.journal');

it('keeps documents, indexes, types and the clock across runs', async () => {
  const at = new Date(5);
  await withCloud(async ({ database, clock }) => {
    database.ensureIndex('orders', { name: 'no', keys: ['no'], unique: true });
    database.insert('orders', { _id: 'a', no: 1, at });
    database.insert('orders', { _id: 'b', no: 2 });
    await database.update('orders', { no: 1 }, { $set: { paid: true } });
    await database.remove('orders', { _id: 'b' });
    clock.advance(1000);
  });
  await withCloud(async ({ database, clock }) => {
    expect(await database.find('orders')).toEqual([{ _id: 'a', no: 1, at, paid: true }]);
    expect(() => database.insert('orders', { no: 1 })).toThrow('E11000');
    expect(clock.offsetMs()).toBe(1000);
  });
});

it('keeps uploaded files across runs, until a reset', async () => {
  const put = async (cloud: LocalCloud, name: string): Promise<Response> =>
    fetch(`${cloud.url}/storage/${encodeURIComponent(name)}`, { method: 'PUT', body: 'hello' });
  const get = async (cloud: LocalCloud, name: string): Promise<Response> =>
    fetch(`${cloud.url}/storage/${encodeURIComponent(name)}`);
  const name = `${'长'.repeat(200)}.txt`;
  await withCloud(async (cloud) => expect((await put(cloud, name)).status).toBe(200));
  await withCloud(async (cloud) => {
    expect(await (await get(cloud, name)).text()).toBe('hello');
    await cloud.reset();
    expect((await get(cloud, name)).status).toBe(404);
  });
});

it('starts empty after a reset', async () => {
  await withCloud(async (cloud) => {
    cloud.database.ensureCollection('orders');
    await cloud.reset();
    cloud.database.ensureCollection('users');
  });
  await withCloud(({ database }) => expect(database.collections()).toEqual(['users']));
});

/** What an earlier version wrote: a line for each commit. */
function writeJournal(records: readonly unknown[], damage: (text: string) => string = (text) => text): void {
  const lines = records.map((record, number) => {
    const content = `${number} ${JSON.stringify(record)}`;
    return `${createHash('sha256').update(content).digest('hex').slice(0, 16)} ${content}\n`;
  });
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(journal(), damage(lines.join('')));
}

const written = (id: string, fields: string): unknown => ({
  commit: [['orders', `string:"${id}"`, `{"_id":"${id}",${fields}}`]],
});
const earlier = [
  [{ create: 'orders' }, { index: 'orders', definition: { name: 'no', keys: ['no'], unique: true } }],
  written('a', '"no":1,"at":{"$date":{"$numberLong":"5"}}'),
  written('b', '"no":2'),
  { commit: [['orders', 'string:"b"', null]] },
  written('c', '"no":3'),
];

describe('the journal of an earlier version', () => {
  it('is taken over once and kept aside', async () => {
    writeJournal(earlier);
    const lines = await withCloud(async ({ database }) => {
      expect(await database.find('orders')).toEqual([
        { _id: 'a', no: 1, at: new Date(5) },
        { _id: 'c', no: 3 },
      ]);
      expect(() => database.insert('orders', { no: 3 })).toThrow('E11000');
      database.insert('orders', { _id: 'd' });
    });
    expect(lines.join()).toContain('5 records of');
    expect(readdirSync(dataDir)).toContain('local.journal.taken-over');
    await withCloud(async ({ database }) => expect(await database.find('orders')).toHaveLength(3));
  });

  it.each<[string, (text: string) => string, string]>([
    ['torn off', (text) => text.slice(0, -7), 'record 4 is torn off'],
    [
      'damaged',
      (text) => text.replace('\\"no\\":3', '\\"no\\":4'),
      'record 4 is damaged (checksum does not fit)',
    ],
  ])('is taken over up to the record that is %s', async (_name, damage, reason) => {
    writeJournal(earlier, damage);
    const lines = await withCloud(async ({ database }) =>
      expect((await database.find('orders')).map(({ _id }) => _id)).toEqual(['a']),
    );
    expect(lines.join()).toContain(reason);
  });
});

it('seeds an empty environment once, as a whole or not at all', async () => {
  const seed = ({ database, fail }: { database: LocalCloud['database']; fail: boolean }): void => {
    database.ensureCollection('config');
    if (fail) throw new Error('no goods');
    database.insert('config', { _id: 'payment' });
  };
  const failing = startCloud({}, { dataDir, seed: (database) => seed({ database, fail: true }) });
  await expect(failing).rejects.toThrow('no goods');
  let seeds = 0;
  for (const run of ['first', 'second']) {
    const { cloud, stop } = await startCloud(
      {},
      {
        dataDir,
        seed: (database) => {
          seeds += 1;
          seed({ database, fail: false });
        },
      },
    );
    expect([run, seeds, await cloud.database.find('config')]).toEqual([run, 1, [{ _id: 'payment' }]]);
    await stop();
  }
});

it('refuses a second process on the same directory', async () => {
  await withCloud(async () => {
    await expect(startCloud({}, { dataDir })).rejects.toThrow(
      /is in use by another local cloud \(process \d+\)/,
    );
  });
  await withCloud(() => undefined);
});

/** A process that has ended and whose parent never asks how, as in a container without an init. */
async function startZombie(): Promise<{ pid: number; end: () => void }> {
  // It ends when its parent has become a program that never asks; a shell might ask before.
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(printed.toString());
  while (!readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) await setImmediate();
  return { pid, end: () => parent.kill() };
}

const startedAt = (pid: number): string | undefined =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];

it('opens a directory whose process was killed and is still a zombie', async () => {
  await withCloud(() => undefined);
  const { pid, end } = await startZombie();
  writeFileSync(path.join(dataDir, 'lock'), JSON.stringify({ pid, started: startedAt(pid) }));
  await withCloud(() => undefined);
  end();
});

it('opens a directory whose process number belongs to another program now', async () => {
  await withCloud(() => undefined);
  writeFileSync(path.join(dataDir, 'lock'), JSON.stringify({ pid: process.ppid, started: '1' }));
  await withCloud(() => undefined);
});

/** Prints every id that is committed; three writers, two collections in each transaction. */
const writers = `
  const sdk = require('@cloudbase/node-sdk');
  const db = sdk.init({ env: sdk.SYMBOL_CURRENT_ENV }).database();
  const write = async (lane) => {
    for (let n = 0; ; n += 1) {
      const _id = process.argv[1] + '-' + lane + '-' + n;
      await db.runTransaction(async (transaction) => {
        await transaction.collection('orders').add({ _id });
        await transaction.collection('users').add({ _id });
      });
      process.stdout.write(_id + '\\n');
    }
  };
  Promise.race([write(1), write(2), write(3)]).catch(() => process.exit());`;

async function startProcess(
  args: string[],
  env: Record<string, string>,
): Promise<ChildProcessByStdio<null, Readable, null>> {
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'readable');
  return child;
}

/** `KILLS=100 npx jest test/local-cloud/durability.test.ts` kills a hundred times. */
const kills = Number(process.env.KILLS ?? (isThorough ? 3 : 1));

/** Writes to the directory until the cloud is killed; answers what was acknowledged. */
async function writeAndKill(round: number): Promise<string[]> {
  const server = await startProcess(
    ['--import', 'tsx', path.join(__dirname, 'durable-cloud.ts'), dataDir],
    {},
  );
  const env = JSON.parse(String(server.stdout.read())) as Record<string, string>;
  const client = await startProcess(['-e', writers, String(round)], env);
  const enough = 50 + Math.random() * 1000;
  let printed = '';
  client.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.length > enough) server.kill('SIGKILL');
  });
  await Promise.all([once(client, 'close'), once(server, 'close')]);
  return printed.trim().split('\n');
}

it(
  `has every acknowledged write, and no half transaction, after ${kills} times SIGKILL in the middle of traffic`,
  async () => {
    for (let round = 0; round < kills; round += 1) {
      const acknowledged = await writeAndKill(round);
      expect(acknowledged.length).toBeGreaterThan(5);
      await withCloud(async ({ database }) => {
        const ids = async (collection: string): Promise<unknown[]> => {
          const mine = { _id: { $gte: `${round}-`, $lt: `${round}.` } };
          return (await database.find(collection, mine, { limit: 1000, sort: { _id: 1 } })).map(
            ({ _id }) => _id,
          );
        };
        expect(await ids('orders')).toEqual(expect.arrayContaining(acknowledged));
        expect(await ids('users')).toEqual(await ids('orders'));
      });
    }
  },
  60_000 + kills * 20_000,
);
