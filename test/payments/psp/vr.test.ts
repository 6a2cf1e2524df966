/** What is VR Payment's alone: published result code groups, the published webhook vector, what the configuration lacks. */
import { openHexAes256Gcm } from '../../../shared/codecs/aead';
import { Secret } from '../../../shared/kernel/secret';
import type { HttpReply } from '../../../shared/kernel/http';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields, type ValuesOf } from '../../../shared/kernel/fields';
import { vr } from '../../../shared/payments/psp/vr';
import { resultGroup } from '../../../shared/payments/psp/vr-results';
import { readConfig } from '../../../shared/payments/flows/payment-config';
import { sealed, vr as fixture } from '../../fixtures/vr';

type Config = ValuesOf<typeof vr.fields>;

function accountOf(block: object): Account<typeof vr.fields> {
  const read = readFields(vr.fields, { ...block });
  if ('problems' in read) throw new Error(read.problems.join());
  const config: Config = read.values;
  return { paySp: 'vr', configId: 'payment', config, endpoint: vr.endpoint(config), notifyUrl: '' };
}

const wallet = accountOf({ access_token: 't', payment_brand: 'WX', fields: fixture.config.fields });
const opp = accountOf(fixture.config);
const answer = (body: object): HttpReply => ({ status: 200, headers: {}, body: JSON.stringify(body) });

/** Pattern as published, with codes on either side of its border. */
const published: readonly (readonly [RegExp, string, readonly string[]])[] = [
  [
    /^(000\.000\.|000\.100\.1|000\.[36]|000\.400\.[1][12]0)/,
    'paid',
    ['000.000.000', '000.100.105', '000.310.100', '000.600.000', '000.400.110', '000.400.120'],
  ],
  [
    /^(000\.400\.0[^3]|000\.400\.100)/,
    'review',
    ['000.400.000', '000.400.020', '000.400.090', '000.400.100'],
  ],
  [/^(000\.200)/, 'pending', ['000.200.000', '000.200.100']],
  [/^(800\.400\.5|100\.400\.500)/, 'pending', ['800.400.500', '800.400.501', '100.400.500']],
  [/^(000\.400\.[1][0-9][1-9]|000\.400\.2)/, 'rejected', ['000.400.101', '000.400.109', '000.400.200']],
  [
    /^(800\.[17]00|800\.800\.[123])/,
    'rejected',
    ['800.100.100', '800.700.101', '800.800.102', '800.800.302'],
  ],
  [/^(900\.[1234]00|000\.400\.030)/, 'doubtful', ['900.100.100', '900.400.100', '000.400.030']],
  [
    /^(800\.[56]|999\.|600\.1|800\.800\.[84])/,
    'doubtful',
    ['800.500.100', '800.600.100', '999.999.888', '600.100.100', '800.800.400', '800.800.800'],
  ],
  [/^(100\.39[765])/, 'rejected', ['100.395.101', '100.396.101', '100.397.102']],
  [/^(300\.100\.100)/, 'rejected', ['300.100.100']],
  [/^(200\.300\.404)/, 'ended', ['200.300.404']],
];

describe('a published group of result codes', () => {
  test.each(published)('%s is read as %s', (pattern, group, codes) => {
    for (const code of codes)
      expect([code, pattern.test(code), resultGroup(code)]).toEqual([code, true, group]);
  });

  test('has every code of the form ddd.dxx.xdd that its pattern has, but for the test codes', () => {
    for (let head = 0; head < 1000; head += 100) {
      for (let tail = 0; tail < 1_000_000; tail += 97) {
        const digits = String(tail).padStart(6, '0');
        const code = `${String(head).padStart(3, '0')}.${digits.slice(0, 3)}.${digits.slice(3)}`;
        const isTest = /^000\.100\.11[012]/.test(code);
        const group = published.find(([pattern]) => pattern.test(code))?.[1];
        if (group !== undefined && !isTest && resultGroup(code) !== group)
          throw new Error(`${code} is ${resultGroup(code)}, published ${group}`);
      }
    }
  });

  test.each(['000.100.110', '000.100.111', '000.100.112'])('leaves the test code %s out', (code) => {
    expect(resultGroup(code)).toBe('test');
  });

  test.each([
    '',
    'paid',
    '000.000.',
    '000.000.A00',
    ' 000.000.000',
    '000.000.0000',
    '123.456.789',
    'toString',
  ])('has no place for "%s"', (code) => {
    expect(resultGroup(code)).toBe('unlisted');
  });
});

test('the published webhook opens under its key', () => {
  const vector = {
    ciphertext: 'F8E2F759E528CB69375E51DB2AF9B53734E393',
    nonce: '3D575574536D450F71AC76D8',
    tag: '19FDD068C6F383C173D3A906F7BD1D83',
  };
  const key = new Secret('000102030405060708090A0B0C0D0E0F'.repeat(2));
  expect(openHexAes256Gcm(vector, key)).toBe('{"type": "PAYMENT"}');
  expect(openHexAes256Gcm({ ...vector, tag: vector.tag.replace(/.$/, '4') }, key)).toBeUndefined();
  expect(openHexAes256Gcm({ ...vector, tag: vector.tag.slice(0, 8) }, key)).toBeUndefined();
});

