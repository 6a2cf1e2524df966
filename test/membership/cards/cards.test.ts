/** Looking at cards, offering them, their cells and forms. */
import { openCardWorld, type CardWorld } from './card-world';

const CARD = 'pMember00001';

function withCard(): CardWorld {
  const world = openCardWorld();
  world.server.put(CARD);
  return world;
}

test('a card is told in WeChat’s words, without what nobody documents', async () => {
  const world = withCard();
  const card = world.server.cards.get(CARD);
  if (card) Object.assign(card.card, { made_up: 1, discount: '10' });
  expect(await world.ask('getcard', { card_id: CARD })).toEqual({
    errcode: 0,
    card: {
      card_type: 'MEMBER_CARD',
      member_card: {
        prerogative: 'much',
        discount: 10,
        base_info: {
          id: CARD,
          title: 'a card',
          status: 'CARD_STATUS_VERIFY_OK',
          sku: { quantity: 100, total_quantity: 100 },
        },
      },
    },
  });
});

test('coupons that WeChat lets nobody create any more can still be looked at', async () => {
  const world = openCardWorld();
  world.server.put(CARD, 5, 'CASH');
  expect(await world.ask('getcard', { card_id: CARD })).toMatchObject({ card: { card_type: 'CASH' } });
});

test('a card of a kind that we do not know is told as far as all cards are alike', async () => {
  const world = openCardWorld();
  world.server.put(CARD, 5, 'BUS_TICKET');
  expect(await world.ask('getcard', { card_id: CARD })).toMatchObject({
    card: { card_type: 'BUS_TICKET', bus_ticket: { base_info: { sku: { quantity: 5 } } } },
  });
});

test('an unknown card is not found', async () => {
  expect((await openCardWorld().ask('getcard', { card_id: CARD })).errcode).toBe(4102);
});

test('cards are listed by page and status', async () => {
  const world = withCard();
  expect(await world.ask('listcards')).toEqual({ errcode: 0, card_id_list: [CARD], total_num: 1, notes: {} });
  await world.ask('listcards', { offset: 10, count: 5, status_list: ['CARD_STATUS_VERIFY_OK'] });
  expect(world.server.sent.map(({ body }) => body)).toEqual([
    { offset: 0, count: 50 },
    { offset: 10, count: 5, status_list: ['CARD_STATUS_VERIFY_OK'] },
  ]);
});

describe('deleting', () => {
  const api = 'card/delete';

  test('a card ends it, and twice is once', async () => {
    const world = withCard();
    world.server.fail(api, 'after');
    expect(await world.ask('deletecard', { card_id: CARD })).toEqual({ errcode: 0 });
    expect(world.server.count(api)).toBe(2);
  });

  test('a card that is gone already is done, also where WeChat refuses it', async () => {
    const world = withCard();
    await world.ask('deletecard', { card_id: CARD });
    world.server.fail(api, 40078);
    expect(await world.ask('deletecard', { card_id: CARD })).toEqual({ errcode: 0 });
  });

  test('a card that WeChat refuses to delete and that lives on is an error', async () => {
    const world = withCard();
    world.server.fail(api, 40078);
    expect((await world.ask('deletecard', { card_id: CARD })).errcode).toBe(3101);
  });

  test('a card that is not there is not found', async () => {
    expect((await openCardWorld().ask('deletecard', { card_id: CARD })).errcode).toBe(4102);
  });
});

