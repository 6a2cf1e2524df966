/** How WeChat Pay v2 words its payments and refunds: in answers to queries, in notices, and what it notifies at all. */
import type { AcquirerRules } from '../acquirer';
import type { Dice } from '../dice';
import type { HeldPayment, HeldRefund } from '../ledger';
import type { NoticeContent } from '../notifier';
import { compactTime, randomHex, spacedTime } from '../numbers';
import { billFaults } from '../sandbox';
import { refundRules } from '../wechat/business';
import { noticeLadder, refundStatus, tradeState } from '../wechat/words';
import type { Party } from './parties';
import { hidden, readWords, signed, writeWords, type SignType, type Words } from './wire';

const headers = { 'Content-Type': 'text/xml', 'User-Agent': 'Mozilla/4.0', Accept: '*/*' };

/** How WeChat Pay v2 notifies: of payments, signed; and of settled refunds, unsigned but encrypted. */
export function wechatV2Rules(party: Party, dice: Dice): AcquirerRules {
  const nonce = (): string => randomHex(dice, 32);
  const paid = (payment: HeldPayment, key = party.key): NoticeContent => ({
    name: 'payment',
    outTradeNo: payment.outTradeNo,
    url: payment.notifyUrl,
    body: writeWords(signed(paymentNotice(payment, party, nonce()), key, signTypeOf(payment))),
  });
  return {
    retryAfterMs: noticeLadder,
    ...refundRules,
    signsAnswers: true,
    // No hash of a trade bill is announced.
    billFaults: billFaults.filter((each) => each !== 'bill_wrong_hash'),
    failedCanBePaid: true,
    failedRefundHolds: true,
    headers: () => headers,
    acknowledged: ({ status, body }) =>
      status === 200 && body.startsWith('<xml>') && readWords(body)?.return_code === 'SUCCESS',
    paymentNotice: (payment) => (payment.state === 'paid' ? paid(payment) : undefined),
    refundNotice: (refund, payment) =>
      refund.notifyUrl
        ? {
            name: `refund ${refundStatus[refund.state]}`,
            outTradeNo: payment.outTradeNo,
            url: refund.notifyUrl,
            body: writeWords({ nonce_str: nonce(), ...refundEnvelope(refund, payment, party) }),
          }
        : undefined,
    probes: ['forge'],
    probe: ({ unsigned }, claimed) => {
      const forged = paid(claimed, 'a-key-that-only-the-forger-knows');
      if (!unsigned) return { content: forged, headers };
      return { content: { ...forged, body: writeWords(paymentNotice(claimed, party, nonce())) }, headers };
    },
  };
}

export const signTypeOf = ({ terms }: HeldPayment): SignType =>
  terms.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5';

/** An order as a query words it. Of an unpaid one there is little to say. */
export function orderWords(payment: HeldPayment, refunds: readonly HeldRefund[]): Words {
  const [state, description] = tradeState(payment, refunds);
  return {
    ...(payment.state === 'paid' ? paidWords(payment) : {}),
    out_trade_no: payment.outTradeNo,
    trade_state: state,
    trade_state_desc: description,
  };
}

function paidWords(payment: HeldPayment): Words {
  const { value, currency } = payment.paid ?? payment.amount;
  const { sub_appid, attach } = payment.terms;
  const payer = payment.openid ?? '';
  return {
    ...(sub_appid === undefined
      ? { openid: payer, is_subscribe: 'N' }
      : { openid: `oAtProvider${payer}`, is_subscribe: 'N', sub_openid: payer, sub_is_subscribe: 'N' }),
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    total_fee: String(value),
    fee_type: currency,
    cash_fee: String(value),
    transaction_id: payment.transactionId ?? payment.tradeNo,
    time_end: compactTime(payment.paidAt ?? payment.createdAt),
    ...(attach === undefined ? {} : { attach }),
  };
}

/** The apps and merchants that an order names. */
export function partiesIn({ terms }: HeldPayment): Words {
  const names = ['appid', 'mch_id', 'sub_appid', 'sub_mch_id'];
  return Object.fromEntries(Object.entries(terms).filter(([name]) => names.includes(name)));
}

function paymentNotice(payment: HeldPayment, party: Party, nonce: string): Words {
  return {
    ...partiesIn(payment),
    mch_id: party.mchid,
    nonce_str: nonce,
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    ...(signTypeOf(payment) === 'MD5' ? {} : { sign_type: 'HMAC-SHA256' }),
    ...paidWords(payment),
    out_trade_no: payment.outTradeNo,
  };
}

/** A refund as its request is answered: taken, not yet given back. */
export function refundWords(refund: HeldRefund, payment: HeldPayment): Words {
  const { value, currency } = payment.paid ?? payment.amount;
  return {
    transaction_id: payment.transactionId ?? '',
    out_trade_no: payment.outTradeNo,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundNo,
    refund_fee: String(refund.amount.value),
    total_fee: String(value),
    fee_type: currency,
    cash_fee: String(value),
    cash_refund_fee: String(refund.amount.value),
  };
}

/** The refunds of an order as a query words them: every field with its number. */
export function refundsWords(refunds: readonly HeldRefund[], payment: HeldPayment, total: number): Words {
  const { value, currency } = payment.paid ?? payment.amount;
  const numbered = refunds.flatMap((refund, index) =>
    Object.entries({
      out_refund_no: refund.outRefundNo,
      refund_id: refund.refundNo,
      refund_channel: 'ORIGINAL',
      refund_fee: String(refund.amount.value),
      refund_status: refundStatus[refund.state],
      refund_account: 'REFUND_SOURCE_UNSETTLED_FUNDS',
      refund_recv_accout: '支付用户零钱',
      ...(refund.state === 'succeeded'
        ? { refund_success_time: spacedTime(refund.endedAt ?? refund.createdAt) }
        : {}),
    }).map(([name, text]) => [`${name}_${index}`, text] as const),
  );
  return {
    transaction_id: payment.transactionId ?? '',
    out_trade_no: payment.outTradeNo,
    total_fee: String(value),
    fee_type: currency,
    cash_fee: String(value),
    refund_count: String(refunds.length),
    total_refund_count: String(total),
    ...Object.fromEntries(numbered),
  };
}

function refundEnvelope(refund: HeldRefund, payment: HeldPayment, party: Party): Words {
  const { value } = payment.paid ?? payment.amount;
  const info = {
    out_refund_no: refund.outRefundNo,
    out_trade_no: payment.outTradeNo,
    refund_account: 'REFUND_SOURCE_RECHARGE_FUNDS',
    refund_fee: String(refund.amount.value),
    refund_id: refund.refundNo,
    refund_recv_accout: '支付用户零钱',
    refund_request_source: 'API',
    refund_status: refundStatus[refund.state],
    settlement_refund_fee: String(refund.amount.value),
    settlement_total_fee: String(value),
    ...(refund.state === 'succeeded' ? { success_time: spacedTime(refund.endedAt ?? refund.createdAt) } : {}),
    total_fee: String(value),
    transaction_id: payment.transactionId ?? '',
  };
  return {
    return_code: 'SUCCESS',
    ...partiesIn(payment),
    req_info: hidden(info, party.key),
  };
}
