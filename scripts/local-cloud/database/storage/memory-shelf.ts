// The database of a cloud without a directory: sorted keys in memory.
import type { Entry, Shelf, Span } from './shelf';

const runLength = 512;

export class MemoryShelf implements Shelf {
  private readonly values = new Map<string, Buffer>();
  /** All keys in order, in runs of which each begins where the one before ends. */
  private runs: string[][] = [];
  /** What stood there before, while something is being written. */
  private undo: (readonly [string, Buffer | undefined])[] = [];
  private depth = 0;

  get(key: Buffer): Buffer | undefined {
    return this.values.get(key.toString('latin1'));
  }

  *entries(span: Span): Generator<Entry> {
    for (const text of this.texts(span)) {
      const value = this.values.get(text);
      if (value) yield { key: Buffer.from(text, 'latin1'), value };
    }
  }

  *keys(span: Span): Generator<Buffer> {
    for (const text of this.texts(span)) yield Buffer.from(text, 'latin1');
  }

  atomically<T>(work: () => T): T {
    const mark = this.undo.length;
    this.depth += 1;
    try {
      return work();
    } catch (error) {
      for (const [text, value] of this.undo.splice(mark).reverse()) this.set(text, value);
      throw error;
    } finally {
      this.depth -= 1;
      if (this.depth === 0) this.undo = [];
    }
  }

  put(key: Buffer, value: Buffer): void {
    this.change(key.toString('latin1'), value);
  }

  remove(key: Buffer): void {
    this.change(key.toString('latin1'), undefined);
  }

  clear(): void {
    this.values.clear();
    this.runs = [];
  }

  close(): void {
    this.clear();
  }

  private change(text: string, value: Buffer | undefined): void {
    if (this.depth > 0) this.undo.push([text, this.values.get(text)]);
    this.set(text, value);
  }

  private set(text: string, value: Buffer | undefined): void {
    const known = this.values.has(text);
    if (value) this.values.set(text, value);
    else this.values.delete(text);
    if (value && !known) this.insert(text);
    else if (!value && known) this.drop(text);
  }

  private insert(text: string): void {
    const at = this.runOf(text);
    const run = this.runs[at];
    if (!run) {
      this.runs.push([text]);
      return;
    }
    run.splice(placeOf(run, text), 0, text);
    if (run.length > 2 * runLength) this.runs.splice(at, 1, run.slice(0, runLength), run.slice(runLength));
  }

  private drop(text: string): void {
    const at = this.runOf(text);
    const run = this.runs[at];
    run?.splice(placeOf(run, text), 1);
    if (run?.length === 0) this.runs.splice(at, 1);
  }

  /** The last run that does not begin after `text`. */
  private runOf(text: string): number {
    let [low, high] = [0, this.runs.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.runs[middle]?.[0] ?? '') <= text) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** A copy, so that the reader may write meanwhile. */
  private texts({ from, to, reverse = false }: Span): string[] {
    const [first, end] = [from.toString('latin1'), to.toString('latin1')];
    const found: string[] = [];
    for (let at = this.runOf(first); at < this.runs.length; at += 1) {
      const run = this.runs[at] ?? [];
      if ((run[0] ?? end) >= end) break;
      found.push(...run.slice(placeOf(run, first), placeOf(run, end)));
    }
    return reverse ? found.reverse() : found;
  }
}

/** Where the first key stands that is not smaller. */
function placeOf(run: readonly string[], text: string): number {
  let [low, high] = [0, run.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((run[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
