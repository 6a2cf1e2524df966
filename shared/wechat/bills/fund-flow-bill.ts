/**
 * The fund-flow bill of WeChat Pay: every movement of one account of the merchant, each with the balance that it left, so that
 * a movement that is missing shows. Source: pay.weixin.qq.com/doc/v2/merchant/4011939779 and the v3 page, and public samples
 * (with plain and with wide brackets in the names), read 2026-11.
 */
import type { Money } from '../../kernel/money';
import { StatementUnusable } from '../../kernel/statement-unusable';
import { billLines, type BillFile } from './bill-lines';
import { Columns, type Cells } from './columns';
import { hundredThousandths, minorUnits } from './decimals';
import { sheetRows, type RowReader } from './sheet';
import { Totals, type TotalNames } from './totals';
import { amountIn, badRow, moneyOf, numberIn, timeIn } from './trade-row';

/** One movement. */
export interface FundFlowRow {
  /** From 1. */
  readonly row: number;
  /** Milliseconds. */
  readonly at: number;
  /** WeChat Pay's number of the payment, the refund or whatever else moved the money. */
  readonly businessNo: string;
  readonly flowNo: string;
  /** WeChat Pay's own words for what it was. */
  readonly name: string;
  readonly type: string;
  readonly direction: 'in' | 'out';
  readonly amount: Money;
  /** What the account held afterwards, minor units; below zero where it owes. */
  readonly balance: number;
  /** Our number, for refunds that we asked for. */
  readonly voucherNo: string;
}

/** Only in mainland China there is such a bill. */
const CURRENCY = 'CNY';

const NAMES = {
  time: ['记账时间'],
  businessNo: ['微信支付业务单号'],
  flowNo: ['资金流水单号'],
  name: ['业务名称'],
  type: ['业务类型'],
  direction: ['收支类型'],
  amount: ['收支金额(元)'],
  balance: ['账户结余(元)'],
  voucherNo: ['业务凭证号'],
} as const;
type Column = keyof typeof NAMES;

type Counted = 'in' | 'out' | 'inCount' | 'outCount';
const TOTALS: TotalNames<Counted> = {
  count: ['资金流水总笔数'],
  sums: { inCount: ['收入笔数'], in: ['收入金额'], outCount: ['支出笔数'], out: ['支出金额'] },
  needed: ['inCount', 'in', 'outCount', 'out'],
};

/** Batches of movements. Throws StatementUnusable where balances or totals do not follow from them, and as a trade bill does. */
export const fundFlowRows = (file: BillFile): AsyncGenerator<readonly FundFlowRow[], void, undefined> =>
  sheetRows(billLines(file), (names) => new FundFlowReader(names));

class FundFlowReader implements RowReader<FundFlowRow> {
  private readonly columns: Columns<Column>;
  private readonly totals = new Totals<Counted>(TOTALS);
  private balance: number | undefined;

  constructor(names: readonly string[]) {
    this.columns = new Columns<Column>(names, NAMES, []);
  }

  row(values: readonly string[], row: number): FundFlowRow {
    const cell = this.columns.fit(values, row);
    const direction = directionIn(cell('direction'), row);
    const moved = amountIn(cell('amount'), row);
    this.totals.add(direction, moved);
    this.totals.add(direction === 'in' ? 'inCount' : 'outCount', ONE);
    const amount = moneyOf(moved, CURRENCY, row);
    const balance = this.follow(balanceIn(cell, row), direction === 'in' ? amount.value : -amount.value, row);
    return {
      ...{ row, direction, amount, balance, at: timeIn(cell('time'), row) },
      ...{ businessNo: numberIn(cell('businessNo')), flowNo: numberIn(cell('flowNo')) },
      ...{ name: cell('name'), type: cell('type'), voucherNo: numberIn(cell('voucherNo')) },
    };
  }

  finish(totals: ReadonlyMap<string, string>, rows: number): void {
    this.totals.check(totals, rows);
  }

  private follow(balance: number, moved: number, row: number): number {
    if (this.balance !== undefined && this.balance + moved !== balance)
      throw new StatementUnusable(
        'wrong_sums',
        `row ${row}: its balance does not follow from the one before`,
      );
    this.balance = balance;
    return balance;
  }
}

const ONE = 100_000;

function directionIn(word: string, row: number): FundFlowRow['direction'] {
  if (word === '收入') return 'in';
  if (word === '支出') return 'out';
  throw badRow(row, 'it is neither income nor expense');
}

function balanceIn(cell: Cells<Column>, row: number): number {
  const value = hundredThousandths(cell('balance'));
  const minor = value === undefined ? undefined : minorUnits(value, CURRENCY);
  if (minor === undefined) throw badRow(row, 'its balance is no amount');
  return minor;
}
