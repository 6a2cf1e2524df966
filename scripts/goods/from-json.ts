/** Goods as their documents stand in the database, prices in minor units: one a line, or a list. */
import { isObject } from '../../shared/kernel/json';
import type { StoredDocument } from '../environment/documents';
import type { FiledGoods, GoodsFile, LineProblem } from './goods-fields';

export function goodsFromJson(text: string): GoodsFile {
  const goods: FiledGoods[] = [];
  const problems: LineProblem[] = [];
  for (const { line, source } of documentsIn(text)) {
    const read = parsed(source);
    if (isObject(read)) goods.push({ line, document: read });
    else problems.push({ line, field: '', problem: 'is no document in JSON' });
  }
  return { goods, problems };
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source) as unknown;
  } catch {
    return undefined;
  }
}

/** Each outermost `{…}`, with the line where it begins; anything else between them is a piece of its own, which is no document. */
function* documentsIn(text: string): Generator<{ readonly line: number; readonly source: string }> {
  const clean = text.replace(/^\ufeff/, '');
  let [from, depth, line, start] = [0, 0, 1, 1];
  for (const { 0: token, index } of clean.matchAll(/"(?:[^"\\\n]|\\.)*"|[{}\n]|[^\s{}",[\]]+/g)) {
    if (token === '\n') line += 1;
    else if (depth === 0 && token !== '{') yield { line, source: token };
    else if (token === '{' && depth++ === 0) [from, start] = [index, line];
    else if (token === '}' && --depth === 0) yield { line: start, source: clean.slice(from, index + 1) };
  }
  if (depth > 0) yield { line: start, source: clean.slice(from) };
}

export const jsonOfGoods = (documents: readonly StoredDocument[]): string =>
  documents.map((one) => `${JSON.stringify(one)}\n`).join('');
