// What the functions print, kept in a ring: the local stand-in for the cloud's log search.

export interface LogLine {
  /** Counts up from 1: ask for what came after the last one seen. */
  readonly id: number;
  /** Local time in milliseconds. */
  readonly at: number;
  readonly functionName: string;
  readonly requestId: string;
  /** `system`: said by the local cloud about the function. */
  readonly stream: 'stdout' | 'stderr' | 'system';
  readonly text: string;
}

export interface LogQuery {
  readonly after?: number;
  readonly functionName?: string;
  readonly requestId?: string;
}

export class FunctionLog {
  private lines: LogLine[] = [];
  private lastId = 0;
  private readonly listeners = new Set<(line: LogLine) => void>();

  constructor(private readonly capacity = 2000) {}

  add(line: Omit<LogLine, 'id'>): void {
    this.lastId += 1;
    const numbered = { id: this.lastId, ...line };
    this.lines.push(numbered);
    if (this.lines.length > 2 * this.capacity) this.lines = this.lines.slice(-this.capacity);
    for (const listener of this.listeners) listener(numbered);
  }

  /** Lines, oldest first. */
  entries({ after = 0, functionName, requestId }: LogQuery = {}): readonly LogLine[] {
    return this.lines
      .slice(-this.capacity)
      .filter((line) => line.id > after)
      .filter((line) => functionName === undefined || line.functionName === functionName)
      .filter((line) => requestId === undefined || line.requestId === requestId);
  }

  /** Calls `listener` with every new line; the answer ends it. */
  onLine(listener: (line: LogLine) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Forgets the lines; numbers go on. */
  clear(): void {
    this.lines = [];
  }
}
