// A database file that something has damaged: what can be read is there again, and the cloud says so instead of dying.
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud, temporaryFolder } from './fixture';

const PAGE = 4096;
const ORDERS = 200;

let dataDir: string;
let remove: () => void;

beforeEach(async () => {
  ({ folder: dataDir, remove } = temporaryFolder());
  await withCloud(({ database }) => {
    database.ensureIndex('orders', { name: 'no', keys: ['no'], unique: true });
    for (let no = 0; no < ORDERS; no += 1)
      database.insert('orders', { _id: `o${no}`, no, text: 'x'.repeat(1000) });
  });
});
afterEach(() => remove());

/** Runs `work` on a cloud over the data directory; answers what it logged. */
async function withCloud(work: (cloud: LocalCloud) => unknown): Promise<string> {
  const lines: string[] = [];
  const { cloud, stop } = await startCloud({}, { dataDir, log: (line) => lines.push(line) });
  await work(cloud);
  await stop();
  return lines.join('\n');
}

const file = (): string => path.join(dataDir, 'local.mdb');

/** Rubbish over the pages from this one on. */
function spoil(page: number, pages = 1): void {
  const fd = openSync(file(), 'r+');
  writeSync(fd, Buffer.alloc(pages * PAGE, 0xa5), 0, pages * PAGE, page * PAGE);
  closeSync(fd);
}

/** The page on which a document stands; older versions of it may stand on pages that are free. */
function pageOf(id: string): number {
  const bytes = readFileSync(file());
  const start = `${id}\0\u0010no\0`;
  const pages: number[] = [];
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1))
    pages.push(Math.floor(at / PAGE));
  const writtenBy = (page: number): bigint => bytes.readBigUInt64LE(page * PAGE + 8);
  return pages.reduce((newest, page) => (writtenBy(page) > writtenBy(newest) ? page : newest));
}

const orders = ({ database }: LocalCloud): readonly string[] =>
  [...database.documents('orders')].map(({ _id }) => String(_id));

test('a damaged page costs what stood on it, and the others keep their order and their index', async () => {
  spoil(pageOf('o100'));
  const said = await withCloud((cloud) => {
    const left = orders(cloud);
    expect(left.length).toBeGreaterThan(ORDERS - 10);
    expect(left.length).toBeLessThan(ORDERS);
    expect(left).not.toContain('o100');
    expect(left).toEqual([...left].sort((one, other) => Number(one.slice(1)) - Number(other.slice(1))));
    expect(() => cloud.database.insert('orders', { no: 5 })).toThrow('E11000');
    cloud.database.insert('orders', { _id: 'o100', no: 100 });
  });
  expect(said).toMatch(/local\.mdb was damaged\. 19\d documents of 1 collections could still be read/);
  expect(existsSync(`${file()}.damaged`)).toBe(true);
});

test.each([0, 1])('one of the two first pages (%i) is enough for all of it', async (page) => {
  spoil(page);
  const said = await withCloud((cloud) => expect(orders(cloud).length).toBeGreaterThanOrEqual(ORDERS - 1));
  expect(said).toMatch('was damaged');
});

test.each<[string, () => void]>([
  ['nothing but rubbish', () => spoil(0, 40)],
  ['a line of text', () => writeFileSync(file(), 'oops\n')],
  ['cut off', () => truncateSync(file(), 3 * PAGE)],
])('a file that is %s is kept, and the cloud begins anew and says so', async (_what, damage) => {
  damage();
  const damaged = readFileSync(file());
  const said = await withCloud(({ database }) => database.ensureCollection('fresh'));
  expect(said).toMatch(/was damaged\. 0 documents/);
  expect(readFileSync(`${file()}.damaged`).equals(damaged)).toBe(true);
  const again = await withCloud(({ database }) => expect(database.collections()).toEqual(['fresh']));
  expect(again).toBe('');
});

test('each damaged file is kept, and nothing is left lying about of making a new one', async () => {
  for (const name of ['', '-2']) {
    spoil(0, 2);
    await withCloud(() => undefined);
    expect(existsSync(`${file()}.damaged${name}`)).toBe(true);
  }
  expect(readdirSync(dataDir).filter((name) => /repaired/.test(name))).toEqual([]);
});

test('a repair that broke off begins anew', async () => {
  spoil(0);
  renameSync(file(), `${file()}.being-repaired`);
  for (const name of ['', '-lock']) writeFileSync(`${file()}${name}`, 'half');
  for (const name of ['-copy', '-copy-lock', '-lines'])
    writeFileSync(`${file()}.being-repaired${name}`, 'half');
  await withCloud((cloud) => expect(orders(cloud).length).toBeGreaterThanOrEqual(ORDERS - 1));
  expect(readdirSync(dataDir).filter((name) => /repaired/.test(name))).toEqual([]);
});

test('a sound file is left as it is', async () => {
  expect(await withCloud((cloud) => expect(orders(cloud)).toHaveLength(ORDERS))).toBe('');
  expect(readdirSync(dataDir).filter((name) => name.includes('damaged'))).toEqual([]);
});
