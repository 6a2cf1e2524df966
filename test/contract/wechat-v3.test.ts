/** What WeChat Pay publishes beyond the common suite: client signatures, signed answers, clocks, keys and downloads. */
import { createCipheriv } from 'node:crypto';
import { readCertificate, readPublicKey } from '../../shared/codecs/keys';
import type { Env } from '../../shared/kernel/exchange';
import type { HttpReply } from '../../shared/kernel/http';
import type { Connector, Notifications, RawNotice } from '../../shared/payments/psp/connector';
import type { Account } from '../../shared/payments/psp/operation';
import { readFields, type Fields } from '../../shared/kernel/fields';
import { authenticity } from '../../shared/wechat/api-v3/open';
import { connectorOf } from '../../scripts/connectors';
import { v3, vectorNotice } from '../fixtures/v3';
import { PUBLIC_KEY_ID, sealedNotice, signedReply, vouch } from '../fixtures/v3/platform';
import {
  answerVectors,
  certificateVector,
  merchantPublicKeyPem,
  noticeVectors,
  paySignVector,
  platformCertificatePem,
  requestVectors,
  wechatPayPublicKeyPem,
} from '../fixtures/vectors';

/** The notifications of a connector that has some. */
function listenerOf({ notifications }: Connector): Notifications<Fields> {
  if (notifications === 'none') throw new Error('v3 sends notices');
  return notifications;
}

function registered(): Connector {
  const found = connectorOf('v3');
  if (!found) throw new Error('v3 is not in the registry');
  return found;
}

const connector = registered();
const listener = listenerOf(connector);
const certificate = readCertificate(platformCertificatePem);
const publicKey = { serial: PUBLIC_KEY_ID, key: readPublicKey(merchantPublicKeyPem) };
const documented = {
  serial: 'PUB_KEY_ID_0000000000000024101100397200000006',
  key: readPublicKey(wechatPayPublicKeyPem),
};

