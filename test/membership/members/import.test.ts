/** Members of an older system come in once, line by line, and find their people by a phone number that WeChat verified. */
import { problemsOf } from '../../../shared/membership/members/audit';
import { nameOf } from '../../../shared/membership/members/member';
import { anna, bert, inProgram, MembersWorld, OPERATOR, type Result } from './members-world';

let world: MembersWorld;
beforeEach(() => {
  world = new MembersWorld();
});
afterEach(() => {
  expect(problemsOf(world.allEntries())).toEqual([]);
});

const importCsv = (csv: string, room = world.fresh()): Promise<Result> =>
  world.call(OPERATOR, { action: 'importmembers', csv }, { room });
const pointsOf = async (membership_number: string): Promise<unknown> => {
  const wish = { membership_number, points: 1, record_no: `look-${world.allEntries().length}` };
  return Number((await world.entry(wish)).points) - 1;
};

const table = 'membership_number,points,balance\r\nM001,120,3000\r\nM002,5,0\r\n';

describe('importmembers', () => {
  test('gives each line a member with what it says', async () => {
    expect(await importCsv(table)).toEqual({ errcode: 0, imported: 2, unchanged: 0, refused: [] });
    const said = await world.entry({ membership_number: 'M001', points: 1, record_no: 'R1' });
    expect(said).toMatchObject({ points: 121, balance: 3000 });
    expect(await pointsOf('M002')).toBe(5);
  });

  test('of the same file again changes nothing', async () => {
    await importCsv(table);
    expect(await importCsv(table)).toEqual({ errcode: 0, imported: 0, unchanged: 2, refused: [] });
    expect(await pointsOf('M001')).toBe(120);
  });

  test('twice at once counts once', async () => {
    await Promise.all([importCsv(table), importCsv(table), importCsv(table)]);
    expect(await pointsOf('M001')).toBe(120);
    expect(await pointsOf('M002')).toBe(5);
  });

  test('knows its columns by other names, in any order, and does not read others', async () => {
    const csv = '\ufeff姓名,余额,积分,会员号\r\n张三,100,7,"M001"\r\n';
    expect(await importCsv(csv)).toMatchObject({ errcode: 0, imported: 1 });
    expect(await pointsOf('M001')).toBe(7);
    expect(JSON.stringify([...world.database.members, ...world.logged])).not.toContain('张三');
  });

  test('refuses wrong lines one by one, with line and reason, and takes the others', async () => {
    const csv = [
      'membership_number,points,balance',
      'M001,1,',
      ',5,',
      'M 2,5,0',
      'M003,1.5,-1',
      '"M\n004",1,1',
      'M001,1,',
      'M005,9999999999,',
      'M006,,7',
    ].join('\n');
    const said = await importCsv(csv);
    expect(said).toMatchObject({ errcode: 0, imported: 2 });
    const refused = said.refused as readonly { line: number; reason: string }[];
    expect(refused.map(({ line }) => line)).toEqual([3, 4, 5, 6, 8, 9]);
    expect(refused[2]?.reason).toMatch(/points must be .*; balance must be/);
    expect(refused[4]?.reason).toBe('line 2 has the same membership_number');
  });

  test('refuses other amounts for a number that was imported, and says what to do', async () => {
    await importCsv(table);
    const said = await importCsv('membership_number,points,balance\nM001,121,3000\n');
    expect(said).toMatchObject({ imported: 0 });
    expect(JSON.stringify(said.refused)).toContain('change them with entry');
    expect(await pointsOf('M001')).toBe(120);
  });

  test('adds nothing to a member who came in by themselves', async () => {
    const { membership_number } = await world.mycard(anna.openid);
    const said = await importCsv(`membership_number,points\n${String(membership_number)},50\n`);
    expect(JSON.stringify(said.refused)).toContain('was not imported');
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 0 });
  });

  test.each([
    ['no table', '', 'csv must not be empty'],
    ['no number', 'points\n5\n', 'a column membership_number is missing'],
    ['no amounts', 'membership_number,phone\nM1,138\n', 'a column points or balance is missing'],
    ['a column twice', 'number,points,积分\nM1,1,2\n', 'points stands above more than one column'],
    ['a quote out of place', 'number,points\nM1,"1\n', 'csv line 2'],
    ['too many lines', `number,points\n${'M,1\n'.repeat(1001)}`, 'at most 1000 lines'],
    ['too long a text', `number,points\n${'x'.repeat(500_000)}`, 'at most 500000 characters'],
  ])('refuses %s', async (_what, csv, problem) => {
    const said = await importCsv(csv);
    expect(said).toMatchObject({ errcode: 1002, errmsg: expect.stringContaining(problem) as string });
  });

  test('is for operators only', async () => {
    expect(await world.call(anna.openid, { action: 'importmembers', csv: table })).toMatchObject({
      errcode: 1004,
    });
  });

  test('that runs out of time refuses the lines that are left, and the same file takes them next time', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `M${n},1`).join('\n');
    const csv = `membership_number,points\n${rows}\n`;
    const room = world.process({
      pause: async () => {
        world.now += 150;
        await new Promise(setImmediate);
      },
      before: () => undefined,
      after: () => undefined,
    });
    const first = await importCsv(csv, room);
    expect(first.imported).toBeGreaterThan(0);
    expect(JSON.stringify(first.refused)).toContain('import the file again');
    const second = await importCsv(csv);
    expect(Number(second.unchanged) + Number(second.imported)).toBe(40);
    expect(second.refused).toEqual([]);
  });
});

