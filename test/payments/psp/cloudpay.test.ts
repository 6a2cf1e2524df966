/** What is cloudPay's alone: which function is called back, who pays, and what words may and may not end a refund. */
import type { HttpReply } from '../../../shared/kernel/http';
import type { Account } from '../../../shared/payments/psp/operation';
import { cloudpay } from '../../../shared/payments/psp/cloudpay';
import { readFields } from '../../../shared/kernel/fields';
import { cloudpay as fixture } from '../../fixtures/cloudpay';

function accountOf(block: object): Account<typeof cloudpay.fields> {
  const read = readFields(cloudpay.fields, { sub_mch_id: '1900000109', ...block });
  if ('problems' in read) throw new Error(read.problems.join());
  return { paySp: 'cloudpay', configId: 'payment', config: read.values, endpoint: '', notifyUrl: '' };
}

const { env } = fixture;
const { input } = fixture.pay;

describe('an order', () => {
  test('names neither environment nor payer unless they are configured: the platform knows both', () => {
    const { data } = cloudpay.pay.request(input, accountOf({}), env);
    expect(Object.keys(data)).not.toEqual(expect.arrayContaining(['envId']));
    expect(data).toMatchObject({ functionName: 'notify' });
    expect(data).not.toHaveProperty('subOpenid');
  });

  test('names the configured function, environment and mini-program', () => {
    const block = { env_id: 'prod-1', function_name: 'paid', sub_appid: 'wxother' };
    expect(cloudpay.pay.request(input, accountOf(block), env).data).toMatchObject({
      envId: 'prod-1',
      functionName: 'paid',
      subAppid: 'wxother',
      subOpenid: input.openid,
    });
    expect(cloudpay.appid(accountOf(block).config, 'wxcaller')).toBe('wxother');
    expect(cloudpay.appid(accountOf({}).config, 'wxcaller')).toBe('wxcaller');
  });
});

const failed = (errCodeDes: string): HttpReply => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ returnCode: 'SUCCESS', resultCode: 'FAIL', errCodeDes, errCode: 0 }),
});
const refundInput = {
  attemptNo: 'A',
  outRefundNo: 'R',
  amount: { value: 1, currency: 'CNY' },
  total: { value: 2, currency: 'CNY' },
  reason: '',
};

describe('a refused refund', () => {
  test.each([
    '系统错误',
    '系统超时',
    '接口频率限制',
    '请稍后重试',
    '系统繁忙，余额不足',
    'SYSTEMERROR',
    '',
    'words of tomorrow',
  ])('"%s" leaves open whether it happened', (words) => {
    expect(cloudpay.refund.reply(failed(words), refundInput, accountOf({})).is).toBe('unknown');
  });

  test.each(['余额不足', '订单已经超过退款期限', '此交易订单号不存在', '缺少参数'])(
    '"%s" is a definite no',
    (words) => {
      expect(cloudpay.refund.reply(failed(words), refundInput, accountOf({}))).toMatchObject({
        is: 'refused',
        theirs: words,
      });
    },
  );

  test.each(['订单已全额退款', '订单未支付', '申请退款金额大于可退金额'])(
    '"%s" is in no table: a person reads it before the money is set free',
    (words) => {
      expect(cloudpay.refund.reply(failed(words), refundInput, accountOf({}))).toEqual({
        is: 'unknown',
        why: 'undocumented',
        theirs: words,
      });
    },
  );

  test('has no description where nobody gave a reason', () => {
    expect(cloudpay.refund.request(refundInput, accountOf({}), env).data).not.toHaveProperty('refundDesc');
  });
});

test.each(['12', 12])('a total of %j minor units is an amount, whatever type JSON gave it', (totalFee) => {
  const body = { ...(JSON.parse(fixture.query.good.body) as object), totalFee };
  const reply = { status: 200, headers: {}, body: JSON.stringify(body) };
  expect(cloudpay.query.reply(reply, fixture.query.input, accountOf({}))).toMatchObject({
    value: { amount: { value: 12, currency: 'CNY' } },
  });
});

test('an answer for another merchant is kept aside', () => {
  const body = fixture.query.good.body.replace('1900000109', '1900000110');
  const said = cloudpay.query.reply({ status: 200, headers: {}, body }, fixture.query.input, accountOf({}));
  expect(said).toMatchObject({ value: { misfit: 'the message is for subMchId 1900000110' } });
});

test('an answer or a call for another mini-program than the configured one is kept aside', () => {
  const other = accountOf({ sub_appid: 'wxbbbbbbbbbbbbbbbb' });
  const { good, input: ref } = fixture.query;
  const misfit = 'the message is for subAppid wxd678efh567hg6787';
  expect(cloudpay.query.reply(good, ref, other)).toMatchObject({ value: { misfit } });
  const call = fixture.notices?.payment.notice ?? { method: '', query: {}, headers: {}, body: '' };
  expect(cloudpay.notifications.verify(call, other)).toEqual({ rejected: 'bad_signature' });
  expect(cloudpay.query.reply(good, ref, accountOf({}))).not.toHaveProperty('value.misfit');
});
