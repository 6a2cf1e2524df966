/** The ledger: entries that count once, totals that follow from them, and nothing below zero by anybody's wish. */
import { problemsOf } from '../../../shared/membership/members/audit';
import { MOST_CHANGE } from '../../../shared/membership/members/reservation';
import { undisturbed } from './memory-members';
import { anna, APPID, bert, inProgram, MembersWorld, OPERATOR, type Result } from './members-world';

let world: MembersWorld;
beforeEach(() => {
  world = new MembersWorld();
});
afterEach(() => {
  expect(problemsOf(world.allEntries())).toEqual([]);
});

const annas = inProgram(anna.openid);
const toAnna = (points: number, record_no: string): Promise<Result> =>
  world.entry({ openid: anna.openid, points, record_no });

describe('an entry', () => {
  test('changes points and balance, and answers what the member then has', async () => {
    const wish = { openid: anna.openid, points: 30, balance: 500, record_no: 'R1' };
    expect(await world.entry(wish)).toEqual({ errcode: 0, points: 30, balance: 500 });
    const second = { openid: anna.openid, points: -10, balance: 25, record_no: 'R2' };
    expect(await world.entry(second)).toEqual({ errcode: 0, points: 20, balance: 525 });
  });

  test('repeated counts once and answers the same, also when others came after it', async () => {
    await toAnna(30, 'R1');
    await toAnna(12, 'R2');
    expect(await toAnna(30, 'R1')).toEqual({ errcode: 0, points: 30, balance: 0 });
    expect(world.database.totals(annas).points).toBe(42);
  });

  test('sent twenty times at once counts once and answers every one the same', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => toAnna(30, 'R1')));
    expect(answers).toEqual(answers.map(() => ({ errcode: 0, points: 30, balance: 0 })));
    expect(world.allEntries()).toHaveLength(1);
  });

  test('that takes the last points is answered the same to all who send it at once', async () => {
    await toAnna(30, 'R1');
    const answers = await Promise.all(Array.from({ length: 20 }, () => toAnna(-30, 'R2')));
    expect(answers).toEqual(answers.map(() => ({ errcode: 0, points: 0, balance: 0 })));
    expect(world.allEntries()).toHaveLength(2);
  });

  test('that took the last points while it was repeated is answered the same to whoever repeated it', async () => {
    await toAnna(30, 'R1');
    const take = { openid: anna.openid, points: -30, record_no: 'R2' };
    const room = world.process({
      ...undisturbed,
      // Between its looking for the number and its looking at the points another call does it all.
      pause: async (call) => {
        if (call === 'lastEntry' && world.allEntries().length === 1) await world.entry(take);
      },
    });
    expect(await world.entry(take, { room })).toEqual({ errcode: 0, points: 0, balance: 0 });
    expect(world.allEntries()).toHaveLength(2);
  });

  test('of its own number counts each time: twenty at once all count', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => toAnna(1, `R${at}`)));
    expect(answers.every(({ errcode }) => errcode === 0)).toBe(true);
    expect(world.database.totals(annas).points).toBe(20);
  });

  test.each([
    ['other points', { openid: anna.openid, points: 31 }],
    ['a balance too', { openid: anna.openid, points: 30, balance: 1 }],
    ['another member', { openid: bert.openid, points: 30 }],
  ])('under a number that is taken, with %s, is refused', async (_what, wish) => {
    await toAnna(30, 'R1');
    expect(await world.entry({ ...wish, record_no: 'R1' })).toMatchObject({ errcode: 4103 });
    expect(world.allEntries()).toHaveLength(1);
  });

  test('that would take more than there is is refused, and its number is free', async () => {
    await toAnna(30, 'R1');
    expect(await toAnna(-31, 'R2')).toMatchObject({
      errcode: 4104,
      errmsg: expect.stringContaining('30') as string,
    });
    expect(await toAnna(-30, 'R2')).toMatchObject({ errcode: 0, points: 0 });
  });

  test('that would take more balance than there is is refused although there are points', async () => {
    await world.entry({ openid: anna.openid, points: 100, balance: 10, record_no: 'R1' });
    const wish = { openid: anna.openid, points: 1, balance: -11, record_no: 'R2' };
    expect(await world.entry(wish)).toMatchObject({ errcode: 4104 });
    expect(world.database.totals(annas)).toEqual({ points: 100, balance: 10 });
  });

  test('that takes, sent under twenty numbers at once, never takes more than there is', async () => {
    await toAnna(70, 'R0');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, at) => toAnna(-10, `T${at}`)));
    expect(answers.filter(({ errcode }) => errcode === 0)).toHaveLength(7);
    expect(answers.filter(({ errcode }) => errcode === 4104)).toHaveLength(13);
    expect(world.database.totals(annas).points).toBe(0);
  });

  test('beyond what WeChat counts to is refused', async () => {
    await toAnna(MOST_CHANGE, 'R1');
    await toAnna(MOST_CHANGE, 'R2');
    expect(await toAnna(1, 'R3')).toMatchObject({ errcode: 1002 });
  });

  test.each([
    ['nobody', { points: 1, record_no: 'R1', reason: 'x' }, 'openid or membership_number'],
    ['two people', { openid: anna.openid, membership_number: '1', points: 1 }, 'openid or membership_number'],
    ['no amount', { openid: anna.openid }, 'points or balance'],
    ['an amount of nought', { openid: anna.openid, points: 0 }, 'points or balance'],
    ['half a point', { openid: anna.openid, points: 0.5 }, 'points must be a whole number'],
    ['points as text', { openid: anna.openid, points: '5' }, 'points must be a number'],
    ['too many points', { openid: anna.openid, points: MOST_CHANGE + 1 }, 'points must be at most'],
    ['too few points', { openid: anna.openid, points: -MOST_CHANGE - 1 }, 'points must be at least'],
    ['no number', { openid: anna.openid, points: 1, record_no: undefined }, 'record_no is missing'],
    ['a number of ours', { openid: anna.openid, points: 1, record_no: 'earn:1:0' }, 'must not begin with'],
    ['a number with a slash', { openid: anna.openid, points: 1, record_no: 'a/b' }, 'record_no must be'],
    ['no reason', { openid: anna.openid, points: 1, reason: '' }, 'reason must not be empty'],
    ['half a character', { openid: anna.openid, points: 1, reason: 'x\ud800' }, 'half a character'],
  ])('that names %s is refused with what is wrong', async (_what, wish, problem) => {
    const said = await world.entry({ record_no: 'R1', ...wish });
    expect(said).toMatchObject({ errcode: 1002, errmsg: expect.stringContaining(problem) as string });
    expect(world.database.reservations.size).toBe(0);
  });

  test('is for operators only', async () => {
    const wish = { action: 'entry', openid: anna.openid, points: 1, record_no: 'R1', reason: 'x' };
    expect(await world.call(anna.openid, wish)).toMatchObject({ errcode: 1004 });
    expect(world.allEntries()).toHaveLength(0);
  });

  test('finds a member by the membership number, and nobody by a wrong one', async () => {
    const { membership_number } = await world.mycard(anna.openid);
    expect(await world.entry({ membership_number, points: 5, record_no: 'R1' })).toMatchObject({ points: 5 });
    expect(world.database.totals(annas).points).toBe(5);
    const nobody = { membership_number: '1', points: 5, record_no: 'R2' };
    expect(await world.entry(nobody)).toMatchObject({ errcode: 4101 });
  });
});

