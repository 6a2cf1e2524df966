/** Events of members' cards: whatever comes, however often and in whatever order, the card ends as it is at WeChat. */
import fc from 'fast-check';
import { problemsOf } from '../../../shared/membership/members/audit';
import type { CardEvent } from '../../../shared/membership/card-event';
import { onCardEvent } from '../../../shared/membership/members/card-events';
import { syncMembers } from '../../../shared/membership/members/sync';
import { isThorough } from '../../thorough';
import type { HeldCard } from './fake-wechat';
import { ACCOUNT_APPID, anna, bert, CARD, inAccount, inProgram, MembersWorld } from './members-world';

let world: MembersWorld;
let card: HeldCard;
beforeEach(async () => {
  world = new MembersWorld();
  card = world.wechat.give({ code: '77001', openid: anna.accountOpenid });
  await world.mycard(anna.openid, { unionid: anna.unionid });
});

const SECOND = 1_780_000_000;

function push(event: string, fields: Readonly<Record<string, string>> = {}, at = SECOND): CardEvent {
  const all: Readonly<Record<string, string>> = { CardId: CARD, UserCardCode: '77001', ...fields };
  return {
    ...{ appid: ACCOUNT_APPID, fromUser: fields.FromUserName ?? anna.accountOpenid },
    ...{ createTime: at, event },
    field: (name = '') => all[name],
  };
}
const take = (...events: readonly CardEvent[]): Promise<void> =>
  events.reduce((before, event) => before.then(() => onCardEvent(world.fresh(), event)), Promise.resolve());
const sync = () => syncMembers(world.fresh(), 10);
const annas = () => world.database.standing(inProgram(anna.openid));

const got = push('user_get_card', { UnionId: anna.unionid, IsGiveByFriend: '0' });

describe('user_get_card', () => {
  test('joins the official account’s person by the unionid, and tells the card the points', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await take(got);
    expect(world.database.standing(inAccount(anna.accountOpenid)).id).toBe(annas().id);
    await sync();
    expect(card.bonus).toBe(30);
    expect(await world.mycard(anna.openid)).toMatchObject({
      card: { card_id: CARD, code: '77001', state: 'active' },
    });
  });

  test('of a card that is still to be activated tells nothing before that', async () => {
    card.isActive = false;
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await take(got);
    await sync();
    expect(world.wechat.times('card/membercard/updateuser')).toBe(0);
    card.isActive = true;
    await take(push('submit_membercard_user_info', {}, SECOND + 5));
    await sync();
    expect(card.bonus).toBe(30);
  });

  test('of a restored card makes the same membership whole again', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await take(got, push('user_del_card', {}, SECOND + 5));
    card.status = 'DELETE';
    await sync();
    expect(await world.mycard(anna.openid)).not.toHaveProperty('card');
    card.status = 'NORMAL';
    card.bonus = 0;
    await take(push('user_get_card', { UnionId: anna.unionid, IsRestoreMemberCard: '1' }, SECOND + 9));
    await sync();
    expect(card.bonus).toBe(30);
  });

  test('of a card that a friend gave takes it from the friend, whose points stay theirs', async () => {
    await take(got);
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await sync();
    card.status = 'DELETE';
    const berts = world.wechat.give({ code: '77002', openid: bert.accountOpenid });
    await world.entry({ openid: bert.openid, points: 5, record_no: 'R2' });
    await world.mycard(bert.openid, { unionid: bert.unionid });
    const given = {
      ...{ FromUserName: bert.accountOpenid, UserCardCode: '77002', UnionId: bert.unionid },
      ...{ IsGiveByFriend: '1', FriendUserName: anna.accountOpenid, OldUserCardCode: '77001' },
    };
    await take(push('user_get_card', given, SECOND + 5));
    await sync();
    expect([annas().card?.state, berts.bonus]).toEqual(['gone', 5]);
    expect(await world.mycard(anna.openid)).toMatchObject({ points: 30 });
  });

  test('of somebody who was never seen makes them a member', async () => {
    await take(push('user_get_card', { FromUserName: 'oa_New' }));
    expect(world.database.standing(inAccount('oa_New')).card?.code).toBe('77001');
  });
});

