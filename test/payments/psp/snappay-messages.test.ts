/** What SnapPay's answers and notices say: the fields as they are written, the text that is signed, and whose an answer is. */
import { createHash } from 'node:crypto';
import { readFields } from '../../../shared/kernel/fields';
import { fields, fits, type SnappayAccount } from '../../../shared/payments/psp/snappay-account';
import {
  isAbout,
  isGenuine,
  opened,
  paymentReport,
  refundReport,
  wordsIn,
  type Words,
} from '../../../shared/payments/psp/snappay-messages';
import { plainReply } from '../../fixtures/connector-fixture';
import { answer, Digits, refusal, signed, snappay as fixture } from '../../fixtures/snappay';
import { merchantKeyPem, merchantPublicKeyPem } from '../../fixtures/vectors';

function accountOf(change: object = {}): SnappayAccount {
  const read = readFields(fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { paySp: 'snappay', configId: 'payment', config: read.values, endpoint: '', notifyUrl: '' };
}

const account = accountOf();
const KEY = String(fixture.config.key);
const md5 = (text: string): string =>
  createHash('md5')
    .update(text + KEY)
    .digest('hex');

describe('the fields of a message', () => {
  test('are its texts read, and everything else as it was written', () => {
    expect(
      wordsIn('{"a":"x\\ny","b":1.50,"c":[ 1 ],"d":{"e": 0},"f":true,"g":"null","h":"{}","i":[]}'),
    ).toEqual({
      a: 'x\ny',
      b: '1.50',
      c: '[ 1 ]',
      d: '{"e": 0}',
      f: 'true',
      g: 'null',
      h: '{}',
      i: '[]',
    });
  });

  test('are only those that are not empty', () => {
    expect(wordsIn('{"a":"","b":null,"c":{},"d":{ },"e":{\n  },"f":" "}')).toEqual({ f: ' ' });
  });

  test.each(['', '<html>', '[]', '"x"', '{"a":1,"a":2}', '{"__proto__":1}'])('are none in %j', (text) => {
    expect(wordsIn(text)).toBeUndefined();
  });
});

describe('a message', () => {
  const isTaken = (words: Words, text: string, of = account): boolean =>
    isGenuine({ ...words, sign: md5(text) }, of);

  test('is signed over its fields by name, but for the kind of the signature', () => {
    expect(isTaken({ bb: '2', aa: '1' }, 'aa=1&bb=2')).toBe(true);
    expect(isTaken({ bb: '2', aa: '1', sign_type: 'MD5' }, 'aa=1&bb=2')).toBe(true);
    expect(isTaken({ bb: '2', aa: '1', sign_type: 'MD5' }, 'aa=1&bb=2&sign_type=MD5')).toBe(false);
    expect(isTaken({ bb: '2', aa: '1' }, 'bb=2&aa=1')).toBe(false);
  });

  test('without a signature, or of another kind than is configured, is not believed', () => {
    expect(isGenuine({ aa: '1' }, account)).toBe(false);
    expect(isTaken({ aa: '1', sign_type: 'RSA' }, 'aa=1')).toBe(false);
  });

  test.each(['&aa', 'aa&', 'a=b', 'a b', ''])('with a field called "%s" is not believed', (name) => {
    expect(isTaken({ [name]: '1', cc: '2' }, `${name}=1&cc=2`)).toBe(false);
    expect(isTaken({ [name]: '1', cc: '2' }, `cc=2&${name}=1`)).toBe(false);
  });

  test('with a value that looks like further fields is not believed', () => {
    expect(isTaken({ aa: '1', bb: 'x&cc=2' }, 'aa=1&bb=x&cc=2')).toBe(false);
    expect(isTaken({ aa: '1', bb: 'x & y' }, 'aa=1&bb=x & y')).toBe(true);
  });

  test('may have a list that is signed as it came, or without its blanks', () => {
    const words = { code: '0', data: '[ { "a": "b c" } ]' };
    expect(isTaken(words, 'code=0&data=[ { "a": "b c" } ]')).toBe(true);
    expect(isTaken(words, 'code=0&data=[{"a":"b c"}]')).toBe(true);
    expect(isTaken(words, 'data=[{"a":"b c"}]')).toBe(false);
    expect(isTaken(words, 'code=0&data=[{"a":"bc"}]')).toBe(false);
    expect(isTaken(words, 'code=0')).toBe(false);
    expect(isTaken(words, '')).toBe(false);
  });

  test('is not signed otherwise where what it has is no list, or nothing', () => {
    expect(isTaken({ code: '0', data: 'b c' }, 'code=0&data=bc')).toBe(false);
    expect(isTaken({ code: '0', data: '{ "a": 1 }' }, 'code=0&data={"a":1}')).toBe(false);
    expect(isTaken({ code: '0' }, 'code=0&data=')).toBe(false);
  });
});

describe('a signature', () => {
  test('is that of the configured kind alone', () => {
    expect(fits('text', md5('text'), account.config)).toBe(true);
    expect(fits('text', md5('other'), account.config)).toBe(false);
    expect(fits('text', md5('text').toUpperCase(), account.config)).toBe(false);
    const keys = { private_key: merchantKeyPem, public_key: merchantPublicKeyPem };
    const rsa = accountOf({ sign_type: 'RSA', ...keys }).config;
    expect(fits('text', md5('text'), rsa)).toBe(false);
  });

  test('is nobody’s without a key that it could be checked with', () => {
    expect(fits('text', 'AAAA', accountOf({ sign_type: 'RSA' }).config)).toBe(false);
    const keyless = accountOf({ key: undefined, private_key: merchantKeyPem }).config;
    expect(() => fits('text', md5('text'), keyless)).toThrow('snappay: a key for sign_type MD5 is missing');
  });
});

describe('an answer', () => {
  const open = (body: string, status = 200): unknown =>
    opened(plainReply(status, body), account, ({ value }) => (value === undefined ? undefined : value));
  const yes = answer({ value: 'read' }).body;
  const UNREADABLE = { is: 'unknown', why: 'unreadable' };
  const list = (data: string): string => signed({ code: '0', data: new Digits(data) });

  test('of code 0 is read in the one element of its list', () => {
    expect(open(yes)).toEqual({ is: 'ok', value: 'read' });
    expect(open(list('[{"value":"read"}]'))).toEqual({ is: 'ok', value: 'read' });
  });

  test.each(['[]', '[{"value":"a"},{"value":"b"}]', '{"value":"a"}', '["a"]', '[{}]'])(
    'of code 0 with %s is unreadable',
    (data) => {
      expect(open(list(data))).toEqual(UNREADABLE);
    },
  );

  test('of code 0 without a list, or without a code, is unreadable', () => {
    expect(open(signed({ code: '0' }))).toEqual(UNREADABLE);
    expect(open(signed({ data: new Digits('[{"value":"read"}]') }))).toEqual(UNREADABLE);
  });

  test.each([201, 204, 400, 404])('of status %i is unreadable', (status) => {
    expect(open(yes, status)).toEqual(UNREADABLE);
  });

  test.each([429, 500])('of status %i is trouble', (status) => {
    expect(open(yes, status)).toEqual({ is: 'unknown', why: 'busy' });
  });

  test('that is no object is unreadable, and one under another signature is not believed', () => {
    for (const body of ['', '<html>', '[]']) expect(open(body)).toEqual(UNREADABLE);
    expect(open(signed({ code: '0', data: [{ value: 'read' }] }, 'another key'))).toEqual({
      is: 'unknown',
      why: 'unverified',
    });
  });

  test('of another code is never a definite no', () => {
    expect(open(refusal('E000001', 'in words').body)).toEqual({
      is: 'unknown',
      why: 'undocumented',
      theirs: 'E000001 in words',
    });
    expect(open(refusal('E000001', '').body)).toMatchObject({ theirs: 'E000001 no reason given' });
  });
});

describe('an answer about an order', () => {
  const mine = { out_order_no: 'A1', trans_no: 'T1', merchant_no: account.config.merchant_no };
  const is = (changes: Words, asked: Parameters<typeof isAbout>[1] = { attemptNo: 'A1', spTradeNo: 'T1' }) =>
    isAbout({ ...mine, ...changes }, asked, account);

  test('names our number, and theirs and our merchant where it names them', () => {
    expect([is({}), is({}, { attemptNo: 'A1' })]).toEqual([true, true]);
    expect(isAbout({ out_order_no: 'A1' }, { attemptNo: 'A1', spTradeNo: 'T1' }, account)).toBe(true);
    expect(isAbout({ out_order_no: 'A1' }, { attemptNo: 'A1' }, account)).toBe(true);
  });

  test.each([{ out_order_no: 'A2' }, { trans_no: 'T2' }, { merchant_no: '901800000117' }])(
    'with %j is about another one',
    (changes) => {
      expect(is(changes)).toBe(false);
    },
  );

  test('without our number is about none', () => {
    expect(isAbout({ trans_no: 'T1' }, { attemptNo: 'A1', spTradeNo: 'T1' }, account)).toBe(false);
  });
});

const MOMENTS = [
  '2021-03-02',
  '2021-03-02 15:16',
  '2021-03-02T15:16:55',
  'x2021-03-02 15:16:55',
  '2021-03-02 15:16:55x',
  '2021-13-02 15:16:55',
];

describe('a payment', () => {
  const words = {
    trans_no: 'T1',
    trans_status: 'SUCCESS',
    trans_amount: '12.9',
    trans_currency: 'CAD',
    trans_end_time: '2021-03-02 15:16:55',
  };
  const said = (changes: Words = {}) => paymentReport({ ...words, ...changes }, 'A1');
  const amount = { value: 1290, currency: 'CAD' };

  test('says what was paid, when, and their number', () => {
    expect(said()).toEqual({
      kind: 'payment',
      attemptNo: 'A1',
      status: 'paid',
      theirs: 'SUCCESS',
      amount,
      spTradeNo: 'T1',
      paidAt: Date.UTC(2021, 2, 2, 15, 16, 55),
    });
  });

  test.each([
    ['USERPAYING', 'pending'],
    ['CLOSE', 'closed'],
    ['A_STATE_OF_TOMORROW', 'pending'],
    ['toString', 'pending'],
    ['', 'pending'],
  ])('that is "%s" is %s, and of no moment', (trans_status, status) => {
    expect(said({ trans_status })).toEqual({
      kind: 'payment',
      attemptNo: 'A1',
      status,
      theirs: trans_status,
      amount,
      spTradeNo: 'T1',
    });
  });

  test('that says nothing of its state is pending', () => {
    expect(paymentReport({}, 'A1')).toEqual({
      kind: 'payment',
      attemptNo: 'A1',
      status: 'pending',
      theirs: '',
    });
  });

  test.each([{ trans_amount: '12.905' }, { trans_amount: 'x' }, { trans_currency: 'CA' }])(
    'that is paid says nothing with %j',
    (changes) => {
      expect(said(changes)).toBeUndefined();
    },
  );

  test.each(MOMENTS)('of the moment "%s" is of none', (trans_end_time) => {
    expect(said({ trans_end_time })).not.toHaveProperty('paidAt');
  });

  test('may lack its moment', () => {
    const { trans_end_time: _, ...timeless } = words;
    expect(paymentReport(timeless, 'A1')).not.toHaveProperty('paidAt');
  });
});

describe('a refund', () => {
  const words = { refund_trans_no: 'R1', refund_trans_end_time: '2021-03-02 15:16:55' };
  const said = (changes: Words) => refundReport({ ...words, ...changes }, 'A1R1');

  test('that succeeded says when, and their number', () => {
    expect(said({ trans_status: 'SUCCESS' })).toEqual({
      kind: 'refund',
      outRefundNo: 'A1R1',
      status: 'succeeded',
      theirs: 'SUCCESS',
      spRefundNo: 'R1',
      refundedAt: Date.UTC(2021, 2, 2, 15, 16, 55),
    });
  });

  test.each([
    ['USERPAYING', 'processing'],
    ['CLOSE', 'abnormal'],
    ['A_STATE_OF_TOMORROW', 'processing'],
    ['toString', 'processing'],
    ['', 'processing'],
  ])('that is "%s" is %s, and of no moment', (trans_status, status) => {
    expect(said({ trans_status })).toEqual({
      kind: 'refund',
      outRefundNo: 'A1R1',
      status,
      theirs: trans_status,
      spRefundNo: 'R1',
    });
  });

  test('that says nothing is processing', () => {
    expect(refundReport({}, 'A1R1')).toEqual({
      kind: 'refund',
      outRefundNo: 'A1R1',
      status: 'processing',
      theirs: '',
    });
  });
});