describe('mycard', () => {
  test('shows a customer who never had anything a member with nothing', async () => {
    expect(await world.mycard(anna.openid)).toEqual({
      errcode: 0,
      membership_number: expect.stringMatching(/^[1-9]\d{11}$/) as string,
      points: 0,
      balance: 0,
      entries: [],
    });
  });

  test('shows only the caller’s own', async () => {
    await toAnna(30, 'R1');
    expect(await world.mycard(bert.openid)).toMatchObject({ points: 0, entries: [] });
    const asked = { action: 'mycard', openid: anna.openid, membership_number: '1' };
    expect(await world.call(bert.openid, asked)).toMatchObject({ points: 0, entries: [] });
  });

  test('shows the newest fifty entries first, and those before them', async () => {
    for (let at = 1; at <= 53; at += 1) await toAnna(1, `R${at}`);
    const newest = await world.mycard(anna.openid);
    const entries = newest.entries as readonly Record<string, unknown>[];
    expect(entries).toHaveLength(50);
    expect(entries[0]).toMatchObject({
      seq: 53,
      record_no: 'R53',
      points: 1,
      points_after: 53,
      kind: 'entry',
    });
    const before = Number(entries.at(-1)?.seq);
    const older = await world.call(anna.openid, { action: 'mycard', before });
    expect(older).toMatchObject({ points: 53, entries: [{ seq: 3 }, { seq: 2 }, { seq: 1 }] });
  });

  test('works without any configuration of WeChat', async () => {
    world.configs.clear();
    await toAnna(30, 'R1');
    expect(await world.mycard(anna.openid)).toMatchObject({ errcode: 0, points: 30 });
  });

  test('says the level by all that was ever earned, whatever was spent', async () => {
    const levels = [
      { name: 'Gold', from: 100 },
      { name: 'Basic', from: 0 },
    ];
    world = new MembersWorld({ levels });
    expect(await world.mycard(anna.openid)).toMatchObject({ level: 'Basic' });
    await toAnna(100, 'R1');
    await toAnna(-90, 'R2');
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 10, level: 'Gold' });
  });

  test('still shows the points where the configuration of members is wrong', async () => {
    await toAnna(30, 'R1');
    world.configs.set('wechat', { member: { card_id: 'x', levels: 'many' } });
    expect(await world.mycard(anna.openid)).toMatchObject({ errcode: 0, points: 30 });
  });
});

describe('an app with a configuration of its own in a shared environment', () => {
  const other = { appid: 'wx00000000000000c3', fromAppid: 'wx00000000000000c3' };

  test('has members of its own, whom the other shop’s operators do not reach', async () => {
    world.configs.set('wechat_wx00000000000000c3', { member: { card_id: CARD_OF_OTHER } });
    const unionid = anna.unionid;
    await world.mycard(anna.openid, { unionid });
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    expect(await world.mycard('oAnnaThere', { ...other, unionid })).toMatchObject({ points: 0 });
    const there = { openid: 'oAnnaThere', points: 7, record_no: 'R1' };
    expect(await world.entry(there, other)).toMatchObject({ errcode: 0, points: 7 });
    const said = await world.mycard('oAnnaThere', { ...other, unionid });
    expect(said).toMatchObject({ points: 7, entries: [{ record_no: 'R1' }] });
    expect(await world.mycard(anna.openid, { unionid })).toMatchObject({ points: 30 });
  });
});

const CARD_OF_OTHER = 'pMemberCard0000002';

test('a member appears once, whoever asks first and however many at once', async () => {
  await Promise.all([
    ...Array.from({ length: 10 }, () => world.mycard(anna.openid)),
    ...Array.from({ length: 10 }, (_, at) => toAnna(1, `R${at}`)),
  ]);
  expect(world.database.members.size).toBe(1);
  expect([...world.database.names.values()]).toEqual([`${APPID}:oAnna`, `${APPID}:oAnna`]);
  expect(OPERATOR).not.toBe(anna.openid);
});
