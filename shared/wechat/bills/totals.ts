/** Whether the rows of a bill add up to what the bill itself says at its end: the number of rows, and the sum of each column. */
import { StatementUnusable } from '../../kernel/statement-unusable';
import { DECIMALS, ExactSum, hundredThousandths } from './decimals';

/** How a bill names the number of its rows, the sum of each column (by our word), and which of them it must have. */
export interface TotalNames<Name extends string> {
  readonly count: readonly string[];
  readonly sums: Readonly<Partial<Record<Name, readonly string[]>>>;
  readonly needed: readonly Name[];
}

export class Totals<Name extends string> {
  private readonly sums = new Map<Name, ExactSum>();

  constructor(private readonly names: TotalNames<Name>) {
    for (const name of Object.keys(names.sums) as Name[]) this.sums.set(name, new ExactSum());
  }

  /** Adds hundred-thousandths to the sum of a column. */
  add(name: Name, value: number): void {
    this.sums.get(name)?.add(value);
  }

  /** Throws StatementUnusable `no_summary` or `wrong_sums`. */
  check(said: ReadonlyMap<string, string>, rows: number): void {
    this.checkCount(saidUnder(said, this.names.count), rows);
    for (const [name, sum] of this.sums) {
      const called = this.names.sums[name] ?? [];
      const text = saidUnder(said, called);
      if (text !== undefined) compare(called, text, sum.total);
      else if (this.names.needed.includes(name))
        throw new StatementUnusable('no_summary', `the summary has no ${called.join(' or ')}`);
    }
  }

  private checkCount(text: string | undefined, rows: number): void {
    const count = text === undefined ? undefined : hundredThousandths(text);
    if (count === undefined)
      throw new StatementUnusable('no_summary', `the summary has no ${this.names.count.join(' or ')}`);
    if (BigInt(count) !== BigInt(rows) * SCALE)
      throw new StatementUnusable(
        'wrong_sums',
        `the summary counts ${text ?? ''} rows, the bill has ${rows}`,
      );
  }
}

const SCALE = 10n ** BigInt(DECIMALS);

const saidUnder = (said: ReadonlyMap<string, string>, names: readonly string[]): string | undefined =>
  names.map((name) => said.get(name)).find((text) => text !== undefined);

function compare(called: readonly string[], text: string, sum: bigint): void {
  const said = longDecimal(text);
  if (said === undefined)
    throw new StatementUnusable('no_summary', `the summary's ${called[0] ?? ''} is no amount`);
  if (said !== sum)
    throw new StatementUnusable('wrong_sums', `the summary's ${called[0] ?? ''} is not the sum of the rows`);
}

/** A total may be longer than any one amount. */
function longDecimal(text: string): bigint | undefined {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d{1,20})(?:\.(\d{1,5})0*)?$/.exec(text) ?? [];
  if (whole === '') return undefined;
  const value = BigInt(whole + fraction.padEnd(DECIMALS, '0'));
  return sign === '' ? value : -value;
}
