/** Payments earn points and refunds take them back, each once, in whatever order it becomes known. */
import fc from 'fast-check';
import { problemsOf } from '../../../shared/membership/members/audit';
import { earnForOrder, type Earning } from '../../../shared/membership/members/earn';
import { syncMembers } from '../../../shared/membership/members/sync';
import { isThorough } from '../../thorough';
import { ACCOUNT_APPID, anna, APPID, inProgram, MembersWorld, OPERATOR } from './members-world';

let world: MembersWorld;
beforeEach(() => {
  world = new MembersWorld({ earn: { per: 100, points: 2 } });
});
afterEach(() => {
  expect(problemsOf(world.allEntries())).toEqual([]);
});

const sale: Earning = {
  ...{ outTradeNo: 'ORDER0001', appid: APPID, openid: anna.openid },
  ...{ total: 2590, refunded: 0, feeType: 'EUR' },
};
const earn = (change: Partial<Earning> = {}): Promise<void> =>
  earnForOrder(world.fresh(), { ...sale, ...change });
const points = (): number => world.database.totals(inProgram(anna.openid)).points;

describe('a payment', () => {
  test('earns for every whole `per` of it', async () => {
    await earn();
    expect(points()).toBe(50);
    expect(world.allEntries()).toMatchObject([{ recordNo: 'earn:ORDER0001:0', kind: 'earn' }]);
  });

  test('reported twenty times at once earns once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => earn()));
    expect(points()).toBe(50);
  });

  test('that is too small for a point leaves nothing', async () => {
    await earn({ total: 99 });
    expect(world.database.members.size).toBe(0);
  });

  test('earns nothing in a shop without members, without a rule, or in another currency than the rule’s', async () => {
    for (const config of [
      undefined,
      { appid: APPID },
      { member: { card_id: 'pMemberCard0000001' } },
      { member: { card_id: 'pMemberCard0000001', earn: { per: 100, points: 2, fee_type: 'CNY' } } },
    ]) {
      if (config) world.configs.set('wechat', config);
      else world.configs.delete('wechat');
      world.now += 10;
      await earn();
    }
    expect(world.allEntries()).toEqual([]);
  });

  test('earns by the configuration of the app that it was made in', async () => {
    world.configs.set('wechat_wx00000000000000c3', {
      member: { card_id: 'pMemberCard0000002', earn: { per: 10, points: 1 } },
    });
    await earn({ appid: 'wx00000000000000c3' });
    expect(world.allEntries()).toMatchObject([
      { member: 'wechat_wx00000000000000c3/wx00000000000000c3:oAnna', change: { points: 259 } },
    ]);
  });

  test('earns no more than a billion, however the rule was meant', async () => {
    world.configs.set('wechat', {
      member: { card_id: 'pMemberCard0000001', earn: { per: 1, points: 1_000_000 } },
    });
    await earn({ total: Number.MAX_SAFE_INTEGER });
    expect(points()).toBe(1_000_000_000);
  });

  test.each([{ total: 1.5 }, { total: -1 }, { refunded: -1 }, { refunded: 2591 }, { openid: '' }])(
    'with %j is refused',
    async (change) => {
      await expect(earn(change)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    },
  );
});

