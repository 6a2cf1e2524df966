/** Events that the platform hands straight to the function: no signature, for nobody else can call it so, and the same afterwards. */
import { pushBy } from '../../../shared/wechat/message-push/is-push';
import { account, miniProgram, openPushWorld, START } from './push-world';

const event = {
  ToUserName: miniProgram.appid,
  FromUserName: 'oPerson1',
  CreateTime: START / 1000,
  MsgType: 'text',
  MsgId: '49d72d67b16d115e7935ac386f2f0fa41535298877_1555684067',
  Content: 'hello',
};

describe('an event of the platform', () => {
  test('is applied once, and answered with success', async () => {
    const world = openPushWorld();
    expect([await world.call(event), await world.call(event)]).toEqual(['success', 'success']);
    expect(world.handled).toMatchObject([
      { by: 'merchant', message: { appid: miniProgram.appid, fromUser: 'oPerson1' } },
    ]);
  });

  test('is answered with the fields of a reply', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: async () => 'we open at 9' };
    expect(await world.call(event)).toMatchObject({
      ToUserName: 'oPerson1',
      MsgType: 'text',
      Content: 'we open at 9',
    });
  });

  test('of virtual payments is answered with its codes', async () => {
    const world = openPushWorld();
    const goods = {
      ...event,
      MsgId: undefined,
      MsgType: 'event',
      Event: 'xpay_goods_deliver_notify',
      OutTradeNo: 'N1',
    };
    expect(await world.call(goods)).toEqual({ ErrCode: 0, ErrMsg: 'success' });
  });

  test('that could not be applied says so, and is applied when it comes again or by the timer', async () => {
    const world = openPushWorld();
    world.handlers = { merchant: () => Promise.reject(new Error('not now')) };
    expect(await world.call(event)).toEqual({ errcode: 500, errmsg: 'failed' });
    world.handlers = {};
    world.clock.advance(120_000);
    await world.timer();
    expect(world.handled).toHaveLength(1);
  });

  test('is taken without a configuration; then only the platform can bring it again', async () => {
    const world = openPushWorld();
    world.config = {};
    world.handlers = { merchant: () => Promise.reject(new Error('not now')) };
    expect(await world.call(event)).toEqual({ errcode: 500, errmsg: 'failed' });
    expect(world.messages()).toMatchObject([{ sealed: '', dueAt: undefined }]);
    world.handlers = {};
    expect(await world.call(event)).toBe('success');
    expect(world.handled).toHaveLength(1);
  });

  test.each([
    ['its address', {}, miniProgram.appid],
    [
      'the platform’s note',
      { ToUserName: 'gh_1', userInfo: { appId: account.appid, openId: 'oPerson1' } },
      account.appid,
    ],
    ['the configuration', { ToUserName: 'gh_1' }, miniProgram.appid],
  ])('is for the app of %s', async (_what, change, appid) => {
    const world = openPushWorld();
    await world.call({ ...event, ...change });
    expect(world.handled[0]?.message.appid).toBe(appid);
    expect(world.handled[0]?.message.fields).not.toHaveProperty('userInfo');
  });

  test.each([
    ['too large', { ...event, Content: 'x'.repeat(65_536) }],
    ['too deep', { ...event, a: JSON.parse('['.repeat(30) + ']'.repeat(30)) as unknown }],
    ['with a name that reaches into prototypes', { ...event, a: JSON.parse('{"__proto__":{}}') as unknown }],
  ])('%s is refused', async (_what, one) => {
    const world = openPushWorld();
    expect(await world.call(one)).toEqual({ errcode: 400, errmsg: 'malformed' });
    expect([world.stored.size, world.handled]).toEqual([0, []]);
  });
});

describe('function notify is woken by a push', () => {
  test.each<readonly [unknown, ReturnType<typeof pushBy>]>([
    [{ httpMethod: 'GET', path: '/notify/wechat/wx0000000000000001' }, 'http'],
    [{ httpMethod: 'POST', path: '/wechat/wx0000000000000001' }, 'http'],
    [{ httpMethod: 'POST', path: '/notify/wechat' }, 'http'],
    [{ httpMethod: 'POST', path: '/notify/v3' }, undefined],
    [{ httpMethod: 'POST', path: '/v3/wechat' }, undefined],
    [{ httpMethod: 'POST', path: '/notify', MsgType: 'text' }, undefined],
    [{ MsgType: 'event', Event: 'wxa_media_check' }, 'call'],
    [{ MsgType: 7 }, undefined],
    [{ Type: 'Timer' }, undefined],
    [{ returnCode: 'SUCCESS', outTradeNo: 'x' }, undefined],
    [null, undefined],
    ['text', undefined],
  ])('%j: %s', (one, by) => {
    expect(pushBy(one)).toBe(by);
  });
});
