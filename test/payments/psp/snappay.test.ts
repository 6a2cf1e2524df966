/** SnapPay's own rules: the published signatures, either way to sign, numbers as they are written, and what is never believed. */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { readFields } from '../../../shared/kernel/fields';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { snappay } from '../../../shared/payments/psp/snappay';
import { envelope } from '../../../shared/payments/psp/snappay-account';
import { plainReply } from '../../fixtures/connector-fixture';
import { answer, Digits, notice, queried, refusal, signed, snappay as fixture } from '../../fixtures/snappay';
import { merchantKeyPem, merchantPublicKeyPem } from '../../fixtures/vectors';

type SnappayAccount = Account<typeof snappay.fields>;
type Change = Readonly<Record<string, unknown>>;

function configOf(change: Change): SnappayAccount['config'] {
  const read = readFields(snappay.fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.values;
}

/** An account as the configuration block makes it. */
const accountWith = (change: Change = {}): SnappayAccount => ({
  paySp: 'snappay',
  configId: 'payment',
  config: configOf(change),
  endpoint: 'https://open.snappay.ca/api/gateway',
  notifyUrl: fixture.notifyUrl,
});

const account = accountWith();
const { env, pay, refund } = fixture;
const bodyOf = (request: HttpRequest): Record<string, unknown> =>
  JSON.parse(request.body) as Record<string, unknown>;

describe('the signatures in the tests of the vendor’s SDK', () => {
  /** The key of the vendor's README. */
  const published = accountWith({ key: '7e2083699dd510575faa1c72f9e35d43' });
  const said = (body: string): HttpReply => plainReply(200, body);
  const paid =
    '{"trans_no":"TRANS12345","out_order_no":"test1","merchant_no":"901800000116","trans_status":"SUCCESS",' +
    '"payment_method":"ALIPAY","pay_operation_method":5,"pay_user_account_id":"2088101117955611",' +
    '"pay_user_account_name":"15900000000","trans_currency":"CAD","exchange_rate":5.21,"trans_amount":123.45,' +
    '"c_trans_fee":2.5,"customer_paid_amount":524.09,"discount_bmopc":0.0,"discount_bpc":0.0,' +
    '"trans_end_time":"2021-03-02 15:16:55"}';
  const query = (body: string): unknown => snappay.query.reply(said(body), { attemptNo: 'test1' }, published);
  const report = (value: number): unknown => ({
    is: 'ok',
    value: {
      kind: 'payment',
      attemptNo: 'test1',
      status: 'paid',
      theirs: 'SUCCESS',
      amount: { value, currency: 'CAD' },
      spTradeNo: 'TRANS12345',
      paidAt: Date.UTC(2021, 2, 2, 15, 16, 55),
    },
  });

  test('of an error: the empty list takes part', () => {
    const body =
      '{"code":"E000001","msg":"payment failed","psn":"12345","sign":"8888fa81407c46edf9cab10e1df4bba8","data":[]}';
    expect(query(body)).toEqual({ is: 'unknown', why: 'undocumented', theirs: 'E000001 payment failed' });
  });

  test('of another: the number 0 takes part', () => {
    const body =
      '{"code":"E066006","msg":"Insufficient balance, current balance is (50.24).","total":0,"psn":"12345",' +
      '"sign":"6b5d0c4ed27f90da5dd485588dbcfcc0","data":[]}';
    expect(query(body)).toMatchObject({ is: 'unknown', why: 'undocumented' });
  });

  test.each([
    ['of a payment: 0.0 stays 0.0', '5259982d84faab397e758e82b0b4324e', 'payment successful', paid],
    [
      'of another payment',
      'f512d47248fe697b29f72d20e2f36d56',
      'payment successful',
      paid.replace('123.45', '50.24'),
    ],
    [
      'of a query: text in text keeps its escapes',
      '87946cde03ebce206c4e22b423a06cfe',
      'query successful',
      paid.replace('123.45', '50.24').replace('}', ',"attach":"{\\"test\\":\\"value\\"}"}'),
    ],
  ])('%s', (_what, sign, msg, data) => {
    const body = `{"code":"0","msg":"${msg}","total":1,"psn":"12345","sign":"${sign}","data":[${data}]}`;
    expect(query(body)).toEqual(report(data.includes('123.45') ? 12345 : 5024));
  });

  test('of a refund, whose blanks take no part', () => {
    const body =
      '{"code":"0","msg":"refund successful","total":1,"psn":"12345","sign":"ebcabe64d25c747e88240bf3c0ae450e",' +
      '"data":[{"trans_no": "TRANS12345","out_order_no": "test1","out_refund_no": "refund1","trans_status": "SUCCESS",' +
      '"refund_trans_no": "TRANS67890","refund_trans_end_time": "2021-03-02 15:32:45"}]}';
    const amount = { value: 2345, currency: 'CAD' };
    const input = { attemptNo: 'test1', outRefundNo: 'refund1', amount, total: amount, reason: '' };
    expect(snappay.refund.reply(said(body), input, published)).toEqual({
      is: 'ok',
      value: {
        kind: 'refund',
        outRefundNo: 'refund1',
        status: 'succeeded',
        theirs: 'SUCCESS',
        spRefundNo: 'TRANS67890',
        refundedAt: Date.UTC(2021, 2, 2, 15, 32, 45),
      },
    });
  });
});

test('the signature of an order, computed with another tool', () => {
  const texts = {
    payment_method: 'WECHATPAY',
    out_order_no: 'T202401010001',
    trans_currency: 'CAD',
    description: 'test order',
    pay_user_account_id: 'oTESTOPENID0001',
    notify_url: 'https://example.com/notify/snappay',
    extension_parameters: '{"sub_app_id":"wx0000000000000001"}',
    attach: '',
  };
  const question = { method: 'pay.minipay', texts, numbers: { trans_amount: '10.5' } };
  const request = envelope(question, accountWith({ key: 'test_key' }), {
    ...env,
    now: Date.UTC(2024, 0, 1),
  });
  expect(bodyOf(request)).toMatchObject({ sign: '9610dc28935b3f77262f9aa117d86ee1', trans_amount: 10.5 });
  expect(bodyOf(request)).not.toHaveProperty('attach');
});

describe('an order', () => {
  test.each([
    [1050, '10.5'],
    [1000, '10.0'],
    [10, '0.1'],
    [1, '0.01'],
    [105, '1.05'],
    [100_000, '1000.0'],
    [123_456_789, '1234567.89'],
  ])('of %i cents is written %s, as the vendor’s SDK does', (value, digits) => {
    const { body } = snappay.pay.request({ ...pay.input, amount: { value, currency: 'USD' } }, account, env);
    expect(body).toContain(`"trans_amount":${digits},`);
  });

  test('names the store where one is configured', () => {
    const { extension_parameters: told } = bodyOf(
      snappay.pay.request(pay.input, accountWith({ store_no: '80519419' }), env),
    );
    expect(told).toBe('{"store_no":"80519419","sub_app_id":"wxd678efh567hg6787"}');
  });

  test('is answered with the five strings as JSON text, or as an object', () => {
    const strings = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=w', signType: 'RSA', paySign: 'p' };
    const numbers = { trans_no: 'T1', out_order_no: 'CPORDER01' };
    for (const request_payment of [strings, JSON.stringify(strings)]) {
      const outcome = snappay.pay.reply(answer({ ...numbers, request_payment }), pay.input, account);
      expect(outcome).toEqual({ is: 'ok', value: { ticket: { payment: strings }, spTradeNo: 'T1' } });
    }
  });
});

describe('an account that signs with RSA', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const theirs = publicKey.export({ type: 'spki', format: 'pem' });
  const keys = { private_key: merchantKeyPem, public_key: theirs };
  const rsa = accountWith({ sign_type: 'RSA', ...keys });
  /** An MD5-signed body, signed by SnapPay's RSA key instead. */
  const resigned = (body: string): string => {
    const { sign: _, sign_type: __, ...fields } = JSON.parse(body) as Record<string, unknown>;
    const text = Object.entries(fields)
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .sort()
      .join('&');
    const sign = createSign('sha256').update(text).sign(privateKey, 'base64');
    return body.replace(/"sign":"\w+"/, `"sign":"${sign}"`).replace('"MD5"', '"RSA"');
  };
  const plain = { discount_bmopc: 0, discount_bpc: 0, trans_amount: 12.9 };

  test('signs as openssl does', () => {
    const request = snappay.query.request({ attemptNo: 'CPORDER01' }, rsa, env);
    expect(bodyOf(request)).toMatchObject({
      sign_type: 'RSA',
      sign:
        'HG1sLRMz8GmXBV7Q0Q73Xs8H+xJPiPvLiNOwseTTP3Ykzc6tF7Yz4m/BXjKP1iuRGr7dH4NpObf5YtpQDloVhuuZa1+WAMOtn2I1TLnw' +
        'Ee3UoKWSntU9r8DupCZVA1p6Tp7KIes5nNQa8c5oOiBS4nIKKZaU53Pk4e8zeYZEfgcV84/mmmlIv3C43wI5Dv6F0FLyikKq3Je3wlXd' +
        'wwKZhatXOhMZ2DSENhSRFSHky32XsDHgNdQKQ3k6KS3WuepaBh3EzOkMMQc1/oAQdU/0h5Vezd/2g7+0rbs7pXw4h0EagfpdOERjC7gz' +
        'YgGcTqmhJ2fST77aYDP1T0yp7KEwRg==',
    });
  });

  test('believes SnapPay’s RSA signatures', () => {
    const reply = queried(plain);
    const outcome = snappay.query.reply(
      { ...reply, body: resigned(reply.body) },
      { attemptNo: 'CPORDER01' },
      rsa,
    );
    expect(outcome).toMatchObject({ is: 'ok', value: { status: 'paid' } });
    const told = notice(plain);
    const raw = { ...told, body: resigned(told.body) };
    expect(snappay.notifications.glance(raw)).toBeUndefined();
    expect(snappay.notifications.verify(raw, rsa)).toHaveProperty('content.trans_status', 'SUCCESS');
  });

  test('believes no MD5 signature, though it has an MD5 key and the message says MD5', () => {
    const both = accountWith({ sign_type: 'RSA', ...keys });
    expect(snappay.notifications.verify(notice(), both)).toEqual({ rejected: 'bad_signature' });
    expect(snappay.notifications.verify(notice({ sign_type: null }), both)).toEqual({
      rejected: 'bad_signature',
    });
    expect(snappay.query.reply(queried(), { attemptNo: 'CPORDER01' }, both)).toEqual({
      is: 'unknown',
      why: 'unverified',
    });
  });

  test('needs both keys, and SnapPay’s instead of the other half of its own', () => {
    const none = configOf({ sign_type: 'RSA', key: undefined });
    expect(snappay.problems(none)).toEqual([
      'private_key is missing: sign_type RSA needs it',
      'public_key is missing: sign_type RSA needs it',
    ]);
    const own = configOf({ sign_type: 'RSA', private_key: merchantKeyPem, public_key: merchantPublicKeyPem });
    expect(snappay.problems(own)).toEqual([
      'public_key belongs to your private_key: SnapPay’s public key is wanted',
    ]);
    expect([rsa, account].map(({ config }) => snappay.problems(config))).toEqual([[], []]);
    expect(snappay.problems(configOf({ key: undefined }))).toEqual([
      'key is missing: sign_type MD5 needs it',
    ]);
  });
});

