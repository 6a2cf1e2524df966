/** WeChat is told what the ledger says until it shows it, and an older word is never the last one. */
import { syncMembers } from '../../../shared/membership/members/sync';
import { LEASE_MS, SETTLE_MS } from '../../../shared/membership/members/telling';
import type { Fault, HeldCard } from './fake-wechat';
import { dying } from './disturbances';
import { undisturbed } from './memory-members';
import { ACCOUNT_APPID, anna, CARD, inProgram, MembersWorld, type Result } from './members-world';

const UPDATE = 'card/membercard/updateuser';
const LOOK = 'card/membercard/userinfo/get';
const MINUTE = 60_000;

let world: MembersWorld;
let card: HeldCard;
beforeEach(async () => {
  await open();
});

/** Anna has a card that is active, and nothing on it. */
async function open(member: Readonly<Record<string, unknown>> = {}): Promise<void> {
  world = new MembersWorld(member);
  card = world.wechat.give({ code: '77001', openid: anna.accountOpenid });
  await world.mycard(anna.accountOpenid, { unionid: anna.unionid, appid: ACCOUNT_APPID });
  await world.mycard(anna.openid, { unionid: anna.unionid });
  const { id } = annas();
  const held = { cardId: CARD, code: '77001', state: 'active', since: 1 } as const;
  world.database.members.set(id, { ...annas(), card: held });
}

const annas = () => world.database.standing(inProgram(anna.openid));
let number = 0;
const enter = (points: number, balance = 0): Promise<Result> => {
  number += 1;
  return world.entry({ openid: anna.openid, points, balance, record_no: `R${number}` });
};
const sync = (room = world.fresh(), limit = 100) => syncMembers(room, limit);
const fail = (...faults: (Fault | undefined)[]): void => {
  world.wechat.fault = () => faults.shift();
};

describe('an entry', () => {
  test('is on the card after the next run, as absolute points with its reason', async () => {
    await enter(30);
    await enter(12);
    expect(await sync()).toEqual({ looked: 1, failed: 0, left: 0 });
    expect(card.bonus).toBe(42);
    const sent = world.wechat.bodies.at(-1);
    expect(sent).toEqual({ code: '77001', card_id: CARD, bonus: 42, record_bonus: 'test' });
    expect(annas()).toMatchObject({ told: { points: 42 }, leaseUntil: 0, tries: 0 });
    expect(annas().dueAt).toBeUndefined();
  });

  test('that comes while WeChat is being told is told in the next run', async () => {
    await enter(30);
    const { send } = world.wechat;
    let isFirst = true;
    world.wechat.send = async (request) => {
      const reply = await send(request);
      if (!request.url.includes(UPDATE) || !isFirst) return reply;
      isFirst = false;
      world.now += 10;
      await enter(12);
      return reply;
    };
    world = Object.assign(world, { room: world.process() });
    await sync();
    world.now += MINUTE;
    await sync();
    expect(card.bonus).toBe(42);
  });

  test('that was told is not told again', async () => {
    await enter(30);
    await sync();
    world.now += 3_600_000;
    expect(await sync()).toMatchObject({ looked: 0 });
    expect(world.wechat.times(UPDATE)).toBe(1);
  });

  test('of a member without an active card is told when there is one', async () => {
    world.database.members.set(annas().id, { ...annas(), card: undefined });
    await enter(30);
    await sync();
    expect(world.wechat.times(UPDATE)).toBe(0);
    expect(annas().dueAt).toBeUndefined();
  });

  test('that leaves a debt shows as nought, and the rest when it is worked off', async () => {
    world.database.entries.clear();
    await enter(10);
    const entry = [...world.database.entries.values()][0];
    if (entry) {
      world.database.entries.set(`${entry.member}:1`, { ...entry, after: { ...entry.after, points: -40 } });
    }
    expect(await sync()).toMatchObject({ failed: 0 });
    expect(annas().told).toEqual({ points: 0 });
    await enter(60);
    await sync();
    expect(card.bonus).toBe(20);
  });

  test('of balance is told with the points, and a balance that nobody ever had is not', async () => {
    await enter(1);
    await sync();
    expect(world.wechat.bodies.at(-1)).not.toHaveProperty('balance');
    await enter(0, 500);
    await sync();
    expect([card.bonus, card.balance]).toEqual([1, 500]);
    await enter(0, -500);
    await sync();
    expect([card.bonus, card.balance]).toEqual([1, 0]);
  });

  test('of balance on a card that takes none still tells its points, and stays due', async () => {
    world.wechat.hasBalance = false;
    await enter(5, 500);
    expect(await sync()).toMatchObject({ failed: 1 });
    expect(card).toMatchObject({ bonus: 5, balance: 0 });
    expect(annas()).toMatchObject({ told: { points: 5 }, tries: 1 });
    expect(world.logged.join('\n')).toContain('member.balance');
  });

  test('of balance where the configuration says that the card has none is only in the ledger', async () => {
    await open({ balance: false });
    await enter(5, 500);
    expect(await sync()).toMatchObject({ failed: 0 });
    expect(world.wechat.bodies.at(-1)).not.toHaveProperty('balance');
  });

  test('that brings a level shows it in the field that the configuration names', async () => {
    const levels = [
      { name: 'Silver', from: 10 },
      { name: 'Gold', from: 100 },
    ];
    await open({ levels, level_field: 2 });
    await enter(100);
    await sync();
    expect(world.wechat.bodies.at(-1)).toMatchObject({ bonus: 100, custom_field_value2: 'Gold' });
    expect(annas().told).toMatchObject({ level: 'Gold' });
  });

  test('whose reason is long is cut to what WeChat shows', async () => {
    const wish = { openid: anna.openid, points: 1, record_no: 'R-long', reason: '积分'.repeat(20) };
    await world.entry(wish);
    await sync();
    const reason = String(world.wechat.bodies.at(-1)?.record_bonus);
    expect([reason, Buffer.byteLength(reason)]).toEqual(['积分'.repeat(7), 42]);
  });
});

