import { yabandSign } from '../../scripts/sandbox/yaband/protocol';
import { containing, matching, openWorld, type World } from './world';
import {
  ask,
  type Envelope,
  envelope,
  type Fields,
  hmac,
  linkOrder,
  miniOrder,
  post,
} from './yaband-merchant';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());

const method = 'v3.CreatePaymentsWechatMiniPay';

async function refusalOf(body: unknown): Promise<unknown> {
  const reply = await post(world, body);
  return JSON.parse(reply.text) as unknown;
}

describe('the signature', () => {
  it('is the documented HMAC over the fields sorted by name', () => {
    const fields = {
      amount: '24.99',
      currency: 'EUR',
      description: '测试 order',
      method,
      notify_url: 'https://example.com/notify/yaband',
      order_id: 'T202401010001',
      pay_method: 'online',
      sub_app_id: 'wx0000000000000001',
      sub_open_id: 'oTESTOPENID0001',
      sub_pay_method: 'WeChat Pay',
      time: '1700000000',
      timeout: '0',
      user: '016683',
    };
    const shuffled = Object.entries(fields).reverse();
    expect(yabandSign(shuffled, 'test_secret_key')).toBe(
      '509aedebd9c5ed0be6f78d62df02e04fe420f785dbfa454483e0504129e59d7e',
    );
  });

  it('sorts a name before the longer name that begins with it', () => {
    expect(
      yabandSign(
        [
          ['a1', '2'],
          ['a', '1'],
        ],
        'k',
      ),
    ).toBe(hmac({ a: 1, a1: 2 }, 'k'));
  });

  const good = (): Envelope => envelope(world, method, miniOrder);
  it.each<[string, (call: Envelope) => unknown]>([
    ['is missing', ({ sign: _, ...rest }) => rest],
    ['is empty', (call) => ({ ...call, sign: '' })],
    ['is in capitals', (call) => ({ ...call, sign: String(call.sign).toUpperCase() })],
    ['is cut short', (call) => ({ ...call, sign: String(call.sign).slice(0, -1) })],
    ['is null', (call) => ({ ...call, sign: null })],
    ['is of another method', (call) => ({ ...call, method: 'v3.CreatePayments' })],
    ['is of another moment', (call) => ({ ...call, time: Number(call.time) + 1 })],
    ['is of another amount', (call) => ({ ...call, data: { ...miniOrder, amount: '0.10' } })],
    ['does not cover an added field', (call) => ({ ...call, data: { ...miniOrder, demo: 'x' } })],
    ['is made with another key', (call) => ({ ...call, sign: hmac({ ...miniOrder }, 'other') })],
    ['leaves out the time', (call) => ({ ...call, sign: hmac({ ...miniOrder, user: '016683', method }) })],
  ])('is refused when it %s', async (_, spoil) => {
    expect(await refusalOf(spoil(good()))).toMatchObject({
      status: false,
      code: matching(/^40[01]$/),
    });
    expect(world.view('yaband').payments).toHaveLength(0);
  });
});

describe('the envelope', () => {
  it('is refused when the user is unknown', async () => {
    expect(await refusalOf({ ...envelope(world, method, miniOrder), user: '1' })).toMatchObject({
      code: '401',
    });
  });

  it.each([
    ['is not JSON', '{'],
    ['is an array', '[]'],
    ['is empty', ''],
    ['has an unknown field', { user: '016683', sign: '', method, time: 1, data: {}, extra: 1 }],
  ])('is refused when it %s', async (_, body) => {
    expect(await refusalOf(body)).toMatchObject({ status: false, code: '400' });
  });

  it('is refused as text/plain and with GET', async () => {
    const text = await world.call('/sandbox/yaband', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    });
    expect(JSON.parse(text.text)).toMatchObject({ status: false, code: '415' });
    expect(JSON.parse((await world.call('/sandbox/yaband')).text)).toMatchObject({
      status: false,
      code: '405',
    });
  });

  it.each([
    ['15 minutes old', -900, true],
    ['15 minutes and a second old', -901, false],
    ['15 minutes ahead', 900, true],
    ['more than 15 minutes ahead', 901, false],
    ['in milliseconds', 1.7e12, false],
  ])('with a time %s is taken or refused', async (_, off, taken) => {
    const time = Math.floor(world.clock.now() / 1000) + off;
    const sign = hmac({ ...miniOrder, user: '016683', method, time });
    expect(await refusalOf({ user: '016683', method, time, data: miniOrder, sign })).toMatchObject({
      status: taken,
    });
  });

  it('is refused when a data field collides with it', async () => {
    const time = Math.floor(world.clock.now() / 1000);
    const sign = hmac({ ...miniOrder, user: '016683', method, time });
    const data = { ...miniOrder, user: '016683' };
    expect(await refusalOf({ user: '016683', method, time, data, sign })).toMatchObject({ code: '400' });
  });

  it.each(['v3.Unknown', 'constructor', '__proto__'])('is refused for the method %s', async (name) => {
    expect(await ask(world, name, {})).toMatchObject({ status: false, code: '404' });
  });
});

