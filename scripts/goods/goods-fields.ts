/** What a document of goods is made of, as a file brings it; other fields of a document are nobody's business here, and stay. */
import { listedGoods } from '../../shared/adapters/goods-document';
import type { StoredDocument } from '../environment/documents';

export const FIELDS = [
  ...['title', 'price', 'fee_type', 'prices'],
  ...['picture', 'category', 'description', 'specifications'],
] as const;
const KIND_FIELDS = ['specification_id', 'title', 'price', 'prices'] as const;

/** A line of a file, and what is wrong there. */
export interface LineProblem {
  readonly line: number;
  readonly field: string;
  readonly problem: string;
}

/** Goods of a file, and where they stand in it. */
export interface FiledGoods {
  readonly line: number;
  readonly document: StoredDocument;
}

export interface GoodsFile {
  readonly goods: readonly FiledGoods[];
  readonly problems: readonly LineProblem[];
}

/** Only the fields that a file brings. */
export const ofFile = (document: StoredDocument): StoredDocument =>
  Object.fromEntries(
    ['_id', ...FIELDS].filter((name) => document[name] !== undefined).map((name) => [name, document[name]]),
  );

/** Examined as the functions read them, and for names that they would not read. */
function examined(goods: readonly FiledGoods[]): readonly LineProblem[] {
  const seen = new Map<unknown, number>();
  return goods.flatMap(({ line, document }) => {
    const first = seen.get(document._id);
    if (first === undefined) seen.set(document._id, line);
    return [
      ...(first === undefined ? [] : [{ line, field: '_id', problem: `stands in line ${first} already` }]),
      ...unknownNames(document).map((field) => ({ line, field, problem: 'is no field of goods' })),
      ...functionsSay(document).map((said) => ({ line, ...said })),
    ];
  });
}

function unknownNames(document: StoredDocument): readonly string[] {
  const kinds: readonly unknown[] = Array.isArray(document.specifications) ? document.specifications : [];
  const inKinds = kinds.flatMap((kind, at) =>
    Object.keys(typeof kind === 'object' && kind !== null ? kind : {})
      .filter((name) => !KIND_FIELDS.some((one) => one === name))
      .map((name) => `specifications.${at}.${name}`),
  );
  const own = Object.keys(document).filter((name) => name !== '_id' && !FIELDS.some((one) => one === name));
  return [...own, ...inKinds];
}

/** What is wrong in a file: what its reader said, and of other fields what the functions would say. */
export function problemsOf({ goods, problems }: GoodsFile): readonly LineProblem[] {
  const said = new Set(problems.map(({ line }) => line));
  return [...problems, ...examined(goods).filter(({ line }) => !said.has(line))].sort(
    (a, b) => a.line - b.line,
  );
}

/** Each of their sentences begins with the field. */
const functionsSay = (document: StoredDocument): readonly Omit<LineProblem, 'line'>[] =>
  listedGoods([document])
    .unreadable.flatMap(({ problem }) => problem.split('; '))
    .map((said) => {
      const [, field = '', problem = said] = /^([\w.-]+): (.*)$/s.exec(said) ?? [];
      return { field, problem };
    });