describe('a telling', () => {
  test.each<[Fault, number]>([
    ['busy', 0],
    ['html', 0],
    ['unreachable', 0],
    ['lost before', 0],
    ['lost after', 30],
  ])('that is %s is repeated after a pause, until WeChat confirms', async (fault, meanwhile) => {
    await enter(30);
    // What never left is sent again at once, twice.
    fail(...(fault === 'unreachable' ? [fault, fault, fault] : [fault]));
    expect(await sync()).toMatchObject({ failed: 1 });
    expect(card.bonus).toBe(meanwhile);
    expect(annas()).toMatchObject({ told: {}, tries: 1 });
    expect(await sync()).toMatchObject({ looked: 0 });
    world.now += MINUTE;
    expect(await sync()).toMatchObject({ looked: 1, failed: 0 });
    expect(card.bonus).toBe(30);
    expect(annas().told).toEqual({ points: 30 });
  });

  test('that fails again and again waits longer, but never more than six hours', async () => {
    await enter(30);
    world.wechat.fault = () => 'busy';
    let last = 0;
    for (let tries = 0; tries < 15; tries += 1) {
      await sync();
      const pause = (annas().dueAt ?? 0) - world.now;
      expect(pause).toBeGreaterThanOrEqual(last);
      last = pause;
      world.now = annas().dueAt ?? 0;
    }
    expect(last).toBe(6 * 3_600_000);
  });

  test('whose older points arrive after newer ones were confirmed is followed by the newer once more', async () => {
    await enter(30);
    fail('late');
    await sync();
    await enter(12);
    world.now += MINUTE;
    await sync();
    expect(card.bonus).toBe(42);
    world.wechat.late.forEach((arrive) => arrive());
    expect(card.bonus).toBe(30);
    world.now += SETTLE_MS;
    await sync();
    expect(card.bonus).toBe(42);
    expect(annas().dueAt).toBeUndefined();
  });

  test('whose process died after it had sent is repeated, and once more when nothing can arrive any more', async () => {
    await enter(30);
    world.wechat.fault = () => 'late';
    // What is due, the member, the lease, the last entry: the sixth round trip would write what came of it.
    const died = world.process(dying(6, 'before'));
    await syncMembers(died, 10).catch(() => undefined);
    expect(world.wechat.late).toHaveLength(1);
    await enter(12);
    world.wechat.fault = () => undefined;
    await sync();
    expect(card.bonus).toBe(0);
    world.now += LEASE_MS + 1;
    await sync();
    expect(card.bonus).toBe(42);
    world.wechat.late.forEach((arrive) => arrive());
    expect(card.bonus).toBe(30);
    world.now += SETTLE_MS;
    await sync();
    expect(card.bonus).toBe(42);
  });

  test('that other entries overtake is followed by another', async () => {
    await enter(30);
    let isOvertaken = false;
    world.wechat.fault = () => {
      if (!isOvertaken) {
        isOvertaken = true;
        void enter(12);
      }
      return undefined;
    };
    await sync();
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    await sync();
    expect(card.bonus).toBe(42);
  });

  test('that an entry overtakes in its very last step is followed by another', async () => {
    await enter(30);
    let isOvertaken = false;
    const pause = async (call = ''): Promise<void> => {
      if (isOvertaken || call !== 'members.replace' || world.wechat.times(UPDATE) === 0) return;
      isOvertaken = true;
      await enter(12);
    };
    await sync(world.process({ ...undisturbed, pause }));
    expect([isOvertaken, card.bonus]).toEqual([true, 30]);
    await sync();
    expect(card.bonus).toBe(42);
  });

  test('that WeChat answers with other numbers is not believed', async () => {
    await enter(30);
    const right = world.wechat.send;
    world.wechat.send = async (request) => {
      const reply = await right(request);
      return request.url.includes('updateuser')
        ? { ...reply, body: '{"errcode":0,"result_bonus":29,"result_balance":0}' }
        : reply;
    };
    const room = world.process();
    expect(await sync(room)).toMatchObject({ failed: 1 });
    expect(annas()).toMatchObject({ told: { points: 29 }, tries: 1 });
  });

  test('that answers without a result is not believed', async () => {
    await enter(30);
    const right = world.wechat.send;
    world.wechat.send = async (request) =>
      request.url.includes('updateuser')
        ? { status: 200, headers: {}, body: '{"errcode":0}' }
        : right(request);
    expect(await sync(world.process())).toMatchObject({ failed: 1 });
    expect(annas().told).toEqual({});
  });

  test('is done by one process at a time', async () => {
    await enter(30);
    await Promise.all([sync(), sync(world.process()), sync(world.process())]);
    expect(world.wechat.times(UPDATE)).toBe(1);
  });

  test('is not begun by another process while one waits for WeChat, also when more is due meanwhile', async () => {
    await enter(30);
    const right = world.wechat.send;
    let meanwhile = 0;
    world.wechat.send = async (request) => {
      if (request.url.includes('updateuser') && meanwhile === 0) {
        meanwhile = 1;
        await enter(12);
        await sync();
        meanwhile = world.wechat.times(UPDATE) + 2;
      }
      return right(request);
    };
    await sync(world.process());
    expect(meanwhile).toBe(2);
    await sync();
    expect(card.bonus).toBe(42);
  });

  test('of a card that is gone from the wallet or not active is not sent', async () => {
    for (const status of ['DELETE', 'GIFTING'] as const) {
      card.status = status;
      world.database.members.set(annas().id, { ...annas(), mustLook: true, dueAt: world.now });
      await sync();
      expect(annas().card?.state).toBe(status === 'DELETE' ? 'gone' : 'gifting');
    }
    expect(world.wechat.times(LOOK)).toBe(2);
    expect(world.wechat.times(UPDATE)).toBe(0);
  });

  test('never shows the points of one person on a card that another holds', async () => {
    await enter(30);
    world.wechat.cards[0] = { ...card, openid: 'oa_Bert' };
    world.database.members.set(annas().id, { ...annas(), mustLook: true });
    await sync();
    expect(annas().card?.state).toBe('gone');
    expect(world.wechat.times(UPDATE)).toBe(0);
  });

  test('without a usable configuration fails with a reason, and is tried again', async () => {
    await enter(30);
    const whole = world.configs.get('wechat');
    world.configs.set('wechat', { ...whole, official_account: { appid: 'wrong' } });
    world.now += 10;
    expect(await sync()).toMatchObject({ failed: 1 });
    expect(world.logged.join('\n')).toContain('CONFIG_INVALID');
    if (whole) world.configs.set('wechat', whole);
    world.now += MINUTE;
    await sync();
    expect(card.bonus).toBe(30);
  });
});

