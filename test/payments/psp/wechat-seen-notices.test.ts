/** What the first look at a notice of WeChat Pay refuses without any key, and what its verification does not believe: each by itself. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import { cloudpay } from '../../../shared/payments/psp/cloudpay';
import { wechatV2 } from '../../../shared/payments/psp/wechat-v2';
import { wechatV3 } from '../../../shared/payments/psp/wechat-v3';
import { cloudpay as cloudpayFixture } from '../../fixtures/cloudpay';
import { v2 } from '../../fixtures/v2';
import * as platform from '../../fixtures/v2/platform';
import { v3, vectorNotice } from '../../fixtures/v3';
import { sealedNotice, vouch } from '../../fixtures/v3/platform';
import { noticeVectors } from '../../fixtures/vectors';
import { eyesOf } from './seen-notice';

describe('WeChat Pay v2', () => {
  const see = eyesOf(wechatV2, v2);
  const { notice, signedXml, signatureOf, v2Vectors, wordsIn, xml } = platform;
  const words = { return_code: 'SUCCESS', result_code: 'SUCCESS', out_trade_no: '1', total_fee: '1' };
  const good = signedXml(words);
  const strong = { sign_type: 'HMAC-SHA256' };

  test('of a payment is believed with all that it says', () => {
    const sign = signatureOf(words);
    expect(see(notice(good))).toEqual({ atFirst: undefined, then: { payment: { ...words, sign } } });
  });

  test('of a payment is believed with the stronger signature, whichever the account signs with', () => {
    const sign = signatureOf(words, platform.API_KEY, 'HMAC-SHA256');
    const seen = { atFirst: undefined, then: { payment: { ...words, sign } } };
    const body = signedXml(words, platform.API_KEY, 'HMAC-SHA256');
    expect(see(notice(body))).toEqual(seen);
    expect(see(notice(body), strong)).toEqual(seen);
  });

  test('of a payment is not believed with a weaker signature than the account’s, with another’s or with other words', () => {
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(notice(good), strong)).toEqual(refused);
    expect(see(notice(signedXml(words, 'x'.repeat(32))))).toEqual(refused);
    expect(see(notice(xml({ ...words, total_fee: '2', sign: signatureOf(words) })))).toEqual(refused);
  });

  test('of a payment is malformed where a value has a second reading, except in the free text', () => {
    const attach = signedXml({ ...words, attach: 'a&b=c' });
    expect(see(notice(signedXml({ ...words, bank_type: 'a&b=c' })))).toEqual({
      atFirst: undefined,
      then: 'malformed',
    });
    expect(see(notice(attach))).toMatchObject({ then: { payment: { attach: 'a&b=c' } } });
  });

  test.each([
    '',
    '<html></html>',
    xml(words, 'root'),
    xml({}),
    xml({ return_code: 'FAIL', return_msg: 'x' }),
  ])('is malformed as %j', (body) => {
    expect(see(notice(body))).toEqual({ atFirst: 'malformed', then: 'bad_signature' });
  });

  test('is malformed at first sight where it says that it failed, whoever signed it', () => {
    expect(see(notice(signedXml({ ...words, return_code: 'FAIL' }))).atFirst).toBe('malformed');
  });

  test('is unsigned with a signature of another form, or with none', () => {
    const md5 = signatureOf(words);
    const hmac = signatureOf(words, platform.API_KEY, 'HMAC-SHA256');
    const wrong = ['', md5.toLowerCase(), `G${md5.slice(1)}`, `${md5}0`, `0${md5}`, `${hmac}0`, `0${hmac}`];
    for (const sign of wrong)
      expect([sign, see(notice(xml({ ...words, sign }))).atFirst]).toEqual([sign, 'unsigned']);
    expect(see(notice(xml(words)))).toEqual({ atFirst: 'unsigned', then: 'bad_signature' });
    expect(see(notice(xml({ ...words, sign: hmac }))).atFirst).toBeUndefined();
  });

  test('of a refund is opened without a signature', () => {
    expect(see(notice(v2Vectors.refund.envelope))).toEqual({
      atFirst: undefined,
      then: { refund: wordsIn(v2Vectors.refund.plain) },
    });
  });

  test('of a refund is not believed when it was sealed with another key, or for another merchant', () => {
    const envelope = { appid: 'wxd930ea5d5a258f4f', mch_id: '10000100' };
    const refund = wordsIn(v2Vectors.refund.plain);
    const refused = { atFirst: undefined, then: 'bad_signature' };
    expect(see(platform.sealed(envelope, refund)).then).toEqual({ refund });
    expect(see(platform.sealed(envelope, refund, 'x'.repeat(32)))).toEqual(refused);
    expect(see(platform.sealed({ ...envelope, mch_id: '10000101' }, refund))).toEqual(refused);
  });
});

describe('WeChat Pay v3', () => {
  const see = eyesOf(wechatV3, v3);
  const seconds = Number(noticeVectors.timestamp);
  const good = vectorNotice('N-1');
  const vouched = (body: string): RawNotice => ({ ...good, headers: vouch(body, seconds), body });
  const withHeader = (name: string, value: string): RawNotice => ({
    ...good,
    headers: { ...good.headers, [`wechatpay-${name}`]: value },
  });

  test('is believed with its opened resource and the kind of it', () => {
    const { resource } = noticeVectors.notices['N-1'];
    expect(see(good)).toEqual({ atFirst: undefined, then: { type: 'transaction', resource } });
    expect(see(sealedNotice('refund', { a: 1 }, seconds))).toEqual({
      atFirst: undefined,
      then: { type: 'refund', resource: { a: 1 } },
    });
  });

  test.each(['', '<html>', '[]', '{}', '{"resource":"x"}', '{"resource":[]}'])(
    'is malformed as %j, whoever signed it',
    (body) => {
      expect(see(vouched(body))).toEqual({ atFirst: 'malformed', then: 'malformed' });
    },
  );

  test('is malformed where its resource does not open, which only its verification sees', () => {
    const other = sealedNotice('transaction', { a: 1 }, seconds, 'x'.repeat(32));
    expect(see(other)).toEqual({ atFirst: undefined, then: 'malformed' });
    expect(see(vouched('{"resource":{}}'))).toEqual({ atFirst: undefined, then: 'malformed' });
  });

  test.each(['timestamp', 'nonce', 'signature', 'serial'])('is unsigned without its %s', (name) => {
    expect(see(withHeader(name, ''))).toEqual({ atFirst: 'unsigned', then: 'unsigned' });
  });

  test.each([
    ['timestamp', '0', 'stale'],
    ['timestamp', String(seconds + 1), 'bad_signature'],
    ['serial', 'F5765756002FDD77', 'unknown_key'],
    ['nonce', 'x', 'bad_signature'],
    ['signature', noticeVectors.notices['N-4'].signature, 'bad_signature'],
  ])('with the %s %j is refused by its verification alone, as %s', (name, value, then) => {
    expect(see(withHeader(name, value))).toEqual({ atFirst: undefined, then });
  });
});

describe('cloudPay', () => {
  const see = eyesOf(cloudpay, cloudpayFixture);
  const event = { returnCode: 'SUCCESS', outTradeNo: 'CPORDER01', subMchId: '1900000109', totalFee: 1290 };
  const call = (body: unknown): RawNotice => ({
    method: 'call',
    query: {},
    headers: {},
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

  test('is verified where it names our merchant, or none', () => {
    const { subMchId: _, ...nameless } = event;
    expect(see(call(event))).toEqual({ atFirst: undefined, then: event });
    expect(see(call(nameless))).toEqual({ atFirst: undefined, then: nameless });
  });

  test.each(['', 'hello', []])('is malformed as %j', (body) => {
    expect(see(call(body))).toEqual({ atFirst: 'malformed', then: 'malformed' });
  });

  test.each([undefined, '', 1])('is malformed at first sight where its order is %j', (outTradeNo) => {
    expect(see(call({ ...event, outTradeNo })).atFirst).toBe('malformed');
  });

  test.each([undefined, '', 1])('is unsigned where its return code is %j', (returnCode) => {
    expect(see(call({ ...event, returnCode })).atFirst).toBe('unsigned');
  });

  test('for another merchant is not believed', () => {
    const other = call({ ...event, subMchId: '1900000110' });
    expect(see(other)).toEqual({ atFirst: undefined, then: 'bad_signature' });
  });
});
