/** The members' store: the memory that the tests work on and the cloud database answer the same. */
import { cloudMembers } from '../../shared/adapters/cloud-members';
import { problemsOf } from '../../shared/membership/members/audit';
import type { Entry } from '../../shared/membership/members/entry';
import { newMember, type Member } from '../../shared/membership/members/member';
import type { MemberStore } from '../../shared/membership/members/ports';
import type { Reservation } from '../../shared/membership/members/wish';
import { MembersWorld } from '../membership/members/members-world';
import { memoryMembers, MemoryDatabase } from '../membership/members/memory-members';
import { startCloud, type StartedCloud } from '../local-cloud/fixture';

let running: StartedCloud;
beforeAll(async () => {
  running = await startCloud();
  Object.assign(process.env, running.cloud.sdkEnvironment());
});
afterAll(async () => running.stop());
beforeEach(async () => running.cloud.reset());

const member: Member = {
  ...newMember('wx1:oAnna', '123456789012', 5),
  accounts: [{ appid: 'wx1', openid: 'oAnna' }],
  card: { cardId: 'pCard', code: '77', state: 'active', since: 9 },
  told: { points: 3, level: 'Gold' },
  dueAt: 100,
  mustLook: true,
};
const reservation: Reservation = {
  id: 'earn:O1:0',
  version: 1,
  member: 'wx1:oAnna',
  kind: 'earn',
  points: 0,
  balance: 0,
  reason: 'order O1',
  order: { outTradeNo: 'O1', total: 500, refunded: 0, per: 100, points: 1 },
  dueAt: 200,
};

function anEntry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    member: 'wx1:oAnna',
    seq,
    recordNo: `R${seq}`,
    kind: 'entry',
    change: { points: 1, balance: 0, earned: 1 },
    after: { points: seq, balance: 0, earned: seq },
    reason: 'test',
    at: 1_780_000_000_000 + seq,
    ...change,
  };
}

const stores: readonly (readonly [string, () => MemberStore])[] = [
  ['memory', () => memoryMembers(new MemoryDatabase())],
  ['the cloud database', () => cloudMembers],
];

describe.each(stores)('in %s', (_name, open) => {
  let store: MemberStore;
  beforeEach(() => {
    store = open();
  });

  test('a collection that nobody has written to yet holds nothing', async () => {
    expect(await store.members.get('m')).toBeUndefined();
    expect(await store.memberNamed('n')).toBeUndefined();
    expect(await store.lastEntry('m')).toBeUndefined();
    expect(await store.entryOfRecord('R1')).toBeUndefined();
    expect(await store.entryOfOrder('O1')).toBeUndefined();
    expect(await store.entries('m', 9, 5)).toEqual({ entries: [], unreadable: 0 });
    expect(await store.due({ kind: 'members', now: 9, limit: 5 })).toEqual([]);
    expect(await store.unionidOf({ appid: 'wx1', openid: 'oAnna' })).toBeUndefined();
  });

  test('a member and a reservation are what was written', async () => {
    expect(await store.members.insert(member)).toBe(true);
    expect(await store.members.get(member.id)).toEqual(member);
    expect(await store.reservations.insert(reservation)).toBe(true);
    expect(await store.reservations.get(reservation.id)).toEqual(reservation);
  });

  test('a member is written once, and replaced only in the version that was read', async () => {
    await store.members.insert(member);
    expect(await store.members.insert(member)).toBe(false);
    const next = { ...member, version: 2, card: undefined, told: {}, dueAt: undefined };
    expect(await store.members.replace(next, 7)).toBe(false);
    expect(await store.members.replace(next, 1)).toBe(true);
    expect(await store.members.replace({ ...next, tries: 3 }, 1)).toBe(false);
    expect(await store.members.get(member.id)).toEqual(next);
  });

  test('a name stands for one member for ever', async () => {
    expect(await store.giveName('u:A', 'one')).toBe(true);
    expect(await store.giveName('u:A', 'two')).toBe(false);
    expect(await store.memberNamed('u:A')).toBe('one');
  });

  test('a place in a ledger is taken once, also by many at once', async () => {
    const all = await Promise.all(
      [1, 2, 3, 4].map((n) => store.appendEntry(anEntry(1, { recordNo: `R${n}` }))),
    );
    expect(all.filter(Boolean)).toHaveLength(1);
  });

  test('entries are found by their ledger, by number and by order', async () => {
    const share = { outTradeNo: 'O1', held: 2, per: 100, points: 1 };
    const entries = [
      anEntry(1),
      anEntry(2, { kind: 'earn', order: { ...share, refunded: 300 } }),
      anEntry(10, { recordNo: 'R3' }),
      anEntry(1, { member: 'wx1:oBert', recordNo: 'R9', kind: 'earn', order: { ...share, refunded: 20 } }),
    ];
    for (const entry of entries) expect(await store.appendEntry(entry)).toBe(true);
    expect(await store.lastEntry('wx1:oAnna')).toEqual(entries[2]);
    expect(await store.entryOfRecord('R9')).toEqual(entries[3]);
    expect(await store.entryOfOrder('O1')).toEqual(entries[1]);
    expect((await store.entries('wx1:oAnna', 10, 5)).entries).toEqual([entries[1], entries[0]]);
    expect((await store.entries('wx1:oAnna', 99, 1)).entries).toEqual([entries[2]]);
  });

  test('what is due comes with the longest due first, and what is put off does not come', async () => {
    for (const [id, dueAt] of [
      ['a', 30],
      ['b', 10],
      ['c', undefined],
      ['d', 99],
    ] as const) {
      await store.members.insert({ ...member, id, dueAt });
      await store.reservations.insert({ ...reservation, id, dueAt });
    }
    for (const kind of ['members', 'reservations'] as const) {
      expect(await store.due({ kind, now: 30, limit: 5 })).toEqual(['b', 'a']);
      expect(await store.due({ kind, now: 30, limit: 1 })).toEqual(['b']);
      await store.postpone(kind, 'b', { now: 30, until: 500 });
      expect(await store.due({ kind, now: 30, limit: 5 })).toEqual(['a']);
    }
  });
});