describe('a run', () => {
  const others = ['oCarl', 'oDora', 'oEmil', 'oFred', 'oGina', 'oHugo'];
  beforeEach(async () => {
    for (const openid of others) {
      world.wechat.give({ code: `c-${openid}`, openid: `oa_${openid}` });
      await world.entry({ openid, points: 5, record_no: `S-${openid}` });
      const member = world.database.standing(inProgram(openid));
      const held = { cardId: CARD, code: `c-${openid}`, state: 'active', since: 1 } as const;
      world.database.members.set(member.id, { ...member, card: held, dueAt: world.now });
      world.now += 1;
    }
  });
  const toldCards = () => world.wechat.cards.filter(({ bonus }) => bonus === 5).length;

  test('ends at its limit, with the longest due first', async () => {
    expect(await sync(world.fresh(), 2)).toMatchObject({ looked: 2 });
    expect(world.wechat.cards.filter(({ bonus }) => bonus === 5).map(({ code }) => code)).toEqual([
      'c-oCarl',
      'c-oDora',
    ]);
  });

  test('passes over a member that cannot be read, and looks at it again later', async () => {
    const { id } = world.database.standing(inProgram('oDora'));
    world.database.spoilt.add(id);
    expect(await sync()).toEqual({ looked: 6, failed: 1, left: 0 });
    expect(toldCards()).toBe(5);
    expect(await sync()).toMatchObject({ looked: 0 });
    world.database.spoilt.clear();
    world.now += 600_000;
    await sync();
    expect(toldCards()).toBe(6);
  });

  test('stops asking when the quota is used up, and leaves the others due', async () => {
    world.wechat.fault = () => 'quota';
    const run = await sync();
    expect(run.left).toBeGreaterThan(0);
    expect(world.wechat.times(UPDATE)).toBeLessThanOrEqual(4);
    world.wechat.fault = () => undefined;
    world.now += MINUTE;
    await sync();
    expect(toldCards()).toBe(6);
  });

  test('begins nothing when the function would end meanwhile', async () => {
    expect(await sync(world.process(undefined, 5000))).toEqual({ looked: 0, failed: 0, left: 6 });
  });

  test.each(['before', 'after'] as const)(
    'tells what a process entered that died %s any of its calls',
    async (when) => {
      for (let at = 1; at < 30; at += 1) {
        await open();
        await world.entry(
          { openid: anna.openid, points: 7, record_no: 'D' },
          { room: world.process(dying(at, when)) },
        );
        world.now += MINUTE;
        await sync();
        expect([at, card.bonus]).toEqual([at, world.database.totals(inProgram(anna.openid)).points]);
      }
    },
  );

  test('finishes what a process reserved and did not enter, and tells it', async () => {
    for (let at = 1; at < 30; at += 1) {
      const wish = { openid: anna.openid, points: 1, record_no: `D${at}` };
      await world.entry(wish, { room: world.process(dying(at, 'after')) });
    }
    world.now += MINUTE;
    await sync();
    const entered = world.allEntries().filter(({ recordNo }) => recordNo.startsWith('D'));
    const reserved = [...world.database.reservations.keys()].filter((id) => id.startsWith('D'));
    expect(entered.map(({ recordNo }) => recordNo).sort()).toEqual(reserved.sort());
    expect(entered.length).toBeGreaterThan(20);
    expect(card.bonus).toBe(entered.length);
  });
});
