// Ends a process with everything that it has started.
import type { ChildProcess } from 'node:child_process';

/** At once and without a chance to refuse. The process must have been started `detached`, so that its group is its own. */
export function endTree(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    // A group exists on POSIX systems only.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
