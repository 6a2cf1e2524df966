/** One line of the benchmark: what was measured, against which baseline of the same run. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly baseline: string;
  /** How many times the baseline, or a count. */
  readonly ratio: string;
  readonly wanted: string;
}

/** The rows as a table of aligned columns. */
export function printed(rows: readonly Row[]): string {
  const head: Row = {
    what: 'what',
    measured: 'measured',
    baseline: 'baseline',
    ratio: 'ratio',
    wanted: 'wanted',
  };
  const lines = [head, ...rows].map((row) => [row.what, row.measured, row.baseline, row.ratio, row.wanted]);
  return aligned(lines);
}

/** Lines of cells as columns. */
export function aligned(lines: readonly (readonly string[])[]): string {
  const columns = Math.max(...lines.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const padded = (line: readonly string[]): string =>
    line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return lines.map((line) => padded(line).trimEnd()).join('\n');
}

/** The middle one of several measurements. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
