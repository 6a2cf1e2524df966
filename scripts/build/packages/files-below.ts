/** The files of a folder. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { existingFile } from './npm-packages';

/**
 * The paths below `folder` of all files in it whose names match. What only looks like one is left out: a folder, or the lock of an
 * editor, which is a link to nothing.
 */
export function filesBelow(folder: string, names: RegExp): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => names.test(name) && existingFile([path.join(folder, name)]) !== undefined,
  );
}
