/** A card is activated for its holder, with what the ledger says, and for nobody else. */
import { onCardEvent } from '../../../shared/membership/members/card-events';
import { syncMembers } from '../../../shared/membership/members/sync';
import type { HeldCard } from './fake-wechat';
import { ACCOUNT_APPID, anna, bert, CARD, inProgram, MembersWorld, type Result } from './members-world';

const ACTIVATE = 'card/membercard/activate';

let world: MembersWorld;
let card: HeldCard;
beforeEach(async () => {
  await open();
});

/** Anna holds a card that is not activated; her two accounts are known. */
async function open(member: Readonly<Record<string, unknown>> = {}): Promise<void> {
  world = new MembersWorld(member);
  card = world.wechat.give({ code: '77001', openid: anna.accountOpenid, isActive: false });
  world.wechat.tickets.add('the-ticket');
  for (const person of [anna, bert]) {
    const { unionid } = person;
    await world.mycard(person.openid, { unionid });
    await world.mycard(person.accountOpenid, { unionid, appid: ACCOUNT_APPID });
  }
}

const activate = (who = anna, change: Readonly<Record<string, unknown>> = {}): Promise<Result> =>
  world.call(
    who.openid,
    { action: 'activate', activate_ticket: 'the-ticket', code: '77001', card_id: CARD, ...change },
    { unionid: who.unionid },
  );
const sync = () => syncMembers(world.fresh(), 10);

describe('activate', () => {
  test('gives the card our number, and the points and balance of the ledger', async () => {
    await world.entry({ openid: anna.openid, points: 30, balance: 500, record_no: 'R1' });
    const said = await activate();
    const { membership_number } = await world.mycard(anna.openid);
    expect(said).toEqual({
      errcode: 0,
      member: {
        card: { card_id: CARD, code: '77001', state: 'active' },
        membership_number,
        points: 30,
        balance: 500,
      },
    });
    expect(card).toMatchObject({
      isActive: true,
      membershipNumber: membership_number,
      bonus: 30,
      balance: 500,
    });
  });

  test('gives the card the level too, in its field', async () => {
    await open({ levels: [{ name: 'Gold', from: 0 }] });
    expect(await activate()).toMatchObject({ member: { level: 'Gold', card: { level: 'Gold' } } });
    expect(card.level).toBe('Gold');
  });

  test('repeated changes nothing, also when the ticket has ended meanwhile', async () => {
    const first = await activate();
    world.wechat.tickets.clear();
    expect(await activate()).toEqual(first);
    expect(world.wechat.times(ACTIVATE)).toBe(1);
  });

  test('leaves a debt out of the card', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    const entry = world.allEntries()[0];
    if (entry) {
      const after = { ...entry.after, points: -10 };
      world.database.entries.set(`${entry.member}:1`, { ...entry, after });
    }
    await activate();
    expect(card.bonus).toBe(0);
  });

  test.each([
    ['has ended', 'another-ticket'],
    ['was made up', 'x'],
  ])('with a ticket that %s is refused', async (_what, activate_ticket) => {
    expect(await activate(anna, { activate_ticket })).toMatchObject({ errcode: 4003 });
    expect(card.isActive).toBe(false);
  });

  test('of a card that another person holds finds nothing, and changes nothing', async () => {
    expect(await activate(bert)).toMatchObject({ errcode: 4102 });
    expect(card.isActive).toBe(false);
    expect(world.database.standing(inProgram(bert.openid)).card).toBeUndefined();
  });

  test('of another card than the members’, or of an unknown code, finds nothing', async () => {
    expect(await activate(anna, { card_id: 'pAnother0000000001' })).toMatchObject({ errcode: 4102 });
    expect(await activate(anna, { code: '99' })).toMatchObject({ errcode: 4102 });
  });

  test('of a card that was deleted is refused', async () => {
    card.status = 'DELETE';
    expect(await activate()).toMatchObject({ errcode: 4106 });
  });

  test('whose answer is lost says so; the timer finds out and tells the points', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    world.wechat.fault = (path) => (path === ACTIVATE ? 'lost after' : undefined);
    expect(await activate()).toMatchObject({ errcode: 3102 });
    world.wechat.fault = () => undefined;
    await world.entry({ openid: anna.openid, points: 12, record_no: 'R2' });
    world.now += 60_000;
    await sync();
    expect(card.bonus).toBe(42);
    expect(world.database.standing(inProgram(anna.openid)).card?.state).toBe('active');
  });

  test('that arrives late, with older points, is followed by the newer ones', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    world.wechat.fault = (path) => (path === ACTIVATE ? 'late' : undefined);
    await activate();
    world.wechat.fault = () => undefined;
    await world.entry({ openid: anna.openid, points: 12, record_no: 'R2' });
    await activate();
    for (const arrive of world.wechat.late) arrive();
    card.bonus = 30;
    for (let minute = 0; minute < 4; minute += 1) {
      world.now += 60_000;
      await sync();
    }
    expect(card.bonus).toBe(42);
  });

  test('of a card without a balance gives it the points', async () => {
    world.wechat.hasBalance = false;
    await world.entry({ openid: anna.openid, points: 30, balance: 500, record_no: 'R1' });
    expect(await activate()).toMatchObject({ errcode: 0 });
    expect(card).toMatchObject({ isActive: true, bonus: 30, balance: 0 });
  });

  test.each([{ code: undefined }, { card_id: 'x' }, { activate_ticket: '' }, { code: '1'.repeat(21) }])(
    'with %j is refused before anything is asked',
    async (change) => {
      const asked = world.wechat.asked.length;
      expect(await activate(anna, change)).toMatchObject({ errcode: 1002 });
      expect(world.wechat.asked).toHaveLength(asked);
    },
  );

  test('keeps nothing of what was filled in, and logs no ticket, phone or name', async () => {
    await activate();
    const kept = JSON.stringify([...world.database.members.values(), ...world.database.names]);
    for (const marker of ['13800138000', '张三', 'the-ticket']) {
      expect(kept).not.toContain(marker);
      expect(world.logged.join()).not.toContain(marker);
    }
  });
});