describe('an event', () => {
  test('that comes twice, or after a newer one, changes nothing in the end', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    const gone = push('user_del_card', {}, SECOND + 5);
    card.status = 'DELETE';
    await take(got, gone, got, gone, got);
    expect(annas().card?.state).toBe('gone');
    await sync();
    expect(annas().card?.state).toBe('gone');
    expect(card.bonus).toBe(0);
  });

  test('that was lost is made good by any later one about the card', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await world.mycard(anna.accountOpenid, { unionid: anna.unionid, appid: ACCOUNT_APPID });
    await take(push('user_view_card'));
    await sync();
    expect(card.bonus).toBe(30);
  });

  test('of an older card does not take the place of the newer one', async () => {
    world.wechat.give({ code: '66000', openid: anna.accountOpenid });
    await take(got);
    await sync();
    await take(
      push('user_get_card', { UserCardCode: '66000', UnionId: anna.unionid }, SECOND - 100),
      push('update_member_card', { UserCardCode: '66000' }, SECOND + 100),
    );
    expect(annas().card?.code).toBe('77001');
  });

  test('in which the card is being given away stops the telling until it comes back', async () => {
    await take(got);
    await sync();
    card.status = 'GIFTING';
    await take(push('user_gifting_card', { IsReturnBack: '0' }, SECOND + 5));
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await sync();
    expect(card.bonus).toBe(0);
    card.status = 'NORMAL';
    await take(push('user_gifting_card', { IsReturnBack: '1' }, SECOND + 9));
    await sync();
    expect(card.bonus).toBe(30);
  });

  test.each([
    ['of another card', { CardId: 'pAnother0000000001' }],
    ['without a code', { UserCardCode: '' }],
    ['of nobody', { FromUserName: '' }],
    ['of an openid that is none', { FromUserName: 'a:b' }],
  ])('%s is left alone', async (_what, fields) => {
    const before = JSON.stringify([...world.database.members]);
    await take(push('user_get_card', fields));
    expect(JSON.stringify([...world.database.members])).toBe(before);
  });

  test('to another account, or of a shop without members, is left alone', async () => {
    const before = JSON.stringify([...world.database.members]);
    await onCardEvent(world.fresh(), { ...got, appid: 'wx00000000000000ff' });
    world.configs.set('wechat', { official_account: { appid: ACCOUNT_APPID } });
    world.now += 10;
    await take(got);
    expect(JSON.stringify([...world.database.members])).toBe(before);
  });

  test('that is no business of members is left alone', async () => {
    const before = JSON.stringify([...world.database.members]);
    await take(push('user_consume_card'), push('toString'), push('card_pass_check'));
    expect(JSON.stringify([...world.database.members])).toBe(before);
  });
});

describe('update_member_card', () => {
  test('that is the echo of what we told is looked at once, and tells nothing again', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await take(got);
    await sync();
    await take(push('update_member_card', { ModifyBonus: '30' }, SECOND + 5));
    await sync();
    world.now += 3_600_000;
    expect(await sync()).toMatchObject({ looked: 0 });
    expect(world.wechat.times('card/membercard/updateuser')).toBe(1);
  });

  test('that somebody else caused is told over: the ledger says what the member has', async () => {
    await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
    await take(got);
    await sync();
    card.bonus = 999;
    await take(push('update_member_card', { ModifyBonus: '969' }, SECOND + 5));
    await sync();
    expect(card.bonus).toBe(30);
    expect(world.database.totals(inProgram(anna.openid)).points).toBe(30);
  });
});

test('user_view_card lets what waits after a failure be told at once, and asks nothing else', async () => {
  await take(got);
  await sync();
  const asked = world.wechat.asked.length;
  await take(push('user_view_card', {}, SECOND + 5));
  await sync();
  expect(world.wechat.asked).toHaveLength(asked);
  await world.entry({ openid: anna.openid, points: 30, record_no: 'R1' });
  world.wechat.fault = () => 'busy';
  await sync();
  world.wechat.fault = () => undefined;
  await take(push('user_view_card', {}, SECOND + 6));
  await sync();
  expect(card.bonus).toBe(30);
});

test('user_pay_from_pay_cell earns points for the payment, once', async () => {
  await take(got);
  const paid = push(
    'user_pay_from_pay_cell',
    { TransId: '4200001', Fee: '2590', OriginalFee: '3000' },
    SECOND + 5,
  );
  await take(paid, paid);
  await sync();
  expect(card.bonus).toBe(25);
  expect(problemsOf(world.allEntries())).toEqual([]);
  await take(push('user_pay_from_pay_cell', { TransId: 'x y', Fee: '100' }));
  await take(push('user_pay_from_pay_cell', { TransId: '4200002', Fee: '-1' }));
  expect(world.allEntries()).toHaveLength(1);
});

test('events in any order and number end with the card as it is at WeChat', async () => {
  const events = [
    got,
    push('user_gifting_card', { IsReturnBack: '0' }, SECOND + 2),
    push('user_gifting_card', { IsReturnBack: '1' }, SECOND + 3),
    push('user_del_card', {}, SECOND + 4),
    push('user_get_card', { UnionId: anna.unionid, IsRestoreMemberCard: '1' }, SECOND + 5),
    push('submit_membercard_user_info', {}, SECOND + 6),
    push('update_member_card', {}, SECOND + 7),
    push('user_view_card', {}, SECOND + 8),
  ];
  const some = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 12 });
  const status = fc.constantFrom('NORMAL' as const, 'GIFTING' as const, 'DELETE' as const);
  await fc.assert(
    fc.asyncProperty(some, status, fc.boolean(), async (mixed, ends, areAtOnce) => {
      world = new MembersWorld();
      await world.entry(
        { openid: anna.accountOpenid, points: 30, record_no: 'R1' },
        { appid: ACCOUNT_APPID },
      );
      card = world.wechat.give({ code: '77001', openid: anna.accountOpenid, status: ends });
      // What was busy WeChat pushes again.
      if (areAtOnce) await Promise.all(mixed.map((event) => take(event).catch(() => take(event))));
      else await take(...mixed);
      // Whatever came: one more event about the card is enough.
      await take(push('submit_membercard_user_info', {}, SECOND + 9));
      await sync();
      const { state } = world.database.standing(inAccount(anna.accountOpenid)).card ?? {};
      const expected = { NORMAL: 'active', GIFTING: 'gifting', DELETE: 'gone' } as const;
      expect([state, card.bonus]).toEqual([expected[ends], ends === 'NORMAL' ? 30 : 0]);
    }),
    { numRuns: isThorough ? 100 : 40 },
  );
});
