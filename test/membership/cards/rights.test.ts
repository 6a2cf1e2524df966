/** Who may manage cards, and what the configuration needs for it. */
import { openCardWorld } from './card-world';

const CARD = 'pMember00001';

const actions = [
  ...[
    'uploadlogo',
    'createcard',
    'getcard',
    'updatecard',
    'deletecard',
    'listcards',
    'qrcode',
    'modifystock',
  ],
  ...['paycell', 'selfconsumecell', 'activateform', 'code', 'consume', 'unavailable', 'decrypt'],
  ...['submerchant', 'paygiftcard'],
];

test.each(actions)('%s is for operators, whatever is sent', async (action) => {
  const world = openCardWorld();
  expect((await world.ask(action, { card_id: CARD }, 'oCustomer')).errcode).toBe(1004);
  expect((await world.ask(action, { card_id: CARD }, '')).errcode).toBe(1003);
  expect(world.server.sent).toEqual([]);
});

test('without an official account in the configuration the error names what is missing', async () => {
  const world = openCardWorld();
  world.config = { _id: 'wechat', appid: 'wx0000000000000001' };
  const refused = await world.ask('getcard', { card_id: CARD });
  expect([refused.errcode, refused.errmsg]).toEqual([2002, expect.stringContaining('official_account')]);
});
