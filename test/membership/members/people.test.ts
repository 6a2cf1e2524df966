/** One person is one member, whatever names WeChat has for them and whenever those become known. */
import { problemsOf } from '../../../shared/membership/members/audit';
import { memberOf } from '../../../shared/membership/members/find-member';
import { nameOf } from '../../../shared/membership/members/member';
import { ACCOUNT_APPID, anna, bert, inAccount, inProgram, MembersWorld } from './members-world';

let world: MembersWorld;
beforeEach(() => {
  world = new MembersWorld();
});
afterEach(() => {
  expect(problemsOf(world.allEntries())).toEqual([]);
});

const { unionid } = anna;
const inOfficial = { appid: ACCOUNT_APPID };
const standing = () => [...world.database.members.values()].filter(({ joinedTo }) => joinedTo === undefined);

test('the mini-program and the official account open one member when both bring the unionid', async () => {
  const [one, other] = await Promise.all([
    world.mycard(anna.openid, { unionid }),
    world.mycard(anna.accountOpenid, { unionid, ...inOfficial }),
  ]);
  expect(one).toEqual(other);
  expect(standing()).toHaveLength(1);
  expect(world.database.standing(inProgram(anna.openid))).toMatchObject({
    unionid,
    accounts: expect.arrayContaining([inProgram(anna.openid), inAccount(anna.accountOpenid)]) as unknown,
  });
});

test('a unionid that becomes known later changes nothing for a member who was alone', async () => {
  await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
  const before = await world.mycard(anna.openid);
  expect(await world.mycard(anna.openid, { unionid })).toEqual(before);
  expect(await world.mycard(anna.accountOpenid, { unionid, ...inOfficial })).toEqual(before);
  expect(world.allEntries()).toHaveLength(1);
});

test('two members who turn out to be one keep everything, once, and the older number', async () => {
  await world.entry({ openid: anna.openid, points: 30, balance: 7, record_no: 'R1' });
  const older = await world.mycard(anna.openid);
  world.now += 1000;
  await world.call(anna.accountOpenid, { action: 'mycard' }, inOfficial);
  await world.entry({ openid: anna.accountOpenid, points: 12, record_no: 'R2' });
  await world.mycard(anna.openid, { unionid });
  const joined = await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  expect(joined).toMatchObject({
    membership_number: older.membership_number,
    points: 42,
    balance: 7,
    entries: [{ kind: 'join', points: 12 }, { record_no: 'R1' }],
  });
  expect(standing()).toHaveLength(1);
  expect(await world.mycard(anna.openid)).toMatchObject({ points: 42 });
});

test('a lease of the joined member that no clock can have meant leaves no lasting doubt', async () => {
  await world.mycard(anna.openid);
  world.now += 1000;
  await world.mycard(anna.accountOpenid, inOfficial);
  const [younger] = standing().filter(({ accounts }) =>
    accounts.some(({ openid }) => openid === anna.accountOpenid),
  );
  if (!younger) throw new Error('the official account has a member');
  const wild = world.now + 365 * 24 * 3600_000;
  world.database.members.set(younger.id, { ...younger, leaseUntil: wild });
  await world.mycard(anna.openid, { unionid });
  await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  const [one, ...others] = standing();
  expect(others).toEqual([]);
  expect(one?.doubtUntil).toBeLessThan(world.now + 3600_000);
});

test('a record number of a joined member still counts once, by either of its names', async () => {
  await world.mycard(anna.openid);
  await world.call(anna.accountOpenid, { action: 'mycard' }, inOfficial);
  await world.entry({ openid: anna.accountOpenid, points: 12, record_no: 'R1' });
  await world.mycard(anna.openid, { unionid });
  await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  const again = { points: 12, record_no: 'R1' };
  expect(await world.entry({ openid: anna.openid, ...again })).toMatchObject({ errcode: 0, points: 12 });
  expect(await world.entry({ openid: anna.accountOpenid, ...again })).toMatchObject({
    errcode: 0,
    points: 12,
  });
  expect(await world.entry({ openid: bert.openid, ...again })).toMatchObject({ errcode: 4103 });
  expect(world.database.totals(inProgram(anna.openid)).points).toBe(12);
});

test('the number of a joined member still finds the person', async () => {
  await world.mycard(anna.openid);
  world.now += 1000;
  const { membership_number } = await world.mycard(anna.accountOpenid, inOfficial);
  await world.mycard(anna.openid, { unionid });
  await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  const wish = { membership_number, points: 5, record_no: 'R1' };
  expect(await world.entry(wish)).toMatchObject({ errcode: 0, points: 5 });
  expect(await world.mycard(anna.openid)).toMatchObject({ points: 5 });
});

test('three members of one person become one, however they are joined', async () => {
  await world.entry({ openid: anna.openid, points: 1, record_no: 'R1' });
  await world.call(anna.accountOpenid, { action: 'mycard' }, inOfficial);
  await world.entry({ openid: anna.accountOpenid, points: 2, record_no: 'R2' });
  const third = { appid: 'wx00000000000000c3' };
  await world.call('oAnnaThird', { action: 'mycard' }, third);
  const { membership_number } = await world.mycard('oAnnaThird', third);
  await world.entry({ membership_number, points: 4, record_no: 'R3' });
  await Promise.all([
    world.mycard(anna.openid, { unionid }),
    world.mycard(anna.accountOpenid, { unionid, ...inOfficial }),
    world.mycard('oAnnaThird', { unionid, ...third }),
  ]);
  const said = await world.mycard('oAnnaThird', third);
  expect(said).toMatchObject({ points: 7 });
  expect(standing()).toHaveLength(1);
});

test('other people stay other people', async () => {
  await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
  await world.mycard(anna.openid, { unionid });
  expect(await world.mycard(bert.openid, { unionid: bert.unionid })).toMatchObject({ points: 0 });
  expect(standing()).toHaveLength(2);
});

test('the unionid that function login knows joins too', async () => {
  world.database.people.set(nameOf.account(inProgram(anna.openid)), { unionid });
  await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  await world.mycard(anna.openid);
  expect(standing()).toHaveLength(1);
});

test('a membership number that two draw at once goes to one, and the other draws again', async () => {
  const first = world.database;
  await world.mycard(anna.openid);
  const taken = first.standing(inProgram(anna.openid)).number;
  first.names.set(nameOf.number(taken), 'somebody else');
  first.members.clear();
  const again = await world.mycard(anna.openid);
  expect(again.membership_number).not.toBe(taken);
  expect(again.membership_number).toMatch(/^[1-9]\d{11}$/);
});

test('a person whose unionid changed keeps what they have', async () => {
  await world.mycard(anna.openid, { unionid });
  await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
  await world.mycard(anna.accountOpenid, { unionid: 'uNew', ...inOfficial });
  await world.mycard(anna.openid, { unionid: 'uNew' });
  expect(await world.mycard(anna.accountOpenid, inOfficial)).toMatchObject({ points: 30 });
  const member = await memberOf(
    world.room,
    { scope: 'wechat', config: undefined },
    { account: inProgram(anna.openid), unionid },
  );
  expect(member.unionid).toBe(unionid);
});

test('what an operator entered for an openid whose app nobody knew yet is that person’s when they come', async () => {
  await world.entry({ openid: anna.accountOpenid, points: 5, record_no: 'G1' });
  await world.mycard(anna.accountOpenid, { unionid, ...inOfficial });
  await world.entry({ openid: anna.accountOpenid, points: 5, record_no: 'G2' });
  expect(await world.mycard(anna.accountOpenid, inOfficial)).toMatchObject({ points: 10 });
});