describe('a refund', () => {
  test('takes back in proportion, by what is left of the payment', async () => {
    await earn();
    await earn({ refunded: 1000 });
    expect(points()).toBe(30);
    await earn({ refunded: 2590 });
    expect(points()).toBe(0);
  });

  test('takes back what was spent already; the debt shows to the member and is worked off', async () => {
    await earn();
    await world.entry({ openid: anna.openid, points: -50, record_no: 'R1' });
    await earn({ refunded: 2590 });
    expect(await world.mycard(anna.openid)).toMatchObject({ points: -50 });
    const spend = { openid: anna.openid, points: -1, record_no: 'R2' };
    expect(await world.entry(spend)).toMatchObject({ errcode: 4104 });
    const work = { openid: anna.openid, points: 20, record_no: 'R3' };
    expect(await world.entry(work)).toMatchObject({ errcode: 0, points: -30 });
  });

  test('that an older report follows is not undone by it', async () => {
    await earn();
    await earn({ refunded: 2000 });
    await earn({ refunded: 1000 });
    await earn();
    expect(points()).toBe(10);
  });

  test('of everything, known before its payment, leaves nothing to earn', async () => {
    await earn({ refunded: 2590 });
    await earn();
    expect(points()).toBe(0);
    expect(await world.mycard(anna.openid)).toMatchObject({ entries: [] });
  });

  test('goes by the rule of the payment, also when the rule has changed or is gone', async () => {
    await earn();
    world.configs.set('wechat', {
      member: { card_id: 'pMemberCard0000001', earn: { per: 100, points: 1000 } },
    });
    world.now += 10;
    await earn({ refunded: 1000 });
    expect(points()).toBe(30);
    world.configs.set('wechat', { member: { card_id: 'pMemberCard0000001' } });
    world.now += 10;
    await earn({ refunded: 2590 });
    expect(points()).toBe(0);
  });

  test('takes back also what a process that died had only reserved, when payments earn nothing any more', async () => {
    const { members, ...room } = world.fresh();
    const appendEntry = (): Promise<never> => Promise.reject(new Error('the process ended'));
    await expect(earnForOrder({ ...room, members: { ...members, appendEntry } }, sale)).rejects.toThrow();
    world.configs.set('wechat', { member: { card_id: 'pMemberCard0000001' } });
    world.now += 10;
    await earn({ refunded: 2590 });
    world.now += 120_000;
    await syncMembers(world.fresh(), 100);
    expect(points()).toBe(0);
  });

  test('lowers the level again that its payment brought', async () => {
    const levels = [{ name: 'Gold', from: 50 }];
    world = new MembersWorld({ earn: { per: 100, points: 2 }, levels });
    await earn();
    expect(await world.mycard(anna.openid)).toMatchObject({ level: 'Gold' });
    await earn({ refunded: 1000 });
    expect(await world.mycard(anna.openid)).not.toHaveProperty('level');
  });

  test('of a member who was joined with another meanwhile takes back what the payment brought', async () => {
    await world.call(anna.accountOpenid, { action: 'mycard' }, { appid: ACCOUNT_APPID });
    world.now += 1000;
    await earn();
    const { unionid } = anna;
    await world.mycard(anna.accountOpenid, { unionid, appid: ACCOUNT_APPID });
    await earn({ refunded: 1000, unionid });
    expect(world.database.standing(inProgram(anna.openid)).id).toBe(`${ACCOUNT_APPID}:${anna.accountOpenid}`);
    expect(points()).toBe(30);
  });
});

test('a refund is taken from the ledger that earned, also when the app got a configuration of its own meanwhile', async () => {
  await earn();
  const { entries: before } = { entries: world.allEntries() };
  const common = world.configs.get('wechat');
  if (common) world.configs.set(`wechat_${APPID}`, common);
  world.now += 10;
  await earn({ refunded: 2590 });
  expect(points()).toBe(0);
  expect(world.allEntries().map(({ member }) => member)).toEqual([before[0]?.member, before[0]?.member]);
});

test('a member’s own page and their payments are of one ledger where their app has a configuration of its own', async () => {
  const common = world.configs.get('wechat');
  if (common) world.configs.set(`wechat_${APPID}`, common);
  await earn();
  expect(await world.mycard(anna.openid)).toMatchObject({ points: 50 });
});

test('an operator’s number cannot stand in the way of an order’s', async () => {
  const wish = { openid: anna.openid, points: 1, record_no: 'earn:ORDER0001:0' };
  expect(await world.entry(wish)).toMatchObject({ errcode: 1002 });
  expect(OPERATOR).not.toBe(anna.openid);
});

test('however the reports of an order mix and repeat, it ends with what its last refund leaves', async () => {
  const reports = fc.array(fc.constantFrom(0, 10, 990, 1000, 2500, 2590), { minLength: 1, maxLength: 8 });
  const total = 2590;
  await fc.assert(
    fc.asyncProperty(reports, fc.boolean(), async (refunds, areAtOnce) => {
      world = new MembersWorld({ earn: { per: 100, points: 2 } });
      if (areAtOnce) await Promise.all(refunds.map((refunded) => earn({ refunded })));
      else for (const refunded of refunds) await earn({ refunded });
      const left = Math.floor((total - Math.max(...refunds)) / 100) * 2;
      expect(world.allEntries().length === 0 ? 0 : points()).toBe(left);
      expect(problemsOf(world.allEntries())).toEqual([]);
    }),
    { numRuns: isThorough ? 100 : 40 },
  );
});
