/** Cards in people's wallets and their codes, at the sandbox of WeChat's server API. */
import { signatureOf } from '../../scripts/sandbox/weixin/card-ext';
import { containing, holding, matching } from './world';
import { approved, imported, member, ownCodes, ticket } from './weixin-card-bodies';
import { added, card, cardSignature, couponId, events, memberCardId, offer, ticketOf } from './weixin-wallet';
import { anna, bert, type Fields, mini, openWeixinWorld, type WeixinWorld } from './weixin-world';

let world: WeixinWorld;
beforeAll(async () => (world = await openWeixinWorld()));
beforeEach(() => world.reset());
afterAll(() => world.close());

const minute = 60_000;

describe('the signature of a card offer', () => {
  const published = { timestamp: '1404896688', code: '1434008071', openid: '', nonce_str: '123' };
  const apiTicket = 'ojZ8YtyVyr30HheH3CM73y7h4jJE';
  const id = 'pjZ8Yt1XGILfi-FUsewpnnolGgZk';

  // WeChat documentation, card documents, appendix 4; the others by the same rule.
  it.each([
    [published, 'f137ab68b7f8112d20ee528ab6074564e2796250'],
    [{ ...published, code: '' }, '11056a0835078caa4d82a948a416875f66af4283'],
    [{ ...published, openid: 'oABCDxyz_-0123' }, '03163616a6e34b452fc7cd3c613600e43e96c95d'],
  ])('of %j is the published one', (ext, expected) => {
    expect(signatureOf(apiTicket, id, ext)).toBe(expected);
    expect(cardSignature(apiTicket, id, ...Object.values(ext))).toBe(expected);
  });
});

