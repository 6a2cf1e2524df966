// A mini-program watches a query: what the first snapshot holds, how every change is told, and where it ends.
import { randomUUID } from 'node:crypto';
import type { LocalCloud } from '../../scripts/local-cloud/index';
import { post, startCloud } from './fixture';

let cloud: LocalCloud;
let stop: () => Promise<void>;

beforeAll(async () => ({ cloud, stop } = await startCloud({}, { permissions: { open: 'READONLY' } })));
afterAll(async () => stop());
beforeEach(async () => {
  await cloud.reset();
  for (const name of ['open', 'notes', 'closed']) cloud.database.ensureCollection(name);
});

interface Change {
  readonly dataType: string;
  readonly queueType: string;
  readonly docId: unknown;
  readonly doc?: string;
  readonly updatedFields?: string;
  readonly removedFields?: readonly string[];
}
interface Message {
  readonly number: number;
  readonly watch: string;
  readonly id?: number;
  readonly type?: string;
  readonly docs?: readonly string[];
  readonly changes?: readonly Change[];
  readonly errCode?: number;
  readonly errMsg?: string;
}

/** What a phone says and hears. */
class Phone {
  private readonly channel: string = randomUUID();
  private heard = 0;

  constructor(private readonly openid = 'oA') {}

  async say(body: object): Promise<{ messages?: readonly Message[]; gone?: boolean }> {
    const headers = { 'x-wx-openid': this.openid };
    return (await post(`${cloud.url}/wx/watch`, { channel: this.channel, ...body }, headers)).body;
  }

  async open(collectionName: string, more: object = {}): Promise<void> {
    await this.say({ action: 'open', watch: 'w', collectionName, ...more });
  }

  wait(): ReturnType<Phone['say']> {
    return this.say({ action: 'next', after: this.heard });
  }

  /** The next message; those that come together are heard one after the other. */
  async next(): Promise<Message> {
    const { messages = [] } = await this.wait();
    const [message] = messages;
    if (!message) throw new Error('nothing was said');
    this.heard = message.number;
    return message;
  }

  /** In short: the changes of the next message, and the documents after it. */
  async told(): Promise<unknown> {
    const { type, changes = [], docs = [], errCode } = await this.next();
    if (errCode !== undefined) return errCode;
    const short = changes.map(
      ({ dataType, queueType, docId }) => `${dataType}/${queueType} ${String(docId)}`,
    );
    return { ...(type === undefined ? {} : { type }), changes: short, docs: docs.map(idIn) };
  }
}

const idIn = (text: string): unknown => (JSON.parse(text) as { _id: unknown })._id;
const where = (query: object): object => ({ query: JSON.stringify(query) });
const { put, update, remove, insert } = {
  put: (doc: Record<string, unknown>) => cloud.database.put('open', doc),
  update: (_id: string, change: Record<string, unknown>) => cloud.database.update('open', { _id }, change),
  remove: (_id: string) => cloud.database.remove('open', { _id }),
  insert: (...docs: Record<string, unknown>[]) => docs.forEach((doc) => cloud.database.insert('open', doc)),
};

