/** Records about cards in the cloud database, through the unmodified SDK against the local cloud. */
import { cloudCards } from '../../shared/adapters/cloud-cards';
import {
  consumptions,
  notes,
  pictures,
  stockBooks,
  stockChanges,
} from '../../shared/adapters/card-documents';
import { foundIn, type Kind } from '../../shared/adapters/cloud-table';
import { change, type Documents, type Versioned } from '../../shared/kernel/versioned';
import type { CardNote, Consumption, StockChange } from '../../shared/membership/cards/ports';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { startCloud } from '../local-cloud/fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud());
  Object.assign(process.env, cloud.sdkEnvironment());
});
afterAll(async () => stop());
beforeEach(async () => cloud.reset());

const consumption: Consumption = {
  ...{ id: 'c1', version: 1, appid: 'wx1', cardId: 'pCard', code: '123', operator: 'o1', recordNo: 'S-1' },
  ...{ state: 'sending', openid: undefined, source: undefined, endedAt: undefined },
  ...{ createdAt: 1, sentAt: 2, leaseUntil: 3 },
};
const ended: Consumption = {
  ...consumption,
  state: 'consumed',
  openid: 'o9',
  source: 'FROM_API',
  endedAt: 4,
};
const stockChange: StockChange = {
  ...{ id: 'wx1:A', version: 1, appid: 'wx1', recordNo: 'A', cardId: 'pCard', delta: -3, operator: 'o1' },
  ...{ state: 'recorded', createdAt: 1, endedAt: undefined },
};
const free = { id: 'wx1:pCard', version: 1, appid: 'wx1', cardId: 'pCard', underWay: undefined };
const before = { quantity: 5, total: undefined };
const taken = { ...free, underWay: { recordNo: 'A', delta: -3, before, sentAt: 7, leaseUntil: 8 } };
const picture = { id: 'wx1:abc', version: 1, url: '', leaseUntil: 5, uploadedAt: 0 };
const silent: CardNote = {
  ...{ id: 'wx1:card:p', version: 1, appid: 'wx1', about: 'card', of: 'p' },
  ...{ audit: undefined, stock: undefined },
};
const told: CardNote = {
  ...silent,
  audit: { word: 'refused', detail: 'no photo', at: 3 },
  stock: { word: 'low', detail: '', at: 4 },
};

/** Written, changed and changed back: everything stands as it was meant. */
async function staysItself<T extends Versioned>(documents: Documents<T>, first: T, then: T): Promise<void> {
  const id = documents.idOf(first);
  expect(await documents.get(id)).toBeUndefined();
  expect(await documents.insert(first)).toBe(true);
  expect(await documents.insert(then)).toBe(false);
  expect(await documents.get(id)).toEqual(first);
  expect((await change(documents, first, () => then)).wrote).toBe(true);
  expect(await documents.get(id)).toEqual({ ...then, version: 2 });
  expect(await documents.replace({ ...first, version: 2 }, 1)).toBe(false);
  expect(await documents.replace({ ...first, version: 3 }, 2)).toBe(true);
  expect(await documents.get(id)).toEqual({ ...first, version: 3 });
}

test('a consumption is stored, changed only at its version, and the same when it is read', () =>
  staysItself(cloudCards.consumptions, consumption, ended));
test('so is a change of stock', () =>
  staysItself(cloudCards.stockChanges, stockChange, { ...stockChange, state: 'applied', endedAt: 5 }));
test('so is whose turn it is', () => staysItself(cloudCards.stockBooks, free, taken));
test('so is a picture', () =>
  staysItself(cloudCards.pictures, picture, { ...picture, url: 'http://x', uploadedAt: 9 }));
test('so is a note', () => staysItself(cloudCards.notes, silent, told));

test('of twenty that record the same consumption at once one does', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, () => cloudCards.consumptions.insert(consumption)),
  );
  expect(all.filter(Boolean)).toHaveLength(1);
});

test('notes are found by their ids, and one that cannot be read is in nobody’s way', async () => {
  await cloudCards.notes.insert(told);
  await cloudCards.notes.insert({ ...silent, id: 'wx1:card:q', of: 'q' });
  await cloud.database.update('card_notes', { _id: 'wx1:card:q' }, { $set: { audit_at: 'soon' } });
  const found = await cloudCards.notes.find(['wx1:card:p', 'wx1:card:q', 'wx1:card:r']);
  expect(found).toEqual([told]);
  expect(await cloudCards.notes.find([])).toEqual([]);
});

const stored = <T extends Versioned>(kind: Kind<T>, one: T) => ({
  _id: kind.idOf(one),
  ...kind.toDocument(one),
});

test.each([
  ['state', { state: 'done' }],
  ['code', { code: 4711 }],
  ['lease_until', { lease_until: '9' }],
  ['operator', { operator: undefined }],
])(
  'a consumption edited by hand to a wrong %s is named with its field, not with what stands there',
  (field, edit) => {
    const found = foundIn(consumptions, { ...stored(consumptions, consumption), ...edit });
    expect(found).toMatchObject({ id: 'c1' });
    expect('problem' in found && found.problem).toContain(field);
    expect(JSON.stringify(found)).not.toMatch(/done|4711/);
  },
);

test('every kind names its wrong fields', () => {
  const kinds = [
    [stored(stockChanges, stockChange), stockChanges, 'delta'],
    [stored(stockBooks, taken), stockBooks, 'sent_at'],
    [stored(pictures, picture), pictures, 'url'],
    [stored(notes, told), notes, 'audit'],
  ] as const;
  for (const [document, kind, field] of kinds) {
    const found = kind.fromDocument({ ...document, [field]: {} });
    expect('problems' in found && found.problems.join()).toContain(field);
  }
});
