/** What Latipay's answers and notices say: its published codes, the five signed values, and the spellings of an amount. */
import { createHmac } from 'node:crypto';
import { readFields } from '../../../shared/kernel/fields';
import { fields, type LatipayAccount } from '../../../shared/payments/psp/latipay-account';
import {
  isDone,
  isGenuine,
  opened,
  paymentReport,
  readNotice,
  REFUSALS,
  spellings,
} from '../../../shared/payments/psp/latipay-messages';
import { plainReply } from '../../fixtures/connector-fixture';
import { API_KEY, latipay } from '../../fixtures/latipay';

function accountOf(): LatipayAccount {
  const read = readFields(fields, latipay.config);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { paySp: 'latipay', configId: 'payment', config: read.values, endpoint: '', notifyUrl: '' };
}

const account = accountOf();

describe('an error code that the vendor publishes is a definite no:', () => {
  const anywhere = {
    other: ['110', '204', '205', '206', '207', '300', '301', '302', '303', '304', '305', '450'],
    not_found: ['201'],
  };
  const published = [
    ['pay', { ...anywhere, other: [...anywhere.other, '1', '454'] }],
    ['query', { ...anywhere, other: [...anywhere.other, '1'] }],
    ['close', { ...anywhere, other: [...anywhere.other, '1', '3'], already_paid: ['900'], closed: ['901'] }],
    [
      'refund',
      { other: [...anywhere.other, '454', '559', '562'], not_found: [...anywhere.not_found, '551', '558'] },
    ],
  ] as const;

  test.each(published)(
    'at %s these, and no others',
    (call, meanings: Readonly<Record<string, readonly string[]>>) => {
      const codes = Object.entries(meanings).flatMap(([why, all]) => all.map((code) => [code, why]));
      expect(REFUSALS[call]).toEqual(Object.fromEntries(codes));
    },
  );
});

