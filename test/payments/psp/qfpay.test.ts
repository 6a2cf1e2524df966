/** QFPay's own rules: its signatures, its numbers and times, what is later, and what cannot be told apart. */
import { createHash } from 'node:crypto';
import { canonical, signMd5KeyAppended, signSha256KeyAppended } from '../../../shared/codecs/sorted-params';
import type { Outcome } from '../../../shared/kernel/exchange';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import { readFields } from '../../../shared/kernel/fields';
import { Secret } from '../../../shared/kernel/secret';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { qfpay } from '../../../shared/payments/psp/qfpay';
import { qfpayList } from '../../../shared/payments/psp/qfpay-list';
import { fields } from '../../../shared/payments/psp/qfpay-account';
import { qfpay as fixture, notice, queried, refundNotice, signature, signed } from '../../fixtures/qfpay';

type QfpayAccount = Account<typeof fields>;

function accountWith(change: Readonly<Record<string, unknown>> = {}): QfpayAccount {
  const read = readFields(fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return {
    paySp: 'qfpay',
    configId: 'payment',
    config: read.values,
    endpoint: 'https://openapi-hk.qfapi.com',
    notifyUrl: fixture.notifyUrl,
  };
}

const account = accountWith();
const { env, refund: refundSample, queryRefund: askedRefund } = fixture;
if (!refundSample || !askedRefund) throw new Error('no refund fixtures');

const sent = (request: HttpRequest | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(request?.body));

const said = (respcd: string, more: object = {}): HttpReply => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ respcd, resperr: 'in words', ...more }),
});

describe('its signature', () => {
  // The vendor masks the keys of its samples; this vector was computed by the published rule with a key of nobody.
  const order = {
    out_trade_no: 'T202401010001',
    pay_type: '800213',
    sub_openid: 'oTESTOPENID0001',
    txamt: '100',
    txcurrcd: 'HKD',
    txdtm: '2024-01-01 00:00:00',
  };
  const key = new Secret('test_client_key');

  test('of a request is SHA-256 over the sorted fields and the key', () => {
    expect(signSha256KeyAppended(canonical(order), key).toUpperCase()).toBe(
      'E0678A5A6B11BD3EC2CEE6D5E04BAB477F46931F503818AAF4BFEDA711E65558',
    );
  });

  test('by MD5, which all of the vendor’s samples show, is of the same text', () => {
    expect(signMd5KeyAppended(canonical(order), key).toUpperCase()).toBe('03AD783E73ACFBC1277E6822EA5135B4');
  });

  test('covers what is sent, unescaped, and says so in a header of its own', () => {
    const request = qfpay.pay.request(fixture.pay.input, account, env);
    const { headers } = request;
    const text = Object.entries(sent(request))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const hash = createHash('sha256').update(`${text}TEST-ONLY-qfpay-client-key`).digest('hex');
    expect(headers['x-qf-sign']).toBe(hash.toUpperCase());
    expect(headers['x-qf-signtype']).toBe('SHA256');
  });

  test('of a notice is MD5 over the very bytes and the key', () => {
    // Spaces after colons and commas, as Python writes JSON and the vendor's sample shows it.
    const body =
      '{"status": "1", "pay_type": "800213", "out_trade_no": "T1", "txamt": "10", "txcurrcd": "HKD"}';
    const raw = {
      ...signed(body),
      headers: {
        // hashlib.md5((body + "test_client_key").encode()).hexdigest().upper()
        'x-qf-sign': 'F000F37F99C5202342879D7A320E92D2',
      },
    };
    expect(qfpay.notifications.glance(raw)).toBeUndefined();
    expect('content' in qfpay.notifications.verify(raw, accountWith({ client_key: 'test_client_key' }))).toBe(
      true,
    );
    expect(qfpay.notifications.verify(raw, account)).toEqual({ rejected: 'bad_signature' });
  });
});

