// Counts what reaches the database, so that a benchmark can say how many round trips a path takes.

/** One database action that the cloud has served. */
export interface DatabaseCall {
  /** Local time in milliseconds. */
  readonly at: number;
  readonly action: string;
  readonly collection?: string;
  /** The function call that made it; missing for calls from outside the functions. */
  readonly requestId?: string;
  readonly functionName?: string;
  /** Milliseconds inside the cloud. */
  readonly ms: number;
  /** The error code where it failed. */
  readonly code?: string;
}

/** Totals since the start or the last clear, and the last calls one by one. */
export class CallLog {
  private readonly totals = new Map<string, number>();
  private recent: DatabaseCall[] = [];

  constructor(private readonly capacity = 5000) {}

  add(call: DatabaseCall): void {
    this.totals.set(call.action, (this.totals.get(call.action) ?? 0) + 1);
    this.recent.push(call);
    if (this.recent.length > 2 * this.capacity) this.recent = this.recent.slice(-this.capacity);
  }

  /** How many calls there were, of one action or of all. */
  count(action?: string): number {
    if (action !== undefined) return this.totals.get(action) ?? 0;
    return [...this.totals.values()].reduce((sum, one) => sum + one, 0);
  }

  byAction(): Record<string, number> {
    return Object.fromEntries(this.totals);
  }

  /** The last calls, oldest first; with a request id, those that this function call made. */
  entries(requestId?: string): readonly DatabaseCall[] {
    const recent = this.recent.slice(-this.capacity);
    return requestId === undefined ? recent : recent.filter((call) => call.requestId === requestId);
  }

  clear(): void {
    this.totals.clear();
    this.recent = [];
  }
}
