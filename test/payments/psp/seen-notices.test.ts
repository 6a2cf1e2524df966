/** What the first look at a notice refuses without any key, and what its verification does not believe: each by itself. */
import { createHmac } from 'node:crypto';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import { latipay } from '../../../shared/payments/psp/latipay';
import { qfpay } from '../../../shared/payments/psp/qfpay';
import { supay } from '../../../shared/payments/psp/supay';
import { twoPayNow } from '../../../shared/payments/psp/twopaynow';
import { vr } from '../../../shared/payments/psp/vr';
import { yaband } from '../../../shared/payments/psp/yaband';
import * as two from '../../fixtures/2paynow';
import * as lati from '../../fixtures/latipay';
import * as qf from '../../fixtures/qfpay';
import * as su from '../../fixtures/supay';
import * as vrPay from '../../fixtures/vr';
import * as ya from '../../fixtures/yaband';
import { eyesOf, misshapen, withBody } from './seen-notice';

describe('YabandPay', () => {
  const see = eyesOf(yaband, ya.yaband);
  const data = { type: 'payment', user: '5520180612345678', order_id: '1', amount: '12.90', demo: '' };
  const good = ya.notice(data);
  const signedWith = (sign: unknown): RawNotice => withBody(good, JSON.stringify({ sign, data }));

  test('is believed over all of its fields, whether the empty ones are signed or not', () => {
    const { demo: _, ...filled } = data;
    expect(see(good)).toEqual({ atFirst: undefined, then: data });
    expect(see(signedWith(ya.sign(filled)))).toEqual({ atFirst: undefined, then: data });
  });

  test.each(['', '<html>', '[]', '{}', '{"sign":"0","data":"x"}'])('is malformed as %j', (body) => {
    expect(see(withBody(good, body))).toEqual({ atFirst: 'malformed', then: 'malformed' });
  });

  test('is malformed where a signed field has no form, which only its verification sees', () => {
    const list = good.body.replace('"demo":""', '"demo":[1]');
    expect(see(withBody(good, list))).toEqual({ atFirst: undefined, then: 'malformed' });
  });

  test('is unsigned with a signature of another form', () => {
    for (const sign of [undefined, null, {}, ...misshapen(ya.sign(data))])
      expect([sign, see(signedWith(sign))]).toEqual([sign, { atFirst: 'unsigned', then: 'bad_signature' }]);
  });

  test('is not believed under another key, or with other fields', () => {
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(ya.notice(data, 'another key'))).toEqual(refused);
    expect(see(signedWith(ya.sign({ ...data, amount: '1.00' })))).toEqual(refused);
  });
});

describe('SuPay', () => {
  const see = eyesOf(supay, su.supay);
  const good = su.notice(su.PAYMENT_NOTICE);
  const sign = su.sign(su.PAYMENT_NOTICE);
  const signedWith = (value: string): RawNotice =>
    withBody(good, new URLSearchParams({ ...su.PAYMENT_NOTICE, sign: value }).toString());

  test('is believed over all of its fields but the kind of the signature', () => {
    expect(see(good)).toEqual({ atFirst: undefined, then: { ...su.PAYMENT_NOTICE, sign } });
    const other = withBody(good, good.body.replace('sign_type=MD5', 'sign_type=RSA'));
    expect(see(other)).toMatchObject({ atFirst: undefined, then: { sign_type: 'RSA' } });
  });

  test('is malformed where it is no form, or has fields that another reading would find', () => {
    const glued = su.notice({ ...su.PAYMENT_NOTICE, memo: 'x&trade_status=TRADE_SUCCESS' });
    for (const notice of [withBody(good, ''), withBody(good, '{"sign":"A"}'), glued])
      expect(see(notice)).toEqual({ atFirst: 'malformed', then: 'malformed' });
  });

  test('is unsigned with a signature of another form, or with none', () => {
    const none = withBody(good, new URLSearchParams(su.PAYMENT_NOTICE).toString());
    for (const notice of [none, ...misshapen(sign).map(signedWith)])
      expect([notice.body, see(notice)]).toEqual([
        notice.body,
        { atFirst: 'unsigned', then: 'bad_signature' },
      ]);
  });

  test('is not believed under another key, or with other fields', () => {
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(su.notice(su.PAYMENT_NOTICE, 'another key'))).toEqual(refused);
    expect(see(signedWith(su.sign(su.REFUND_NOTICE)))).toEqual(refused);
  });
});

