// The directory that keeps data across runs: one process at a time, and the clock's offset beside the databases.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDoc } from './database/document';
import { FolderOfFiles } from './service/stored-files';

export class DataDirectory {
  /** What was uploaded to cloud storage. */
  readonly files: FolderOfFiles;
  private readonly lockFile: string;
  private readonly clockFile: string;

  /** Makes the directory where it is missing; throws when another process is using it. */
  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.files = new FolderOfFiles(path.join(folder, 'files'));
    this.lockFile = path.join(folder, 'lock');
    this.clockFile = path.join(folder, 'clock.json');
    this.lock();
  }

  /** The offset of the last run, in milliseconds. */
  clockOffsetMs(): number {
    if (!existsSync(this.clockFile)) return 0;
    const stored = parsed(readFileSync(this.clockFile, 'utf8'));
    const offset = isDoc(stored) ? stored.offset_ms : undefined;
    return typeof offset === 'number' && offset >= 0 ? offset : 0;
  }

  keepClockOffset(offsetMs: number): void {
    const draft = `${this.clockFile}.new`;
    writeFileSync(draft, JSON.stringify({ offset_ms: offsetMs }));
    renameSync(draft, this.clockFile);
  }

  release(): void {
    rmSync(this.lockFile, { force: true });
  }

  private lock(): void {
    const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
    try {
      writeFileSync(this.lockFile, mine, { flag: 'wx' });
    } catch (error) {
      if (!isDoc(error) && !(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw error;
      const owner = parsed(readFileSync(this.lockFile, 'utf8'));
      if (isRunning(owner)) {
        const pid = isDoc(owner) ? String(owner.pid) : '?';
        throw new Error(
          `${this.folder} is in use by another local cloud (process ${pid}): stop it, or give another directory.`,
        );
      }
      writeFileSync(this.lockFile, mine);
    }
  }
}

/** A process number alone may have been given out again, so its start counts too where the system tells it. */
function isRunning(owner: unknown): boolean {
  if (!isDoc(owner) || typeof owner.pid !== 'number') return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return owner.started === startOf(owner.pid);
}

/** When a process started, in the kernel's ticks; null where there is no /proc, undefined where it has ended. */
function startOf(pid: number): string | null | undefined {
  if (!existsSync('/proc/self/stat')) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which is in parentheses and may hold some: the state is the first, the start the twentieth.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // Killed, and not yet fetched by its parent: it holds nothing any more.
    return ['Z', 'X'].includes(fields[0] ?? '') ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