describe('a test code', () => {
  const body = { ...(JSON.parse(fixture.query.good.body) as object), result: { code: '000.100.110' } };
  const said = (account: typeof opp): unknown =>
    vr.query.reply(
      answer(body),
      { attemptNo: 'CPORDER01', spTradeNo: String(Reflect.get(body, 'id')) },
      account,
    );

  test('is no payment in production, and says why', () => {
    expect(said(opp)).toMatchObject({
      is: 'ok',
      value: { status: 'pending', theirs: expect.stringContaining('test_mode') as unknown },
    });
  });

  test('is a payment with test_mode', () => {
    expect(said(accountOf({ ...fixture.config, test_mode: true }))).toMatchObject({
      value: { status: 'paid' },
    });
  });
});

test('a payment under manual review is paid, and its words say that a person should look', () => {
  const body = { ...(JSON.parse(fixture.query.good.body) as object), result: { code: '000.400.000' } };
  expect(vr.query.reply(answer(body), fixture.query.input, opp)).toMatchObject({
    value: { status: 'paid', theirs: expect.stringContaining('manual review') as unknown },
  });
});

describe('without VR Payment’s id', () => {
  const payment = JSON.parse(fixture.query.good.body) as object;
  const input = { attemptNo: 'CPORDER01' };
  const amount = { value: 400, currency: 'EUR' };

  test('the wallet cannot be asked', () => {
    expect(vr.query.request(input, wallet)).toBeUndefined();
    const refund = { ...input, outRefundNo: 'R1', amount, total: amount, reason: '' };
    expect(vr.refund.request(refund, wallet)).toBeUndefined();
  });

  test('opp is asked by our number, and only one payment of that number counts', () => {
    const url =
      'https://vr-pay-ecommerce.de/v1/payments?entityId=8a8294174b7ecb28014b9699220015ca&merchantTransactionId=CPORDER01';
    expect(vr.query.request(input, opp)).toMatchObject({ method: 'GET', url });
    const found = (...payments: object[]): unknown =>
      vr.query.reply(answer({ result: { code: '000.000.100' }, payments }), input, opp);
    expect(found(payment)).toMatchObject({ is: 'ok', value: { status: 'paid', attemptNo: 'CPORDER01' } });
    expect(found(payment, payment)).toMatchObject({ is: 'unknown' });
    expect(found({ ...payment, merchantTransactionId: 'ANOTHER' })).toMatchObject({ is: 'unknown' });
    expect(found()).toMatchObject({ is: 'unknown' });
  });
});

describe('the configuration', () => {
  const problemOf = (block: object): string => {
    try {
      readConfig('payment', { pay_sp: 'vr', access_token: 't', ...block }, [vr]).account('vr');
      return '';
    } catch (error) {
      return String(error);
    }
  };

  test('needs no notify_url', () => expect(problemOf({})).toBe(''));

  test('names at once everything that a payment needs and nobody published', () => {
    expect(vr.pay.lacks(accountOf({ access_token: 't' })).map((one) => one.split(' ')[0])).toEqual([
      'payment_brand',
      'fields.openid',
      'fields.appid',
      'fields.payment',
    ]);
    expect(vr.pay.lacks(wallet)).toEqual([]);
  });

  test.each([
    [{ platform: 'opp' }, 'entity_id is missing'],
    [{ test_mode: true }, 'endpoint is missing'],
    [{ webhook_secret: 'x'.repeat(64) }, 'webhook_secret must be 64 hex digits'],
    [{ webhook_secret: 'abc' }, 'webhook_secret must be exactly 64 bytes long'],
    [{ fields: { opneid: 'x' } }, 'fields.opneid is unknown'],
    [{ platform: 'card' }, 'platform must be one of: wallet, opp'],
    [{ test_mode: 'yes' }, 'test_mode must be true or false'],
  ])('%j is refused: %s', (block, words) => {
    expect(problemOf(block)).toContain(words);
  });

  test.each([
    [{}, 'https://pay.vr-payment.de/processing-api/v1'],
    [{ platform: 'opp', entity_id: 'e' }, 'https://vr-pay-ecommerce.de/v1'],
    [{ platform: 'opp', entity_id: 'e', test_mode: true }, 'https://test.vr-pay-ecommerce.de/v1'],
  ])('%j goes to %s', (block, url) => {
    expect(accountOf({ access_token: 't', ...block }).endpoint).toBe(url);
  });
});

test('an id with half a character in it is asked for, and throws nothing', () => {
  const spTradeNo = 'id\ud800/../x';
  const asked = vr.query.request({ attemptNo: 'CPORDER01', spTradeNo }, opp);
  expect(asked?.url).toContain('/payments/id%2F..%2Fx?');
  expect(vr.close.request({ attemptNo: 'CPORDER01', spTradeNo }, opp)?.url).toMatch(
    /payments\/id%2F\.\.%2Fx$/,
  );
});

describe('a webhook', () => {
  const notice = sealed({ type: 'PAYMENT', payload: JSON.parse(fixture.query.good.body) as object });

  test('is refused where no webhook_secret is configured', () => {
    expect(vr.notifications.verify(notice, wallet)).toEqual({ rejected: 'unknown_key' });
  });

  test('may come wrapped in JSON', () => {
    const wrapped = { ...notice, body: JSON.stringify({ encryptedBody: notice.body }) };
    expect(vr.notifications.glance(wrapped)).toBeUndefined();
    expect(vr.notifications.verify(wrapped, opp)).toHaveProperty('content');
  });

  test.each(['test', 'REGISTRATION', 'RISK'])('of type %s concerns no payment and is accepted', (type) => {
    const seen = vr.notifications.verify(sealed({ type, action: 'x', payload: {} }), opp);
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(vr.notifications.read(seen, opp)).toEqual([]);
  });
});
