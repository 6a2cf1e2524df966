/** Goods of a table: a row for each, and beneath it a row for each of its kinds. Prices are in major units, with their currency. */
import { isObject } from '../../shared/kernel/json';
import type { StoredDocument } from '../environment/documents';
import { csvRows, csvText, type CsvRow } from './csv';
import type { FiledGoods, GoodsFile, LineProblem } from './goods-fields';
import { priceIn, pricesIn, pricesText, priceText } from './price-text';

const COLUMNS = [
  ...['goods_id', 'specification_id', 'title', 'price', 'prices'],
  ...['picture', 'category', 'description'],
] as const;
type Column = (typeof COLUMNS)[number];
type Cells = Readonly<Partial<Record<Column, string>>>;

/** @throws Error where it is no table of goods at all */
export function goodsFromCsv(text: string): GoodsFile {
  if (text.includes('\ufffd')) throw new Error('the file is not UTF-8: save it as “CSV UTF-8”');
  const [head, ...rows] = csvRows(text);
  const names = (head?.cells ?? []).map((name) => name.trim());
  const unknown = names.find((name) => !COLUMNS.some((one) => one === name));
  if (unknown !== undefined || !names.includes('goods_id'))
    throw new Error(
      `line 1: ${unknown === undefined ? 'goods_id is missing' : `"${unknown}" is no column`}; there are ${COLUMNS.join(', ')}`,
    );
  const goods: FiledGoods[] = [];
  const problems: LineProblem[] = [];
  for (const row of rows) take(row, cellsOf(row, names), goods, problems);
  return { goods, problems };
}

function cellsOf({ cells }: CsvRow, names: readonly string[]): Cells {
  const named = names.map((name, at): readonly [string, string] => [name, withoutGuard(cells[at] ?? '')]);
  return Object.fromEntries<string>(named.filter(([, text]) => text !== ''));
}

/** Puts a row where it belongs: goods of its own, or a kind of the goods above it. */
function take({ line }: CsvRow, cells: Cells, goods: FiledGoods[], problems: LineProblem[]): void {
  const note = (field: string, problem: string): void => void problems.push({ line, field, problem });
  const { goods_id: id, specification_id: kindId } = cells;
  if (id === undefined) {
    note('goods_id', 'is empty');
    return;
  }
  noteMissing(cells, note);
  const read: StoredDocument = { ...textsOf(cells), ...pricesOf(cells, note) };
  if (kindId === undefined) {
    goods.push({ line, document: { _id: id, ...read } });
    return;
  }
  const above = goods.at(-1);
  if (above?.document._id === id) goods[goods.length - 1] = withKind(above, kindId, read, note);
  else note('specification_id', `a kind stands beneath the row of its goods, ${id}`);
}

/** Goods and one more kind of them. */
function withKind(
  goods: FiledGoods,
  kindId: string,
  read: StoredDocument,
  note: (field: string, problem: string) => void,
): FiledGoods {
  const { document } = goods;
  const kinds: readonly unknown[] = Array.isArray(document.specifications) ? document.specifications : [];
  const { fee_type: currency, ...kind } = read;
  if (currency !== undefined && currency !== document.fee_type)
    note('price', 'is in another currency than that of its goods; further currencies stand in prices');
  const specifications = [...kinds, { specification_id: kindId, ...kind }];
  return { ...goods, document: { ...document, specifications } };
}

function noteMissing(
  { title, price, specification_id: kindId }: Cells,
  note: (field: string, problem: string) => void,
): void {
  if (title === undefined) note('title', 'is empty');
  if (kindId === undefined && price === undefined) note('price', 'is empty; write such as EUR 12.95');
}

const TEXTS = ['title', 'picture', 'category', 'description'] as const;
const textsOf = (cells: Cells): Readonly<Record<string, string>> =>
  Object.fromEntries(TEXTS.flatMap((name) => (cells[name] === undefined ? [] : [[name, cells[name]]])));

function pricesOf({ price, prices }: Cells, note: (field: string, problem: string) => void): StoredDocument {
  const read = <T>(field: string, text: string | undefined, reader: (text: string) => T): T | undefined => {
    try {
      return text === undefined ? undefined : reader(text);
    } catch (error) {
      note(field, error instanceof Error ? error.message : 'cannot be read');
      return undefined;
    }
  };
  const own = read('price', price, priceIn);
  const further = read('prices', prices, pricesIn);
  return {
    ...(own ? { price: own.value, fee_type: own.currency } : {}),
    ...(further ? { prices: further } : {}),
  };
}

/** The same table, of documents that can be read. */
export function csvOfGoods(documents: readonly StoredDocument[]): string {
  const rows = documents.flatMap((goods) => {
    const kinds: readonly unknown[] = Array.isArray(goods.specifications) ? goods.specifications : [];
    return [cellsOfGoods(goods), ...kinds.filter(isObject).map((kind) => cellsOfKind(goods, kind))];
  });
  return csvText([COLUMNS, ...rows.map((cells) => COLUMNS.map((name) => withGuard(cells[name] ?? '')))]);
}

const cellsOfGoods = (goods: StoredDocument): Cells => ({
  ...Object.fromEntries(
    TEXTS.flatMap((name) => (typeof goods[name] === 'string' ? [[name, goods[name]]] : [])),
  ),
  goods_id: String(goods._id),
  ...priceCells(goods, goods.fee_type),
});

const cellsOfKind = (goods: StoredDocument, kind: StoredDocument): Cells => ({
  goods_id: String(goods._id),
  specification_id: String(kind.specification_id),
  title: String(kind.title),
  ...priceCells(kind, goods.fee_type),
});

function priceCells({ price, prices }: StoredDocument, currency: unknown): Cells {
  const further = isObject(prices) ? Object.entries(prices) : [];
  return {
    ...(typeof price === 'number' ? { price: priceText({ currency: String(currency), value: price }) } : {}),
    ...(further.length > 0
      ? { prices: pricesText(Object.fromEntries(further.map(([name, value]) => [name, Number(value)]))) }
      : {}),
  };
}

/** A spreadsheet takes a cell that begins so for a formula; an apostrophe before it keeps it a text, and is no part of it. */
const withGuard = (text: string): string => (/^[=+\-@']/.test(text) ? `'${text}` : text);
const withoutGuard = (text: string): string => text.trim().replace(/^'(?=[=+\-@'])/, '');
