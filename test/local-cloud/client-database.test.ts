// What a mini-program may do with the database: the four simple permissions and security rules, by the SDK's own actions.
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, startCloud } from './fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ cloud, stop } = await startCloud({}, { permissions: { open: 'READONLY' } }));
});
afterAll(async () => stop());
beforeEach(async () => {
  await cloud.reset();
  for (const name of ['open', 'notes', 'rooms']) cloud.database.ensureCollection(name);
  cloud.database.insert('notes', { _id: 'a', _openid: 'oA', n: 1 });
  cloud.database.insert('notes', { _id: 'b', _openid: 'oB', n: 2 });
  cloud.database.insert('rooms', { _id: 'oA', members: ['oA'], vip: true });
});

const permit = async (permission: unknown): Promise<unknown> =>
  (await post(`${cloud.url}/control/permission`, { collection: 'notes', permission })).body;

interface Answer {
  readonly errCode?: number;
  readonly errMsg?: string;
  readonly data?: Record<string, unknown>;
}

/** As person oA. */
async function ask(action: string, more: object = {}, openid = 'oA'): Promise<Answer> {
  const body = { action: `database.${action}`, collectionName: 'notes', ...more };
  return (await post(`${cloud.url}/wx/database`, body, { 'x-wx-openid': openid })).body;
}

const where = (query: object): object => ({ query: JSON.stringify(query), queryType: 'WHERE', multi: true });
const set = (fields: object): object => ({ merge: true, data: JSON.stringify({ $set: fields }) });

async function idsOf(query: object): Promise<string[] | number> {
  const { errCode, data } = await ask('getDocument', where(query));
  return errCode ?? (data?.list as string[]).map((text) => (JSON.parse(text) as { _id: string })._id);
}

async function added(doc: object): Promise<unknown> {
  const { errCode, data } = await ask('insertDocument', { data: [JSON.stringify(doc)] });
  return errCode ?? data?.insertedIds;
}

const changed = async (query: object): Promise<unknown> => {
  const { errCode, data } = await ask('modifyDocument', { ...where(query), ...set({ n: 9 }) });
  return errCode ?? data?.updated;
};

const removed = async (query: object): Promise<unknown> => {
  const { errCode, data } = await ask('removeDocument', where(query));
  return errCode ?? data?.deleted;
};

const denied = -502003;

/** As `doc().set()` asks: the whole document, made where it is missing. */
const put = async (_id: string, doc: object): Promise<unknown> => {
  const whole = { merge: false, upsert: true, multi: false, data: JSON.stringify(doc) };
  const { errCode, data } = await ask('modifyDocument', { query: JSON.stringify({ _id }), ...whole });
  return errCode ?? data;
};

describe('the simple permission', () => {
  it.each([
    ['READONLY', { read: ['a', 'b'], change: 1, add: ['new'], remove: 2 }],
    ['PRIVATE', { read: ['a'], change: 1, add: ['new'], remove: 2 }],
    ['ADMINWRITE', { read: ['a', 'b'], change: denied, add: denied, remove: denied }],
    ['ADMINONLY', { read: denied, change: denied, add: denied, remove: denied }],
  ] as const)('%s opens what it says, and nothing of others', async (permission, expected) => {
    expect(await permit(permission)).toEqual({ ok: true });
    expect({
      read: await idsOf({}),
      change: await changed({}),
      add: await added({ _id: 'new' }),
      remove: await removed({}),
    }).toEqual(expected);
    expect(await cloud.database.find('notes', { _id: 'b' })).toEqual([{ _id: 'b', _openid: 'oB', n: 2 }]);
  });

  it('is PRIVATE where nobody has said anything', async () => {
    expect(await idsOf({})).toEqual(['a']);
  });

  it('holds in counts and aggregations too', async () => {
    expect((await ask('calculateDocument', where({}))).data).toEqual({ total: 1 });
    const stages = [{ stageKey: '$sort', stageValue: '{"_id":1}' }];
    expect((await ask('aggregateDocuments', { stages })).data?.list).toHaveLength(1);
  });

  it('holds in a pipeline that begins with the nearest', async () => {
    const at = { type: 'Point', coordinates: [0, 0] };
    for (const [_id, _openid] of [
      ['here', 'oA'],
      ['hidden', 'oB'],
    ])
      cloud.database.insert('notes', { _id, _openid, at });
    const stage = { near: at, distanceField: 'away', query: { at: { $exists: true } } };
    const stages = [{ stageKey: '$geoNear', stageValue: JSON.stringify(stage) }];
    const near = async (): Promise<unknown> => {
      const { errCode, data } = await ask('aggregateDocuments', { stages });
      return errCode ?? (data?.list as string[]).map((text) => (JSON.parse(text) as { _id: string })._id);
    };
    expect(await near()).toEqual(['here']);
    await permit({ read: 'doc._openid == auth.openid' });
    expect(await near()).toBe(denied);
  });

  it('lets nobody in who is not signed in', async () => {
    expect((await ask('insertDocument', { data: ['{}'] }, '')).errCode).toBe(denied);
    expect((await ask('getDocument', where({}), '')).errCode).toBe(denied);
  });

  it('keeps a document whose place somebody else wants to take', async () => {
    const whole = { query: '{"_id":"b"}', queryType: 'DOC', upsert: true, merge: false, data: '{"n":5}' };
    expect((await ask('modifyDocument', whole)).errMsg).toContain('E11000');
    await ask('modifyDocument', { ...whole, query: '{"_id":"mine"}' });
    expect(await cloud.database.find('notes', { _id: { $in: ['b', 'mine'] } }, { sort: { _id: 1 } })).toEqual(
      [
        { _id: 'b', _openid: 'oB', n: 2 },
        { _id: 'mine', _openid: 'oA', n: 5 },
      ],
    );
  });
});