describe('on the phone', () => {
  it('a card that is offered with a good signature is added, and the event tells', async () => {
    const code = await added(world, { cardId: couponId, outer_str: 'poster' });
    expect(code).toMatch(/^\d{12}$/);
    expect(await events(world)).toEqual([
      holding({
        ToUserName: 'gh_crosspaydemo',
        FromUserName: anna.account,
        Event: 'user_get_card',
        CardId: couponId,
        UserCardCode: code,
        OuterStr: 'poster',
        IsGiveByFriend: 0,
        IsRestoreMemberCard: 0,
        UnionId: anna.unionid,
      }),
    ]);
  });

  it('the code comes encrypted, and a code in clear cannot be decrypted', async () => {
    const cardList = [await offer(world)];
    const reply = await world.client('card/add', { openid: anna.mini, cardList });
    const [one] = reply.cardList as { code: string }[];
    expect(one).toMatchObject({
      cardId: memberCardId,
      isSuccess: true,
      code: matching(/^[0-9A-Za-z+/]+=*$/),
    });
    const { code } = await card(world, 'code/decrypt', { encrypt_code: one?.code });
    expect(await card(world, 'code/decrypt', { encrypt_code: code })).toMatchObject({ errcode: 40075 });
    const open = (asked: unknown) =>
      world.client('card/open', { openid: anna.mini, cardId: memberCardId, code: asked });
    expect(await open(one?.code)).toEqual({ errMsg: containing('openCard:fail') });
    expect(await open(code)).toEqual({ errMsg: 'openCard:ok' });
    expect((await events(world)).at(-1)).toMatchObject({ Event: 'user_view_card', UserCardCode: code });
  });

  it.each([
    ['no ticket at all', async () => 'nothing', '签名错误'],
    ['a jsapi ticket', async () => ticketOf(world, 'jsapi'), 'jsapi'],
    ['a ticket of the mini-program', async () => ticketOf(world, 'wx_card', mini), 'mini-program'],
  ])('a signature with %s is refused', async (_what, make, said) => {
    const cardList = [await offer(world, { ticket: await make() })];
    const reply = await world.client('card/add', { openid: anna.mini, cardList });
    expect(reply).toMatchObject({ errMsg: containing(said), cardList: [{ isSuccess: false }] });
    expect(await events(world)).toEqual([]);
  });

  it('a signature holds as long as its ticket', async () => {
    const ticket = await ticketOf(world);
    await world.pass(120 * minute);
    const cardList = [await offer(world, { ticket })];
    const reply = await world.client('card/add', { openid: anna.mini, cardList });
    expect(reply.errMsg).toEqual(containing('签名错误'));
  });

  it('a nonce works once', async () => {
    const add = async (openid: string): Promise<unknown> =>
      (await world.client('card/add', { openid, cardList: [await offer(world, { nonce_str: 'same' })] }))
        .errMsg;
    expect(await add(anna.mini)).toBe('addCard:ok');
    expect(await add(bert.mini)).toEqual(containing('nonce_str was used before'));
  });

  it('a card that is bound to a person goes to that person only', async () => {
    const id = await approved(world, member({}, { bind_openid: true }));
    const add = async (given: { openid?: string }): Promise<unknown> =>
      (
        await world.client('card/add', {
          openid: anna.mini,
          cardList: [await offer(world, { cardId: id, ...given })],
        })
      ).errMsg;
    expect(await add({})).toEqual(containing('40112'));
    expect(await add({ openid: bert.account })).toEqual(containing('40146'));
    expect(await add({ openid: anna.account })).toBe('addCard:ok');
    const free = [await offer(world, { openid: anna.account })];
    expect((await world.client('card/add', { openid: anna.mini, cardList: free })).errMsg).toEqual(
      containing('40112'),
    );
  });

  it('a deleted coupon is gone; a deleted member card comes back with its code', async () => {
    const coupon = await added(world, { cardId: couponId });
    await world.control({ event: 'card_deleted', code: coupon });
    expect(await card(world, 'code/get', { code: coupon })).toMatchObject({ errcode: 40127 });
    const code = await added(world);
    await world.control({ event: 'card_deleted', openid: anna.mini, card_id: memberCardId });
    expect(await added(world)).toBe(code);
    expect((await events(world)).at(-1)).toMatchObject({ IsRestoreMemberCard: 1, UserCardCode: code });
  });

  it('a card given to a friend has a new code; the old one is unknown from then on', async () => {
    const code = await added(world, { cardId: couponId });
    const given = (await world.control({ event: 'card_given', code, to: bert.mini })).body.result as Fields;
    expect(given).toMatchObject({ openid: bert.account });
    expect(await events(world)).toEqual([
      holding({ Event: 'user_get_card' }),
      holding({ Event: 'user_gifting_card', UserCardCode: code, FriendUserName: bert.account }),
      holding({ Event: 'user_get_card', IsGiveByFriend: 1, OldUserCardCode: code, UserCardCode: given.code }),
    ]);
    expect(await card(world, 'code/get', { code, check_consume: false })).toMatchObject({
      can_consume: false,
      user_card_status: 'GIFT_SUCC',
    });
  });
});

