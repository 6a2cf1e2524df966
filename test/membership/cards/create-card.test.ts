/** Creating and changing cards: WeChat's fields and limits, what excludes what, and kinds that WeChat has closed. */
import { openCardWorld } from './card-world';
import { baseInfo, memberCard, memberWith, openCards, ticketBase } from './card-bodies';

const pays = { swipe_card: { is_swipe_card: true } };
const deposit = 'GET_CUSTOM_CODE_MODE_DEPOSIT';
const backwards = {
  type: 'DATE_TYPE_FIX_TIME_RANGE',
  begin_timestamp: 1_790_000_000,
  end_timestamp: 1_780_000_000,
};

describe('createcard', () => {
  test.each(Object.entries(openCards))('%s is created as it was described', async (kind, card) => {
    const world = openCardWorld();
    const body = { card: { card_type: kind, [kind.toLowerCase()]: card } };
    expect(await world.ask('createcard', body)).toMatchObject({
      errcode: 0,
      card_id: expect.stringMatching(/^pCreated/) as unknown,
    });
    expect(world.server.sent).toEqual([{ path: 'card/create', body }]);
  });

  test('what WeChat does not document is not sent on', async () => {
    const world = openCardWorld();
    await world.ask('createcard', memberWith({ made_up: 1, groupon: {} }, { made_up: { deep: true } }));
    expect(JSON.stringify(world.server.sent)).not.toContain('made_up');
    expect(JSON.stringify(world.server.sent)).not.toContain('groupon');
  });

  test.each(['GROUPON', 'CASH', 'DISCOUNT', 'GIFT', 'GENERAL_COUPON'])(
    '%s is refused before any call, and the error says since when and what still works',
    async (kind) => {
      const world = openCardWorld();
      const refused = await world.ask('createcard', { card: { card_type: kind } });
      expect(refused.errcode).toBe(2003);
      expect(refused.errmsg).toMatch(/2021-04-01.*read, consumed/);
      expect(world.server.sent).toEqual([]);
    },
  );

  test('a lost answer is unknown, says where to look, and nothing is sent a second time', async () => {
    const world = openCardWorld();
    world.server.fail('card/create', 'after');
    const lost = await world.ask('createcard', memberWith({}));
    expect(lost.errcode).toBe(3102);
    expect(lost.errmsg).toContain('listcards');
    expect(world.server.count('card/create')).toBe(1);
  });

  test.each([72016, 45160, 73215])(
    'WeChat’s code %i says that this is closed to the account',
    async (code) => {
      const world = openCardWorld();
      world.server.fail('card/create', code);
      const refused = await world.ask('createcard', memberWith({}));
      expect([refused.errcode, refused.errmsg]).toEqual([2003, expect.stringContaining(String(code))]);
    },
  );

  test('everything that is wrong is named at once', async () => {
    const world = openCardWorld();
    const refused = await world.ask('createcard', {
      card: {
        card_type: 'MEMBER_CARD',
        member_card: {
          ...memberCard,
          supply_bonus: 'yes',
          base_info: { ...baseInfo, title: '会'.repeat(10), color: 'red', notice: undefined },
        },
      },
    });
    expect(refused.errcode).toBe(1002);
    for (const says of [
      'base_info.title',
      'base_info.color',
      'base_info.notice',
      'member_card.supply_bonus',
    ]) {
      expect(refused.errmsg).toContain(says);
    }
    expect(world.server.sent).toEqual([]);
  });

  const at = 'card.member_card';
  test.each([
    ['no kind', { card: {} }, 'card.card_type'],
    ['an unknown kind', { card: { card_type: 'BUS' } }, 'card.card_type must be one of'],
    ['no card', {}, 'card is missing'],
    ['no part of its own', { card: { card_type: 'MEMBER_CARD' } }, `${at} is missing`],
    ['no way of activation', memberWith({ wx_activate: false }), 'exactly one of'],
    ['two ways of activation', memberWith({ auto_activate: true }), 'auto_activate and wx_activate'],
    [
      'activation here and there',
      memberWith({ activate_url: 'https://a.test' }),
      'wx_activate and activate_url',
    ],
    ['a page without its mini-program', memberWith({ activate_app_brand_pass: 'p' }), 'go together'],
    [
      'a jump without one-click',
      memberWith({ wx_activate_after_submit_url: 'u' }),
      'wx_activate_after_submit',
    ],
    ['payment and a center button', memberWith({}, { center_title: 'a', pay_info: pays }), 'center button'],
    [
      'all stores and some',
      memberWith({}, { use_all_locations: true, location_id_list: [1] }),
      'either use_all',
    ],
    ['no stock', memberWith({}, { sku: { quantity: 0 } }), 'sku.quantity'],
    ['too much stock', memberWith({}, { sku: { quantity: 100_000_001 } }), 'sku.quantity'],
    ['half a card', memberWith({}, { sku: { quantity: 1.5 } }), 'sku.quantity'],
    [
      'imported codes that are not its own',
      memberWith({}, { get_custom_code_mode: deposit }),
      'use_custom_code',
    ],
    ['a title of ten Chinese characters', memberWith({}, { title: '会'.repeat(10) }), 'at most 27 bytes'],
    ['a brand of 37 bytes', memberWith({}, { brand_name: 'a'.repeat(37) }), 'at most 36 bytes'],
    ['half a character', memberWith({}, { title: 'a\ud800' }), 'half a character'],
    ['an empty notice', memberWith({}, { notice: '' }), 'notice must not be empty'],
    ['an unknown color', memberWith({}, { color: 'Color999' }), 'Color010'],
    ['a type of dates', memberWith({}, { date_info: { type: 1 } }), 'DATE_TYPE_FIX_TERM'],
    ['dates that end before they begin', memberWith({}, { date_info: backwards }), 'must end after'],
    [
      'dates in milliseconds',
      memberWith({}, { date_info: { ...backwards, end_timestamp: 1.8e12 } }),
      'end_timestamp',
    ],
    ['a field with no name', memberWith({ custom_field1: { url: 'u' } }), 'name_type or name'],
    [
      'a level that WeChat does not know',
      memberWith({ custom_field1: { name_type: 'LEVEL' } }),
      'FIELD_NAME_TYPE_LEVEL',
    ],
    ['a discount of 101 percent', memberWith({ discount: 101 }), 'discount must be a whole number'],
    ['cents of a fen', memberWith({ bonus_rule: { cost_money_unit: 0.5 } }), 'cost_money_unit'],
    [
      'a cell without a link',
      memberWith({ custom_cell1: { name: 'x' } }),
      'custom_cell1 must lead somewhere',
    ],
    ['a mini-program by name', memberWith({}, { center_app_brand_user_name: 'shop' }), 'gh_'],
  ])('%s is refused', async (_, body, says) => {
    const world = openCardWorld();
    const refused = await world.ask('createcard', body);
    expect(refused.errcode).toBe(1002);
    expect(refused.errmsg).toContain(says);
    expect(world.server.sent).toEqual([]);
  });

  test('a ticket must end someday', async () => {
    const card = { base_info: { ...ticketBase, date_info: { type: 'DATE_TYPE_PERMANENT' } }, detail: 'x' };
    const refused = await openCardWorld().ask('createcard', {
      card: { card_type: 'MOVIE_TICKET', movie_ticket: card },
    });
    expect(refused.errmsg).toContain('must end');
  });

  test('limits are counted in WeChat’s unit: twelve Chinese characters are 36 bytes', async () => {
    const world = openCardWorld();
    const body = memberWith(
      {},
      { brand_name: '会'.repeat(12), title: '会'.repeat(9), notice: '会'.repeat(16) },
    );
    expect((await world.ask('createcard', body)).errcode).toBe(0);
  });

  test('a card whose codes are imported begins with none', async () => {
    const base = { sku: { quantity: 0 }, use_custom_code: true, get_custom_code_mode: deposit };
    expect((await openCardWorld().ask('createcard', memberWith({}, base))).errcode).toBe(0);
  });

  test.each([
    { wx_activate: false, auto_activate: true },
    { wx_activate: false, activate_url: 'https://a.test' },
  ])('one way of activation is enough: %j', async (fields) => {
    expect((await openCardWorld().ask('createcard', memberWith(fields))).errcode).toBe(0);
  });
});