describe('the merchant ID', () => {
  const requests = (using: QfpayAccount): readonly (HttpRequest | undefined)[] => [
    qfpay.pay.request(fixture.pay.input, using, env),
    qfpay.query.request(fixture.query.input, using, env),
    qfpay.refund.request(refundSample.input, using, env),
    qfpay.queryRefund.request(askedRefund.input, using, env),
    qfpayList.lists[0]?.request({ from: 0, to: 1000 }, using),
  ];

  test('goes with every request where QFPay issued one', () => {
    expect(requests(account).map((one) => sent(one).mchid)).toEqual(Array(5).fill('ZaMVg12345'));
  });

  test('goes with none where it did not', () => {
    const direct = accountWith({ mchid: undefined });
    expect(requests(direct).map((one) => 'mchid' in sent(one))).toEqual(Array(5).fill(false));
  });

  const facts = (raw: RawNotice, using: QfpayAccount): unknown => {
    const seen = qfpay.notifications.verify(raw, using);
    return 'rejected' in seen ? seen : qfpay.notifications.read(seen, using);
  };

  test('in a notice is the account’s own, where the account has one', () => {
    const other = notice({ mchid: 'O37MRh6Qq5' });
    expect(facts(other, account)).toMatchObject([{ misfit: 'the message is for mchid O37MRh6Qq5' }]);
    expect(facts(other, accountWith({ mchid: undefined }))).toMatchObject([{ status: 'paid' }]);
  });

  test.each(['', null, undefined])('that is %j in a notice makes it a hint where one was issued', (mchid) => {
    const direct = accountWith({ mchid: undefined });
    for (const nameless of [notice({ mchid }), refundNotice({ mchid })]) {
      expect(facts(nameless, account)).toMatchObject([{ hint: true }]);
      expect(facts(nameless, account)).not.toMatchObject([{ misfit: expect.anything() as unknown }]);
      expect(facts(nameless, direct)).not.toMatchObject([{ hint: true }]);
    }
    expect(facts(notice(), account)).not.toMatchObject([{ hint: true }]);
  });
});

describe('its times', () => {
  test.each([
    ['+08:00', '2026-11-02 20:00:00'],
    ['+00:00', '2026-11-02 12:00:00'],
    ['-05:00', '2026-11-02 07:00:00'],
    ['+05:30', '2026-11-02 17:30:00'],
  ])('are written and read with the offset %s of the configuration', (utc_offset, txdtm) => {
    const there = accountWith({ utc_offset });
    expect(sent(qfpay.pay.request(fixture.pay.input, there, env)).txdtm).toBe(txdtm);
    const seen = qfpay.notifications.verify(notice({ paydtm: txdtm }), there);
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(qfpay.notifications.read(seen, there)).toMatchObject([{ paidAt: env.now }]);
  });

  test.each(['', '2026-11-02', '2026-13-02 20:00:00', '2026-11-02T20:00:00Z', 1793620800])(
    'that are none (%j) are left out',
    (paydtm) => {
      const seen = qfpay.notifications.verify(notice({ paydtm }), account);
      if ('rejected' in seen) throw new Error(seen.rejected);
      expect(qfpay.notifications.read(seen, account)[0]).not.toHaveProperty('paidAt');
    },
  );

  test('of a question reach from a day before the sending to tomorrow, over the end of a month', () => {
    const asked = { attemptNo: 'CPORDER01', sentAt: Date.parse('2026-10-02T01:00:00+08:00') };
    expect(sent(qfpay.query.request(asked, account, env))).toMatchObject({
      start_time: '2026-10-01 01:00:00',
      end_time: '2026-11-03 20:00:00',
    });
  });

  test('of a question about something of unknown age reach back a year', () => {
    const { start_time } = sent(qfpay.query.request({ attemptNo: 'CPORDER01' }, account, env));
    expect(start_time).toBe('2025-11-01 20:00:00');
  });
});

