// Requests that no SDK sends: each is refused, and what is stored can be read as before.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, startCloud } from './fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;
const whole = { _id: 'whole', n: 1 };

beforeAll(async () => ({ cloud, stop } = await startCloud({}, { permissions: { notes: 'READONLY' } })));
afterAll(async () => stop());
beforeEach(async () => {
  await cloud.reset();
  cloud.database.ensureCollection('notes');
  cloud.database.insert('notes', whole);
});

interface Answer {
  readonly code?: string;
  readonly message?: string;
}

const ask = async (action: string, more: object = {}): Promise<Answer> =>
  (await post(`${cloud.url}/admin`, { action, envName: 'local', collectionName: 'notes', ...more })).body;
const update = async (modifiers: object): Promise<Answer> =>
  ask('database.modifyDocument', { query: '{}', data: JSON.stringify(modifiers), merge: true, multi: true });
const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a name that every JavaScript object has', () => {
  it.each(['constructor', '__proto__', 'toString'])('%s is no action', async (action) => {
    expect(await ask(action)).toMatchObject({ code: 'NOT_EMULATED' });
    const { body } = await post(`${cloud.url}/wx/database`, { action, collectionName: 'notes' });
    expect(body).toMatchObject({ code: 'NOT_EMULATED' });
  });

  it('is a collection without a permission of its own', async () => {
    cloud.database.ensureCollection('constructor');
    cloud.database.insert('constructor', { _id: 'a', _openid: 'oA' });
    const request = { action: 'database.getDocument', collectionName: 'constructor', query: '{}' };
    const { body } = await post(`${cloud.url}/wx/database`, request, { 'x-wx-openid': 'oA' });
    expect(body.data).toEqual({ list: ['{"_id":"a","_openid":"oA"}'] });
  });

  it.each([
    { $jsonSchema: { properties: { a: { type: 'constructor' } } } },
    { $expr: { $convert: { input: 1, to: 'constructor' } } },
    { $expr: { $dateTrunc: { date: '$$NOW', unit: 'constructor' } } },
    { a: { $geoWithin: { $geometry: { type: 'constructor', coordinates: [1, 1] } } } },
  ])('is none in a query: %j', async (query) => {
    const answer = await ask('database.getDocument', { query: JSON.stringify(query), queryType: 'WHERE' });
    expect(answer).toMatchObject({ code: 'DATABASE_REQUEST_FAILED' });
  });
});

describe('nesting beyond 100 levels', () => {
  it.each([
    ['by the path of an update', async () => update({ $set: { [`${'a.'.repeat(150)}a`]: 1 } })],
    ['by what an update writes', async () => update({ $set: { a: JSON.parse(nested(150)) as unknown } })],
    ['by the new name of a field', async () => update({ $rename: { n: `${'a.'.repeat(150)}a` } })],
    ['by a new document', async () => ask('database.insertDocument', { data: [nested(150)] })],
    [
      'by a whole document',
      async () =>
        ask('database.modifyDocument', {
          query: '{"_id":"whole"}',
          data: nested(150),
          merge: false,
          upsert: true,
        }),
    ],
    [
      'by the path of a query',
      async () => ask('database.getDocument', { query: `{"${'a.'.repeat(150)}a":1}` }),
    ],
    [
      'by an order',
      async () => ask('database.getDocument', { query: '{}', order: `{"${'a.'.repeat(150)}a":1}` }),
    ],
    ['by a projection', async () => ask('database.getDocument', { query: '{}', projection: nested(150) })],
    [
      'by an expression',
      async () =>
        ask('database.aggregateDocuments', {
          stages: [{ stageKey: '$project', stageValue: `{"v":"$${'a.'.repeat(250)}a"}` }],
        }),
    ],
  ])('is refused %s', async (_how, attempt) => {
    expect((await attempt()).message).toMatch(/nesting of \d+ levels|FieldPath is too long/);
    expect(await cloud.database.find('notes')).toEqual([whole]);
  });

  it('is refused where updates bring it about one after the other', async () => {
    const half = Array.from({ length: 60 }, () => 'a').join('.');
    expect(await update({ $set: { [half]: 1 } })).not.toHaveProperty('code');
    const deeper = { $set: { [half]: JSON.parse(nested(60)) as unknown } };
    expect((await update(deeper)).message).toContain('nesting of 100 levels');
    expect(await ask('database.getDocument', { query: '{"_id":"whole"}' })).not.toHaveProperty('code');
  });
});

it.each(['('.repeat(20_000), `${'!'.repeat(20_000)}true`, Array(20_000).fill('doc.a == 1').join(' && ')])(
  'a rule without end is refused when it is given, and the one before it holds',
  async (read) => {
    const { body } = await post(`${cloud.url}/control/permission`, {
      collection: 'notes',
      permission: { read },
    });
    expect(body.error).toMatch(/^the rule is too long: \d+ words and signs, 500 at most$/);
    const request = { action: 'database.getDocument', collectionName: 'notes', query: '{}' };
    expect((await post(`${cloud.url}/wx/database`, request, { 'x-wx-openid': 'oA' })).body).toHaveProperty(
      'data',
    );
  },
);

it.each(['"nope"', '{"$numberLong":"9999999999999999"}'])('%s is no date', async (date) => {
  const answer = await ask('database.insertDocument', { data: [`{"at":{"$date":${date}}}`] });
  expect(answer).toMatchObject({ code: 'INVALID_PARAM', message: expect.stringContaining('date') as string });
  expect(await cloud.database.find('notes')).toEqual([whole]);
});
