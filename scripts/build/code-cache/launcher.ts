/** The entry of a deployed function: the function itself, with its compiled code where that was made for this very Node. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { requireIn } from './loader';
import { codeCacheOf } from './place';

/** Told by the build: the digest of the files. Compiled code of other files is never taken for theirs. */
declare const DIGEST: string;

const cache = codeCacheOf(__dirname, DIGEST);
const compiled = (file: string): Buffer | undefined => {
  try {
    return readFileSync(path.join(cache, file));
  } catch {
    return undefined;
  }
};
const load: (name: string) => unknown = existsSync(cache)
  ? requireIn(__dirname, require, { of: compiled })
  : require;

module.exports = load('./main.js');
