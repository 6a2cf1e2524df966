/**
 * What WeChat pushes, end to end: its sandbox signs, encrypts and repeats, and the built function takes it over HTTP or as the platform
 * calls it.
 */
import type { Doc } from '../../scripts/local-cloud/database/document';
import { openWorld, paidOrder, type Result, type Running } from './running-world';

let running: Running;

beforeAll(async () => {
  running = await openWorld('v3');
});
afterAll(async () => running.world.close());

const weixin = async (event: Result): Promise<Result> => {
  const { status, body } = await running.post('/control/weixin', event);
  if (status !== 200) throw new Error(`the sandbox refused the event: ${JSON.stringify(body)}`);
  await running.world.weixin.idle();
  return body.result as Result;
};
const push = (message: Result, more: Result = {}): Promise<Result> =>
  weixin({ event: 'push', message, ...more });
const pushes = (): Promise<readonly Doc[]> => running.world.cloud.database.find('wechat_pushes');
const logged = (...words: readonly string[]): number =>
  running.world.cloud.logs.entries().filter(({ text }) => words.every((word) => text.includes(word))).length;

test.each(['mini_program', 'official_account'])(
  'the address of the %s passes the console’s check, and only with the right token',
  async (app) => {
    expect(await weixin({ event: 'url_check', app })).toMatchObject({ passed: true });
    expect(await weixin({ event: 'url_check', app, forged: true })).toMatchObject({
      passed: false,
      status: 401,
    });
  },
);

test('a person’s message reaches the merchant’s file once, whatever its format, and however often it comes', async () => {
  for (const [n, format] of ['json', 'xml'].entries()) {
    const message = { MsgType: 'text', Content: 'hello', MsgId: `2468101214161820${n}` };
    expect(await push(message, { format, duplicate: 5 })).toMatchObject({ state: 'delivered' });
  }
  await weixin({ event: 'replay' });
  expect(logged('"onMessage"', '"text"')).toBe(2);
  expect(await pushes()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
});

test.each(['signature', 'unsigned', 'appid', 'tampered', 'clear'])(
  'a forged push (%s) is refused with 401, and nothing is stored',
  async (forged) => {
    const before = await pushes();
    const message = { Event: 'subscribe' };
    expect(await push(message, { forged })).toMatchObject({ status: 401 });
    expect(await push(message, { forged, app: 'official_account' })).toMatchObject({ status: 401 });
    expect(await pushes()).toEqual(before);
  },
);

test('a push that was signed an hour ago is taken, and one of last month is refused', async () => {
  const before = await pushes();
  const message = { MsgType: 'text', MsgId: '300', Content: 'late' };
  expect(await push(message, { age_s: 3600 })).toMatchObject({ status: 200 });
  expect(await push({ ...message, MsgId: '301' }, { age_s: 30 * 86_400 })).toMatchObject({ status: 401 });
  expect(await pushes()).toHaveLength(before.length + 1);
});

test('an order hears that WeChat settled its payment', async () => {
  const outTradeNo = await paidOrder(running, 'v3');
  const { transaction_id } = await running.order(outTradeNo);
  const settlement = {
    Event: 'trade_manage_order_settlement',
    transaction_id,
    merchant_trade_no: outTradeNo,
    pay_time: 1,
  };
  await push({ ...settlement, settlement_time: 2, confirm_receive_method: 1 });
  const asked = await running.call('pay', { action: 'queryorder', out_trade_no: outTradeNo });
  expect(asked).toMatchObject({ errcode: 0, shipping: 'confirmed' });
});

test('an event of cards reaches them', async () => {
  const message = { Event: 'card_not_pass_check', CardId: 'pDemoCard0000001', RefuseReason: 'unclear' };
  expect(await push(message, { app: 'official_account' })).toMatchObject({ state: 'delivered' });
  const notes = await running.world.cloud.database.find('card_notes');
  expect(JSON.stringify(notes)).toContain('unclear');
});

test('virtual goods that nobody delivers are not acknowledged, and WeChat asks again', async () => {
  const answer = await push({
    Event: 'xpay_goods_deliver_notify',
    OpenId: 'o1',
    OutTradeNo: 'GOODS1',
    Env: 0,
  });
  expect(answer).toMatchObject({ state: 'pending' });
  expect(logged('push_handler_failed', 'xpay_goods_deliver_notify')).toBeGreaterThan(0);
});

test('an event that the platform hands over is taken; a client that pretends to be it is refused', async () => {
  const event = {
    MsgType: 'event',
    Event: 'wxa_media_check',
    FromUserName: 'o1',
    ToUserName: 'gh_1',
    CreateTime: 1,
    trace_id: 't1',
  };
  const { functions } = running.world.cloud;
  expect((await functions.invoke('notify', event, { source: 'wx_trigger' })).result).toBe('success');
  expect(logged('"onMessage"', 'wxa_media_check')).toBe(1);
  const before = await pushes();
  expect(await running.call('notify', { ...event, trace_id: 't2' })).toMatchObject({ errcode: 403 });
  expect(await pushes()).toEqual(before);
});

test('the timer goes on with what is not done', async () => {
  const { database } = running.world.cloud;
  const waiting = await database.find('wechat_pushes', { what: 'xpay_goods_deliver_notify' });
  expect(waiting).toMatchObject([{ state: 'received' }]);
  const attempts = Number(waiting[0]?.attempts);
  await running.post('/control/clock', { advance_ms: 3_600_000 });
  await running.post('/control/timer', { function: 'notify' });
  const [after] = await database.find('wechat_pushes', { what: 'xpay_goods_deliver_notify' });
  expect(Number(after?.attempts)).toBeGreaterThan(attempts);
});
