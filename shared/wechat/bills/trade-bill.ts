/**
 * The trade bill of WeChat Pay: one row for each payment, each refund and each payment that was revoked on a day. Pure: rows
 * come out of bytes. Sources: see trade-columns.ts and sheet.ts.
 *
 * What surprises: the row of a refund repeats the order and says 0.00 as its amount; amounts are decimals of the major unit,
 * fees have five digits; a refund counts on the day it was taken, not when it succeeded.
 */
import { isCurrency } from '../../kernel/money';
import { StatementUnusable } from '../../kernel/statement-unusable';
import { billLines, type BillFile } from './bill-lines';
import { Columns, type Cells } from './columns';
import { sheetRows, type RowReader } from './sheet';
import { Totals } from './totals';
import { formOf, type TradeColumn } from './trade-columns';
import {
  amountIn,
  badRow,
  feeOf,
  moneyOf,
  numberIn,
  timeIn,
  type TradeRow,
  type TradeRowRefund,
} from './trade-row';

/** Whose bill it must be. What is undefined may be anybody's. */
export interface BillOwner {
  readonly mchid?: string | undefined;
  /** Empty: the merchant sells itself, no row may name a sub-merchant. */
  readonly subMchid?: string | undefined;
  readonly appid?: string | undefined;
}

export interface TradeBillTerms {
  readonly owner: BillOwner;
  /** The day in Beijing: `YYYY-MM-DD`. */
  readonly day: string;
  /** What orders of this account may be in. */
  readonly currencies: readonly string[];
}

/**
 * Batches of rows of a whole bill (payments and refunds). Throws StatementUnusable, for its totals or its hash at the very
 * end: then nothing of it counts.
 */
export const tradeRows = (
  file: BillFile,
  terms: TradeBillTerms,
): AsyncGenerator<readonly TradeRow[], void, undefined> =>
  sheetRows(billLines(file), (names) => new TradeReader(names, terms));

type Row = Cells<TradeColumn>;

/** A row may stand so far outside its day: what is taken at midnight may be written a little later. */
const EDGE_MS = 3600_000;
const DAY_MS = 24 * 3600_000;

class TradeReader implements RowReader<TradeRow> {
  private readonly columns: Columns<TradeColumn>;
  private readonly totals: Totals<TradeColumn>;
  private readonly start: number;
  private readonly isOverseas: boolean;
  private readonly currencies: ReadonlySet<string>;
  private settledIn = '';

  constructor(
    names: readonly string[],
    private readonly terms: TradeBillTerms,
  ) {
    const form = formOf(names);
    this.columns = new Columns(names, form.names, form.optional);
    if (!this.columns.has('refundId'))
      throw new StatementUnusable('partial', 'this is a bill of payments alone: ask for the one of type ALL');
    if (this.columns.has('refundAskedAt'))
      throw new StatementUnusable('partial', 'this is a bill of refunds alone: ask for the one of type ALL');
    this.totals = new Totals(form.totals);
    this.isOverseas = this.columns.has('settledIn');
    this.start = Date.parse(`${terms.day}T00:00:00+08:00`);
    this.currencies = new Set(terms.currencies);
  }

  row(values: readonly string[], row: number): TradeRow {
    const cell = this.columns.fit(values, row);
    this.checkOwner(cell, row);
    const at = timeIn(cell('time'), row);
    if (at < this.start - EDGE_MS || at >= this.start + DAY_MS + EDGE_MS)
      throw new StatementUnusable('other_day', `row ${row} is not of ${this.terms.day}`);
    const state = stateIn(cell('state'), row);
    const [transactionId, outTradeNo] = [numberIn(cell('transactionId')), cell('outTradeNo')];
    if (transactionId === '' || outTradeNo === '') throw badRow(row, 'it has no number of its order');
    return { row, at, state, transactionId, outTradeNo, ...this.amounts(cell, state, row) };
  }