describe('a holder whom the official account has not shown us yet', () => {
  const carl = { openid: 'oCarl', accountOpenid: 'oa_Carl', unionid: 'uCarl' };
  beforeEach(() => {
    world.wechat.give({ code: '88001', openid: carl.accountOpenid, isActive: false });
  });

  test('is known by the unionid that the official account tells', async () => {
    world.wechat.unionids.set(carl.accountOpenid, carl.unionid);
    expect(await activate(carl, { code: '88001' })).toMatchObject({ errcode: 0 });
    expect(world.database.standing(inProgram(carl.openid)).accounts).toContainEqual({
      appid: ACCOUNT_APPID,
      openid: carl.accountOpenid,
    });
  });

  test('is nobody when it tells another unionid', async () => {
    world.wechat.unionids.set(carl.accountOpenid, 'uSomebody');
    expect(await activate(carl, { code: '88001' })).toMatchObject({ errcode: 4102 });
  });

  test('is waited for when it tells none: the event of the card may be on its way', async () => {
    const event = onCardEvent(world.fresh(), {
      ...{ appid: ACCOUNT_APPID, fromUser: carl.accountOpenid, event: 'user_get_card' },
      createTime: Math.floor(world.now / 1000),
      field: (name) => ({ CardId: CARD, UserCardCode: '88001', UnionId: carl.unionid })[name],
    });
    const [said] = await Promise.all([activate(carl, { code: '88001' }), event]);
    expect(said).toMatchObject({ errcode: 0 });
  });

  test('who stays unknown gets nothing, and is asked to come again', async () => {
    expect(await activate(carl, { code: '88001' })).toMatchObject({ errcode: 5001 });
    expect(world.wechat.times('card/membercard/activate')).toBe(0);
  });

  test('and turns out to be somebody else is nobody', async () => {
    await onCardEvent(world.fresh(), {
      ...{ appid: ACCOUNT_APPID, fromUser: carl.accountOpenid, event: 'user_get_card' },
      createTime: Math.floor(world.now / 1000),
      field: (name) => ({ CardId: CARD, UserCardCode: '88001', UnionId: 'uSomebody' })[name],
    });
    expect(await activate(carl, { code: '88001' })).toMatchObject({ errcode: 4102 });
    expect(world.wechat.times('card/membercard/activate')).toBe(0);
  });

  test('is nobody when the caller has no unionid', async () => {
    world.wechat.unionids.set(carl.accountOpenid, '');
    const said = await world.call(carl.openid, {
      ...{ action: 'activate', activate_ticket: 'the-ticket', code: '88001', card_id: CARD },
    });
    expect(said).toMatchObject({ errcode: 4102 });
  });
});
