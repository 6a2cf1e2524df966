/** Messages and menus against the sandbox of WeChat's server, which was written from WeChat's pages and not from this code. */
import { requestPromiseHttp } from '../../shared/adapters/http';
import { systemClock, systemRandom } from '../../shared/adapters/system';
import { HttpFailure } from '../../shared/kernel/http';
import { menusOf, type Menu } from '../../shared/wechat/menus';
import { messagesOf } from '../../shared/wechat/messages';
import { openWechat, type Wechat } from '../../shared/wechat/open-api/wechat';
import { readWechatConfig } from '../../shared/wechat/wechat-config';
import { memoryCredentials } from '../wechat/open-api/wechat-world';
import { CUSTOMER, openWorld, OPERATOR, type Result, type Running } from './running-world';

const customer = 'oDemoCustomer0001';
const follower = 'oOA_DemoCustomer0001';
const template_id = 'tulips_have_left_0001';

let running: Running;
let wechat: Wechat;
let document: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  running = await openWorld('v3');
  document = running.world.weixin.demoConfig();
  wechat = openWechat({
    http: requestPromiseHttp(),
    cloudApi: { call: () => Promise.reject(new HttpFailure('unreachable', 'not here')) },
    credentials: memoryCredentials(new Map()),
    configDocument: async (id) => (id === 'wechat' ? document : undefined),
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 3000,
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
  });
});
afterAll(async () => running.world.close());

const push = (message: Result, app = 'mini_program'): Promise<unknown> =>
  running.post('/control/weixin', { event: 'push', app, message });
const messages = (app: 'mini_program' | 'official_account') => {
  const { miniProgram, officialAccount } = readWechatConfig('wechat', document).appids;
  return messagesOf(wechat, (app === 'mini_program' ? miniProgram : officialAccount) ?? '');
};

test('a person is answered after they wrote, at most five times, and not before', async () => {
  const { customer: send } = messages('mini_program');
  const hello = { touser: customer, msgtype: 'text', text: { content: '你好' } } as const;
  expect(await send(hello)).toBe('window_over');
  await push({ MsgType: 'text', Content: 'hello', FromUserName: customer });
  const answers = [];
  for (let times = 0; times < 6; times += 1) answers.push(await send(hello));
  expect(answers).toEqual(['sent', 'sent', 'sent', 'sent', 'sent', 'too_many']);
});

test('each consent is worth one subscribe message', async () => {
  const { subscribe } = messages('mini_program');
  const data = {
    thing1: '郁金香'.repeat(8),
    amount2: '€25.90',
    time3: '2019年10月1日 15:01',
    number4: 3,
    phrase5: '配送中',
  };
  const message = { touser: customer, template_id, data, page: 'pages/order/order' };
  expect(await subscribe(message)).toBe('not_agreed');
  await running.post('/sandbox/weixin/client/subscribe', { openid: customer, tmplIds: [template_id] });
  expect([await subscribe(message), await subscribe(message)]).toEqual(['sent', 'not_agreed']);
});

test('a template message reaches followers', async () => {
  const { template } = messages('official_account');
  const message = { touser: follower, template_id, data: { thing1: 'Tulips' } };
  await push({ Event: 'unsubscribe', FromUserName: follower }, 'official_account');
  expect(await template(message)).toBe('not_reachable');
  await push({ Event: 'subscribe', FromUserName: follower }, 'official_account');
  expect(await template(message)).toBe('sent');
});

test('the menu is set, seen, narrowed for some and removed', async () => {
  const menus = menusOf(wechat, readWechatConfig('wechat', document).need('officialAccount').officialAccount);
  const menu: Menu = {
    button: [
      { type: 'click', name: '帮助', key: 'HELP' },
      { name: 'More', sub_button: [{ type: 'view', name: 'Shop', url: 'https://shop.example.com/' }] },
    ],
  };
  expect(await menus.get()).toBeUndefined();
  await menus.create(menu);
  expect(await menus.get()).toMatchObject({ menu: { button: [{ name: '帮助' }, { name: 'More' }] } });
  const id = await menus.addConditional({ ...menu, matchrule: { client_platform_type: 1 } });
  expect(id).toMatch(/^\d+$/);
  expect(await menus.tryMatch(follower)).toHaveProperty('button');
  await menus.delConditional(id);
  await menus.delete();
  expect(await menus.get()).toBeUndefined();
});

test('a buyer who agreed hears of the payment, of the refund and that WeChat was told of the goods, each once', async () => {
  const { templates } = await running.call('pay', { action: 'shop' });
  const tmplIds = Object.values(templates as Readonly<Record<string, string>>);
  expect(tmplIds).toHaveLength(3);
  await running.post('/sandbox/weixin/client/subscribe', { openid: CUSTOMER, tmplIds });
  const items = [{ goods_id: 'tulips', quantity: 1 }];
  const { out_trade_no } = await running.call('pay', { action: 'createorder', items });
  await running.call('pay', { action: 'unifiedorder', out_trade_no, pay_method: 'wechat' });
  await running.post('/control/sandbox', { pay_sp: 'v3', out_trade_no, event: 'pay' });
  await running.quiet();
  await running.call('pay', { action: 'refund', out_trade_no, refund_fee: 100 }, OPERATOR);
  await running.quiet();
  await running.post('/control/clock', { advance_ms: 120_000 });
  await running.post('/control/timer', { function: 'notify' });
  await running.quiet();
  const { follow_ups } = await running.order(String(out_trade_no));
  expect(follow_ups).toMatchObject([
    { name: 'points', state: 'entered' },
    { name: 'shipping', state: 'uploaded' },
    { name: 'messages', state: 'sent' },
  ]);
  // Each agreement is worth one message: a second one of any of them would have been refused.
  for (const template of tmplIds) {
    const data = { thing1: 'Tulips', amount2: '1.00', character_string3: 'CP1', time4: '2026-11-27 10:00' };
    expect(await messages('mini_program').subscribe({ touser: CUSTOMER, template_id: template, data })).toBe(
      'not_agreed',
    );
  }
});
