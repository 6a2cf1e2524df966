/** The one source of chance in a simulation: everything that could be otherwise is asked of it, so a seed tells all. */

export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0;
    // Neighbouring seeds begin alike; a few rounds part them.
    for (let round = 0; round < 4; round += 1) this.fraction();
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
    return this.fraction() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const picked = items[Math.floor(this.fraction() * items.length)];
    if (picked === undefined) throw new Error('nothing to choose from');
    return picked;
  }

  /** One of several, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [weight: number, item: T])[]): T {
    let left = this.fraction() * items.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of items) {
      left -= weight;
      if (left < 0) return item;
    }
    return this.pick(items)[1];
  }

  hex(bytes: number): string {
    return Array.from({ length: bytes }, () => this.between(0, 255).toString(16).padStart(2, '0')).join('');
  }
}
