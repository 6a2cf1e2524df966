/** What QFPay's rows, refunds and notices say, in our words; amounts and times on the wire. Sources: see qfpay.ts. */
import type { Refusal } from '../../kernel/exchange';
import { money, type Money } from '../../kernel/money';
import { own, textAt, wordAt, type JsonObject } from '../../kernel/json';
import { present } from '../../kernel/present';
import type { PaymentReport, PaymentStatus, RefundReport } from '../order/facts';
import { minorAmount } from './amounts';
import { DONE, REFUSALS, type QfpayConfig } from './qfpay-account';

// --- times -----------------------------------------------------------------------------------------------------

/** Milliseconds as `YYYY-MM-DD HH:mm:ss` of the account's offset. */
export function localTime(at: number, { utc_offset }: QfpayConfig): string {
  const shifted = at + Date.parse('1970-01-01T00:00:00Z') - Date.parse(`1970-01-01T00:00:00${utc_offset}`);
  return new Date(shifted).toISOString().slice(0, 19).replace('T', ' ');
}

/** And back; undefined for what is no such time. */
export function timeAt(row: JsonObject, name: string, { utc_offset }: QfpayConfig): number | undefined {
  const [, day, clock] = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(textAt(row, name) ?? '') ?? [];
  const value = Date.parse(`${day ?? ''}T${clock ?? ''}${utc_offset}`);
  return Number.isNaN(value) ? undefined : value;
}

// --- amounts ---------------------------------------------------------------------------------------------------

/** How many of `txamt` make one of our minor units: JPY may be counted in hundredths there. */
const unitsIn = (currency: string | undefined, { jpy_decimals }: QfpayConfig): number =>
  currency === 'JPY' && jpy_decimals === '2' ? 100 : 1;

export const txamt = ({ value, currency }: Money, config: QfpayConfig): string =>
  String(value * unitsIn(currency, config));

/** Throws RangeError, as all amounts do, for a fraction of our smallest unit. */
export function amountIn(row: JsonObject, config: QfpayConfig): Money | undefined {
  const currency = wordAt(row, 'txcurrcd');
  const amount = minorAmount(row.txamt, currency);
  return amount && money(amount.value / unitsIn(currency, config), amount.currency);
}

// --- payments --------------------------------------------------------------------------------------------------

/**
 * Of a row's `respcd`. A failed try is `payable`: nobody publishes that a payer may not try again before the order runs out.
 * Every other code leaves a payment pending.
 */
const PAYMENT_STATUS: Readonly<Record<string, PaymentStatus>> = {
  [DONE]: 'paid',
  ...entries('1142 1181 1263 1264', 'closed'),
  ...entries('1201 1294', 'declined'),
};

function entries(codes: string, status: PaymentStatus): Readonly<Record<string, PaymentStatus>> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, status]));
}

/** `cancel`: 1 reversed or refunded (payment codes alone), 2 cancelled: its money is not ours. */
export const TAKEN_BACK: readonly string[] = ['1', '2'];
const REFUNDED = '3';
const REFUNDED_IN_PART = '5';

type State = Pick<PaymentReport, 'status' | 'payable' | 'theirs'>;

function stateOf(code: string, cancel: string): State {
  const theirs = cancel === '0' ? code : `${code} cancel ${cancel}`;
  if (code === DONE && TAKEN_BACK.includes(cancel)) return { status: 'closed', theirs };
  const status = own(PAYMENT_STATUS, code) ?? 'pending';
  return status === 'declined' ? { status, payable: true, theirs } : { status, theirs };
}

const refundedBy = (cancel: string, amount: Money | undefined): PaymentReport['refunded'] =>
  cancel === REFUNDED ? amount : cancel === REFUNDED_IN_PART ? 'some' : undefined;

/** What a row of a query, or a notice, says of a payment. */
export function paymentReport(row: JsonObject, config: QfpayConfig): PaymentReport | undefined {
  const attemptNo = wordAt(row, 'out_trade_no');
  const cancel = wordAt(row, 'cancel') ?? '0';
  const state = stateOf(textAt(row, 'respcd') ?? '', cancel);
  const amount = amountIn(row, config);
  if (attemptNo === undefined || (state.status === 'paid' && !amount)) return undefined;
  const numbers = { spTradeNo: wordAt(row, 'syssn'), transactionId: wordAt(row, 'chnlsn') };
  const more =
    state.status === 'paid'
      ? { refunded: refundedBy(cancel, amount), paidAt: timeAt(row, 'paydtm', config) }
      : {};
  return { kind: 'payment', attemptNo, ...state, ...present({ amount, ...numbers, ...more }) };
}

// --- refunds ---------------------------------------------------------------------------------------------------

const refundWord = (code: string): Refusal | 'later' | undefined =>
  own<Refusal | 'later'>(REFUSALS.refund, code);

/** Whether a refund with this `respcd` has not begun, and may be sent again. */
export const isPutOff = (code: string): boolean => refundWord(code) === 'later';

/** By a refund's own `respcd`: other than done, only a published no has ended it. */
function refundStatus(code: string): RefundReport['status'] {
  if (code === DONE) return 'succeeded';
  return refundWord(code) === undefined || isPutOff(code) ? 'processing' : 'failed';
}

/**
 * What the answer to a refund, a row of a query or a notice says of a refund; `out_trade_no` is the refund's own number. Only
 * the sample of an answer, not its page's table, names a currency: without one it says no amount.
 */
export function refundReport(row: JsonObject, config: QfpayConfig): RefundReport | undefined {
  const outRefundNo = wordAt(row, 'out_trade_no');
  const spRefundNo = wordAt(row, 'syssn');
  if (outRefundNo === undefined || spRefundNo === undefined) return undefined;
  const theirs = textAt(row, 'respcd') ?? '';
  const status = refundStatus(theirs);
  const refundedAt = status === 'succeeded' ? timeAt(row, 'sysdtm', config) : undefined;
  const amount = amountIn(row, config);
  if (!amount && wordAt(row, 'txcurrcd') !== undefined) return undefined;
  return { kind: 'refund', outRefundNo, status, theirs, spRefundNo, ...present({ amount, refundedAt }) };
}
