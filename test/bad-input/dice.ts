/** Chance that is the same in every run: what is thrown depends on the seed alone. */
export class Dice {
  private state: number;

  constructor(seed: string) {
    // FNV-1a, so that attacks with similar names throw different numbers.
    this.state = Array.from(seed).reduce(
      (hash, one) => Math.imul(hash ^ (one.codePointAt(0) ?? 0), 0x01000193),
      0x811c9dc5,
    );
  }

  /** A number from 0 up to 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to `end`, which it never is. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** One of a list that is not empty. */
  of<T>(list: readonly T[]): T {
    const one = list[this.below(list.length)];
    if (one === undefined) throw new Error('nothing to choose from');
    return one;
  }
}
