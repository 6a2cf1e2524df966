// An index only makes a query faster: it never changes what is found.
import { Collection } from '../../scripts/local-cloud/database/storage/collection';
import { keyOf, type Doc } from '../../scripts/local-cloud/database/document';
import { DocumentCache } from '../../scripts/local-cloud/database/storage/document-cache';
import { Filter } from '../../scripts/local-cloud/database/query/filter';
import { MemoryShelf } from '../../scripts/local-cloud/database/storage/memory-shelf';
import { View } from '../../scripts/local-cloud/database/view';
import { Dice } from '../../scripts/simulate/dice';
import { isThorough } from '../thorough';

const VALUES = [undefined, null, 0, 1, 2, 3, -1, 1.5, '1', 'a', '', true, [1, 2], ['a'], { k: 1 }, NaN];

const CONDITIONS = [
  ...VALUES.filter((one) => one !== undefined),
  { $lt: 2 },
  { $gte: 1, $lt: 3 },
  { $gt: 1, $ne: 2 },
  { $lte: 'a' },
  { $in: [1, 'a', null] },
  { $in: [[1, 2], 3] },
  { $exists: false },
  { $exists: true },
  { $eq: null },
  { $ne: 1 },
  { $not: { $gt: 1 } },
  { $not: { $lt: 2 } },
  { $not: { $lt: 2, $gt: 0 } },
];

function collectionOf(docs: readonly Doc[], indexes: readonly (readonly string[])[]): Collection {
  const collection = new Collection(new MemoryShelf(), new DocumentCache(), 1, 'things');
  docs.slice(0, docs.length / 2).forEach((doc, at) => install(collection, at, doc));
  for (const keys of indexes) collection.addIndex({ name: keys.join(), keys });
  docs.forEach((doc, at) => install(collection, at, doc));
  return collection;
}

const install = (collection: Collection, at: number, doc: Doc | null): void => {
  const version = { at: at + 1, keepHistory: false };
  collection.install(keyOf(at), doc && { _id: at, ...doc }, version);
};

const keysOf = (collection: Collection, filter: Filter): readonly string[] =>
  new View(collection)
    .matching(filter, true)
    .map(([key]) => key)
    .sort();

test('queries by chance find the same with and without indexes, whatever is stored', async () => {
  const dice = new Dice(7);
  const pick = (): Doc => {
    const fields = ['n', 'm', 'deep'].map(
      (name) => [name, VALUES[dice.between(0, VALUES.length - 1)]] as const,
    );
    return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
  };
  for (let round = 0; round < (isThorough ? 50 : 12); round += 1) {
    const docs = Array.from({ length: 40 }, () => ({
      ...pick(),
      in: { n: VALUES[dice.between(0, VALUES.length - 1)] ?? null },
    }));
    const plain = collectionOf(docs, []);
    const indexed = collectionOf(docs, [['n'], ['m', 'n'], ['in.n']]);
    for (let removed = 0; removed < 5; removed += 1) {
      const at = dice.between(0, 39);
      for (const one of [plain, indexed]) install(one, at, null);
    }
    for (let query = 0; query < 200; query += 1) {
      const branch = (): Doc => ({ [dice.pick(['n', 'm', 'in.n', 'deep'])]: dice.pick(CONDITIONS) });
      const criteria = dice.pick([
        branch,
        () => ({ ...branch(), ...branch() }),
        () => ({ $or: [branch(), branch()] }),
        () => ({ ...branch(), $or: [branch(), { ...branch(), ...branch() }] }),
        () => ({ $and: [branch(), branch()] }),
      ])();
      const filter = await Filter.compile(criteria);
      const [found, expected] = [keysOf(indexed, filter), keysOf(plain, filter)];
      if (found.join() !== expected.join())
        throw new Error(`${JSON.stringify(criteria)} finds ${found.join()} and not ${expected.join()}`);
    }
  }
});

test('a page in the order of an index is the page in the order of a scan, whatever is stored', async () => {
  const dice = new Dice(11);
  const values = [
    ...VALUES.filter((one) => !Number.isNaN(one)),
    new Date(5),
    new Date(0),
    'b',
    'x'.repeat(300),
  ];
  for (let round = 0; round < 60; round += 1) {
    const most = round % 2 === 0 ? values.length - 1 : 6;
    const docs = Array.from({ length: 30 }, () => ({
      n: values[dice.between(1, most)],
      m: dice.between(0, 2),
    }));
    const plain = collectionOf(docs, []);
    const indexed = collectionOf(docs, [['n'], ['m', 'n']]);
    for (const criteria of [{}, { m: { $ne: 1 } }, { m: 1 }]) {
      const filter = await Filter.compile(criteria);
      const selection = { sort: { n: dice.pick([1, -1] as const) }, skip: dice.between(0, 3), limit: 5 };
      const [page, expected] = [indexed, plain].map((collection) =>
        filter.select(new View(collection).page(filter, selection), selection).map(({ n }) => n),
      );
      expect(page).toEqual(expected);
    }
  }
});

test('a range asks only about the documents in it', async () => {
  const collection = collectionOf(
    Array.from({ length: 1000 }, (_, n) => ({ n })),
    [['n']],
  );
  const filter = await Filter.compile({ $or: [{ n: { $lte: 2 } }, { n: { $exists: false } }] });
  expect([...new View(collection).candidates(filter)]).toHaveLength(3);
});

test('what is not below a number asks only about greater ones and what is no number', async () => {
  const collection = collectionOf(
    [...Array.from({ length: 1000 }, (_, n) => ({ n })), { n: 'text' }, { n: null }, {}],
    [['n']],
  );
  const filter = await Filter.compile({ n: { $not: { $lt: 998 } } });
  expect([...new View(collection).candidates(filter)]).toHaveLength(5);
});
