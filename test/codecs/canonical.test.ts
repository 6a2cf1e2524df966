/** Texts that are signed: what is built is read back the same, and two messages never have one text. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import {
  canonical,
  signHmacSha256,
  signWithKeyAppended,
  type Params,
} from '../../shared/codecs/sorted-params';
import { readXml, writeXml, xmlText } from '../../shared/codecs/xml';
import { readJsonObject } from '../../shared/kernel/json';
import { Secret } from '../../shared/kernel/secret';
import { isGlued } from '../../shared/payments/psp/forms';
import { authenticity } from '../../shared/wechat/api-v3/open';
import { signedRequest } from '../../shared/wechat/api-v3/sign';
import { readPrivateKey, readPublicKey } from '../../shared/codecs/keys';
import { merchantKeyPem, merchantPublicKeyPem } from '../fixtures/vectors';
import { signText } from '../fixtures/v3/platform';

const key = new Secret('TEST-ONLY-key-of-32-characters-xx');
const name = fc
  .stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,12}$/)
  .filter((one) => !/^(__proto__|sign)$/.test(one));
/** Any text that XML can carry, as a PSP might write it; signed values have no carriage returns, which XML makes line ends. */
const value = fc
  .string({ unit: 'grapheme', maxLength: 16 })
  .map((text) => xmlText(text).replaceAll('\r', ' '));
const params = fc.dictionary(name, value, { minKeys: 1, maxKeys: 8 });
const filled = params.map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== '')));

/** One change of one field: another text, gone, one more, renamed. */
const tampering = fc.record({
  kind: fc.constantFrom('changed', 'lost', 'added', 'renamed'),
  at: fc.nat(),
  text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).map(xmlText),
});
type Tampering = typeof tampering extends fc.Arbitrary<infer T> ? T : never;

function tampered(all: Params, { kind, at, text }: Tampering): Params {
  const names = Object.keys(all);
  const one = names[at % Math.max(names.length, 1)] ?? 'none';
  const { [one]: old = '', ...rest } = all;
  switch (kind) {
    case 'changed':
      return { ...rest, [one]: old + text };
    case 'lost':
      return rest;
    case 'added':
      return { ...all, [`${one}_2`]: text };
    default:
      return { ...rest, [`${one}_3`]: old };
  }
}

const isSame = (a: Params, b: Params): boolean =>
  Object.keys({ ...a, ...b }).every((one) => (a[one] ?? '') === (b[one] ?? ''));
/** A value that looks like further fields gives a text two readings; connectors refuse it, and so it is left out here. */
const isPlain = (all: Params): boolean =>
  !Object.values(all).some((one) => isGlued(one) || one.includes('='));

describe('sorted parameters', () => {
  test('are read back from their text, whatever they hold', () => {
    fc.assert(
      fc.property(params.filter(isPlain), (all) => {
        const pairs = canonical(all).split(/&(?=[A-Za-z_][A-Za-z0-9_.]*=)/);
        const back = Object.fromEntries(
          pairs.map((pair) => [pair.split('=')[0] ?? '', pair.replace(/^[^=]*=/, '')]),
        );
        return isSame(back, all) && Object.keys(back).length === Object.keys(all).length;
      }),
      { numRuns: 500 },
    );
  });

  test('have another signature after any change', () => {
    fc.assert(
      fc.property(filled.filter(isPlain), tampering, (all, how) => {
        const other = tampered(all, how);
        if (isSame(all, other) || !isPlain(other)) return true;
        const hmac = signHmacSha256(all, key) !== signHmacSha256(other, key);
        const kinds = (['MD5', 'HMAC-SHA256'] as const).map(
          (type) => signWithKeyAppended(all, key, type) !== signWithKeyAppended(other, key, type),
        );
        return hmac && kinds.every(Boolean);
      }),
      { numRuns: 800 },
    );
  });
});

