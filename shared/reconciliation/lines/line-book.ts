/** All lines of a statement that are of one kind, packed, and found by any of their numbers. */
import type { StatementLine } from '../../payments';
import { hashOf } from './packed-bytes';
import {
  hashOfPacked,
  LARGEST_LINE,
  pack,
  packedNumberIs,
  unpack,
  unpackMoney,
  Words,
  type NumberName,
} from './packed-line';

const PAGE_BYTES = 1 << 20;
/** So many lines under one number are looked through; more of them are duplicates anyway. */
const MOST_ALIKE = 64;
const NOBODY = 0xffffffff;

/** What became of a line. `known`: it speaks of money that we know to be no order's. */
export type LineFate = 'left' | 'met' | 'known' | 'reported';
const fates: readonly LineFate[] = ['left', 'met', 'known', 'reported'];

export class LineBook<L extends StatementLine> {
  private readonly words = new Words();
  private readonly pages: Buffer[] = [];
  private used = PAGE_BYTES;
  /** Where each line begins, over all pages. */
  private starts = new Uint32Array(1024);
  private fate = new Uint8Array(0);
  private readonly indexes = new Map<NumberName, NumberIndex>();
  private lines = 0;

  get count(): number {
    return this.lines;
  }

  /** @throws StatementUnusable for a line with impossible numbers */
  add(line: L): void {
    if (this.used + LARGEST_LINE > PAGE_BYTES) {
      this.pages.push(Buffer.allocUnsafeSlow(PAGE_BYTES));
      this.used = 0;
    }
    if (this.lines === this.starts.length) this.starts = grown(this.starts);
    this.starts[this.lines] = (this.pages.length - 1) * PAGE_BYTES + this.used;
    this.used = pack(line, this.words, this.pages.at(-1) ?? Buffer.alloc(0), this.used);
    this.lines += 1;
  }

  /**
   * To be called after the last line and before the first search. By the numbers of `otherwise` only those lines are found that lack
   * the first of `by`: a statement that carries our numbers needs no other index.
   */
  seal(by: readonly [NumberName, ...NumberName[]], otherwise: readonly NumberName[]): void {
    this.fate = new Uint8Array(this.lines);
    const [first] = by;
    for (const name of by) this.index(name, (line) => this.hashAt(line, name));
    const lacks = (line: number): boolean => this.hashAt(line, first) === undefined;
    if (!this.some(lacks)) return;
    for (const name of otherwise) {
      this.index(name, (line) => (lacks(line) ? this.hashAt(line, name) : undefined));
    }
  }

  at(line: number): L {
    const { page, place } = this.placeOf(line);
    // Only lines of this kind came in.
    return unpack(this.words, page, place) as L;
  }

  /** What a line says of money and state; cheaper than the whole line. */
  moneyAt(line: number): ReturnType<typeof unpackMoney> {
    const { page, place } = this.placeOf(line);
    return unpackMoney(this.words, page, place);
  }

  /** The lines with a number, in the order of the statement. */
  find(name: NumberName, number: string | undefined): readonly number[] {
    if (number === undefined || number === '') return [];
    return this.indexes.get(name)?.find(number, (line) => this.hasNumber(line, name, number)) ?? [];
  }

  fateOf(line: number): LineFate {
    return fates[this.fate[line] ?? 0] ?? 'left';
  }

  decide(line: number, fate: LineFate): void {
    this.fate[line] = fates.indexOf(fate);
  }

  /** The lines of which nothing became yet, in the order of the statement. */
  *left(): Generator<number> {
    for (let line = 0; line < this.lines; line += 1) if (this.fate[line] === 0) yield line;
  }

  private index(name: NumberName, hashAt: (line: number) => number | undefined): void {
    this.indexes.set(name, new NumberIndex(this.lines, hashAt));
  }

  private some(is: (line: number) => boolean): boolean {
    for (let line = 0; line < this.lines; line += 1) if (is(line)) return true;
    return false;
  }

  private hashAt(line: number, name: NumberName): number | undefined {
    const { page, place } = this.placeOf(line);
    return hashOfPacked(page, place, name);
  }

  /** Whether a line has a number; no text is made of it. */
  hasNumber(line: number, name: NumberName, number: string): boolean {
    const { page, place } = this.placeOf(line);
    return packedNumberIs(page, place, name, number);
  }

  private placeOf(line: number): { readonly page: Buffer; readonly place: number } {
    const start = this.starts[line] ?? 0;
    const page = this.pages[Math.floor(start / PAGE_BYTES)];
    if (!page || line >= this.lines) throw new RangeError(`there is no line ${line}`);
    return { page, place: start % PAGE_BYTES };
  }
}

/** Lines by a number: a hash table over their indexes, the numbers themselves stay where they are packed. */
class NumberIndex {
  private readonly heads: Uint32Array;
  private readonly following: Uint32Array;

  constructor(count: number, hashAt: (line: number) => number | undefined) {
    this.heads = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(16, count)))).fill(NOBODY);
    this.following = new Uint32Array(count).fill(NOBODY);
    // From the last to the first: what is found comes in the order of the statement.
    for (let line = count - 1; line >= 0; line -= 1) {
      const hash = hashAt(line);
      if (hash === undefined) continue;
      const slot = hash & (this.heads.length - 1);
      this.following[line] = this.heads[slot] ?? NOBODY;
      this.heads[slot] = line;
    }
  }

  find(number: string, isIt: (line: number) => boolean): readonly number[] {
    const found: number[] = [];
    let line = this.heads[hashOf(number) & (this.heads.length - 1)] ?? NOBODY;
    while (line !== NOBODY && found.length < MOST_ALIKE) {
      if (isIt(line)) found.push(line);
      line = this.following[line] ?? NOBODY;
    }
    return found;
  }
}

function grown(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
