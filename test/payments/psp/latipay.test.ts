/** Latipay's own rules: the published signatures, what its answers vouch for, and what is never sent. */
import { Secret } from '../../../shared/kernel/secret';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields } from '../../../shared/kernel/fields';
import { latipay } from '../../../shared/payments/psp/latipay';
import { canonical, signHmacSha256KeyAppended } from '../../../shared/codecs/sorted-params';
import { latipay as fixture, notice, queried } from '../../fixtures/latipay';

type LatipayAccount = Account<typeof latipay.fields>;

/** An account as the configuration block makes it. */
function accountWith(change: Readonly<Record<string, unknown>> = {}): LatipayAccount {
  const read = readFields(latipay.fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return {
    paySp: 'latipay',
    configId: 'payment',
    config: read.values,
    endpoint: 'https://api.latipay.net',
    notifyUrl: fixture.notifyUrl,
  };
}

const account = accountWith();

/** The key of every sample in the vendor's pages. */
const published = accountWith({ api_key: '111222333', user_id: 'U000000013' });
const { refund: refundFixture } = fixture;

const signatureOf = (request: HttpRequest | undefined): unknown =>
  request && (JSON.parse(request.body) as Record<string, unknown>).signature;

describe('the signatures that the vendor published', () => {
  test('of a query', () => {
    const request = latipay.query.request({ attemptNo: '6000324' }, published);
    expect(request.url).toBe(
      'https://api.latipay.net/v2/transaction/6000324?user_id=U000000013' +
        '&signature=58f93f458880120d650611f2452917a25a39edc2f5e3a03baac73a7a49bc81f4',
    );
  });

  test('of a cancellation, which alone is not sorted', () => {
    const request = latipay.close.request({ attemptNo: '9872428736782682' }, published);
    expect(signatureOf(request)).toBe('da3b80be09665913e632f1bc0822e3d98d8dd235aebeb6f532b6bb7e329b9635');
  });

  test('of a refund', () => {
    if (!refundFixture) throw new Error('no refund fixture');
    const input = {
      ...refundFixture.input,
      spTradeNo: '23479798sdf7987234',
      outRefundNo: 'notes about this refund',
      amount: { value: 12000, currency: 'NZD' },
    };
    const request = latipay.refund.request(input, accountWith({ api_key: '111222333' }));
    expect(signatureOf(request)).toBe('3052b51072570b743bf9a12a20a45b0adf280aee84907ef0e54d1079fb3f961c');
  });

  /** The order of the hosted page; the mini-program's page signs the same with its `app_id`. */
  const order = {
    amount: '120.00',
    callback_url: 'https://merchantsite.com/confirm',
    ip: '122.122.122.1',
    merchant_reference: 'dsi39ej430sks03',
    payment_method: 'alipay',
    product_name: 'Pinot Noir, Otago',
    return_url: 'https://merchantsite.com/checkout',
    user_id: 'U000334333',
    version: '2.0',
    wallet_id: 'W00000001',
  };

  test.each([
    ['hosted', order, '8d1bea078eaacdae8388852851ec39e2e8561cdce64f359421d85ed4844496ec'],
    [
      'mini-program’s',
      { ...order, app_id: 'wx721398712681232' },
      '5c732083dbae8b6402bb329a0d1862de2f2337e4bc5b1ee721218fc2c3271db9',
    ],
  ])('of an order, on the %s page', (_page, params, expected) => {
    expect(signHmacSha256KeyAppended(canonical(params), new Secret('111222333'))).toBe(expected);
  });

  test('of a notice, read from the very body on the page', () => {
    const body =
      'merchant_reference=dsi39ej430sks03&order_id=2017232323345678&amount=120.00&currency=NZD&payment_method=alipay' +
      '&pay_time=2017-07-07%2010%3A53%3A50&status=paid' +
      '&signature=840151e0dc39496e22b410b83058b4ddd633b786936c505ae978fae029a1e0f1';
    const seen = latipay.notifications.verify({ ...notice(), body }, published);
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(latipay.notifications.read(seen, published)).toEqual([
      {
        kind: 'payment',
        attemptNo: 'dsi39ej430sks03',
        status: 'paid',
        theirs: 'paid',
        amount: { value: 12000, currency: 'NZD' },
      },
    ]);
  });
});

describe('an answer to a query', () => {
  const read = (reply: HttpReply): unknown => latipay.query.reply(reply, { attemptNo: 'CPORDER01' }, account);

  test.each([
    ['with its zeros', '12.90', 1290],
    ['without them', '12.9', 1290],
    ['in whole dollars', '120', 12000],
    ['in whole dollars with a zero', '120.0', 12000],
    ['in whole dollars with two', '120.00', 12000],
  ])('is genuine with the amount signed %s', (_how, spelt, value) => {
    expect(read(queried({}, spelt))).toMatchObject({
      is: 'ok',
      value: { status: 'paid', amount: { value } },
    });
  });

  test.each([
    ['another amount', /12\.90/, '1.90'],
    ['another status', /paid/, 'canceled'],
    ['another currency', /NZD/, 'AUD'],
    ['another number', /CPORDER01/, 'CPORDER02'],
    ['another pay method', /wechat/, 'alipay'],
    ['no signature', /"signature":"\w+"/, '"signature":""'],
  ])('with %s than was signed is not believed', (_what, from, to) => {
    const good = queried();
    expect(read({ ...good, body: good.body.replace(from, to) })).toEqual({
      is: 'unknown',
      why: 'unverified',
    });
  });

  test('signed with another key is not believed', () => {
    const other = accountWith({ api_key: 'another' });
    expect(latipay.query.reply(queried(), { attemptNo: 'CPORDER01' }, other)).toEqual({
      is: 'unknown',
      why: 'unverified',
    });
  });

  test('brings Latipay’s number, which the attempt of a lost answer does not have yet', () => {
    expect(read(queried())).toMatchObject({ is: 'ok', value: { spTradeNo: '20261102000001' } });
  });
});

describe('a notice', () => {
  const facts = (raw: RawNotice): unknown => {
    const seen = latipay.notifications.verify(raw, account);
    return 'rejected' in seen ? seen : latipay.notifications.read(seen, account);
  };

  test('is only a hint: the PSP is asked before anything is booked', () => {
    expect(latipay.notifications.believe).toBe('query');
  });

  test('in another currency than the wallet’s is of another wallet', () => {
    expect(facts(notice({ currency: 'AUD' }))).toMatchObject([{ misfit: 'the message is for currency AUD' }]);
  });

  test('says nothing that its signature does not cover', () => {
    const forged = notice({ order_id: 'SOMEBODY-ELSES', pay_time: '1970-01-01 00:00:00' });
    expect(facts(forged)).toEqual(facts(notice()));
  });

  test('can be cut elsewhere under the same signature, which is why it is only a hint', () => {
    const moved = notice({ merchant_reference: 'CPORDER01wec', payment_method: 'hat' });
    const cut = moved.body.replace('CPORDER01wec', 'CPORDER01').replace('=hat', '=wechat');
    expect(facts({ ...moved, body: cut })).toEqual(facts(notice()));
  });
});

describe('what is not sent', () => {
  test('a payment in another currency than the wallet’s, which no field of the request would show', () => {
    expect(latipay.currencies(account.config)).toEqual(['NZD']);
    expect(latipay.currencies(accountWith({ currency: 'AUD' }).config)).toEqual(['AUD']);
  });

  test('a refund of a payment whose number at Latipay was never learned', () => {
    if (!refundFixture) throw new Error('no refund fixture');
    const { spTradeNo: _unknown, ...input } = refundFixture.input;
    expect(latipay.refund.request(input, account)).toBeUndefined();
  });
});

test('the configuration errors name every field that is wrong', () => {
  const read = readFields(latipay.fields, { user_id: '13', wallet_id: 'U1', currency: 'EUR' });
  expect(read).toEqual({
    problems: [
      'user_id must be U and digits',
      'wallet_id must be W and digits',
      'api_key is missing',
      'currency must be one of: NZD, AUD',
    ],
  });
});