describe('a code', () => {
  it('is consumed once, and then says so', async () => {
    const code = await added(world, { cardId: couponId });
    expect(await card(world, 'code/get', { code })).toMatchObject({
      openid: anna.account,
      can_consume: true,
      user_card_status: 'NORMAL',
      card: { card_id: couponId },
    });
    expect(await card(world, 'code/consume', { code })).toEqual({
      errcode: 0,
      errmsg: 'ok',
      card: { card_id: couponId },
      openid: anna.account,
    });
    expect(await card(world, 'code/consume', { code })).toMatchObject({ errcode: 40099 });
    expect(await card(world, 'code/get', { code })).toMatchObject({ errcode: 40099 });
    expect(await card(world, 'code/get', { code, check_consume: false })).toMatchObject({
      errcode: 0,
      can_consume: false,
      user_card_status: 'CONSUMED',
    });
    const consumed = (await events(world)).filter(({ Event }) => Event === 'user_consume_card');
    expect(consumed).toEqual([holding({ UserCardCode: code, ConsumeSource: 'FROM_API' })]);
  });

  it('may be consumed by staff, without the merchant’s system', async () => {
    const code = await added(world, { cardId: couponId });
    await world.control({ event: 'card_consumed', code });
    expect((await events(world)).at(-1)).toMatchObject({ ConsumeSource: 'FROM_MP' });
    expect((await world.control({ event: 'card_consumed', code })).status).toBe(404);
  });

  it('of a member is not used up', async () => {
    expect(await card(world, 'code/consume', { code: await added(world) })).toMatchObject({ errcode: 45030 });
  });

  it('that is unknown, disabled or over is refused', async () => {
    expect(await card(world, 'code/consume', { code: '000000000000' })).toMatchObject({ errcode: 40056 });
    expect(await card(world, 'code/consume', { code: '0'.repeat(21) })).toMatchObject({ errcode: 40056 });
    const code = await added(world, { cardId: couponId });
    expect(await card(world, 'code/unavailable', { code, reason: 'lost' })).toMatchObject({ errcode: 0 });
    expect(await card(world, 'code/unavailable', { code, reason: 'lost' })).toMatchObject({ errcode: 0 });
    expect(await card(world, 'code/consume', { code })).toMatchObject({ errcode: 40127 });
    const late = await added(world, { cardId: couponId }, bert.mini);
    await world.pass(366 * 24 * 60 * minute);
    expect(await card(world, 'code/consume', { code: late })).toMatchObject({ errcode: 40127 });
  });

  it('of the merchant’s own is signed into the offer, named with its card, and can be changed', async () => {
    const id = await approved(world, ticket(ownCodes));
    const code = await added(world, { cardId: id, code: 'A-1' });
    expect(code).toBe('A-1');
    expect(await card(world, 'code/get', { code })).toMatchObject({ errcode: 40056 });
    expect(await card(world, 'code/update', { code, card_id: id, new_code: 'A-2' })).toMatchObject({
      errcode: 0,
    });
    expect(await card(world, 'code/get', { code, card_id: id })).toMatchObject({ errcode: 40056 });
    expect(await card(world, 'code/consume', { code: 'A-2', card_id: id })).toMatchObject({ errcode: 0 });
  });

  it('may be imported, a hundred at a time, and is handed out in turn', async () => {
    const id = await approved(world, ticket(imported));
    const deposit = (code: string[]) => card(world, 'code/deposit', { card_id: id, code });
    expect(await deposit(['c1', 'c2'])).toMatchObject({ errcode: 0, succ_code: ['c1', 'c2'] });
    expect(await deposit(['c2', 'x'.repeat(21), 'c3'])).toMatchObject({
      succ_code: ['c3'],
      duplicate_code: ['c2'],
      fail_code: ['x'.repeat(21)],
    });
    expect(await deposit(['c4', 'c4'])).toMatchObject({ errcode: 40111 });
    expect(await deposit([])).toMatchObject({ errcode: 40110 });
    expect(await deposit(Array.from({ length: 101 }, String))).toMatchObject({ errcode: 40109 });
    expect(await card(world, 'code/getdepositcount', { card_id: id })).toMatchObject({ count: 3 });
    expect(await card(world, 'modifystock', { card_id: id, reduce_stock_value: 1 })).toMatchObject({
      errcode: 40136,
    });
    expect(await added(world, { cardId: id })).toBe('c1');
    expect(await card(world, 'code/checkcode', { card_id: id, code: ['c1', 'c9'] })).toMatchObject({
      exist_code: ['c1'],
      not_exist_code: ['c9'],
    });
    expect(await card(world, 'code/deposit', { card_id: couponId, code: ['a'] })).toMatchObject({
      errcode: 40136,
    });
  });
});

it('the cards of a person are those in force', async () => {
  const coupon = await added(world, { cardId: couponId });
  const code = await added(world);
  const list = (more: Fields = {}) => card(world, 'user/getcardlist', { openid: anna.account, ...more });
  expect(await list()).toMatchObject({
    card_list: [
      { code: coupon, card_id: couponId },
      { code, card_id: memberCardId },
    ],
  });
  await card(world, 'code/consume', { code: coupon });
  expect(await list()).toMatchObject({ card_list: [{ code }], has_share_card: false });
  expect(await list({ card_id: couponId })).toMatchObject({ card_list: [] });
  expect(await list({ openid: anna.mini })).toMatchObject({ errcode: 40003 });
});
