/** What 2PayNow tells the merchant: a GET for each change of a payment, signed over nothing that matters. */
import type { AcquirerRules } from '../acquirer';
import { decimal } from '../decimal';
import type { HeldPayment } from '../ledger';
import { chosenLadder, type NoticeContent } from '../notifier';
import { randomDigits } from '../numbers';
import { account, stateWord, twoPayNowSign } from './protocol';

/** Yuan for a euro, for `amount_cny` alone. */
const yuanPerEuro = 8;

export const twoPayNowRules: AcquirerRules = {
  retryAfterMs: chosenLadder,
  signsAnswers: false,
  failedCanBePaid: false,
  // How a refund fails is not public; here it leaves `refund_amount` as it was and can still succeed.
  failedRefundHolds: true,
  refundNo: (dice) => `R${randomDigits(dice, 17)}`,
  // The query's `refund_amount` counts them.
  backOffice: { isNotified: false },
  headers: () => ({ 'user-agent': '2PayNow sandbox' }),
  acknowledged: ({ status, body }) => status === 200 && body === 'success',
  address: (url, sentAt) => signedAddress(url, sentAt, account.key),
  paymentNotice: (payment) => notice(stateWord[payment.state], payment),
  // No notice about refunds is known.
  refundNotice: () => undefined,
  probes: ['forge'],
  probe: (event, claimed) => {
    const content = notice('forged', claimed);
    const url = event.unsigned
      ? content.url
      : signedAddress(content.url, claimed.createdAt, 'not the merchant’s key');
    return { content: { ...content, url }, headers: {} };
  },
};

function notice(name: string, payment: HeldPayment): NoticeContent {
  const { value, currency } = payment.paid ?? payment.amount;
  const url = new URL(payment.notifyUrl);
  const said = {
    function: payment.terms.function ?? '',
    mid: account.mid,
    trade_no: payment.tradeNo,
    // A precreated trade has no merchant number: the field comes empty.
    merchant_trade_no: payment.terms.merchant_trade_no ?? '',
    trade_status: stateWord[payment.state],
    amount: decimal(value, currency),
    amount_cny: decimal(currency === 'CNY' ? value : value * yuanPerEuro, 'CNY'),
    currency,
    passback_parameters: payment.terms.passback_parameters ?? '',
    ...(payment.transactionId && { original_trade_no: payment.transactionId }),
  };
  for (const [field, content] of Object.entries(said)) url.searchParams.set(field, content);
  return { name, outTradeNo: payment.outTradeNo, url: url.href, body: '' };
}

/** The address with the moment of sending and its signature, which covers function, mid and that moment. */
function signedAddress(address: string, sentAt: number, key: string): string {
  const url = new URL(address);
  const said = url.searchParams;
  const timestamp = String(sentAt);
  said.set('timestamp', timestamp);
  said.set('sign', twoPayNowSign(said.get('function') ?? '', said.get('mid') ?? '', timestamp, key));
  return url.href;
}
