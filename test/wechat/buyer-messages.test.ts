/** Messages that tell a buyer what became of an order: read from the configuration, and sent in the words of the merchant's template. */
import { tellBuyer } from '../../shared/wechat/messages/buyer-messages';
import { buyerMessagesOf, readBuyerMessages } from '../../shared/wechat/message-config';
import { app, openWechatWorld } from './open-api/wechat-world';

const paid = {
  template_id: 'tpl_paid',
  data: { thing1: 'goods', amount2: 'amount', character_string3: 'number', time4: 'time' },
};

const told = {
  openid: 'oPayer_1',
  number: 'CP0T1ABC',
  goods: 'Delft blue cup, Tulip bulbs, 25 pieces',
  amount: '€25.90',
  at: Date.UTC(2026, 10, 27, 20, 3, 59),
};

test('a message fills the fields of the merchant’s template and leads to the order', async () => {
  const world = openWechatWorld();
  const { paid: message } = buyerMessagesOf('wechat', { messages: { paid } });
  if (!message) throw new Error('the message was not read');
  expect(await tellBuyer(world.wechat, app, message, told)).toBe('sent');
  expect(JSON.parse(world.requests.at(-1)?.body ?? '')).toEqual({
    touser: 'oPayer_1',
    template_id: 'tpl_paid',
    page: 'pages/order/order?out_trade_no=CP0T1ABC',
    miniprogram_state: 'formal',
    lang: 'zh_CN',
    data: {
      thing1: { value: 'Delft blue cup, Tuli' },
      amount2: { value: '€25.90' },
      character_string3: { value: 'CP0T1ABC' },
      time4: { value: '2026-11-28 04:03' },
    },
  });
});

test('a buyer who did not agree is told nothing, and nobody is to blame', async () => {
  const world = openWechatWorld();
  world.answer = () => ({ errcode: 43101, errmsg: 'user refuse to accept the msg' });
  const message = { templateId: 'tpl_paid', data: { thing1: 'goods' }, page: 'pages/me/me' } as const;
  expect(await tellBuyer(world.wechat, app, message, told)).toBe('not_agreed');
});

test.each([[undefined], [null]])('without a section (%j) there are no messages', (block) => {
  expect(readBuyerMessages(block)).toEqual({ messages: {}, problems: [] });
});

test.each([
  ['on', ['messages must be an object']],
  [{ paid: 'tpl' }, ['messages.paid must be an object']],
  [{ paid: { ...paid, template_id: '' } }, ['messages.paid.template_id is missing']],
  [{ paid: { ...paid, data: {} } }, ['messages.paid.data must name the fields of the template']],
  [
    { paid: { ...paid, data: { thing1: 'title', thing2: 'goods' } } },
    ['messages.paid.data.thing1 must be one of: goods, amount, number, time'],
  ],
  [{ payed: paid }, ['messages.payed must be one of: paid, refunded, shipped']],
])('a section that is %j is refused by name', (block, problems) => {
  expect(readBuyerMessages(block).problems).toEqual(problems);
  expect(() => buyerMessagesOf('wechat', { messages: block })).toThrow(
    /CONFIG_INVALID|configuration "wechat"/,
  );
});