describe('an answer', () => {
  const open = (body: unknown, status = 200) =>
    opened(
      plainReply(status, typeof body === 'string' ? body : JSON.stringify(body)),
      REFUSALS.pay,
      (said) => (said.value === undefined ? undefined : 'read'),
    );
  const unreadable = { is: 'unknown', why: 'unreadable' };

  test.each([
    [{ value: 1 }, 200],
    [{ code: 0, value: 1 }, 201],
    [{ code: '0', value: 1 }, 299],
  ])('without a code or with code 0 is a yes: %j of status %i', (body, status) => {
    expect(open(body, status)).toEqual({ is: 'ok', value: 'read' });
  });

  test.each([
    ['', 200],
    ['<html>', 200],
    [[{ value: 1 }], 200],
    [{ code: 0 }, 200],
    [{ value: 1 }, 300],
    [{ value: 1 }, 404],
  ])('of %j and status %i is unreadable', (body, status) => {
    expect(open(body, status)).toEqual(unreadable);
  });

  test.each([
    [{ code: 206, message: 'wrong signature' }, '206 wrong signature'],
    [{ code: '206' }, '206'],
    [{ code: 206, message: 1, value: 1 }, '206'],
  ])('with a published code is a no, at any status: %j', (body, theirs) => {
    for (const status of [200, 400])
      expect(open(body, status)).toEqual({ is: 'refused', why: 'other', theirs });
  });

  test('with another code leaves the outcome open', () => {
    expect(open({ code: 7777, value: 1 })).toEqual({ is: 'unknown', why: 'undocumented', theirs: '7777' });
  });

  test.each([500, 502, 429])('of status %i is trouble, whatever it says', (status) => {
    expect(open({ value: 1 }, status)).toEqual({ is: 'unknown', why: 'busy' });
    expect(open('', status)).toEqual({ is: 'unknown', why: 'busy' });
  });

  test('is done where it says code 0, and not where it says none', () => {
    expect([{ code: 0 }, { code: '0' }, {}, { code: 1 }, { code: '' }].map(isDone)).toEqual([
      true,
      true,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('an amount', () => {
  test.each([
    ['120.00', ['120.00']],
    [120, ['120', '120.0', '120.00']],
    [12.9, ['12.9', '12.9', '12.90']],
    [12.95, ['12.95', '12.95', '12.95']],
    [true, []],
    [['120'], []],
    [undefined, []],
  ])('%j may have been signed as %j', (amount, expected) => {
    expect(spellings(amount)).toEqual(expected);
  });
});

const values = {
  merchant_reference: 'CPORDER01',
  payment_method: 'wechat',
  status: 'paid',
  currency: 'NZD',
};
const signatureOf = (...texts: readonly string[]): string =>
  createHmac('sha256', API_KEY).update(texts.join('')).digest('hex');

describe('a message', () => {
  const signature = signatureOf('CPORDER01', 'wechat', 'paid', 'NZD', '12.90');

  test('is genuine where one spelling of its amount fits its signature', () => {
    const message = { ...values, signature };
    expect(isGenuine(message, ['12.90'], account)).toBe(true);
    expect(isGenuine(message, ['12.9', '12.90'], account)).toBe(true);
    expect(isGenuine(message, ['12.9', '1.90'], account)).toBe(false);
    expect(isGenuine(message, [], account)).toBe(false);
  });

  test.each(['merchant_reference', 'payment_method', 'status', 'currency', 'signature'] as const)(
    'is not genuine with another %s, or with none',
    (name) => {
      const { [name]: _, ...rest } = { ...values, signature };
      expect(isGenuine(rest, ['12.90'], account)).toBe(false);
      expect(isGenuine({ ...rest, [name]: 'x' }, ['12.90'], account)).toBe(false);
      expect(isGenuine({ ...rest, [name]: '' }, ['12.90'], account)).toBe(false);
    },
  );

  test('that lacks a value is signed as if it were empty', () => {
    const { payment_method: _, ...rest } = values;
    const shorter = signatureOf('CPORDER01', 'paid', 'NZD', '12.90');
    expect(isGenuine({ ...rest, signature: shorter }, ['12.90'], account)).toBe(true);
  });
});

describe('what is reported of a payment', () => {
  const report = (change: object = {}) => paymentReport({ ...values, amount: '12.90', ...change }, account);
  const paid = {
    kind: 'payment',
    attemptNo: 'CPORDER01',
    status: 'paid',
    theirs: 'paid',
    amount: { value: 1290, currency: 'NZD' },
  };

  test('is its number, its status in both words, and its amount', () => {
    expect(report()).toStrictEqual(paid);
    expect(report({ amount: 12.9 })).toStrictEqual(paid);
  });

  test.each([
    ['pending', 'pending'],
    ['failed', 'declined'],
    ['rejected', 'declined'],
    ['canceled', 'closed'],
    ['a word of tomorrow', 'pending'],
    ['toString', 'pending'],
  ])('says of status %s that it is %s', (theirs, status) => {
    expect(report({ status: theirs })).toStrictEqual({ ...paid, status, theirs });
  });

  test('without a status is pending', () => {
    expect(report({ status: undefined })).toStrictEqual({ ...paid, status: 'pending', theirs: '' });
  });

  test.each([undefined, '', 7])('is nothing where its number is %j', (number) => {
    expect(report({ merchant_reference: number })).toBeUndefined();
  });

  test.each([
    { amount: undefined },
    { amount: '12.905' },
    { amount: '-1' },
    { amount: 'much' },
    { currency: undefined },
  ])('is nothing where it is paid and %j, and has no amount where it is not', (change) => {
    expect(report(change)).toBeUndefined();
    expect(report({ ...change, status: 'pending' })).not.toHaveProperty('amount');
    expect(report({ ...change, status: 'pending' })).toMatchObject({ status: 'pending' });
  });

  test('in another currency than the wallet’s is a misfit', () => {
    expect(report({ currency: 'AUD' })).toStrictEqual({
      ...paid,
      amount: { value: 1290, currency: 'AUD' },
      misfit: 'the message is for currency AUD',
    });
  });
});

describe('a notice', () => {
  const form = { ...values, amount: '12.90', signature: 'x' };
  const written = (change: object = {}): string =>
    new URLSearchParams(
      JSON.parse(JSON.stringify({ ...form, ...change })) as Record<string, string>,
    ).toString();

  test('is its fields, also where it is not signed', () => {
    expect(readNotice(written({ order_id: '1' }))).toEqual({ ...form, order_id: '1' });
    expect(readNotice(written({ signature: undefined }))).toEqual({ ...values, amount: '12.90' });
  });

  test.each([...Object.keys(values), 'amount'])('without %s is none', (name) => {
    expect(readNotice(written({ [name]: undefined }))).toBeUndefined();
  });

  test.each(['', '<html>', written() + '&status=paid'])('%j is none', (body) => {
    expect(readNotice(body)).toBeUndefined();
  });
});
