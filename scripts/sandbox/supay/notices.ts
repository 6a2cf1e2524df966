/** What SuPay tells the merchant: a form for each change, signed over all its fields. */
import type { AcquirerRules } from '../acquirer';
import { decimal } from '../decimal';
import type { HeldPayment, HeldRefund } from '../ledger';
import { chosenLadder, type NoticeContent } from '../notifier';
import { randomDigits } from '../numbers';
import { account, refundWord, stateWord, supaySign } from './protocol';

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };

type Form = Readonly<Record<string, string>>;

export const supayRules: AcquirerRules = {
  retryAfterMs: chosenLadder,
  signsAnswers: false,
  failedCanBePaid: false,
  // Nobody says that a refund which did not succeed sets its money free.
  failedRefundHolds: true,
  refundNo: (dice) => `SR${randomDigits(dice, 18)}`,
  // Nobody says whether anything tells of them.
  backOffice: { isNotified: false },
  headers: () => formHeaders,
  // The acknowledgement is not published; `success` is what the integrations' frameworks answer.
  acknowledged: ({ status, body }) => status === 200 && body === 'success',
  paymentNotice: (payment) =>
    notice(stateWord[payment.state], payment.outTradeNo, payment.notifyUrl, paymentForm(payment)),
  refundNotice: (refund) =>
    notice(refundWord[refund.state], refund.outTradeNo, refund.notifyUrl, refundForm(refund)),
  probes: ['forge'],
  probe: (event, claimed) => {
    const form = paymentForm(claimed);
    const body = event.unsigned ? new URLSearchParams(form).toString() : signed(form, 'not the key');
    const { outTradeNo, notifyUrl: url } = claimed;
    return { content: { name: 'forged', outTradeNo, url, body }, headers: formHeaders };
  },
};

const notice = (name: string, outTradeNo: string, url: string, form: Form): NoticeContent => ({
  name,
  outTradeNo,
  url,
  body: signed(form, account.key),
});

const signed = (form: Form, key: string): string =>
  new URLSearchParams({ ...form, sign: supaySign(Object.entries(form), key) }).toString();

/** What a query's answer and a notice both say. */
export function tradeFields(payment: HeldPayment): Form {
  const { value, currency } = payment.paid ?? payment.amount;
  return {
    outer_trade_no: payment.outTradeNo,
    inner_trade_no: payment.tradeNo,
    trade_status: stateWord[payment.state],
    trade_amount: decimal(value, currency),
  };
}

const common = { mch_id: account.mchId, charset: 'UTF-8', version: '1.0', sign_type: 'MD5' };

const paymentForm = (payment: HeldPayment): Form => ({
  ...common,
  notify_type: 'trade_status_sync',
  ...tradeFields(payment),
});

/** `outer_trade_no` is the refund's number: the sandbox's choice, the integrations disagree. */
const refundForm = (refund: HeldRefund): Form => ({
  ...common,
  notify_type: 'refund_status_sync',
  outer_trade_no: refund.outRefundNo,
  inner_trade_no: refund.refundNo,
  refund_status: refundWord[refund.state],
  refund_amount: decimal(refund.amount.value, refund.amount.currency),
});
