/** How WeChat Pay v3 words its payments and refunds: in answers to queries and, encrypted, in notices. */
import { randomUUID } from 'node:crypto';
import type { AcquirerRules } from './acquirer';
import type { HeldPayment, HeldRefund } from './ledger';
import type { NoticeContent } from './notifier';
import { beijingTime } from './numbers';
import { ControlError } from './sandbox';
import { encrypted, mchid, signatureHeaders, signTestSignature, type WechatV3Keys } from './wechat-v3-keys';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** The published ladder: 15 retries within 24 h 4 min. */
const retryAfterMs = [
  ...[15 * second, 15 * second, 30 * second, 3 * minute, 10 * minute, 20 * minute],
  ...[30 * minute, 30 * minute, 30 * minute, 60 * minute],
  ...[3 * hour, 3 * hour, 3 * hour, 6 * hour, 6 * hour],
];

/** How WeChat Pay v3 notifies: only of payments and of settled refunds, each body encrypted, each attempt signed anew. */
export function wechatV3Rules(keys: WechatV3Keys, now: () => number): AcquirerRules {
  const headers: AcquirerRules['headers'] = (body, sentAt, signedBy) => {
    const signer = keys.signer(signedBy === 'public_key' ? keys.publicKey.serial : undefined);
    if (!signer) throw new Error('there is no platform certificate');
    return { ...plainHeaders, ...signatureHeaders(signer, body, sentAt) };
  };
  const paid = (payment: HeldPayment): NoticeContent =>
    notice(
      { name: 'TRANSACTION.SUCCESS', summary: '支付成功', type: 'transaction' },
      orderWords(payment, []),
      {
        outTradeNo: payment.outTradeNo,
        url: payment.notifyUrl,
        at: now(),
      },
    );
  return {
    retryAfterMs,
    signsAnswers: true,
    failedRefundHolds: true,
    headers,
    acknowledged: ({ status }) => status === 200 || status === 204,
    paymentNotice: (payment) => (payment.state === 'paid' ? paid(payment) : undefined),
    // Without a notify_url in the request, notices of refunds go where the merchant's console says; there is none.
    refundNotice: (refund, payment) =>
      refund.notifyUrl
        ? notice(refundEvents[refund.state], refundNoticeWords(refund, payment), {
            outTradeNo: payment.outTradeNo,
            url: refund.notifyUrl,
            at: now(),
          })
        : undefined,
    probe: ({ event, unsigned }, payment) => {
      const content = paid({ ...payment, state: 'paid', paid: payment.amount, paidAt: now() });
      const signed = headers(content.body, now());
      if (event === 'signtest')
        return { content, headers: { ...signed, 'Wechatpay-Signature': signTestSignature() } };
      if (event !== 'forge')
        throw new ControlError(400, `event ${event} is not known to v3; its probes: forge, replay, signtest`);
      // A forger has some key, but not the platform's.
      const forger = { serial: signed['Wechatpay-Serial'] ?? '', key: keys.merchant.key };
      const forged = { ...plainHeaders, ...signatureHeaders(forger, content.body, now()) };
      return { content, headers: unsigned ? plainHeaders : forged };
    },
  };
}

const plainHeaders = { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/4.0', Accept: '*/*' };

interface NoticeKind {
  readonly name: string;
  readonly summary: string;
  readonly type: 'transaction' | 'refund';
}

const refundEvents: Readonly<Record<HeldRefund['state'], NoticeKind>> = {
  processing: { name: 'REFUND.PROCESSING', summary: '退款处理中', type: 'refund' },
  succeeded: { name: 'REFUND.SUCCESS', summary: '退款成功', type: 'refund' },
  failed: { name: 'REFUND.ABNORMAL', summary: '退款异常', type: 'refund' },
  closed: { name: 'REFUND.CLOSED', summary: '退款关闭', type: 'refund' },
};

function notice(
  { name, summary, type }: NoticeKind,
  words: unknown,
  { outTradeNo, url, at }: { outTradeNo: string; url: string; at: number },
): NoticeContent {
  const body = JSON.stringify({
    id: randomUUID(),
    create_time: beijingTime(at),
    resource_type: 'encrypt-resource',
    event_type: name,
    summary,
    resource: { original_type: type, ...encrypted(JSON.stringify(words), type) },
  });
  return { name, outTradeNo, url, body };
}

const tradeStates: Readonly<Record<HeldPayment['state'], readonly [state: string, description: string]>> = {
  open: ['NOTPAY', '订单未支付'],
  paid: ['SUCCESS', '支付成功'],
  closed: ['CLOSED', '订单已关闭'],
  expired: ['CLOSED', '订单已关闭'],
  failed: ['PAYERROR', '支付失败'],
  declined: ['PAYERROR', '支付失败'],
  reversed: ['REVOKED', '订单已撤销'],
};

/** An order as queries and notices word it. */
export function orderWords(payment: HeldPayment, refunds: readonly HeldRefund[]): Record<string, unknown> {
  const { attach } = payment.terms;
  const [state, description] = refunds.length > 0 ? ['REFUND', '订单发生过退款'] : tradeStates[payment.state];
  const { value, currency } = payment.paid ?? payment.amount;
  return {
    appid: payment.appid,
    mchid,
    out_trade_no: payment.outTradeNo,
    ...(payment.state === 'paid' && {
      transaction_id: payment.transactionId ?? payment.tradeNo,
      trade_type: 'JSAPI',
      bank_type: 'OTHERS',
      success_time: beijingTime(payment.paidAt ?? payment.createdAt),
    }),
    trade_state: state,
    trade_state_desc: description,
    ...(attach && { attach }),
    payer: payment.state === 'paid' ? { openid: payment.openid } : {},
    amount: {
      total: value,
      currency,
      ...(payment.state === 'paid' && { payer_total: value, payer_currency: currency }),
    },
    ...(payment.state === 'paid' && { promotion_detail: [] }),
  };
}

const refundStatus: Readonly<Record<HeldRefund['state'], string>> = {
  processing: 'PROCESSING',
  succeeded: 'SUCCESS',
  failed: 'ABNORMAL',
  closed: 'CLOSED',
};

/** A refund as its request and its query are answered. */
export function refundWords(refund: HeldRefund, payment: HeldPayment): Record<string, unknown> {
  const { amount, ...common } = refundCommon(refund, payment);
  const { refund: refunded, total } = amount;
  return {
    ...common,
    channel: 'ORIGINAL',
    create_time: beijingTime(refund.createdAt),
    status: refundStatus[refund.state],
    funds_account: 'AVAILABLE',
    amount: {
      ...amount,
      settlement_refund: refunded,
      settlement_total: total,
      discount_refund: 0,
      refund_fee: 0,
      from: [],
      currency: refund.amount.currency,
    },
    promotion_detail: [],
  };
}

/** A refund's notice: here the state is called refund_status. */
const refundNoticeWords = (refund: HeldRefund, payment: HeldPayment): Record<string, unknown> => ({
  mchid,
  ...refundCommon(refund, payment),
  refund_status: refundStatus[refund.state],
});

function refundCommon(refund: HeldRefund, payment: HeldPayment) {
  const total = (payment.paid ?? payment.amount).value;
  const { value } = refund.amount;
  return {
    transaction_id: payment.transactionId,
    out_trade_no: payment.outTradeNo,
    refund_id: refund.refundNo,
    out_refund_no: refund.outRefundNo,
    ...(refund.state === 'succeeded' && { success_time: beijingTime(refund.endedAt ?? refund.createdAt) }),
    user_received_account: '支付用户零钱',
    amount: { total, refund: value, payer_total: total, payer_refund: value },
  };
}
