// What only Pockyt does: its signature, its two numbers, what a refund's words mean, and notices that are not of payments.
import { canonical, signMd5KeyHashed } from '../../../shared/codecs/sorted-params';
import { Secret } from '../../../shared/kernel/secret';
import { readFields } from '../../../shared/kernel/fields';
import type { RefundRequest } from '../../../shared/payments/psp/connector';
import { pockyt } from '../../../shared/payments/psp/pockyt';
import { notice, pockyt as fixture, refundAnswer } from '../../fixtures/pockyt';
import { subjects } from '../../contract/subject';

const account = subjects.find(({ paySp }) => paySp === 'pockyt')?.account;
if (!account) throw new Error('pockyt has no account');
const ours = account as Parameters<typeof pockyt.pay.request>[1];
const accountOf = (changes: Readonly<Record<string, unknown>>): typeof ours => {
  const read = readFields(pockyt.fields, { ...fixture.config, ...changes });
  if ('problems' in read) throw new Error(read.problems.join());
  return { ...ours, config: read.values };
};

const formOf = ({ body }: { readonly body: string }) => Object.fromEntries(new URLSearchParams(body));

describe('the signature', () => {
  const token = new Secret('5cbfb079f15b150122261c8537086d77a');

  // The worked example of the vendor's page "Signing API parameters", with the token printed there.
  test('is the one that the vendor prints', () => {
    const printed = {
      merchantNo: '200043',
      storeNo: '300014',
      amount: '1.00',
      currency: 'USD',
      vendor: 'alipay',
      reference: 'seq_1525922323',
      ipnUrl: 'https://wx.yuansfer.yunkeguan.com/wx',
      callbackUrl: 'https://wx.yuansfer.yunkeguan.com/wx',
      terminal: 'ONLINE',
      timeout: '120',
      goodsInfo: '[{"goods_name":"Yuansfer","quantity":"1"}]',
    };
    expect(canonical(printed)).toMatch(/^amount=1\.00&callbackUrl=https:/);
    expect(signMd5KeyHashed(printed, token)).toBe('b6bfd66531ae7c9499115c7480a2c8aa');
  });

  // The fields of the page on webhooks, hashed with Python's hashlib.
  test('keeps what is empty', () => {
    const { note, ...filled } = {
      transactionNo: '297553638300708562',
      status: 'success',
      amount: '10.00',
      currency: 'USD',
      settleCurrency: 'USD',
      time: '20200101130500',
      reference: 'test202001011305',
      vendorId: '4200000117201806013734875340',
      note: '',
    };
    expect(signMd5KeyHashed({ ...filled, note }, token)).toBe('384419553ab151a70e1f9738ba31842d');
    expect(signMd5KeyHashed(filled, token)).toBe('00f39668c1c61e2f6a524b648d619218');
  });

  test('is not right in upper case', () => {
    const good = notice();
    const body = good.body.replace(/[0-9a-f]{32}$/, (sign) => sign.toUpperCase());
    expect(pockyt.notifications.glance({ ...good, body })).toEqual({ rejected: 'unsigned' });
  });
});

