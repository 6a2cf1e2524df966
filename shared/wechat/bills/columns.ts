/**
 * The columns of a bill by their names: which are needed, what they were called before, where they stand. Columns that nobody
 * needs may be there, in any number.
 */
import { StatementUnusable } from '../../kernel/statement-unusable';

/** What people wrote: it may hold anything, comma and backtick too. */
const FREE_TEXT = ['商品名称', '商户数据包', '备注'];

/** Where the columns of one bill stand. */
export class Columns<Name extends string> {
  private readonly places: ReadonlyMap<Name, number>;
  private readonly count: number;
  /** The last of the columns with free text; -1 where there is none. */
  private readonly freeTo: number;

  /** Throws StatementUnusable `missing_column` where a needed name is missing or one comes twice. */
  constructor(
    names: readonly string[],
    needed: Readonly<Record<Name, readonly string[]>>,
    optional: readonly Name[],
  ) {
    const words = Object.keys(needed) as Name[];
    this.places = new Map(
      words.flatMap((word) => {
        const at = placeOf(names, needed[word]);
        return at < 0 ? [] : [[word, at] as const];
      }),
    );
    const missing = words.filter((word) => !this.places.has(word) && !optional.includes(word));
    if (missing.length > 0) {
      const called = missing.map((word) => needed[word].join(' or ')).join(', ');
      throw new StatementUnusable('missing_column', `the bill has no column ${called}`);
    }
    this.count = names.length;
    this.freeTo = freeTextEnd(names, new Set(this.places.values()));
  }

  has(name: Name): boolean {
    return this.places.has(name);
  }

  /**
   * The row with a value for each column. A row with more values than columns has them out of its free text, which stands
   * together: what is before counts from the left, what is after from the right. Throws StatementUnusable `bad_row`.
   */
  fit(values: readonly string[], row: number): Cells<Name> {
    const extra = values.length - this.count;
    if (extra < 0 || (extra > 0 && this.freeTo < 0))
      throw new StatementUnusable(
        'bad_row',
        `row ${row} has ${values.length} values for ${this.count} columns`,
      );
    return (name) => {
      const at = this.places.get(name);
      if (at === undefined) return '';
      return (values[at > this.freeTo ? at + extra : at] ?? '').trim();
    };
  }
}

/** The value of a row under our word for the column; empty where the bill has no such column. */
export type Cells<Name extends string> = (name: Name) => string;

function placeOf(names: readonly string[], called: readonly string[]): number {
  const places = names.flatMap((name, at) => (called.includes(name) ? [at] : []));
  if (places.length > 1)
    throw new StatementUnusable('missing_column', `the bill has the column ${called.join(' or ')} twice`);
  return places[0] ?? -1;
}

/** The end of the free text, if nothing that is needed stands inside it. */
function freeTextEnd(names: readonly string[], needed: ReadonlySet<number>): number {
  const places = FREE_TEXT.map((name) => names.indexOf(name)).filter((at) => at >= 0);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const isWhole = ![...needed].some((at) => at >= first && at <= last);
  return places.length > 0 && isWhole ? last : -1;
}
