/** SuPay's own rules: its signature, what only the configuration knows, and refund words that nobody documents. */
import { Secret } from '../../../shared/kernel/secret';
import { signWithKeyAppended } from '../../../shared/codecs/sorted-params';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields } from '../../../shared/kernel/fields';
import { supay } from '../../../shared/payments/psp/supay';
import type { Report } from '../../../shared/payments/order/facts';
import {
  notice,
  PAYMENT_NOTICE,
  REFUND_NOTICE,
  sign as signatureOf,
  supay as fixture,
} from '../../fixtures/supay';

type SupayAccount = Account<typeof supay.fields>;

function accountWith(change: Readonly<Record<string, unknown>> = {}): SupayAccount {
  const read = readFields(supay.fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const { endpoint } = supay;
  return {
    paySp: 'supay',
    configId: 'payment',
    config: read.values,
    endpoint: endpoint(),
    notifyUrl: fixture.notifyUrl,
  };
}

const account = accountWith();
const silent = accountWith({ query: undefined });
const sent = (request: { readonly body: string } | undefined): Record<string, unknown> =>
  JSON.parse(request?.body ?? '{}') as Record<string, unknown>;

function factIn(raw: RawNotice): Report | undefined {
  const seen = supay.notifications.verify(raw, account);
  return 'rejected' in seen ? undefined : supay.notifications.read(seen, account)[0];
}

test('the signature is the one computed from the integrations’ rule', () => {
  const params = {
    call_back_url: 'https://example.com/notify/supay',
    charset: 'UTF-8',
    currency: 'AUD',
    goods_desc: 'test goods',
    goods_name: 'goods',
    goods_price: '10.50',
    mch_id: '10000001',
    mch_order_no: 'T202401010001',
    pay_amount: '10.50',
    pay_channel: 'WXPAY',
    pay_way: 'JSAPI',
    quantity: '1',
    recevice_id: '10000001',
    service: 'create_instant_trade',
    store_name: 'Test Store',
    subOpenId: 'oTESTOPENID0001',
    timeout_express: '30m',
    version: '1.0',
    memo: '',
    sign: 'not part of it',
  };
  const signature = signWithKeyAppended(params, new Secret('test_key'), 'MD5');
  expect(signature).toBe('966C2498274F21F4E299CE32A5759015');
});

test('the receiver is the merchant, unless the configuration names another', () => {
  const { input } = fixture.pay;
  expect(sent(supay.pay.request(input, account)).recevice_id).toBe('10000001');
  const other = accountWith({ receive_id: '10000009' });
  expect(sent(supay.pay.request(input, other)).recevice_id).toBe('10000009');
});

test('the name of the shop is sent as it is configured, signed like everything else', () => {
  const store_name = 'Bar & Söhne 咖啡 = 100 %';
  const body = sent(supay.pay.request(fixture.pay.input, accountWith({ store_name })));
  const { sign_type: _, sign, ...signed } = body as Record<string, string>;
  expect(body.store_name).toBe(store_name);
  expect(sign).toBe(signatureOf(signed));
});

test.each(['Bar\ud83d', 'Bar\u0000', 'Bar\nCafé', 'Bar\u001f'])(
  'a name of the shop that nobody can sign (%j) is named by the configuration check',
  (store_name) => {
    expect(readFields(supay.fields, { ...fixture.config, store_name })).toEqual({
      problems: [
        'store_name holds a control character or half a character: nobody can sign it, write it anew',
      ],
    });
  },
);

describe('a payment by link', () => {
  const input = { ...fixture.pay.input, payMethod: 'alipay' };

  test('asks for SuPay’s own cashier: no channel and no openid', () => {
    const body = sent(supay.pay.request(input, account));
    expect(body.pay_way).toBe('H5');
    for (const name of ['pay_channel', 'subOpenId']) expect(body).not.toHaveProperty(name);
  });

  test('hands out the address in pay_info, and nothing else', () => {
    const reply = (info: unknown): unknown =>
      supay.pay.reply(
        {
          status: 200,
          headers: {},
          body: JSON.stringify({ status: 'T', data: { result: true, pay_info: info } }),
        },
        input,
      );
    const url = 'https://cashier.example/1?a=b';
    expect(reply(url)).toEqual({ is: 'ok', value: { ticket: { url } } });
    for (const other of ['javascript:alert(1)', 'weixin://wxpay/1', '', 7, null, '{"timeStamp":"1"}'])
      expect(reply(other)).toEqual({ is: 'unknown', why: 'unreadable' });
  });
});

describe('what query_trade is called', () => {
  test('must be configured: without it nobody asks, and the names are told', () => {
    expect(supay.query.request({ attemptNo: 'CPORDER01' }, silent)).toBeUndefined();
    expect(supay.query.lacks(silent)).toEqual([
      'query.trade_type, query.number, query.status, query.amount are missing: only SuPay can tell them',
    ]);
    expect(supay.query.lacks(account)).toEqual([]);
  });

  test('must be configured whole, and without slips', () => {
    const half = accountWith({ query: { trade_type: 'T', statuss: 'x' } });
    expect(supay.problems(half.config)).toEqual([
      'query.number is missing',
      'query.status is missing',
      'query.amount is missing',
      expect.stringContaining('query.statuss is no name that CrossPay asks for'),
    ]);
    expect(supay.problems(account.config)).toEqual([]);
    expect(supay.problems(silent.config)).toEqual([]);
  });

  test('includes the word for closed: without it such a payment stays pending', () => {
    const { closed: _, ...query } = fixture.config.query as Record<string, string>;
    const reply = fixture.queryAnswer('TRADE_CLOSED');
    const said = supay.query.reply(reply, fixture.query.input, accountWith({ query }));
    expect(said).toMatchObject({ is: 'ok', value: { status: 'pending', theirs: 'TRADE_CLOSED' } });
  });
});

test.each([
  ['REFUND_SUCCESS', 'succeeded'],
  ['REFUND_FAIL', 'abnormal'],
  ['REFUND_FAILED', 'abnormal'],
  ['REFUND_CLOSED', 'abnormal'],
  ['REFUND_PROCESSING', 'processing'],
  ['refund_success', 'processing'],
  ['', 'processing'],
  ['constructor', 'processing'],
])('a refund notice with the word "%s" is %s: no word sets the money free', (word, status) => {
  expect(factIn(notice({ ...REFUND_NOTICE, refund_status: word }))).toMatchObject({ status });
});

test('a refund notice without a readable amount is never booked', () => {
  expect(factIn(notice({ ...REFUND_NOTICE, refund_amount: '4,00' }))).toMatchObject({
    misfit: 'the notice names no amount that can be read',
  });
});

test('a notice in another currency than the account’s is kept aside', () => {
  expect(factIn(notice({ ...PAYMENT_NOTICE, currency: 'CNY' }))).toMatchObject({
    misfit: 'the message is for currency CNY',
  });
  expect(factIn(notice({ ...PAYMENT_NOTICE, currency: 'AUD' }))).not.toHaveProperty('misfit');
});

test.each([{ notify_type: 'another_sync' }, { outer_trade_no: '' }])(
  'a notice with %j concerns no payment and no refund',
  (change) => {
    expect(factIn(notice({ ...PAYMENT_NOTICE, ...change }))).toBeUndefined();
  },
);
