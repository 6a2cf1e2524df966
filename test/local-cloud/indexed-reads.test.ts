// What an index saves beside find: counts and the head of a pipeline do not go through the whole collection.
import { Collection } from '../../scripts/local-cloud/database/storage/collection';
import { Store } from '../../scripts/local-cloud/database/store';
import type { Doc } from '../../scripts/local-cloud/database/document';
import { DatabaseSession } from '../../scripts/local-cloud/service/database-session';
import { Params } from '../../scripts/local-cloud/service/params';

let session: DatabaseSession;
let scans: jest.SpyInstance;

beforeEach(async () => {
  const store = new Store({ autoCreate: true });
  await store.insert(
    'things',
    Array.from({ length: 60 }, (_, n) => ({ _id: `t${n}`, n, who: n % 3, tags: [n % 5] })),
  );
  store.addIndex('things', { name: 'who', keys: ['who'] });
  session = new DatabaseSession(store, () => 0);
  scans = jest.spyOn(Collection.prototype, 'entries');
});
afterEach(() => scans.mockRestore());

const piped = async (...stages: readonly Doc[]): Promise<Doc[]> => {
  const wire = stages.flatMap((stage) =>
    Object.entries(stage).map(([stageKey, value]) => ({ stageKey, stageValue: JSON.stringify(value) })),
  );
  return session.aggregate(new Params({ collectionName: 'things', stages: wire }));
};
const total = { $count: 'total' };

it('a count of what an index knows reads nothing else', async () => {
  expect(await session.count(new Params({ collectionName: 'things' }), { who: 1 })).toBe(20);
  expect(scans).not.toHaveBeenCalled();
});

it('$match at the head of a pipeline reads what its index names', async () => {
  expect(await piped({ $match: { who: 1, n: { $lt: 10 } } }, total)).toEqual([{ total: 3 }]);
  expect(scans).not.toHaveBeenCalled();
});

it('several $match at the head count together', async () => {
  expect(await piped({ $match: { n: { $lt: 10 } } }, { $match: { who: 1 } }, total)).toEqual([{ total: 3 }]);
  expect(scans).not.toHaveBeenCalled();
});

it.each<[string, readonly Doc[]]>([
  ['behind another stage', [{ $addFields: { who: 1 } }, { $match: { who: 1 } }]],
  ['of what no index knows', [{ $match: { n: { $gte: 0 } } }]],
  ['with an expression', [{ $match: { $expr: { $gte: ['$n', 0] } } }]],
])('$match %s still finds all that there is', async (_, stages) => {
  expect(await piped(...stages, total)).toEqual([{ total: 60 }]);
});

it('documents come in the order of insertion, as without an index', async () => {
  const found = await piped({ $match: { who: { $in: [2, 0] } } }, { $limit: 4 });
  expect(found.map(({ n }) => n)).toEqual([0, 2, 3, 5]);
});

it('$match that is wrong is refused in the words of the pipeline', async () => {
  await expect(piped({ $match: { $nothing: 1 } })).rejects.toThrow('$nothing');
  await expect(piped({ $match: 5 })).rejects.toThrow('the match filter must be an expression');
});