describe('an imported phone number', () => {
  const phone = '+8613800138000';
  const withPhone = 'membership_number,phone,points\nM001,138 0013 8000,120\n';
  const verified = (who: string, number = phone): void => {
    world.database.people.set(nameOf.account(inProgram(who)), { phone: number });
  };
  const keepPhones = (): void => {
    world.configs.set('wechat', { ...world.configs.get('wechat'), keep_phone: true });
    world.now += 10;
  };

  test('brings the points to whom WeChat verified it for, under the old membership number', async () => {
    keepPhones();
    await importCsv(withPhone);
    world.now += 1000;
    verified(anna.openid);
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 120, membership_number: 'M001' });
    expect(await importCsv(withPhone)).toMatchObject({ imported: 0, unchanged: 1, refused: [] });
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 120 });
  });

  test('brings them also to a member who was there before the import', async () => {
    keepPhones();
    verified(anna.openid);
    await world.entry({ openid: anna.openid, points: 7, record_no: 'R1' });
    world.now += 1000;
    await importCsv(withPhone);
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 127 });
  });

  test('brings them to one person only: who gets the number later gets nothing', async () => {
    keepPhones();
    await importCsv(withPhone);
    world.now += 1000;
    verified(anna.openid);
    verified(bert.openid);
    await Promise.all([world.mycard(anna.openid), world.mycard(bert.openid)]);
    const both = [await world.mycard(anna.openid), await world.mycard(bert.openid)];
    expect(both.map(({ points }) => points).sort()).toEqual([0, 120]);
  });

  test('never makes one person of two who have had the same number', async () => {
    keepPhones();
    verified(anna.openid);
    verified(bert.openid);
    await world.entry({ openid: anna.openid, points: 7, record_no: 'R1' });
    expect(await world.mycard(bert.openid)).toMatchObject({ points: 0 });
  });

  test('brings nothing where phone numbers are not kept', async () => {
    await importCsv(withPhone);
    verified(anna.openid);
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 0 });
    expect([...world.database.names.keys()].some((name) => name.startsWith('p:'))).toBe(false);
  });

  test('stands on one line only', async () => {
    keepPhones();
    await importCsv(withPhone);
    const said = await importCsv('membership_number,phone,points\nM002,13800138000,1\nM003,12,1\n');
    expect(said).toMatchObject({ imported: 0 });
    expect(JSON.stringify(said.refused)).toMatch(/another member has this phone number.*phone must be/);
  });

  test('is nowhere in clear, not in what is stored, logged or answered', async () => {
    keepPhones();
    const said = await importCsv(`${withPhone}M001,13800138000,1\nM009,13800138000x,1\n`);
    const everywhere = [
      ...[world.database.members, world.database.names, world.database.entries, world.database.reservations],
      ...[world.logged, said],
    ].map((one) => JSON.stringify(one instanceof Map ? [...one] : one));
    expect(everywhere.join()).not.toContain('13800138000');
  });
});
