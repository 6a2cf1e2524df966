/** Whether what was built is newer than everything it is made from, so that a second start need not build again. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = ['cloudfunctions', 'miniprogram', 'shared', 'scripts'];

/** The newest change below a folder, milliseconds; a folder's own time tells of removed files. */
function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const times = entries.map((name) => statSync(path.join(folder, name)).mtimeMs);
  return Math.max(statSync(folder).mtimeMs, ...times);
}

export function isFresh(root: string, stamp: string): boolean {
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const lock = statSync(path.join(root, 'package-lock.json')).mtimeMs;
  return Math.max(lock, ...SOURCES.map((folder) => newest(path.join(root, folder)))) < built;
}

/** Notes that everything has been built. */
export function stampBuild(stamp: string): void {
  writeFileSync(stamp, new Date().toISOString());
}