describe('2PayNow', () => {
  const see = eyesOf(twoPayNow, two.twoPayNow);
  const good = two.notice(two.PAYMENT_NOTICE);
  const now = two.twoPayNow.env.now;
  const changed = (change: Readonly<Record<string, string>>): RawNotice => ({
    ...good,
    query: { ...good.query, ...change },
  });
  const without = (...names: readonly string[]): RawNotice => ({
    ...good,
    query: Object.fromEntries(Object.entries(good.query).filter(([name]) => !names.includes(name))),
  });

  test('is believed with everything that came with its three signed values', () => {
    expect(see(good)).toEqual({ atFirst: undefined, then: good.query });
  });

  test.each([
    { function: '' },
    { function: 'a b' },
    { function: '-ab' },
    { function: 'ab-' },
    { mid: '' },
    { mid: 'x1' },
    { mid: '1x' },
    { timestamp: '' },
    { timestamp: String(now / 1000) },
    { timestamp: `1${now}` },
    { timestamp: `${now}0` },
    { timestamp: `${now}.` },
    { timestamp: 'x'.repeat(13) },
  ])('is malformed with %j, whoever signed it', (change) => {
    expect(see(two.notice({ ...two.PAYMENT_NOTICE, ...change })).atFirst).toBe('malformed');
  });

  test.each(['function', 'mid', 'timestamp'])('is malformed without its %s', (name) => {
    expect(see(without(name))).toEqual({ atFirst: 'malformed', then: 'bad_signature' });
    expect(see(without(name, 'sign')).atFirst).toBe(name === 'timestamp' ? 'unsigned' : 'malformed');
  });

  test('without a signed value is signed as if it were empty, and without its moment is of no time', () => {
    const { function: _f, ...nameless } = two.PAYMENT_NOTICE;
    const { mid: _m, ...nobodys } = two.PAYMENT_NOTICE;
    const { timestamp: _t, ...timeless } = two.PAYMENT_NOTICE;
    expect(see(two.notice(nameless)).then).toEqual(two.notice(nameless).query);
    expect(see(two.notice(nobodys)).then).toEqual(two.notice(nobodys).query);
    expect(see(two.notice(timeless)).then).toBe('stale');
  });

  test('is unsigned with a signature of another form, or with none', () => {
    const unsigned = { atFirst: 'unsigned', then: 'bad_signature' };
    expect(see(without('sign'))).toEqual(unsigned);
    for (const sign of misshapen(two.sign(two.PAYMENT_NOTICE)))
      expect([sign, see(changed({ sign }))]).toEqual([sign, unsigned]);
  });

  test.each([
    { function: 'query' },
    { mid: '4002563370' },
    { timestamp: String(now + 1) },
    { sign: two.sign(two.PAYMENT_NOTICE, 'another key') },
  ])('is not believed with %j under the signature of another one', (change) => {
    expect(see(changed(change))).toEqual({ atFirst: undefined, then: 'bad_signature' });
  });

  test.each([-600_000, 600_000])(
    'is believed up to ten minutes (%i ms) from its moment, and no longer',
    (ms) => {
      const at = (moment: number) => two.notice({ ...two.PAYMENT_NOTICE, timestamp: String(moment) });
      expect(see(at(now + ms)).then).toMatchObject({ timestamp: String(now + ms) });
      expect(see(at(now + ms + Math.sign(ms)))).toEqual({ atFirst: undefined, then: 'stale' });
    },
  );
});

describe('Latipay', () => {
  const see = eyesOf(latipay, lati.latipay);
  const good = lati.notice();
  const fields = Object.fromEntries(new URLSearchParams(good.body));
  const { signature = '' } = fields;
  const signedWith = (value: string): RawNotice =>
    withBody(good, new URLSearchParams({ ...fields, signature: value }).toString());

  test('is believed with everything that came with its five signed values', () => {
    expect(see(good)).toEqual({ atFirst: undefined, then: fields });
  });

  test('is malformed where it is no form, or lacks a signed value', () => {
    for (const body of ['', '<html>', good.body.replace('payment_method=wechat&', '')])
      expect(see(withBody(good, body))).toEqual({ atFirst: 'malformed', then: 'malformed' });
  });

  test('is unsigned with a signature of another form, or with none', () => {
    const none = withBody(good, good.body.replace(/&signature=.*/, ''));
    for (const notice of [none, ...misshapen(signature).map(signedWith)])
      expect([notice.body, see(notice)]).toEqual([
        notice.body,
        { atFirst: 'unsigned', then: 'bad_signature' },
      ]);
  });

  test('is not believed under another key, or with another amount', () => {
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(lati.notice({}, 'another key'))).toEqual(refused);
    expect(see(withBody(good, good.body.replace('12.90', '12.9')))).toEqual(refused);
    const text = createHmac('sha256', lati.API_KEY).update('').digest('hex');
    expect(see(signedWith(text))).toEqual(refused);
  });
});