describe('XML of v2', () => {
  test('is read back as it was written, and its signature still fits', () => {
    fc.assert(
      fc.property(filled, (all) => {
        const sign = signWithKeyAppended(all, key, 'MD5');
        const back = readXml(writeXml({ ...all, sign }), 'xml');
        return (
          back !== undefined &&
          isSame(back, { ...all, sign }) &&
          signWithKeyAppended(back, key, 'MD5') === sign
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('JSON', () => {
  test('is read back as it was written, as long as it is tame', () => {
    const tame = fc.dictionary(
      fc.string({ maxLength: 8 }).filter((one) => !['__proto__', 'constructor', 'prototype'].includes(one)),
      fc
        .jsonValue({ maxDepth: 3 })
        .filter((one) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(one))),
    );
    fc.assert(
      fc.property(tame, (all) => {
        const text = JSON.stringify(all);
        return JSON.stringify(readJsonObject(text)) === text;
      }),
      { numRuns: 500 },
    );
  });
});

describe('a message of WeChat Pay v3', () => {
  const NOW = 1_722_484_810;
  const keys = [{ serial: 'PUB_KEY_ID_1', key: readPublicKey(merchantPublicKeyPem) }];
  const env = { now: NOW * 1000, nonce: '', keys };
  const headersOf = (nonce: string, body: string, moment = String(NOW)): Record<string, string> => ({
    'wechatpay-timestamp': moment,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': 'PUB_KEY_ID_1',
    'wechatpay-signature': signText(`${moment}\n${nonce}\n${body}\n`),
  });
  const nonceOf = fc.stringMatching(/^[A-Za-z0-9]{1,32}$/);

  test('is authentic as it was signed, and not after any change', () => {
    fc.assert(
      fc.property(
        nonceOf,
        fc.string({ maxLength: 60 }),
        fc.string({ minLength: 1, maxLength: 4 }),
        fc.nat(),
        (nonce, body, text, at) => {
          const headers = headersOf(nonce, body);
          const place = at % (body.length + 1);
          const changed = body.slice(0, place) + text + body.slice(place);
          const isAuthentic = authenticity({ headers, body }, env) === 'authentic';
          return isAuthentic && authenticity({ headers, body: changed }, env) === 'bad_signature';
        },
      ),
      { numRuns: 60 },
    );
  });

  test('has one reading: a border between nonce and body that was moved makes it unsigned', () => {
    fc.assert(
      fc.property(nonceOf, nonceOf, fc.string({ maxLength: 20 }), (nonce, line, rest) => {
        const headers = headersOf(nonce, `${line}\n${rest}`);
        const moved = { ...headers, 'wechatpay-nonce': `${nonce}\n${line}` };
        return authenticity({ headers: moved, body: rest }, env) === 'unsigned';
      }),
      { numRuns: 60 },
    );
  });

  test.each(['', ' ', 'a b', 'a\tb', 'ü', 'x'.repeat(129), '\u0000'])(
    'with the nonce %j is unsigned',
    (nonce) => {
      expect(authenticity({ headers: headersOf(nonce, '{}'), body: '{}' }, env)).toBe('unsigned');
      expect(authenticity({ headers: headersOf('x'.repeat(128), '{}'), body: '{}' }, env)).toBe('authentic');
    },
  );
});

test('a request to WeChat Pay v3 signs exactly the method, path, query, moment, nonce and body that it sends', () => {
  const signer = { mchid: '1900000001', serialNo: 'ABCD', privateKey: readPrivateKey(merchantKeyPem) };
  fc.assert(
    fc.property(
      fc.webPath(),
      fc.stringMatching(/^[a-z0-9=&]{0,20}$/),
      fc.string({ maxLength: 40 }),
      (path, query, body) => {
        const url = `https://api.mch.weixin.qq.com${path}${query === '' ? '' : `?${query}`}`;
        const env = { now: 1_722_484_810_999, nonce: 'n0nce', keys: [] };
        const sent = signedRequest({ method: 'POST', url, body }, signer, env);
        const { pathname, search } = new URL(sent.url);
        const signature = /signature="([^"]+)"/.exec(sent.headers.authorization ?? '')?.[1];
        return signature === signText(`POST\n${pathname}${search}\n1722484810\nn0nce\n${sent.body}\n`);
      },
    ),
    { numRuns: 60 },
  );
});

test('a signature is that of the very bytes: half characters and unicode forms that look alike differ', () => {
  const texts = [
    'Å',
    'A\u030a',
    '\u212b',
    'A',
    '\ud800',
    '\udfff',
    '\ufffd',
    'é',
    'e\u0301',
    'ﬁ',
    'fi',
    '１',
    '1',
  ];
  const signatures = texts.map((text) => signHmacSha256({ text }, key));
  // Half characters become U+FFFD in what goes over the wire, and so they are the same text there.
  const halves = signatures.slice(4, 7);
  expect(new Set(halves).size).toBe(1);
  expect(new Set(signatures).size).toBe(texts.length - 2);
  expect(signatures[0]).toBe(createHmac('sha256', key.reveal()).update('text=Å').digest('hex'));
});
