/** What the RoyalPay family tells of an order, in answers and in notices. Sources: see protocol.ts. */
import type { Acquirer, AcquirerRules } from '../acquirer';
import type { HeldPayment } from '../ledger';
import { chosenLadder, type NoticeContent } from '../notifier';
import { compactTime, randomDigits, randomHex } from '../numbers';
import { localTime, operators, signatureOf, stateWord, type Operator } from './protocol';

type Fields = Readonly<Record<string, unknown>>;

/** Every order is some operator's. */
export function operatorOf({ terms }: HeldPayment): Operator {
  const found = Object.values(operators).find((each) => each.partner_code === terms.partner_code);
  if (!found) throw new Error(`an order of nobody: ${String(terms.partner_code)}`);
  return found;
}

/** What the payer pays in all, the surcharge with it. */
export function realFee(payment: HeldPayment): number {
  const { value } = payment.paid ?? payment.amount;
  return value + Math.round((value * operatorOf(payment).surcharge) / 100);
}

/** The word for an order, what went back of it seen. */
export function wordOf({ ledger }: Acquirer, payment: HeldPayment): string {
  const back = payment.state === 'paid' ? ledger.refunded(payment.tradeNo) : 0;
  if (back === 0) return stateWord[payment.state];
  return back < realFee(payment) ? 'PARTIAL_REFUND' : 'FULL_REFUND';
}

/** What answers and notices both tell; some of it only once the order was paid. */
export function told(payment: HeldPayment): Fields {
  const at = operatorOf(payment);
  const { value, currency } = payment.paid ?? payment.amount;
  const { paidAt } = payment;
  return {
    partner_order_id: payment.outTradeNo,
    order_id: payment.tradeNo,
    total_fee: value,
    real_fee: realFee(payment),
    currency,
    channel: 'Wechat',
    customer_id: payment.openid,
    create_time: localTime(payment.createdAt, at),
    ...(paidAt === undefined
      ? {}
      : { channel_order_id: payment.transactionId, pay_time: localTime(paidAt, at), rate: 1 }),
  };
}

// --- notices -------------------------------------------------------------------------------------------------

function notice(payment: HeldPayment): NoticeContent {
  const { outTradeNo, notifyUrl: url } = payment;
  return { name: 'PAY_SUCCESS', outTradeNo, url, body: JSON.stringify(told(payment)) };
}

/** A body with moment, nonce and signature. */
function stamped(
  body: Fields,
  time: number,
  nonce_str: string,
  by: Parameters<typeof signatureOf>[0],
): string {
  return JSON.stringify({ ...body, time, nonce_str, sign: signatureOf(by, String(time), nonce_str) });
}

/** `acquirer` is asked for only when a notice leaves. */
export function rulesFor(acquirer: () => Acquirer): AcquirerRules {
  const now = (): number => acquirer().kit.clock.now();
  const nonce = (): string => randomHex(acquirer().kit.dice, 32).toLowerCase();
  return {
    // Neither pauses nor their number are published.
    retryAfterMs: chosenLadder,
    signsAnswers: false,
    // Unpublished: the payer of an order with PAY_FAIL may try again.
    failedCanBePaid: true,
    failedRefundHolds: false,
    refundNo: (dice, at) => `RF${compactTime(at)}${randomDigits(dice, 8)}`,
    backOffice: { isNotified: false },
    headers: () => ({ 'content-type': 'application/json' }),
    acknowledged: ({ status, body }) => status === 200 && /"return_code"\s*:\s*"SUCCESS"/.test(body),
    // Unpublished whether a repetition is stamped anew; an old stamp would be refused after 5 minutes.
    body: (kept, sentAt) => {
      const body = JSON.parse(kept) as Fields;
      const payment = acquirer().ledger.payment(String(body.order_id));
      return payment ? stamped(body, sentAt, nonce(), operatorOf(payment)) : kept;
    },
    // Published for a payment; nothing else is known to be told.
    paymentNotice: (payment) =>
      payment.state === 'paid' && payment.notifyUrl !== '' ? notice(payment) : undefined,
    refundNotice: () => undefined,
    probes: ['forge'],
    probe: ({ unsigned }, claimed) => {
      const content = notice(claimed);
      const forger = { ...operatorOf(claimed), credential_code: 'not the credential' };
      const { sign, ...rest } = JSON.parse(stamped(told(claimed), now(), nonce(), forger)) as Fields;
      const body = JSON.stringify(unsigned ? rest : { ...rest, sign });
      return {
        content: { ...content, name: 'forged', body },
        headers: { 'content-type': 'application/json' },
      };
    },
  };
}