  finish(totals: ReadonlyMap<string, string>, rows: number): void {
    this.totals.check(totals, rows);
  }

  private amounts(
    cell: Row,
    state: TradeRow['state'],
    row: number,
  ): Pick<TradeRow, 'order' | 'settled' | 'fee' | 'refund'> {
    const currency = this.currencyIn(cell, row);
    const settlement = this.settlementIn(cell, currency, row);
    const settled = this.added('settled', cell, row);
    const order = this.columns.has('order') ? this.added('order', cell, row) : settled;
    const refund = this.refund(cell, { currency, settlement }, row);
    return {
      order: moneyOf(order, currency, row),
      settled: this.columns.has('order') ? moneyOf(settled, settlement, row) : undefined,
      fee: feeOf(this.added('fee', cell, row), settlement, row),
      refund: state === 'SUCCESS' ? undefined : refund,
    };
  }

  private refund(
    cell: Row,
    { currency, settlement }: { readonly currency: string; readonly settlement: string },
    row: number,
  ): TradeRowRefund {
    const refunded = this.added('refunded', cell, row);
    const asked = this.columns.has('asked') ? this.added('asked', cell, row) : refunded;
    this.added('couponBack', cell, row);
    return {
      refundId: numberIn(cell('refundId')),
      outRefundNo: numberIn(cell('outRefundNo')),
      state: cell('refundState'),
      asked: moneyOf(asked, currency, row),
      settled: moneyOf(
        refunded,
        this.columns.has('refundSettledIn') ? this.refundSettlement(cell, settlement, row) : settlement,
        row,
      ),
    };
  }

  /** A payment may name no currency for the refund that it has not. */
  private refundSettlement(cell: Row, settlement: string, row: number): string {
    const said = cell('refundSettledIn');
    if (said === '' || said === '0' || said === settlement) return settlement;
    throw this.otherCurrency(said, row);
  }

  private added(name: TradeColumn, cell: Row, row: number): number {
    const value = amountIn(cell(name), row);
    this.totals.add(name, value);
    return value;
  }

  private currencyIn(cell: Row, row: number): string {
    const currency = cell('currency');
    if (this.currencies.has(currency)) return currency;
    throw this.otherCurrency(currency, row);
  }

  /** Overseas an account settles in one currency, whatever its orders are priced in. */
  private settlementIn(cell: Row, currency: string, row: number): string {
    if (!this.isOverseas) return currency;
    // The row of a refund may leave it to the column of its own.
    const said = numberIn(cell('settledIn')) || numberIn(cell('refundSettledIn')) || this.settledIn;
    if (this.settledIn === '' && isCurrency(said)) this.settledIn = said;
    if (said === this.settledIn && said !== '') return said;
    throw this.otherCurrency(said, row);
  }

  private otherCurrency(said: string, row: number): StatementUnusable {
    const which = /^[A-Z]{3}$/.test(said) ? said : 'no currency';
    return new StatementUnusable(
      'other_currency',
      `row ${row} is in ${which}, which this account does not use`,
    );
  }

  private checkOwner(cell: Row, row: number): void {
    const { mchid, subMchid, appid } = this.terms.owner;
    const isOurs =
      isOurOwn(mchid, cell('mchid')) &&
      isOurOwn(appid, cell('appid')) &&
      isOurOwn(subMchid, numberIn(cell('subMchid')));
    if (isOurs) return;
    const whose = [cell('mchid'), cell('subMchid'), cell('appid')].map((one) => one.slice(0, 32)).join(' ');
    throw new StatementUnusable('other_account', `row ${row} is of another account: ${whose}`);
  }
}

const isOurOwn = (ours: string | undefined, said: string): boolean => ours === undefined || ours === said;

function stateIn(word: string, row: number): TradeRow['state'] {
  if (word === 'SUCCESS' || word === 'REFUND' || word === 'REVOKED') return word;
  throw badRow(row, 'its state is none that is published');
}