describe('updatecard', () => {
  const CARD = 'pMember00001';

  test('what is to be different is sent, and the answer says whether WeChat looks at it again', async () => {
    const world = openCardWorld();
    world.server.put(CARD);
    const body = { card_id: CARD, member_card: { base_info: { notice: 'New' }, prerogative: 'More' } };
    expect(await world.ask('updatecard', body)).toEqual({ errcode: 0, send_check: true });
    expect(world.server.sent).toEqual([{ path: 'card/update', body }]);
  });

  test.each([
    ['no card_id', { member_card: { prerogative: 'x' } }, 'card_id is missing'],
    ['no part', { card_id: CARD }, 'exactly one of'],
    [
      'two parts',
      { card_id: CARD, member_card: { prerogative: 'x' }, gift: { gift: 'y' } },
      'exactly one of',
    ],
    ['nothing to change', { card_id: CARD, member_card: {} }, 'must name what is to be different'],
    ['nothing in its base', { card_id: CARD, member_card: { base_info: {} } }, 'must name what'],
    ['the stock', { card_id: CARD, member_card: { base_info: { sku: { quantity: 5 } } } }, 'modifystock'],
    ['the brand', { card_id: CARD, member_card: { base_info: { brand_name: 'B' } } }, 'cannot be changed'],
    [
      'its codes',
      { card_id: CARD, member_card: { base_info: { use_custom_code: true } } },
      'cannot be changed',
    ],
    [
      'two activations',
      { card_id: CARD, member_card: { auto_activate: true, wx_activate: true } },
      'at most one',
    ],
  ])('%s is refused', async (_, body, says) => {
    const world = openCardWorld();
    const refused = await world.ask('updatecard', body);
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
    expect(world.server.sent).toEqual([]);
  });

  test('a coupon that was created before they were closed can still be changed', async () => {
    const world = openCardWorld();
    world.server.put(CARD, 5, 'GIFT');
    expect(
      (await world.ask('updatecard', { card_id: CARD, gift: { base_info: { notice: 'n' } } })).errcode,
    ).toBe(0);
  });

  test.each([
    [40100, 'only be widened'],
    [40135, 'cannot be taken back'],
    [40078, 'audit'],
  ])('WeChat’s code %i is explained', async (code, says) => {
    const world = openCardWorld();
    world.server.fail('card/update', code);
    const refused = await world.ask('updatecard', { card_id: CARD, member_card: { prerogative: 'x' } });
    expect([refused.errcode, refused.errmsg]).toEqual([3101, expect.stringContaining(says)]);
  });
});
