/** How WeChat Pay v3 words its payments and refunds: in answers to queries and, encrypted, in notices. */
import type { AcquirerRules, SandboxKit } from '../acquirer';
import type { Dice } from '../dice';
import type { HeldPayment, HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { beijingTime, uuid } from '../numbers';
import { billFaults } from '../sandbox';
import { refundRules } from '../wechat/business';
import { noticeLadder, tradeState } from '../wechat/words';
import type { WechatV3Keys } from './keys';
import { identityNames, isOverseas, payerNames, wordsOf } from './parties';

/** How WeChat Pay v3 notifies: only of payments and of settled refunds, each body encrypted, each attempt signed anew. */
export function wechatV3Rules(keys: WechatV3Keys, { clock, dice }: SandboxKit): AcquirerRules {
  const notice = noticeWith(keys, dice);
  const headers: AcquirerRules['headers'] = (body, sentAt, signedBy) => {
    const signer = keys.signer(signedBy === 'public_key' ? keys.publicKey.serial : undefined);
    if (!signer) throw new Error('there is no platform certificate');
    return { ...plainHeaders, ...keys.signatureHeaders(signer, body, sentAt) };
  };
  const paid = (payment: HeldPayment): NoticeContent =>
    notice(
      { name: 'TRANSACTION.SUCCESS', summary: '支付成功', type: 'transaction' },
      orderWords(payment, []),
      {
        outTradeNo: payment.outTradeNo,
        url: payment.notifyUrl,
        at: clock.now(),
      },
    );
  return {
    retryAfterMs: noticeLadder,
    ...refundRules,
    signsAnswers: true,
    billFaults,
    failedCanBePaid: true,
    failedRefundHolds: true,
    headers,
    acknowledged: ({ status }) => status === 200 || status === 204,
    paymentNotice: (payment) => (payment.state === 'paid' ? paid(payment) : undefined),
    // Without a notify_url in the request, notices of refunds go where the merchant's console says; there is none.
    refundNotice: (refund, payment) =>
      refund.notifyUrl && isAnnounced(refund, payment)
        ? notice(refundEvents[refund.state], refundNoticeWords(refund, payment), {
            outTradeNo: payment.outTradeNo,
            url: refund.notifyUrl,
            at: clock.now(),
          })
        : undefined,
    probes: ['forge', 'signtest'],
    probe: ({ event, unsigned }, claimed) => {
      const content = paid(claimed);
      const signed = headers(content.body, clock.now());
      if (event === 'signtest')
        return { content, headers: { ...signed, 'Wechatpay-Signature': keys.signTestSignature() } };
      // A forger has some key, but not the platform's.
      const forger = { serial: signed['Wechatpay-Serial'] ?? '', key: keys.merchant.key };
      const forged = { ...plainHeaders, ...keys.signatureHeaders(forger, content.body, clock.now()) };
      return { content, headers: unsigned ? plainHeaders : forged };
    },
  };
}

const plainHeaders = { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/4.0', Accept: '*/*' };

/** Overseas there is no REFUND.ABNORMAL. */
const isAnnounced = (refund: HeldRefund, payment: HeldPayment): boolean =>
  !(isOverseas(payment) && refund.state === 'failed');

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

/** Writes notices: a plain envelope around encrypted words. */
const noticeWith =
  (keys: WechatV3Keys, dice: Dice) =>
  (
    { name, summary, type }: NoticeKind,
    words: unknown,
    { outTradeNo, url, at }: { outTradeNo: string; url: string; at: number },
  ): NoticeContent => {
    const body = JSON.stringify({
      id: uuid(dice),
      create_time: beijingTime(at),
      resource_type: 'encrypt-resource',
      event_type: name,
      summary,
      resource: { original_type: type, ...keys.encrypted(JSON.stringify(words), type) },
    });
    return { name, outTradeNo, url, body };
  };

/** Overseas the payer pays CNY: 650000000 means 6.5 CNY for one of the order's currency. */
const sandboxRate = 650_000_000;

function exchange(value: number, currency: string) {
  const rate = currency === 'CNY' ? 100_000_000 : sandboxRate;
  return { payerValue: Math.round((value * rate) / 100_000_000), rate };
}

/** An order as queries and notices word it. Overseas the notice's layout is not published: here it is the query's. */
export function orderWords(payment: HeldPayment, refunds: readonly HeldRefund[]): Record<string, unknown> {
  const { attach } = payment.terms;
  const [state, description] = tradeState(payment, refunds);
  const isPaid = payment.state === 'paid';
  const numberName = isOverseas(payment) ? 'id' : 'transaction_id';
  return {
    ...wordsOf(payment, identityNames),
    out_trade_no: payment.outTradeNo,
    ...(isPaid && {
      [numberName]: payment.transactionId ?? payment.tradeNo,
      trade_type: 'JSAPI',
      bank_type: 'OTHERS',
      success_time: beijingTime(payment.paidAt ?? payment.createdAt),
    }),
    trade_state: state,
    trade_state_desc: description,
    ...(attach && { attach }),
    payer: isPaid ? wordsOf(payment, payerNames) : {},
    amount: amountWords(payment),
    ...(isPaid && { promotion_detail: [] }),
  };
}

function amountWords(payment: HeldPayment): Record<string, unknown> {
  const { value, currency } = payment.paid ?? payment.amount;
  if (payment.state !== 'paid') return { total: value, currency };
  if (!isOverseas(payment)) return { total: value, currency, payer_total: value, payer_currency: currency };
  const { payerValue, rate } = exchange(value, currency);
  const payer = { payer_total: payerValue, payer_currency: 'CNY' };
  return { total: value, currency, ...payer, exchange_rate: { type: 'SETTLEMENT_RATE', rate } };
}

const refundStatus = (refund: HeldRefund, payment: HeldPayment): string =>
  ({
    processing: 'PROCESSING',
    succeeded: 'SUCCESS',
    failed: 'ABNORMAL',
    closed: isOverseas(payment) ? 'REFUNDCLOSE' : 'CLOSED',
  })[refund.state];

/** A refund as its request is answered: overseas without a state. */
export function newRefundWords(refund: HeldRefund, payment: HeldPayment): Record<string, unknown> {
  if (!isOverseas(payment)) return refundWords(refund, payment);
  const { id, out_refund_no, create_time, amount } = overseasRefundWords(refund, payment);
  return { id, out_refund_no, create_time, amount };
}

/** A refund as its query is answered. */
export function refundWords(refund: HeldRefund, payment: HeldPayment): Record<string, unknown> {
  if (isOverseas(payment)) return overseasRefundWords(refund, payment);
  const { amount, ...common } = refundCommon(refund, payment);
  const { refund: refunded, total } = amount;
  return {
    ...common,
    channel: 'ORIGINAL',
    create_time: beijingTime(refund.createdAt),
    status: refundStatus(refund, payment),
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

function overseasRefundWords(refund: HeldRefund, payment: HeldPayment) {
  const { value, currency } = refund.amount;
  const { payerValue, rate } = exchange(value, currency);
  return {
    id: refund.refundNo,
    out_refund_no: refund.outRefundNo,
    transaction_id: payment.transactionId,
    out_trade_no: payment.outTradeNo,
    channel: 'ORIGINAL',
    recv_account: '支付用户零钱',
    ...successTime(refund),
    create_time: beijingTime(refund.createdAt),
    status: refundStatus(refund, payment),
    amount: {
      ...{ refund: value, currency, payer_refund: payerValue, payer_currency: 'CNY' },
      exchange_rate: { type: 'SETTLEMENT_RATE', rate },
    },
  };
}

/** A refund's notice: here the state is called refund_status. Overseas the layout is not published. */
function refundNoticeWords(refund: HeldRefund, payment: HeldPayment): Record<string, unknown> {
  const whose = wordsOf(payment, ['mchid', 'sp_mchid', 'sub_mchid']);
  const refund_status = refundStatus(refund, payment);
  if (!isOverseas(payment)) return { ...whose, ...refundCommon(refund, payment), refund_status };
  const { status: _, ...words } = overseasRefundWords(refund, payment);
  return { ...whose, ...words, refund_status };
}

const successTime = (refund: HeldRefund) =>
  refund.state === 'succeeded' ? { success_time: beijingTime(refund.endedAt ?? refund.createdAt) } : {};

function refundCommon(refund: HeldRefund, payment: HeldPayment) {
  const total = (payment.paid ?? payment.amount).value;
  const { value } = refund.amount;
  return {
    transaction_id: payment.transactionId,
    out_trade_no: payment.outTradeNo,
    refund_id: refund.refundNo,
    out_refund_no: refund.outRefundNo,
    ...successTime(refund),
    user_received_account: '支付用户零钱',
    amount: { total, refund: value, payer_total: total, payer_refund: value },
  };
}