describe('QFPay', () => {
  const see = eyesOf(qfpay, qf.qfpay);
  const good = qf.notice();
  const sign = qf.signature(good.body);
  const signedWith = (value: string): RawNotice => ({ ...good, headers: { 'x-qf-sign': value } });

  test('is believed over the bytes of its body', () => {
    expect(see(good)).toEqual({ atFirst: undefined, then: JSON.parse(good.body) as object });
  });

  test.each(['', '<html>', '[]', '{"__proto__":{}}'])('is malformed as %j, however it is signed', (body) => {
    expect(see(qf.signed(body))).toEqual({ atFirst: 'malformed', then: 'malformed' });
  });

  test('is unsigned with a signature of another form, or with none', () => {
    for (const notice of [{ ...good, headers: {} }, ...misshapen(sign).map(signedWith)])
      expect([notice.headers, see(notice)]).toEqual([
        notice.headers,
        { atFirst: 'unsigned', then: 'bad_signature' },
      ]);
  });

  test('is not believed under another key, with another amount, or written otherwise', () => {
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(qf.notice({}, 'another key'))).toEqual(refused);
    expect(see(withBody(good, good.body.replace('"1290"', '"10"')))).toEqual(refused);
    expect(see(withBody(good, `${good.body} `))).toEqual(refused);
  });
});

describe('VR Payment', () => {
  const see = eyesOf(vr, vrPay.vr);
  const content = { type: 'PAYMENT', payload: { id: '1' } };
  const good = vrPay.sealed(content);
  const withHeader = (name: string, value: string): RawNotice => ({
    ...good,
    headers: { ...good.headers, [`x-${name}`]: value },
  });
  const nonce = good.headers['x-initialization-vector'] ?? '';
  const tag = good.headers['x-authentication-tag'] ?? '';

  test('is believed in hexadecimal, and in JSON around it', () => {
    const seen = { atFirst: undefined, then: content };
    expect(see(good)).toEqual(seen);
    expect(see(withBody(good, good.body.toLowerCase()))).toEqual(seen);
    expect(see(withBody(good, JSON.stringify({ encryptedBody: good.body })))).toEqual(seen);
  });

  test.each(['', 'hello', `${good.body}A`, `A${good.body}`, `x${good.body}`, `${good.body}x`, '{}'])(
    'is malformed as %j',
    (body) => {
      expect(see(withBody(good, body))).toEqual({ atFirst: 'malformed', then: 'bad_signature' });
    },
  );

  test('is unsigned with a vector or a tag of another form, or with none', () => {
    for (const value of ['', nonce.slice(2), `${nonce}A`, `A${nonce}`, 'x'.repeat(24)])
      expect([value, see(withHeader('initialization-vector', value)).atFirst]).toEqual([value, 'unsigned']);
    for (const value of ['', tag.slice(2), `${tag}A`, `A${tag}`, 'x'.repeat(32)])
      expect([value, see(withHeader('authentication-tag', value)).atFirst]).toEqual([value, 'unsigned']);
    expect(see({ ...good, headers: {} })).toEqual({ atFirst: 'unsigned', then: 'bad_signature' });
  });

  test('in small letters is of the same form', () => {
    const headers = {
      'x-initialization-vector': nonce.toLowerCase(),
      'x-authentication-tag': tag.toLowerCase(),
    };
    expect(see({ ...good, headers })).toEqual({ atFirst: undefined, then: content });
  });

  test('is not believed under another key, and without a secret nobody’s is', () => {
    expect(see(vrPay.sealed(content, 'f'.repeat(64)))).toEqual({ atFirst: undefined, then: 'bad_signature' });
    expect(see(good, { webhook_secret: undefined })).toEqual({ atFirst: undefined, then: 'unknown_key' });
  });

  test('is malformed where no object was sealed', () => {
    expect(see(vrPay.sealed([content]))).toEqual({ atFirst: undefined, then: 'malformed' });
  });
});
