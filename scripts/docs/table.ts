/** Markdown tables; Prettier pads them later. */

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table with one header row. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}