describe('an answer', () => {
  const read = (reply: HttpReply): unknown => snappay.query.reply(reply, { attemptNo: 'CPORDER01' }, account);
  const UNVERIFIED = { is: 'unknown', why: 'unverified' };

  test.each([
    ['a number written otherwise', '"discount_bpc":0.0', '"discount_bpc":0'],
    ['another amount', '"trans_amount":12.9', '"trans_amount":1.9'],
    ['an amount as text', '"trans_amount":12.9', '"trans_amount":"12.9"'],
    ['an empty signature, which the vendor’s SDK takes', /"sign":"\w+"/, '"sign":""'],
    ['no signature', /,"sign":"\w+"/, ''],
    ['a further field', '{', '{"more":1,'],
  ])('with %s than was signed is not believed', (_what, from, to) => {
    const good = queried();
    const body = good.body.replace(from, to);
    expect(body).not.toBe(good.body);
    expect(read({ ...good, body })).toEqual(UNVERIFIED);
  });

  test('that says no without a signature is no more believed', () => {
    expect(read(plainReply(200, '{"code":"E000001","msg":"payment failed","data":[]}'))).toEqual(UNVERIFIED);
    const { body } = refusal('E000001');
    expect(read(plainReply(200, body.replace('E000001', 'E000003')))).toEqual(UNVERIFIED);
  });

  test('is one whatever empty fields it also has', () => {
    const more = queried({ trade_no: '', attach: null });
    expect(read(more)).toEqual(read(queried()));
    expect(read({ ...more, body: more.body.replace('{', '{"a":{},"b":null,"c":"",') })).toEqual(
      read(queried()),
    );
  });

  test('under another status than 200 says nothing, signed or not', () => {
    expect(read({ ...queried(), status: 400 })).toEqual({ is: 'unknown', why: 'unreadable' });
  });

  test('whose list has another reading is not believed, though it is signed so', () => {
    expect(read(queried({ payment_method: 'x&msg=y' }))).toEqual(UNVERIFIED);
  });

  test.each([
    ['SUCCESS', 'succeeded'],
    ['USERPAYING', 'processing'],
    ['CLOSE', 'abnormal'],
    ['A_STATE_OF_TOMORROW', 'processing'],
    ['', 'processing'],
  ])('to a refund that says %s leaves it %s', (trans_status, status) => {
    if (!refund) throw new Error('no refund fixture');
    const data = { out_order_no: 'CPORDER01', out_refund_no: 'CPORDER01R1', trans_status };
    const outcome = snappay.refund.reply(answer(data), refund.input, account);
    expect(outcome).toMatchObject({ is: 'ok', value: { status } });
  });

  test('about a moment that is none leaves it open', () => {
    expect(read(queried({ trans_end_time: '2021-13-02 15:16:55' }))).not.toHaveProperty('value.paidAt');
  });
});