describe('the fields of an order', () => {
  it.each(Object.keys(miniOrder).filter((name) => name !== 'timeout'))('must include %s', async (name) => {
    const { [name]: _, ...rest } = miniOrder;
    expect(await ask(world, method, rest)).toMatchObject({
      status: false,
      message: containing(name),
    });
  });

  it('may leave the timeout out', async () => {
    const { timeout: _, ...rest } = miniOrder;
    expect(await ask(world, method, rest)).toMatchObject({ status: true });
  });

  const refused: [string, Fields][] = [
    ...[
      '24.9',
      '24',
      '.99',
      '024.99',
      '24.990',
      '+24.99',
      '-1.00',
      '2e1',
      ' 24.99',
      '24,99',
      '２４.99',
      'NaN',
    ].map((amount): [string, Fields] => [`the amount ${amount}`, { amount }]),
    ['less than EUR 0.10', { amount: '0.09' }],
    ['less than CNY 1', { amount: '0.99', currency: 'CNY' }],
    ['an unknown currency', { currency: 'XXX' }],
    ['a currency in small letters', { currency: 'eur' }],
    ['WeChat Pay without its space', { sub_pay_method: 'WeChatPay' }],
    ['WeChat Pay in small letters', { sub_pay_method: 'wechat pay' }],
    ['another pay_method', { pay_method: 'offline' }],
    ['a mini-program that Yaband did not activate', { sub_app_id: 'wx0000000000000001' }],
    ['a timeout above a day', { timeout: '1441' }],
    ['a relative notify_url', { notify_url: '/notify' }],
    ['an unknown field', { colour: 'red' }],
    ['an empty field', { demo: '' }],
  ];
  it.each(refused)('are refused with %s', async (_, changes) => {
    expect(await ask(world, method, { ...miniOrder, ...changes })).toMatchObject({
      status: false,
      code: '400',
    });
  });

  it('must be text throughout', async () => {
    expect(await ask(world, method, { ...miniOrder, amount: 24.99 })).toMatchObject({ status: false });
  });

  it.each(['EUR 0.10', 'CNY 1.00'])('allow the minimum %s', async (text) => {
    const [currency = '', amount = ''] = text.split(' ');
    expect(await ask(world, method, { ...miniOrder, currency, amount })).toMatchObject({ status: true });
  });

  it('of a link take every documented spelling of a pay method and no other', async () => {
    const link = (sub_pay_method: string) =>
      ask(world, 'v3.CreatePayments', { ...linkOrder, sub_pay_method, order_id: `L-${sub_pay_method}` });
    for (const name of ['Alipay', 'iDeal', 'PAYPAL/RECURRING', 'PayPal/recurring', 'SOFORT/DIGITAL'])
      expect(await link(name)).toMatchObject({ status: true });
    expect(await link('Paypal')).toMatchObject({ status: false });
  });
});

it('a query by the merchant’s number is refused, as Yaband has none', async () => {
  const answer = await ask(world, 'v3.QueryOrder', { order_id: 'ORDER0001' });
  expect(answer).toMatchObject({ status: false, code: '400' });
});

it('a refund or trade that nobody knows is refused', async () => {
  expect(await ask(world, 'v3.QueryOrder', { trade_id: 'x' })).toMatchObject({ status: false, code: '404' });
  expect(await ask(world, 'v3.QueryRefundOrder', { refund_id: 'x' })).toMatchObject({
    status: false,
    code: '404',
  });
});
