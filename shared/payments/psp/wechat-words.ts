/**
 * Words and limits of WeChat Pay that v2, v3 and cloudPay share, whichever way its messages come.
 * pay.weixin.qq.com: order, query, refund and notification pages of v2 and v3, read 2026-11.
 */
import { own } from '../../kernel/json';
import type { PaymentReport, RefundReport } from '../order/facts';
import type { Capabilities } from './connector';

/**
 * `body`/`description` take 127, `refund_desc`/`reason` 80; pages say bytes or nothing, and bytes are the stricter.
 * PSPs that publish no limits of their own hand the texts on to WeChat Pay, so theirs are the same.
 */
export const WECHAT_TEXTS: Capabilities['texts'] = {
  description: { most: 127, unit: 'bytes' },
  reason: { most: 80, unit: 'bytes' },
};

export type TradeState = Pick<PaymentReport, 'status' | 'payable' | 'refunded'>;

/**
 * `REFUND` is paid with some refund, not refunded in full. `PAYERROR` is one try that failed: the payer may try again
 * with the same strings until the trade is closed.
 */
const TRADE_STATE: Readonly<Record<string, TradeState>> = {
  SUCCESS: { status: 'paid' },
  REFUND: { status: 'paid', refunded: 'some' },
  NOTPAY: { status: 'pending' },
  USERPAYING: { status: 'pending' },
  ACCEPT: { status: 'pending' },
  PAYERROR: { status: 'declined', payable: true },
  CLOSED: { status: 'closed' },
  REVOKED: { status: 'closed' },
};

/** What a trade state says; one that nobody documented leaves the payment as it is. */
export const tradeState = (word: string): TradeState => own(TRADE_STATE, word) ?? { status: 'pending' };

/** Refund states of v2 and cloudPay. `CHANGE`: the money could not be delivered, a person decides. */
const V2_REFUND: Readonly<Record<string, RefundReport['status']>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  REFUNDCLOSE: 'failed',
  CHANGE: 'abnormal',
};

export const v2RefundState = (word: string): RefundReport['status'] => own(V2_REFUND, word) ?? 'processing';

/** `20240801120005` or `2024-08-01 12:00:05`, Beijing time, as milliseconds. */
export function beijingTime(text = ''): number | undefined {
  const [, ...parts] = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/.exec(text) ?? [];
  const [year = '', month = '', day = '', ...clock] = parts;
  const value = Date.parse(`${year}-${month}-${day}T${clock.join(':')}+08:00`);
  return Number.isNaN(value) ? undefined : value;
}
