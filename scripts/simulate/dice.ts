/** The one source of chance in a simulation: everything that could be otherwise is asked of it, so a seed tells all. */

export class Dice {
  private state: number;

  constructor(private readonly seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0;
    // Neighbouring seeds begin alike; a few rounds part them.
    for (let round = 0; round < 4; round += 1) this.fraction();
  }

  /** Dice of somebody's own, so that what one does more or less does not change the luck of the others. */
  of(name: string): Dice {
    let mixed = this.seed ^ 0x51ed270b;
    for (const letter of name) mixed = Math.imul(mixed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
    return new Dice(mixed);
  }

  /** From 0 up to, and without, 1. Mulberry32. */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return probability > 0 && this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new Error('nothing to choose from');
    // An index below the length.
    return items[Math.floor(this.fraction() * items.length)] as T;
  }

  /** One of several, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let all = 0;
    for (const [weight] of items) all += weight;
    let left = this.fraction() * all;
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return this.pick(items)[1];
  }

  /** So many bytes in lower-case hexadecimal. */
  hex(bytes: number): string {
    let digits = '';
    while (digits.length < bytes * 2)
      digits += Math.floor(this.fraction() * 2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return digits.slice(0, bytes * 2);
  }
}
