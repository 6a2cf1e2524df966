/** How cloudPay words orders and refunds in its answers, and how it calls the merchant's function about a payment. */
import type { AcquirerRules, SandboxKit } from '../acquirer';
import type { Dice } from '../dice';
import { refundRules } from '../wechat/business';
import { refundStatus, tradeState } from '../wechat/words';
import { account, platformMerchant } from './protocol';
import type { HeldPayment, HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { compactTime, randomHex, spacedTime } from '../numbers';
import { billFaults, demoAppid } from '../sandbox';

type Words = Readonly<Record<string, unknown>>;

const minute = 60_000;
const hour = 60 * minute;
/** Only the end is published, two days; the pauses up to it are the sandbox's choice. */
const retryAfterMs = [
  ...[0.25, 0.25, 0.5, 3, 10, 20, 30, 30, 30, 60].map((minutes) => minutes * minute),
  ...Array.from({ length: 14 }, () => 3 * hour),
  2 * hour,
];

const noPlatform = 'the cloudpay sandbox was made without a platform: it can neither be called nor call';

/** How cloudPay notifies: it calls a function, of successful payments only. */
export function cloudpayRules({ platform, dice }: SandboxKit): AcquirerRules {
  const notice = noticeWith(dice);
  return {
    retryAfterMs,
    ...refundRules,
    signsAnswers: false,
    billFaults: billFaults.filter((each) => each !== 'bill_wrong_hash'),
    failedCanBePaid: true,
    failedRefundHolds: true,
    headers: () => ({}),
    call: async (name, body) => {
      if (!platform) throw new Error(noPlatform);
      const result = await platform.callFunction(name, JSON.parse(body) as Record<string, unknown>);
      return { status: 200, body: JSON.stringify(result ?? null) };
    },
    acknowledged: ({ body }) => {
      const result = JSON.parse(body) as { errcode?: unknown } | null;
      return result?.errcode === 0;
    },
    paymentNotice: (payment) => (payment.state === 'paid' ? notice('paid', payment) : undefined),
    refundNotice: () => undefined,
    probes: ['forge'],
    probe: (_, claimed) => ({ content: notice('forged', claimed), headers: {} }),
  };
}

/** The event of a call: the fields of a v2 notice in camelCase, without any signature. */
const noticeWith =
  (dice: Dice) =>
  (name: string, payment: HeldPayment): NoticeContent => {
    const { value, currency } = payment.paid ?? payment.amount;
    const event = {
      returnCode: 'SUCCESS',
      resultCode: 'SUCCESS',
      appid: platformMerchant.appid,
      mchId: platformMerchant.mch_id,
      subAppid: payment.appid ?? demoAppid,
      subMchId: account.sub_mch_id,
      nonceStr: randomHex(dice, 32),
      openid: 'oPlatformOpenid',
      isSubscribe: 'N',
      subOpenid: payment.openid ?? '',
      subIsSubscribe: 'N',
      tradeType: 'JSAPI',
      bankType: 'OTHERS',
      totalFee: value,
      feeType: currency,
      cashFee: value,
      transactionId: payment.transactionId ?? payment.tradeNo,
      outTradeNo: payment.outTradeNo,
      timeEnd: compactTime(payment.paidAt ?? payment.createdAt),
      ...(payment.terms.attach && { attach: payment.terms.attach }),
    };
    return { name, outTradeNo: payment.outTradeNo, url: payment.notifyUrl, body: JSON.stringify(event) };
  };

/** What every answer begins with that is understood. */
export const head = (dice: Dice): Words => ({
  return_code: 'SUCCESS',
  return_msg: 'OK',
  ...platformMerchant,
  sub_mch_id: account.sub_mch_id,
  sub_appid: demoAppid,
  nonce_str: randomHex(dice, 32),
});

export function orderWords(payment: HeldPayment, refunds: readonly HeldRefund[]): Words {
  const [state, words] = tradeState(payment, refunds);
  const { value, currency } = payment.paid ?? payment.amount;
  return {
    trade_state: state,
    trade_state_desc: words,
    out_trade_no: payment.outTradeNo,
    ...(payment.terms.attach && { attach: payment.terms.attach }),
    ...(payment.state === 'paid' && {
      openid: 'oPlatformOpenid',
      sub_openid: payment.openid ?? '',
      trade_type: 'JSAPI',
      bank_type: 'OTHERS',
      total_fee: value,
      fee_type: currency,
      cash_fee: value,
      transaction_id: payment.transactionId,
      time_end: compactTime(payment.paidAt ?? payment.createdAt),
    }),
  };
}

/** The answer to a refund: taken, not yet refunded. */
export const refundWords = (refund: HeldRefund, payment: HeldPayment): Words => ({
  transaction_id: payment.transactionId,
  out_trade_no: payment.outTradeNo,
  out_refund_no: refund.outRefundNo,
  refund_id: refund.refundNo,
  refund_fee: refund.amount.value,
  total_fee: (payment.paid ?? payment.amount).value,
  cash_fee: (payment.paid ?? payment.amount).value,
});

/** The refunds of an order by index, with the reported defect: lists that stay empty. */
export function refundListWords(refunds: readonly HeldRefund[], payment: HeldPayment): Words {
  const indexed = refunds.flatMap((each, index): [name: string, value: unknown][] => [
    [`out_refund_no_${index}`, each.outRefundNo],
    [`refund_id_${index}`, each.refundNo],
    [`refund_channel_${index}`, 'ORIGINAL'],
    [`refund_fee_${index}`, each.amount.value],
    [`refund_status_${index}`, refundStatus[each.state]],
    [`refund_recv_accout_${index}`, '支付用户零钱'],
    [
      `refund_success_time_${index}`,
      each.state === 'succeeded' ? spacedTime(each.endedAt ?? each.createdAt) : undefined,
    ],
  ]);
  return {
    transaction_id: payment.transactionId,
    out_trade_no: payment.outTradeNo,
    total_fee: (payment.paid ?? payment.amount).value,
    refund_count: refunds.length,
    out_refund_no_list: [],
    refund_fee_list: [],
    refund_status_list: [],
    ...Object.fromEntries<unknown>(indexed),
  };
}
