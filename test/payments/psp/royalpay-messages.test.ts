/** What answers of the RoyalPay family say: its published codes, its words, the price, and whose an answer is. */
import { readFields } from '../../../shared/kernel/fields';
import { fields, signature, type RoyalpayAccount } from '../../../shared/payments/psp/royalpay-account';
import {
  opened,
  paymentReport,
  readNotice,
  REFUSALS,
  refundReport,
} from '../../../shared/payments/psp/royalpay-messages';
import { plainReply } from '../../fixtures/connector-fixture';
import { notice, queried, refunded, royalpay as fixture } from '../../fixtures/royalpay';

type Fields = Readonly<Record<string, unknown>>;

function accountOf(change: Fields = {}): RoyalpayAccount {
  const read = readFields(fields, { ...fixture.config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  return { paySp: 'royalpay', configId: 'payment', config: read.values, endpoint: '', notifyUrl: '' };
}

const account = accountOf();
const bodyOf = ({ body }: { readonly body: string }): Fields => JSON.parse(body) as Fields;

describe('a code that the family publishes is a definite no:', () => {
  const anywhere = [
    'INVALID_SHORT_ID',
    'SIGN_TIMEOUT',
    'INVALID_SIGN',
    'PARAM_INVALID',
    'NOT_PERMITTED',
    'INVALID_CHANNEL',
    'ORDER_MISMATCH',
  ];
  const published = [
    ['pay', { other: anywhere, already_paid: ['ORDER_PAID'] }],
    ['query', { other: anywhere, not_found: ['ORDER_NOT_EXIST'] }],
    ['close', { other: anywhere, not_found: ['ORDER_NOT_EXIST'], already_paid: ['ORDER_PAID'] }],
    ['refund', { other: [...anywhere, 'ORDER_NOT_PAID'], not_found: ['ORDER_NOT_EXIST'] }],
    [
      'queryRefund',
      {
        other: [...anywhere, 'ORDER_NOT_EXIST', 'ORDER_NOT_PAID', 'REFUND_MISMATCH'],
        not_found: ['REFUND_NOT_EXIST'],
      },
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
    opened(plainReply(status, JSON.stringify(body)), REFUSALS.pay, (said) =>
      said.value === undefined ? undefined : 'read',
    );
  const unreadable = { is: 'unknown', why: 'unreadable' };

  test.each([200, 299])('of SUCCESS and status %i is a yes', (status) => {
    expect(open({ return_code: 'SUCCESS', value: 1 }, status)).toEqual({ is: 'ok', value: 'read' });
  });

  test.each([
    [{ return_code: 'SUCCESS', value: 1 }, 300],
    [{ return_code: 'SUCCESS', value: 1 }, 404],
    [{ return_code: 'SUCCESS' }, 200],
    [{ return_code: '', value: 1 }, 200],
    [{ value: 1 }, 200],
    [[], 200],
  ])('of %j and status %i is unreadable', (body, status) => {
    expect(open(body, status)).toEqual(unreadable);
    expect(opened(plainReply(200, '<html>'), REFUSALS.pay, () => 'read')).toEqual(unreadable);
  });

  test('with another code is a no by that code, whatever the status', () => {
    for (const status of [200, 400])
      expect(open({ return_code: 'ORDER_PAID', return_msg: 'in words', value: 1 }, status)).toEqual({
        is: 'refused',
        why: 'already_paid',
        theirs: 'ORDER_PAID in words',
      });
    expect(open({ return_code: 'INVALID_SIGN' })).toEqual({
      is: 'refused',
      why: 'other',
      theirs: 'INVALID_SIGN',
    });
    expect(open({ return_code: 'A_CODE_OF_TOMORROW' })).toMatchObject({ why: 'undocumented' });
  });

  test('of trouble says nothing', () => {
    for (const status of [429, 500])
      expect(open({ return_code: 'SUCCESS', value: 1 }, status)).toEqual({ is: 'unknown', why: 'busy' });
    expect(open({ return_code: 'PARAM_INVALID', return_msg: 'busy' })).toMatchObject({ why: 'busy' });
  });
});

describe('a payment', () => {
  const said = (changes: Fields, of = account) => paymentReport(bodyOf(queried(changes)), 'CPORDER01', of);

  test.each([
    ['PAYING', { status: 'pending' }],
    ['CREATE_FAIL', { status: 'declined' }],
    ['CLOSED', { status: 'closed' }],
    ['PAY_FAIL', { status: 'declined', payable: true }],
    ['PAY_SUCCESS', { status: 'paid' }],
    ['PARTIAL_REFUND', { status: 'paid', refunded: 'some' }],
    ['FULL_REFUND', { status: 'paid', refunded: 'some' }],
    ['A_STATE_OF_TOMORROW', { status: 'pending' }],
    ['toString', { status: 'pending' }],
    [undefined, { status: 'pending' }],
  ])('with result_code %s is %j', (result_code, state) => {
    expect(said({ result_code, channel_order_id: undefined, pay_time: undefined })).toEqual({
      kind: 'payment',
      attemptNo: 'CPORDER01',
      ...state,
      theirs: result_code ?? '',
      amount: { value: 1290, currency: 'CAD' },
      spTradeNo: '02405202611021200000000001',
    });
  });

  test('says its price, both numbers, the paying app and its moment', () => {
    expect(said({ merchant_app_id: 'wxd678efh567hg6787' })).toEqual({
      kind: 'payment',
      attemptNo: 'CPORDER01',
      status: 'paid',
      theirs: 'PAY_SUCCESS',
      amount: { value: 1290, currency: 'CAD' },
      spTradeNo: '02405202611021200000000001',
      transactionId: '4200002611022026110200000001',
      appid: 'wxd678efh567hg6787',
      paidAt: Date.UTC(2026, 10, 2, 12, 0, 50),
    });
  });

  test('that is paid says nothing without its price, and one that is not may lack it', () => {
    for (const lack of [{ total_fee: undefined }, { currency: undefined }]) {
      expect(said(lack)).toBeUndefined();
      expect(said({ ...lack, real_fee: '', result_code: 'PAYING' })).toMatchObject({
        status: 'pending',
        theirs: 'PAYING',
      });
      expect(said({ ...lack, result_code: 'PAYING' })).not.toHaveProperty('amount');
    }
  });

  test('tells another sum that the payer paid, and no sum that is none', () => {
    expect(said({ real_fee: 1329 })).toMatchObject({
      theirs: 'PAY_SUCCESS real_fee 1329',
      amount: { value: 1290 },
    });
    expect(said({ real_fee: 7, total_fee: undefined, result_code: 'PAYING' })).toMatchObject({
      theirs: 'PAYING real_fee 7',
    });
    for (const real_fee of [1290, undefined, -1, '', 1.5])
      expect(said({ real_fee })).toMatchObject({ theirs: 'PAY_SUCCESS' });
  });

  test.each([
    '2026-11-02',
    '2026-11-02 04:00',
    '2026-11-02T04:00:50',
    'x2026-11-02 04:00:50',
    '2026-11-02 04:00:50x',
    '2026-13-02 04:00:50',
    '',
    undefined,
  ])('of the moment %j is of none', (pay_time) => {
    expect(said({ pay_time })).not.toHaveProperty('paidAt');
  });

  test('of a platform whose zone nobody knows is of no moment', () => {
    expect(said({}, accountOf({ platform: 'royalpay' }))).not.toHaveProperty('paidAt');
  });

  test('of another partner is marked', () => {
    expect(said({ partner_code: 'EFGH' })).toMatchObject({
      misfit: 'the message is for partner_code EFGH',
    });
    expect(said({ partner_code: 'ABCD' })).not.toHaveProperty('misfit');
  });
});

describe('a refund', () => {
  const said = (changes: Fields, of = account) => refundReport(bodyOf(refunded(changes)), 'CPORDER01R1', of);

  test.each([
    ['WAITING', 'processing'],
    ['SUCCESS', 'processing'],
    ['FINISHED', 'succeeded'],
    ['CREATE_FAILED', 'failed'],
    ['FAILED', 'failed'],
    ['CHANGE', 'abnormal'],
    ['A_STATE_OF_TOMORROW', 'processing'],
    ['toString', 'processing'],
    [undefined, 'processing'],
  ])('with result_code %s is %s', (result_code, status) => {
    expect(said({ result_code })).toEqual({
      kind: 'refund',
      outRefundNo: 'CPORDER01R1',
      status,
      theirs: result_code ?? '',
      amount: { value: 400, currency: 'CAD' },
      spRefundNo: 'RF02405202611021300000001',
    });
  });

  test('with SUCCESS is done only where the platform says that this is its last word', () => {
    const final = accountOf({ refund_success_is_final: true });
    expect(said({ result_code: 'SUCCESS' }, final)).toMatchObject({ status: 'succeeded' });
    expect(said({ result_code: 'WAITING' }, final)).toMatchObject({ status: 'processing' });
    const notFinal = accountOf({ refund_success_is_final: false });
    expect(said({ result_code: 'SUCCESS' }, notFinal)).toMatchObject({ status: 'processing' });
  });

  test.each(['CPORDER01R2', '', undefined])('of the number %j is another one', (partner_refund_id) => {
    expect(said({ partner_refund_id })).toBeUndefined();
  });

  test('may lack its amount and its number there', () => {
    expect(said({ amount: undefined, refund_id: '' })).toEqual({
      kind: 'refund',
      outRefundNo: 'CPORDER01R1',
      status: 'succeeded',
      theirs: 'FINISHED',
    });
    expect(said({ currency: undefined })).not.toHaveProperty('amount');
  });

  test('of another partner is marked', () => {
    expect(said({ partner_code: 'EFGH' })).toMatchObject({
      misfit: 'the message is for partner_code EFGH',
    });
  });
});

test('a notice is its moment, its nonce, its signature and all that it says', () => {
  const content = bodyOf(notice());
  const { time, nonce_str: nonce, sign } = content;
  expect(readNotice(notice().body)).toEqual({ time: String(time), nonce, sign, content });
  const { sign: _, ...unsigned } = content;
  expect(readNotice(JSON.stringify(unsigned))).toMatchObject({ sign: '' });
});

test('a signature covers the partner, the moment and the nonce, as Python’s hashlib makes it', () => {
  const of = accountOf({ credential_code: 'test_credential_code' });
  expect(signature('1700000000000', '0123456789abcdef0123456789abcdef', of)).toBe(
    '1978c39af8af98e016f626c1bfd07c234538ca0208207ddaa5ec233cbc70723c',
  );
});