describe('a mini-program', () => {
  it('owns what it adds, and cannot say that somebody else does', async () => {
    await added({ _id: 'mine', n: 3 });
    expect(await cloud.database.find('notes', { _id: 'mine' })).toEqual([
      { _id: 'mine', n: 3, _openid: 'oA' },
    ]);
    expect(await added({ _id: 'forged', _openid: 'oB' })).toBe(-502002);
    const forged = await ask('modifyDocument', { ...where({ _id: 'a' }), ...set({ _openid: 'oB' }) });
    expect(forged.errCode).toBe(-502002);
    const renamed = { merge: true, data: JSON.stringify({ $rename: { n: '_openid' } }) };
    expect((await ask('modifyDocument', { ...where({ _id: 'a' }), ...renamed })).errCode).toBe(-502002);
  });

  it('gets twenty documents at most', async () => {
    for (let n = 0; n < 30; n += 1) cloud.database.insert('open', { _id: `n${n}`, _openid: 'oB' });
    for (const limit of [{}, { limit: 100 }])
      expect((await ask('getDocument', { collectionName: 'open', ...limit })).data?.list).toHaveLength(20);
    expect((await ask('getDocument', { collectionName: 'open', limit: 3 })).data?.list).toHaveLength(3);
  });

  it('gets a megabyte at most', async () => {
    const text = 'x'.repeat(300_000);
    for (let n = 0; n < 4; n += 1) cloud.database.insert('open', { _id: `n${n}`, _openid: 'oB', text });
    const three = { collectionName: 'open', limit: 3 };
    expect((await ask('getDocument', three)).data?.list).toHaveLength(3);
    expect((await ask('getDocument', { ...three, limit: 4 })).errCode).toBe(-602001);
    expect((await ask('aggregateDocuments', { collectionName: 'open', stages: [] })).errCode).toBe(-602001);
  });

  it.each(['startTransaction', 'addCollection', 'teleport'])('cannot ask for %s', async (action) => {
    expect((await ask(action)).errMsg).toContain(`database.${action} by a mini-program`);
  });
});

describe('a pipeline that looks into another collection', () => {
  beforeEach(() => {
    cloud.database.insert('rooms', { _id: 'r2', _openid: 'oB', of: 'a' });
    cloud.database.insert('rooms', { _id: 'r3', _openid: 'oA', of: 'a' });
  });
  const lookup = { from: 'rooms', localField: '_id', foreignField: 'of', as: 'found' };
  const graph = { from: 'rooms', startWith: '$_id', connectFromField: '_id', connectToField: 'of' };
  const piped = async (stageKey: string, stage: unknown): Promise<unknown> => {
    const stages = [{ stageKey, stageValue: JSON.stringify(stage) }];
    const { errCode, data } = await ask('aggregateDocuments', { stages });
    return errCode ?? (data?.list as string[]).map((text) => JSON.parse(text) as unknown);
  };
  const own = [expect.objectContaining({ _id: 'r3' })];
  const closed = async (): Promise<unknown> =>
    post(`${cloud.url}/control/permission`, { collection: 'rooms', permission: 'ADMINONLY' });

  it('finds there what this person may read', async () => {
    expect(await piped('$lookup', lookup)).toEqual([expect.objectContaining({ found: own })]);
    const all = { collection: 'rooms', permission: { read: 'auth.openid == "oA"' } };
    await post(`${cloud.url}/control/permission`, all);
    expect(await piped('$lookup', lookup)).toMatchObject([{ found: [{ _id: 'r2' }, { _id: 'r3' }] }]);
  });

  it.each<[string, unknown]>([
    ['$lookup', lookup],
    ['$graphLookup', { ...graph, as: 'found' }],
    ['$unionWith', 'rooms'],
    ['$facet', { inner: [{ $lookup: lookup }] }],
    ['$lookup', { from: 'notes', as: 'found', pipeline: [{ $lookup: lookup }] }],
  ])('%s of a closed collection is refused: %j', async (stageKey, stage) => {
    await closed();
    expect(await piped(stageKey, stage)).toBe(denied);
  });

  it('is not refused for a closed collection that it does not name', async () => {
    await closed();
    expect(await piped('$match', {})).toHaveLength(1);
  });
});

