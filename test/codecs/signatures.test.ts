/** Signatures: sorted parameters with HMAC, RSA with SHA-256, and comparing in constant time. */
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { readCertificate, readPrivateKey, readPublicKey } from '../../shared/codecs/keys';
import { signRsaSha256, verifyRsaSha256 } from '../../shared/codecs/rsa';
import { equalInConstantTime, Secret } from '../../shared/kernel/secret';
import { canonical, signHmacSha256, withoutEmpty } from '../../shared/codecs/sorted-params';
import {
  merchantKeyPem,
  merchantPublicKeyPem,
  platformCertificatePem,
  requestVectors,
  rsaVector,
  secondPublicKeyPem,
} from '../fixtures/vectors';

describe('sorted parameters', () => {
  test.each([
    [['b', 'a', 'aa'], 'a,aa,b'],
    [['rfc1', 'b', 'rfc822', 'rfc2086'], 'b,rfc1,rfc2086,rfc822'],
    [['re_openid', 'remark'], 're_openid,remark'],
    [['remark', 'RE_OPENID', 're_openid', 'REMARK'], 'REMARK,RE_OPENID,re_openid,remark'],
    [['amount2', 'amount'], 'amount,amount2'],
    [['10', '9', '2'], '10,2,9'],
    [['\u{1F600}', '\uFF01'], '\uFF01,\u{1F600}'],
  ])('%j are ordered by the bytes of their names', (names, sorted) => {
    const params = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(canonical(params)).toBe(sorted.replace(/([^,]+)/g, '$1=x').replaceAll(',', '&'));
  });

  test('are joined raw: no escaping, spaces and empty values stay', () => {
    expect(canonical({ sub_pay_method: 'WeChat Pay', demo: '', url: 'https://x/?a=1' })).toBe(
      'demo=&sub_pay_method=WeChat Pay&url=https://x/?a=1',
    );
  });

  test('lose their empty values on request, and never a "0"', () => {
    expect(withoutEmpty({ a: '', b: '0', c: ' ' })).toEqual({ b: '0', c: ' ' });
  });

  test('are joined as in WeChat Pay’s published sample, whose signature they then give', () => {
    const key = '192006250b4c09247ec02edce69f6a2d';
    const sample = {
      nonce_str: 'ibuaiVcKdpRxkhJA',
      mch_id: '10000100',
      device_info: '1000',
      body: 'test',
      appid: 'wxd930ea5d5a258f4f',
    };
    // The sample puts the key behind the sorted text as well, which PSPs of this family leave out.
    const signature = createHmac('sha256', key)
      .update(`${canonical(sample)}&key=${key}`)
      .digest('hex');
    expect(signature).toBe('6a9ae1657590fd6257d693a078e1c3e4bb6ba4dc30b23e0ee2496e54170dacd6');
  });

  test('are signed as node:crypto would, whatever characters they hold', () => {
    const params = fc.dictionary(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(params, fc.string({ minLength: 1 }), (some, key) => {
        const expected = createHmac('sha256', key).update(canonical(some)).digest('hex');
        return signHmacSha256(some, new Secret(key)) === expected;
      }),
      { numRuns: 300 },
    );
  });

  test('with half a character in a value are signed or refused, but do not throw', () => {
    expect(() => signHmacSha256({ description: 'a\ud83d' }, new Secret('key'))).not.toThrow();
  });
});

describe('an RSA signature', () => {
  const privateKey = readPrivateKey(merchantKeyPem);
  const publicKey = readPublicKey(merchantPublicKeyPem);
  const good = signRsaSha256('message', privateKey);

  test.each(requestVectors.requests)('over request $name equals the published one', (vector) => {
    const { timestamp, nonce } = requestVectors;
    const message = `${vector.method}\n${vector.url}\n${timestamp}\n${nonce}\n${vector.body}\n`;
    expect(signRsaSha256(message, privateKey)).toBe(vector.signature);
    expect(verifyRsaSha256(message, vector.signature, publicKey)).toBe(true);
  });

  test('published by the vendor’s Java library verifies', () => {
    expect(verifyRsaSha256(rsaVector.message, rsaVector.signature, readPublicKey(secondPublicKeyPem))).toBe(
      true,
    );
  });

  test('fits no other message and no other key', () => {
    expect(verifyRsaSha256('message', good, publicKey)).toBe(true);
    expect(verifyRsaSha256('message ', good, publicKey)).toBe(false);
    expect(verifyRsaSha256('', good, publicKey)).toBe(false);
    expect(verifyRsaSha256('message', good, readPublicKey(secondPublicKeyPem))).toBe(false);
  });

  test.each([
    ['empty', ''],
    ['a probe of WeChat Pay', 'WECHATPAY/SIGNTEST/abcdefgh'],
    ['hexadecimal', Buffer.from(good, 'base64').toString('hex')],
    ['padded with a space', `${good} `],
    ['followed by a line break', `${good}\n`],
    ['cut off', good.slice(0, -8)],
    ['longer', `${good.slice(0, -2)}AAAA`],
    ['no base64', '***'],
    ['a megabyte long', 'A'.repeat(1_000_000)],
  ])('that is %s does not verify and does not throw', (_what, signature) => {
    expect(verifyRsaSha256('message', signature, publicKey)).toBe(false);
  });

  test('with any one bit changed does not verify', () => {
    const bytes = Buffer.from(good, 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verifyRsaSha256('message', changed.toString('base64'), publicKey)).toBe(false);
    }
  });

  test('by an elliptic key is not taken for one of RSA', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(verifyRsaSha256('message', good, ec.publicKey)).toBe(false);
  });
});

describe('a secret', () => {
  const secret = new Secret('hunter2');

  test('does not show in text, JSON, inspection or spreading', () => {
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      JSON.stringify(Object.assign({}, secret)),
    ];
    for (const one of shown) expect(one).not.toContain('hunter2');
    expect(secret.reveal()).toBe('hunter2');
  });

  test('is compared as a whole', () => {
    expect(equalInConstantTime('abc', 'abc')).toBe(true);
    expect(equalInConstantTime('abc', 'abd')).toBe(false);
    expect(equalInConstantTime('abc', 'abcd')).toBe(false);
    expect(equalInConstantTime('', '')).toBe(true);
  });
});

describe('vectors that other libraries publish', () => {
  test('the sorted form of wechatpay-axios-plugin, without empty values', () => {
    expect(canonical(withoutEmpty({ appid: '3', mchid: '2', openid: '' }))).toBe('appid=3&mchid=2');
  });

  test('the signature of wechatpay-go over a bare text verifies under its published certificate', () => {
    const signature =
      'BKyAfU4iMCuvXMXS0Wzam3V/cnxZ+JaqigPM5OhljS2iOT95OO6Fsuml2JkFANJU9K6q9bLlDhPXuoVz+pp4hAm6pHU4ld815U4jsKu1RkyaII+1CYBUYC8TK0XtJ8FwUXXz8vZHh58rrAVN1XwNyvD1vfpxrMT4SL536GLwvpUHlCqIMzoZUguLli/K8V29QiOhuH6IEqLNJn8e9b3nwNcQ7be3CzYGpDAKBfDGPCqCv8Rw5zndhlffk2FEA70G4hvMwe51qMN/RAJbknXG23bSlObuTCN7Ndj1aJGH6/L+hdwfLpUtJm4QYVazzW7DFD27EpSQEqA8bX9+8m1rLg==';
    const { key } = readCertificate(platformCertificatePem);
    expect(verifyRsaSha256('source', signature, key)).toBe(true);
    expect(verifyRsaSha256('sourcf', signature, key)).toBe(false);
  });
});
