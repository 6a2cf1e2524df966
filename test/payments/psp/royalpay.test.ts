/** The RoyalPay family’s own rules: its signature, what differs between its operators, and what their words mean. */
import { createHash } from 'node:crypto';
import { signSha256KeyAppended } from '../../../shared/codecs/sorted-params';
import type { HttpReply } from '../../../shared/kernel/http';
import { readFields } from '../../../shared/kernel/fields';
import { Secret } from '../../../shared/kernel/secret';
import type { Account } from '../../../shared/payments/psp/operation';
import { royalpay } from '../../../shared/payments/psp/royalpay';
import {
  created,
  CREDENTIAL,
  notice,
  queried,
  refunded,
  royalpay as fixture,
  signatureOf,
} from '../../fixtures/royalpay';

type RoyalpayAccount = Account<typeof royalpay.fields>;
type Block = Readonly<Record<string, unknown>>;

function configOf(change: Block): RoyalpayAccount['config'] {
  const read = readFields(royalpay.fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return read.values;
}

/** An account as the configuration block makes it. */
function accountWith(change: Block = {}): RoyalpayAccount {
  const config = configOf(change);
  const { notifyUrl } = fixture;
  return { paySp: 'royalpay', configId: 'payment', config, endpoint: royalpay.endpoint(config), notifyUrl };
}

const account = accountWith();
const { env } = fixture;

describe('the signature', () => {
  test('is SHA-256 of partner code, time, nonce and credential, as Python’s hashlib makes it', () => {
    const text = 'ABCD&1700000000000&0123456789abcdef0123456789abcdef&';
    expect(signSha256KeyAppended(text, new Secret('test_credential_code'))).toBe(
      '1978c39af8af98e016f626c1bfd07c234538ca0208207ddaa5ec233cbc70723c',
    );
  });

  test('is the same whatever is asked for, because it covers neither path nor body', () => {
    const signs = [
      royalpay.pay.request(fixture.pay.input, account, env),
      royalpay.query.request(fixture.query.input, account, env),
      royalpay.close.request(fixture.query.input, account, env),
    ].map((request) => new URL(request.url).searchParams.get('sign'));
    expect(new Set(signs)).toEqual(new Set([signatureOf(env.now, env.nonce)]));
  });

  test('is another one at another moment, with another nonce, by another partner or credential', () => {
    const sign = (of: RoyalpayAccount, at = env): string | null =>
      new URL(royalpay.query.request(fixture.query.input, of, at).url).searchParams.get('sign');
    const signs = [
      sign(account),
      sign(account, { ...env, now: env.now + 1 }),
      sign(account, { ...env, nonce: 'f'.repeat(32) }),
      sign(accountWith({ partner_code: 'ABCE' })),
      sign(accountWith({ credential_code: `${CREDENTIAL}2` })),
    ];
    expect(new Set(signs).size).toBe(5);
  });
});

describe('an operator', () => {
  test.each([
    ['royalpay', 'https://mpay.royalpay.com.au', ['AUD', 'CNY']],
    ['alphapay', 'https://pay.alphapay.ca', ['CAD', 'CNY']],
    ['globepay', 'https://pay.globepay.co', ['GBP', 'CNY']],
    ['globepay-jp', 'https://pay.globepay.co.jp', ['JPY']],
    ['lakala-jp', 'https://pay.lakala-japan.com', ['JPY']],
  ])('%s has its address and its currencies', (platform, base, currencies) => {
    const config = configOf({ platform });
    expect(royalpay.endpoint(config)).toBe(base);
    expect(royalpay.currencies(config)).toEqual(currencies);
  });

  test.each(['royalpay', 'globepay', 'globepay-jp'])(
    '%s, the zone of whose times nobody publishes, needs it in the configuration',
    (platform) => {
      expect(royalpay.problems(configOf({ platform }))).toEqual([
        `utc_offset is missing: platform ${platform} needs it, the zone of its times is not public`,
      ]);
      expect(royalpay.problems(configOf({ platform, utc_offset: '+10:00' }))).toEqual([]);
    },
  );

  test('sheepay needs its address, too, and both are named at once', () => {
    expect(royalpay.problems(configOf({ platform: 'sheepay' }))).toEqual([
      'endpoint is missing: platform sheepay needs it, its address is not public',
      'utc_offset is missing: platform sheepay needs it, the zone of its times is not public',
    ]);
    const told = { platform: 'sheepay', endpoint: 'https://pay.example.hk', utc_offset: '+08:00' };
    expect(royalpay.problems(configOf(told))).toEqual([]);
  });

  test.each(['alphapay', 'lakala-jp'])('%s lacks nothing', (platform) => {
    expect(royalpay.problems(configOf({ platform }))).toEqual([]);
  });

  test.each([
    [{ platform: 'alphapay' }, '2026-11-02T12:00:50Z'],
    [{ platform: 'lakala-jp' }, '2026-11-01T19:00:50Z'],
    [{ platform: 'royalpay', utc_offset: '+10:00' }, '2026-11-01T18:00:50Z'],
    [{ platform: 'alphapay', utc_offset: '-07:00' }, '2026-11-02T11:00:50Z'],
  ])('of %j writes its times in its own zone', (change, utc) => {
    const said = royalpay.query.reply(queried(), fixture.query.input, accountWith(change));
    expect(said).toMatchObject({ is: 'ok', value: { paidAt: Date.parse(utc) } });
  });

  test.each(['2026-11-02', '20261102040050', '2026-13-02 04:00:50', ''])(
    'that writes a time as "%s" is believed the payment, and no time',
    (pay_time) => {
      const said = royalpay.query.reply(queried({ pay_time }), fixture.query.input, account);
      expect(said).toMatchObject({ is: 'ok', value: { status: 'paid' } });
      expect(said.is === 'ok' && said.value).not.toHaveProperty('paidAt');
    },
  );

  test.each(['+10', 'Australia/Sydney', '10:00', '+15:00', '+10:60'])(
    'of zone %s is refused',
    (utc_offset) => {
      expect(readFields(royalpay.fields, { ...fixture.config, utc_offset })).toEqual({
        problems: ['utc_offset must be like +10:00'],
      });
    },
  );

  test('in Japan is asked for whole yen', () => {
    const input = { ...fixture.pay.input, amount: { value: 1290, currency: 'JPY' } };
    const request = royalpay.pay.request(input, accountWith({ platform: 'lakala-jp' }), env);
    expect(request.url).toMatch(/^https:\/\/pay\.lakala-japan\.com\/api\/v1\.0\/gateway\/partners\/ABCD\//);
    expect(JSON.parse(request.body)).toMatchObject({ price: 1290, currency: 'JPY' });
  });
});

describe('an answer to an order', () => {
  const read = (reply: HttpReply): unknown => royalpay.pay.reply(reply, fixture.pay.input, account);
  const payment = {
    timeStamp: '1793620800',
    nonceStr: 'abc',
    package: 'prepay_id=wx02',
    signType: 'MD5',
    paySign: 'C0FFEE',
  };

  test('may write the five strings as JSON in a text', () => {
    const reply = created({ sdk_params: JSON.stringify(payment) });
    expect(read(reply)).toMatchObject({ is: 'ok', value: { ticket: { payment } } });
  });

  test('that says EXISTS and repeats the five strings is as good as the first', () => {
    expect(read(created({ result_code: 'EXISTS' }))).toMatchObject({
      is: 'ok',
      value: { ticket: { payment } },
    });
  });

  test('that says EXISTS about another order, or for another partner, is none', () => {
    for (const change of [{ partner_order_id: 'CPORDER02' }, { partner_code: 'EFGH' }])
      expect(read(created({ result_code: 'EXISTS', sdk_params: undefined, ...change }))).toEqual({
        is: 'unknown',
        why: 'unreadable',
      });
  });
});

describe('an answer to a query', () => {
  const read = (changes: Block): unknown =>
    royalpay.query.reply(queried(changes), fixture.query.input, account);

  test('tells in its word what the payer paid where that is not the price', () => {
    expect(read({ real_fee: 1329 })).toMatchObject({
      is: 'ok',
      value: {
        status: 'paid',
        theirs: 'PAY_SUCCESS real_fee 1329',
        amount: { value: 1290, currency: 'CAD' },
      },
    });
  });

  test.each([undefined, null, '', 'much', -1])('is read with a real_fee that is %j', (real_fee) => {
    expect(read({ real_fee })).toMatchObject({ is: 'ok', value: { theirs: 'PAY_SUCCESS' } });
  });

  test('about a payment of another partner is a misfit', () => {
    expect(read({ partner_code: 'EFGH' })).toMatchObject({
      is: 'ok',
      value: { misfit: 'the message is for partner_code EFGH' },
    });
  });
});

describe('a refund', () => {
  test('gives back what was asked for, never the surcharge', () => {
    const input = { ...fixture.refund?.input, attemptNo: 'A&1', outRefundNo: 'R 1' } as Parameters<
      typeof royalpay.refund.request
    >[0];
    const request = royalpay.refund.request({ ...input, amount: input.total }, account, env);
    expect(request.url).toContain('/orders/A%261/refunds/R%201?');
    expect(request.body).toBe('{"fee":1290}');
  });

  test.each([
    [false, 'SUCCESS', 'processing'],
    [true, 'SUCCESS', 'succeeded'],
    [true, 'WAITING', 'processing'],
    [true, 'FAILED', 'failed'],
  ])('at an operator to whom SUCCESS is final: %s — %s is %s', (isFinal, result_code, status) => {
    const of = accountWith({ refund_success_is_final: isFinal });
    const input = { attemptNo: 'CPORDER01', outRefundNo: 'CPORDER01R1' };
    expect(royalpay.queryRefund.reply(refunded({ result_code }), input, of)).toMatchObject({
      is: 'ok',
      value: { status },
    });
  });
});

describe('a notice', () => {
  test.each([-300_000, 0, 300_000])('is taken %i ms from its moment', (late) => {
    const seen = royalpay.notifications.verify(notice(), account, { ...env, now: env.now + late });
    expect(seen).not.toHaveProperty('rejected');
  });

  test('may write its moment as a text', () => {
    const seen = royalpay.notifications.verify(notice({ time: String(env.now) }), account, env);
    expect(seen).not.toHaveProperty('rejected');
  });

  test('signed by the text without the credential is refused', () => {
    const sign = createHash('sha256').update(`ABCD&${env.now}&${env.nonce}&`).digest('hex');
    const body = notice().body.replace(signatureOf(env.now, env.nonce), sign);
    expect(royalpay.notifications.verify({ ...notice(), body }, account, env)).toEqual({
      rejected: 'bad_signature',
    });
  });

  test('whose contents were changed passes, and says nothing that is not asked about', () => {
    expect(royalpay.notifications.believe).toBe('query');
    const seen = royalpay.notifications.verify(notice({ order_id: 'SOMEBODY' }), account, env);
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(royalpay.notifications.read(seen)[0]).not.toHaveProperty('spTradeNo');
  });
});