describe('what is told', () => {
  it('begins with all that matches, also more than a query gives', async () => {
    insert(...Array.from({ length: 130 }, (_, n) => ({ _id: `n${n}`, n })));
    const phone = new Phone();
    await phone.open('open', where({ n: { $lt: 120 } }));
    const { type, docs = [], changes = [] } = await phone.next();
    expect([type, docs.length, changes.length]).toEqual(['init', 120, 120]);
    expect(changes[0]).toMatchObject({ dataType: 'init', queueType: 'init', docId: 'n0', doc: docs[0] });
  });

  it('is empty where nothing matches yet', async () => {
    const phone = new Phone();
    await phone.open('open');
    expect(await phone.told()).toEqual({ type: 'init', changes: [], docs: [] });
  });

  it('names each change of a document and of the list', async () => {
    insert({ _id: 'a', n: 1 }, { _id: 'z', n: 100 });
    const phone = new Phone();
    await phone.open('open', where({ n: { $lt: 10 } }));
    await phone.next();
    const rows: [() => unknown, string, string[]][] = [
      [() => insert({ _id: 'b', n: 2 }), 'add/enqueue b', ['a', 'b']],
      [() => update('a', { $inc: { n: 1 } }), 'update/update a', ['a', 'b']],
      [() => put({ _id: 'b', n: 7 }), 'replace/update b', ['a', 'b']],
      [() => update('a', { $set: { n: 50 } }), 'update/dequeue a', ['b']],
      [() => update('z', { $set: { n: 3 } }), 'update/enqueue z', ['z', 'b']],
      [() => put({ _id: 'z', n: 99 }), 'replace/dequeue z', ['b']],
      [() => put({ _id: 'z', n: 9 }), 'replace/enqueue z', ['z', 'b']],
      [() => remove('b'), 'remove/dequeue b', ['z']],
    ];
    for (const [change, said, docs] of rows) {
      await change();
      expect(await phone.told()).toEqual({ changes: [said], docs });
    }
  });

  it('holds the document before it was removed, and numbers that grow', async () => {
    insert({ _id: 'a', n: 1 });
    const phone = new Phone();
    await phone.open('open');
    const first = await phone.next();
    await remove('a');
    const second = await phone.next();
    expect(JSON.parse(second.changes?.[0]?.doc ?? '')).toMatchObject({ _id: 'a' });
    expect(second.id).toBe(Number(first.id) + 1);
  });

  it('names the fields that an update changed', async () => {
    insert({ _id: 'a', n: 1, deep: { one: 1, two: 2 }, list: [1, 2], at: new Date(0) });
    const phone = new Phone();
    await phone.open('open');
    await phone.next();
    await update('a', {
      $set: { 'deep.one': 5, list: [1, 3], at: new Date(1) },
      $unset: { n: '', 'deep.two': '' },
    });
    const [change] = (await phone.next()).changes ?? [];
    expect(JSON.parse(change?.updatedFields ?? '')).toEqual({
      'deep.one': { $numberInt: '5' },
      list: [{ $numberInt: '1' }, { $numberInt: '3' }],
      at: { $date: { $numberLong: '1' } },
    });
    expect([...(change?.removedFields ?? [])].sort()).toEqual(['deep.two', 'n']);
  });

  it('follows order and limit: what moves in and out of the page is told as limit', async () => {
    insert({ _id: 'a', n: 1 }, { _id: 'b', n: 2 }, { _id: 'c', n: 3 });
    const phone = new Phone();
    await phone.open('open', { order: { n: -1 }, limit: 2 });
    expect(await phone.told()).toMatchObject({ docs: ['c', 'b'] });
    insert({ _id: 'd', n: 9 });
    expect(await phone.told()).toEqual({ changes: ['add/enqueue d', 'limit/dequeue b'], docs: ['d', 'c'] });
    await remove('d');
    expect(await phone.told()).toEqual({
      changes: ['remove/dequeue d', 'limit/enqueue b'],
      docs: ['c', 'b'],
    });
  });

  it('leaves out what changes nothing in the list', async () => {
    insert({ _id: 'a', n: 1 }, { _id: 'z', n: 100 });
    const phone = new Phone();
    await phone.open('open', where({ n: 1 }));
    await phone.next();
    await update('z', { $inc: { n: 1 } });
    await update('a', { $set: { seen: true } });
    expect(await phone.told()).toEqual({ changes: ['update/update a'], docs: ['a'] });
  });

  it('tells of a transaction once, when it is committed', async () => {
    const phone = new Phone();
    await phone.open('open');
    await phone.next();
    const admin = async (action: string, more: object): Promise<Record<string, unknown>> =>
      (await post(`${cloud.url}/admin`, { action: `database.${action}`, ...more })).body;
    const { transactionId } = await admin('startTransaction', {});
    const data = ['a', 'b'].map((_id) => JSON.stringify({ _id }));
    await admin('insertDocument', { collectionName: 'open', data, transactionId });
    await admin('commitTransaction', { transactionId });
    expect(await phone.told()).toEqual({ changes: ['add/enqueue a', 'add/enqueue b'], docs: ['a', 'b'] });
  });

  it('is told again until the phone says that it has heard it', async () => {
    const phone = new Phone();
    await phone.open('open');
    const { messages: once } = await phone.say({ action: 'next', after: 0 });
    expect((await phone.say({ action: 'next', after: 0 })).messages).toEqual(once);
  });

  it('goes on for all others when one phone leaves', async () => {
    const [one, other] = [new Phone(), new Phone('oB')];
    for (const phone of [one, other]) {
      await phone.open('open');
      await phone.next();
    }
    await one.say({ action: 'close' });
    expect(await one.say({ action: 'next', after: 0 })).toEqual({ gone: true });
    insert({ _id: 'a' });
    expect(await other.told()).toEqual({ changes: ['add/enqueue a'], docs: ['a'] });
  });
});