describe('the cloud database', () => {
  const anna = { appid: 'wx1', openid: 'oAnna' };
  const write = (name: string, document: Record<string, unknown>): void => {
    running.cloud.database.ensureCollection(name);
    running.cloud.database.insert(name, document);
  };

  test('tells the unionid that function login knows, and nothing where it is none', async () => {
    write('users', { _id: 'wx1:oAnna', unionid: 'uAnna' });
    write('users', { _id: 'wx1:oBert', unionid: null });
    expect(await cloudMembers.unionidOf(anna)).toBe('uAnna');
    expect(await cloudMembers.unionidOf({ ...anna, openid: 'oBert' })).toBeUndefined();
  });

  test('passes over entries that somebody edited, counts them, and does not go on from one', async () => {
    await cloudMembers.appendEntry(anEntry(1));
    write('member_entries', { _id: 'wx1:oAnna:2', member: 'wx1:oAnna', seq: 2, points: '5' });
    const page = await cloudMembers.entries('wx1:oAnna', 9, 5);
    expect(page).toMatchObject({ entries: [{ seq: 1 }], unreadable: 1 });
    await expect(cloudMembers.lastEntry('wx1:oAnna')).rejects.toMatchObject({ code: 'DOCUMENT_UNREADABLE' });
  });

  test('names the wrong fields of a member that somebody edited, and nothing of what stands in them', async () => {
    write('members', { _id: 'm', created_at: 1, membership_number: 13800138000 });
    const error: unknown = await cloudMembers.members.get('m').catch((one: unknown) => one);
    expect(String(error)).toContain('membership_number');
    expect(String(error)).not.toContain('13800138000');
  });

  test('counts twenty equal entries at once as one, and eight different ones as eight', async () => {
    const world = new MembersWorld();
    const room = { ...world.fresh(), members: cloudMembers };
    const wish = { openid: 'oAnna', points: 30, record_no: 'R1' };
    const same = await Promise.all(Array.from({ length: 20 }, () => world.entry(wish, { room })));
    expect(same).toEqual(same.map(() => ({ errcode: 0, points: 30, balance: 0 })));
    const each = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        world.entry({ ...wish, points: 1, record_no: `S${at}` }, { room }),
      ),
    );
    expect(each.every(({ errcode }) => errcode === 0)).toBe(true);
    const [first] = [...(await running.cloud.database.find('members', {}))];
    const { entries } = await cloudMembers.entries(String(first?._id), 99, 50);
    expect(entries).toHaveLength(9);
    expect(problemsOf(entries)).toEqual([]);
  });
});
