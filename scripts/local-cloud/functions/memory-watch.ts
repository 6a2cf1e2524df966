// Looks at a process's resident memory, where the system tells it (/proc), and says once when it is too much.
import { readFileSync } from 'node:fs';

const intervalMs = 100;
/** The kernel counts in pages of this many bytes on the machines that Node is built for. */
const pageSize = 4096;

export class MemoryWatch {
  private readonly timer: NodeJS.Timeout;

  /** `limit` is in bytes. */
  constructor(
    private readonly pid: number | undefined,
    private readonly limit: number,
    private readonly onExceeded: () => void,
  ) {
    this.timer = setInterval(() => this.look(), intervalMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const used = this.pid === undefined ? undefined : residentBytes(this.pid);
    if (used !== undefined && used <= this.limit) return;
    this.stop();
    if (used !== undefined) this.onExceeded();
  }
}

function residentBytes(pid: number): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * pageSize;
  } catch {
    return undefined;
  }
}
