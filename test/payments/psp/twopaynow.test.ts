/** 2PayNow's own rules: the weak signature, names that only the manual tells, QR links, and refunds told by their sum. */
import { Secret } from '../../../shared/kernel/secret';
import { signMd5KeyAppended } from '../../../shared/codecs/sorted-params';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields } from '../../../shared/kernel/fields';
import { twoPayNow } from '../../../shared/payments/psp/twopaynow';
import type { Report } from '../../../shared/payments/order/facts';
import { notice, PAYMENT_NOTICE, twoPayNow as fixture } from '../../fixtures/2paynow';

type TwoPayNowAccount = Account<typeof twoPayNow.fields>;

function accountWith(change: Readonly<Record<string, unknown>> = {}): TwoPayNowAccount {
  const read = readFields(twoPayNow.fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return {
    paySp: '2paynow',
    configId: 'payment',
    config: read.values,
    endpoint: 'https://www.2paynow.com/zhifu/mc_itf',
    notifyUrl: fixture.notifyUrl,
  };
}

const account = accountWith();
const bare = accountWith({ functions: undefined, fields: undefined });
const { env } = fixture;

const asked = (request: { readonly url: string } | undefined): Record<string, string> =>
  Object.fromEntries(new URL(request?.url ?? 'https://nothing.example').searchParams);
const reply = (said: object) => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ status: 200, function: 'f', ...said }),
});

function factIn(raw: RawNotice, now = env.now): Report | undefined {
  const seen = twoPayNow.notifications.verify(raw, account, { ...env, now });
  return 'rejected' in seen ? undefined : twoPayNow.notifications.read(seen, account)[0];
}

describe('the signature', () => {
  test('is the one computed from the documented rule', () => {
    const signature = signMd5KeyAppended('precreate5000000011700000000000', new Secret('test_key'));
    expect(signature).toBe('7a4f0a0b2ec322d748fa2fd46fa15713');
  });

  test('of the real notice in the public library’s test is believed within its ten minutes', () => {
    const published = accountWith({ key: 'zG93Cv85BCCp2h' });
    const query = {
      sign: '4f83e30f527ff4ed0fc9c03185f43f97',
      timestamp: '1571034662245',
      trade_no: 'A19101413542297869',
      merchant_trade_no: '',
      amount_cny: '0.08',
      function: 'precreate',
      currency: 'EUR',
      trade_status: 'TRADE_SUCCESS',
      mid: '4002563369',
      passback_parameters: '{"serial_number":"16223658963","vip_id":904425,"is_wap":0}',
      amount: '0.01',
    };
    const raw = { method: 'GET', query, headers: {}, body: '' };
    const at = (now: number): unknown => twoPayNow.notifications.verify(raw, published, { ...env, now });
    expect(twoPayNow.notifications.glance(raw)).toBeUndefined();
    expect(at(1571034662245 + 600_000)).toHaveProperty('content');
    expect(at(1571034662245 + 600_001)).toEqual({ rejected: 'stale' });
  });
});

describe('a notice', () => {
  test('of a precreated trade is known by the number that we gave along', () => {
    const raw = notice({ ...PAYMENT_NOTICE, function: 'precreate', merchant_trade_no: '' });
    expect(factIn(raw)).toMatchObject({ attemptNo: 'CPORDER01' });
  });

  test('never brings a number of theirs: it could be that of somebody else’s paid trade', () => {
    expect(factIn(notice(PAYMENT_NOTICE))).not.toHaveProperty('spTradeNo');
    expect(twoPayNow.notifications.believe).toBe('query');
  });

  test.each(['', '{}', 'null', '[]', '{"out_trade_no":7}', '{"out_trade_no":""}', '<html>'])(
    'without a number of ours (%s) concerns nothing',
    (passback_parameters) => {
      expect(
        factIn(notice({ ...PAYMENT_NOTICE, merchant_trade_no: '', passback_parameters })),
      ).toBeUndefined();
    },
  );

  test('with an amount that cannot be read carries none', () => {
    for (const amount of ['12,90', '', '-1', '1e2', '12.901'])
      expect(factIn(notice({ ...PAYMENT_NOTICE, amount }))).not.toHaveProperty('amount');
  });
});

describe('the names that only the manual tells', () => {
  test('are named all at once when a mini-program order lacks them', () => {
    expect(twoPayNow.pay.lacks(bare, 0, 'wechat')).toEqual([
      expect.stringContaining('functions.create, fields.openid, fields.appid, fields.payment'),
    ]);
    expect(twoPayNow.pay.request(fixture.pay.input, bare, env)).toBeUndefined();
    expect(twoPayNow.pay.lacks(account, 0, 'wechat')).toEqual([]);
  });

  test('are named all at once when a refund lacks them', () => {
    const half = accountWith({ fields: { refund_fee: 'f' }, functions: { refund: 'r' } });
    expect(twoPayNow.refund.lacks(half)).toEqual([
      expect.stringContaining('missing for this operation: fields.refund_currency, fields.out_refund_no'),
    ]);
  });

  test('keep nobody from links, queries and notices', () => {
    expect(twoPayNow.problems(bare.config)).toEqual([]);
    expect(twoPayNow.pay.lacks(bare, 0, 'alipay')).toEqual([]);
    expect(asked(twoPayNow.query.request({ attemptNo: 'CPORDER01' }, bare, env)).function).toBe('wap_query');
  });

  test('that nobody asks for are slips, and named', () => {
    const slipped = accountWith({ functions: { creat: 'x' }, fields: { open_id: 'y' } });
    expect(twoPayNow.problems(slipped.config)).toEqual([
      expect.stringContaining('functions.creat is no name that CrossPay asks for'),
      expect.stringContaining('fields.open_id is no name that CrossPay asks for'),
    ]);
  });

  test('may hide the five strings in a JSON text', () => {
    const { input, value } = fixture.pay;
    const strings = 'payment' in value.ticket ? value.ticket.payment : {};
    const said = reply({ trade_no: 'A19101413542297869', their_payment: JSON.stringify(strings) });
    expect(twoPayNow.pay.reply(said, input, account)).toEqual({ is: 'ok', value });
  });
});

