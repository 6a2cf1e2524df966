/** Counts calls in windows of time; days and minutes are those of Beijing. */
import * as v from 'valibot';
import { hourMs, type WeixinKit } from './kit';
import type { Table } from './table';

const counted = v.object({ name: v.string(), window: v.number(), count: v.number(), last: v.number() });
type Counted = v.InferOutput<typeof counted>;

export class Quota {
  private readonly counts: Table<Counted>;

  constructor(private readonly kit: WeixinKit) {
    this.counts = kit.tables.open('quotas', counted, ({ name }) => name);
  }

  /** Counts one call; false where the window had its `limit` already. */
  take(name: string, windowMs: number, limit: number): boolean {
    const now = this.kit.clock.now();
    const window = Math.floor((now + 8 * hourMs) / windowMs);
    const before = this.counts.get(name);
    const count = before?.window === window ? before.count : 0;
    if (count >= limit) return false;
    this.counts.put({ name, window, count: count + 1, last: now });
    return true;
  }

  /** When a call under that name was last counted, milliseconds. */
  last(name: string): number | undefined {
    return this.counts.get(name)?.last;
  }
}
