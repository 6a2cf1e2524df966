// A file of documents is brought into a collection: many lines at once, each for itself.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { LocalDatabase } from '../../scripts/local-cloud/database/local-database';
import { MemoryShelf } from '../../scripts/local-cloud/database/storage/memory-shelf';
import { Store } from '../../scripts/local-cloud/database/store';
import { importLines } from '../../scripts/local-cloud/project/json-lines';
import { temporaryFolder } from './fixture';

const { folder, remove } = temporaryFolder();
const file = path.join(folder, 'goods.json');
afterAll(() => remove());

async function importing(lines: readonly string[], database: LocalDatabase): Promise<number | string> {
  writeFileSync(file, lines.join('\n'));
  return importLines(database, 'goods', file, 0).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
}

const line = (id: number, n: number): string => JSON.stringify({ _id: id, n });
/** More than go to disk together. */
const many = Array.from({ length: 2500 }, (_, id) => JSON.stringify({ _id: id, text: 'x'.repeat(1000) }));
const idsIn = (database: LocalDatabase): unknown[] =>
  [...database.documents('goods')].map(({ _id: id }) => id);

describe('a file of documents', () => {
  let database: LocalDatabase;
  beforeEach(() => {
    database = new LocalDatabase('local', new Store({ shelf: new MemoryShelf() }));
  });

  it('comes in whole, in its order', async () => {
    expect(await importing(many, database)).toBe(2500);
    expect(idsIn(database)).toEqual(many.map((_, id) => id));
  });

  it('has the last word where a number comes twice, and where it was there before', async () => {
    await importing([line(1, 1), line(2, 2), line(1, 3)], database);
    expect(await importing([line(2, 4)], database)).toBe(1);
    expect([...database.documents('goods')]).toEqual([
      { _id: 1, n: 3 },
      { _id: 2, n: 4 },
    ]);
  });

  it('ends at a line that holds no document, and the lines before it are there', async () => {
    const lines = many.with(1700, '[1]');
    expect(await importing(lines, database)).toBe(`${file}:1701: a line holds one document, an object`);
    expect(idsIn(database)).toEqual(many.slice(0, 1700).map((_, id) => id));
  });

  it('says of which line a document is refused', async () => {
    database.ensureIndex('goods', { name: 'n', keys: ['n'], unique: true });
    const refused = await importing([line(1, 1), line(2, 1), line(3, 3)], database);
    expect(refused).toContain(`${file}:2: `);
    expect(refused).toContain('E11000');
    expect(idsIn(database)).toContain(1);
  });

  it('has written the lines before a refused one when it says so', async () => {
    const refused = await importing([line(1, 1), '{"_id":2,"$n":1}', line(3, 3)], database);
    expect(refused).toContain(`${file}:2: `);
    expect(idsIn(database)).toContain(1);
  });
});
