/** A million small documents on disk: what opening them and reading from them costs, and how many reads eight callers get through. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyOf } from '../../local-cloud/database/document';
import { LmdbShelf } from '../../local-cloud/database/storage/lmdb-shelf';
import { Store } from '../../local-cloud/database/store';
import type { Row } from '../row';

export const DOCUMENTS = 1_000_000;
/** Each has ten documents. */
export const GROUPS = DOCUMENTS / 10;

const CALLERS = 8;
const SECONDS = 3;

/** Milliseconds, and megabytes of the whole process. */
export interface Opened {
  readonly openMs: number;
  readonly rssMb: number;
  readonly pointMs: number;
  readonly whereMs: number;
}

export async function storeRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'million-'));
  try {
    fill(folder);
    return [...openingRows(folder), await servingRow(folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(folder: string): void {
  const store = new Store({ shelf: new LmdbShelf(path.join(folder, 'local.mdb')) });
  store.createCollection('things');
  store.addIndex('things', { name: 'group', keys: ['group'] });
  for (let from = 0; from < DOCUMENTS; from += 10_000) {
    const commit = Array.from({ length: 10_000 }, (_, at) => {
      const doc = { _id: `thing-${from + at}`, group: (from + at) % GROUPS, state: 'new' };
      return { collection: 'things', key: keyOf(doc._id), doc };
    });
    store.replay([{ commit }]);
  }
  store.close();
}

const child = (script: string, folder: string): string[] => [
  '--import',
  'tsx',
  path.join(__dirname, script),
  folder,
];

function openingRows(folder: string): readonly Row[] {
  const printed = execFileSync(process.execPath, child('opened.ts', folder), { encoding: 'utf8' });
  const { openMs, rssMb, pointMs, whereMs } = JSON.parse(printed) as Opened;
  const row = (what: string, measured: string, wanted: string): Row => {
    return { what: `local cloud, 1,000,000 documents: ${what}`, measured, baseline: '', ratio: '', wanted };
  };
  return [
    row('opening and first read', `${openMs.toFixed(0)} ms`, 'under 2000 ms'),
    row('memory after it', `${rssMb.toFixed(0)} MB`, 'under 300 MB'),
    row('read by _id, p50', `${pointMs.toFixed(3)} ms`, 'under 1 ms'),
    row('where by an index, ten found, p50', `${whereMs.toFixed(3)} ms`, 'under 5 ms'),
  ];
}

async function servingRow(folder: string): Promise<Row> {
  const server = spawn(process.execPath, child('served.ts', folder), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [printed] = (await once(server.stdout, 'data')) as [Buffer];
    const { cloud, echo } = JSON.parse(printed.toString()) as { cloud: string; echo: string };
    const read = (n: number): string =>
      JSON.stringify({
        action: 'database.getDocument',
        collectionName: 'things',
        queryType: 'WHERE',
        query: JSON.stringify({ _id: `thing-${(n * 7919) % DOCUMENTS}` }),
        limit: 1,
      });
    for (const url of [echo, cloud]) await rate(url, read, 1);
    const [bare, ours] = [await rate(echo, read, SECONDS), await rate(cloud, read, SECONDS)];
    return {
      what: `local cloud: reads by _id of ${CALLERS} callers`,
      measured: `${ours.toFixed(0)}/s`,
      baseline: `${bare.toFixed(0)}/s HTTP echo`,
      ratio: `${(ours / bare).toFixed(2)}×`,
      wanted: 'at least 0.5×',
    };
  } finally {
    server.kill();
  }
}

/** Requests per second of all callers together. */
async function rate(url: string, body: (n: number) => string, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CALLERS });
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < end) {
      await post(agent, url, body(count));
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  agent.destroy();
  return count / seconds;
}

function post(agent: Agent, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } });
    sent.on('error', reject).on('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`));
      response.resume().on('end', resolve);
    });
    sent.end(body);
  });
}
