/** The files of a folder. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** Folders of what others have written. */
const notOwn = new Set(['node_modules', '.git']);

/**
 * The paths below `folder` of all files in it whose names match, those of linked folders included and of
 * node_modules not. What only looks like a file is left
 * out: a folder, or the lock of an editor, which is a link to nothing. So are folders that nobody may read, and links that lead back to
 * a folder around them.
 */
export function filesBelow(folder: string, names: RegExp): readonly string[] {
  const found: string[] = [];
  walk('', []);
  return found;

  function walk(below: string, around: readonly string[]): void {
    const real = quietly(() => realpathSync(path.join(folder, below)));
    if (real === undefined || around.includes(real)) return;
    for (const entry of quietly(() => readdirSync(real)) ?? []) {
      if (notOwn.has(entry)) continue;
      const name = path.join(below, entry);
      const stats = quietly(() => statSync(path.join(folder, name)));
      if (stats?.isDirectory() === true) walk(name, [...around, real]);
      else if (stats?.isFile() === true && names.test(name)) found.push(name);
    }
  }
}

function quietly<Result>(ask: () => Result): Result | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
