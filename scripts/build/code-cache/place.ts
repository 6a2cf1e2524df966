/** Where compiled code is. */
import path from 'node:path';

export const CODE_CACHE = 'code-cache';

/** The folder in a function's own, whose files are the compiled code of those that `digest` tells, by the Node that runs. */
export const codeCacheOf = (folder: string, digest: string): string =>
  path.join(folder, CODE_CACHE, `${process.version}-${process.arch}-${digest}`);