describe('amounts', () => {
  const yen = { ...fixture.pay.input, amount: { value: 1290, currency: 'JPY' } };

  test.each([
    ['0', '1290'],
    ['2', '129000'],
  ])('in JPY are written with %s decimals, as the account says', (jpy_decimals, txamt) => {
    const there = accountWith({ jpy_decimals });
    expect(sent(qfpay.pay.request(yen, there, env)).txamt).toBe(txamt);
    const answer = qfpay.query.reply(queried({ txamt, txcurrcd: 'JPY' }), fixture.query.input, there);
    expect(answer).toMatchObject({ value: { amount: { value: 1290, currency: 'JPY' } } });
  });

  test('of a fraction of a yen are none', () => {
    const reply = queried({ txamt: '129050', txcurrcd: 'JPY' });
    expect(qfpay.query.reply(reply, fixture.query.input, account)).toEqual({
      is: 'unknown',
      why: 'unreadable',
    });
  });

  test('in JPY need the account to say how they are written', () => {
    const there = accountWith({ jpy_decimals: undefined });
    expect(qfpay.problems(there.config)).toEqual([
      'jpy_decimals is missing: QFPay does not publish how JPY amounts are written, ask it',
    ]);
    expect(qfpay.problems(accountWith({ jpy_decimals: undefined, currencies: ['HKD'] }).config)).toEqual([]);
  });

  test('are taken in the account’s currencies alone, and never in IDR', () => {
    expect(qfpay.currencies(account.config)).toEqual(['HKD', 'JPY']);
    expect(qfpay.can.currencies).not.toContain('IDR');
  });
});

describe('a payment', () => {
  const read = (changes: object): unknown =>
    qfpay.query.reply(queried({ ...changes }), fixture.query.input, account);

  test('that went back whole says how much', () => {
    expect(read({ cancel: '3' })).toMatchObject({
      value: { status: 'paid', refunded: { value: 1290, currency: 'HKD' }, theirs: '0000 cancel 3' },
    });
  });

  test('that was cancelled is not paid', () => {
    expect(read({ cancel: '2' })).toMatchObject({ value: { status: 'closed', theirs: '0000 cancel 2' } });
  });

  test('that failed once can still be paid until the order runs out, as far as anybody knows', () => {
    expect(read({ respcd: '1201' })).toMatchObject({ value: { status: 'declined', payable: true } });
  });

  test('runs out by what is sent with every order, for nothing closes one', () => {
    const { expired_time } = sent(qfpay.pay.request(fixture.pay.input, account, env));
    expect(Number(expired_time) * 60_000).toBe(qfpay.can.paymentLifeMs);
    expect('close' in qfpay).toBe(false);
  });

  test('whose strings are for another app is not handed out', () => {
    const body = fixture.pay.good.body.replace('wxd678efh567hg6787', 'wx0000000000000009');
    const answer = qfpay.pay.reply({ ...fixture.pay.good, body }, fixture.pay.input);
    expect(answer).toEqual({ is: 'unknown', why: 'unreadable' });
  });
});

describe('a refund', () => {
  const answered = (reply: HttpReply): Outcome<unknown> =>
    qfpay.refund.reply(reply, refundSample.input, account);

  test.each(['1265', '1269'])('that is put off (%s) holds its money and is no refusal', (code) => {
    expect(answered(said(code))).toEqual({ is: 'unknown', why: 'later', theirs: `${code} in words` });
  });

  test.each(['1143', '1145'])('that is being processed (%s) is asked about', (code) => {
    expect(answered(said(code))).toMatchObject({ is: 'unknown', why: 'busy' });
  });

  test.each(['1102', '2011', '1125', '1262'])(
    'whose number repeats, or which went back already (%s), may be this very one',
    (code) => {
      expect(answered(said(code)).is).toBe('unknown');
    },
  );

  test('of a payment whose number at QFPay was never learned is not sent', () => {
    const { spTradeNo: _unknown, ...input } = refundSample.input;
    expect(qfpay.refund.request(input, account, env)).toBeUndefined();
  });

  test('that QFPay lists as put off is not found, so that its number is sent again', () => {
    const row = { order_type: 'refund', out_trade_no: 'CPORDER01R1', syssn: '', respcd: '1269' };
    const reply = said('0000', { data: [row] });
    expect(qfpay.queryRefund.reply(reply, askedRefund.input, account)).toEqual({
      is: 'refused',
      why: 'not_found',
      theirs: '1269',
    });
  });
});