describe('a payment by link', () => {
  const input = { ...fixture.pay.input, payMethod: 'alipay' };

  test('is a precreated Alipay trade that carries our number along', () => {
    expect(asked(twoPayNow.pay.request(input, bare, env))).toMatchObject({
      function: 'precreate',
      type: '0',
      it_b_pay: '120m',
      passback_parameters: '{"out_trade_no":"CPORDER01"}',
    });
  });

  test.each([
    [{ qr_code: 'https://qr.alipay.com/1', pic_url: 'https://pic.example/1' }, 'https://qr.alipay.com/1'],
    [{ qr_code: 'weixin://wxpay/1', pic_url: 'https://pic.example/1' }, 'https://pic.example/1'],
    [{ pic_url: 'https://pic.example/1' }, 'https://pic.example/1'],
  ])('with %j opens %s', (codes, url) => {
    expect(twoPayNow.pay.reply(reply({ trade_no: 'A1', ...codes }), input, account)).toEqual({
      is: 'ok',
      value: { ticket: { url }, spTradeNo: 'A1' },
    });
  });

  test('without an address that opens is not understood', () => {
    const said = reply({ trade_no: 'A1', qr_code: 'javascript:alert(1)' });
    expect(twoPayNow.pay.reply(said, input, account)).toEqual({ is: 'unknown', why: 'unreadable' });
  });
});

describe('a query', () => {
  test('names the trade by 2PayNow’s number, else by ours', () => {
    const { query } = twoPayNow;
    expect(asked(query.request({ attemptNo: 'X', spTradeNo: 'A1' }, account, env))).toMatchObject({
      function: 'query',
      trade_no: 'A1',
    });
    expect(asked(query.request({ attemptNo: 'X' }, account, env))).toMatchObject({
      function: 'wap_query',
      trade_no: 'X',
    });
  });

  test.each([
    ['A1', 'A1'],
    ['X', undefined],
  ])('by our number takes over trade_no %s as %s', (trade_no, spTradeNo) => {
    const said = reply({ trade_no, trans_status: 'TRADE_SUCCESS', amount: '1.00', currency: 'EUR' });
    const outcome = twoPayNow.query.reply(said, { attemptNo: 'X' });
    expect(outcome).toMatchObject({ is: 'ok', value: { status: 'paid' } });
    expect(outcome.is === 'ok' && outcome.value.spTradeNo).toBe(spTradeNo);
  });
});

test.each([
  ['4.00', { value: 400, currency: 'EUR' }],
  [4, { value: 400, currency: 'EUR' }],
  ['0', undefined],
  [0, undefined],
  [null, undefined],
  ['4,00', undefined],
])('a refund_amount of %j in the answer to a query is money given back: %j', (refund_amount, refunded) => {
  const said = reply({
    trade_no: 'A1',
    trans_status: 'TRADE_SUCCESS',
    amount: '12.90',
    currency: 'EUR',
    refund_amount,
  });
  const outcome = twoPayNow.query.reply(said, { attemptNo: 'X', spTradeNo: 'A1' });
  expect(outcome.is === 'ok' && outcome.value.refunded).toEqual(refunded);
});

test('how long a payment lives is not claimed: a WeChat order of 2PayNow takes no time', () => {
  expect(twoPayNow.can).not.toHaveProperty('paymentLifeMs');
});

test.each([
  ['4.00', 400, 'succeeded'],
  ['4.01', 400, 'succeeded'],
  [4, 400, 'succeeded'],
  ['3.99', 400, 'processing'],
  ['0', 400, 'processing'],
  [null, 400, 'processing'],
  ['4,00', 400, 'processing'],
  ['4.00', undefined, 'processing'],
])('a refund_amount of %j proves refunds of %j in all %s', (refund_amount, sum, status) => {
  const said = reply({ trade_no: 'A1', currency: 'EUR', refund_amount });
  const allRefunded = sum === undefined ? {} : { allRefunded: { value: sum, currency: 'EUR' } };
  const input = { attemptNo: 'X', spTradeNo: 'A1', outRefundNo: 'R1', ...allRefunded };
  expect(twoPayNow.queryRefund.reply(said, input)).toMatchObject({ is: 'ok', value: { status } });
});

test.each([
  [500, { is: 'unknown', why: 'busy', theirs: '500 no' }],
  [403, { is: 'unknown', why: 'undocumented', theirs: '403 no' }],
  [302, { is: 'unknown', why: 'unreadable' }],
  ['200', { is: 'unknown', why: 'unreadable' }],
])('an answer of status %j is %j', (status, outcome) => {
  expect(twoPayNow.close.reply(reply({ status, error_info: 'no' }))).toEqual(outcome);
});
