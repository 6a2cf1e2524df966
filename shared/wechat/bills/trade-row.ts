/** What one row of a trade bill says, and how its values are read. */
import type { Money } from '../../kernel/money';
import { StatementUnusable } from '../../kernel/statement-unusable';
import { hundredThousandths, minorUnits, thousandths } from './decimals';

/** A fee in thousandths of the minor unit; negative where it was given back. */
export interface BillFee {
  readonly thousandths: number;
  readonly currency: string;
}

/** Numbers are WeChat Pay's and the merchant's; `0` and nothing are both an empty text here. */
export interface TradeRow {
  /** From 1. */
  readonly row: number;
  /** Milliseconds. */
  readonly at: number;
  readonly state: 'SUCCESS' | 'REFUND' | 'REVOKED';
  readonly transactionId: string;
  readonly outTradeNo: string;
  /** What was paid; nothing in the row of a refund. */
  readonly order: Money;
  /** What of it settles. Undefined in old bills. */
  readonly settled: Money | undefined;
  readonly fee: BillFee;
  /** In the row of a refund, and of a payment that was revoked. */
  readonly refund: TradeRowRefund | undefined;
}

export interface TradeRowRefund {
  readonly refundId: string;
  readonly outRefundNo: string;
  /** WeChat Pay's own word. */
  readonly state: string;
  /** What was asked for, in the currency of the order. */
  readonly asked: Money;
  /** What it takes away from settlement. */
  readonly settled: Money;
}

export const badRow = (row: number, what: string): StatementUnusable =>
  new StatementUnusable('bad_row', `row ${row}: ${what}`);

/** The value of an amount, which a bill may leave empty where there is none. */
export function amountIn(text: string, row: number): number {
  const value = text === '' ? 0 : hundredThousandths(text);
  if (value === undefined) throw badRow(row, 'an amount is no decimal number of at most five digits');
  return value;
}

/** Hundred-thousandths as money. */
export function moneyOf(value: number, currency: string, row: number): Money {
  const minor = value < 0 ? undefined : minorUnits(value, currency);
  if (minor === undefined) throw badRow(row, `an amount is none in ${currency}`);
  return { value: minor, currency };
}

export function feeOf(value: number, currency: string, row: number): BillFee {
  const exact = thousandths(value, currency);
  if (exact === undefined) throw badRow(row, `a fee is none in ${currency}`);
  return { thousandths: exact, currency };
}

/** `0` is how a bill writes that there is no number. */
export const numberIn = (text: string): string => (text === '0' ? '' : text);

const BEIJING_MS = 8 * 3600_000;
const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d)[:：](\d\d)[:：](\d\d)$/;

/** `2024-08-01 12:00:05`, Beijing time, with plain or wide colons, as milliseconds. */
export function timeIn(text: string, row: number): number {
  const match = TIME.exec(text);
  const part = (at: number): number => Number(match?.[at]);
  const value = Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6));
  const again = new Date(value);
  const isReal = again.getUTCDate() === part(3) && again.getUTCHours() === part(4);
  if (Number.isNaN(value) || !isReal) throw badRow(row, 'its time is none');
  return value - BEIJING_MS;
}
