// What only NihaoPay does: its signatures, tokens in rotation, and refunds that are told apart by their sum.
import { canonical, signMd5KeyHashed } from '../../../shared/codecs/sorted-params';
import { Secret } from '../../../shared/kernel/secret';
import type { RefundRef } from '../../../shared/payments/psp/connector';
import { nihaopay } from '../../../shared/payments/psp/nihaopay';
import { notice, PREVIOUS_TOKEN } from '../../fixtures/nihaopay';
import { plainReply } from '../../fixtures/connector-fixture';
import { subjects } from '../../contract/subject';

const account = subjects.find(({ paySp }) => paySp === 'nihaopay')?.account;
if (!account) throw new Error('nihaopay has no account');
const nihaoAccount = account as Parameters<typeof nihaopay.notifications.verify>[1];

// The sample notice of the reference's page on IPN mechanics, with a token of our own; hashed with Python's hashlib.
const SAMPLE = {
  id: '20170519103602011338',
  status: 'success',
  amount: '2',
  currency: 'USD',
  rmb_amount: '12',
  reference: '20170519103456437807',
  sys_reserve: '{"vendor_id":"4200000117201806013734875340"}',
  time: '2017-05-19T10:36:32Z',
};

describe('the signature of a notice', () => {
  const token = new Secret('secret-token');

  test('is the MD5 of the sorted fields and the MD5 of the token', () => {
    expect(canonical(SAMPLE)).toMatch(/^amount=2&currency=USD&id=/);
    expect(signMd5KeyHashed(SAMPLE, token)).toBe('1534756a48355f891b60ea600d3c7184');
    expect(signMd5KeyHashed({ ...SAMPLE, note: 'null' }, token)).toBe('f224966ed1afbf5f3b0e618d90af5140');
  });

  const isVerified = (...made: Parameters<typeof notice>): boolean =>
    'content' in nihaopay.notifications.verify(notice(...made), nihaoAccount);
  const unsaid = { note: 'null' };

  test('is right with a note that is the text null, signed or left out', () => {
    const { verify_sign: _, ...signed } = Object.fromEntries(new URLSearchParams(notice().body));
    expect(isVerified(unsaid)).toBe(true);
    expect(isVerified(unsaid, undefined, signed)).toBe(true);
    expect(isVerified({ note: 'Null' }, undefined, signed)).toBe(false);
  });

  test('is right by the token before the present one, while that is configured', () => {
    expect(isVerified({}, PREVIOUS_TOKEN)).toBe(true);
    const { previous_token: _, ...config } = nihaoAccount.config;
    const alone = { ...nihaoAccount, config: { ...config, previous_token: undefined } };
    expect(nihaopay.notifications.verify(notice({}, PREVIOUS_TOKEN), alone)).toEqual({
      rejected: 'bad_signature',
    });
  });

  test('is right in upper case', () => {
    const good = notice();
    const body = good.body.replace(/[0-9a-f]{32}$/, (sign) => sign.toUpperCase());
    expect('content' in nihaopay.notifications.verify({ ...good, body }, nihaoAccount)).toBe(true);
  });
});

describe('a refund in the list of its payment', () => {
  const usd = (value: number) => ({ value, currency: 'USD' });
  const list = (refunded_amount: number) => plainReply(200, JSON.stringify({ refunded_amount, refunds: [] }));
  const asked: RefundRef = {
    ...{ attemptNo: 'CPORDER01', spTradeNo: '1', outRefundNo: 'R2' },
    ...{ refundedBefore: usd(300), allRefunded: usd(700) },
  };
  const said = (back: number) => nihaopay.queryRefund.reply(list(back), asked);

  test('went through when everything that is on its way has gone back', () => {
    expect(said(700)).toMatchObject({ is: 'ok', value: { status: 'succeeded', outRefundNo: 'R2' } });
  });

  test('is not there when exactly what was known before has gone back', () => {
    expect(said(300)).toMatchObject({ is: 'refused', why: 'not_found' });
  });

  test.each([0, 299, 301, 699, 701])('cannot be told apart when %i went back', (back) => {
    expect(said(back)).toMatchObject({ is: 'unknown', why: 'undocumented' });
  });

  test('has the sum that the list gives its number, so that another one is seen', () => {
    const row = { refund_id: '5', refunded_amount: 4000, status: 'success' };
    const reply = plainReply(200, JSON.stringify({ refunded_amount: 4300, refunds: [row] }));
    expect(nihaopay.queryRefund.reply(reply, { ...asked, spRefundNo: '5' })).toMatchObject({
      is: 'ok',
      value: { outRefundNo: 'R2', amount: usd(4000) },
    });
  });

  test('is not missing because its payment is not known', () => {
    const unknown = plainReply(402, JSON.stringify({ code: 61, message: 'not found' }));
    expect(nihaopay.queryRefund.reply(unknown, asked).is).toBe('unknown');
  });

  test('can be asked about only when the payment’s id is known', () => {
    const { spTradeNo: _, ...unknown } = asked;
    expect(nihaopay.queryRefund.request(unknown, nihaoAccount)).toBeUndefined();
  });
});