describe('a security rule', () => {
  it('is that for creating where set() finds nothing, and that for changing where it does', async () => {
    await permit({ create: 'doc.n < 5', update: 'doc._openid == "oB" && auth.openid == "oB"' });
    expect(await put('new', { n: 9 })).toBe(denied);
    expect(await cloud.database.find('notes', { _id: 'new' })).toEqual([]);
    expect(await put('new', { n: 4 })).toEqual({ updated: 0, upsert_id: 'new' });
    expect(await put('new', { n: 3 })).toBe(denied);
    expect(await cloud.database.find('notes', { _id: 'new' })).toEqual([{ _id: 'new', n: 4, _openid: 'oA' }]);
  });

  const own = 'doc._openid == auth.openid';

  it.each([
    [true, {}, ['a', 'b']],
    [false, {}, denied],
    [own, {}, denied],
    [own, { _openid: 'oB' }, denied],
    [own, { _openid: 'oA' }, ['a']],
    [own, { _openid: '{openid}' }, ['a']],
    [own, { $and: [{ _openid: 'oA' }, { n: { $gt: 0 } }] }, ['a']],
    [own, { $or: [{ _openid: 'oA' }, { n: 2 }] }, denied],
    [own, { _openid: { $in: ['oA', 'oB'] } }, denied],
    [`${own} || doc.n == 2`, { n: 2 }, ['b']],
    [`${own} && doc.n == 2`, { n: 2 }, denied],
    ['doc.n > 1', { n: { $gt: 1 } }, ['b']],
    ['doc.n > 1', { n: { $gte: 1 } }, denied],
    ['doc.n >= 1', { n: { $gt: 1 } }, ['b']],
    ['doc.n < 2', { n: { $gt: 0 } }, denied],
    ['doc.n in [1, 2]', { n: { $in: [1, 2] } }, ['a', 'b']],
    ['doc.n in [1]', { n: { $in: [1, 2] } }, denied],
    ['!(doc.n == 2)', { n: 1 }, ['a']],
    ['!(doc.n == 2)', {}, denied],
    ['doc.n != 2', { n: 1 }, ['a']],
    ['auth != null', {}, ['a', 'b']],
    ['auth.openid == "oB"', {}, denied],
    ['now > 0', {}, ['a', 'b']],
    ['get(`database.rooms.${auth.openid}`).vip', {}, ['a', 'b']],
    ['auth.openid in get("database.rooms." + doc._openid).members', { _openid: 'oA' }, ['a']],
    ['auth.openid in get(`database.rooms.${doc._openid}`).members', { _openid: 'oB' }, denied],
    ['doc.id == "a"', { _id: 'a' }, ['a']],
  ])('%j with the query %j answers %j', async (read, query, expected) => {
    expect(await permit({ read })).toEqual({ ok: true });
    expect(await idsOf(query)).toEqual(expected);
  });

  it('of a new document sees all of it', async () => {
    await permit({ create: 'doc.n < 10 && doc._openid == auth.openid' });
    expect([await added({ _id: 'small', n: 5 }), await added({ _id: 'large', n: 50 })]).toEqual([
      ['small'],
      denied,
    ]);
  });

  it('for writing stands for what is not named, and nothing else is allowed', async () => {
    await permit({ read: true, write: own, delete: false });
    expect([await changed({ _openid: 'oA' }), await changed({}), await removed({ _openid: 'oA' })]).toEqual([
      1,
      denied,
      denied,
    ]);
  });

  it.each([
    [{ read: 'doc.n ==' }, /cannot be read at its end/],
    [{ read: 'doc.n # 2' }, /cannot be read from "# 2" on/],
    [{ raed: true }, /"raed" is no part of a rule: there are read, write/],
    [{ read: 'user.id == 1' }, /the rule names "user": there are auth, doc, now and get\(\)/],
    ['SOMETIMES', /a permission is READONLY, PRIVATE/],
  ])('%j is refused when it is given', async (permission, text) => {
    expect(await permit(permission)).toEqual({ error: expect.stringMatching(text) as string });
  });
});