describe('a QR code', () => {
  const body = {
    action_name: 'QR_CARD',
    expire_seconds: 1800,
    action_info: { card: { card_id: CARD, outer_str: '12b' } },
  };

  test('is made for one card', async () => {
    const world = withCard();
    expect(await world.ask('qrcode', body)).toMatchObject({
      errcode: 0,
      ticket: 'qr-ticket',
      expire_seconds: 1800,
    });
    expect(world.server.sent).toEqual([{ path: 'card/qrcode/create', body }]);
  });

  test('is made for several', async () => {
    const cards = { multiple_card: { card_list: [{ card_id: CARD }, { card_id: CARD, code: '1' }] } };
    const several = { action_name: 'QR_MULTIPLE_CARD', action_info: cards };
    expect((await withCard().ask('qrcode', several)).errcode).toBe(0);
  });

  test.each([
    [{ ...body, expire_seconds: 59 }, 'expire_seconds'],
    [{ ...body, expire_seconds: 1801 }, 'expire_seconds'],
    [{ ...body, action_name: 'QR_MULTIPLE_CARD' }, 'action_info.multiple_card'],
    [{ ...body, action_info: { card: {} } }, 'action_info.card.card_id is missing'],
    [{ ...body, action_info: {} }, 'action_info.card'],
    [{}, 'action_name is missing'],
  ])('%j is refused', async (input, says) => {
    const refused = await withCard().ask('qrcode', input);
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
  });
});

describe('quick pay and self-consume', () => {
  test('are switched', async () => {
    const world = withCard();
    const pay = { card_id: CARD, is_open: true };
    const self = { card_id: CARD, is_open: true, need_verify_cod: false, need_remark_amount: true };
    expect(await world.ask('paycell', pay)).toEqual({ errcode: 0 });
    expect(await world.ask('selfconsumecell', self)).toEqual({ errcode: 0 });
    expect(world.server.sent.map(({ body }) => body)).toEqual([pay, self]);
  });

  test.each([
    ['paycell', 'card/paycell/set', 40145],
    ['selfconsumecell', 'card/selfconsumecell/set', 45046],
  ])(
    '%s with something else in the middle of the card: the error says what excludes what',
    async (action, api, code) => {
      const world = withCard();
      world.server.fail(api, code);
      const refused = await world.ask(action, { card_id: CARD, is_open: true });
      expect([refused.errcode, refused.errmsg]).toEqual([
        3101,
        expect.stringContaining('exclude each other'),
      ]);
    },
  );

  test.each(['paycell', 'selfconsumecell'])('%s without is_open is refused', async (action) => {
    const refused = await withCard().ask(action, { card_id: CARD, is_open: 1 });
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining('is_open')]);
  });
});

describe('the form of one-click activation', () => {
  const form = {
    card_id: CARD,
    service_statement: { name: 'Rules', url: 'https://a.test' },
    required_form: {
      can_modify: false,
      common_field_id_list: ['USER_FORM_INFO_FLAG_MOBILE'],
      rich_field_list: [{ type: 'FORM_FIELD_RADIO', name: 'Hobby', values: ['tea', 'coffee'] }],
    },
    optional_form: { custom_field_list: ['Film'] },
  };

  test('is set as it was described', async () => {
    const world = withCard();
    expect(await world.ask('activateform', form)).toEqual({ errcode: 0 });
    expect(world.server.sent).toEqual([{ path: 'card/membercard/activateuserform/set', body: form }]);
  });

  test('needs one-click activation first, and the error says so', async () => {
    const world = withCard();
    world.server.fail('card/membercard/activateuserform/set', 72026);
    const refused = await world.ask('activateform', form);
    expect([refused.errcode, refused.errmsg]).toEqual([3101, expect.stringContaining('wx_activate')]);
  });

  const six = ['1', '2', '3', '4', '5', '6'];
  test.each([
    [{ card_id: CARD }, 'required_form or optional_form'],
    [{ card_id: CARD, required_form: {} }, 'must ask for something'],
    [{ card_id: CARD, required_form: { custom_field_list: six } }, 'at most 5 entries'],
    [{ card_id: CARD, required_form: { common_field_id_list: ['PHONE'] } }, 'USER_FORM_INFO_FLAG_MOBILE'],
    [{ ...form, optional_form: form.required_form }, 'asks twice for USER_FORM_INFO_FLAG_MOBILE'],
    [
      { ...form, required_form: { rich_field_list: [{ type: 'X', name: 'n', values: [] }] } },
      'FORM_FIELD_RADIO',
    ],
  ])('%j is refused', async (input, says) => {
    const refused = await withCard().ask('activateform', input);
    expect([refused.errcode, refused.errmsg]).toEqual([1002, expect.stringContaining(says)]);
  });
});