function accountWith(change: Readonly<Record<string, unknown>>): Account {
  const read = readFields<Fields>(connector.fields, { ...v3.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return {
    paySp: 'v3',
    configId: 'payment',
    config: read.values,
    endpoint: 'https://api.mch.weixin.qq.com',
    notifyUrl: v3.notifyUrl,
  };
}

const account = accountWith({});
const at = (seconds: number, keys: Env['keys']): Env => ({ now: seconds * 1000, nonce: '', keys });
const reading = (notice: RawNotice, env: Env): unknown => listener.verify(notice, account, env);

test('the strings for the payer carry the published signature', () => {
  const { timestamp, nonce } = requestVectors;
  const env = { now: timestamp * 1000, nonce, keys: [publicKey] };
  const input = { ...v3.pay.input, appid: paySignVector.appid };
  const reply = signedReply(200, JSON.stringify({ prepay_id: paySignVector.prepay_id }), timestamp);
  expect(connector.pay.reply(reply, input, account, env)).toMatchObject({
    is: 'ok',
    value: { ticket: { payment: { signType: 'RSA', paySign: paySignVector.paySign } } },
  });
});

const refundInput = v3.refund?.input ?? neverHappens('v3 has a refund fixture');

function neverHappens(what: string): never {
  throw new Error(what);
}

test('too many requests (429) leave the outcome unknown, signed or not', () => {
  const body = '{"code":"FREQUENCY_LIMITED","message":"slow down"}';
  const seconds = requestVectors.timestamp;
  const env = at(seconds, [publicKey]);
  for (const reply of [signedReply(429, body, seconds), { status: 429, headers: {}, body }]) {
    expect(connector.refund?.reply(reply, refundInput, account, env)).toEqual({
      is: 'unknown',
      why: 'busy',
    });
  }
});

describe('a published answer', () => {
  const answer = ({
    body,
    ...head
  }: (typeof answerVectors)[number]): Pick<HttpReply, 'headers' | 'body'> => ({
    headers: {
      'wechatpay-timestamp': head.timestamp,
      'wechatpay-nonce': head.nonce,
      'wechatpay-serial': head.serial,
      'wechatpay-signature': head.signature,
    },
    body,
  });

  test.each(answerVectors)('$name verifies under the key that its serial names', (vector) => {
    const env = at(Number(vector.timestamp), [certificate, documented]);
    expect(authenticity(answer(vector), env)).toBe('authentic');
  });

  test.each(answerVectors)('$name verifies under no other key', (vector) => {
    const wrong = { ...publicKey, serial: vector.serial };
    expect(authenticity(answer(vector), at(Number(vector.timestamp), [wrong]))).toBe('bad_signature');
    expect(authenticity(answer(vector), at(Number(vector.timestamp), []))).toBe('unknown_key');
  });

  test.each([
    [0, 'authentic'],
    [1, 'authentic'],
    [-1, 'authentic'],
    [299, 'authentic'],
    [-299, 'authentic'],
    [300, 'stale'],
    [-300, 'stale'],
    [301, 'stale'],
    [-301, 'stale'],
    [86_400, 'stale'],
    [-86_400, 'stale'],
  ])('seen %i seconds from its time is %s, whether it is an answer or a notice', (offset, expected) => {
    const vector = answerVectors.find((one) => one.name === 'V3V-3');
    if (!vector) throw new Error('no vector V3V-3');
    const env = at(Number(vector.timestamp) + offset, [certificate]);
    expect(authenticity(answer(vector), env)).toBe(expected);
    const notice = reading(vectorNotice('N-1'), env);
    if (expected === 'authentic') expect(notice).toHaveProperty('content');
    else expect(notice).toEqual({ rejected: expected });
  });

  test('under a certificate that has run out is not believed', () => {
    const [vector] = answerVectors.filter((one) => one.name === 'V3V-3');
    if (!vector) throw new Error('no vector V3V-3');
    const env = at(Number(vector.timestamp), [{ ...certificate, notAfter: Number(vector.timestamp) * 1000 }]);
    expect(authenticity(answer(vector), env)).toBe('unknown_key');
  });
});

describe('while a shop moves from certificates to the public key', () => {
  const seconds = Number(noticeVectors.timestamp);
  const byCertificate = vectorNotice('N-1');
  const byPublicKey: RawNotice = {
    ...byCertificate,
    headers: {
      ...byCertificate.headers,
      'wechatpay-serial': noticeVectors.second_key.serial,
      'wechatpay-signature': noticeVectors.second_key.signature,
    },
  };

  test('both signatures of one notice are believed, each under its own serial', () => {
    const env = at(seconds, [certificate, publicKey]);
    expect(reading(byCertificate, env)).toHaveProperty('content');
    expect(reading(byPublicKey, env)).toHaveProperty('content');
  });

  test('a signature under the other’s serial is not', () => {
    const swapped = (notice: RawNotice, serial: string): RawNotice => ({
      ...notice,
      headers: { ...notice.headers, 'wechatpay-serial': serial },
    });
    const env = at(seconds, [certificate, publicKey]);
    expect(reading(swapped(byCertificate, publicKey.serial), env)).toEqual({ rejected: 'bad_signature' });
    expect(reading(swapped(byPublicKey, certificate.serial), env)).toEqual({ rejected: 'bad_signature' });
  });

  test('both keys are taken from a configuration that names both, and nothing is downloaded', () => {
    expect(connector.keys?.pinned(account).map((key) => key.serial)).toEqual([
      PUBLIC_KEY_ID,
      certificate.serial,
    ]);
    expect(connector.keys?.downloads(account)).toBe(false);
  });

  test.each([
    [{ certificates: 'auto' }, true],
    [{ certificates: undefined }, false],
    [{ certificates: undefined, public_key: undefined, public_key_id: undefined }, true],
  ])('with %j certificates are downloaded: %s', (change, expected) => {
    expect(connector.keys?.downloads(accountWith(change))).toBe(expected);
  });

  test('a public key without its id, or an id without its key, is a mistake that is named', () => {
    const problem = ['public_key_id and public_key belong together: give both or none'];
    expect(connector.problems?.(accountWith({ public_key_id: undefined }).config)).toEqual(problem);
    expect(connector.problems?.(accountWith({ public_key: undefined }).config)).toEqual(problem);
    expect(connector.problems?.(account.config)).toEqual([]);
  });
});

describe('a notice', () => {
  const env = v3.noticeEnv ?? v3.env;
  const facts = (notice: RawNotice): unknown => {
    const seen = listener.verify(notice, account, env);
    return 'rejected' in seen ? seen : listener.read(seen, account);
  };

  test('for a partner’s merchant is believed, and marked as not for this shop', () => {
    expect(facts(vectorNotice('N-2'))).toMatchObject([{ misfit: 'the message is for mchid (none)' }]);
  });

  test('of a kind that nobody documented, without associated data, opens and concerns nothing', () => {
    expect(facts(vectorNotice('N-9'))).toEqual([]);
  });

  test('whose content does not say how it is sealed, or says it otherwise, is not opened', () => {
    const good = vectorNotice('N-1');
    const envelope = JSON.parse(good.body) as { readonly resource: object };
    const sealedAs = (algorithm: unknown): unknown => {
      const body = JSON.stringify({ ...envelope, resource: { ...envelope.resource, algorithm } });
      return facts({ ...good, headers: vouch(body, Number(noticeVectors.timestamp)), body });
    };
    expect(sealedAs('AEAD_AES_256_GCM')).toEqual([v3.query.value]);
    for (const algorithm of [undefined, null, '', 1, {}, [], 'aead_aes_256_gcm', 'AEAD_AES_128_GCM'])
      expect([algorithm, sealedAs(algorithm)]).toEqual([algorithm, { rejected: 'malformed' }]);
  });

  test('whose currency is no text is no payment; one that names none is in that of the site', () => {
    const { amount, ...rest } = noticeVectors.notices['N-1'].resource as {
      readonly amount: { readonly total: number };
    };
    const paidIn = (currency: unknown): unknown => {
      const resource = {
        ...rest,
        amount: { total: amount.total, ...(currency === undefined ? {} : { currency }) },
      };
      return facts(sealedNotice('transaction', resource, Number(noticeVectors.timestamp)));
    };
    expect(paidIn(undefined)).toMatchObject([
      { status: 'paid', amount: { value: amount.total, currency: 'CNY' } },
    ]);
    for (const currency of [null, 1, {}, ['CNY'], true, ''])
      expect([currency, paidIn(currency)]).toEqual([currency, []]);
  });

  test('of a split that names itself a transaction but has no order of ours gives no payment', () => {
    const split = { mchid: requestVectors.mchid, transaction_id: '42', order_id: 'P1', amount: 100 };
    expect(facts(sealedNotice('transaction', split, Number(noticeVectors.timestamp)))).toEqual([]);
  });
});

describe('the certificate download', () => {
  const { apiv3_key: key, ciphertext, nonce, associated_data } = certificateVector;
  const download = connector.keys?.download;
  const automatic = accountWith({ certificates: 'auto', public_key: undefined, public_key_id: undefined });
  const listed = (pem: string): object => {
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), '0123456789ab');
    cipher.setAAD(Buffer.from('certificate'));
    const sealed = Buffer.concat([cipher.update(pem, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return {
      serial_no: 'AB',
      encrypt_certificate: {
        algorithm: 'AEAD_AES_256_GCM',
        nonce: '0123456789ab',
        associated_data: 'certificate',
        ciphertext: sealed.toString('base64'),
      },
    };
  };
  const published = {
    serial_no: certificateVector.serial_no,
    encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data, ciphertext },
  };
  const reply = (data: readonly object[], keys: Env['keys']): unknown => {
    const { timestamp } = requestVectors;
    const signed = signedReply(200, JSON.stringify({ data }), timestamp);
    return download?.reply(signed, true, automatic, { now: timestamp * 1000, nonce: '', keys });
  };

  test('asks with the published request signature', () => {
    const request = download?.request(true, automatic, v3.env);
    const vector = requestVectors.requests.find((one) => one.name === 'V3R-6');
    if (!request || 'cloudPay' in request) throw new Error('no request');
    expect(request.url).toBe('https://api.mch.weixin.qq.com/v3/certificates');
    expect(request.headers.authorization).toContain(`signature="${vector?.signature ?? ''}"`);
  });

  test('yields the published certificate when a known key vouches for the answer', () => {
    expect(reply([published], [publicKey])).toMatchObject({
      is: 'ok',
      value: [{ serial: certificateVector.serial_no }],
    });
  });

  test('is not believed when no known and no downloaded key vouches for it', () => {
    expect(reply([published], [])).toEqual({ is: 'unknown', why: 'unverified' });
  });

  test('yields both certificates during a rotation, and drops what does not open', () => {
    const broken = {
      ...published,
      encrypt_certificate: { ...published.encrypt_certificate, nonce: 'xxxxxxxxxxxx' },
    };
    expect(reply([published, listed(platformCertificatePem), broken, {}], [publicKey])).toMatchObject({
      is: 'ok',
      value: [{ serial: certificateVector.serial_no }, { serial: certificate.serial }],
    });
  });

  const refused = (status: number, body: string): unknown =>
    download?.reply({ status, headers: {}, body }, true, automatic, { now: 0, nonce: '', keys: [] });

  test.each([
    [404, 'RESOURCE_NOT_EXISTS', '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。'],
    [401, 'SIGN_ERROR', '错误的签名，验签失败'],
    [403, 'NO_AUTH', ''],
    [400, 'A_CODE_OF_TOMORROW', 'in words'],
  ])(
    'that is refused with %i %s says so in WeChat Pay’s own words, though nobody can vouch for them',
    (status, code, message) => {
      expect(refused(status, JSON.stringify({ code, message }))).toEqual({
        is: 'refused',
        why: 'other',
        theirs: `${code} ${message}`.trim(),
      });
    },
  );

  test.each([
    [404, '<html>', 'unreadable'],
    [404, '', 'unreadable'],
    [404, '{}', 'unreadable'],
    [302, '{"code":"SIGN_ERROR"}', 'unreadable'],
    [429, '{"code":"FREQUENCY_LIMITED"}', 'busy'],
    [502, '{"code":"SERVICE_UNAVAILABLE"}', 'busy'],
  ])('that answers %i %s says nothing', (status, body, why) => {
    expect(refused(status, body)).toEqual({ is: 'unknown', why });
  });

  test.each([[[]], [[{}]], [[listed('no certificate')]]])(
    'without a readable certificate (%j) is not understood',
    (data) => {
      expect(reply(data, [publicKey])).toEqual({ is: 'unknown', why: 'unreadable' });
    },
  );
});
