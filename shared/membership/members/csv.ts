/** Comma separated values by RFC 4180, as spreadsheets write them: quotes, line breaks of any kind, a byte order mark. */

export interface CsvRow {
  /** The line on which the row begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A text that is no CSV, and where. */
export class CsvError extends Error {
  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(problem);
  }
}

/** One cell: in quotes (two for one of its own), or without any; then what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** The rows that hold anything. @throws CsvError where a quote has no partner or stands inside a cell */
export function readCsv(text: string): readonly CsvRow[] {
  const source = text.replace(/^\ufeff/, '');
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  CELL.lastIndex = 0;
  while (CELL.lastIndex < source.length) {
    const found = CELL.exec(source);
    if (!found) throw new CsvError(line, 'a quote inside a cell, or one without its partner');
    const [whole, quoted, plain = '', end] = found;
    cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'));
    line += breaksIn(whole);
    if (end === ',' && CELL.lastIndex < source.length) continue;
    if (end === ',') cells.push('');
    if (cells.some((cell) => cell !== '')) rows.push({ line: begun, cells });
    cells = [];
    begun = line;
  }
  return rows;
}

const breaksIn = (text: string): number => text.match(/\r\n|\n|\r/g)?.length ?? 0;
