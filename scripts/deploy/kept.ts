/**
 * The code that was online before the last deployment: a zip file for each function that it changed, in a folder of the environment.
 * It is code only: variables are not in it.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipped } from './zip';

export interface Kept {
  /** Keeps what a function was before this deployment; of one that was broken off and goes on, what it was before the first. */
  readonly keep: (name: string, zip: Buffer) => void;
  /** The deployment is over: the next one keeps anew. */
  complete(): void;
  names(): readonly string[];
  /** Unpacks a function's code into `folder`. */
  unpack(name: string, folder: string): void;
}

const OVER = 'complete';
const ENDING = '.zip';

export function keptIn(folder: string): Kept {
  const files = (): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
  return {
    keep: (name, zip) => {
      if (files().includes(OVER)) rmSync(folder, { recursive: true });
      mkdirSync(folder, { recursive: true });
      const file = path.join(folder, name + ENDING);
      if (!existsSync(file)) writeFileSync(file, zip);
    },
    complete() {
      if (files().length > 0) writeFileSync(path.join(folder, OVER), '');
    },
    names: () =>
      files()
        .filter((file) => file.endsWith(ENDING))
        .map((file) => file.slice(0, -ENDING.length)),
    unpack(name, into) {
      for (const [file, content] of unzipped(readFileSync(path.join(folder, name + ENDING)))) {
        const at = path.join(into, file);
        if (!at.startsWith(into + path.sep))
          throw new Error(`${name}${ENDING} names ${file}, outside its folder`);
        mkdirSync(path.dirname(at), { recursive: true });
        writeFileSync(at, content);
      }
    },
  };
}