describe('permissions', () => {
  const permit = async (permission: unknown): Promise<unknown> =>
    post(`${cloud.url}/control/permission`, { collection: 'notes', permission });
  const note = (_id: string, _openid: string): unknown =>
    cloud.database.insert('notes', { _id, _openid, shared: true });

  it('show of a private collection only what the person owns', async () => {
    note('mine', 'oA');
    note('theirs', 'oB');
    const phone = new Phone();
    await phone.open('notes');
    expect(await phone.told()).toMatchObject({ docs: ['mine'] });
    note('theirs too', 'oB');
    note('mine too', 'oA');
    expect(await phone.told()).toEqual({ changes: ['add/enqueue mine too'], docs: ['mine', 'mine too'] });
  });

  it.each<[string, unknown, object]>([
    ['a closed collection', 'ADMINONLY', {}],
    ['a rule that the query does not keep', { read: 'doc._openid == auth.openid' }, {}],
    ['an operator that is not known', 'READONLY', where({ n: { $nothing: 1 } })],
  ])('end the watch of %s with an error', async (_, permission, query) => {
    await permit(permission);
    const phone = new Phone();
    await phone.open('notes', query);
    const { errCode, errMsg } = await phone.next();
    expect([errCode, typeof errMsg]).toEqual([permission === 'READONLY' ? -502002 : -502003, 'string']);
  });

  it('end it also when they change under a watch', async () => {
    const phone = new Phone();
    await phone.open('notes');
    await phone.next();
    await permit('ADMINONLY');
    note('a', 'oA');
    expect((await phone.next()).errCode).toBe(-502003);
  });

  it('let a query through that a rule allows', async () => {
    await permit({ read: 'doc._openid == auth.openid' });
    note('a', 'oA');
    const phone = new Phone();
    await phone.open('notes', where({ _openid: '{openid}' }));
    expect(await phone.told()).toMatchObject({ docs: ['a'] });
  });
});

describe('the end of a watch', () => {
  it('comes for a collection that is missing as -502005', async () => {
    const phone = new Phone();
    await phone.open('nowhere');
    expect((await phone.next()).errCode).toBe(-502005);
  });

  it('comes where more documents match than may be watched', async () => {
    insert(...Array.from({ length: 5001 }, (_, n) => ({ _id: n })));
    const phone = new Phone();
    await phone.open('open');
    expect((await phone.next()).errMsg).toMatch(/5000/);
  });

  it('leaves nothing behind that still hears of changes', async () => {
    const phone = new Phone();
    await phone.open('open');
    await phone.next();
    const waiting = phone.wait();
    await phone.say({ action: 'close', watch: 'w' });
    // Whichever of the two the cloud has heard first.
    expect([{ messages: [] }, { gone: true }]).toContainEqual(await waiting);
    insert({ _id: 'a' });
    expect(await phone.say({ action: 'next', after: 0 })).toEqual({ gone: true });
  });

  it('is at hand for a phone that opens more than a hundred', async () => {
    const phone = new Phone();
    for (let n = 0; n < 101; n += 1) await phone.open('open', { watch: `w${n}` });
    const { messages = [] } = await phone.say({ action: 'next', after: 0 });
    expect(messages.filter(({ errCode }) => errCode !== undefined)).toEqual([
      expect.objectContaining({ watch: 'w100', errMsg: expect.stringContaining('100') as string }),
    ]);
  });

  it('is no end for a phone that says what it knows already: it hears what it has missed', async () => {
    insert({ _id: 'a', n: 1 }, { _id: 'b', n: 1 });
    const known = [
      { _id: 'a', n: { $numberInt: '1' } },
      { _id: 'b', n: { $numberInt: '0' } },
      { _id: 'gone' },
    ];
    const phone = new Phone();
    await phone.open('open', { known: known.map((doc) => JSON.stringify(doc)), id: 7 });
    const message = await phone.next();
    expect([message.id, message.type]).toEqual([8, undefined]);
    expect(message.changes?.map(({ dataType, docId }) => [dataType, docId])).toEqual([
      ['update', 'b'],
      ['remove', 'gone'],
    ]);
  });
});

it.each([{}, { action: 'open' }, { action: 'next' }, { action: 'dance' }])(
  '%j is no question',
  async (body) => {
    const { status } = await post(`${cloud.url}/wx/watch`, body);
    expect(status).toBe(400);
  },
);
