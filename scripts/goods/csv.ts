/** Comma-separated values (RFC 4180), as spreadsheets write them: also with `;` or a tab between, and a byte order mark before. */

export interface CsvRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** @throws Error where a quote is not closed */
export function csvRows(text: string): readonly CsvRow[] {
  const clean = text.replace(/^\ufeff/, '');
  const between = separatorOf(clean.slice(0, clean.search(/[\r\n]|$/)));
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"\\r\\n${between}][^\\r\\n${between}]*|))(${between}|\\r?\\n|$)`,
    'y',
  );
  const rows: CsvRow[] = [];
  let [line, cells, next]: [number, string[], number] = [1, [], 1];
  while (cell.lastIndex < clean.length) {
    const found = cell.exec(clean);
    if (!found) throw new Error(`line ${next}: a quote is not closed, or stands in the middle of a cell`);
    const [all, quoted, plain = '', end = ''] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    next += all.split('\n').length - 1;
    if (end === between && cell.lastIndex < clean.length) continue;
    if (end === between) cells.push('');
    if (cells.some((one) => one.trim() !== '')) rows.push({ line, cells });
    [line, cells] = [next, []];
  }
  return rows;
}

const separatorOf = (head: string): string =>
  [',', ';', '\t'].sort((a, b) => head.split(b).length - head.split(a).length)[0] ?? ',';

/** With a byte order mark, without which spreadsheets take it for something else than UTF-8. */
export const csvText = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')}`;

const quoted = (text: string): string =>
  /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
