/** What an answer of WeChat Pay v2 comes to, layer by layer, and whose signature is believed. */
import { readFields } from '../../../shared/kernel/fields';
import { directFields, type V2Account } from '../../../shared/payments/psp/wechat-v2-account';
import { isSigned, isWeaklySigned, opened } from '../../../shared/payments/psp/wechat-v2-answers';
import { plainReply } from '../../fixtures/connector-fixture';
import {
  answer,
  API_KEY,
  signatureOf,
  signedXml,
  v2Vectors,
  xml,
  type Words,
} from '../../fixtures/v2/platform';

function accountWith(change: Words = {}): V2Account {
  const read = readFields(directFields, { mchid: '10000100', key: API_KEY, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { paySp: 'v2', configId: 'payment', config: read.values, endpoint: '', notifyUrl: '' };
}

const account = accountWith();
const published = { ORDERNOTEXIST: 'not_found', INVALID_REQUEST: 'other', OTHER: 'closed' } as const;
const open = (body: string, status = 200) =>
  opened(plainReply(status, body), account, published, ({ value }) => value);
const unknown = (why: string) => ({ is: 'unknown', why });

describe('an answer', () => {
  const { body: good } = answer({ value: 'read' });

  test('that succeeded on every layer says what is read in it', () => {
    expect(open(good)).toEqual({ is: 'ok', value: 'read' });
  });

  test('that lacks what must be there is unreadable', () => {
    expect(open(answer({}).body)).toEqual(unknown('unreadable'));
  });

  test.each([500, 503, 429])('of status %i is trouble, whatever it says', (status) => {
    expect(open(good, status)).toEqual(unknown('busy'));
    expect(open('', status)).toEqual(unknown('busy'));
  });

  test.each([201, 302, 404])('of status %i is unreadable, whatever it says', (status) => {
    expect(open(good, status)).toEqual(unknown('unreadable'));
    expect(open(xml({ return_code: 'FAIL', return_msg: '签名错误' }), status)).toEqual(unknown('unreadable'));
  });

  test.each([
    '',
    '<html></html>',
    '{"return_code":"SUCCESS"}',
    xml({}),
    signedXml({ return_code: 'success' }),
  ])('of %j is unreadable', (body) => {
    expect(open(body)).toEqual(unknown('unreadable'));
  });

  test('with a third result is unreadable', () => {
    expect(open(answer({ result_code: 'OK', value: 'read' }).body)).toEqual(unknown('unreadable'));
    expect(open(signedXml({ return_code: 'SUCCESS', value: 'read' }))).toEqual(unknown('unreadable'));
  });

  test('that is not signed with the key of the account is not believed, neither its yes nor its no', () => {
    const yes = { return_code: 'SUCCESS', result_code: 'SUCCESS', value: 'read' };
    const no = { return_code: 'SUCCESS', result_code: 'FAIL', err_code: 'ORDERNOTEXIST' };
    for (const words of [yes, no]) {
      expect(open(xml(words))).toEqual(unknown('unverified'));
      expect(open(signedXml(words, 'x'.repeat(32)))).toEqual(unknown('unverified'));
    }
  });
});

describe('a no on the layer of communication', () => {
  test('is definite where its words are those of a wrong request', () => {
    expect(open(xml({ return_code: 'FAIL', return_msg: '签名错误' }))).toEqual({
      is: 'refused',
      why: 'other',
      theirs: 'return_code FAIL 签名错误',
    });
  });

  test.each([
    [{}, 'undocumented', 'return_code FAIL'],
    [{ return_msg: 'words of tomorrow' }, 'undocumented', 'return_code FAIL words of tomorrow'],
    [{ return_msg: '系统繁忙' }, 'busy', 'return_code FAIL 系统繁忙'],
  ])('with %j leaves the outcome open', (words: Words, why, theirs) => {
    expect(open(xml({ return_code: 'FAIL', ...words }))).toEqual({ is: 'unknown', why, theirs });
  });
});

describe('a no on the layer of the business', () => {
  const no = (words: Words) => open(answer({ result_code: 'FAIL', ...words }).body);

  test.each([
    [{ err_code: 'ORDERNOTEXIST', err_code_des: '订单不存在' }, 'not_found', 'ORDERNOTEXIST 订单不存在'],
    [{ err_code: 'ORDERNOTEXIST' }, 'not_found', 'ORDERNOTEXIST'],
    [{ err_code: 'INVALID_REQUEST', err_code_des: '参数错误' }, 'other', 'INVALID_REQUEST 参数错误'],
    [
      { err_code: 'INVALID_REQUEST', err_code_des: '201 商户订单号重复' },
      'number_taken',
      'INVALID_REQUEST 201 商户订单号重复',
    ],
    [{ err_code: 'OTHER', err_code_des: '商户订单号重复' }, 'closed', 'OTHER 商户订单号重复'],
  ])('is definite by its published code: %j', (words, why, theirs) => {
    expect(no(words)).toEqual({ is: 'refused', why, theirs });
  });

  test.each([
    [{}, 'undocumented', 'no code'],
    [{ err_code_des: 'only words' }, 'undocumented', 'no code only words'],
    [{ err_code: 'CODE_OF_TOMORROW' }, 'undocumented', 'CODE_OF_TOMORROW'],
    [{ err_code: 'SYSTEMERROR', err_code_des: '' }, 'busy', 'SYSTEMERROR'],
  ])('with %j leaves the outcome open', (words: Words, why, theirs) => {
    expect(no(words)).toEqual({ is: 'unknown', why, theirs });
  });
});

describe('a signature', () => {
  const words = { return_code: 'SUCCESS', out_trade_no: '1' };
  const md5 = { ...words, sign: signatureOf(words) };
  const hmac = { ...words, sign: signatureOf(words, API_KEY, 'HMAC-SHA256') };
  const strong = accountWith({ sign_type: 'HMAC-SHA256' });

  test.each(v2Vectors.signatures.filter(({ key }) => key.length === 32))(
    '$name ($origin) is that of its key, and of no other',
    ({ params, key, sign }) => {
      expect(isSigned({ ...params, sign }, accountWith({ key }))).toBe(true);
      expect(isSigned({ ...params, sign }, accountWith({ key: 'x'.repeat(32) }))).toBe(false);
    },
  );

  test('is right as MD5 or HMAC-SHA256, by its length, whichever the account signs with', () => {
    for (const one of [account, strong]) {
      expect(isSigned(md5, one)).toBe(true);
      expect(isSigned(hmac, one)).toBe(true);
    }
  });

  test('is wrong over other words, in small letters, in another length, and where there is none', () => {
    const wrong = [words, { ...words, sign: '' }, { ...md5, out_trade_no: '2' }].concat(
      [md5.sign.toLowerCase(), `${md5.sign}0`, md5.sign.slice(1), hmac.sign.slice(1)].map((sign) => ({
        ...words,
        sign,
      })),
    );
    for (const one of wrong) expect([one, isSigned(one, account)]).toEqual([one, false]);
  });

  test('is weak where the account signs with HMAC-SHA256 and it is none', () => {
    expect(isWeaklySigned(md5, strong)).toBe(true);
    expect(isWeaklySigned(words, strong)).toBe(true);
    expect(isWeaklySigned(hmac, strong)).toBe(false);
  });

  test('is never weak where the account signs with MD5, said or not', () => {
    for (const one of [account, accountWith({ sign_type: 'MD5' })])
      expect([md5, words, hmac].map((message) => isWeaklySigned(message, one))).toEqual([
        false,
        false,
        false,
      ]);
  });
});