describe('a request', () => {
  const { input: order } = fixture.pay;

  // Both signed by Python's hashlib.
  test('names our number as long as theirs is not known', () => {
    const request = pockyt.query.request({ attemptNo: 'CPORDER01' }, ours);
    expect(formOf(request)).toEqual({
      merchantNo: '200043',
      storeNo: '300014',
      reference: 'CPORDER01',
      verifySign: '43c4205821e60c54dfcdc5bb8c7fce3b',
    });
  });

  test('of a group names the group, and signs it', () => {
    const request = pockyt.query.request({ attemptNo: 'CPORDER01' }, accountOf({ mer_group_no: '800001' }));
    expect(formOf(request)).toMatchObject({
      merGroupNo: '800001',
      verifySign: 'e13c219629e5b865d84231030915721e',
    });
  });

  test.each([
    ['GBP', 1290, '12.90', 'GBP'],
    ['HKD', 5, '0.05', 'USD'],
    ['KRW', 1290, '1290', 'USD'],
  ])('in %s says its amount in major units and what it settles in', (currency, value, amount, settled) => {
    const request = pockyt.pay.request({ ...order, amount: { value, currency } }, ours);
    expect(formOf(request)).toMatchObject({ amount, currency, settleCurrency: settled });
  });

  test('is known again by the merchant and its own number, of an order as of a refund', () => {
    const other = accountOf({ merchant_no: '200044' });
    const ids = [pockyt.pay.request(order, ours), pockyt.pay.request(order, other)].map(
      ({ headers }) => headers['pockyt-request-id'],
    );
    expect(ids).toEqual(['200043-CPORDER01', '200044-CPORDER01']);
    const { headers } = pockyt.query.request({ attemptNo: 'CPORDER01' }, ours);
    expect(headers).not.toHaveProperty('pockyt-request-id');
  });

  test('takes orders in the account’s currency alone', () => {
    expect(pockyt.currencies(accountOf({ currency: 'HKD' }).config)).toEqual(['HKD']);
    expect(() => accountOf({ currency: 'EUR' })).toThrow('currency must be one of: USD, CNY');
  });
});

describe('a refund', () => {
  const input = fixture.refund?.input as RefundRequest;
  const said = (status: string) => pockyt.refund.reply(refundAnswer({ status }), input);

  test.each([
    ['success', 'succeeded'],
    ['failed', 'abnormal'],
    ['closed', 'abnormal'],
    ['pending', 'processing'],
    ['dealing', 'processing'],
    ['refunded', 'processing'],
    ['', 'processing'],
    ['toString', 'processing'],
  ])('that is "%s" is %s: no word sets its money free', (theirs, status) => {
    expect(said(theirs)).toMatchObject({ is: 'ok', value: { status, theirs } });
  });

  test('is asked for by our number where theirs is not known', () => {
    const { spTradeNo: _, ...unknown } = input;
    expect(formOf(pockyt.refund.request(unknown, ours))).toMatchObject({ reference: 'CPORDER01' });
    expect(formOf(pockyt.refund.request(unknown, ours))).not.toHaveProperty('transactionNo');
  });
});

describe('a notice', () => {
  const reports = (changes: Readonly<Record<string, unknown>>) => {
    const said = pockyt.notifications.verify(notice(changes), ours);
    if (!('content' in said)) throw new Error(said.rejected);
    return pockyt.notifications.read(said, ours);
  };

  test.each([
    { refundTransactionNo: '1' },
    { refundReference: 'CPORDER01R1' },
    { refundAmount: '' },
    { transactionType: 'refund' },
    { transactionType: 'void' },
  ])('with %j is of a refund, and its success is not a payment', (changes) => {
    expect(reports(changes)).toEqual([]);
  });

  test('of a payment may say that it is one', () => {
    expect(reports({ transactionType: 'payment' })).toMatchObject([{ status: 'paid' }]);
  });

  test.each([
    ['merchantNo', '200044'],
    ['storeNo', '300015'],
  ])('for another %s is never applied', (name, value) => {
    expect(reports({ [name]: value })).toMatchObject([{ misfit: `the message is for ${name} ${value}` }]);
  });

  test('may name our merchant and store', () => {
    const [report] = reports({ merchantNo: '200043', storeNo: '300014' });
    expect(report?.misfit).toBeUndefined();
  });

  test.each(['12.905', '', '12,90'])('that says paid with the amount "%s" makes CrossPay ask', (amount) => {
    expect(reports({ amount })).toMatchObject([{ status: 'pending', theirs: 'success', hint: true }]);
  });

  test('without any number is about nothing', () => {
    expect(reports({ reference: '' })).toEqual([]);
  });
});
