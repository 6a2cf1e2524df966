/** What is peculiar to WeChat Pay v2 and v2sp, and every published vector that concerns them. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { pkcs12 } from '../../../scripts/sandbox/wechat-v2/pkcs12';
import { certificate } from '../../../scripts/sandbox/x509';
import { openAes256Ecb } from '../../../shared/codecs/aes-ecb';
import { Secret } from '../../../shared/kernel/secret';
import { canonical, md5OfSecret, signWithKeyAppended } from '../../../shared/codecs/sorted-params';
import { readXml } from '../../../shared/codecs/xml';
import type { HttpRequest } from '../../../shared/kernel/http';
import type { Connector } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import { readFields, type Fields } from '../../../shared/kernel/fields';
import { wechatV2, wechatV2Partner } from '../../../shared/payments/psp/wechat-v2';
import { v2 } from '../../fixtures/v2';
import { v2sp } from '../../fixtures/v2sp';
import {
  answer,
  API_KEY,
  merchantCertificatePem,
  merchantKeyPem,
  notice,
  signedXml,
  v2Vectors,
  xml,
} from '../../fixtures/v2/platform';

const key = new Secret(API_KEY);
const env = v2.env;

function accountOf<F extends Fields>(
  connector: Pick<Connector<F>, 'fields' | 'endpoint' | 'paySp'>,
  config: Readonly<Record<string, unknown>>,
): Account<F> {
  const read = readFields(connector.fields, config);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const endpoint = connector.endpoint(read.values);
  const { paySp } = connector;
  return { paySp, configId: 'payment', config: read.values, endpoint, notifyUrl: 'https://x.test/n' };
}

const direct = (changes: object = {}) => accountOf(wechatV2, { ...v2.config, ...changes });
const partner = (changes: object = {}) => accountOf(wechatV2Partner, { ...v2sp.config, ...changes });

const problemsOf = (changes: object): readonly string[] => {
  const { cert: _, cert_key: __, ...config } = v2.config;
  const read = readFields<Connector['fields']>(wechatV2.fields, { ...config, ...changes });
  return 'problems' in read ? read.problems : ((wechatV2 as Connector).problems?.(read.values) ?? []);
};

const fieldsOf = (request: unknown): Readonly<Record<string, string>> =>
  readXml((request as HttpRequest).body, 'xml') ?? {};

const paid = <F extends Fields>(
  connector: Pick<Connector<F>, 'pay'>,
  account: Account<F>,
  changes: Partial<typeof v2.pay.input> = {},
) => fieldsOf(connector.pay.request({ ...v2.pay.input, ...changes }, account, env));

describe('published vectors', () => {
  test.each(v2Vectors.signatures)('$name ($origin) is reproduced', ({ params, key: secret, type, sign }) => {
    expect(signWithKeyAppended(params, new Secret(secret), type)).toBe(sign);
  });

  test.each(v2Vectors.key_orders)('names $names are sorted by bytes', ({ names, sorted }) => {
    const params = Object.fromEntries(names.map((name) => [name, '1']));
    expect(canonical(params)).toBe(sorted.map((name) => `${name}=1`).join('&'));
  });

  test('the key of refund notices is the MD5 of the API key in small letters', () => {
    expect(md5OfSecret(key).reveal()).toBe(v2Vectors.refund.ecb_key);
    expect(md5OfSecret(new Secret(v2Vectors.md5.secret)).reveal()).toBe(v2Vectors.md5.md5);
  });

  test('ECB-1 and the req_info of V2N-8 are opened', () => {
    expect(openAes256Ecb(v2Vectors.ecb.ciphertext, new Secret(v2Vectors.ecb.key))).toBe(v2Vectors.ecb.plain);
    expect(openAes256Ecb(v2Vectors.refund.req_info, md5OfSecret(key))).toBe(v2Vectors.refund.plain);
  });

  test.each(['V2N-1', 'V2N-2', 'V2N-4'] as const)(
    'the signature of %s is right, over unknown fields too',
    (name) => {
      const words = readXml(v2Vectors.notices[name], 'xml') ?? {};
      const type = words.sign?.length === 64 ? 'HMAC-SHA256' : 'MD5';
      expect(signWithKeyAppended(words, key, type)).toBe(words.sign);
    },
  );

  test('V2N-1, signed with MD5, is not believed by an account that signs with HMAC-SHA256', () => {
    const strong = direct({ sign_type: 'HMAC-SHA256' });
    const { notifications } = wechatV2;
    expect(notifications.verify(notice(v2Vectors.notices['V2N-1']), strong)).toEqual({
      rejected: 'bad_signature',
    });
    expect(notifications.verify(notice(v2Vectors.notices['V2N-2']), strong)).not.toHaveProperty('rejected');
  });

  test('V2N-2, signed with HMAC-SHA256, is believed by an account that signs with MD5', () => {
    const { notifications } = wechatV2;
    const seen = notifications.verify(notice(v2Vectors.notices['V2N-2']), direct());
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(notifications.read(seen, direct())).toEqual([
      expect.objectContaining({
        attemptNo: 'V2H-20240801-1',
        status: 'paid',
        amount: { value: 1, currency: 'CNY' },
      }),
    ]);
  });

  test('V2N-7 is a refusal on the transport layer, not a wrong signature', () => {
    const reply = { status: 200, headers: {}, body: v2Vectors.notices['V2N-7'] };
    expect(wechatV2.pay.reply(reply, v2.pay.input, direct(), env)).toEqual({
      is: 'refused',
      why: 'other',
      theirs: 'return_code FAIL XML格式错误',
    });
  });

  test('V2N-8 is a hint: an unsigned notice never says by itself that money went back', () => {
    const { notifications } = wechatV2;
    const seen = notifications.verify(notice(v2Vectors.refund.envelope), direct());
    if ('rejected' in seen) throw new Error(seen.rejected);
    expect(notifications.read(seen, direct())).toEqual([
      expect.objectContaining({
        kind: 'refund',
        outRefundNo: 'RF20240801@0004',
        attemptNo: 'V2-20240801*01',
        amount: { value: 400, currency: 'CNY' },
        hint: true,
      }),
    ]);
  });
});

describe('an answer', () => {
  const { input, good } = v2.query;
  const ask = (body: string, status = 200) =>
    wechatV2.query.reply({ status, headers: {}, body }, input, direct());

  test('with any one character changed is never believed', () => {
    const believed: string[] = [];
    for (let at = 0; at < good.body.length; at += 1) {
      const one = String.fromCharCode(good.body.charCodeAt(at) ^ 1);
      const body = good.body.slice(0, at) + one + good.body.slice(at + 1);
      if (ask(body).is === 'ok') believed.push(body);
    }
    expect(believed).toEqual([]);
  });

  test('without a signature, or signed with another key, is unverified', () => {
    const words = { return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: input.attemptNo };
    expect(ask(xml(words))).toEqual({ is: 'unknown', why: 'unverified' });
    expect(ask(signedXml(words, 'x'.repeat(32)))).toEqual({ is: 'unknown', why: 'unverified' });
  });

  test.each(['SYSTEMERROR', 'BIZERR_NEED_RETRY', 'FREQUENCY_LIMITED', 'BANKERROR'])(
    'with %s leaves the outcome open',
    (code) => {
      const reply = answer({ result_code: 'FAIL', err_code: code });
      expect(wechatV2.refund.reply(reply, v2.refund?.input ?? fail(), direct())).toEqual({
        is: 'unknown',
        why: 'busy',
        theirs: code,
      });
    },
  );

  test.each([
    ['an HTML page', '<html><h1>404</h1></html>', 404],
    ['an HTML page with status 200', '<html></html>', 200],
    ['nothing', '', 200],
    ['half of itself', good.body.slice(0, 300), 200],
  ])('that is %s is unreadable', (_what, body, status) => {
    expect(ask(body, status)).toEqual({ is: 'unknown', why: 'unreadable' });
  });

  test('about another merchant or sub-merchant is a misfit', () => {
    const body = signedXml({ ...readXml(good.body, 'xml'), mch_id: '10000101' });
    expect(ask(body)).toMatchObject({ is: 'ok', value: { misfit: 'the message is for mch_id 10000101' } });
    const other = signedXml({ ...readXml(v2sp.query.good.body, 'xml'), sub_mch_id: '1900000110' });
    const reply = { status: 200, headers: {}, body: other };
    expect(wechatV2Partner.query.reply(reply, v2sp.query.input, partner())).toMatchObject({
      value: { misfit: 'the message is for sub_mch_id 1900000110' },
    });
  });

  test.each([
    ['appid', 'wxaaaaaaaaaaaaaaaa'],
    ['sub_appid', 'wxaaaaaaaaaaaaaaaa'],
  ])('about another %s than the configured one is a misfit, in an answer and in a notice', (name, value) => {
    const words = { ...readXml(v2sp.query.good.body, 'xml'), [name]: value };
    const reply = { status: 200, headers: {}, body: signedXml(words) };
    const misfit = `the message is for ${name} ${value}`;
    expect(wechatV2Partner.query.reply(reply, v2sp.query.input, partner())).toMatchObject({
      value: { misfit },
    });
    const seen = wechatV2Partner.notifications.verify(notice(signedXml(words)), partner());
    expect('rejected' in seen ? seen : wechatV2Partner.notifications.read(seen, partner())).toMatchObject([
      { misfit },
    ]);
  });

  test('to a merchant of its own that names a sub-merchant is a misfit', () => {
    const body = signedXml({ ...readXml(good.body, 'xml'), sub_mch_id: '1900000110' });
    expect(ask(body)).toMatchObject({ value: { misfit: 'the message is for sub_mch_id 1900000110' } });
  });
});

describe('an order', () => {
  test('in HMAC-SHA256 says so, and so do its five strings', () => {
    const account = direct({ sign_type: 'HMAC-SHA256' });
    const order = paid(wechatV2, account);
    expect(order).toMatchObject({
      sign_type: 'HMAC-SHA256',
      sign: expect.stringMatching(/^[0-9A-F]{64}$/) as string,
    });
    const outcome = wechatV2.pay.reply(v2.pay.good, v2.pay.input, account, env);
    expect(outcome).toMatchObject({ value: { ticket: { payment: { signType: 'HMAC-SHA256' } } } });
  });

  test('without a configured app is of the calling mini-program, and so are questions about it', () => {
    const account = direct({ appid: undefined });
    expect(paid(wechatV2, account, { appid: 'wxd678efh567hg6787' })).toMatchObject({
      appid: 'wxd678efh567hg6787',
    });
    const ref = { attemptNo: 'X12345', appid: 'wxd678efh567hg6787' };
    expect(fieldsOf(wechatV2.query.request(ref, account, env))).toMatchObject({
      appid: 'wxd678efh567hg6787',
    });
    expect(wechatV2.query.request({ attemptNo: 'X12345' }, account, env)).toBeUndefined();
  });

  test('of a sub-merchant’s own app names it, and its payer is a sub_openid', () => {
    const order = paid(wechatV2Partner, partner({ sub_appid: undefined }), {
      appid: 'wxd678efh567hg6999',
      openid: 'o1',
    });
    expect(order).toMatchObject({
      appid: 'wx8888888888888888',
      mch_id: '1900007291',
      sub_mch_id: '1900000109',
      sub_appid: 'wxd678efh567hg6999',
      sub_openid: 'o1',
    });
    expect(order).not.toHaveProperty('openid');
  });

  test('in the provider’s own app has an openid and no sub_appid', () => {
    const account = partner({ sub_appid: undefined });
    const order = paid(wechatV2Partner, account, { appid: 'wx8888888888888888', openid: 'o1' });
    expect(order).toMatchObject({ appid: 'wx8888888888888888', openid: 'o1' });
    expect(order).not.toHaveProperty('sub_appid');
    expect(order).not.toHaveProperty('sub_openid');
  });

  test('overseas goes to Hong Kong with version and currency; in the mainland it has neither', () => {
    const account = direct({ site: 'global' });
    const amount = { value: 1000, currency: 'HKD' };
    expect(account.endpoint).toBe('https://apihk.mch.weixin.qq.com');
    expect(paid(wechatV2, account, { amount })).toMatchObject({
      version: '1.0',
      fee_type: 'HKD',
      total_fee: '1000',
    });
    expect(paid(wechatV2, direct())).not.toHaveProperty('version');
    expect(paid(wechatV2, direct())).not.toHaveProperty('fee_type');
  });

  test('is taken in CNY in the mainland, overseas in certain currencies, and in uncertain ones on request', () => {
    const { currencies } = wechatV2;
    expect(currencies(direct().config)).toEqual(['CNY']);
    expect(currencies(direct({ site: 'global' }).config)).toContain('EUR');
    expect(currencies(direct({ site: 'global' }).config)).not.toContain('JPY');
    expect(currencies(direct({ site: 'global', currencies: ['JPY'] }).config)).toContain('JPY');
  });

  test('whose description holds control characters or the end of a CDATA section is still XML', () => {
    expect(paid(wechatV2, direct(), { description: 'a\u0001b]]>c' })).toMatchObject({ body: 'a b]]>c' });
  });
});

describe('the merchant’s certificate', () => {
  const now = Date.UTC(2024, 6, 2);
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangerPem = stranger.export({ type: 'pkcs8', format: 'pem' }).toString();
  const p12 = pkcs12(merchantCertificatePem, createPrivateKey(merchantKeyPem), '10000100').toString('base64');
  const without = { cert: undefined, cert_key: undefined };

  test.each<readonly [string, object, RegExp]>([
    ['a key without its certificate', { cert_key: merchantKeyPem }, /cert and cert_key belong together/],
    [
      'a key of another certificate',
      { cert: merchantCertificatePem, cert_key: strangerPem },
      /not that of the cert/,
    ],
    [
      'a key pasted as certificate',
      { cert: merchantKeyPem, cert_key: merchantKeyPem },
      /cert holds a PRIVATE KEY/,
    ],
    ['a PKCS#12 file cut off', { p12: p12.slice(0, 400) }, /p12 is no PKCS#12 file, or is cut off/],
    ['a wrong passphrase', { p12, p12_passphrase: 'wrong' }, /p12 does not open with p12_passphrase/],
    ['both forms', { p12, cert: merchantCertificatePem, cert_key: merchantKeyPem }, /give either p12/],
    ['an API key of 31 characters', { key: 'x'.repeat(31) }, /key must be exactly 32 bytes long, it has 31/],
  ])('%s is named exactly', (_what, changes, message) => {
    expect(problemsOf(changes).join('; ')).toMatch(message);
  });

  test.each([
    ['line breaks written out', p12.replace(/.{64}/g, '$&\\r\\n')],
    ['quotes and a byte order mark', `\ufeff"${p12.replace(/.{64}/g, '$&\n')}"`],
    ['the head of a data address', `data:application/x-pkcs12;base64,${p12}`],
  ])('as PKCS#12 is taken with %s', (_how, pasted) => {
    expect(problemsOf({ p12: pasted })).toEqual([]);
  });

  test('in PEM or PKCS#12 is good, the passphrase being the merchant number unless said otherwise', () => {
    expect(problemsOf({ p12 })).toEqual([]);
    expect(problemsOf({ p12, p12_passphrase: '10000100' })).toEqual([]);
    expect(problemsOf({ cert: merchantCertificatePem, cert_key: merchantKeyPem })).toEqual([]);
  });

  test('is missed by name before a refund', () => {
    expect(wechatV2.refund.lacks(direct(without), now).join()).toMatch(
      /cert and cert_key \(or p12\) are missing/,
    );
    expect(wechatV2.refund.lacks(direct(), now)).toEqual([]);
    expect(wechatV2.refund.lacks(direct({ ...without, p12 }), now)).toEqual([]);
  });

  test('that has expired is told with its date, in either form', () => {
    const key = createPrivateKey(merchantKeyPem);
    const old = certificate({ commonName: 'x', key, now, lifeMs: 1000 });
    const later = now + 3600_000;
    expect(wechatV2.refund.lacks(direct({ cert: old }), later)).toEqual([
      expect.stringMatching(/^the certificate in cert expired on Jul {2}2 .*2024/),
    ]);
    const oldP12 = pkcs12(old, key, '10000100').toString('base64');
    expect(wechatV2.refund.lacks(direct({ ...without, p12: oldP12 }), later)).toEqual([
      expect.stringMatching(/^the certificate in p12 expired on/),
    ]);
  });

  test('goes with refunds only, to the secure endpoint where there is one', () => {
    const account = direct({ ...without, p12, secure_endpoint: 'https://127.0.0.1:9/sandbox/v2/' });
    const request = wechatV2.refund.request(v2.refund?.input ?? fail(), account, env);
    expect(request).toMatchObject({
      url: 'https://127.0.0.1:9/sandbox/v2/secapi/pay/refund',
      clientCertificate: { pfx: Buffer.from(p12, 'base64') },
    });
    expect(wechatV2.query.request(v2.query.input, account, env)).not.toHaveProperty('clientCertificate');
  });
});

describe('the public package tenpay', () => {
  interface Tenpay {
    _getSign(params: object, type?: string): string;
    _parse(body: string, type: string): Promise<Readonly<Record<string, unknown>>>;
  }
  const TenpayOf = jest.requireActual<new (config: object) => Tenpay>('tenpay');
  const tenpay = new TenpayOf({ appid: 'wxd930ea5d5a258f4f', mchid: '10000100', partnerKey: API_KEY });

  test.each(['MD5', 'HMAC-SHA256'])('signs our order and our five strings with %s as we do', (type) => {
    const account = direct({ sign_type: type });
    const order = paid(wechatV2, account);
    expect(tenpay._getSign(order, type)).toBe(order.sign);
    const outcome = wechatV2.pay.reply(v2.pay.good, v2.pay.input, account, env);
    if (outcome.is !== 'ok' || !('payment' in outcome.value.ticket)) throw new Error('no strings');
    const { paySign, ...strings } = outcome.value.ticket.payment;
    expect(tenpay._getSign({ appId: v2.pay.input.appid, ...strings }, type)).toBe(paySign);
  });

  test('reads our requests, and V2N-1 and V2N-8 as we do', async () => {
    const { body } = wechatV2.query.request(v2.query.input, direct(), env) as HttpRequest;
    const ok = '<return_code>SUCCESS</return_code><result_code>SUCCESS</result_code>';
    await expect(tenpay._parse(body.replace('<xml>', `<xml>${ok}`), 'orderquery')).rejects.toThrow(
      'sign签名错误',
    );
    const theirs = await tenpay._parse(v2Vectors.notices['V2N-1'], 'middleware_pay');
    expect({ ...theirs }).toEqual(readXml(v2Vectors.notices['V2N-1'], 'xml'));
    const refund = await tenpay._parse(v2Vectors.refund.envelope, 'middleware_refund');
    expect(refund.req_info).toEqual(readXml(v2Vectors.refund.plain, 'root'));
  });
});

function fail(): never {
  throw new Error('the fixture has no refund');
}
