/** Documents that are made from the code, so that they cannot lie: provider table, configuration, errors, states. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zhCnErrors } from '../../miniprogram/operator/i18n/zh-cn-errors';
import { errorTable } from '../../shared/kernel/errors';
import { refundMoves } from '../../shared/payments/order/refund-facts';
import { orderMoves } from '../../shared/payments/order/transitions';
import { faceSections } from './face-tables';
import { fieldTables } from './field-tables';
import { providerTables } from './provider-table';
import { table } from './table';

const root = path.join(__dirname, '..', '..');

function errorRows(): string {
  const rows = Object.entries(errorTable).map(([code, { errcode, advice }]) => [
    String(errcode),
    `\`${code}\``,
    advice,
  ]);
  return table(['`errcode`', 'code', 'what to do'], rows);
}

/** What the operators' pages say of each code; the last ones are the phone's own and have no number. */
function chineseErrorRows(): string {
  const numbers = new Map<string, number>(
    Object.entries(errorTable).map(([code, { errcode }]) => [code, errcode]),
  );
  const rows = Object.entries(zhCnErrors).map(([code, sentence]) => [
    String(numbers.get(code) ?? '–'),
    `\`${code}\``,
    sentence,
  ]);
  return table(['`errcode`', '代码', '说明'], rows);
}

function diagram(moves: Readonly<Record<string, readonly string[]>>): string {
  const arrows = Object.entries(moves).flatMap(([from, tos]) => tos.map((to) => `  ${from} --> ${to}`));
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```'].join('\n');
}

const diagrams = { order: () => diagram(orderMoves), refund: () => diagram(refundMoves) };

/** File → section name → text. A section stands between `<!-- name -->` and `<!-- /name -->`. */
const sections: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': { providers: () => providerTables('en', root) },
  'README.zh-CN.md': { providers: () => providerTables('zh', root) },
  'docs/configuration.md': { fields: () => fieldTables('en') },
  'docs/configuration.zh-CN.md': { fields: () => fieldTables('zh') },
  'docs/errors.md': { errors: errorRows },
  'docs/errors.zh-CN.md': { errors: chineseErrorRows },
  'docs/face-verification.md': faceSections('en'),
  'docs/face-verification.zh-CN.md': faceSections('zh'),
  'docs/states.md': diagrams,
  'docs/states.zh-CN.md': diagrams,
};

function current(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function generated(file: string): string {
  return Object.entries(sections[file] ?? {}).reduce((text, [name, make]) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [text.indexOf(open), text.indexOf(close)];
    if (start < 0 || end < start) throw new Error(`${file} has no section ${open} … ${close}`);
    return `${text.slice(0, start + open.length)}\n\n${make()}\n\n${text.slice(end)}`;
  }, current(file));
}

const normalized = (text: string): string => text.replace(/[ -]+/g, ' ');

/** Files whose generated sections differ from what the code says (table padding does not count). */
export function staleDocuments(): readonly string[] {
  return Object.keys(sections).filter((file) => normalized(generated(file)) !== normalized(current(file)));
}

/** Writes all generated sections; answers the files that changed. */
export function writeDocuments(): readonly string[] {
  const stale = staleDocuments();
  for (const file of stale) writeFileSync(path.join(root, file), generated(file));
  return stale;
}
