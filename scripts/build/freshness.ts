/** Whether what was built is newer than everything it is made from, so that a second start need not build again. */
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = ['cloudfunctions', 'miniprogram', 'shared', 'scripts'];
const OUTPUTS = ['cloudfunctions', 'preview', 'console'];

/** The newest change below a folder, milliseconds; a folder's own time tells of removed files. */
function newest(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const times = entries.map((name) => statSync(path.join(folder, name)).mtimeMs);
  return Math.max(statSync(folder).mtimeMs, ...times);
}

export function isFresh(root: string, stamp: string): boolean {
  if (!OUTPUTS.every((folder) => existsSync(path.join(path.dirname(stamp), folder)))) return false;
  const built = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const files = ['package-lock.json', 'project.config.json'].map(
    (file) => statSync(path.join(root, file)).mtimeMs,
  );
  return Math.max(...files, ...SOURCES.map((folder) => newest(path.join(root, folder)))) < built;
}

/** Notes that everything has been built. */
export function stampBuild(stamp: string): void {
  writeFileSync(stamp, new Date().toISOString());
}
