/** The provider's sandbox of WeChat Pay v3, and the overseas paths of both: what only they know, and what they refuse. */
import * as v from 'valibot';
import {
  accountOf,
  ask,
  headersFor,
  overseasOrder,
  partnerOrder,
  type Account,
  type Answer,
} from './v3-partner-merchant';
import { matching, openWorld, type World } from './world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());

const account = (): Account => accountOf(world, 'v3sp');
const orders = '/v3/pay/partner/transactions';
const numbers = 'sp_mchid=1900000100&sub_mchid=1900000109';
const order = (change: object = {}): Promise<Answer> =>
  ask(world, 'v3sp', `${orders}/jsapi`, { ...partnerOrder(world), ...change });
const query = (words = numbers): Promise<Answer> =>
  ask(world, 'v3sp', `${orders}/out-trade-no/ORDER1?${words}`);
const event = (paySp: string, name: string, more: object = {}) =>
  world.control('sandbox', { pay_sp: paySp, out_trade_no: 'ORDER1', event: name, ...more });

describe('an order through a provider', () => {
  it('is found with both numbers, and named in full', async () => {
    expect((await order()).body).toEqual({ prepay_id: matching(/^wx/) });
    await event('v3sp', 'pay');
    expect((await query()).body).toMatchObject({
      ...{ sp_appid: account().appid, sp_mchid: '1900000100', sub_appid: 'wxcrosspaydemo0001' },
      ...{ sub_mchid: '1900000109', trade_state: 'SUCCESS', transaction_id: matching(/^4200/) },
      payer: { sub_openid: 'oPayer' },
    });
  });

  it.each<[string, object, number, string]>([
    ['of another provider', { sp_mchid: '1900000001' }, 400, 'PARAM_ERROR'],
    ['of a stranger’s sub-merchant', { sub_mchid: '1900000999' }, 403, 'NO_AUTH'],
    ['without the sub-merchant', { sub_mchid: undefined }, 400, 'PARAM_ERROR'],
    ['in a strange provider’s app', { sp_appid: 'wxbbbbbbbbbbbbbbbb' }, 400, 'APPID_MCHID_NOT_MATCH'],
    ['in an app of no sub-merchant', { sub_appid: 'wxbbbbbbbbbbbbbbbb' }, 400, 'APPID_MCHID_NOT_MATCH'],
    [
      'of the other sub-merchant in this one’s app',
      { sub_mchid: '1900000110' },
      400,
      'APPID_MCHID_NOT_MATCH',
    ],
    ['with sub_openid but without sub_appid', { sub_appid: undefined }, 400, 'PARAM_ERROR'],
    ['with a plain openid', { payer: { openid: 'o' } }, 400, 'PARAM_ERROR'],
    ['without a payer', { payer: {} }, 400, 'PARAM_ERROR'],
    [
      'in the words of a direct merchant',
      { mchid: '1900000100', appid: 'wxcrosspaydemo0001' },
      400,
      'PARAM_ERROR',
    ],
  ])('%s is refused', async (_, change, status, code) => {
    const answer = await order(change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(world.view('v3sp').payments).toHaveLength(0);
  });

  it('may be paid by the provider’s openid without a sub_appid', async () => {
    const change = { sp_appid: 'wxcrosspaydemo0001', sub_appid: undefined, payer: { sp_openid: 'oPayer' } };
    expect((await order(change)).status).toBe(200);
    await event('v3sp', 'pay');
    expect((await query()).body.payer).toEqual({ sp_openid: 'oPayer' });
  });

  it('takes its number for all sub-merchants of the provider', async () => {
    await order();
    const other = { sub_mchid: '1900000110', sub_appid: undefined, payer: { sp_openid: 'oPayer' } };
    expect((await order(other)).body.code).toBe('OUT_TRADE_NO_USED');
  });

  it('is unknown to the other sub-merchant, to a direct path and to the overseas site', async () => {
    await order();
    expect((await query('sp_mchid=1900000100&sub_mchid=1900000110')).body.code).toBe('ORDER_NOT_EXIST');
    expect((await query('sp_mchid=1900000100')).body.code).toBe('PARAM_ERROR');
    expect((await query('mchid=1900000100')).body.code).toBe('PARAM_ERROR');
    const direct = await ask(world, 'v3sp', '/v3/pay/transactions/out-trade-no/ORDER1?mchid=1900000100');
    expect(direct.status).toBe(404);
    const overseas = await ask(world, 'v3sp', `/v3/global/transactions/out-trade-no/ORDER1?${numbers}`);
    expect(overseas.body.code).toBe('ORDER_NOT_EXIST');
  });

  it('is closed with both numbers, and refunded for the sub-merchant alone', async () => {
    await order();
    const close = (body: object) => ask(world, 'v3sp', `${orders}/out-trade-no/ORDER1/close`, body);
    expect((await close({ mchid: '1900000100' })).body.code).toBe('PARAM_ERROR');
    expect((await close({ sp_mchid: '1900000100', sub_mchid: '1900000110' })).body.code).toBe(
      'ORDER_NOT_EXIST',
    );
    await event('v3sp', 'pay');
    const amount = { refund: 40, total: 100, currency: 'CNY' };
    const refund = (sub_mchid?: string) =>
      ask(world, 'v3sp', '/v3/refund/domestic/refunds', {
        ...{ out_trade_no: 'ORDER1', out_refund_no: 'R1', amount },
        ...(sub_mchid && { sub_mchid }),
      });
    expect((await refund()).body.code).toBe('PARAM_ERROR');
    expect((await refund('1900000110')).body.code).toBe('RESOURCE_NOT_EXISTS');
    expect((await refund('1900000109')).body).toMatchObject({ status: 'PROCESSING', out_refund_no: 'R1' });
    const found = (words: string) => ask(world, 'v3sp', `/v3/refund/domestic/refunds/R1${words}`);
    expect((await found('')).body.code).toBe('PARAM_ERROR');
    expect((await found('?sub_mchid=1900000110')).body.code).toBe('RESOURCE_NOT_EXISTS');
    expect((await found('?sub_mchid=1900000109')).status).toBe(200);
  });
});

describe('the overseas paths', () => {
  const at = '/v3/global/transactions';
  const take = (change: object = {}): Promise<Answer> =>
    ask(world, 'v3', `${at}/jsapi`, { ...overseasOrder(world), ...change });

  it.each<[string, object]>([
    ['without trade_type', { trade_type: undefined }],
    ['of another kind', { trade_type: 'NATIVE' }],
    ['without merchant_category_code', { merchant_category_code: undefined }],
    ['without currency', { amount: { total: 100 } }],
    ['in a currency that is not listed', { amount: { total: 100, currency: 'PLN' } }],
  ])('refuse an order %s', async (_, change) => {
    expect((await take(change)).body.code).toBe('PARAM_ERROR');
  });

  it('take it in another currency, call its number id and say the rate', async () => {
    expect((await take()).status).toBe(200);
    await event('v3', 'pay');
    const { body } = await ask(world, 'v3', `${at}/out-trade-no/ORDER1?mchid=1900000001`);
    expect(body).toMatchObject({
      ...{ trade_state: 'SUCCESS', id: matching(/^4200/) },
      amount: {
        ...{ total: 100, currency: 'EUR', payer_total: 650, payer_currency: 'CNY' },
        exchange_rate: { type: 'SETTLEMENT_RATE', rate: 650_000_000 },
      },
    });
    expect(body).not.toHaveProperty('transaction_id');
  });

  it('answer a refund without a state, and a closed one as REFUNDCLOSE', async () => {
    await take();
    await event('v3', 'pay');
    const refund = {
      ...{ appid: 'wxcrosspaydemo0001', mchid: '1900000001', out_trade_no: 'ORDER1', out_refund_no: 'R1' },
      amount: { refund: 40, total: 100, currency: 'EUR' },
    };
    const taken = await ask(world, 'v3', '/v3/global/refunds', refund);
    expect(Object.keys(taken.body)).toEqual(['id', 'out_refund_no', 'create_time', 'amount']);
    await event('v3', 'refund_fail', { refund_status: 'CLOSED' });
    const found = await ask(world, 'v3', '/v3/global/refunds/out-refund-no/R1?mchid=1900000001');
    expect(found.body.status).toBe('REFUNDCLOSE');
    const { appid: _, ...nameless } = refund;
    expect((await ask(world, 'v3', '/v3/global/refunds', nameless)).body.code).toBe('PARAM_ERROR');
  });

  it('send no notice about an abnormal refund', async () => {
    await take();
    await event('v3', 'pay');
    await ask(world, 'v3', '/v3/global/refunds', {
      ...{ appid: 'wxcrosspaydemo0001', mchid: '1900000001', out_trade_no: 'ORDER1', out_refund_no: 'R1' },
      ...{
        notify_url: 'http://127.0.0.1:7071/notify/v3',
        amount: { refund: 40, total: 100, currency: 'EUR' },
      },
    });
    await event('v3', 'refund_fail');
    expect(world.view('v3').notifications.map(({ name }) => name)).toEqual(['TRANSACTION.SUCCESS']);
  });
});

describe('a merchant who has only the public key', () => {
  const certificates = (): Promise<Answer> => ask(world, 'v3', '/v3/certificates');
  const idShape = v.object({ certificates: v.array(v.string()), public_key_id: v.string() });

  it('gets no certificates, answers and notices under the public key, until a reset or a rotation', async () => {
    expect((await certificates()).status).toBe(200);
    await event('v3', 'public_key_only');
    const refused = await certificates();
    expect([refused.status, refused.body.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    const keys = v.parse(idShape, world.view('v3').keys);
    expect(keys.certificates).toEqual([]);
    expect(refused.serial).toBe(keys.public_key_id);
    await ask(world, 'v3', '/v3/global/transactions/jsapi', overseasOrder(world));
    await event('v3', 'pay');
    expect(world.inbox[0]?.headers['Wechatpay-Serial']).toBe(keys.public_key_id);
    world.reset();
    expect((await certificates()).status).toBe(200);
    await event('v3', 'public_key_only');
    await event('v3', 'rotate_certificate');
    expect((await certificates()).status).toBe(200);
  });
});

it('a request signed by another merchant’s key is refused', async () => {
  const path = `/sandbox/v3sp${orders}/out-trade-no/ORDER1?${numbers}`;
  const stranger = { ...accountOf(world, 'v3'), mchid: account().mchid, serial_no: account().serial_no };
  const reply = await world.call(path, {
    headers: headersFor(world, stranger, { method: 'GET', url: path, body: '' }),
  });
  expect(reply.status).toBe(401);
});