describe('a notice', () => {
  const facts = (raw: RawNotice): unknown => {
    const seen = qfpay.notifications.verify(raw, account);
    return 'rejected' in seen ? seen : qfpay.notifications.read(seen, account);
  };

  test('of another payment type, of a till for example, is none of ours', () => {
    expect(facts(notice({ pay_type: '800101' }))).toEqual([]);
    expect(facts(refundNotice({ pay_type: '800101' }))).toEqual([]);
  });

  test('with another status than success leaves a payment pending and a refund on its way', () => {
    expect(facts(notice({ status: '0' }))).toMatchObject([{ status: 'pending', theirs: 'status 0' }]);
    expect(facts(refundNotice({ status: '0' }))).toMatchObject([{ status: 'processing' }]);
  });

  test('without an amount that can be read is kept aside under its order', () => {
    expect(facts(notice({ txamt: '12.90' }))).toMatchObject([{ attemptNo: 'CPORDER01', status: 'pending' }]);
    expect(facts(notice({ txamt: '12.90' }))).toHaveProperty('[0].misfit');
    expect(facts(refundNotice({ txamt: '4.00' }))).toEqual([]);
  });

  test('may say things that nobody knows yet', () => {
    expect(facts(notice({ tomorrow: { a: [1] } }))).toEqual(facts(notice()));
  });

  test('signed with the SHA-256 of requests is not believed', () => {
    const raw = notice();
    const hash = createHash('sha256').update(`${raw.body}TEST-ONLY-qfpay-client-key`).digest('hex');
    const headers = { ...raw.headers, 'x-qf-sign': hash.toUpperCase() };
    expect(qfpay.notifications.glance({ ...raw, headers })).toEqual({ rejected: 'unsigned' });
    expect(signature(raw.body)).toMatch(/^[0-9A-F]{32}$/);
  });
});

describe('the list', () => {
  const row = { respcd: '0000', txcurrcd: 'HKD', cancel: '5', chnlsn: '42', paydtm: '2026-11-02 20:00:00' };
  const payment = { ...row, order_type: 'payment', out_trade_no: 'CPORDER01', syssn: 'S1', txamt: '1290' };
  const refund = {
    ...{ ...row, order_type: 'refund', out_trade_no: 'CPORDER01R1' },
    ...{ syssn: 'S2', origssn: 'S1', txamt: '400' },
  };
  const lines = (...data: readonly object[]): readonly unknown[] => {
    const answer = qfpayList.lists[0]?.reply(said('0000', { data }), { from: 0, to: 1 }, account);
    return answer?.is === 'ok' ? answer.value : [];
  };
  const refunded = {
    ...{ kind: 'refund', status: 'succeeded', spTradeNo: 'S1', spRefundNo: 'S2' },
    ...{ outRefundNo: 'CPORDER01R1', amount: { value: 400, currency: 'HKD' } },
  };

  test('names a payment by every number that it has', () => {
    expect(lines(payment)).toMatchObject([
      {
        ...{ kind: 'payment', status: 'paid', attemptNo: 'CPORDER01', spTradeNo: 'S1', transactionId: '42' },
        ...{ at: env.now, amount: { value: 1290, currency: 'HKD' } },
      },
    ]);
  });

  test('names the payment of a refund by our number only where it stands in the list', () => {
    expect(lines(refund)).toMatchObject([{ ...refunded, attemptNo: '' }]);
    expect(lines(refund, payment)).toMatchObject([{ ...refunded, attemptNo: 'CPORDER01' }, {}]);
  });
});

test('the configuration errors name every field that is wrong', () => {
  expect(readFields(fields, { currencies: ['HKD', 'IDR'], utc_offset: '8', jpy_decimals: '1' })).toEqual({
    problems: [
      'app_code is missing',
      'client_key is missing',
      expect.stringMatching(/^currencies must be one of: AED, /),
      'utc_offset must be like +08:00',
      'jpy_decimals must be one of: 0, 2',
    ],
  });
  expect(readFields(fields, { ...fixture.config, currencies: [] })).toEqual({
    problems: ['currencies must name at least one currency'],
  });
});
