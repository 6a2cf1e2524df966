/**
 * A bill of WeChat Pay as a sheet: a row of plain names, rows whose every value begins with a backtick, a second row of plain
 * names and one row of totals. Values are not quoted, so what separates them is comma and backtick together.
 * Source: pay.weixin.qq.com, download of trade and fund-flow bills (v2, v3), and public samples of both, read 2026-11.
 */
import { StatementUnusable } from '../../kernel/statement-unusable';

/** What is read of one kind of bill. Everything here throws StatementUnusable. */
export interface RowReader<Row> {
  /** A row by its values; the row number counts from 1. */
  row(values: readonly string[], row: number): Row;
  /** The bill's own totals, against what was read. */
  finish(totals: ReadonlyMap<string, string>, rows: number): void;
}

/** Reads the names of a bill's columns. */
export type OpenSheet<Row> = (names: readonly string[]) => RowReader<Row>;

/** More than any merchant has in a day; a sheet without end is none. */
const MAX_ROWS = 5_000_000;
const SEPARATOR = ',`';

type Place = 'names' | 'rows' | 'totals' | 'end';

/** Batches of rows. Only when the last one was handed out are the bill's own totals known to fit. */
export async function* sheetRows<Row>(
  lines: AsyncIterable<readonly string[]>,
  open: OpenSheet<Row>,
): AsyncGenerator<readonly Row[], void, undefined> {
  const sheet = new Sheet(open);
  for await (const batch of lines) {
    const rows = sheet.take(batch);
    if (rows.length > 0) yield rows;
  }
  sheet.end();
}

class Sheet<Row> {
  private place: Place = 'names';
  private reader: RowReader<Row> | undefined;
  private rows = 0;
  private totalNames: readonly string[] = [];

  constructor(private readonly open: OpenSheet<Row>) {}

  take(lines: readonly string[]): readonly Row[] {
    const found: Row[] = [];
    for (const line of lines) {
      if (this.place === 'rows' && line.startsWith('`')) found.push(this.row(line));
      else if (line.trim() !== '') this.turn(line);
    }
    return found;
  }

  /** Throws unless the sheet was read to its end. */
  end(): void {
    if (this.place === 'names') throw new StatementUnusable('not_a_bill', 'the file is empty');
    if (this.place !== 'end') throw new StatementUnusable('no_summary', 'the bill ends without its summary');
  }

  private row(line: string): Row {
    this.rows += 1;
    if (this.rows > MAX_ROWS)
      throw new StatementUnusable('too_large', `the bill has more than ${MAX_ROWS} rows`);
    return this.known().row(line.slice(1).split(SEPARATOR), this.rows);
  }

  /** A line that is no row of the day: the names, the names of the totals, or the totals. */
  private turn(line: string): void {
    if (this.place === 'names') {
      this.reader = this.open(namesIn(line));
      this.place = 'rows';
    } else if (this.place === 'rows') {
      this.totalNames = namesIn(line);
      this.place = 'totals';
    } else if (this.place === 'totals') {
      this.known().finish(totalsIn(this.totalNames, line), this.rows);
      this.place = 'end';
    } else throw new StatementUnusable('bad_row', 'the bill goes on after its summary');
  }

  private known(): RowReader<Row> {
    if (!this.reader) throw new StatementUnusable('not_a_bill', 'the file has no names of columns');
    return this.reader;
  }
}

/** Names without space around them, with plain brackets for wide ones: both are in use. */
const namesIn = (line: string): readonly string[] =>
  line.split(',').map((name) => name.replace('（', '(').replace('）', ')').replace(/^`/, '').trim());

function totalsIn(names: readonly string[], line: string): ReadonlyMap<string, string> {
  if (!line.startsWith('`')) throw new StatementUnusable('no_summary', 'the summary has no values');
  const values = line.slice(1).split(SEPARATOR);
  if (values.length < names.length)
    throw new StatementUnusable('no_summary', 'the summary has fewer values than names');
  return new Map(names.map((name, at) => [name, (values[at] ?? '').trim()]));
}
