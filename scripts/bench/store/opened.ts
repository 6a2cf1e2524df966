// In a process of its own: opens the database in the folder that is given, reads from it, and prints what that cost.
import path from 'node:path';
import { Filter } from '../../local-cloud/database/query/filter';
import { LmdbShelf } from '../../local-cloud/database/storage/lmdb-shelf';
import { Store } from '../../local-cloud/database/store';
import { median } from '../row';
import { DOCUMENTS, GROUPS, type Opened } from './million';

const READS = 1000;

async function main(folder: string): Promise<Opened> {
  const begin = performance.now();
  const store = new Store({ shelf: new LmdbShelf(path.join(folder, 'local.mdb')) });
  const first = await timed(store, { _id: 'thing-0' });
  const openMs = performance.now() - begin;
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  const [points, wheres]: [number[], number[]] = [[first], []];
  for (let read = 1; read < READS; read += 1) {
    points.push(await timed(store, { _id: `thing-${(read * 7919) % DOCUMENTS}` }));
    wheres.push(await timed(store, { group: (read * 31) % GROUPS }));
  }
  store.close();
  return { openMs, rssMb, pointMs: median(points), whereMs: median(wheres) };
}

async function timed(store: Store, criteria: Record<string, unknown>): Promise<number> {
  const begin = performance.now();
  if (store.find('things', await Filter.compile(criteria)).length === 0) throw new Error('nothing was found');
  return performance.now() - begin;
}

void main(process.argv[2] ?? '').then((opened) => process.stdout.write(JSON.stringify(opened)));