describe('a notice', () => {
  const facts = (raw: RawNotice): unknown => {
    const seen = snappay.notifications.verify(raw, account);
    return 'rejected' in seen ? seen : snappay.notifications.read(seen, account);
  };

  test('of another merchant under the same app is marked', () => {
    expect(facts(notice({ merchant_no: '901800000117' }))).toMatchObject([
      { misfit: 'the message is for merchant_no 901800000117' },
    ]);
    expect(facts(notice({ merchant_no: '' }))).toEqual(facts(notice()));
  });

  test('that does not say how it is signed is checked in the configured way', () => {
    expect(facts(notice({ sign_type: '' }))).toEqual(facts(notice()));
  });

  test('that says paid without an amount where answers have it makes CrossPay ask', () => {
    expect(facts(notice({ trans_amount: null }))).toEqual([
      { kind: 'payment', attemptNo: 'CPORDER01', status: 'pending', theirs: 'SUCCESS', hint: true },
    ]);
    expect(facts(notice({ trans_currency: '' }))).toMatchObject([{ status: 'pending', hint: true }]);
  });

  test('that names a refund or no order is not read: its form is not public', () => {
    expect(facts(notice({ out_refund_no: 'CPORDER01R1' }))).toEqual([]);
    expect(facts(notice({ refund_trans_no: 'TRANS67890' }))).toEqual([]);
    expect(facts(notice({ out_order_no: '' }))).toEqual([]);
  });

  test('whose neighbouring fields were glued into one, under the same signature, is refused', () => {
    const { body } = notice({ trans_amount: new Digits('12.9') });
    const glued = body
      .replace('"trans_currency":"CAD",', '')
      .replace('"trans_amount":12.9', '"trans_amount":"12.9&trans_currency=CAD"');
    expect(facts({ ...notice(), body: glued })).toEqual({ rejected: 'bad_signature' });
  });

  test('signed over a name that looks like further fields is refused', () => {
    const body = signed({ app_id: '9f00cd9a873c511e', 'out_order_no=X&trans_status': 'SUCCESS' });
    expect(facts({ ...notice(), body })).toEqual({ rejected: 'bad_signature' });
  });
});

test('the configuration errors name every field that is wrong', () => {
  const block = { merchant_no: '9018 0116', app_id: '', sign_type: 'SHA1', store_no: '805194191' };
  expect(readFields(snappay.fields, block)).toEqual({
    problems: [
      'merchant_no must be letters and digits',
      'app_id must be a text',
      'sign_type must be one of: MD5, RSA',
      'store_no must be at most 8 letters and digits',
    ],
  });
});
